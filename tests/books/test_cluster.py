"""A book in parts over several processes, one of them killed on the way: complete, and the same to the fen."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from distributed import wait

from anpei.books import cluster, parquet
from anpei.engine.compiler import compile
from anpei.terms import loader
from bench import invented

PLAN = loader.load(invented.PLAN)
TEXT = invented.PLAN.read_text(encoding="utf-8")
PARTS = 8


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Eight parts of 200 claims, whole members in each."""
    folder = tmp_path / "book"
    folder.mkdir()
    for number, part in enumerate(invented.pieces(PLAN, 200 * PARTS, size=200)):
        pq.write_table(part, folder / f"{number}.parquet")
    return folder


def until(true: Callable[[], Any]) -> Any:
    """What it gives once it gives something."""
    for _ in range(600):
        if found := true():
            return found
        sleep(0.05)
    raise AssertionError("it never came")


@pytest.mark.slow
def test_a_killed_worker_costs_nothing_but_its_time(book: Path, tmp_path: Path):
    out = tmp_path / "out"
    with cluster.client("local:2") as client:
        parts = cluster.parts(client, book)
        doomed, pid = next(iter(client.run(os.getpid).items()))
        os.kill(pid, signal.SIGSTOP)  # it takes its parts and gets nowhere
        work = cluster.begin(client, TEXT, parts, out)
        stuck = until(lambda: client.processing([doomed])[doomed])

        os.kill(pid, signal.SIGKILL)
        wait(work, timeout=90)
        sums = cluster.finish(client, work)

        assert {task.key for task in work} & set(stuck), "the worker died with parts in hand"
        assert pid not in client.run(os.getpid).values()
    expected = parquet.Sums()
    for part in sorted(book.iterdir()):
        alone = tmp_path / part.name
        expected += parquet.adjudicate(compile(PLAN), part, alone)
        assert pq.read_table(out / part.name).equals(pq.read_table(alone))
        assert pq.read_table(out / "findings" / part.name).equals(
            pq.read_table(parquet.findings_beside(alone))
        )
    assert sums == expected
    assert sums.claims == 200 * PARTS
    assert len(list(out.glob("*.parquet"))) == PARTS
    assert not list(out.glob(".*"))


class AtOnce:
    """What the functions need of a client, in this process."""

    def map(self, function, items, pure=True, retries=0, **named):
        return [function(one, **named) for one in items]

    def gather(self, results):
        return results


def test_a_member_in_two_parts_is_refused_before_anything_is_written(book: Path, tmp_path: Path):
    whole = pq.read_table(book / "0.parquet")
    pq.write_table(whole.slice(0, 101), book / "0.parquet")
    pq.write_table(whole.slice(99), book / "00.parquet")

    with pytest.raises(cluster.SplitMember):
        cluster.adjudicate(AtOnce(), TEXT, book, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_parts_whose_members_lie_between_each_other_are_fine(book: Path, tmp_path: Path):
    first, second = pq.read_table(book / "0.parquet"), pq.read_table(book / "1.parquet")
    odd = pa.array([member % 2 == 1 for member in first["member"].to_pylist()])
    pq.write_table(first.filter(odd), book / "0.parquet")
    pq.write_table(pa.concat_tables([first.filter(pa.compute.invert(odd)), second]), book / "1.parquet")

    sums = cluster.adjudicate(AtOnce(), TEXT, book, tmp_path / "out")

    assert (sums.claims, sums.refused) == (200 * PARTS, 0)

"""A book in a folder of parts, adjudicated by many processes or machines (Dask, the extra ``cluster``).

A part is a Parquet file of whole members. It is one task: read, worked out, written under the same name in the other folder. A
task that is begun again, because its worker died, writes the same file again; nothing else is shared.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from anpei.books import parquet
from anpei.books.parquet import Sums
from anpei.engine.batch import Keep
from anpei.engine.compiler import compile
from anpei.terms import loader

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local:"
FINDINGS = "findings"
"""The folder of the findings, inside that of the figures."""


class SplitMember(ValueError):
    """A member stands in two parts of a book: their claims would not find each other."""


@contextmanager
def client(address: str) -> Iterator[Client]:
    """``local:4`` starts four processes on this machine; anything else is the address of a Dask scheduler."""
    from distributed import Client, LocalCluster

    if not address.startswith(LOCAL):
        with Client(address) as connected:
            yield connected
        return
    count = int(address.removeprefix(LOCAL))
    with (
        LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as connected,
    ):
        yield connected


def adjudicate(connected: Client, product_text: str, folder: Path, out: Path, *, keep: Keep = "all") -> Sums:
    """Adjudicate every ``*.parquet`` of a folder. Both folders are seen by all workers under the same path.

    SplitMember when a member stands in two parts.
    """
    return finish(connected, begin(connected, product_text, parts(connected, folder), out, keep=keep))


def parts(connected: Client, folder: Path) -> list[Path]:
    """The parts of a book, none of which shares a member with another."""
    found = sorted(folder.glob("*.parquet"))
    _refuse_split_members(connected, found)
    return found


def begin(
    connected: Client, product_text: str, parts: list[Path], out: Path, *, keep: Keep = "all"
) -> list[Future]:
    """Hand out the parts."""
    (out / FINDINGS).mkdir(parents=True, exist_ok=True)
    work: list[Future] = connected.map(
        _part, parts, product_text=product_text, out=out, keep=keep, pure=False, retries=1
    )
    return work


def finish(connected: Client, work: list[Future]) -> Sums:
    """What came of all parts, once the last one is done."""
    return sum(connected.gather(work), Sums())


def _part(part: Path, *, product_text: str, out: Path, keep: Keep) -> Sums:
    """One part, on a worker. The terms are compiled once in each process."""
    compiled = compile(loader.loads(product_text, "product"))
    findings = out / FINDINGS / part.name
    return parquet.adjudicate(compiled, part, out / part.name, findings=findings, keep=keep)


def _refuse_split_members(connected: Client, parts: list[Path]) -> None:
    """Parts of which the first and last member do not overlap share nobody; only others are compared name by name."""
    ranges = connected.gather(connected.map(_range, parts, pure=False))
    known = sorted(
        (low, high, part) for (low, high), part in zip(ranges, parts, strict=True) if low is not None
    )
    close: set[Path] = set()
    reach, reaching = None, None
    for low, high, part in known:
        if reach is not None and reaching is not None and low <= reach:
            close |= {part, reaching}
        if reach is None or high > reach:
            reach, reaching = high, part
    if not close:
        return
    names = connected.gather(connected.map(parquet.members, sorted(close), pure=False))
    counts = pa.chunked_array(names).value_counts()
    twice = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    if len(twice):
        raise SplitMember(str(twice[0].as_py()))


def _range(part: Path) -> tuple[object, object]:
    names = parquet.members(part)
    ends = pc.min_max(names.cast(pa.string()) if pa.types.is_dictionary(names.type) else names)
    return ends["min"].as_py(), ends["max"].as_py()

"""A book in a Parquet file: streamed, in whatever order it comes, with every fault a finding."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engine.cases import MILLION, facts, line

from anpei.books import parquet
from anpei.engine import batch, calculate
from anpei.engine.compiler import compile
from anpei.engine.facts import Receipt
from anpei.engine.layout import Entry, columns_of
from anpei.terms import loader
from bench import invented

PLAN = loader.load(invented.PLAN)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """1,000 claims in row groups of 150, so that members stand across them."""
    file = tmp_path / "book.parquet"
    pq.write_table(invented.book(PLAN, 1_000), file, row_group_size=150)
    return file


def test_a_file_comes_to_the_figures_of_the_book_in_memory(book: Path, tmp_path: Path):
    out = tmp_path / "out.parquet"

    sums = parquet.adjudicate(compile(PLAN), book, out, workers=2)

    expected = batch.calculate(compile(PLAN), invented.book(PLAN, 1_000))
    assert pq.read_table(out).equals(expected.figures)
    assert pq.read_table(parquet.findings_beside(out)).equals(expected.findings)
    total = sum(expected.figures["total.payable"].to_pylist())
    assert sums == parquet.Sums(1_000, 0, len(expected.findings), total)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["book.parquet", "out.findings.parquet", "out.parquet"]  # fmt: skip


def test_a_book_that_is_not_sorted_is_sorted_on_disk_first(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(parquet, "BUCKET", 300)
    whole = invented.book(PLAN, 1_000)
    shuffled = whole.take(pa.array([(n * 617) % 1_000 for n in range(1_000)]))
    pq.write_table(shuffled, tmp_path / "book.parquet", row_group_size=150)
    out = tmp_path / "out.parquet"

    parquet.adjudicate(compile(PLAN), tmp_path / "book.parquet", out)

    expected = batch.calculate(compile(PLAN), whole).figures
    assert pq.read_table(out).sort_by("claim").equals(expected.sort_by("claim"))
    assert not list(tmp_path.glob(".anpei-sort-*"))


def test_what_was_there_stays_when_a_book_cannot_be_worked_out(book: Path, tmp_path: Path):
    out = tmp_path / "out.parquet"
    parquet.adjudicate(compile(PLAN), book, out)
    before = out.read_bytes()
    torn = tmp_path / "torn.parquet"
    torn.write_bytes(book.read_bytes()[:-2_000])

    with pytest.raises(pa.ArrowInvalid):
        parquet.adjudicate(compile(PLAN), torn, out)

    assert out.read_bytes() == before
    assert not list(tmp_path.glob(".*"))


FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    # what is wrong: the record of the line, code and line of the finding
    "negative": ({"amount_fen": -1}, "amount.negative", "l1"),
    "too large": ({"amount_fen": 10**18}, "amount.too_large", "l1"),
    "missing": ({"amount_fen": None}, "amount.not_a_whole_number", "l1"),
    "unknown bill": ({"receipt": "r9"}, "line.receipt_unknown", "l1"),
    "unknown drug list": ({"drug_list": "magic"}, "line.drug_list_unknown", "l1"),
    "unknown category": ({"category": "magic"}, "facts.malformed", "lines[0].category"),
    "no day": ({"service_on": None}, "facts.malformed", "lines[0].service_on"),
}


def test_every_fault_is_a_finding_with_code_words_and_line_and_the_others_are_paid(tmp_path: Path):
    good = columns_of(MILLION, [Entry(name, facts(), name) for name in (*FAULTS, "sound")])
    records = [
        [{**lines[0], **(FAULTS[claim][0] if claim in FAULTS else {})}]
        for claim, lines in zip(good["claim"].to_pylist(), good["lines"].to_pylist(), strict=True)
    ]
    place = good.column_names.index("lines")
    pq.write_table(good.set_column(place, "lines", pa.array(records)), tmp_path / "book.parquet")
    out = tmp_path / "out.parquet"

    sums = parquet.adjudicate(compile(MILLION), tmp_path / "book.parquet", out)

    figures = {row["claim"]: row["total.payable"] for row in pq.read_table(out).to_pylist()}
    assert figures == {**dict.fromkeys(FAULTS), "sound": calculate(compile(MILLION), facts()).total_fen}
    findings = pq.read_table(parquet.findings_beside(out)).to_pylist()
    assert {(one["claim"], one["code"], one["line"]) for one in findings if one["level"] == "error"} == {
        (claim, code, line) for claim, (_, code, line) in FAULTS.items()
    }
    assert all(one["zh"] and one["en"] for one in findings)
    assert sums.refused == len(FAULTS)


def test_not_a_number_is_a_finding(tmp_path: Path):
    book = columns_of(MILLION, [facts(lines=(line(), line(id="l2")), receipts=(Receipt("r1"),))])
    records = [{**one, "amount_fen": math.nan} for one in book["lines"][0].as_py()]
    place = book.column_names.index("lines")
    pq.write_table(book.set_column(place, "lines", pa.array([records])), tmp_path / "book.parquet")

    parquet.adjudicate(compile(MILLION), tmp_path / "book.parquet", tmp_path / "out.parquet")

    assert pq.read_table(tmp_path / "out.parquet")["total.payable"].to_pylist() == [None]
    codes = [
        (one["code"], one["line"]) for one in pq.read_table(tmp_path / "out.findings.parquet").to_pylist()
    ]
    assert codes == [("amount.not_a_whole_number", "l1"), ("amount.not_a_whole_number", "l2")]

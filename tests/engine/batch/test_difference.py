"""A late or reversed claim moves its member's later claims: the differences bring what is stored to what is right."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.cases import MILLION, facts, line

from anpei.engine import batch
from anpei.engine.compiler import compile
from anpei.engine.layout import Entry, columns_of
from anpei.terms import loader
from bench import invented

COMPILED = compile(MILLION)
PLAN = loader.load(invented.PLAN)


def claim(name: str, day: int, fen: int, member: str = "m", **changed: Any) -> Entry:
    at = datetime.datetime(2026, 6, day)  # noqa: DTZ001  # local time
    return Entry(name, facts(lines=(line(amount_fen=fen),), **changed), member, at)


def rows(found: batch.Differences, figure: str) -> list[tuple[Any, ...]]:
    return [
        (row["claim"], row["why"], row["stored"], row["now"], row["difference"])
        for row in found.rows.to_pylist()
        if row["figure"] == figure
    ]


FIRST, SECOND, THIRD = claim("a", 1, 800_000), claim("c", 3, 800_000), claim("d", 4, 800_000)
"""A deductible of 10,000.00 and 60 %: 0, then 3,600.00, then 4,800.00."""
STRANGER = claim("x", 2, 5_000_000, "n")


def test_a_late_claim_takes_the_deductible_from_the_later_ones():
    stored = batch.calculate(COMPILED, columns_of(MILLION, [FIRST, SECOND, THIRD, STRANGER])).figures
    late = claim("b", 2, 100_000)

    found = batch.differences(COMPILED, columns_of(MILLION, [SECOND, late, STRANGER, THIRD, FIRST]), stored)

    assert rows(found, "total.payable") == [("c", "rerun", 360_000, 420_000, 60_000)]
    assert rows(found, "posted.annual_deductible") == [
        ("b", "late", 0, 100_000, 100_000),
        ("c", "rerun", 200_000, 100_000, -100_000),
    ]
    assert {row["claim"] for row in found.rows.to_pylist()} == {"b", "c"}


def test_a_reversal_takes_back_what_is_stored_and_runs_the_later_ones_again():
    book = columns_of(MILLION, [FIRST, SECOND, THIRD])
    stored = batch.calculate(COMPILED, book).figures
    place = stored.column_names.index("total.payable")
    stored = stored.set_column(
        place, "total.payable", pa.array([7, 360_000, 480_000])
    )  # what an older engine paid

    found = batch.differences(COMPILED, book, stored, reversed=["a"])

    assert rows(found, "total.payable") == [
        ("a", "reversed", 7, 0, -7),
        ("c", "rerun", 360_000, 0, -360_000),
        ("d", "rerun", 480_000, 360_000, -120_000),
    ]


def test_what_lies_before_is_never_touched():
    book = columns_of(MILLION, [FIRST, SECOND, THIRD])
    stored = batch.calculate(COMPILED, book).figures
    place = stored.column_names.index("total.payable")
    stored = stored.set_column(
        place, "total.payable", pa.array([0, 1, 480_000])
    )  # not what it comes to today

    found = batch.differences(COMPILED, book, stored, reversed=["d"])

    assert rows(found, "total.payable") == [("d", "reversed", 480_000, 0, -480_000)]


def test_a_late_claim_with_an_error_leaves_the_later_ones_and_says_why():
    stored = batch.calculate(COMPILED, columns_of(MILLION, [SECOND])).figures
    book = columns_of(MILLION, [claim("b", 2, -1), SECOND])

    found = batch.differences(COMPILED, book, stored)

    assert rows(found, "total.payable") == [("b", "late", 0, None, None)]
    assert found.findings["code"].to_pylist() == ["amount.negative"]


@pytest.mark.parametrize(
    ("book", "reversals", "words"),
    [
        ([FIRST], ["z"], "Claim z was never stored: there is nothing to take back"),
        ([SECOND], [], "Claim a is stored and missing from the book"),
    ],
)
def test_files_that_do_not_belong_together(book: list[Entry], reversals: list[str], words: str):
    stored = batch.calculate(COMPILED, columns_of(MILLION, [FIRST])).figures

    with pytest.raises(batch.Contradiction, match=words):
        batch.differences(COMPILED, columns_of(MILLION, book), stored, reversed=reversals)


def test_a_stored_table_without_a_figure_is_named():
    book = columns_of(MILLION, [FIRST])
    stored = batch.calculate(COMPILED, book).figures.drop_columns("posted.annual_limit")

    with pytest.raises(batch.Contradiction, match=r"no column posted\.annual_limit"):
        batch.differences(COMPILED, book, stored)


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, 119), max_size=12), st.sets(st.integers(0, 119), max_size=12))
def test_stored_and_differences_together_are_what_the_book_comes_to(late: set[int], taken_back: set[int]):
    book, compiled = invented.book(PLAN, 120), compile(PLAN)
    taken_back -= late
    before = batch.calculate(compiled, without(book, late)).figures
    expected = batch.calculate(compiled, without(book, taken_back)).figures

    found = batch.differences(compiled, book, before, reversed=taken_back)

    for figure in ("total.payable", "posted.annual_deductible", "posted.lifetime_limit"):
        balance = dict.fromkeys(late, 0) | by_claim(before, figure)
        for row in found.rows.to_pylist():
            if row["figure"] == figure:
                balance[row["claim"]] += row["difference"]
        assert balance == by_claim(expected, figure) | dict.fromkeys(taken_back, 0)


def without(book: pa.Table, claims: set[int]) -> pa.Table:
    return book.filter(pc.invert(pc.is_in(book["claim"], pa.array(sorted(claims), pa.int64()))))


def by_claim(figures: pa.Table, name: str) -> dict[int, int]:
    return dict(zip(figures["claim"].to_pylist(), figures[name].to_pylist(), strict=True))

"""What a cell means: the traps of spreadsheets, each with its exact value or its refusal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anpei.importing import cells
from anpei.importing.cells import BadCell, Cell, Reader


def refusal(read: Reader, value: Any, number_format: str = "") -> str:
    with pytest.raises(BadCell) as bad:
        read(Cell(value, number_format))
    return bad.value.code


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1,234.56", 123_456),
        (" 1234.5 ", 123_450),
        ("0", 0),
        ("１，２３４．５６", 123_456),
        (1234, 123_400),
        (1234.56, 123_456),
        (0.1 + 0.2, 30),
        (19.99, 1_999),
        ("\u30001,000.00\u00a0", 100_000),
        (3420.0, 342_000),
    ],
)
def test_amounts_come_exactly_to_the_fen(written: Any, expected: int) -> None:
    assert cells.fen(Cell(written)) == expected


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.234", "money_too_many_decimals"),
        (1.234, "money_too_many_decimals"),
        ("-1", "negative"),
        (-0.01, "negative"),
        ("NaN", "money_not_a_number"),
        (float("nan"), "money_not_a_number"),
        (float("inf"), "money_not_a_number"),
        ("1,23.00", "money_not_a_number"),
        ("￥100", "money_not_a_number"),
        ("1e3", "money_not_a_number"),
        ("99999999999999", "money_too_large"),
        (1e15, "rounded_number"),
        (True, "money_not_a_number"),
    ],
)
def test_an_amount_that_is_none_is_refused(written: Any, code: str) -> None:
    assert refusal(cells.fen, written) == code


@given(st.integers(min_value=0, max_value=10**13 - 1))
def test_every_amount_a_spreadsheet_holds_reads_back(amount: int) -> None:
    assert cells.fen(Cell(amount / 100)) == amount
    assert cells.fen(Cell(cells.yuan(amount))) == amount


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026.03.01", date(2026, 3, 1)),
        ("2026年3月1日", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        ("2026-03-01 23:59:59", date(2026, 3, 1)),
        ("２０２６－０３－０１", date(2026, 3, 1)),
        (datetime.fromisoformat("2026-03-01"), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 3, 1)),
        (46082, date(2026, 3, 1)),
        (46082.5, date(2026, 3, 1)),
        (20260301, date(2026, 3, 1)),
    ],
)
def test_dates_are_read_as_written_or_as_serial_numbers(written: Any, expected: date) -> None:
    assert cells.day(Cell(written)) == expected


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026-02-30", "no_such_day"),
        ("0001-01-01", "no_such_day"),
        ("01/02/2026", "date"),
        ("46082", "date"),
        ("soon", "date"),
        (float("nan"), "date"),
        (1.5, "date"),
        (True, "date"),
        ("2026-13-01", "no_such_day"),
        (20261301, "no_such_day"),
    ],
)
def test_a_day_that_is_none_is_refused(written: Any, code: str) -> None:
    assert refusal(cells.day, written) == code


def test_a_number_that_lost_digits_is_refused_and_zeros_come_back_with_the_format() -> None:
    read = cells.code(40)
    assert refusal(read, 6.2e15) == "rounded_number"
    assert refusal(read, 6200000000000000) == "rounded_number"
    assert refusal(read, "6.2E+15") == "rounded_number"
    assert read(Cell(123456789012345.0)) == "123456789012345"
    assert read(Cell(42, "000000")) == "000042"
    assert read(Cell("007")) == "007"
    assert read(Cell("ＡＢ１２　３ ")) == "AB123"
    assert refusal(read, "x" * 41) == "too_long"


def test_what_looks_like_a_command_stays_text() -> None:
    assert cells.text(50)(Cell("=cmd|' /C calc'!A0")) == "=cmd|' /C calc'!A0"
    assert cells.text(50)(Cell("=cmd|' /C calc'!A0", formula=True)) == "=cmd|' /C calc'!A0"
    with pytest.raises(BadCell, match="formula"):
        cells.code(50)(Cell("=A1", formula=True))
    assert refusal(cells.text(50), "a\0b") == "unreadable"


@pytest.mark.parametrize(
    ("written", "number_format", "expected"),
    [
        ("60%", "", 6_000),
        ("33.33%", "", 3_333),
        (0.6, "0%", 6_000),
        (0.3333, "0.00%", 3_333),
        (60, "", 6_000),
        ("100", "", 10_000),
        ("６０％", "", 6_000),
    ],
)
def test_shares_are_basis_points(written: Any, number_format: str, expected: int) -> None:
    assert cells.share_bp(Cell(written, number_format)) == expected


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (0.6, "share_unclear"),
        ("1", "share_unclear"),
        ("0", "share"),
        ("101", "share"),
        ("NaN", "share"),
        ("33.333%", "share_decimals"),
        ("half", "share"),
    ],
)
def test_an_unclear_share_is_refused(written: Any, code: str) -> None:
    assert refusal(cells.share_bp, written) == code


def test_an_error_value_of_a_spreadsheet_is_refused() -> None:
    with pytest.raises(BadCell, match="error_value"):
        cells.text(10)(Cell("#N/A", broken=True))

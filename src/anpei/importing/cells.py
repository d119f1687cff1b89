"""One cell to one value: strict where a guess would cost money, forgiving where only the writing differs.

Every reader takes a ``Cell`` that is not empty and gives a value, or raises ``BadCell`` with the code of a reason
(``findings.REASONS``). Money is fen, shares are basis points, dates are local.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from anpei.core import clock
from anpei.values import identifiers, money

EXCEL_DIGITS = 15  # a spreadsheet keeps no more significant digits of a number
SERIAL_DAYS = range(7_306, 109_575)  # 1920 to 2199: other numbers in a date column are no dates
YEARS = range(1850, 2300)
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
BLANKS = " \t\r\n\u00a0\u3000\ufeff\u200b"
SHORTENED = re.compile(r"-?\d(?:\.\d+)?[eE]\+?\d+")
DATE_SHAPE = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
YES = frozenset({"是", "有", "y", "yes", "true", "1"})
NO = frozenset({"否", "无", "n", "no", "false", "0"})


class Cell(NamedTuple):
    """A value as the file holds it. ``number_format`` is Excel's; ``broken`` an error value such as #N/A."""

    value: Any
    number_format: str = ""
    broken: bool = False
    formula: bool = False
    epoch: datetime = WINDOWS_EPOCH

    @property
    def empty(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip(BLANKS))

    def shown(self) -> str:
        """The value as its writer would recognise it."""
        if isinstance(self.value, datetime) and self.value.time() == time():
            return self.value.date().isoformat()
        return str(self.value)


class BadCell(Exception):
    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


Reader = Callable[[Cell], Any]


def text(most: int) -> Reader:
    """Free text, as written but for surrounding blanks; what looks like a formula stays text."""

    def read(cell: Cell) -> str:
        written = _written(cell).strip(BLANKS)
        if len(written) > most:
            raise BadCell("too_long", most=most)
        return written

    return read


def code(most: int, *, upper: bool = False) -> Reader:
    """A number or code that identifies something: half-width, no blanks inside, never rounded by a spreadsheet."""

    def read(cell: Cell) -> str:
        if cell.formula:
            raise BadCell("formula")
        written = re.sub(r"\s", "", _half_width(_written(cell)))
        if SHORTENED.fullmatch(written):
            raise BadCell("rounded_number")
        if len(written) > most:
            raise BadCell("too_long", most=most)
        return written.upper() if upper else written

    return read


def day(cell: Cell) -> date:
    """A local date; a time of day is dropped. Serial numbers are dates only where a spreadsheet holds them."""
    value = cell.value
    if isinstance(value, datetime):
        return _plausible(value.date())
    if isinstance(value, date):
        return _plausible(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if math.isfinite(value) and int(value) in SERIAL_DAYS:
            return _plausible(from_excel(value, cell.epoch).date())
        if not (isinstance(value, int) and 10**7 <= value < 10**8):
            raise BadCell("date")
    shape = DATE_SHAPE.fullmatch(_half_width(str(value)).strip(BLANKS))
    if shape is None:
        raise BadCell("date")
    year, month, number = (int(part) for part in shape.groups() if part)
    try:
        return _plausible(date(year, month, number))
    except ValueError:
        raise BadCell("no_such_day") from None


def past_day(cell: Cell) -> date:
    read = day(cell)
    if read > clock.today():
        raise BadCell("not_yet")
    return read


def fen(cell: Cell) -> int:
    """An amount in yuan, zero or more, with at most two decimals, as fen."""
    if cell.formula:
        raise BadCell("formula")
    written = _plain_number(cell) if _is_number(cell) else _half_width(_written(cell)).strip(BLANKS)
    try:
        amount = money.parse_yuan(written)
    except money.MoneyError as error:
        raise BadCell(error.code.replace(".", "_")) from None
    if amount < 0:
        raise BadCell("negative")
    return amount


def yuan(amount_fen: int) -> str:
    """An amount as the column takes it: 123456 fen is 1,234.56."""
    return money.format_yuan(amount_fen)


def whole(highest: int) -> Reader:
    """A whole number from 0 to ``highest``."""

    def read(cell: Cell) -> int:
        written = _plain_number(cell) if _is_number(cell) else _half_width(_written(cell)).strip(BLANKS)
        if not re.fullmatch(r"[0-9]{1,12}", written) or int(written) > highest:
            raise BadCell("whole_number", highest=highest)
        return int(written)

    return read


def share_bp(cell: Cell) -> int:
    """A share such as 60 % as 6,000 basis points. A bare 0.6 is refused: it may mean 0.6 % or 60 %."""
    if _is_number(cell):
        percent = Decimal(_plain_number(cell)) * (100 if "%" in cell.number_format else 1)
        marked = "%" in cell.number_format
    else:
        written = _half_width(_written(cell)).strip(BLANKS)
        marked = written.endswith("%")
        try:
            percent = Decimal(written.rstrip("%").strip())
        except InvalidOperation:
            raise BadCell("share") from None
    if not percent.is_finite() or not 0 < percent <= 100:
        raise BadCell("share")
    if percent <= 1 and not marked:
        raise BadCell("share_unclear")
    if percent * 100 != int(percent * 100):
        raise BadCell("share_decimals")
    return int(percent * 100)


def yes_no(cell: Cell) -> bool:
    if isinstance(cell.value, bool):
        return cell.value
    written = _half_width(_written(cell)).strip(BLANKS).lower()
    if written in YES:
        return True
    if written in NO:
        return False
    raise BadCell("yes_no")


def choice(words: Mapping[str, tuple[str, ...]]) -> Reader:
    """One of some codes, written as the code or as any of its words (any case)."""
    known = {word.lower(): value for value, own in words.items() for word in (value, *own)}
    listed = ", ".join(f"{own[0]} ({value})" if own else value for value, own in words.items())

    def read(cell: Cell) -> str:
        written = _half_width(_written(cell)).strip(BLANKS).lower()
        if written not in known:
            raise BadCell("choice", choices=listed)
        return known[written]

    read.listed = listed  # type: ignore[attr-defined]
    return read


def mobile(cell: Cell) -> str:
    try:
        return identifiers.parse_mobile(code(30)(cell))
    except identifiers.IdentifierError:
        raise BadCell("mobile") from None


def region(cell: Cell) -> str:
    written = code(20)(cell)
    if not re.fullmatch(r"[1-9]\d{5}", written):
        raise BadCell("region")
    return str(written)


def _written(cell: Cell) -> str:
    """Text of a cell; a whole number is written out, with the leading zeros its format shows."""
    if cell.broken:
        raise BadCell("error_value")
    value = cell.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        number = _plain_number(cell)
        if re.fullmatch(r"0+", cell.number_format) and number.isdigit():
            return number.zfill(len(cell.number_format))
        return number
    if isinstance(value, datetime | date):
        return Cell(value).shown()
    written = str(value)
    if UNREADABLE.search(written):
        raise BadCell("unreadable")
    return written


def _is_number(cell: Cell) -> bool:
    return isinstance(cell.value, int | float) and not isinstance(cell.value, bool)


def _plain_number(cell: Cell) -> str:
    """A spreadsheet number without exponent and without the noise behind its 15 digits."""
    value = cell.value
    if isinstance(value, float) and not math.isfinite(value):
        raise BadCell("money_not_a_number")
    if abs(value) >= 10**EXCEL_DIGITS:
        raise BadCell("rounded_number")
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{EXCEL_DIGITS}g"))
    written = format(exact, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _half_width(written: str) -> str:
    return unicodedata.normalize("NFKC", written)


def _plausible(read: date) -> date:
    if read.year not in YEARS:
        raise BadCell("no_such_day")
    return read

"""The shape of a table: its columns by their Chinese and English names, and how a heading is recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from anpei.importing.cells import BadCell, Cell, Reader

Mask = Callable[[str], str]
SHOWN_CHARACTERS = 80


def hidden(value: str) -> str:
    """For health and free text: that something was there, not what."""
    return "****" if value else ""


@dataclass(frozen=True)
class Column:
    """One column. ``name`` and ``zh`` are its two documented headings, ``also`` further ones that are understood.

    ``mask`` hides a personal value wherever it is shown; ``kind`` and ``about`` describe it in the documentation.
    """

    name: str
    zh: str
    read: Reader
    kind: str
    about: str
    required: bool = False
    also: tuple[str, ...] = ()
    mask: Mask | None = None

    def shown(self, written: str) -> str:
        value = self.mask(written) if self.mask else written
        return value if len(value) <= SHOWN_CHARACTERS else value[: SHOWN_CHARACTERS - 1] + "…"


@dataclass(frozen=True)
class Family:
    """Columns of one kind with a free end, as ``sum:medical``; a row's ``values[name]`` is a dict by that end."""

    name: str
    prefixes: tuple[str, ...]
    read: Reader
    kind: str
    about: str


@dataclass(frozen=True)
class Place:
    """Where a heading's cell goes: a column, or one member of a family."""

    column: Column
    family: str = ""
    member: str = ""


@dataclass
class Row:
    """One row on its way: what was read, and what became of it."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    remarks: list[tuple[str, str, str, str, dict[str, Any]]] = field(default_factory=list)
    outcome: str = "unchanged"

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a column; an empty cell gives ``default``."""
        return self.values.get(name, default)

    def reject(self, column: str, code: str, **params: Any) -> None:
        self.remarks.append(("rejected", column, self.written.get(column, ""), code, params))
        self.outcome = "rejected"

    def notice(self, column: str, code: str, **params: Any) -> None:
        self.remarks.append(("notice", column, self.written.get(column, ""), code, params))

    def changed(self, column: str, *, old: str, new: str) -> None:
        self.remarks.append(("changed", column, new, "changed", {"old": old, "new": new}))
        if self.outcome == "unchanged":
            self.outcome = "updated"

    @property
    def rejected(self) -> bool:
        return self.outcome == "rejected"


def heading_key(written: str) -> str:
    """A heading without the differences that mean nothing: width, case, blanks, underscores, stars, notes in brackets."""
    plain = unicodedata.normalize("NFKC", written).strip().lower()
    plain = re.sub(r"[(\[【].*?[)\]】]", "", plain)
    return re.sub(r"[\s_*\-\ufeff]", "", plain)


@dataclass(frozen=True)
class Heading:
    """A recognised heading: one place (or none) for each column of the sheet, and what to remark on."""

    places: tuple[Place | None, ...]
    labels: dict[str, str]  # name of a column to its heading in this file
    unknown: tuple[str, ...]
    twice: tuple[str, ...]
    missing: tuple[Column, ...]

    @property
    def matched(self) -> int:
        return sum(place is not None for place in self.places)


def match(heading: Sequence[Cell], columns: Iterable[Column], families: Iterable[Family] = ()) -> Heading:
    """Assign each heading cell to a column; the first of two with the same meaning wins and the other is named."""
    columns = tuple(columns)
    known = {
        heading_key(name): column for column in columns for name in (column.name, column.zh, *column.also)
    }
    places: list[Place | None] = []
    labels: dict[str, str] = {}
    unknown, twice, taken = [], [], set()
    for cell in heading:
        written = "" if cell.empty else str(cell.value).strip()
        place = _place(written, known, families)
        if place is not None:
            known_as, mark = place.column, (place.column.name, place.member)
            if mark in taken:
                twice.append(written)
                place = None
            taken.add(mark)
            labels.setdefault(known_as.name, written)
        elif written:
            unknown.append(written)
        places.append(place)
    present = {place.column.name for place in places if place}
    missing = tuple(column for column in columns if column.required and column.name not in present)
    return Heading(tuple(places), labels, tuple(unknown), tuple(twice), missing)


def _place(written: str, known: dict[str, Column], families: Iterable[Family]) -> Place | None:
    column = known.get(heading_key(written))
    if column is not None:
        return Place(column)
    plain = unicodedata.normalize("NFKC", written).strip()
    for family in families:
        for prefix in family.prefixes:
            start, mark, end = plain.partition(":")
            if mark and end.strip() and heading_key(start) == heading_key(prefix):
                member = end.strip().lower()
                own = Column(
                    f"{family.name}:{member}", f"{prefix}:{member}", family.read, family.kind, family.about
                )
                return Place(own, family.name, member)
    return None


def read_row(number: int, cells: Sequence[Cell], heading: Heading, columns: Iterable[Column]) -> Row:
    """One row with every value read; each bad cell is a remark of its own, so that all are told at once."""
    row = Row(number)
    if any(not cell.empty for cell in cells[len(heading.places) :]):
        row.reject("", "more_cells")
    for place, cell in zip(heading.places, cells, strict=False):
        if place is not None and not cell.empty:
            _read_cell(row, place, cell)
    for column in columns:
        if column.required and column.name not in row.written:
            row.reject(column.name, "required")
    return row


def _read_cell(row: Row, place: Place, cell: Cell) -> None:
    column = place.column
    row.written[column.name] = column.shown(cell.shown())
    try:
        value = column.read(cell)
    except BadCell as bad:
        row.reject(column.name, bad.code, **bad.params)
        return
    if cell.formula:
        row.notice(column.name, "formula_kept")
    if place.family:
        row.values.setdefault(place.family, {})[place.member] = value
    else:
        row.values[column.name] = value

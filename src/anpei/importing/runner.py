"""Running an import: the files become steps in the right order, each step goes through its sheet in batches.

A batch and the place reached are written in one transaction, so a run that was killed goes on behind its last batch.
A trial does the same inside one transaction that is rolled back: it finds exactly what the import would find.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction

from anpei.importing.cells import BadCell
from anpei.importing.columns import Heading, Row, heading_key, match, read_row
from anpei.importing.findings import Finding, Kind, to_text
from anpei.importing.models import ImportRun, ReportPart
from anpei.importing.sources import BrokenTable, Sheet, sheets
from anpei.importing.tables import BY_CODE, SECOND_READING, TABLES
from anpei.importing.tables.base import Book, Table
from anpei.organisation.models import Unit
from anpei.organisation.queries import within

BATCH = 500  # rows in one transaction
FILES = "files"  # where findings about whole files are counted
COLUMN_PARAMS = frozenset({"earlier", "later"})  # words of a reason that name a column
OUTCOMES = ("created", "updated", "unchanged", "rejected")
Counts = dict[str, dict[str, int]]


class Overtaken(Exception):
    """Another worker took this run over; this one stops and has written nothing of its last batch."""


class _RolledBack(Exception):
    """Ends a trial."""


@dataclass(frozen=True)
class Step:
    """One reading of one sheet as one table."""

    sheet: Sheet
    table: Table
    heading: Heading
    heading_row: int

    @property
    def second(self) -> bool:
        return self.table in SECOND_READING.values()


def plan(files: Sequence[tuple[Path, str]]) -> tuple[list[Step], list[Finding]]:
    """Steps in the order of the tables, whatever the order of the files; and what cannot be read at all."""
    steps: list[Step] = []
    found: list[Finding] = []
    for path, name in files:
        try:
            tables = sheets(path, name)
        except BadCell as bad:
            found.append(_of_file(name, "", 0, bad.code, **bad.params))
            continue
        for sheet in tables:
            steps += _steps_of(sheet, found)
    order = list(BY_CODE)
    rank = {table.code: order.index(table.code) for table in TABLES}
    for first, second in SECOND_READING.items():
        rank[second.code] = rank[first]
    # Sorting is stable: sheets of one table keep the order in which they were given.
    return sorted(steps, key=lambda step: (rank[step.table.code], step.second)), found


@dataclass
class Tally:
    """What is known of a run so far and not yet stored."""

    counts: Counts = field(default_factory=dict)
    parts: list[tuple[str, str]] = field(default_factory=list)  # (kind, findings as text)

    def count(self, table: str, outcome: str, number: int = 1) -> None:
        mine = self.counts.setdefault(table, dict.fromkeys(OUTCOMES, 0))
        mine[outcome] += number

    def add(self, found: Sequence[Finding]) -> None:
        for kind in Kind.values:
            mine = [one for one in found if one.kind == kind]
            if mine:
                self.parts.append((kind, to_text(mine)))


class Runner:
    """Carries out one ``ImportRun`` over the given files (path, name as the person knows it)."""

    def __init__(self, run: ImportRun, files: Sequence[tuple[Path, str]], book: Book) -> None:
        self.run, self.book = run, book
        self.steps, self.unreadable = plan(files)
        self.tally = Tally(counts={code: dict(one) for code, one in run.counts.items()})

    def go(self, most_rows: int | None = None) -> bool:
        """Work to the end, or until ``most_rows`` rows were handled; True when everything is done."""
        if not self.run.dry_run:
            return self._work(most_rows)
        try:
            with transaction.atomic():
                self._work(None)
                raise _RolledBack
        except _RolledBack:
            self._store()
        return True

    def _work(self, most_rows: int | None) -> bool:
        handled = 0
        if self.run.step == 0 and self.run.row == 0:
            self._report_files()
        for index in range(self.run.step, len(self.steps)):
            for batch, last in self._batches(index):
                if index == self.run.step and last <= self.run.row:
                    continue  # written before the run was interrupted
                self._write(index, batch, last)
                handled += len(batch)
                if most_rows is not None and handled >= most_rows:
                    return False
        return True

    def _report_files(self) -> None:
        for step in self.steps:
            if not step.second:
                place = (step.sheet.file, step.sheet.title, step.heading_row)
                self.tally.add(
                    [
                        _of_file(*place, "column_unknown", column=name, kind=Kind.NOTICE)
                        for name in step.heading.unknown
                    ]
                    + [
                        _of_file(*place, "column_twice", column=name, kind=Kind.NOTICE)
                        for name in step.heading.twice
                    ]
                )
        self.tally.add(self.unreadable)
        rejected = sum(one.kind == Kind.REJECTED for one in self.unreadable)
        if rejected:
            self.tally.count(FILES, "rejected", rejected)
        if not self.steps:
            with transaction.atomic():
                self._store_unless_trial(0, 0)

    def _write(self, index: int, rows: list[Row], last: int) -> None:
        """Load one batch and note how far the run is, in one transaction."""
        step = self.steps[index]
        with transaction.atomic():
            self._load(step.table, [row for row in rows if not row.rejected])
            found = [one for row in rows for one in self._findings(step, row)]
            for row in rows:
                if not step.second or row.outcome != "unchanged":
                    self.tally.count(step.table.code, row.outcome)
            self.tally.add(found)
            self._store_unless_trial(index, last)

    def _load(self, table: Table, rows: list[Row]) -> None:
        if rows and not self._loaded(table, rows):
            # Something in the batch contradicts the database: find out which rows, and keep the others.
            for alone in _units_of_loading(table, rows):
                if not self._loaded(table, alone):
                    for row in alone:
                        row.reject("", "conflict")

    def _loaded(self, table: Table, rows: list[Row]) -> bool:
        before = [list(row.remarks) for row in rows]
        try:
            with transaction.atomic():
                table.load(rows, self.book)
        except (IntegrityError, DataError):
            for row, remarks in zip(rows, before, strict=True):
                row.remarks, row.outcome = remarks, "unchanged"
            return False
        return True

    def _store_unless_trial(self, step: int, row: int) -> None:
        if self.run.dry_run:
            return
        here = ImportRun.objects.filter(pk=self.run.pk, step=self.run.step, row=self.run.row)
        if here.update(step=step, row=row, counts=self.tally.counts) != 1:
            raise Overtaken
        self.run.step, self.run.row = step, row
        self._store_parts()

    def _store(self) -> None:
        with transaction.atomic():
            mine = ImportRun.objects.filter(pk=self.run.pk, counts={})
            if mine.update(counts=self.tally.counts) != 1:
                raise Overtaken
            self._store_parts()

    def _store_parts(self) -> None:
        ReportPart.objects.bulk_create(
            [ReportPart(run=self.run, kind=kind, body=body) for kind, body in self.tally.parts]
        )
        self.tally.parts.clear()
        self.run.counts = self.tally.counts

    def _batches(self, index: int) -> Iterator[tuple[list[Row], int]]:
        """Rows in batches with the number of the last row; the rows of one group stay in one batch."""
        step = self.steps[index]
        batch: list[Row] = []
        group, bad = "", False
        for row, own in self._rows(step):
            full = len(batch) >= BATCH and not step.table.whole_sheet
            if batch and full and (not own or own != group):
                yield batch, batch[-1].number
                batch = []
            if own != group:
                group, bad = own, False
            bad = bad or row.rejected
            batch.append(row)
            if own and bad:
                _refuse_group(batch, own, step.table)
        if batch:
            yield batch, batch[-1].number

    def _rows(self, step: Step) -> Iterator[tuple[Row, str]]:
        """Every row of the sheet that concerns the table, read and checked against the rows before it."""
        keys: dict[bytes, int] = {}
        closed: set[bytes] = set()
        group = ""
        rows = step.sheet.rows()
        try:
            for number, cells in rows:
                if number <= step.heading_row:
                    continue
                row = read_row(number, cells, step.heading, step.table.columns)
                if step.second:
                    if not row.rejected and step.table.wants(row):
                        yield row, ""
                    continue
                own = ""
                if not row.rejected:
                    _reject_repeated(row, step.table, keys)
                    own = step.table.group(row)
                elif {"policy", "insured"} <= row.values.keys():
                    own = step.table.group(row)
                if own and own != group:
                    if group:
                        closed.add(_digest(group))
                    if _digest(own) in closed:
                        row.reject("insured", "rows_apart")
                    group = own
                yield row, own
        except BrokenTable as broken:
            if not step.second:
                row = Row(broken.row)
                row.reject("", "csv_broken", what=broken.what)
                yield row, ""

    def _findings(self, step: Step, row: Row) -> Iterator[Finding]:
        labels = step.heading.labels
        for kind, column, value, code, params in row.remarks:
            if not row.rejected or kind == Kind.REJECTED:
                named = {
                    name: labels.get(words, words) if name in COLUMN_PARAMS else words
                    for name, words in params.items()
                }
                place = (step.sheet.file, step.sheet.title, row.number)
                yield Finding(kind, *place, labels.get(column, column), value, code, named)


def book_for(run: ImportRun, by: Any) -> Book:
    return Book(by=by, units=_units_below(run.unit))


def _units_below(unit: Unit | None) -> frozenset[int] | None:
    return (
        None
        if unit is None or unit.is_head_office
        else frozenset(within(unit.path).values_list("pk", flat=True))
    )


def _steps_of(sheet: Sheet, found: list[Finding]) -> list[Step]:
    try:
        first = next(iter(sheet.rows()), None)
    except BrokenTable as broken:
        found.append(_of_file(sheet.file, sheet.title, broken.row, "csv_broken", what=broken.what))
        return []
    if first is None:
        if not sheet.title:
            found.append(_of_file(sheet.file, "", 0, "empty_sheet"))
        return []
    number, cells = first
    table, heading = _recognise(sheet, cells)
    if heading.missing:
        missing = ", ".join(f"{column.zh} ({column.name})" for column in heading.missing)
        # A workbook often has a sheet of notes beside its tables.
        kind = Kind.NOTICE if sheet.title and not heading.matched else Kind.REJECTED
        params = {"table": f"{table.zh} ({table.code})", "missing": missing}
        found.append(_of_file(sheet.file, sheet.title, number, "no_heading", kind=kind, **params))
        return []
    steps = [Step(sheet, table, heading, number)]
    second = SECOND_READING.get(table.code)
    if second and any(place and place.column.name == "guardian" for place in heading.places):
        steps.append(Step(sheet, second, heading, number))
    return steps


def _recognise(sheet: Sheet, cells: Sequence[Any]) -> tuple[Table, Heading]:
    """The table a sheet or file is named after, else the complete one with the most columns, else the closest."""
    matched = [(table, match(cells, table.columns, table.families)) for table in TABLES]
    title = heading_key(sheet.title or Path(sheet.file).stem)
    for table, heading in matched:
        if title in map(heading_key, (table.code, table.zh, *table.also)) and not heading.missing:
            return table, heading
    return max(matched, key=lambda one: (not one[1].missing, one[1].matched))


def _reject_repeated(row: Row, table: Table, keys: dict[bytes, int]) -> None:
    first = keys.setdefault(_digest(table.key(row)), row.number)
    if first != row.number:
        column = next((one.name for one in table.columns if one.name in row.written), "")
        row.reject(column, "twice_in_file", row=first)


def _refuse_group(batch: list[Row], group: str, table: Table) -> None:
    """One row of a group is not in order: none of it is taken."""
    for row in reversed(batch):
        if not {"policy", "insured"} <= row.values.keys() or table.group(row) != group:
            return
        if not row.rejected:
            row.reject("", "group_refused")


def _units_of_loading(table: Table, rows: list[Row]) -> list[list[Row]]:
    """Single rows, or the rows of a group together."""
    units: list[list[Row]] = []
    for row in rows:
        if units and table.group(row) and table.group(units[-1][-1]) == table.group(row):
            units[-1].append(row)
        else:
            units.append([row])
    return units


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=12).digest()


def _of_file(
    file: str, sheet: str, row: int, code: str, *, column: str = "", kind: str = Kind.REJECTED, **params: Any
) -> Finding:
    return Finding(str(kind), file, sheet, row, column, "", code, params)

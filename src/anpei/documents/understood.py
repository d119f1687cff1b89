"""What was understood of the papers of a case: for each file how far its reading is, and what was found in it.

Pages show it, checks compare it. Four statements, however many papers there are.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from anpei.claims.models import Claim
from anpei.documents.models import FileReading, Paper, PaperPart, PartField, ReadState
from anpei.documents.queries import papers_of, parts_of
from anpei.documents.reader import readable
from anpei.recognition.reading import Box, Finding, Level, PageView

UNREAD = ""
"""State of a file no reader was asked about: a sound, an original on paper, or reading is switched off."""


@dataclass(frozen=True)
class UnderstoodPart:
    """One paper inside a file. ``kind`` is empty while nobody knows what it is."""

    row: PaperPart
    head: tuple[PartField, ...]
    lines: tuple[tuple[PartField, ...], ...]
    findings: tuple[Finding, ...]

    @property
    def kind(self) -> str:
        return self.row.kind

    @property
    def fields(self) -> tuple[PartField, ...]:
        return (*self.head, *(one for line in self.lines for one in line))

    @property
    def region(self) -> Box | None:
        return Box.from_json(self.row.region) if self.row.region else None

    @property
    def spoiled(self) -> bool:
        """Cannot be used as it is: unreadable, whatever its fields say."""
        return any(one.level == Level.ERROR for one in self.findings)

    def get(self, name: str) -> PartField | None:
        return next((one for one in self.head if one.name == name), None)

    def value(self, name: str) -> str:
        found = self.get(name)
        return found.value if found else ""


@dataclass(frozen=True)
class UnderstoodFile:
    """One paper as handed in. ``reason`` says why reading failed, for staff; customers get words of their own."""

    paper: Paper
    state: str
    reason: str = ""
    engine: str = ""
    started_at: datetime | None = None
    pages: tuple[PageView, ...] = ()
    parts: tuple[UnderstoodPart, ...] = ()

    @property
    def under_way(self) -> bool:
        return self.state in (ReadState.QUEUED, ReadState.READING)


@dataclass(frozen=True)
class Understood:
    files: tuple[UnderstoodFile, ...]
    parts: tuple[UnderstoodPart, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", tuple(part for file in self.files for part in file.parts))

    @property
    def waiting(self) -> int:
        """How many files are still to be read."""
        return sum(file.under_way for file in self.files)

    def of_kind(self, *kinds: str) -> list[UnderstoodPart]:
        return [part for part in self.parts if part.kind in kinds]


def understood(claim: Claim) -> Understood:
    papers = list(papers_of(claim).order_by("id"))
    parts = _parts(claim)
    readings = _readings(papers)
    return Understood(
        tuple(_file(paper, readings.get(paper.file_id), tuple(parts.get(paper.pk, ()))) for paper in papers)
    )


def _file(paper: Paper, reading: FileReading | None, parts: tuple[UnderstoodPart, ...]) -> UnderstoodFile:
    if reading is None or paper.file is None or not readable(paper.file.media_type):
        return UnderstoodFile(paper, UNREAD, parts=parts)
    state = reading.state
    if state == ReadState.READ and not paper.parts_proposed_at:
        state = ReadState.READING  # read for another case or a moment ago; on this case it comes at once
    return UnderstoodFile(
        paper=paper,
        state=state,
        reason=reading.reason,
        engine=reading.engine,
        started_at=reading.started_at,
        pages=tuple(PageView(**page) for page in reading.pages),
        parts=parts,
    )


def _readings(papers: list[Paper]) -> dict[int | None, FileReading]:
    """The latest reading of each file, without its bulky result."""
    rows = FileReading.objects.filter(file__in=[paper.file_id for paper in papers if paper.file_id])
    return {row.file_id: row for row in rows.defer("result").order_by("id")}


def _parts(claim: Claim) -> dict[int, list[UnderstoodPart]]:
    rows = list(parts_of(claim).defer("reading__result"))
    fields: dict[int, list[PartField]] = defaultdict(list)
    for one in PartField.objects.filter(part__in=rows).order_by("part_id", "position"):
        fields[one.part_id].append(one)
    found: dict[int, list[UnderstoodPart]] = defaultdict(list)
    for row in rows:
        found[row.paper_id].append(part_of(row, fields[row.pk]))
    return found


def part_of(row: PaperPart, fields: list[PartField]) -> UnderstoodPart:
    lines: dict[int, list[PartField]] = defaultdict(list)
    for one in fields:
        if one.row is not None:
            lines[one.row].append(one)
    return UnderstoodPart(
        row=row,
        head=tuple(one for one in fields if one.row is None),
        lines=tuple(tuple(line) for _number, line in sorted(lines.items())),
        findings=tuple(Finding.from_json(one) for one in json.loads(row.findings or "[]")),
    )

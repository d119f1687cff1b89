"""Imports of a book: what came of the files, and every remark about a row."""

from __future__ import annotations

from anpei.api.schemas.base import Moment, Out


class ImportFileOut(Out):
    name: str
    sha256: str
    size: int


class ImportOut(Out):
    """``counts``: table to rows created, updated, unchanged and rejected. ``state``: waiting, running, done or failed."""

    id: int
    dry_run: bool
    state: str
    files: list[ImportFileOut]
    counts: dict[str, dict[str, int]]
    created_at: Moment
    finished_at: Moment | None
    failure: str


class ImportFindingOut(Out):
    """One remark. ``kind``: rejected, changed or notice; ``row`` counts the heading as 1; personal values are masked."""

    kind: str
    file: str
    sheet: str
    row: int
    column: str
    value: str
    code: str
    reason: str


class FindingsOut(Out):
    findings: list[ImportFindingOut]
    next: str

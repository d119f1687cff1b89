"""Reads of imports and their reports."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import sees_all_units
from anpei.core.errors import NotFound
from anpei.importing.findings import Finding, Kind, from_text
from anpei.importing.models import ImportRun
from anpei.organisation.models import Unit
from anpei.organisation.queries import within


def for_staff(staff: Staff) -> QuerySet[ImportRun]:
    """Imports of the person's units, newest first; head office sees all."""
    runs = ImportRun.objects.order_by("-id")
    return runs if sees_all_units(staff) else runs.filter(unit__in=within(staff.unit.path))


def for_unit(unit: Unit) -> QuerySet[ImportRun]:
    """Imports made for a unit and those below; all for head office."""
    runs = ImportRun.objects.order_by("-id")
    return runs if unit.is_head_office else runs.filter(unit__in=within(unit.path))


def get(runs: QuerySet[ImportRun], run_id: int) -> ImportRun:
    """One of the imports a caller reaches. Raises NotFound."""
    run = runs.filter(pk=run_id).first()
    if run is None:
        raise NotFound("import.unknown", _("There is no such import, or it belongs to another unit."))
    return run


def findings(run: ImportRun, *kinds: str) -> Iterator[Finding]:
    """Findings in the order of the rows, one part decrypted at a time; of all kinds when none is named."""
    parts = run.parts.filter(kind__in=kinds or Kind.values).order_by("id")
    for part in parts.iterator(chunk_size=10):
        yield from from_text(part.body)


class Findings:
    """The findings of one kind, read as they are asked for; false when there are none."""

    def __init__(self, run: ImportRun, kind: str) -> None:
        self.run, self.kind = run, kind

    def __iter__(self) -> Iterator[Finding]:
        return findings(self.run, self.kind)

    def __bool__(self) -> bool:
        return self.run.parts.filter(kind=self.kind).exists()

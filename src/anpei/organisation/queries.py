"""Reads of the unit tree."""

from __future__ import annotations

from django.db.models import QuerySet

from anpei.organisation.models import Unit, UnitKind


def within(unit_path: str) -> QuerySet[Unit]:
    """The unit with this path and everything below it, top first; for ``filter(unit__in=within(path))``."""
    return Unit.objects.filter(path__startswith=unit_path).order_by("path")


def descendant_ids(unit: Unit) -> list[int]:
    """Ids of the unit itself and of every unit below it."""
    return list(within(unit.path).values_list("pk", flat=True))


def ancestors(unit: Unit) -> QuerySet[Unit]:
    """The units above this one, top first; without the unit itself."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    return Unit.objects.filter(pk__in=ids[:-1]).order_by("path")


def head_office() -> Unit | None:
    return Unit.objects.filter(kind=UnitKind.HEAD_OFFICE).order_by("pk").first()


def by_code(code: str) -> Unit | None:
    return Unit.objects.filter(code=code).first()

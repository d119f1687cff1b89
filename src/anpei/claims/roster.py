"""Who takes the next case of a unit."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from anpei.accounts.models import Staff
from anpei.accounts.rules import sees_unit
from anpei.core import clock
from anpei.core.randomness import randomness
from anpei.organisation.models import Unit

HANDLER_ROLES, CARER_ROLES = ("handler",), ("care",)


def default_unit() -> Unit:
    """Head office takes what nobody can place yet."""
    return Unit.objects.get(kind="head_office")


def place(unit: Unit) -> tuple[Unit, Staff | None]:
    """The unit that works a case of ``unit``, and who looks after it: their own unit where they see no other."""
    handler = next_handler(unit)
    return (unit if handler is None or sees_unit(handler, unit) else handler.unit), handler


def next_handler(unit: Unit) -> Staff | None:
    """One of the handlers at work in the unit, else the nearest unit above it, else anywhere below it.

    Chosen evenly at random: no shared counter that every report would have to wait for.
    """
    return _next(unit, HANDLER_ROLES)


def next_carer(unit: Unit) -> Staff | None:
    """One of the care officers at work, found in the same way: who sees to what a customer of the unit is owed."""
    return _next(unit, CARER_ROLES)


def _next(unit: Unit, roles: tuple[str, ...]) -> Staff | None:
    paths = _own_and_above(unit.path)
    present = list(_at_work(roles).filter(unit__path__in=paths))
    for path in paths:
        here = [staff for staff in present if staff.unit.path == path]
        if here:
            return _any_of(here)
    # Head office seldom has handlers of its own, and a report that nobody could place waits there.
    return _any_of(list(_at_work(roles).filter(unit__path__startswith=unit.path)))


def _at_work(roles: tuple[str, ...]) -> QuerySet[Staff]:
    return (
        Staff.objects.filter(
            Q(on_leave_until__isnull=True) | Q(on_leave_until__lt=clock.today()),
            role__in=roles,
            is_active=True,
        )
        .select_related("unit")
        .order_by("id")
    )


def _any_of(people: list[Staff]) -> Staff | None:
    return people[randomness().randrange(len(people))] if people else None


def _own_and_above(path: str) -> list[str]:
    """``/1/3/7/`` gives ``/1/3/7/``, ``/1/3/``, ``/1/``."""
    parts = [part for part in path.split("/") if part]
    return ["/" + "/".join(parts[:length]) + "/" for length in range(len(parts), 0, -1)]

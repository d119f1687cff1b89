"""Who answers when (值班表): who sits there now, which hours nobody does, and what a customer may be told of it.

A unit that keeps no roster says nothing: nobody is promised, and nobody is said to be missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from anpei.accounts.models import Shift, Staff
from anpei.organisation.models import Unit

AHEAD = timedelta(days=14)  # as far as a customer is told when somebody is back
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Line:
    """One number customers call: whether a person answers it now, until when, or from when on again."""

    unit: Unit
    number: str
    answered: bool
    until: datetime | None  # end of the hours without a break from now on
    back_at: datetime | None  # None while it is answered, and where nothing is planned in the next two weeks


def shifts(unit: Unit | None, span: Span) -> QuerySet[Shift]:
    """Shifts that stand and touch a span, of one unit or of all, in the order they begin."""
    start, end = span
    rows = Shift.objects.filter(ends_at__gt=start, starts_at__lt=end, cancelled_at__isnull=True)
    if unit is not None:
        rows = rows.filter(unit=unit)
    return rows.select_related("unit", "person__unit", "substitute__unit").order_by("starts_at", "id")


def planned_unit(own: Unit, seen: Collection[int]) -> Unit:
    """The own unit where it keeps a roster, else the one of those seen that was planned last, else the own."""
    if Shift.objects.filter(unit=own).exists():
        return own
    last = Shift.objects.filter(unit__in=seen).select_related("unit").order_by("-id").first()
    return last.unit if last else own


def on_duty(at: datetime, unit: Unit | None = None) -> list[Staff]:
    """People who sit there at a moment."""
    standing = shifts(unit, (at, at + timedelta(microseconds=1)))
    return [one.who for one in standing if one.is_manned()]


def manned(rows: Iterable[Shift]) -> list[Span]:
    """The spans in which somebody is there, joined where one shift follows another."""
    joined: list[Span] = []
    for start, end in sorted((one.starts_at, one.ends_at) for one in rows if one.is_manned()):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def gaps(rows: Iterable[Shift], span: Span) -> list[Span]:
    """The parts of a span in which nobody is there."""
    cursor, end = span
    found = []
    for starts, ends in manned(rows):
        if starts > cursor:
            found.append((cursor, min(starts, end)))
        cursor = max(cursor, ends)
        if cursor >= end:
            break
    if cursor < end:
        found.append((cursor, end))
    return [one for one in found if one[0] < one[1]]


def lines(at: datetime) -> list[Line]:
    """Every number a roster is kept for, head office first. One statement; empty where no roster is kept."""
    by_unit: dict[int, list[Shift]] = {}
    for one in shifts(None, (at - timedelta(days=1), at + AHEAD)):
        by_unit.setdefault(one.unit_id, []).append(one)
    found = [_line(rows, at) for rows in by_unit.values()]
    return sorted(found, key=lambda line: (line.unit.path, line.unit.pk))


def back_at(known: Sequence[Line]) -> datetime | None:
    """When a person is back, where a roster is kept and nobody is there now."""
    if any(line.answered for line in known):
        return None
    return min((line.back_at for line in known if line.back_at), default=None)


def _line(rows: list[Shift], at: datetime) -> Line:
    unit = rows[0].unit
    number = unit.phone or settings.INSURER_HOTLINE
    for start, end in manned(rows):
        if start <= at < end:
            return Line(unit, number, True, end, None)
        if start > at:
            return Line(unit, number, False, None, start)
    return Line(unit, number, False, None, None)

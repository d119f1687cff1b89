"""The duty roster: shifts planned, a substitute named, a shift taken out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anpei.accounts import events, rules
from anpei.accounts.actions.guards import require_reason
from anpei.accounts.models import Shift, Staff
from anpei.accounts.permissions import Permission
from anpei.audit.actions import record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.clock import LOCAL
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.organisation.models import Unit

LONGEST = timedelta(hours=16)  # company rule, mark C
MOST_DAYS = 62
EVERY_DAY = frozenset(range(7))


def plan_shifts(
    *,
    unit: Unit,
    person: Staff,
    from_on: date,
    until_on: date,
    begins: time,
    ends: time,
    by: Actor,
    weekdays: Collection[int] = EVERY_DAY,
) -> list[Shift]:
    """One shift on each of the days, in local time; one that ends before it begins ends the next day.

    ``weekdays``: 0 is Monday. Nobody sits in two places at once: the first day that does so is named, and none is kept.
    """
    rules.require(by, Permission.ROSTER_KEEP)
    _refuse_elsewhere(unit, by)
    wrong: dict[str, str | Promise] = {}
    if until_on < from_on:
        wrong["until_on"] = _("The last day lies before the first.")
    elif (until_on - from_on).days >= MOST_DAYS:
        wrong["until_on"] = _("Please plan at most two months at a time.")
    if begins == ends:
        wrong["ends"] = _("A shift needs an end that differs from its beginning.")
    elif _length(begins, ends) > LONGEST:
        wrong["ends"] = _("A shift of more than 16 hours is too long for one person.")
    if Permission.MESSAGE_SEND not in person.permissions:
        wrong["person"] = _("%(name)s does not talk to customers.") % {"name": person.display_name}
    if not wrong and not (days := _days(from_on, until_on, weekdays)):
        wrong["weekdays"] = _("None of these weekdays lies between the two days.")
    if wrong:
        raise Invalid(fields=wrong)
    with transaction.atomic():
        person = Staff.objects.select_for_update().get(pk=person.pk)
        rows = [_shift(unit, person, day, begins, ends, by) for day in days]
        _refuse_overlap(person, rows)
        made = Shift.objects.bulk_create(rows)
        planned = events.ShiftsPlanned(
            person=person.display_name,
            count=len(made),
            first=rows[0].starts_at.isoformat(),
            last=rows[-1].ends_at.isoformat(),
        )
        record(subject="unit", subject_id=unit.pk, event=planned, by=by)
    return made


def substitute(shift: Shift, *, person: Staff, reason: str, by: Actor) -> Shift:
    """Somebody else sits there this once. Whoever was planned stands beside, so that the table shows both."""
    rules.require(by, Permission.ROSTER_KEEP)
    _refuse_elsewhere(shift.unit, by)
    require_reason(reason)
    if person.pk == shift.person_id or Permission.MESSAGE_SEND not in person.permissions:
        raise Invalid(fields={"person": _("Please choose another person who talks to customers.")})
    with transaction.atomic():
        person = Staff.objects.select_for_update().get(pk=person.pk)
        shift = _standing(shift)
        _refuse_overlap(person, [shift])
        shift.substitute, shift.reason = person, reason.strip()[:200]
        shift.save(update_fields=["substitute", "reason"])
        replaced = events.ShiftSubstituted(
            person=shift.person.display_name,
            substitute=person.display_name,
            starts=shift.starts_at.isoformat(),
            reason=shift.reason,
        )
        record(subject="unit", subject_id=shift.unit_id, event=replaced, by=by)
    return shift


def cancel_shift(shift: Shift, *, reason: str, by: Actor) -> Shift:
    """Nobody sits there: taken out of the table, kept on record."""
    rules.require(by, Permission.ROSTER_KEEP)
    _refuse_elsewhere(shift.unit, by)
    require_reason(reason)
    with transaction.atomic():
        shift = _standing(shift)
        shift.cancelled_at, shift.reason = clock.now(), reason.strip()[:200]
        shift.save(update_fields=["cancelled_at", "reason"])
        gone = events.ShiftCancelled(
            person=shift.person.display_name, starts=shift.starts_at.isoformat(), reason=shift.reason
        )
        record(subject="unit", subject_id=shift.unit_id, event=gone, by=by)
    return shift


def _refuse_elsewhere(unit: Unit, by: Actor) -> None:
    if by.kind != "system" and not rules.sees_unit(rules.signing(by), unit):
        raise Forbidden("roster.other_unit", _("This roster belongs to another unit."))


def _standing(shift: Shift) -> Shift:
    row = Shift.objects.select_for_update(of=("self",)).select_related("person", "unit").get(pk=shift.pk)
    if row.cancelled_at is not None:
        raise Refused("roster.cancelled", _("This shift has been taken out already."))
    if row.ends_at <= clock.now():
        raise Refused("roster.over", _("This shift is over; what was stays as it was."))
    return row


def _refuse_overlap(person: Staff, rows: list[Shift]) -> None:
    """Nobody is in two places: each new span against what stands for this person, in one statement."""
    mine = Q(substitute=person) | Q(person=person, substitute__isnull=True)
    standing = list(
        Shift.objects.filter(
            mine,
            cancelled_at__isnull=True,
            ends_at__gt=rows[0].starts_at,
            starts_at__lt=rows[-1].ends_at,
        ).values_list("starts_at", "ends_at")
    )
    for row in rows:
        if any(starts < row.ends_at and ends > row.starts_at for starts, ends in standing):
            day = row.starts_at.astimezone(LOCAL).date().isoformat()
            words = _("%(name)s has another shift at that time on %(day)s.")
            raise Invalid(fields={"person": words % {"name": person.display_name, "day": day}})


def _days(from_on: date, until_on: date, weekdays: Collection[int]) -> list[date]:
    span = (until_on - from_on).days + 1
    days = (from_on + timedelta(days=ahead) for ahead in range(span))
    return [day for day in days if day.weekday() in weekdays]


def _length(begins: time, ends: time) -> timedelta:
    day = date(2000, 1, 1)
    start, end = datetime.combine(day, begins), datetime.combine(day, ends)
    return (end - start) % timedelta(days=1)


def _shift(unit: Unit, person: Staff, day: date, begins: time, ends: time, by: Actor) -> Shift:
    starts_at = datetime.combine(day, begins, LOCAL)
    return Shift(
        unit=unit,
        person=person,
        starts_at=starts_at,
        ends_at=starts_at + _length(begins, ends),
        made_by_id=int(by.id) if by.kind == "staff" else None,
    )

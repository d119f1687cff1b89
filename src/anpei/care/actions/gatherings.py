"""Gatherings: prepared, opened inside a budget, filled place by place, held. A place is never given away twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, sees_unit, signing
from anpei.audit.actions import record
from anpei.care import events, invitations
from anpei.care.actions import budgets
from anpei.care.actions.guards import LONGEST, elsewhere, move, too_long
from anpei.care.models import (
    BudgetKind,
    Gathering,
    GatheringKind,
    GatheringPurpose,
    GatheringState,
    Guest,
    GuestState,
)
from anpei.care.states import GATHERING_MOVES
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.clock import LOCAL
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.jobs.actions import enqueue
from anpei.organisation.models import Unit
from anpei.values.dates import local_date

MOST_PLACES = 500
DEAREST_FEN = 1_000_000_00
OLDEST = 120
REMIND_AT = time(10, 0)
LENGTHS = {"title": 60, "about": 500, "place": 120}


@dataclass(frozen=True)
class GatheringForm:
    """What a gathering is. ``lines`` of business, ``area`` first digits of a region code, ages in years: who may come."""

    title: str
    about: str
    kind: str
    purpose: str
    place: str
    starts_at: datetime | None
    ends_at: datetime | None
    sign_up_until: datetime | None
    capacity: int | None
    planned_fen: int = 0
    lines: tuple[str, ...] = ()
    area: str = ""
    age_from: int | None = None
    age_to: int | None = None


def prepare(unit: Unit, *, form: GatheringForm, by: Actor) -> Gathering:
    """Write it down; nobody sees it before it is opened."""
    require(by, Permission.CARE_DO)
    person = _of_unit(unit, by)
    _refuse_wrong(form)
    with transaction.atomic():
        row = Gathering.objects.create(unit=unit, made_by=person, **_columns(form))
        prepared = events.GatheringPrepared(title=row.title)
        record(subject="gathering", subject_id=row.pk, event=prepared, by=by)
    return row


def change(gathering: Gathering, *, form: GatheringForm, by: Actor) -> Gathering:
    """Anything, while nobody has seen it."""
    require(by, Permission.CARE_DO)
    _of_unit(gathering.unit, by)
    _refuse_wrong(form)
    with transaction.atomic():
        changed = Gathering.objects.filter(pk=gathering.pk, state=GatheringState.DRAFT).update(
            **_columns(form)
        )
        if not changed:
            raise elsewhere()
        gathering.refresh_from_db()
    return gathering


def open_gathering(gathering: Gathering, *, by: Actor) -> Gathering:
    """Open for sign-up; the planned cost is set aside. A reminder the day before is planned with it."""
    require(by, Permission.CARE_DO)
    _of_unit(gathering.unit, by)
    if gathering.sign_up_until <= clock.now():
        raise Refused("care.too_late", _("The last day to sign up has passed. Please change it first."))
    with transaction.atomic():
        row = _move(gathering, to=GatheringState.OPEN)
        if row.planned_fen:
            row.budget = budgets.take(
                row.unit,
                kind=BudgetKind.GATHERINGS,
                year=local_date(row.starts_at).year,
                amount_fen=row.planned_fen,
                row_id=row.pk,
                by=by,
            )
            row.save(update_fields=["budget"])
        remind_at = datetime.combine(local_date(row.starts_at) - timedelta(days=1), REMIND_AT, LOCAL)
        if remind_at > clock.now():
            key = f"care.gathering_remind:{row.pk}"
            enqueue(task="care.gathering_remind", args={"gathering_id": row.pk}, run_at=remind_at, key=key)
        opened = events.GatheringOpened(planned_fen=row.planned_fen)
        record(subject="gathering", subject_id=row.pk, event=opened, by=by)
    return row


def set_capacity(gathering: Gathering, *, capacity: int, by: Actor) -> Gathering:
    """More places at once go to those who wait; never fewer than are given away."""
    require(by, Permission.CARE_DO)
    _of_unit(gathering.unit, by)
    if not 1 <= capacity <= MOST_PLACES:
        raise Invalid(fields={"capacity": _between(1, MOST_PLACES)})
    with transaction.atomic():
        row = locked(gathering)
        if row.state != GatheringState.OPEN:
            raise elsewhere()
        if capacity < row.taken:
            raise Invalid(
                fields={"capacity": _("%(count)d places are given away already.") % {"count": row.taken}}
            )
        changed = events.CapacityChanged(before=row.capacity, after=capacity)
        row.capacity = capacity
        row.save(update_fields=["capacity"])
        record(subject="gathering", subject_id=row.pk, event=changed, by=by)
        move_up(row, by=by)
    return row


def hold(gathering: Gathering, *, cost_fen: int, result: str, by: Actor) -> Gathering:
    """It took place. Whoever was not ticked did not come; those who came are asked how it was.

    What it cost replaces what was set aside; more than that has to fit into the budget, too.
    """
    require(by, Permission.CARE_DO)
    _of_unit(gathering.unit, by)
    errors = {}
    if not 0 <= cost_fen <= DEAREST_FEN:
        errors["cost_fen"] = _("Between 0 and %(most)d yuan.") % {"most": DEAREST_FEN // 100}
    if not result.strip():
        errors["result"] = _("How was it? One sentence.")
    if len(result.strip()) > LENGTHS["about"]:
        errors["result"] = too_long(LENGTHS["about"])
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        row = locked(gathering)
        if row.starts_at > clock.now():
            raise Refused("care.gathering_ahead", _("It has not begun yet."))
        row = _move(
            row, to=GatheringState.HELD, held_at=clock.now(), cost_fen=cost_fen, result=result.strip()
        )
        _settle(row, cost_fen, by=by)
        row.guests.filter(state=GuestState.COMING).update(state=GuestState.ABSENT)
        came = list(row.guests.filter(state=GuestState.ATTENDED).select_related("party__guardian"))
        held = events.GatheringHeld(attended=len(came), cost_fen=cost_fen)
        record(subject="gathering", subject_id=row.pk, event=held, by=by)
        for guest in came:
            invitations.asked_how_it_was(guest)
    return row


def cancel_gathering(gathering: Gathering, *, reason: str, by: Actor, cost_fen: int = 0) -> Gathering:
    """It does not take place; whoever was on a list is told why. ``cost_fen``: what was spent all the same."""
    require(by, Permission.CARE_DO)
    _of_unit(gathering.unit, by)
    errors = {}
    if not reason.strip():
        errors["reason"] = _("Why not? Those who signed up read it.")
    if len(reason.strip()) > 300:
        errors["reason"] = too_long(LONGEST)
    if not 0 <= cost_fen <= gathering.planned_fen:
        errors["cost_fen"] = _("Not more than was planned.")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        row = _move(
            locked(gathering),
            to=GatheringState.CANCELLED,
            cancelled_because=reason.strip(),
            cost_fen=cost_fen,
        )
        _settle(row, cost_fen, by=by)
        cancelled = events.GatheringCancelled(reason=row.cancelled_because)
        record(subject="gathering", subject_id=row.pk, event=cancelled, by=by)
        listed = row.guests.filter(state__in=(GuestState.COMING, GuestState.WAITING))
        for guest in listed.select_related("party__guardian", "gathering"):
            invitations.cancelled(guest)
    return row


def remind_guests(gathering: Gathering) -> None:
    """The day before: place and hour once more, to those who have a place."""
    with transaction.atomic():
        row = locked(gathering)
        if row.state == GatheringState.OPEN:
            for guest in row.guests.filter(state=GuestState.COMING).select_related("party__guardian"):
                invitations.reminded(guest)


def _settle(row: Gathering, cost_fen: int, *, by: Actor) -> None:
    """The budget carries what it cost instead of what was planned."""
    if row.budget is not None and cost_fen <= row.planned_fen:
        budgets.give_back(row.budget, amount_fen=row.planned_fen - cost_fen, row_id=row.pk, by=by)
        return
    more = cost_fen - (row.planned_fen if row.budget is not None else 0)
    if more > 0:
        row.budget = budgets.take(
            row.unit,
            kind=BudgetKind.GATHERINGS,
            year=local_date(row.starts_at).year,
            amount_fen=more,
            row_id=row.pk,
            by=by,
        )
        row.save(update_fields=["budget"])


def move_up(row: Gathering, *, by: Actor) -> None:
    """Whoever waits longest gets the free place, until none is free or nobody waits. The gathering is locked."""
    if row.starts_at <= clock.now():
        return
    while row.taken < row.capacity:
        guest = row.guests.filter(state=GuestState.WAITING).order_by("turn").first()
        if guest is None:
            return
        Guest.objects.filter(pk=guest.pk).update(state=GuestState.COMING, turn=None, moved_up_at=clock.now())
        Gathering.objects.filter(pk=row.pk).update(taken=F("taken") + 1)
        row.refresh_from_db(fields=["taken"])
        guest.refresh_from_db()
        moved = events.GuestMoved(party=guest.party_id, state=guest.state)
        record(subject="gathering", subject_id=row.pk, event=moved, by=by)
        invitations.moved_up(guest)


def next_turn(row: Gathering) -> int:
    """The last place of the waiting list. The gathering is locked."""
    last = row.guests.filter(state=GuestState.WAITING).aggregate(last=Max("turn"))["last"]
    return (last or 0) + 1


def _columns(form: GatheringForm) -> dict[str, object]:
    return {
        "title": form.title.strip(), "about": form.about.strip(), "kind": form.kind, "purpose": form.purpose,
        "place": form.place.strip(), "starts_at": form.starts_at, "ends_at": form.ends_at,
        "sign_up_until": form.sign_up_until or form.starts_at, "capacity": form.capacity,
        "planned_fen": form.planned_fen, "lines": sorted(form.lines), "area": form.area,
        "age_from": form.age_from, "age_to": form.age_to,
    }  # fmt: skip


def _refuse_wrong(form: GatheringForm) -> None:
    errors: dict[str, str] = {}
    for name, most in LENGTHS.items():
        text = getattr(form, name).strip()
        if not text:
            errors[name] = _("Please fill this in; the customer reads it.")
        elif len(text) > most:
            errors[name] = too_long(most)
    if form.kind not in GatheringKind.values:
        errors["kind"] = _("Please choose one of the answers shown.")
    if form.purpose not in GatheringPurpose.values:
        errors["purpose"] = _("Please choose one of the answers shown.")
    if form.starts_at is None or form.starts_at <= clock.now():
        errors["starts_at"] = _("When does it begin? A moment to come.")
    elif form.ends_at is None or not timedelta(0) < form.ends_at - form.starts_at <= timedelta(days=3):
        errors["ends_at"] = _("It ends after it begins, within three days.")
    elif form.sign_up_until is not None and not clock.now() < form.sign_up_until <= form.starts_at:
        errors["sign_up_until"] = _("The last moment to sign up lies before the beginning.")
    if form.capacity is None or not 1 <= form.capacity <= MOST_PLACES:
        errors["capacity"] = _between(1, MOST_PLACES)
    if not 0 <= form.planned_fen <= DEAREST_FEN:
        errors["planned_fen"] = _("Between 0 and %(most)d yuan.") % {"most": DEAREST_FEN // 100}
    if form.area and not (form.area.isascii() and form.area.isdigit() and len(form.area) <= 6):
        errors["area"] = _("The first digits of a region code, at most 6.")
    ages = [age for age in (form.age_from, form.age_to) if age is not None]
    if any(not 0 <= age <= OLDEST for age in ages) or ages != sorted(ages):
        errors["age_to"] = _("From the younger to the older age, at most %(most)d.") % {"most": OLDEST}
    if errors:
        raise Invalid(fields=errors)


def _of_unit(unit: Unit, by: Actor) -> Staff:
    person = signing(by)
    if not sees_unit(person, unit):
        raise Forbidden("care.other_unit", _("This unit is not one of yours."))
    return person


def locked(gathering: Gathering) -> Gathering:
    """The gathering, held until the transaction ends: whoever gives places away comes one after the other."""
    return (
        Gathering.objects.select_for_update(of=("self",))
        .select_related("unit", "budget")
        .get(pk=gathering.pk)
    )


def _move(gathering: Gathering, *, to: GatheringState, **changes: object) -> Gathering:
    return move(gathering, GATHERING_MOVES, to=to, **changes)


def _between(least: int, most: int) -> str:
    return _("A whole number from %(least)d to %(most)d.") % {"least": least, "most": most}

"""Who comes to a gathering: invited in batches, signed up, waiting and moving up, there or not, asked how it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.care import catalogue, events, invitations
from anpei.care.actions.gatherings import locked, move_up, next_turn
from anpei.care.actions.guards import elsewhere
from anpei.care.answers import checked
from anpei.care.models import Gathering, GatheringPurpose, GatheringState, Guest, GuestState
from anpei.care.queries import gatherings as queries
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.parties.models import Party
from anpei.protection import queries as protection

BATCH = 100
DOORS_OPEN = timedelta(hours=2)
QUESTIONNAIRE = "gathering"
FREE_TO_SIGN_UP = (GuestState.INVITED, GuestState.NOT_COMING)


def invite(gathering: Gathering, *, by: Actor, most: int = BATCH) -> tuple[int, int]:
    """The next batch of people the rules name: how many were invited, how many were left in peace.

    Where insurance is presented only those who agreed to offers and live through no vulnerable period; to anything else
    everybody, but nobody whose period is silent. Each person is looked at once.
    """
    require(by, Permission.CARE_DO)
    signing(by)
    with transaction.atomic():
        row = locked(gathering)
        if row.state != GatheringState.OPEN or row.sign_up_until <= clock.now():
            raise Refused("care.not_open", _("Sign-up is not open."))
        people = list(queries.to_invite(row)[: max(1, min(most, BATCH))])
        protected = protection.of_people([one.pk for one in people], on=clock.today())
        asked, left = [], 0
        for person in people:
            periods = protected.get(person.pk, [])
            sells = row.purpose == GatheringPurpose.MARKETING
            if any(sells or one.silent for one in periods):
                left += 1
            else:
                asked.append(
                    Guest(gathering=row, party=person, state=GuestState.INVITED, invited_at=clock.now())
                )
        for guest in Guest.objects.bulk_create(asked):
            invitations.invited(guest)
        if people:
            row.invited_upto = people[-1].pk
            row.protected_out += left
            row.save(update_fields=["invited_upto", "protected_out"])
            invited = events.GatheringInvited(invited=len(asked), protected=left)
            record(subject="gathering", subject_id=row.pk, event=invited, by=by)
    return len(asked), left


def sign_up(gathering: Gathering, *, person: Party, by: Actor) -> Guest:
    """A place while there is one, else the end of the waiting list. Signing up twice is one place."""
    if by.kind != "customer":
        require(by, Permission.CARE_DO)
        signing(by)
    with transaction.atomic():
        row = locked(gathering)
        guest = row.guests.filter(party=person).first()
        if guest is not None and guest.state in (GuestState.COMING, GuestState.WAITING):
            return guest
        if row.state != GatheringState.OPEN or row.sign_up_until <= clock.now():
            raise Refused("care.not_open", _("Sign-up is over. Please call us, we see what can be done."))
        _refuse_unsuited(row, person, invited=guest is not None and guest.invited_at is not None)
        taken = Gathering.objects.filter(pk=row.pk, taken__lt=F("capacity")).update(taken=F("taken") + 1)
        turn = None if taken else next_turn(row)
        guest, _made = Guest.objects.update_or_create(
            gathering=row,
            party=person,
            defaults={
                "state": GuestState.COMING if taken else GuestState.WAITING,
                "turn": turn,
                "signed_up_at": clock.now(),
                "signed_up_by": by.name[:80],
                "moved_up_at": None,
            },
        )
        _noted(guest, by)
        if taken:
            invitations.place_given(guest)
        else:
            invitations.waiting(guest, number=row.guests.filter(state=GuestState.WAITING).count())
    return guest


def leave(guest: Guest, *, by: Actor) -> Guest:
    """Not coming after all; the place goes to whoever waits longest."""
    if by.kind != "customer":
        require(by, Permission.CARE_DO)
        signing(by)
    with transaction.atomic():
        row = locked(guest.gathering)
        guest.refresh_from_db()
        if row.state != GatheringState.OPEN or row.starts_at <= clock.now():
            raise Refused("care.not_open", _("It has begun or is over."))
        if guest.state not in (GuestState.INVITED, GuestState.COMING, GuestState.WAITING):
            raise elsewhere()
        had_place = guest.state == GuestState.COMING
        guest.state, guest.turn = GuestState.NOT_COMING, None
        guest.save(update_fields=["state", "turn"])
        _noted(guest, by)
        if had_place:
            Gathering.objects.filter(pk=row.pk).update(taken=F("taken") - 1)
            row.refresh_from_db(fields=["taken"])
            move_up(row, by=by)
    return guest


def note_attendance(guest: Guest, *, came: bool, by: Actor) -> Guest:
    """Ticked at the door; may be put right until the gathering is closed."""
    require(by, Permission.CARE_DO)
    signing(by)
    with transaction.atomic():
        row = locked(guest.gathering)
        if row.state != GatheringState.OPEN:
            raise elsewhere()
        if clock.now() < row.starts_at - DOORS_OPEN:
            raise Refused("care.gathering_ahead", _("It has not begun yet."))
        to = GuestState.ATTENDED if came else GuestState.ABSENT
        changed = Guest.objects.filter(
            pk=guest.pk, state__in=(GuestState.COMING, GuestState.ATTENDED, GuestState.ABSENT)
        ).update(state=to)
        if not changed:
            raise Refused("care.no_place", _("This person has no place."))
        guest.refresh_from_db()
    return guest


def answer_gathering(guest: Guest, *, answers: Mapping[str, Any], by: Actor) -> Guest:
    """How it was, once, by whoever was there."""
    said = checked(catalogue.questionnaire(QUESTIONNAIRE), answers)
    with transaction.atomic():
        changed = Guest.objects.filter(
            pk=guest.pk, state=GuestState.ATTENDED, answered_at__isnull=True
        ).update(answered_at=clock.now(), satisfaction=said.get("satisfaction"))
        if not changed:
            raise Refused("care.judged", _("You have told us already. Thank you."))
        guest.refresh_from_db()
        guest.answers = json.dumps(said, ensure_ascii=False)
        guest.save(update_fields=["answers"])
        answered = events.GuestAnswered(party=guest.party_id)
        record(subject="gathering", subject_id=guest.gathering_id, event=answered, by=by)
    return guest


def _refuse_unsuited(row: Gathering, person: Party, *, invited: bool) -> None:
    """An invitation stands, also when the rules would not name the person any more; what sells asks again."""
    known = queries.known_of([person])[0]
    if row.purpose == GatheringPurpose.MARKETING:
        protection.refuse_selling(person)
        if not known.agreed:
            raise Refused(
                "care.no_consent", _("This person has not agreed to offers. Nothing is sent without it.")
            )
    if not invited and not queries.suits(row, known):
        raise Refused(
            "care.not_for_this_person",
            _("This gathering is meant for others: please look at whom it is for."),
        )


def _noted(guest: Guest, by: Actor) -> None:
    moved = events.GuestMoved(party=guest.party_id, state=guest.state)
    record(subject="gathering", subject_id=guest.gathering_id, event=moved, by=by)

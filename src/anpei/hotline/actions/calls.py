"""Calls as an exchange tells them, event by event, in any order and as often as it likes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.actions.guards import require_reason
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.core.fields import keyed_hash
from anpei.hotline import events, queries
from anpei.hotline.models import Call, CallDirection, CallEvent, CallEventKind, KnownBy
from anpei.hotline.states import EXCLUDES, NOT_BEFORE
from anpei.jobs.actions import enqueue
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.parties.queries import phone_hash
from anpei.values import identifiers

MAIN = "main"
CLOCKS_DIFFER = timedelta(minutes=5)  # the clock of an exchange is not ours
STRAGGLERS = timedelta(minutes=1)  # an "answered" may arrive after the "hung up" it belongs before
CALL_BACK_WITHIN = timedelta(days=7)  # company rule, mark C: an older missed call is counted, not called back
LONGEST_ADDRESS = 500


def tell(
    *,
    call_id: str,
    kind: str,
    at: datetime,
    unit: Unit,
    by: Actor,
    exchange: str = MAIN,
    direction: str = CallDirection.IN,
    number: str = "",
    answered_by: str = "",
    recording: str = "",
    menu: bool = False,
) -> Call:
    """One event of one call; the same event again changes nothing and gives the call.

    ``number``: the customer's, empty where withheld. ``answered_by``: employee number of the seat. ``menu``: a menu
    speaks first, so that ringing does not yet ask for a person. Raises Invalid beside the field, and Refused where
    the exchange contradicts what it told before.
    """
    seat = _checked(kind=kind, direction=direction, at=at, answered_by=answered_by, recording=recording)
    number = normal(number)
    said = keyed_hash(
        "call.event", "|".join([at.isoformat(), direction, number, answered_by, recording, str(menu)])
    )
    with transaction.atomic():
        call, _made = Call.objects.get_or_create(
            exchange=exchange,
            exchange_id=call_id,
            defaults={
                "unit": unit,
                "direction": direction,
                "number": number,
                "number_hash": phone_hash(number) if number else "",
                "began_at": at,
            },
        )
        call = Call.objects.select_for_update(of=("self",)).select_related("unit").get(pk=call.pk)
        known = {one.kind: one for one in call.events.all()}
        if kind in known:
            if known[kind].fingerprint != said:
                raise Refused(
                    "call.event_differs",
                    _("This event of this call came before with something else. The first one stays."),
                )
            return call
        _refuse_contradiction(call, kind, at, {name: one.at for name, one in known.items()})
        CallEvent.objects.create(call=call, kind=kind, at=at, fingerprint=said)
        _take_in(
            call, kind, at, direction=direction, number=number, seat=seat, recording=recording, menu=menu
        )
        call.save()
        if kind == CallEventKind.ABANDONED:
            queue_missed(call, by=by)
        elif kind == CallEventKind.HUNG_UP and call.is_missed:
            enqueue(
                task="hotline.queue_missed",
                args={"call_id": call.pk},
                run_at=clock.now() + STRAGGLERS,
                key=f"hotline.queue_missed:{call.pk}",
            )
    return call


def queue_missed(call: Call, *, by: Actor) -> Call:
    """Somebody asked for a person and none answered: a call back, once per number and day.

    Not where they got through meanwhile, and not for a call of long ago.
    """
    if not call.is_missed or not call.number or call.callback_id is not None:
        return call
    missed_at = call.abandoned_at or call.ended_at or call.began_at
    if missed_at < clock.now() - CALL_BACK_WITHIN or queries.spoke_since(call):
        return call
    with transaction.atomic():
        request = claims.call_back_missed(phone=call.number, unit=call.unit, at=missed_at, by=by)
        if request is not None:
            Call.objects.filter(pk=call.pk).update(callback=request)
            call.callback = request
            record(subject="call", subject_id=call.pk, event=events.CallMissed(call=call.pk), by=by)
    return call


def link(call: Call, *, party: Party, known_by: str, by: Actor, claim: Claim | None = None) -> Call:
    """The call belongs to this customer, because a person asked and made sure. Until then it is nobody's."""
    require(by, Permission.MESSAGE_SEND)
    person = signing(by)
    wrong = {}
    if known_by not in KnownBy.values:
        wrong["known_by"] = _("How did you make sure who it was? The number alone is not enough.")
    if claim is not None and party.pk not in queries.people_of(claim):
        wrong["claim"] = _("This person has nothing to do with that case.")
    if wrong:
        raise Invalid(fields=wrong)
    with transaction.atomic():
        changed = Call.objects.filter(pk=call.pk, party__isnull=True).update(
            party=party, claim=claim, known_by=known_by, linked_by=person
        )
        if not changed:
            raise Refused("call.linked", _("Somebody has put this call into a conversation already."))
        call.refresh_from_db()
        linked = events.CallLinked(call=call.pk, known_by=known_by)
        record(subject="party", subject_id=party.pk, event=linked, by=by)
    return call


def unlink(call: Call, *, reason: str, by: Actor) -> Call:
    """It was somebody else after all."""
    require(by, Permission.MESSAGE_SEND)
    require_reason(reason)
    with transaction.atomic():
        call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
        if call.party_id is None:
            raise Refused("call.not_linked", _("This call belongs to no conversation."))
        gone = events.CallUnlinked(call=call.pk, reason=reason.strip()[:200])
        record(subject="party", subject_id=call.party_id, event=gone, by=by)
        call.party = call.claim = call.linked_by = None
        call.known_by = ""
        call.save(update_fields=["party", "claim", "linked_by", "known_by"])
    return call


def open_recording(call: Call, *, reason: str, by: Actor) -> str:
    """The address of the recording; that somebody looked, and why, is on record first."""
    require(by, Permission.CALL_LISTEN)
    require_reason(reason)
    if not call.recording:
        raise Refused("call.no_recording", _("There is no recording of this call."))
    with transaction.atomic():
        listened = events.CallListened(call=call.pk, reason=reason.strip()[:200])
        record(subject="call", subject_id=call.pk, event=listened, by=by)
    return call.recording


def normal(number: str) -> str:
    """A number in national form; a short or foreign one as its digits; empty for a withheld one."""
    try:
        return identifiers.parse_phone(number)
    except ValueError:
        return "".join(sign for sign in number if sign in "+0123456789")[:20]


def _checked(*, kind: str, direction: str, at: datetime, answered_by: str, recording: str) -> Staff | None:
    """Each field by itself; gives the person of the seat."""
    wrong = {}
    if kind not in CallEventKind.values:
        wrong["event"] = _("Please choose one of: %(known)s.") % {"known": ", ".join(CallEventKind.values)}
    if direction not in CallDirection.values:
        wrong["direction"] = _("Please write in or out.")
    if at > clock.now() + CLOCKS_DIFFER:
        wrong["at"] = _("This moment has not come yet. Please check the clock of the exchange.")
    if recording and not _is_https(recording):
        wrong["recording"] = _("A recording needs an address that begins with https://.")
    if kind == CallEventKind.RECORDED and not recording:
        wrong["recording"] = _("Where is the recording?")
    seat = Staff.objects.filter(employee_no=answered_by, is_active=True).first() if answered_by else None
    if answered_by and seat is None:
        wrong["answered_by"] = _("Nobody works here under this employee number.")
    if wrong:
        raise Invalid(fields=wrong)
    return seat


def _is_https(address: str) -> bool:
    if len(address) > LONGEST_ADDRESS or any(sign.isspace() for sign in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def _refuse_contradiction(call: Call, kind: str, at: datetime, known: Mapping[str, datetime]) -> None:
    if EXCLUDES.get(CallEventKind(kind), "") in known:
        raise Refused(
            "call.contradiction",
            _("This call was told as answered and as abandoned. The first of the two stays."),
        )
    moments = {**known, kind: at}
    for later, earlier in NOT_BEFORE:
        both = later in moments and earlier in moments
        if both and kind in (later, earlier) and moments[later] < moments[earlier]:
            words = _("“%(later)s” cannot lie before “%(earlier)s”.")
            raise Invalid(fields={"at": words % {"later": later.label, "earlier": earlier.label}})


def _take_in(
    call: Call,
    kind: str,
    at: datetime,
    *,
    direction: str,
    number: str,
    seat: Staff | None,
    recording: str,
    menu: bool,
) -> None:
    call.began_at = min(call.began_at, at)
    if number and not call.number:
        call.number, call.number_hash = number, phone_hash(number)
    call.recording = recording or call.recording
    call.answered_by = seat or call.answered_by
    incoming = call.direction == CallDirection.IN
    if kind == CallEventKind.RINGING:
        call.direction = direction
        if direction == CallDirection.IN and not menu:
            call.queued_at = min(call.queued_at or at, at)
        incoming = direction == CallDirection.IN
    elif kind == CallEventKind.QUEUED:
        call.queued_at = at
    elif kind == CallEventKind.ANSWERED:
        call.answered_at = at
    elif kind == CallEventKind.ABANDONED:
        call.abandoned_at = at
        call.ended_at = call.ended_at or at
    elif kind == CallEventKind.HUNG_UP:
        call.ended_at = at
    # Whoever was answered, or waited until they gave up, had asked for a person, told or not.
    if incoming and kind in (CallEventKind.ANSWERED, CallEventKind.ABANDONED) and call.queued_at is None:
        call.queued_at = call.began_at

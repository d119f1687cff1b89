"""Talking with the customer: calls wanted and made, messages, notes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts import duty
from anpei.audit.actions import record
from anpei.claims import events, notices
from anpei.claims.actions.completeness import waits_for_papers
from anpei.claims.clocks import restart_queue_clock, watch_silence
from anpei.claims.models import CallOrigin, CallRequest, Claim, Contact, Medium
from anpei.claims.queries import locked
from anpei.claims.roster import default_unit
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.messages import actions as messages
from anpei.messages.actions import Recipient
from anpei.messages.models import Channel, Message
from anpei.organisation.models import Unit
from anpei.parties.queries import phone_hash
from anpei.values import identifiers
from anpei.values.dates import local_date

CALL_CLOCK, MISSED_CLOCK = "any.callback", "hotline.missed"
CALL_SUBJECT = "call_request"


def ask_to_call(
    *,
    by: Actor,
    phone: str,
    name: str = "",
    topic: str = "",
    claim: Claim | None = None,
    unit: Unit | None = None,
    origin: str = CallOrigin.CUSTOMER,
    due_at: datetime | None = None,
) -> CallRequest:
    """Somebody wants a human on the phone; the promise is a clock (rule ``any.callback``).

    Where a roster is kept and nobody sits there, it runs from when somebody is back: what is promised can be kept.
    """
    try:
        phone = identifiers.parse_mobile(phone)
    except ValueError:
        raise Invalid(fields={"phone": _("This does not look like a mobile number of 11 digits.")}) from None
    with transaction.atomic():
        now = clock.now()
        waiting = CallRequest.objects.filter(claim=claim, done_at__isnull=True).first() if claim else None
        if waiting:
            return _with_topic(waiting, topic)
        due = due_at or deadlines.due_for(rule=CALL_CLOCK, at=duty.back_at(duty.lines(now)) or now)
        request = CallRequest.objects.create(
            claim=claim, name=name, phone=phone, phone_hash=phone_hash(phone), topic=topic[:200], origin=origin,
            unit=claim.unit if claim else unit or default_unit(), assignee=claim.handler if claim else None, due_at=due,
        )  # fmt: skip
        _start_clock(request, at=now)
        if claim:
            record(
                subject="claim",
                subject_id=claim.pk,
                event=events.CallRequested(due=due, origin=origin),
                by=by,
            )
            Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    return request


def call_back_missed(*, phone: str, unit: Unit, at: datetime, by: Actor) -> CallRequest | None:
    """A caller hung up before a person answered: we call back. Once per number and day, whoever it is.

    Where a call to this number is waited for already, that one is the answer. ``phone``: any mainland number in
    national form; None for what nobody can call back.
    """
    try:
        phone = identifiers.parse_phone(phone)
    except ValueError:
        return None
    number = phone_hash(phone)
    with transaction.atomic():
        waiting = CallRequest.objects.filter(phone_hash=number, done_at__isnull=True).order_by("id").first()
        if waiting is not None:
            return waiting
        request, made = CallRequest.objects.get_or_create(
            phone_hash=number,
            missed_on=local_date(at),
            defaults={
                "phone": phone,
                "origin": CallOrigin.MISSED,
                "unit": unit,
                "due_at": deadlines.due_for(rule=MISSED_CLOCK, at=at),
            },
        )
        if made:
            _start_clock(request, at=at)
        elif request.done_at is not None:
            return _opened_again(request, at=at)
    return request


def call_again(request: CallRequest, *, at: datetime, by: Actor) -> CallRequest:
    """Nobody answered: the next attempt has its own hour. The promise to call was kept by calling."""
    now = clock.now()
    if at <= now:
        raise Invalid(fields={"next_at": _("The next attempt lies ahead of us. Please choose a later hour.")})
    with transaction.atomic():
        changed = CallRequest.objects.filter(pk=request.pk, done_at__isnull=True).update(due_at=at)
        if not changed:
            raise Refused(code="call.done", message=_("Somebody has made this call already."))
        request.refresh_from_db()
        _stop_clock(request, at=now)
        _start_clock(request, at=now)
    return request


def call_made(request: CallRequest, *, outcome: str, by: Actor) -> CallRequest:
    """The call took place; what was said in one sentence."""
    if not outcome.strip():
        raise Invalid(fields={"outcome": _("Please note in one sentence what was said.")})
    with transaction.atomic():
        now = clock.now()
        changed = CallRequest.objects.filter(pk=request.pk, done_at__isnull=True).update(
            done_at=now, done_by_id=int(by.id)
        )
        if not changed:
            raise Refused(code="call.done", message=_("Somebody has made this call already."))
        request.refresh_from_db()
        request.outcome = outcome
        request.save(update_fields=["outcome"])
        _stop_clock(request, at=now)
        if request.claim_id:
            claim = locked(request.claim_id)
            messages.answered(subject="claim", subject_id=claim.pk)
            record(
                subject="claim",
                subject_id=claim.pk,
                event=events.CallMade(name=by.name, outcome=outcome),
                by=by,
            )
            deadlines.stop(
                rule="report.response", subject="claim", subject_id=claim.pk, at=now, outcome="met"
            )
            if request.origin == CallOrigin.REMINDER:
                watch_silence(claim, at=now, waiting=waits_for_papers(claim))
            restart_queue_clock(claim)
            Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    return request


def note_contact(claim: Claim, *, medium: str, text: str, by: Actor, with_whom: str = "") -> Contact:
    """A call, visit or counter talk that took place, or an internal note. A call meets the response promise."""
    errors = {}
    if not text.strip():
        errors["text"] = _("Please write what was said.")
    if medium not in Medium.values:
        errors["medium"] = _("Please choose one of the answers shown.")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        claim = locked(claim.pk)
        contact = Contact.objects.create(
            claim=claim, medium=medium, text=text, with_whom=with_whom, by_id=int(by.id), at=clock.now()
        )
        if medium == "call":
            happened: object = events.CallMade(name=by.name, outcome=text)
            messages.answered(subject="claim", subject_id=claim.pk)
            deadlines.stop(
                rule="report.response", subject="claim", subject_id=claim.pk, at=clock.now(), outcome="met"
            )
            restart_queue_clock(claim)
        else:
            happened = events.ContactNoted(medium=medium)
        record(subject="claim", subject_id=claim.pk, event=happened, by=by)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    return contact


def message_from_customer(
    claim: Claim, *, text: str, by: Actor, channel: str = Channel.IN_APP, at: datetime | None = None
) -> Message:
    """A message into the one conversation of the case, under whoever wrote it: the insured's side, or the reporter."""
    with transaction.atomic():
        claim = locked(claim.pk)
        message = messages.receive(
            text=text,
            sender=notices.sender(claim, by),
            subject="claim",
            subject_id=claim.pk,
            by=by,
            channel=channel,
            unit_path=claim.unit.path,
            at=at,
        )
        record(subject="claim", subject_id=claim.pk, event=events.MessageExchanged(direction="in"), by=by)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    return message


def write_to_customer(
    claim: Claim, *, text: str, by: Actor, to_reporter: bool = False, to: Recipient | None = None
) -> Message:
    """A staff member's own words, in the app and on the phone: to the insured's side, or to whoever reported.

    ``to``: by the way the person just wrote to us, in place of the one they prefer.
    """
    with transaction.atomic():
        claim = locked(claim.pk)
        to = to or (notices.reporter_recipient(claim) if to_reporter else notices.recipient(claim))
        message = messages.write(text=text, to=to, subject="claim", subject_id=claim.pk, by=by)
        record(subject="claim", subject_id=claim.pk, event=events.MessageExchanged(direction="out"), by=by)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    return message


def _opened_again(request: CallRequest, *, at: datetime) -> CallRequest:
    """They called once more after we had called back: the same entry waits again."""
    request.done_at = request.done_by = None
    request.due_at = deadlines.due_for(rule=MISSED_CLOCK, at=at)
    request.save(update_fields=["done_at", "done_by", "due_at"])
    _start_clock(request, at=at)
    return request


def _start_clock(request: CallRequest, *, at: datetime) -> None:
    deadlines.start(
        rule=MISSED_CLOCK if request.origin == CallOrigin.MISSED else CALL_CLOCK,
        subject=CALL_SUBJECT,
        subject_id=request.pk,
        at=at,
        owner=request.assignee_id,
        unit_path=request.unit.path if request.unit else "",
        due_at=request.due_at,
    )


def _stop_clock(request: CallRequest, *, at: datetime) -> None:
    for rule in (CALL_CLOCK, MISSED_CLOCK):
        deadlines.stop(rule=rule, subject=CALL_SUBJECT, subject_id=request.pk, at=at, outcome="met")


def _with_topic(request: CallRequest, topic: str) -> CallRequest:
    """One call answers both wishes: what somebody adds while it is waited for goes with it."""
    if topic and topic not in request.topic:
        request.topic = f"{request.topic} / {topic}".strip(" /")[:200]
        request.save(update_fields=["topic"])
    return request

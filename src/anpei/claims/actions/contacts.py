"""Talking with the customer: calls wanted and made, messages, notes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.audit.actions import record
from anpei.claims import events, notices
from anpei.claims.actions.completeness import waits_for_papers
from anpei.claims.clocks import restart_queue_clock, watch_silence
from anpei.claims.models import CallOrigin, CallRequest, Claim, Contact, Medium
from anpei.claims.queries import locked
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.messages import actions as messages
from anpei.messages.models import Channel, Message
from anpei.organisation.models import Unit
from anpei.values import identifiers


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
    """Somebody wants a human on the phone; the promise is a clock (rule ``any.callback``)."""
    try:
        phone = identifiers.parse_mobile(phone)
    except ValueError:
        raise Invalid(fields={"phone": _("This does not look like a mobile number of 11 digits.")}) from None
    with transaction.atomic():
        now = clock.now()
        waiting = CallRequest.objects.filter(claim=claim, done_at__isnull=True).first() if claim else None
        if waiting:
            return _with_topic(waiting, topic)
        due = due_at or deadlines.due_for(rule="any.callback", at=now)
        request = CallRequest.objects.create(
            claim=claim, name=name, phone=phone, topic=topic[:200], origin=origin, unit=claim.unit if claim else unit,
            assignee=claim.handler if claim else None, due_at=due,
        )  # fmt: skip
        if claim:
            record(
                subject="claim",
                subject_id=claim.pk,
                event=events.CallRequested(due=due, origin=origin),
                by=by,
            )
            Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
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
        if request.claim_id:
            claim = locked(request.claim_id)
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
            deadlines.stop(
                rule="report.response", subject="claim", subject_id=claim.pk, at=clock.now(), outcome="met"
            )
            restart_queue_clock(claim)
        else:
            happened = events.ContactNoted(medium=medium)
        record(subject="claim", subject_id=claim.pk, event=happened, by=by)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    return contact


def message_from_customer(claim: Claim, *, text: str, by: Actor, channel: str = Channel.IN_APP) -> Message:
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
        )
        record(subject="claim", subject_id=claim.pk, event=events.MessageExchanged(direction="in"), by=by)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    return message


def write_to_customer(claim: Claim, *, text: str, by: Actor, to_reporter: bool = False) -> Message:
    """A staff member's own words, in the app and on the phone: to the insured's side, or to whoever reported."""
    with transaction.atomic():
        claim = locked(claim.pk)
        to = notices.reporter_recipient(claim) if to_reporter else notices.recipient(claim)
        message = messages.write(text=text, to=to, subject="claim", subject_id=claim.pk, by=by)
        record(subject="claim", subject_id=claim.pk, event=events.MessageExchanged(direction="out"), by=by)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    return message


def _with_topic(request: CallRequest, topic: str) -> CallRequest:
    """One call answers both wishes: what somebody adds while it is waited for goes with it."""
    if topic and topic not in request.topic:
        request.topic = f"{request.topic} / {topic}".strip(" /")[:200]
        request.save(update_fields=["topic"])
    return request

"""Background work on cases."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from anpei.audit.actions import erase_personal, record
from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.claims import events, notices
from anpei.claims.actions.completeness import waits_for_papers
from anpei.claims.actions.contacts import ask_to_call
from anpei.claims.actions.lifecycle import announce_delay
from anpei.claims.clocks import restart_queue_clock
from anpei.claims.models import CallOrigin, Claim
from anpei.claims.queries import DETERMINATION, locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.deadlines import actions as deadlines
from anpei.deadlines import queries as running_clocks
from anpei.deadlines.states import ClockState
from anpei.jobs import task
from anpei.jobs.actions import enqueue
from anpei.messages.models import Message
from anpei.values.dates import day_start

SILENCE = Actor.system("silence-watch")
DELAY = Actor.system("delay-watch")
OUTBOX = Actor.system("outbox")
FORGET = Actor.system("erasure")
PERSONAL = (
    "reporter_name", "reporter_phone", "reporter_phone_hash", "reply_address", "insured_name_given", "event_place", "cause",
    "story", "hospital", "diagnosis",
)  # fmt: skip
LAST_CALL = timedelta(hours=14)
MORE_WORKING_DAYS = 3

subscribe("clock.reminder_due", task="claims.remind")
subscribe("clock.call_due", task="claims.call_the_silent")
subscribe("clock.delay_due", task="claims.watch_delay")
subscribe("party.erased", task="claims.forget_person")
subscribe("message.undeliverable", task="claims.call_about_notice")
subscribe("claim.nobody_to_write_to", task="claims.call_about_notice")


@task("claims.remind")
def remind(*, event_id: int) -> None:
    """No papers for a while: a friendly reminder, without pressure."""
    with transaction.atomic():
        claim = _waiting_for_papers(event_id)
        if claim is not None:
            record(
                subject="claim", subject_id=claim.pk, event=events.SilenceReminder(about="papers"), by=SILENCE
            )
            notices.silence(claim, round_=event_id)


@task("claims.call_the_silent")
def call_the_silent(*, event_id: int) -> None:
    """Still nothing: a person calls and offers help. A case is never closed for silence."""
    with transaction.atomic():
        claim = _waiting_for_papers(event_id)
        phone = notices.recipient(claim).address if claim else ""
        if claim is not None and phone:
            ask_to_call(by=SILENCE, claim=claim, phone=phone, topic="papers", origin=CallOrigin.REMINDER)
            deadlines.stop(rule="papers.silence", subject="claim", subject_id=claim.pk, outcome="met")
            restart_queue_clock(claim)


@task("claims.call_about_notice")
def call_about_notice(*, event_id: int) -> None:
    """A legal notice did not arrive, or after a death there is nobody to write to: a person calls.

    On the reporter's phone if the other one is dead; a family keeps the phone of who died, so a person may try that.
    """
    event = Event.objects.get(pk=event_id)
    if event.subject != "claim":
        return
    with transaction.atomic():
        claim = locked(event.subject_id)
        reached = notices.recipient(claim).address
        phone = claim.reporter_phone or reached or (claim.insured.phone if claim.insured else "")
        if phone:
            ask_to_call(by=OUTBOX, claim=claim, phone=phone, topic="notice", origin=CallOrigin.PROMISE)


@task("claims.forget_person")
def forget_person(*, event_id: int) -> None:
    """A person was erased: what their cases tell of them goes too; dates, states and figures stay."""
    event = Event.objects.get(pk=event_id)
    with transaction.atomic():
        for claim in Claim.objects.select_for_update().filter(insured_id=event.subject_id):
            for name in PERSONAL:
                setattr(claim, name, "")
            claim.version += 1
            claim.save(update_fields=[*PERSONAL, "version"])
            for contact in claim.contacts.all():
                contact.with_whom = contact.text = ""
                contact.save(update_fields=["with_whom", "text"])
            for call in claim.call_requests.all():
                call.name = call.phone = call.topic = call.outcome = ""
                call.save(update_fields=["name", "phone", "topic", "outcome"])
            for message in Message.objects.filter(subject="claim", subject_id=claim.pk):
                message.body = message.address = message.sender_name = ""
                message.save(update_fields=["body", "address", "sender_name"])
            erase_personal(subject="claim", subject_id=claim.pk, by=FORGET, reason="party.erased")


@task("claims.watch_delay")
def watch_delay(*, event_id: int) -> None:
    """The promised date is near. The handler sees it in the day's list (``queries.delays_to_announce``); if nobody
    has told the customer by the early afternoon of that day, the system does.
    """
    event = Event.objects.get(pk=event_id)
    if event.subject == "claim" and event.data["rule_id"] in DETERMINATION:
        promised = date.fromisoformat(event.data["promised"])
        enqueue(
            task="claims.tell_of_delay",
            args={"event_id": event_id},
            run_at=day_start(promised) + LAST_CALL,
            key=f"claims.tell_of_delay:{event_id}",
        )


@task("claims.tell_of_delay")
def tell_of_delay(*, event_id: int) -> None:
    """Nobody told the customer: the system does, with the reason the stage gives, before the old date passes.

    The new date is the end of the legal period; where that is the promised date itself, a few working days later:
    the period is missed all the same, and the customer hears of it from us.
    """
    event = Event.objects.get(pk=event_id)
    promised = date.fromisoformat(event.data["promised"])
    with transaction.atomic():
        claim = locked(event.subject_id)
        running = running_clocks.promised(subject="claim", subject_id=claim.pk)
        if (
            running is None
            or running.state != ClockState.RUNNING
            or running.rule_id not in DETERMINATION
            or running_clocks.promised_on(running) != promised
        ):
            return  # told, decided or waiting for the customer meanwhile
        later = running_clocks.working_calendar().add_working_days(
            max(promised, clock.today()), MORE_WORKING_DAYS
        )
        on = running.due_on if running.due_on > max(promised, clock.today()) else later
        announce_delay(claim, new_date=on, reason=_stage_reason(claim), by=DELAY)


def _stage_reason(claim: Claim) -> str:
    """Why it takes longer, as far as the stage alone can tell, in the recipient's language."""
    with translation.override(notices.recipient(claim).language):
        if claim.state == ClaimState.APPROVAL:
            return _("a second person is still checking the result")
        if claim.state == ClaimState.ASSESSING:
            return _("we are still going through the costs one by one")
        return _("we are still looking through your papers")


def _waiting_for_papers(event_id: int) -> Claim | None:
    """The case a silence clock rang for, if papers are still what it waits for."""
    event = Event.objects.get(pk=event_id)
    if event.subject != "claim" or event.data["rule_id"] != "papers.silence":
        return None
    claim = locked(event.subject_id)
    return claim if waits_for_papers(claim) else None

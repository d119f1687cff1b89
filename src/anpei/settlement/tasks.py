"""Background work on decisions: the letter, the reminders, and what waited for a payment."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from anpei.audit.actions import record
from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.claims import events as claim_events
from anpei.claims.actions import ask_to_call
from anpei.claims.clocks import restart_queue_clock
from anpei.claims.models import Claim, SupplementNotice
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.deadlines import actions as deadlines
from anpei.documents import vault
from anpei.jobs import task
from anpei.settlement import events, letters, notices
from anpei.settlement.actions import what_if
from anpei.settlement.actions.objections import take_up_again
from anpei.settlement.models import Decision, DecisionState, ObjectionState, WhatIf
from anpei.settlement.queries import valid_decision

LETTERS = Actor.system("letters")
SILENCE = Actor.system("silence-watch")

subscribe("settlement.approved", task="settlement.letter")
subscribe("settlement.refused", task="settlement.letter")
subscribe("claim.supplement_notice", task="settlement.supplement_letter")
subscribe("clock.reminder_due", task="settlement.remind")
subscribe("clock.call_due", task="settlement.call")
subscribe("payment.paid", task="settlement.after_payment")


@task("settlement.letter")
def write_letter(*, event_id: int) -> None:
    """Build and keep the decision letter; with it the refusal notice has left (Insurance Law art. 24)."""
    event = Event.objects.get(pk=event_id)
    decision = Decision.objects.select_related("claim").get(pk=event.data["decision"])
    if decision.letter_sha256 or decision.state not in {DecisionState.APPROVED, DecisionState.SUPERSEDED}:
        return
    file = vault.store(letters.decision_letter(decision), "application/pdf")
    with transaction.atomic():
        claim = locked(decision.claim_id)
        if not Decision.objects.filter(pk=decision.pk, letter_sha256="").update(letter_sha256=file.sha256):
            return
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.LetterWritten(decision=decision.pk, sha256=file.sha256),
            by=LETTERS,
        )
        deadlines.stop(
            rule="any.denial_notice", subject="claim", subject_id=claim.pk, at=clock.now(), outcome="met"
        )
        restart_queue_clock(claim)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)


@task("settlement.supplement_letter")
def write_supplement_letter(*, event_id: int) -> None:
    """Build and keep the supplement notice as a letter, once (Insurance Law art. 22)."""
    event = Event.objects.get(pk=event_id)
    notice = SupplementNotice.objects.select_related("claim", "sent_by", "signed_by").get(
        claim=event.subject_id, sequence=event.data["sequence"]
    )
    if notice.letter_sha256:
        return
    file = vault.store(letters.supplement_letter(notice), "application/pdf")
    with transaction.atomic():
        claim = locked(notice.claim_id)
        unwritten = SupplementNotice.objects.filter(pk=notice.pk, letter_sha256="")
        if not unwritten.update(letter_sha256=file.sha256):
            return
        written = events.SupplementLetterWritten(sequence=notice.sequence, sha256=file.sha256)
        record(subject="claim", subject_id=claim.pk, event=written, by=LETTERS)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)


@task("settlement.remind")
def remind(*, event_id: int) -> None:
    """The offer has been lying there for a while: a friendly word. Silence is not agreement and closes nothing."""
    event = Event.objects.get(pk=event_id)
    if event.subject != "claim" or event.data["rule_id"] != "agreement.silence":
        return
    with transaction.atomic():
        claim = locked(event.subject_id)
        decision = valid_decision(claim)
        if claim.state != ClaimState.AGREEMENT or decision is None:
            return
        record(
            subject="claim",
            subject_id=claim.pk,
            event=claim_events.SilenceReminder(about="agreement"),
            by=SILENCE,
        )
        notices.agreement_reminder(claim, decision)


@task("settlement.call")
def call(*, event_id: int) -> None:
    """Still silent: a person calls."""
    event = Event.objects.get(pk=event_id)
    if event.subject != "claim" or event.data["rule_id"] != "agreement.silence":
        return
    claim = Claim.objects.get(pk=event.subject_id)
    if claim.state == ClaimState.AGREEMENT:
        call_customer(claim, topic="agreement")


@task("settlement.after_payment")
def after_payment(*, event_id: int) -> None:
    """An objection upheld while the money was on its way: the case is taken up once the money has arrived."""
    claim = Claim.objects.get(pk=Event.objects.get(pk=event_id).subject_id)
    upheld = claim.objections.filter(
        state=ObjectionState.UPHELD, decision__state=DecisionState.APPROVED
    ).last()
    if upheld is not None and claim.state == ClaimState.PAID:
        take_up_again(upheld, by=SILENCE)


@task(what_if.TASK, max_attempts=3, lease=timedelta(hours=2))
def answer_what_if(*, what_if_id: int) -> None:
    """A question about a long book of past decisions."""
    what_if.answer_what_if(
        WhatIf.objects.select_related("product_version__product", "unit").get(pk=what_if_id)
    )


def call_customer(claim: Claim, *, topic: str) -> None:
    """Ask for a call on the phone the person gave; without one the handler's queue shows the silent clock."""
    to = notices.recipient(claim)
    if not to.address:
        return
    try:
        ask_to_call(by=SILENCE, claim=claim, phone=to.address, topic=topic, origin="reminder")
    except (
        Refused
    ):  # an address that is not a mobile number: the clock in the handler's queue is the reminder
        return

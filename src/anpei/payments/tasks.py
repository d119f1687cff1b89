"""Background work of payments: prepare, send, listen, remind."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from anpei.audit.actions import record
from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.claims import events as claim_events
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.jobs import periodic, task
from anpei.payments import actions, notices
from anpei.payments.bank import BankUnavailable, Transfer, adapter
from anpei.payments.models import Instruction, InstructionState
from anpei.settlement.tasks import call_customer

SILENCE = Actor.system("silence-watch")
WAITS_FOR_ACCOUNT = (
    ClaimState.PAYING,
    ClaimState.AGREEMENT,
    ClaimState.PAYMENT_RETURNED,
    ClaimState.ACCEPTED,
    ClaimState.ASSESSING,
)
RESEND_AFTER = timedelta(minutes=1)
BATCH = 200

for happened in ("settlement.approved", "settlement.agreed", "settlement.advance_approved"):
    subscribe(happened, task="payments.instruct")
subscribe("clock.reminder_due", task="payments.remind")
subscribe("clock.call_due", task="payments.call")


@task("payments.instruct")
def instruct(*, event_id: int) -> None:
    event = Event.objects.get(pk=event_id)
    actions.instruct(Claim.objects.get(pk=event.subject_id))


@task("payments.send")
def send(*, instruction_id: int) -> None:
    """Hand one transfer to the bank, outside any transaction; repeating it is safe, the bank knows the key."""
    instruction = Instruction.objects.select_related("payee__account", "payee__party", "claim").get(
        pk=instruction_id
    )
    if not actions.mark_sent(instruction):
        return
    try:
        answers = adapter().send(transfer_of(instruction))
    except BankUnavailable:
        return  # ``payments.poll`` sends the same key again
    for answer in answers:
        actions.take_answer(answer)


@periodic("payments.poll", every=timedelta(minutes=1))
def poll() -> None:
    """Ask about everything under way, and send again what the bank has not confirmed."""
    under_way = Instruction.objects.filter(state=InstructionState.SENT).order_by("id")
    for instruction_id in under_way.filter(
        acknowledged_at__isnull=True, sent_at__lt=clock.now() - RESEND_AFTER
    ).values_list("pk", flat=True)[:BATCH]:
        send(instruction_id=instruction_id)
    recent = Instruction.objects.filter(
        state=InstructionState.PAID, settled_at__gte=clock.now() - timedelta(days=3)
    )  # a bank may still send it back
    keys = list(under_way.filter(acknowledged_at__isnull=False).values_list("key", flat=True)[:BATCH])
    keys += list(recent.order_by("id").values_list("key", flat=True)[:BATCH])
    if not keys:
        return
    try:
        answers = adapter().poll(keys)
    except BankUnavailable:
        return
    for answer in answers:
        actions.take_answer(answer)


@task("payments.remind")
def remind(*, event_id: int) -> None:
    """No account yet: a friendly word. The money stays reserved, whatever happens."""
    event = Event.objects.get(pk=event_id)
    if event.subject != "claim" or event.data["rule_id"] != "account.silence":
        return
    with transaction.atomic():
        claim = locked(event.subject_id)
        if claim.state not in WAITS_FOR_ACCOUNT or not claim.payable_fen:
            return
        record(
            subject="claim",
            subject_id=claim.pk,
            event=claim_events.SilenceReminder(about="account"),
            by=SILENCE,
        )
        notices.account_reminder(claim, amount_fen=claim.payable_fen - claim.paid_fen, key=f"{event_id}")


@task("payments.call")
def call(*, event_id: int) -> None:
    """Still no account: a person calls."""
    event = Event.objects.get(pk=event_id)
    if event.subject != "claim" or event.data["rule_id"] != "account.silence":
        return
    claim = Claim.objects.get(pk=event.subject_id)
    if claim.state in WAITS_FOR_ACCOUNT:
        call_customer(claim, topic="account")


def transfer_of(instruction: Instruction) -> Transfer:
    account = instruction.payee.account
    return Transfer(
        key=instruction.key,
        amount_fen=instruction.amount_fen,
        holder_name=account.holder_name,
        account_number=account.number,
        bank_name=account.bank_name,
        purpose=f"保险赔款 {instruction.claim.number}",  # Chinese is meant: printed on the bank statement
    )

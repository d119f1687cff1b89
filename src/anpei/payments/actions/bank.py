"""Between us and the bank: releasing, sending once, and taking every answer once."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.rules import signing
from anpei.audit.actions import record
from anpei.claims.actions import ask_to_call, move
from anpei.claims.clocks import restart_queue_clock
from anpei.claims.models import Claim
from anpei.claims.notices import recipient
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import NotFound, Refused
from anpei.deadlines import actions as deadlines
from anpei.payments import events, notices
from anpei.payments.actions.instructions import (
    PAYMENTS,
    complete_if_paid,
    enqueue_sending,
    instruct,
    paid_so_far,
)
from anpei.payments.bank import Answer
from anpei.payments.models import BankAnswer, Instruction, InstructionState
from anpei.payments.rules import require_may_release
from anpei.settlement.queries import valid_decision

BANK = Actor.system("bank")


def release(instruction: Instruction, *, by: Actor) -> Instruction:
    """A payments officer lets a large payment go; never who prepared, verified or approved it."""
    person = signing(by)
    require_may_release(person, instruction)
    with transaction.atomic():
        claim = locked(instruction.claim_id)
        changed = Instruction.objects.filter(
            pk=instruction.pk, state=InstructionState.READY, released_at__isnull=True
        ).update(released_at=clock.now(), released_by=person)
        if changed != 1:
            raise Refused("payment.released", _("This payment has been released or taken back already."))
        instruction.refresh_from_db()
        released = events.PaymentReleased(instruction=instruction.pk, amount_fen=instruction.amount_fen)
        record(subject="claim", subject_id=claim.pk, event=released, by=by)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        enqueue_sending(instruction)
    return instruction


def mark_sent(instruction: Instruction) -> bool:
    """Commit to sending, before the bank is called: from here on nobody can take it back. False when it may not leave."""
    with transaction.atomic():
        claim = locked(instruction.claim_id)
        changed = Instruction.objects.filter(
            pk=instruction.pk, state=InstructionState.READY, released_at__isnull=False
        ).update(state=InstructionState.SENT, sent_at=clock.now())
        if changed:
            sent = events.PaymentSent(
                instruction=instruction.pk,
                amount_fen=instruction.amount_fen,
                last4=instruction.payee.account.last4,
            )
            record(subject="claim", subject_id=claim.pk, event=sent, by=PAYMENTS)
            Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    instruction.refresh_from_db()
    return instruction.state == InstructionState.SENT


def take_answer(answer: Answer, *, by: Actor = BANK) -> bool:
    """Book one message of the bank; False when this message was booked before. Unknown keys raise NotFound."""
    found = Instruction.objects.filter(key=answer.key).only("claim_id").first()
    if found is None:
        raise NotFound("payment.unknown", _("There is no payment with this key."))
    with transaction.atomic():
        claim = locked(found.claim_id)
        instruction = (
            Instruction.objects.select_for_update(of=("self",))
            .select_related("payee__account", "decision")
            .get(pk=found.pk)
        )
        _row, fresh = BankAnswer.objects.get_or_create(
            message_id=answer.message_id,
            defaults={
                "instruction": instruction,
                "status": answer.status,
                "reason": answer.reason[:120],
                "raw": {**asdict(answer), "at": answer.at.isoformat()},
                "at": answer.at,
            },
        )
        if not fresh:
            return False
        _book(claim, instruction, answer, by)
    return True


def _book(claim: Claim, instruction: Instruction, answer: Answer, by: Actor) -> None:
    state = InstructionState(instruction.state)
    if state == InstructionState.SENT and instruction.acknowledged_at is None:
        Instruction.objects.filter(pk=instruction.pk).update(
            acknowledged_at=clock.now(), bank_ref=answer.bank_ref[:60]
        )
    if answer.status == "accepted" or (answer.status, state) in {("paid", "paid"), ("returned", "returned")}:
        return
    if answer.status == "paid" and state == InstructionState.SENT:
        _arrived(claim, instruction, by)
    elif answer.status == "returned" and state in {InstructionState.SENT, InstructionState.PAID}:
        _returned(claim, instruction, answer, by)
    else:
        contradiction = events.BankContradiction(
            instruction=instruction.pk, status=answer.status, stands=state.value
        )
        record(subject="claim", subject_id=claim.pk, event=contradiction, by=by)


def _arrived(claim: Claim, instruction: Instruction, by: Actor) -> None:
    _settle(instruction, InstructionState.PAID)
    arrived = events.PaymentArrived(
        instruction=instruction.pk, amount_fen=instruction.amount_fen, part=instruction.part
    )
    record(subject="claim", subject_id=claim.pk, event=arrived, by=by)
    notices.arrived(instruction)
    _update_paid(claim)
    complete_if_paid(claim)
    instruct(claim)  # something else may have become due meanwhile


def _returned(claim: Claim, instruction: Instruction, answer: Answer, by: Actor) -> None:
    """The money came back: say that it is nobody's fault, call, and wait for a new account. The legal period runs on."""
    _settle(instruction, InstructionState.RETURNED, return_reason=answer.reason[:120])
    _update_paid(claim)
    happened = events.PaymentReturned(
        instruction=instruction.pk, amount_fen=instruction.amount_fen, reason=answer.reason
    )
    if claim.state in {ClaimState.PAYING, ClaimState.PAID, ClaimState.ARCHIVED}:
        final = claim.state != ClaimState.PAYING
        claim = move(
            claim, to=ClaimState.PAYMENT_RETURNED, by=by, event=happened, reopening=final,
            **({"paid_at": None, "closed_at": None, "archived_at": None} if final else {}),
        )  # fmt: skip
    else:
        record(subject="claim", subject_id=claim.pk, event=happened, by=by)
    decision = valid_decision(claim)
    owner, path, now = claim.handler_id, claim.unit.path, clock.now()
    if decision is not None and claim.state == ClaimState.PAYMENT_RETURNED:
        began = decision.agreed_at or decision.approved_at
        deadlines.start(
            rule="any.payment", subject="claim", subject_id=claim.pk, at=began, owner=owner, unit_path=path
        )
    deadlines.start(
        rule="account.silence", subject="claim", subject_id=claim.pk, at=now, owner=owner, unit_path=path
    )
    notices.returned(instruction)
    _promise_call(claim)
    restart_queue_clock(claim)


def _promise_call(claim: Claim) -> None:
    phone = recipient(claim).address
    if not phone:
        return
    try:
        ask_to_call(by=PAYMENTS, claim=claim, phone=phone, topic="payment_returned", origin="promise")
    except (
        Refused
    ):  # not a mobile number: the silent-account clock in the handler's queue stands for the call
        return


def _settle(instruction: Instruction, state: InstructionState, **changes: object) -> None:
    Instruction.objects.filter(pk=instruction.pk).update(state=state, settled_at=clock.now(), **changes)
    instruction.refresh_from_db()


def _update_paid(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(paid_fen=paid_so_far(claim), version=claim.version + 1)
    claim.refresh_from_db()

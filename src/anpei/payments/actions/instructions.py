"""From what is decided to transfers: what is due, to whom, and what has left already."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require
from anpei.audit.actions import record
from anpei.claims.actions import move
from anpei.claims.clocks import restart_queue_clock
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.deadlines import actions as deadlines
from anpei.jobs.actions import enqueue
from anpei.payments import events, notices, rules
from anpei.payments.models import Instruction, InstructionState, Payee
from anpei.payments.states import LIVING
from anpei.settlement.actions.reserves import set_reserve
from anpei.settlement.entitlement import Entitled, of_decision, of_latest
from anpei.settlement.models import Advance, AdvanceState, Decision, ReserveOccasion
from anpei.settlement.queries import valid_decision
from anpei.values.money import Fen, split_by_largest_remainder

PAYMENTS = Actor.system("payments")
WHOLE_BP = 10_000


@dataclass(frozen=True)
class Due:
    """What may leave now: the amount, and the decision or advance that allows it."""

    amount_fen: Fen
    target_fen: Fen
    part: str
    decision: Decision | None = None
    advance: Advance | None = None


def instruct(claim: Claim, *, by: Actor = PAYMENTS) -> list[Instruction]:
    """Prepare the transfers that are due and not under way yet; running it again prepares nothing more.

    Without an account the customer is asked for one; with an unverified payee it waits for the check. Amounts below
    the release limit go to the bank by rule, larger ones wait for a payments officer.
    """
    with transaction.atomic():
        claim = locked(claim.pk)
        due = _due(claim)
        if due is None:
            return []
        if due.amount_fen <= 0:
            complete_if_paid(claim)
            return []
        payees = list(claim.payees.filter(active=True).select_related("party", "account").order_by("id"))
        if not payees:
            _ask_for_account(claim, due)
            return []
        if any(payee.verified_at is None for payee in payees) or not _whole(claim, due, payees):
            return []
        return [_prepared(claim, due, payee, fen) for payee, fen in _shares(claim, due, payees) if fen > 0]


def try_again(claim: Claim, *, by: Actor) -> list[Instruction]:
    """Send money that came back to the same account once more, for instance after the bank mended the name."""
    if by.kind in {"staff", "agent"}:
        require(by, Permission.PAYMENT_PREPARE)
    with transaction.atomic():
        claim = locked(claim.pk)
        if claim.state != ClaimState.PAYMENT_RETURNED:
            raise Refused("payment.not_returned", _("No payment has come back that could be sent again."))
        deadlines.stop(
            rule="account.silence", subject="claim", subject_id=claim.pk, at=clock.now(), outcome="met"
        )
        claim = move(claim, to=ClaimState.PAYING, by=by)
        return instruct(claim, by=by)


def cancel_ready(claim: Claim, *, by: Actor) -> None:
    """Take back transfers that have not been handed to the bank. The caller holds the claim's row."""
    for instruction in claim.instructions.filter(state=InstructionState.READY):
        if Instruction.objects.filter(pk=instruction.pk, state=InstructionState.READY).update(
            state=InstructionState.CANCELLED
        ):
            cancelled = events.PaymentCancelled(instruction=instruction.pk, amount_fen=instruction.amount_fen)
            record(subject="claim", subject_id=claim.pk, event=cancelled, by=by)


def complete_if_paid(claim: Claim) -> None:
    """When everything decided has arrived the case is paid: clocks stop, the reserve is released."""
    decision = valid_decision(claim)
    if decision is None or claim.state != ClaimState.PAYING:
        return
    waiting = claim.instructions.filter(state__in=[InstructionState.READY, InstructionState.SENT]).exists()
    if waiting or claim.paid_fen < decision.amount_fen:
        return
    now = clock.now()
    claim = move(
        claim,
        to=ClaimState.PAID,
        by=PAYMENTS,
        event=events.ClaimPaid(amount_fen=claim.paid_fen),
        paid_at=now,
        closed_at=now,
    )
    for rule in ("any.payment", "account.silence"):
        deadlines.stop(rule=rule, subject="claim", subject_id=claim.pk, at=now, outcome="met")
    set_reserve(claim, 0, occasion=ReserveOccasion.PAID, by=PAYMENTS)
    restart_queue_clock(claim)


def paid_so_far(claim: Claim) -> Fen:
    return (
        claim.instructions.filter(state=InstructionState.PAID).aggregate(total=Sum("amount_fen"))["total"]
        or 0
    )


def _due(claim: Claim) -> Due | None:
    living = claim.instructions.filter(state__in=LIVING).aggregate(total=Sum("amount_fen"))["total"] or 0
    decision = valid_decision(claim)
    if decision is not None and claim.state in {ClaimState.PAYING, ClaimState.AGREEMENT}:
        waits = claim.state == ClaimState.AGREEMENT
        target = decision.undisputed_fen if waits else decision.amount_fen
        if living > decision.amount_fen:
            _report_overpaid(claim, decision, living)
        part = "undisputed" if waits else ("rest" if living else "full")
        return Due(amount_fen=target - living, target_fen=target, part=part, decision=decision)
    advance = claim.advances.filter(state=AdvanceState.APPROVED).last()
    if (
        advance is not None
        and decision is None
        and not advance.instructions.filter(state__in=LIVING).exists()
    ):
        return Due(
            amount_fen=advance.amount_fen, target_fen=advance.amount_fen, part="advance", advance=advance
        )
    return None


def _report_overpaid(claim: Claim, decision: Decision, living: Fen) -> None:
    record(
        subject="claim",
        subject_id=claim.pk,
        event=events.Overpaid(paid_fen=living, due_fen=decision.amount_fen),
        by=PAYMENTS,
    )


def _ask_for_account(claim: Claim, due: Due) -> None:
    source = due.decision or due.advance
    assert source is not None
    record(
        subject="claim",
        subject_id=claim.pk,
        event=events.AccountWanted(amount_fen=due.amount_fen),
        by=PAYMENTS,
    )
    deadlines.start(
        rule="account.silence",
        subject="claim",
        subject_id=claim.pk,
        at=clock.now(),
        owner=claim.handler_id,
        unit_path=claim.unit.path,
    )
    notices.account_wanted(claim, amount_fen=due.amount_fen, key=f"{due.part}:{source.pk}")
    restart_queue_clock(claim)
    Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)


def _shares(claim: Claim, due: Due, payees: list[Payee]) -> list[tuple[Payee, Fen]]:
    """Each person's share of the whole less what is under way to them; after a change of people, what is left by share."""
    weights = _weights(claim, due, payees)
    base = due.target_fen if due.part != "advance" else due.amount_fen
    owed = []
    for payee, fen in zip(payees, split_by_largest_remainder(base, weights), strict=True):
        under_way = (
            claim.instructions.filter(state__in=LIVING, payee__party=payee.party_id).aggregate(
                total=Sum("amount_fen")
            )["total"]
            or 0
        )
        owed.append(fen - (under_way if due.part != "advance" else 0))
    if min(owed) < 0 or sum(owed) != due.amount_fen:
        owed = split_by_largest_remainder(due.amount_fen, weights)
    return list(zip(payees, owed, strict=True))


def _weights(claim: Claim, due: Due, payees: list[Payee]) -> list[int]:
    """What the money is split by: the parts of the result where payees stand for parts, else their shares."""
    if not all(payee.entitlement for payee in payees):
        return [payee.share_bp for payee in payees]
    parts = {one.key: one.amount_fen for one in _parts(claim, due)}
    return [parts.get(payee.entitlement, 0) for payee in payees]


def _whole(claim: Claim, due: Due, payees: list[Payee]) -> bool:
    """Whether nobody's part is missing: money for one person never goes to another because the account is not known."""
    if any(payee.entitlement for payee in payees):
        return sum(_weights(claim, due, payees)) == sum(one.amount_fen for one in _parts(claim, due))
    return sum(payee.share_bp for payee in payees) == WHOLE_BP


def _parts(claim: Claim, due: Due) -> list[Entitled]:
    return of_decision(due.decision) if due.decision else of_latest(claim)


def _prepared(claim: Claim, due: Due, payee: Payee, amount_fen: Fen) -> Instruction:
    source = f"D{due.decision.pk}" if due.decision else f"A{due.advance.pk}" if due.advance else ""
    tries = claim.instructions.filter(
        decision=due.decision, advance=due.advance, payee=payee, part=due.part
    ).count()
    held = rules.needs_release(amount_fen)
    instruction = Instruction.objects.create(
        claim=claim,
        decision=due.decision,
        advance=due.advance,
        payee=payee,
        part=due.part,
        key=f"{claim.number}-{source}-{due.part}-{payee.pk}-{tries + 1}",
        amount_fen=amount_fen,
        needs_release=held,
        released_at=None if held else clock.now(),
        replaces=_came_back(claim, amount_fen),
    )
    prepared = events.PaymentInstructed(
        instruction=instruction.pk, amount_fen=amount_fen, part=due.part, needs_release=held
    )
    record(subject="claim", subject_id=claim.pk, event=prepared, by=PAYMENTS)
    if not held:
        enqueue_sending(instruction)
    return instruction


def enqueue_sending(instruction: Instruction) -> None:
    enqueue(
        task="payments.send", args={"instruction_id": instruction.pk}, key=f"payments.send:{instruction.pk}"
    )


def _came_back(claim: Claim, amount_fen: Fen) -> Instruction | None:
    """The returned transfer this one stands for; each is replaced once (the database holds that)."""
    returned = claim.instructions.filter(
        state=InstructionState.RETURNED, replaced_by__isnull=True, amount_fen=amount_fen
    )
    return returned.order_by("id").first()

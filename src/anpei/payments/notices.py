"""What the customer is told about the money."""

from __future__ import annotations

from anpei.claims import notices
from anpei.claims.cover import died
from anpei.claims.models import Claim
from anpei.claims.notices import person_recipient
from anpei.messages.actions import Recipient
from anpei.payments.models import Instruction
from anpei.settlement.notices import contact, tell
from anpei.values.money import format_yuan


def account_wanted(claim: Claim, *, amount_fen: int, key: str) -> None:
    tell(claim, "payment.account_wanted", key=key, amount=format_yuan(amount_fen), contact=contact(claim))


def account_reminder(claim: Claim, *, amount_fen: int, key: str) -> None:
    tell(claim, "payment.account_reminder", key=key, amount=format_yuan(amount_fen), contact=contact(claim))


def arrived(instruction: Instruction) -> None:
    """The amount and whose account it is in; after a death without a word that hurts."""
    if not _is_readers_own(instruction):
        _of_transfer("payment.arrived.other", instruction, payee=instruction.payee.party.name)
    else:
        _of_transfer("payment.arrived.death" if died(instruction.claim) else "payment.arrived", instruction)


def returned(instruction: Instruction) -> None:
    """Not your fault, nothing is lost, one thing to do and a person who calls."""
    reason = instruction.return_reason
    if not _is_readers_own(instruction):
        _of_transfer("payment.returned.other", instruction, payee=instruction.payee.party.name, reason=reason)
    else:
        _of_transfer("payment.returned", instruction, reason=reason)


def _is_readers_own(instruction: Instruction) -> bool:
    """Whether whoever is told is paid themself, and not a victim, a claimant or a relative."""
    if _heir_paid(instruction) is not None:
        return True
    return instruction.payee.party == notices.reader(instruction.claim)


def _of_transfer(template: str, instruction: Instruction, **facts: str) -> None:
    claim = instruction.claim
    notices.tell(
        claim,
        template,
        to=_heir_paid(instruction),
        dedupe=f"{template}:{claim.pk}:{instruction.pk}",
        legal=True,
        variables={
            "number": claim.number,
            "amount": format_yuan(instruction.amount_fen),
            "last4": instruction.payee.account.last4,
            "contact": contact(claim),
            **facts,
        },
    )


def _heir_paid(instruction: Instruction) -> Recipient | None:
    """After a death each person hears of their own transfer, and of nobody else's; None: as for every message."""
    claim, payee = instruction.claim, instruction.payee.party
    if not died(claim) or claim.insured is None or payee == claim.insured:
        return None
    own = person_recipient(claim.insured, through=payee)
    return own if own.address else None

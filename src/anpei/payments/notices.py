"""What the customer is told about the money."""

from __future__ import annotations

from anpei.claims.models import Claim
from anpei.payments.models import Instruction
from anpei.settlement.notices import contact, tell
from anpei.values.money import format_yuan


def account_wanted(claim: Claim, *, amount_fen: int, key: str) -> None:
    tell(claim, "payment.account_wanted", key=key, amount=format_yuan(amount_fen), contact=contact(claim))


def account_reminder(claim: Claim, *, amount_fen: int, key: str) -> None:
    tell(claim, "payment.account_reminder", key=key, amount=format_yuan(amount_fen), contact=contact(claim))


def arrived(instruction: Instruction) -> None:
    tell(
        instruction.claim, "payment.arrived", key=f"{instruction.pk}", legal=True,
        amount=format_yuan(instruction.amount_fen), last4=instruction.payee.account.last4, contact=contact(instruction.claim),
    )  # fmt: skip


def returned(instruction: Instruction) -> None:
    """Not your fault, nothing is lost, one thing to do and a person who calls."""
    tell(
        instruction.claim, "payment.returned", key=f"{instruction.pk}", legal=True,
        amount=format_yuan(instruction.amount_fen), last4=instruction.payee.account.last4,
        reason=instruction.return_reason, contact=contact(instruction.claim),
    )  # fmt: skip

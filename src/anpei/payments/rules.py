"""Segregation in payments: who approved never pays, who is paid is who he says he is."""

from __future__ import annotations

import unicodedata

from django.conf import settings
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require
from anpei.core.errors import Forbidden
from anpei.payments.models import Instruction
from anpei.values.money import Fen

# Smaller amounts leave by rule once approved; from here on a payments officer looks first (company rule, mark C).
RELEASE_FROM_FEN: Fen = 5_000_000


def needs_release(amount_fen: Fen) -> bool:
    return amount_fen >= getattr(settings, "PAYMENT_RELEASE_FROM_FEN", RELEASE_FROM_FEN)


def require_may_release(person: Staff, instruction: Instruction) -> None:
    """A payments officer who neither prepared nor approved (regulations §10: approver and payer differ)."""
    require(person, Permission.PAYMENT_RELEASE)
    involved: set[int | None] = {instruction.payee.verified_by_id}
    if instruction.decision is not None:
        involved |= {instruction.decision.made_by_id, instruction.decision.approved_by_id}
        involved |= set(instruction.decision.signatures.values_list("by_id", flat=True))
    if instruction.advance is not None:
        involved |= {instruction.advance.made_by_id, instruction.advance.answered_by_id}
    if person.pk in involved:
        raise Forbidden(
            "payment.own_work", _("You prepared or approved this payment. Somebody else releases it.")
        )


def same_name(one: str, other: str) -> bool:
    """Names as written on papers and cards: width, blanks and the middle dot of minority names do not matter."""
    return _plain(one) == _plain(other) != ""


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())

"""What the insured bears of a loss of property or a liability: deductible, franchise, own share (anpei.terms.property)."""

from __future__ import annotations

from tests.reference.sheet import Sheet

from anpei.terms.property import LossDeductible, PaidShare


def deducted(sheet: Sheet, deductible: LossDeductible, amount: int) -> int:
    """What is left of an amount: above the greater of sum and share, or the whole of it from a franchise on."""
    if deductible.rule == "franchise":
        return amount if amount >= deductible.amount_fen else 0
    return amount - min(amount, max(deductible.amount_fen, sheet.share(amount, deductible.bp)))


def paid_share(sheet: Sheet, share: PaidShare, amount: int) -> int:
    return sheet.share(amount, share.bp)

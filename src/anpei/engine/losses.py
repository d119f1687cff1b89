"""What property and liability benefits share as named steps: a reduction shown for the claim, the deductible, the share paid."""

from __future__ import annotations

from anpei.engine.compiled import Draft
from anpei.engine.expressions import (
    Compare,
    Const,
    Expr,
    Fold,
    Grain,
    Least,
    Less,
    Mode,
    Most,
    Ref,
    Share,
    Term,
    When,
)
from anpei.terms.base import Text
from anpei.terms.property import LossDeductible, PaidShare

ZERO = Const(0)


def reduce(
    draft: Draft,
    name: str,
    taken: Expr,
    amount: Ref,
    label: Text,
    *,
    clause: str,
    plain: Text | None = None,
    grain: Grain = "claim",
) -> Ref:
    """Bind what is taken from an amount, show its sum for the claim, and give back what is left at the same grain."""
    left = Text(zh=f"扣除{label.zh}后", en=f"After {label.en[0].lower()}{label.en[1:]}")
    if grain == "claim":
        off = draft.bind(name, taken, label, plain=plain, kind="less", sign=-1, show="nonzero", clause=clause)
        return draft.bind(f"after_{name}", Less(amount, off), left, clause=clause)
    off = draft.bind(f"{grain}_{name}", taken, label, plain=plain, grain=grain, clause=clause)
    draft.bind(name, Fold(off), label, plain=plain, kind="less", sign=-1, show="nonzero", clause=clause)
    return draft.bind(f"{grain}_after_{name}", Less(amount, off), left, grain=grain, clause=clause)


def capped(
    draft: Draft,
    name: str,
    cap: Expr,
    amount: Ref,
    label: Text,
    *,
    clause: str,
    plain: Text | None = None,
    grain: Grain = "claim",
) -> Ref:
    """What is above a cap is taken."""
    above = Less(amount, Least((amount, cap)))
    return reduce(draft, name, above, amount, label, clause=clause, plain=plain, grain=grain)


_DEDUCTIBLE = Text(zh="免赔额", en="Deductible")
_DEDUCTIBLE_PLAIN = Text(
    zh="免赔额（合同约定先由您自己承担的部分）", en="Deductible (the part the contract leaves with you first)"
)
_FRANCHISE = Text(zh="损失未达起赔线", en="The loss does not reach the franchise")
_FRANCHISE_PLAIN = Text(zh="损失没有到约定的起赔线", en="The loss stays below the line from which we pay")


def deduct(draft: Draft, deductible: LossDeductible, path: str, amount: Ref, grain: Grain) -> Ref:
    """Formula: anpei.terms.property.LossDeductible."""
    mode: Mode = draft.product.calculation.rounding.mode.value
    parts: list[Expr] = []
    if deductible.amount_fen:
        parts.append(Term(f"{path}.amount_fen", deductible.amount_fen))
    if deductible.bp:
        parts.append(Share(amount, Term(f"{path}.bp", deductible.bp), mode))
    threshold = parts[0] if len(parts) == 1 else Most(tuple(parts))
    if deductible.rule == "franchise":
        taken: Expr = When(Compare(">=", amount, threshold), ZERO, amount)
        label, plain = _FRANCHISE, _FRANCHISE_PLAIN
    else:
        taken = Least((amount, threshold))
        label, plain = _DEDUCTIBLE, _DEDUCTIBLE_PLAIN
    return reduce(
        draft, "deductible", taken, amount, label, clause=deductible.clause, plain=plain, grain=grain
    )


def pay_share(draft: Draft, share: PaidShare, path: str, amount: Ref, grain: Grain) -> Ref:
    """Formula: anpei.terms.property.PaidShare."""
    mode: Mode = draft.product.calculation.rounding.mode.value
    paid = Share(amount, Term(f"{path}.bp", share.bp), mode)
    return reduce(
        draft,
        "own_share",
        Less(amount, paid),
        amount,
        Text(zh="赔付比例以外的自担部分", en="Own share"),
        plain=Text(zh="按比例由您自己承担的部分", en="The share you bear yourself"),
        clause=share.clause,
        grain=grain,
    )


def position(draft: Draft, code: str) -> int:
    """Place of a benefit in its product: how the rows of a loss name it."""
    return [benefit.code for benefit in draft.product.benefits].index(code)

"""A death benefit shared out among the beneficiaries, to the fen."""

from __future__ import annotations

from anpei.engine.compiled import Draft
from anpei.engine.expressions import AllOf, Apportion, Column, Compare, Const, Fold, Ref, When
from anpei.terms.base import Text

_LAST = Const(10**6)
"""Behind every order a policy may name."""


def share_out(draft: Draft, clause: str | None, payable: Ref) -> Ref:
    """What each beneficiary receives: those entitled, of the lowest order, by their shares (TermLifeTerms). Informs only."""
    if clause is None:
        return payable
    entitled = Column("beneficiary", "entitled")
    order = draft.bind(
        "beneficiary_order",
        When(entitled, Column("beneficiary", "order"), _LAST),
        Text(zh="受益顺序", en="Order of the beneficiary"),
        grain="beneficiary",
        unit="count",
        clause=clause,
    )
    first = draft.bind(
        "first_order",
        Fold(order, how="least"),
        Text(zh="最先的受益顺序", en="First order there is"),
        unit="count",
        clause=clause,
    )
    share = draft.bind(
        "beneficiary_share",
        When(AllOf((entitled, Compare("==", order, first))), Column("beneficiary", "share"), Const(0)),
        Text(zh="受益份额", en="Share of the beneficiary"),
        grain="beneficiary",
        unit="count",
        clause=clause,
    )
    part = draft.bind(
        "beneficiary_amount",
        Apportion(payable, share),
        Text(zh="受益人应得", en="Due to the beneficiary"),
        grain="beneficiary",
        clause=clause,
    )
    draft.bind(
        "to_beneficiaries",
        Fold(part),
        Text(zh="分给受益人", en="Shared out to the beneficiaries"),
        plain=Text(zh="按份额分给受益人", en="Shared out to those named"),
        show="nonzero",
        clause=clause,
    )
    return payable

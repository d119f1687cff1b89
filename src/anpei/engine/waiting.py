"""What the waiting period does to an amount: whether an event lies in it, and the premium that comes back instead."""

from __future__ import annotations

from anpei.engine.compiled import Draft
from anpei.engine.expressions import AllOf, Compare, Const, Expr, Fact, Not, Ref, Share, Term, When
from anpei.terms.base import Nature, Text
from anpei.terms.benefits import Waiting
from anpei.terms.fixed import PremiumReturn


def in_waiting(waiting: Waiting, path: str, covered: Expr, of_policy: Expr) -> Expr:
    """Fewer days than the waiting period, from unbroken cover or this policy as the terms say; an accident does not wait."""
    days = Term(f"{path}.waiting.days", waiting.days)
    early = Compare(">", days, covered if waiting.waived_on_renewal else of_policy)
    if waiting.waived_for_accident:
        return AllOf((early, Not(Fact(f"nature.{Nature.INJURY.value}"))))
    return early


def return_premium(draft: Draft, terms: PremiumReturn, path: str, when: Expr) -> Ref:
    """The premium paid, or a share of it, where ``when`` holds."""
    share = Share(
        Fact("premium_paid"),
        Term(f"{path}.terms.waiting_return.share_bp", terms.share_bp),
        draft.product.calculation.rounding.mode.value,
    )
    return draft.bind(
        "premium_returned",
        When(when, share, Const(0)),
        Text(zh="退还已交保险费", en="Premium returned"),
        plain=Text(
            zh="还在等待期，把交过的保费退给您",
            en="Still in the waiting period: the premium comes back to you",
        ),
        kind="amount",
        sign=1,
        show="nonzero",
        clause=terms.clause,
    )

"""Terms of property insurance: how a loss is measured, averaged, deducted, shared with others (Insurance Law art. 55–60, 64).

For each item (row of table ``item``) of the benefit, every division rounded once by the product's rounding mode:

1. value V: ``actual_value`` replacement × max(10,000 − rate × periods of use, floor) ÷ 10,000; ``replacement_cost`` the
   replacement cost; ``stated_value`` and ``agreed_value`` the value given.
2. claimed: repair + loss; of an item totally lost the replacement cost (``actual_value``) or V (every other basis).
   ``agreed_value`` measures a partial loss on the agreed value: (repair + loss) × V ÷ sound value.
3. less excluded (under ``agreed_value``, of a partial loss, × V ÷ sound value as well).
4. less depreciation, of an item totally lost under ``actual_value``: what is left − what is left × remaining share ÷ 10,000.
5. less what exceeds V (a repair never costs more than the thing is worth: constructive total loss; over-insurance pays
   nothing more either).
6. less salvage the insured keeps, at most what is left.
7. less what third parties already paid, at most what is left, where recoveries come ``from_loss``. This is the net loss N.
8. average: N × min(SI, r × V) ÷ (r × V), r = 1 (``full``) or the required share; N itself under ``first_loss``, and where
   the net losses of all items together are at most ``waived_up_to_fen``. Blanket: SI of the benefit and V of all its items,
   the undamaged ones listed with no loss.
9. at most SI of the item (not under a blanket sum).

Then deductible and ratio: of each item (deductible ``per: item``) or of the sum. After them, for the claim:

10. other insurers, see Contribution. 11. recoveries ``from_payment``, at most what is left. 12. reinstated sum: at most
    the sum insured of the benefit; 13. limits in order. This is the indemnity, and all that limits count.
14. costs beside it: mitigation × saved insured value ÷ saved total value (all of it where no total is given), by average
    as N of all items together if the terms say so, at most the sum insured; survey cost whole; debris up to its share of
    the sum insured. Payable is indemnity + costs.

An advance already paid is not a matter of terms: it changes when money flows, not what is owed.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from anpei.terms.base import Bp, ClauseNumber, Fen, Flag, Strict
from anpei.terms.calculation import Limit


class PropertyKind(StrEnum):
    """What sort of thing an insured item is."""

    BUILDING = "building"
    DECORATION = "decoration"
    MACHINERY = "machinery"
    STOCK = "stock"
    CONTENTS = "contents"
    CARGO = "cargo"
    WORKS = "works"
    OTHER = "other"


class DepreciationRate(Strict):
    """Share of the replacement cost a kind of property loses in each whole period of use."""

    kind: PropertyKind
    bp: Bp


class Depreciation(Strict):
    """Straight-line from the replacement cost: at least ``floor_bp`` of it remains while the thing is in use.

    Only whole periods count. A rate found for one item at the survey goes before the rate of its kind.
    """

    per: Literal["month", "year"]
    rates: Annotated[tuple[DepreciationRate, ...], Field(min_length=1)]
    floor_bp: Bp
    clause: ClauseNumber


class Average(Strict):
    """Under-insurance (art. 55 para. 4). ``first_loss``: the contract pays the loss whole up to the sum insured."""

    rule: Literal["first_loss", "full", "required_share"]
    required_bp: Annotated[int, Field(strict=True, ge=1, le=10_000)] | None = None
    waived_up_to_fen: Fen = 0
    clause: ClauseNumber


class LossDeductible(Strict):
    """What the insured bears of each item or event: the greater of the amount and the share of x, what it is taken from.

    ``absolute``: min(x, max(amount, x × bp ÷ 10,000)) is borne. ``franchise`` (起赔线): x below the amount is borne whole, x
    that reaches it is paid whole.
    """

    rule: Literal["absolute", "franchise"] = "absolute"
    amount_fen: Fen = 0
    bp: Bp = 0
    per: Literal["item", "event"] = "event"
    clause: ClauseNumber


class PaidShare(Strict):
    """Share paid of x: x × bp ÷ 10,000. Worked out for each item where the deductible is, else once for the event."""

    bp: Bp
    clause: ClauseNumber


class Contribution(Strict):
    """Double insurance (art. 56). A: what this policy alone would pay here. L: net losses less deductible and own share.

    ``by_sum_insured`` min(A, L × SI ÷ (SI + sums of the others)), SI the sums of the items (blanket: of the benefit);
    ``by_limit`` min(A, L × A ÷ (A + limits of the others)), a limit being what that policy alone would pay;
    ``in_sequence`` min(A, max(L − limits of the policies that stand before this one, 0));
    ``equal_shares`` all pay alike, each up to its limit: min(A, level), the level being the greatest of L ÷ (n + 1) and, with
    the n others in rising order of limit, (L − the k lowest limits) ÷ (n + 1 − k) for k = 1 to n.
    """

    rule: Literal["by_sum_insured", "by_limit", "in_sequence", "equal_shares"]
    clause: ClauseNumber


class Recoveries(Strict):
    """Money the insured already had from a liable third party (art. 60): taken from the loss, or from the payment."""

    rule: Literal["from_loss", "from_payment"]
    clause: ClauseNumber


class Mitigation(Strict):
    """Necessary, reasonable cost of preventing or reducing the loss (art. 57): beside the loss, up to the sum insured."""

    by_average: Flag
    clause: ClauseNumber


class Debris(Strict):
    """Cost of clearing the debris, beside the loss, up to this share of the sum insured of the benefit."""

    limit_bp: Bp
    clause: ClauseNumber


class Reinstatement(Strict):
    """The sum insured stands again after a loss. The premium for it is told, never netted from what is owed:
    indemnity × ``premium_bp`` ÷ 10,000 × days left ÷ days of the policy, the day of the event and both ends counted.
    """

    premium_bp: Bp
    clause: ClauseNumber


class PropertyTerms(Strict):
    """Indemnity for things lost or damaged. The steps and their order: the head of this module."""

    covers: Annotated[tuple[PropertyKind, ...], Field(min_length=1)]
    basis: Literal["actual_value", "replacement_cost", "stated_value", "agreed_value"]
    basis_clause: ClauseNumber
    depreciation: Depreciation | None = None
    sum_insured_over: Literal["item", "benefit"] = "item"
    average: Average
    salvage_clause: ClauseNumber
    deductible: LossDeductible | None = None
    paid_share: PaidShare | None = None
    order: Literal["deductible_first", "share_first"] = "deductible_first"
    contribution: Contribution
    recoveries: Recoveries
    mitigation: Mitigation
    survey_clause: ClauseNumber
    debris: Debris | None = None
    reinstatement: Reinstatement | None = None
    limits: tuple[Limit, ...] = ()


Problem = tuple[str, str, tuple[str, ...]]
"""Path, message, allowed names."""


def problems(terms: PropertyTerms, path: str) -> Iterator[Problem]:
    """Terms that contradict each other or say nothing, which the schema alone cannot see."""
    covered = tuple(kind.value for kind in terms.covers)
    yield from _twice(covered, f"{path}.covers")
    if (terms.basis == "actual_value") != (terms.depreciation is not None):
        message = "Depreciation belongs here exactly when the basis is actual_value."
        yield f"{path}.depreciation", message, ("actual_value",)
    if terms.depreciation is not None:
        rated = tuple(rate.kind.value for rate in terms.depreciation.rates)
        yield from _twice(rated, f"{path}.depreciation.rates")
        for position, kind in enumerate(rated):
            if kind not in covered:
                yield f"{path}.depreciation.rates[{position}].kind", f"{kind!r} is not covered here.", covered
        for kind in covered:
            if kind not in rated:
                yield f"{path}.depreciation.rates", f"There is no rate for {kind!r}.", (kind,)
    yield from _average_problems(terms, f"{path}.average")
    if terms.deductible is not None:
        yield from deductible_problems(terms.deductible, f"{path}.deductible")
    if terms.order == "share_first" and (terms.deductible is None or terms.paid_share is None):
        message = "Without both a deductible and a paid share there is no order between them."
        yield f"{path}.order", message, ("deductible_first",)
    used_up = any(limit.sum_insured for limit in terms.limits)
    if used_up == (terms.reinstatement is not None):
        message = "A sum insured is either used up through a limit or reinstated, not both and not neither."
        yield f"{path}.reinstatement", message, ("limits", "reinstatement")


def _average_problems(terms: PropertyTerms, path: str) -> Iterator[Problem]:
    average = terms.average
    if (average.rule == "required_share") != (average.required_bp is not None):
        message = "A required share belongs here exactly when the rule is required_share."
        yield f"{path}.required_bp", message, ("required_share",)
    if average.rule == "first_loss" and average.waived_up_to_fen:
        message = "A first-loss cover has no average that could be waived."
        yield f"{path}.waived_up_to_fen", message, ("0",)


def deductible_problems(deductible: LossDeductible, path: str) -> Iterator[Problem]:
    """A deductible of nothing, or a franchise that every amount reaches."""
    if deductible.rule == "franchise" and deductible.bp:
        message = "A franchise is an amount: every loss reaches a share of itself."
        yield f"{path}.bp", message, ("0",)
    if not deductible.amount_fen and not deductible.bp:
        message = "This deductible takes nothing: give an amount, a share, or both."
        yield path, message, ("amount_fen", "bp")


def _twice(names: tuple[str, ...], path: str) -> Iterator[Problem]:
    for position, name in enumerate(names):
        if name in names[:position]:
            yield f"{path}[{position}]", f"{name!r} is given twice.", ()

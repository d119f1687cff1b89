"""Terms of liability insurance: public, employer's, product liability (Insurance Law art. 65, 66; regulations §1.5, §1.6).

For each claimant (row of table ``claimant``) of the benefit and each head of damage, every division rounded once:

1. claimed; less all of a head that is not covered; less excluded; less what others already paid for it.
2. less the share beyond the insured's fault: what is left × fault ÷ 10,000 remains, head by head.
3. person limits in order: the heads of each together, at most its amount. The rest over all heads is what is due to him.

For the occurrence: 4. the sum of all claimants less the deductible (LossDeductible, per event); 5. at most the limit of an
occurrence; 6. limits in order (annual aggregate). This is the indemnity. Claimants share it by what is due to each, to the
fen: largest remainder, ties in the order given. Of each share, what the insured has already paid him goes to the insured,
the rest to the claimant (art. 65: never to an insured who has not paid).
7. legal cost (art. 66): ``in_addition`` up to ``limit_bp`` of the occurrence limit; ``within`` up to what the indemnity
leaves of the occurrence limit and of every limit. Payable is indemnity + legal cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from anpei.terms.base import Bp, ClauseNumber, Code, Fen, Strict, Text
from anpei.terms.calculation import Limit
from anpei.terms.property import LossDeductible, Problem, deductible_problems


class DamageHead(StrEnum):
    """Heads of damage, as limits of liability are written: lost income and care count as death and disability."""

    DEATH_DISABILITY = "death_disability"
    MEDICAL = "medical"
    PROPERTY = "property"


class LimitAmount(Strict):
    """Where a limit's amount comes from: the policy (its sums insured, under ``key``), or the product itself. Exactly one."""

    key: Code | None = None
    amount_fen: Fen | None = None


class PersonLimit(Strict):
    """Limit for one claimant over one or more heads together."""

    code: Code
    name: Text
    heads: Annotated[tuple[DamageHead, ...], Field(min_length=1)]
    limit: LimitAmount
    clause: ClauseNumber


class OccurrenceLimit(Strict):
    """Limit for all claimants of one occurrence together."""

    limit: LimitAmount
    clause: ClauseNumber


class LegalCosts(Strict):
    """Cost of arbitration, court and defence the insured bears (art. 66)."""

    placed: Literal["in_addition", "within"]
    limit_bp: Bp | None = None
    clause: ClauseNumber


class LiabilityTerms(Strict):
    """Indemnity for what the insured owes others by law. The sum insured of the benefit is its annual aggregate."""

    covers: Annotated[tuple[DamageHead, ...], Field(min_length=1)]
    compensation_clause: ClauseNumber
    person_limits: tuple[PersonLimit, ...] = ()
    deductible: LossDeductible | None = None
    occurrence: OccurrenceLimit
    legal_costs: LegalCosts
    limits: tuple[Limit, ...] = ()

    def policy_keys(self) -> tuple[str, ...]:
        """Keys of the sums insured a policy must carry for these limits, in file order."""
        limits = (*(one.limit for one in self.person_limits), self.occurrence.limit)
        return tuple(limit.key for limit in limits if limit.key is not None)


def problems(terms: LiabilityTerms, path: str) -> Iterator[Problem]:
    """Terms that contradict each other or say nothing, which the schema alone cannot see."""
    covered = tuple(head.value for head in terms.covers)
    placed = [
        (limit.limit, f"{path}.person_limits[{n}].limit") for n, limit in enumerate(terms.person_limits)
    ]
    for amount, where in [*placed, (terms.occurrence.limit, f"{path}.occurrence.limit")]:
        if (amount.key is None) == (amount.amount_fen is None):
            message = "A limit is either a key of the policy or an amount, not both and not neither."
            yield where, message, ("key", "amount_fen")
    yield from _person_limit_problems(terms, path, covered)
    if terms.deductible is not None:
        yield from deductible_problems(terms.deductible, f"{path}.deductible")
        if terms.deductible.per != "event":
            message = "A deductible of liability is for the occurrence."
            yield f"{path}.deductible.per", message, ("event",)
    if (terms.legal_costs.placed == "in_addition") != (terms.legal_costs.limit_bp is not None):
        message = "A limit of their own belongs here exactly when legal costs are in addition."
        yield f"{path}.legal_costs.limit_bp", message, ("in_addition",)


def _person_limit_problems(terms: LiabilityTerms, path: str, covered: tuple[str, ...]) -> Iterator[Problem]:
    codes: list[str] = []
    limited: list[str] = []
    for n, limit in enumerate(terms.person_limits):
        where = f"{path}.person_limits[{n}]"
        if limit.code in codes:
            yield f"{where}.code", f"{limit.code!r} is given twice.", ()
        codes.append(limit.code)
        for m, head in enumerate(limit.heads):
            if head not in covered:
                yield f"{where}.heads[{m}]", f"{head.value!r} is not covered here.", covered
            if head in limited:
                yield f"{where}.heads[{m}]", f"{head.value!r} already has a limit for each person.", ()
            limited.append(head.value)

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

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from anpei.terms.base import Bp, ClauseNumber, Code, Fen, Strict, Text
from anpei.terms.calculation import Limit
from anpei.terms.property import LossDeductible


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

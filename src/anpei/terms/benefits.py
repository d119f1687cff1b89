"""What a product pays for: the kinds of benefits, each with where its sum insured comes from and its terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from anpei.terms.base import ClauseNumber, Code, Days, EventDate, Fen, Flag, Nature, Setting, Strict, Text
from anpei.terms.calculation import Limit
from anpei.terms.fixed import (
    CriticalIllnessTerms,
    DeathTerms,
    DisabilityTerms,
    HospitalCashTerms,
    TermLifeTerms,
)
from anpei.terms.liability import LiabilityTerms
from anpei.terms.medical import Deductible, MedicalTerms, SubLimit
from anpei.terms.motor import (
    CompulsoryTerms,
    OccupantsTerms,
    OutsideCatalogueTerms,
    ThirdPartyTerms,
    VehicleDamageTerms,
)
from anpei.terms.property import PropertyTerms


class Waiting(Strict):
    """Days from the start of unbroken cover in which an event of this benefit is not covered."""

    days: Days
    waived_on_renewal: Flag = True
    waived_for_accident: Flag = True
    clause: ClauseNumber


class SumInsured(Strict):
    """Where the sum insured comes from: the policy (under ``key``), or the product itself."""

    source: Literal["policy", "product"]
    key: Code | None = None
    amount_fen: Fen | None = None


class BenefitBase(Strict):
    code: Code
    name: Text
    clause: ClauseNumber
    event_date: EventDate
    natures: Annotated[tuple[Nature, ...], Field(min_length=1)]
    settings: tuple[Setting, ...] = ()
    waiting: Waiting | None = None
    sum_insured: SumInsured

    @property
    def sum_insured_key(self) -> str:
        """Key of the sum insured in the policy: shared keys let two benefits share one sum."""
        return self.sum_insured.key or self.code


class MedicalBenefit(BenefitBase):
    kind: Literal["medical_expense"]
    priced_net_of_social_insurance: Flag
    settings: Annotated[tuple[Setting, ...], Field(min_length=1)]
    terms: MedicalTerms


class HospitalCashBenefit(BenefitBase):
    kind: Literal["hospital_cash"]
    terms: HospitalCashTerms


class DeathBenefit(BenefitBase):
    kind: Literal["accident_death"]
    terms: DeathTerms


class DisabilityBenefit(BenefitBase):
    kind: Literal["disability"]
    terms: DisabilityTerms


class CompulsoryBenefit(BenefitBase):
    kind: Literal["motor_compulsory"]
    terms: CompulsoryTerms


class ThirdPartyBenefit(BenefitBase):
    kind: Literal["motor_third_party"]
    terms: ThirdPartyTerms


class OccupantsBenefit(BenefitBase):
    """The sum insured is one seat's."""

    kind: Literal["motor_occupants"]
    terms: OccupantsTerms


class VehicleDamageBenefit(BenefitBase):
    kind: Literal["motor_damage"]
    terms: VehicleDamageTerms


class OutsideCatalogueBenefit(BenefitBase):
    kind: Literal["motor_outside_catalogue"]
    terms: OutsideCatalogueTerms


COMMERCIAL_BENEFITS = (ThirdPartyBenefit, OccupantsBenefit, VehicleDamageBenefit, OutsideCatalogueBenefit)
MotorBenefit = (
    CompulsoryBenefit | ThirdPartyBenefit | OccupantsBenefit | VehicleDamageBenefit | OutsideCatalogueBenefit
)
MOTOR_BENEFITS = (
    CompulsoryBenefit, ThirdPartyBenefit, OccupantsBenefit, VehicleDamageBenefit, OutsideCatalogueBenefit,
)  # fmt: skip


class TermLifeBenefit(BenefitBase):
    kind: Literal["term_life"]
    terms: TermLifeTerms


class CriticalIllnessBenefit(BenefitBase):
    kind: Literal["critical_illness"]
    terms: CriticalIllnessTerms


class PropertyBenefit(BenefitBase):
    """The sum insured is that of the whole section; items have their own, unless it is a blanket sum."""

    kind: Literal["property"]
    terms: PropertyTerms


class LiabilityBenefit(BenefitBase):
    """The sum insured is the annual aggregate."""

    kind: Literal["liability"]
    terms: LiabilityTerms


Benefit = (
    MedicalBenefit
    | HospitalCashBenefit
    | DeathBenefit
    | DisabilityBenefit
    | TermLifeBenefit
    | CriticalIllnessBenefit
    | MotorBenefit
    | PropertyBenefit
    | LiabilityBenefit
)
AnyBenefit = Annotated[Benefit, Field(discriminator="kind")]


def limits_of(benefit: Benefit) -> tuple[Limit, ...]:
    """The shared caps on what a benefit pays; a family of benefits without any has none."""
    limited = MedicalBenefit | DeathBenefit | DisabilityBenefit | TermLifeBenefit | CriticalIllnessBenefit
    losses = PropertyBenefit | LiabilityBenefit
    return benefit.terms.limits if isinstance(benefit, limited | losses) else ()


def accumulators_used(benefit: Benefit) -> Iterator[tuple[str, str, str]]:
    """(accumulator code, unit it is used in, path below the benefit) for every use."""
    if isinstance(benefit, HospitalCashBenefit):
        yield benefit.terms.days_accumulator, "days", "terms.days_accumulator"
    if isinstance(benefit, MedicalBenefit):
        for term, where in shared_terms(benefit):
            if term.accumulator is not None:
                yield term.accumulator, "fen", f"{where}.accumulator"
        terms = benefit.terms
        if terms.deductible is not None and terms.deductible.family is not None:
            yield terms.deductible.family.accumulator, "fen", "terms.deductible.family.accumulator"
        if terms.tiers is not None and terms.tiers.accumulator is not None:
            yield terms.tiers.accumulator, "fen", "terms.tiers.accumulator"
    for position, limit in enumerate(limits_of(benefit)):
        yield limit.accumulator, "fen", f"terms.limits[{position}].accumulator"


def shared_terms(benefit: MedicalBenefit) -> Iterator[tuple[Deductible | SubLimit, str]]:
    """The terms that may count in an accumulator, each with its path below the benefit."""
    if benefit.terms.deductible is not None:
        yield benefit.terms.deductible, "terms.deductible"
    for position, sub_limit in enumerate(benefit.terms.sub_limits):
        yield sub_limit, f"terms.sub_limits[{position}]"

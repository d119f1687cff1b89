"""The product file as an object: identity, clauses, benefits, exclusions, papers, examples, and what must agree."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from anpei.terms import fixed, liability, medical
from anpei.terms import property as property_terms
from anpei.terms.base import (
    ClauseNumber,
    Code,
    Days,
    EventDate,
    Fen,
    Flag,
    LocalDate,
    Nature,
    Setting,
    Strict,
    Text,
    Words,
)
from anpei.terms.calculation import Accumulator, Limit, Period, Rounding
from anpei.terms.fixed import (
    CriticalIllnessTerms,
    DeathTerms,
    DisabilityTerms,
    HospitalCashTerms,
    TermLifeTerms,
)
from anpei.terms.liability import LiabilityTerms
from anpei.terms.medical import Deductible, DrugList, MedicalTerms, Portion, SubLimit
from anpei.terms.motor import (
    CompulsoryTerms,
    MotorRules,
    OccupantsTerms,
    OutsideCatalogueTerms,
    ThirdPartyTerms,
    VehicleDamageTerms,
    rule_problems,
    term_problems,
)
from anpei.terms.papers import RequiredPaper, required
from anpei.terms.property import PropertyTerms


class Clause(Strict):
    """Numbered wording of the contract. ``highlight``: printed in bold, as Insurance Law art. 17 asks."""

    number: ClauseNumber
    title: Words
    text: Words
    plain: Text
    highlight: Flag = False


class Definition(Strict):
    term: Text
    clause: ClauseNumber
    meaning: Text


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


class Exclusion(Strict):
    """A ground on which nothing is paid. ``fact`` names the answer a handler gives to ``question``.

    ``first_years``: the ground counts only in so many years from the contract's formation or reinstatement, as suicide
    does in the first two (Insurance Law art. 44).
    """

    code: Code
    clause: ClauseNumber
    name: Text
    question: Text
    fact: Code
    natures: tuple[Nature, ...] = ()
    benefits: tuple[Code, ...] = ()
    asks: Literal["handler", "surveyor", "claimant"] = "handler"
    first_years: Annotated[int, Field(strict=True, ge=1, le=99)] | None = None


class Entry(Strict):
    """Whom the product takes on anew: full years of age on the first day, both ends included."""

    from_age: Annotated[int, Field(strict=True, ge=0, le=120)] = 0
    to_age: Annotated[int, Field(strict=True, ge=0, le=120)]

    def takes(self, age: int) -> bool:
        return self.from_age <= age <= self.to_age


class AuthorityHint(Strict):
    """From which amount a claim should be looked at with more care; who may sign is the insurer's own grant."""

    from_fen: Fen
    level: Annotated[int, Field(strict=True, ge=1, le=9)]
    note: Text


class StraightThrough(Strict):
    """Up to this amount the product lends itself to payment without a second pair of eyes."""

    max_fen: Fen


class Example(Strict):
    """A worked example: facts (the JSON of CaseFacts), expected fen by step name, and why."""

    name: Code
    why: Text
    facts: dict[str, Any]
    expect: Annotated[dict[str, Annotated[int, Field(strict=True)]], Field(min_length=1)]
    findings: tuple[str, ...] = ()


TermPath = Annotated[str, Field(strict=True, pattern=r"^benefits\[\d+\](\.[a-z_]+(\[\d+\])?)+$")]


class Calculation(Strict):
    rounding: Rounding = Field(default_factory=Rounding)
    accumulators: tuple[Accumulator, ...] = ()
    motor: MotorRules | None = None
    drug_lists: tuple[DrugList, ...] = ()


class Product(Strict):
    """One version of one product. Amounts in fen, shares in basis points, dates local (Asia/Shanghai)."""

    schema_version: Literal[1] = Field(alias="schema")
    code: Code
    version: Annotated[str, Field(strict=True, pattern=r"^\d+\.\d+$")]
    name: Text
    insurer: Text
    line: Literal["health", "accident", "group_health", "life", "property", "liability", "motor"]
    valid_from: LocalDate
    valid_to: LocalDate | None = None
    entry: Entry | None = None
    """Ages taken on anew; a product for people without it is recommended to nobody."""
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]
    definitions: tuple[Definition, ...] = ()
    benefits: Annotated[tuple[AnyBenefit, ...], Field(min_length=1)]
    exclusions: tuple[Exclusion, ...] = ()
    papers: Annotated[tuple[RequiredPaper, ...], Field(min_length=1)]
    calculation: Calculation
    negotiable: tuple[TermPath, ...] = ()
    """Terms one policy may have other values for, by their path: a number in ``benefits``, not a benefit's grade table."""
    straight_through: StraightThrough | None = None
    authority: tuple[AuthorityHint, ...] = ()
    examples: Annotated[tuple[Example, ...], Field(min_length=1)]
    _sha256: str = PrivateAttr(default="")

    @property
    def sha256(self) -> str:
        """Hash of what the file says (keys sorted, comments and layout aside)."""
        return self._sha256

    @property
    def name_zh(self) -> str:
        return self.name.zh

    @property
    def name_en(self) -> str:
        return self.name.en

    def clause(self, number: str) -> Clause:
        """The clause with this number. KeyError when the file has none."""
        for clause in self.clauses:
            if clause.number == number:
                return clause
        raise KeyError(number)

    def benefit(self, code: str) -> Benefit:
        """The benefit with this code. KeyError when the file has none."""
        for benefit in self.benefits:
            if benefit.code == code:
                return benefit
        raise KeyError(code)

    def accumulator(self, code: str) -> Accumulator:
        """The accumulator with this code. KeyError when the file has none."""
        for accumulator in self.calculation.accumulators:
            if accumulator.code == code:
                return accumulator
        raise KeyError(code)

    @property
    def family_accumulators(self) -> tuple[str, ...]:
        """Codes of the accumulators that everybody insured under a policy uses up together."""
        return tuple(a.code for a in self.calculation.accumulators if a.per is Period.FAMILY_YEAR)

    def number(self, path: str) -> int:
        """The number at a path such as ``benefits[0].terms.ratio.settled_bp``. KeyError when there is none."""
        node: Any = self
        for name, position in re.findall(r"([a-z_]+)|\[(\d+)\]", path):
            if name:
                node = getattr(node, name, None)
            else:
                node = node[int(position)] if isinstance(node, tuple) and int(position) < len(node) else None
        if type(node) is not int:
            raise KeyError(path)
        return node

    def sum_insured_keys(self) -> tuple[str, ...]:
        """Keys a policy of this product must carry an amount for, in file order."""
        keys: list[str] = []
        for benefit in self.benefits:
            keys += [benefit.sum_insured_key] if benefit.sum_insured.source == "policy" else []
            keys += benefit.terms.policy_keys() if isinstance(benefit, LiabilityBenefit) else ()
        return tuple(dict.fromkeys(keys))

    def required_papers(
        self, *, nature: str | Collection[str], settings: Collection[str] = (), amount_fen: int = 0
    ) -> list[RequiredPaper]:
        """See anpei.terms.papers.required."""
        return required(self.papers, nature=nature, settings=settings, amount_fen=amount_fen)


Problem = tuple[str, str, tuple[str, ...]]
"""Path, message, allowed names."""


def problems(product: Product) -> Iterator[Problem]:
    """What the schema alone cannot see: names that point nowhere, things named twice, terms that contradict."""
    yield from _duplicates(product)
    yield from _dangling_clauses(product)
    yield from _benefit_problems(product)
    yield from _exclusion_problems(product)
    yield from _unused_accumulators(product)
    yield from _negotiable_problems(product)
    yield from _shared_accumulator_problems(product)
    yield from _portion_problems(product)
    yield from _motor_problems(product)
    if product.valid_to is not None and product.valid_to < product.valid_from:
        yield "valid_to", "The last day of sale lies before the first.", ()
    if product.entry is not None and product.entry.to_age < product.entry.from_age:
        yield "entry.to_age", "The highest age lies below the lowest.", ()


def _duplicates(product: Product) -> Iterator[Problem]:
    named: tuple[tuple[str, str, list[str]], ...] = (
        ("clauses", "number", [c.number for c in product.clauses]),
        ("benefits", "code", [b.code for b in product.benefits]),
        ("exclusions", "code", [e.code for e in product.exclusions]),
        ("calculation.accumulators", "code", [a.code for a in product.calculation.accumulators]),
        ("calculation.drug_lists", "code", [one.code for one in product.calculation.drug_lists]),
        ("examples", "name", [e.name for e in product.examples]),
    )
    for section, key, names in named:
        for position, name in enumerate(names):
            if name in names[:position]:
                yield f"{section}[{position}].{key}", f"{name!r} is given twice.", ()


def _dangling_clauses(product: Product) -> Iterator[Problem]:
    numbers = tuple(clause.number for clause in product.clauses)
    for path, number in _clause_references(product, ""):
        if number not in numbers:
            yield path, f"There is no clause {number!r}.", numbers


def _clause_references(node: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, Clause):
        return
    if isinstance(node, Strict):
        for name, value in node:
            here = f"{path}.{name}" if path else name
            if name.endswith("clause") and isinstance(value, str):
                yield here, value
            else:
                yield from _clause_references(value, here)
    elif isinstance(node, tuple):
        for position, item in enumerate(node):
            yield from _clause_references(item, f"{path}[{position}]")


def _benefit_problems(product: Product) -> Iterator[Problem]:
    earlier: list[str] = []
    for position, benefit in enumerate(product.benefits):
        path = f"benefits[{position}]"
        yield from _sum_insured_problems(benefit, path)
        yield from _accumulator_problems(product, benefit, path)
        if isinstance(benefit, MedicalBenefit):
            yield from _medical_problems(benefit, path)
            yield from medical.problems(benefit.terms, benefit.settings, f"{path}.terms")
            if benefit.terms.sub_limits and product.calculation.rounding.catalogue_share_at == "receipt":
                message = "Sub-limits need each line's covered cost: round the class B share at the line."
                yield "calculation.rounding.catalogue_share_at", message, ("line",)
        if isinstance(benefit, TermLifeBenefit | CriticalIllnessBenefit):
            yield from _life_problems(benefit, path)
        if isinstance(benefit, DeathBenefit | DisabilityBenefit | TermLifeBenefit):
            for n, code in enumerate(benefit.terms.less_prior_from):
                if code not in (*earlier, benefit.code):
                    message = f"{code!r} is neither this benefit nor one before it."
                    yield f"{path}.terms.less_prior_from[{n}]", message, (*earlier, benefit.code)
        if (
            isinstance(benefit, DeathBenefit | DisabilityBenefit)
            and benefit.event_date is not EventDate.ACCIDENT
        ):
            message = "A death or disability benefit counts from the accident."
            yield f"{path}.event_date", message, ("accident",)
        if isinstance(benefit, PropertyBenefit | LiabilityBenefit):
            yield from _loss_problems(benefit, path)
        earlier.append(benefit.code)


def _motor_problems(product: Product) -> Iterator[Problem]:
    rules = product.calculation.motor
    benefits = [(n, one) for n, one in enumerate(product.benefits) if isinstance(one, MOTOR_BENEFITS)]
    if (rules is None) == bool(benefits):
        yield "calculation.motor", "Motor rules belong here exactly when there is a motor benefit.", ()
    if rules is not None:
        for where, message, allowed in rule_problems(rules):
            yield f"calculation.motor.{where}", message, allowed
    seats: list[str] = []
    for position, benefit in benefits:
        path = f"benefits[{position}]"
        if benefit.code in ("road", "total", "unassigned"):
            yield f"{path}.code", f"{benefit.code!r} is the engine's own name.", ()
        if benefit.event_date is not EventDate.ACCIDENT:
            yield f"{path}.event_date", "A motor benefit counts from the accident.", ("accident",)
        if not isinstance(benefit, CompulsoryBenefit):
            yield from term_problems(benefit.terms, f"{path}.terms")
        if isinstance(benefit, VehicleDamageBenefit) and rules is not None and rules.depreciation is None:
            yield "calculation.motor.depreciation", "Vehicle damage needs a depreciation table.", ()
        if isinstance(benefit, OccupantsBenefit):
            if set(seats) & set(benefit.terms.seats):
                yield f"{path}.terms.seats", "A seat is insured by one benefit.", ()
            seats += benefit.terms.seats
        if [one.kind for _, one in benefits].count(benefit.kind) > 1 and isinstance(
            benefit, CompulsoryBenefit | ThirdPartyBenefit | VehicleDamageBenefit
        ):
            yield f"{path}.kind", "A product has one benefit of this kind.", ()
    yield from _rider_problems(benefits)


def _rider_problems(benefits: Collection[tuple[int, MotorBenefit]]) -> Iterator[Problem]:
    """Costs outside the list are paid once: by a cover that takes all costs, or by one rider."""
    payers: dict[str, str] = {}
    for _, benefit in benefits:
        if isinstance(benefit, ThirdPartyBenefit) and benefit.terms.medical_scope == "all":
            payers["third_party"] = benefit.code
        if isinstance(benefit, OccupantsBenefit) and benefit.terms.medical_scope == "all":
            payers |= dict.fromkeys(benefit.terms.seats, benefit.code)
    for position, benefit in benefits:
        if isinstance(benefit, OutsideCatalogueBenefit):
            for n, victim in enumerate(benefit.terms.victims):
                if victim in payers:
                    message = f"{payers[victim]!r} already pays the costs of {victim!r} outside the list."
                    yield f"benefits[{position}].terms.victims[{n}]", message, ()
                payers[victim] = benefit.code


def _sum_insured_problems(benefit: Benefit, path: str) -> Iterator[Problem]:
    term = benefit.sum_insured
    if (term.source == "product") != (term.amount_fen is not None):
        yield f"{path}.sum_insured", "An amount belongs here exactly when the source is the product.", ()
    if term.source == "product" and term.key is not None:
        yield f"{path}.sum_insured.key", "A sum insured of the product itself has no key in the policy.", ()


def _medical_problems(benefit: MedicalBenefit, path: str) -> Iterator[Problem]:
    if benefit.terms.deduct_social and not benefit.priced_net_of_social_insurance:
        # Supreme Court, Interpretation III of the Insurance Law, art. 18.
        message = "Social insurance payments may be deducted only from a product priced net of them."
        yield f"{path}.terms.deduct_social", message, ("false",)
    if benefit.terms.window is not None and Setting.INPATIENT in benefit.settings:
        yield f"{path}.terms.window", "A window around a stay is for outpatient visits.", ()
    for term, where in _shared_terms(benefit):
        if (term.per == "accumulator") != (term.accumulator is not None):
            yield (
                f"{path}.{where}.accumulator",
                "An accumulator belongs here exactly when per is accumulator.",
                (),
            )


def _life_problems(benefit: TermLifeBenefit | CriticalIllnessBenefit, path: str) -> Iterator[Problem]:
    life = isinstance(benefit, TermLifeBenefit)
    wanted = EventDate.DEATH if life else EventDate.FIRST_DIAGNOSIS
    if benefit.event_date is not wanted:
        message = (
            "Term life counts from the death." if life else "A critical illness counts from its diagnosis."
        )
        yield f"{path}.event_date", message, (wanted.value,)
    if benefit.terms.waiting_return is not None and benefit.waiting is None:
        message = "A premium is returned in a waiting period, and this benefit has none."
        yield f"{path}.terms.waiting_return", message, ()
    if isinstance(benefit, CriticalIllnessBenefit):
        yield from fixed.problems(benefit.terms, f"{path}.terms")


def _loss_problems(benefit: PropertyBenefit | LiabilityBenefit, path: str) -> Iterator[Problem]:
    if benefit.event_date is not EventDate.ACCIDENT:
        message = "A property or liability benefit counts from the day of the loss."
        yield f"{path}.event_date", message, ("accident",)
    if isinstance(benefit, PropertyBenefit):
        yield from property_terms.problems(benefit.terms, f"{path}.terms")
    else:
        yield from liability.problems(benefit.terms, f"{path}.terms")


def _shared_terms(benefit: MedicalBenefit) -> Iterator[tuple[Deductible | SubLimit, str]]:
    if benefit.terms.deductible is not None:
        yield benefit.terms.deductible, "terms.deductible"
    for position, sub_limit in enumerate(benefit.terms.sub_limits):
        yield sub_limit, f"terms.sub_limits[{position}]"


def limits_of(benefit: Benefit) -> tuple[Limit, ...]:
    """The shared caps on what a benefit pays; a family of benefits without any has none."""
    limited = MedicalBenefit | DeathBenefit | DisabilityBenefit | TermLifeBenefit | CriticalIllnessBenefit
    losses = PropertyBenefit | LiabilityBenefit
    return benefit.terms.limits if isinstance(benefit, limited | losses) else ()


def deductible_rates(product: Product) -> dict[str, tuple[int, ...]]:
    """Benefit code to the absolute deductibles a policy may choose, in basis points."""
    return {
        benefit.code: benefit.terms.deductible_rates_bp
        for benefit in product.benefits
        if isinstance(benefit, COMMERCIAL_BENEFITS) and benefit.terms.deductible_rates_bp
    }


def accumulators_used(benefit: Benefit) -> Iterator[tuple[str, str, str]]:
    """(accumulator code, unit it is used in, path below the benefit) for every use."""
    if isinstance(benefit, HospitalCashBenefit):
        yield benefit.terms.days_accumulator, "days", "terms.days_accumulator"
    if isinstance(benefit, MedicalBenefit):
        for term, where in _shared_terms(benefit):
            if term.accumulator is not None:
                yield term.accumulator, "fen", f"{where}.accumulator"
        terms = benefit.terms
        if terms.deductible is not None and terms.deductible.family is not None:
            yield terms.deductible.family.accumulator, "fen", "terms.deductible.family.accumulator"
        if terms.tiers is not None and terms.tiers.accumulator is not None:
            yield terms.tiers.accumulator, "fen", "terms.tiers.accumulator"
    for position, limit in enumerate(limits_of(benefit)):
        yield limit.accumulator, "fen", f"terms.limits[{position}].accumulator"


def _accumulator_problems(product: Product, benefit: Benefit, path: str) -> Iterator[Problem]:
    known = {a.code: a for a in product.calculation.accumulators}
    for code, unit, where in accumulators_used(benefit):
        if code not in known:
            yield f"{path}.{where}", f"There is no accumulator {code!r}.", tuple(known)
        elif known[code].unit != unit:
            yield f"{path}.{where}", f"{code!r} counts {known[code].unit}, this term needs {unit}.", ()
    for position, limit in enumerate(limits_of(benefit)):
        if limit.sum_insured == (limit.amount_fen is not None):
            message = "A limit is either an amount or the sum insured, not both and not neither."
            yield f"{path}.terms.limits[{position}]", message, ("amount_fen", "sum_insured")


def _shared_accumulator_problems(product: Product) -> Iterator[Problem]:
    """A family's deductible remembers the family's year; slices count cost that nothing else may count."""
    per = {a.code: a.per for a in product.calculation.accumulators}
    uses = [
        (code, f"benefits[{position}].{where}")
        for position, benefit in enumerate(product.benefits)
        for code, _unit, where in accumulators_used(benefit)
    ]
    of_slices = {code for code, path in uses if ".tiers." in path}
    for code, path in uses:
        if ".family." in path and per.get(code, Period.FAMILY_YEAR) is not Period.FAMILY_YEAR:
            family = tuple(name for name, period in per.items() if period is Period.FAMILY_YEAR)
            yield path, f"{code!r} is not counted per family_year.", family
        if ".tiers." not in path and code in of_slices:
            yield path, f"{code!r} counts the cost in slices and nothing else.", ()


def _portion_problems(product: Product) -> Iterator[Problem]:
    """Portions of a bill are told apart line by line, and each drug list belongs to one portion."""
    known = tuple(one.code for one in product.calculation.drug_lists)
    named: list[tuple[str, ...]] = []
    for position, benefit in enumerate(product.benefits):
        if not isinstance(benefit, MedicalBenefit):
            continue
        path, terms = f"benefits[{position}].terms", benefit.terms
        if (
            terms.portion is not Portion.WHOLE
            and product.calculation.rounding.catalogue_share_at == "receipt"
        ):
            message = "Portions need each line's share: round the class B share at the line."
            yield "calculation.rounding.catalogue_share_at", message, ("line",)
        for n, code in enumerate(terms.drug_lists):
            if code not in known:
                yield f"{path}.drug_lists[{n}]", f"There is no drug list {code!r}.", known
        for lists in named:
            if set(lists) & set(terms.drug_lists) and set(lists) != set(terms.drug_lists):
                yield f"{path}.drug_lists", "Another benefit names some of these lists, but not all.", lists
        named.append(terms.drug_lists)
    for n, code in enumerate(known):
        if not any(code in lists for lists in named):
            yield f"calculation.drug_lists[{n}].code", f"No benefit names {code!r}.", ()


def _exclusion_problems(product: Product) -> Iterator[Problem]:
    codes = tuple(benefit.code for benefit in product.benefits)
    highlighted = {clause.number for clause in product.clauses if clause.highlight}
    numbers = {clause.number for clause in product.clauses}
    for position, exclusion in enumerate(product.exclusions):
        path = f"exclusions[{position}]"
        if exclusion.clause in numbers - highlighted:
            message = "An exclusion must rest on a highlighted clause (Insurance Law art. 17)."
            yield f"{path}.clause", message, tuple(sorted(highlighted))
        for n, code in enumerate(exclusion.benefits):
            if code not in codes:
                yield f"{path}.benefits[{n}]", f"There is no benefit {code!r}.", codes


def _negotiable_problems(product: Product) -> Iterator[Problem]:
    """Only a number a calculation reads can be another for one policy; a table of shares by grade is read as a whole."""
    for position, path in enumerate(product.negotiable):
        where = f"negotiable[{position}]"
        if path in product.negotiable[:position]:
            yield where, f"{path!r} is given twice.", ()
        try:
            product.number(path)
            readable = bool(_READ.search(path)) and "grade_bp" not in path and ".hospital." not in path
        except KeyError:
            readable = False
        if not readable:
            yield where, "There is no number of a benefit's terms or sum insured at this path.", ()


_READ = re.compile(r"\]\.(terms|sum_insured)\..*_(fen|bp|days)(\[\d+\])?$")


def _unused_accumulators(product: Product) -> Iterator[Problem]:
    used = {code for benefit in product.benefits for code, _unit, _path in accumulators_used(benefit)}
    for position, accumulator in enumerate(product.calculation.accumulators):
        if accumulator.code not in used:
            yield f"calculation.accumulators[{position}].code", f"Nothing uses {accumulator.code!r}.", ()

"""What must agree in a product file and the schema alone cannot see."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from anpei.terms import fixed, liability, medical
from anpei.terms import property as property_terms
from anpei.terms.base import EventDate, Setting, Strict
from anpei.terms.benefits import (
    MOTOR_BENEFITS,
    Benefit,
    CompulsoryBenefit,
    CriticalIllnessBenefit,
    DeathBenefit,
    DisabilityBenefit,
    LiabilityBenefit,
    MedicalBenefit,
    MotorBenefit,
    OccupantsBenefit,
    OutsideCatalogueBenefit,
    PropertyBenefit,
    TermLifeBenefit,
    ThirdPartyBenefit,
    VehicleDamageBenefit,
    accumulators_used,
    limits_of,
    shared_terms,
)
from anpei.terms.calculation import Period
from anpei.terms.medical import Portion
from anpei.terms.motor import rule_problems, term_problems
from anpei.terms.product import Clause, Product

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
    for term, where in shared_terms(benefit):
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

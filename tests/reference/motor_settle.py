"""What every motor benefit ends with: shares borne after the limit, and what was already paid (anpei.terms.motor)."""

from __future__ import annotations

from tests.reference.motor_road import Accident
from tests.reference.sheet import Sheet

from anpei.terms.benefits import Benefit
from anpei.terms.motor import CommercialTerms


def borne(sheet: Sheet, benefit: Benefit, name: str, amount: int, bp: int) -> int:
    """A share stays with the insured; what is left is the rounded figure."""
    left = sheet.share(amount, 10_000 - bp)
    sheet.note(benefit, **{name: amount - left})
    return left


def after_deductibles(
    sheet: Sheet, benefit: Benefit, terms: CommercialTerms, accident: Accident, amount: int
) -> int:
    """The deductible by fault of older clauses, then the absolute one chosen in the policy."""
    if terms.fault_deductible is not None:
        bp = terms.fault_deductible.of(accident.own_level())
        amount = borne(sheet, benefit, "fault_deductible", amount, bp)
    return after_rider(sheet, benefit, terms, accident, amount, "absolute_deductible")


def after_rider(
    sheet: Sheet, benefit: Benefit, terms: CommercialTerms, accident: Accident, amount: int, name: str
) -> int:
    """The absolute deductible rate, where the product offers any."""
    if not terms.deductible_rates_bp:
        return amount
    return borne(sheet, benefit, name, amount, accident.motor.absolute_deductible_bp.get(benefit.code, 0))


def less_prior(sheet: Sheet, benefit: Benefit, due: int) -> None:
    """What was already paid or advanced for this accident comes off, at most what is due."""
    before = sum(one.amount_fen for one in sheet.facts.prior_payments if one.benefit == benefit.code)
    prior = min(due, before)
    sheet.note(benefit, due=due, prior=prior)
    sheet.pays(benefit, due - prior)

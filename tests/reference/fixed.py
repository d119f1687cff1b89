"""Fixed benefits: days in hospital, death, disability, critical illness (anpei.terms.fixed; regulations §4, §5.2)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from tests.reference.sheet import Sheet, split

from anpei.engine.facts import Illness
from anpei.terms.base import Nature, Severity
from anpei.terms.benefits import (
    CriticalIllnessBenefit,
    DeathBenefit,
    DisabilityBenefit,
    HospitalCashBenefit,
    TermLifeBenefit,
    Waiting,
)
from anpei.terms.fixed import SeverityTerm


def hospital_cash(sheet: Sheet, benefit: HospitalCashBenefit) -> None:
    """The daily amount for each day in hospital: less the first days, up to so many a stay and a period."""
    terms = benefit.terms
    days = 0
    for stay in sheet.facts.event.stays:
        if sheet.applies(benefit):
            days += min(max(0, stay.days - terms.deductible_days), terms.max_days_per_stay)
    left = sheet.left(terms.days_accumulator, terms.max_days_in_period)
    paid = min(days, left)
    amount = paid * sheet.sum_insured(benefit)
    in_all = sum(stay.days for stay in sheet.facts.event.stays)
    sheet.note(
        benefit, hospital_days=in_all, countable_days=days, days_left=left, paid_days=paid, amount=amount
    )
    sheet.post(terms.days_accumulator, paid)
    sheet.pays(benefit, amount)


def accident_death(sheet: Sheet, benefit: DeathBenefit) -> None:
    """The sum insured when the insured died of the accident within so many days."""
    event, terms = sheet.facts.event, benefit.terms
    applies = sheet.applies(benefit) and event.died_on is not None and event.accident_on is not None
    amount = too_late = 0
    if applies:
        assert event.died_on is not None and event.accident_on is not None
        amount = sheet.sum_insured(benefit)
        if (event.died_on - event.accident_on).days > terms.within_days:
            too_late = amount
    sheet.note(benefit, amount=amount, too_late=too_late)
    _settle(sheet, benefit, amount - too_late, terms.less_prior_from)


def term_life(sheet: Sheet, benefit: TermLifeBenefit) -> None:
    """The sum insured on death, whatever the cause; in the waiting period the premium comes back."""
    event, terms = sheet.facts.event, benefit.terms
    amount = returned = 0
    waiting = False
    if sheet.applies(benefit) and event.died_on is not None:
        amount = sheet.sum_insured(benefit)
        waiting = terms.waiting_return is not None and _waits(sheet, benefit.waiting, event.died_on)
        if terms.waiting_return is not None and waiting:
            amount = 0
            returned = sheet.share(sheet.facts.policy.premium_paid_fen or 0, terms.waiting_return.share_bp)
    if terms.waiting_return is not None:
        sheet.note(benefit, in_waiting=int(waiting))
    sheet.note(benefit, amount=amount, premium_returned=returned)
    _settle(sheet, benefit, amount + returned, terms.less_prior_from)


def disability(sheet: Sheet, benefit: DisabilityBenefit) -> None:
    """A share of the sum insured by grade."""
    terms, share = benefit.terms, 0
    if sheet.applies(benefit) and sheet.facts.event.injuries:
        share = _disability_share(sheet, benefit)
    amount = sheet.share(sheet.sum_insured(benefit), share)
    sheet.note(benefit, ratio=share, amount=amount)
    _settle(sheet, benefit, amount, terms.less_prior_from)


def _disability_share(sheet: Sheet, benefit: DisabilityBenefit) -> int:
    """By the worst grade; two or more equally bad raise it by one, never above the first (JR/T 0083-2013)."""
    terms, event = benefit.terms, sheet.facts.event
    grades = [injury.grade for injury in event.injuries]
    grade = min(grades)
    sheet.note(benefit, worst_grade=grade)
    if terms.several_injuries == "worst_raised_once":
        sheet.note(benefit, worst_count=grades.count(grade))
        if grades.count(grade) >= 2:
            grade = max(1, grade - 1)
        sheet.note(benefit, grade=grade)
    if terms.pre_existing is None:
        return terms.grade_bp[grade - 1]
    sheet.note(benefit, earlier_grade=event.earlier_grade, combined_grade=event.combined_grade)
    if event.earlier_grade == 0:
        return terms.grade_bp[grade - 1]
    return max(0, terms.grade_bp[event.combined_grade - 1] - terms.grade_bp[event.earlier_grade - 1])


def critical_illness(sheet: Sheet, benefit: CriticalIllnessBenefit) -> None:
    """The best paid of the illnesses diagnosed; the premium when one lies in the waiting period and nothing is paid."""
    terms = benefit.terms
    illnesses = sheet.facts.event.illnesses if sheet.applies(benefit) else ()
    amount, waiting = 0, False
    for illness in illnesses:
        if _waits(sheet, benefit.waiting, illness.confirmed_on):
            waiting = True
            continue
        for term in terms.severities:
            if term.severity == illness.severity and _payable(term, illness, sheet.facts.prior_illnesses):
                amount = max(amount, sheet.share(sheet.sum_insured(benefit), term.share_bp))
    returned = 0
    if terms.waiting_return is not None:
        sheet.note(benefit, in_waiting=int(waiting))
    if terms.waiting_return is not None and waiting and amount == 0:
        returned = sheet.share(sheet.facts.policy.premium_paid_fen or 0, terms.waiting_return.share_bp)
    sheet.note(benefit, amount=amount, premium_returned=returned)
    _settle(sheet, benefit, amount + returned, ())


def _payable(term: SeverityTerm, illness: Illness, before: Sequence[Illness]) -> bool:
    same = [one for one in before if one.severity == term.severity]
    if any(one.code == illness.code for one in before):
        return False
    if len(same) >= term.max_times:
        return False
    if any((illness.confirmed_on - one.confirmed_on).days < term.interval_days for one in same):
        return False
    if term.once_per_group and illness.group and any(one.group == illness.group for one in same):
        return False
    return not (term.ends_after_severe and any(one.severity == Severity.SEVERE for one in before))


def _waits(sheet: Sheet, waiting: Waiting | None, event_on: datetime.date) -> bool:
    """Whether the event lies in the waiting period (PremiumReturn)."""
    if waiting is None:
        return False
    policy = sheet.facts.policy
    if waiting.waived_for_accident and Nature.INJURY in sheet.facts.event.natures:
        return False
    start = policy.starts_on
    if waiting.waived_on_renewal and policy.first_started_on is not None:
        start = policy.first_started_on
    return (event_on - start).days < waiting.days


Once = DeathBenefit | TermLifeBenefit | DisabilityBenefit | CriticalIllnessBenefit


def _settle(sheet: Sheet, benefit: Once, amount: int, less_prior_from: Sequence[str]) -> None:
    """Less what the same accident already paid, before or in this claim; then the limits; then who receives it."""
    prior = sum(one.amount_fen for one in sheet.facts.prior_payments if one.benefit in less_prior_from)
    prior += sum(sheet.payable.get(code, 0) for code in less_prior_from)
    prior = min(prior, amount)
    sheet.note(benefit, prior=prior)
    paid = sheet.limited(benefit, benefit.terms.limits, amount - prior)
    sheet.pays(benefit, paid)
    sheet.use(benefit, benefit.terms.limits, paid)
    if isinstance(benefit, DeathBenefit | TermLifeBenefit) and benefit.terms.beneficiary_clause:
        shares = _shares(sheet, paid)
        sheet.note(benefit, beneficiary_amount=shares, to_beneficiaries=sum(shares))


def _shares(sheet: Sheet, paid: int) -> list[int]:
    """What each beneficiary receives: those of the lowest order still entitled, by their shares."""
    named = sheet.facts.beneficiaries
    first = min((one.order for one in named if one.entitled), default=0)
    return split(paid, [one.share if one.entitled and one.order == first else 0 for one in named])

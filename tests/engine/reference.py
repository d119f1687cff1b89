"""The slow, obvious reference for medical benefits: one bill after the other, in exact fractions, straight from the clauses.

Written apart from the compiler and sharing none of its code: it reads the product and the facts, nothing else.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from anpei.engine.facts import CaseFacts, ExpenseLine, Receipt
from anpei.terms.product import MedicalBenefit, Product


def medical(product: Product, facts: CaseFacts) -> tuple[dict[str, int], dict[str, int]]:
    """(payable fen by medical benefit, what was added to each accumulator)."""
    used = {a.code: facts.accumulators.get(a.code, 0) for a in product.calculation.accumulators}
    before = dict(used)
    taken: set[str] = set()
    payable: dict[str, int] = {}
    for benefit in product.benefits:
        if isinstance(benefit, MedicalBenefit):
            bills = [r for r in facts.receipts if r.id not in taken and _fits(benefit, facts, r)]
            taken |= {bill.id for bill in bills}
            payable[benefit.code] = _one(product, benefit, facts, bills, used)
    return payable, {code: used[code] - before[code] for code in used if used[code] != before[code]}


def _fits(benefit: MedicalBenefit, facts: CaseFacts, receipt: Receipt) -> bool:
    if facts.benefits is not None and benefit.code not in facts.benefits:
        return False
    if not set(benefit.natures) & set(facts.event.natures):
        return False
    return any(line.setting in benefit.settings for line in facts.lines if line.receipt == receipt.id)


def _one(
    product: Product, benefit: MedicalBenefit, facts: CaseFacts, bills: list[Receipt], used: dict[str, int]
) -> int:
    terms = benefit.terms
    cost, social, other = _bases(product, benefit, facts, bills, used)
    base = [c - s - o for c, s, o in zip(cost, social, other, strict=True)]
    ratio = _ratio(benefit, facts, bills)
    deductible = terms.deductible
    if deductible is None:
        return _limited(product, benefit, facts, _round(product, sum(base) * ratio), used)
    if deductible.per == "visit":
        due = [deductible.amount_fen - (o if deductible.filled_by_other_payers else 0) for o in other]
        if terms.order == "deductible_first":
            amount = _round(
                product, sum(max(b - max(d, 0), 0) for b, d in zip(base, due, strict=True)) * ratio
            )
        else:
            amount = sum(
                max(_round(product, b * ratio) - max(d, 0), 0) for b, d in zip(base, due, strict=True)
            )
        return _limited(product, benefit, facts, amount, used)
    left = deductible.amount_fen
    if deductible.accumulator:
        left = max(0, left - used[deductible.accumulator])
    filled = min(left, sum(other)) if deductible.filled_by_other_payers else 0
    subject = sum(base) if terms.order == "deductible_first" else _round(product, sum(base) * ratio)
    borne = min(subject, left - filled)
    if deductible.accumulator:
        used[deductible.accumulator] += filled + borne
    amount = subject - borne
    if terms.order == "deductible_first":
        amount = _round(product, amount * ratio)
    return _limited(product, benefit, facts, amount, used)


def _bases(
    product: Product, benefit: MedicalBenefit, facts: CaseFacts, bills: list[Receipt], used: dict[str, int]
) -> tuple[list[int], list[int], list[int]]:
    ids = [bill.id for bill in bills]
    lines = [line for line in facts.lines if line.receipt in ids]
    covered = {line.id: _covered(product, benefit, facts, line) for line in lines}
    _apply_sub_limits(benefit, facts, lines, covered, used)
    cost, social, other = [], [], []
    for bill in bills:
        # Rounding by receipt: the exact covered cost of the bill, own share rounded once.
        own = sum(one.amount_fen - one.excluded_fen for one in lines if one.receipt == bill.id)
        exact = sum((covered[one.id] for one in lines if one.receipt == bill.id), Fraction(0))
        whole = int(exact) if exact.denominator == 1 else own - _round(product, own - exact)
        cost.append(whole)
        social.append(min(bill.social_fen, whole) if benefit.terms.deduct_social else 0)
        other.append(min(bill.other_fen, whole - social[-1]) if benefit.terms.deduct_other else 0)
    return cost, social, other


def _covered(product: Product, benefit: MedicalBenefit, facts: CaseFacts, line: ExpenseLine) -> Fraction:
    net = line.amount_fen - line.excluded_fen
    window = benefit.terms.window
    if window is not None:
        near = any(
            -window.days_before_admission <= (line.service_on - stay.admitted_on).days
            and (line.service_on - stay.discharged_on).days <= window.days_after_discharge
            for stay in facts.event.stays
        )
        if not near:
            return Fraction(0)
    if benefit.terms.scope == "all" or line.nrdl_class == "A":
        return Fraction(net)
    if line.nrdl_class == "C":
        return Fraction(0)
    own = Fraction(net * line.first_pay_bp, 10_000)
    if product.calculation.rounding.catalogue_share_at == "line":
        return Fraction(net - _round(product, own))
    return net - own


def _apply_sub_limits(
    benefit: MedicalBenefit,
    facts: CaseFacts,
    lines: list[ExpenseLine],
    covered: dict[str, Fraction],
    used: dict[str, int],
) -> None:
    days = sum(stay.days for stay in facts.event.stays)
    for sub_limit in benefit.terms.sub_limits:
        left: dict[str, int] = {}
        start = sub_limit.limit_fen
        if sub_limit.per == "hospital_day":
            start *= days
        if sub_limit.accumulator:
            start = max(0, start - used[sub_limit.accumulator])
        for line in lines:
            if line.category in sub_limit.categories:
                pot = line.receipt if sub_limit.per == "visit" else ""
                allowed = min(int(covered[line.id]), left.get(pot, start))
                left[pot] = left.get(pot, start) - allowed
                covered[line.id] = Fraction(allowed)
                if sub_limit.accumulator:
                    used[sub_limit.accumulator] += allowed


def _ratio(benefit: MedicalBenefit, facts: CaseFacts, bills: list[Receipt]) -> Fraction:
    ratio = benefit.terms.ratio
    if not facts.policy.social_insured:
        return Fraction(ratio.no_social_insurance_bp, 10_000)
    settled = any(_settled(bill, ratio.zero_settlement_counts) for bill in bills)
    return Fraction(ratio.settled_bp if settled else ratio.not_settled_bp, 10_000)


def _settled(bill: Receipt, zero_counts: bool) -> bool:
    if bill.social_settled is None:
        return bill.social_fen > 0
    return bill.social_settled and (zero_counts or bill.social_fen > 0)


def _limited(
    product: Product, benefit: MedicalBenefit, facts: CaseFacts, amount: int, used: dict[str, int]
) -> int:
    for limit in benefit.terms.limits:
        cap = limit.amount_fen
        if cap is None:
            own = benefit.sum_insured.amount_fen
            cap = own if own is not None else facts.policy.sum_insured_fen[benefit.sum_insured_key]
        amount = min(amount, max(0, cap - used[limit.accumulator]))
    for limit in benefit.terms.limits:
        used[limit.accumulator] += amount
    return amount


def _round(product: Product, value: Fraction | int) -> int:
    match product.calculation.rounding.mode.value:
        case "down":
            return floor(value)
        case "up":
            return ceil(value)
        case _:
            return floor(Fraction(value) + Fraction(1, 2))

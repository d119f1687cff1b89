"""Medical expense benefits, one bill after the other (anpei.terms.medical; regulations §5)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from tests.reference.sheet import Sheet, split

from anpei.engine.facts import ExpenseLine, Receipt
from anpei.terms.base import HospitalClass
from anpei.terms.benefits import MedicalBenefit
from anpei.terms.medical import CoinsuranceTiers, Deductible, HospitalShares, Portion
from anpei.terms.product import Product


@dataclass
class Ledger:
    """What the benefits of one claim share: who took which receipt, what others paid that nobody used yet (by receipt), and
    what benefits took of each line.
    """

    taken: list[tuple[str, MedicalBenefit]]
    social: dict[str, int]
    other: dict[str, int]
    claimed: dict[str, int]

    @classmethod
    def of(cls, sheet: Sheet) -> Ledger:
        receipts = sheet.facts.receipts
        return cls(
            taken=[],
            social={receipt.id: receipt.social_fen for receipt in receipts},
            other={receipt.id: receipt.other_fen for receipt in receipts},
            claimed={line.id: 0 for line in sheet.facts.lines},
        )


@dataclass
class Bill:
    """One receipt as one benefit sees it; ``lines`` are all its lines, ``cost`` what is covered of each, in exact fen."""

    receipt: Receipt
    lines: list[ExpenseLine]
    cost: dict[str, Fraction]
    covered: int = 0
    social: int = 0
    other: int = 0

    @property
    def base(self) -> int:
        return self.covered - self.social - self.other


def medical(sheet: Sheet, benefit: MedicalBenefit, ledger: Ledger) -> None:
    """What one medical benefit pays of the claim."""
    bills = _bills(sheet, benefit, ledger)
    _cost(sheet, benefit, bills, ledger)
    _sub_limits(sheet, benefit, bills)
    _paid_by_others(sheet, benefit, bills, ledger)
    sheet.note(benefit, base=sum(bill.base for bill in bills))
    amount = _within_caps(sheet, benefit, _after_deductible_and_shares(sheet, benefit, bills))
    amount = sheet.limited(benefit, benefit.terms.limits, amount)
    sheet.pays(benefit, amount)
    sheet.use(benefit, benefit.terms.limits, amount)


# -- which bills, which part of them


def _bills(sheet: Sheet, benefit: MedicalBenefit, ledger: Ledger) -> list[Bill]:
    found = []
    for receipt in sheet.facts.receipts:
        lines = [line for line in sheet.facts.lines if line.receipt == receipt.id]
        fits = any(line.setting in benefit.settings for line in lines)
        if sheet.applies(benefit) and fits and not _gone(benefit, receipt.id, ledger):
            found.append(Bill(receipt, lines, {}))
    ledger.taken += [(bill.receipt.id, benefit) for bill in found]
    sheet.note(benefit, applies=int(sheet.applies(benefit)))
    mine = [bill.receipt.id for bill in found]
    sheet.note(benefit, mine=[int(receipt.id in mine) for receipt in sheet.facts.receipts])
    return found


def _gone(benefit: MedicalBenefit, receipt: str, ledger: Ledger) -> bool:
    """Whether an earlier benefit took the part of the receipt this benefit is about."""
    for taken, earlier in ledger.taken:
        if taken != receipt:
            continue
        if Portion.WHOLE in (earlier.terms.portion, benefit.terms.portion):
            return True
        if earlier.terms.portion is benefit.terms.portion:
            lists = set(earlier.terms.drug_lists) & set(benefit.terms.drug_lists)
            if benefit.terms.portion is not Portion.DRUG_LIST or lists:
                return True
    return False


def _part(sheet: Sheet, benefit: MedicalBenefit, line: ExpenseLine, amount: int) -> int:
    """The benefit's portion of an amount of the line."""
    portion = benefit.terms.portion
    if portion is Portion.WHOLE:
        return amount
    if line.drug_list in _named_lists(sheet.product):
        mine = portion is Portion.DRUG_LIST and line.drug_list in benefit.terms.drug_lists
        return amount if mine else 0
    outside = 0
    if line.nrdl_class == "C":
        outside = amount
    if line.nrdl_class == "B":
        outside = sheet.share(amount, line.first_pay_bp)
    if portion is Portion.OUTSIDE_CATALOGUE:
        return outside
    return amount - outside if portion is Portion.INSIDE_CATALOGUE else 0


def _named_lists(product: Product) -> set[str]:
    return {
        name
        for benefit in product.benefits
        if isinstance(benefit, MedicalBenefit) and benefit.terms.portion is Portion.DRUG_LIST
        for name in benefit.terms.drug_lists
    }


# -- what is covered of each line and receipt


def _cost(sheet: Sheet, benefit: MedicalBenefit, bills: list[Bill], ledger: Ledger) -> None:
    claimed = excluded = late = refused = outside = 0
    for bill in bills:
        own_share = Fraction(0)
        for line in bill.lines:
            amount = _part(sheet, benefit, line, line.amount_fen)
            taken_off = _part(sheet, benefit, line, line.excluded_fen)
            ledger.claimed[line.id] += amount
            claimed += amount
            excluded += taken_off
            net = amount - taken_off
            if not _near_a_stay(sheet, benefit, line.service_on):
                late += net
                net = 0
            if _refused_hospital(benefit.terms.hospital, bill.receipt):
                refused += net
                net = 0
            own = _outside_catalogue(sheet, benefit, line, net)
            own_share += own
            bill.cost[line.id] = net - own
        if own_share.denominator != 1:
            # The own share is rounded once for the receipt; no sub-limit looks at its lines then.
            whole = sum(bill.cost.values()) + own_share
            own_share = Fraction(sheet.round(own_share))
            bill.cost = {bill.receipt.id: whole - own_share}
        outside += int(own_share)
    sheet.note(
        benefit,
        claimed=claimed,
        excluded=excluded,
        outside_window=late,
        outside_hospital=refused,
        outside_catalogue=outside,
    )


def _near_a_stay(sheet: Sheet, benefit: MedicalBenefit, day: datetime.date) -> bool:
    window = benefit.terms.window
    if window is None:
        return True
    for stay in sheet.facts.event.stays:
        first = stay.admitted_on - datetime.timedelta(days=window.days_before_admission)
        last = stay.discharged_on + datetime.timedelta(days=window.days_after_discharge)
        if first <= day <= last:
            return True
    return False


def _outside_catalogue(sheet: Sheet, benefit: MedicalBenefit, line: ExpenseLine, net: int) -> Fraction:
    """What a benefit for the catalogue only does not cover of a line: class C, and the own share of class B."""
    if benefit.terms.scope == "all" or line.nrdl_class == "A":
        return Fraction(0)
    if line.nrdl_class == "C":
        return Fraction(net)
    if sheet.product.calculation.rounding.catalogue_share_at == "line":
        return Fraction(sheet.share(net, line.first_pay_bp))
    return Fraction(net * line.first_pay_bp, 10_000)


def _refused_hospital(hospital: HospitalShares | None, receipt: Receipt) -> bool:
    if hospital is None or not hospital.designated_only:
        return False
    return receipt.designated is False and not receipt.emergency


def _sub_limits(sheet: Sheet, benefit: MedicalBenefit, bills: list[Bill]) -> None:
    days = sum(stay.days for stay in sheet.facts.event.stays)
    for limit in benefit.terms.sub_limits:
        whole = limit.limit_fen * days if limit.per == "hospital_day" else limit.limit_fen
        left = sheet.left(limit.accumulator, whole) if limit.accumulator else whole
        above = allowed_in_all = 0
        for bill in bills:
            if limit.per == "visit":
                left = whole
            for line in bill.lines:
                if line.category in limit.categories or (line.item_code in limit.items):
                    cost = int(bill.cost[line.id])
                    allowed = min(cost, left)
                    left -= allowed
                    bill.cost[line.id] = Fraction(allowed)
                    above += cost - allowed
                    allowed_in_all += allowed
        if limit.accumulator:
            sheet.post(limit.accumulator, allowed_in_all)
            sheet.note(benefit, **{f"{limit.code}_posted": allowed_in_all})
        sheet.note(benefit, **{limit.code: above})


def _paid_by_others(sheet: Sheet, benefit: MedicalBenefit, bills: list[Bill], ledger: Ledger) -> None:
    for bill in bills:
        name = bill.receipt.id
        bill.covered = int(sum(bill.cost.values()))
        if benefit.terms.deduct_social:
            bill.social = min(ledger.social[name], bill.covered)
            ledger.social[name] -= bill.social
        if benefit.terms.deduct_other:
            bill.other = min(ledger.other[name], bill.covered - bill.social)
            ledger.other[name] -= bill.other
    sheet.note(benefit, social=sum(b.social for b in bills), other=sum(b.other for b in bills))
    of = {bill.receipt.id: bill for bill in bills}
    rows = [of.get(receipt.id) for receipt in sheet.facts.receipts]
    sheet.note(
        benefit,
        receipt_covered=[bill.covered if bill else 0 for bill in rows],
        receipt_social=[bill.social if bill else 0 for bill in rows],
        receipt_other=[bill.other if bill else 0 for bill in rows],
        receipt_base=[bill.base if bill else 0 for bill in rows],
    )


# -- deductible and shares, in the order the terms say


def _after_deductible_and_shares(sheet: Sheet, benefit: MedicalBenefit, bills: list[Bill]) -> int:
    deductible = benefit.terms.deductible
    first = benefit.terms.order == "deductible_first"
    if deductible is None:
        return _shared(sheet, benefit, bills, sum(bill.base for bill in bills), None)
    if deductible.per == "visit":
        return _each_visit(sheet, benefit, deductible, bills)
    if first:
        after = _deducted(sheet, benefit, deductible, bills, sum(bill.base for bill in bills))
        return _shared(sheet, benefit, bills, after, None)
    shared = _shared(sheet, benefit, bills, sum(bill.base for bill in bills), None)
    return _deducted(sheet, benefit, deductible, bills, shared)


def _each_visit(sheet: Sheet, benefit: MedicalBenefit, deductible: Deductible, bills: list[Bill]) -> int:
    due = [
        max(0, deductible.amount_fen - (bill.other if deductible.filled_by_other_payers else 0))
        for bill in bills
    ]
    bases = [bill.base for bill in bills]
    if benefit.terms.order == "deductible_first":
        borne = [min(base, one) for base, one in zip(bases, due, strict=True)]
        after = [base - one for base, one in zip(bases, borne, strict=True)]
        sheet.note(benefit, deductible=sum(borne))
        return _shared(sheet, benefit, bills, sum(after), after)
    shared = _shared_visits(sheet, benefit, bills)
    borne = [min(amount, one) for amount, one in zip(shared, due, strict=True)]
    sheet.note(benefit, deductible=sum(borne))
    return sum(shared) - sum(borne)


def _deducted(
    sheet: Sheet, benefit: MedicalBenefit, deductible: Deductible, bills: list[Bill], subject: int
) -> int:
    left = deductible.amount_fen
    if deductible.per == "hospital_day":
        left *= sum(stay.days for stay in sheet.facts.event.stays)
    if deductible.accumulator:
        left = sheet.left(deductible.accumulator, left)
    if deductible.family:
        of_family = sheet.left(deductible.family.accumulator, deductible.family.amount_fen)
        sheet.note(benefit, own_deductible_left=left, family_deductible_left=of_family)
        left = min(left, of_family)
    filled = 0
    if deductible.filled_by_other_payers:
        filled = min(left, sum(bill.other for bill in bills))
    borne = min(subject, left - filled)
    for accumulator in (deductible.accumulator, deductible.family and deductible.family.accumulator):
        if accumulator:
            sheet.post(accumulator, filled + borne)
    sheet.note(benefit, deductible_filled=filled, deductible=borne, after_deductible=subject - borne)
    return subject - borne


def _shared(
    sheet: Sheet, benefit: MedicalBenefit, bills: list[Bill], amount: int, of_bills: list[int] | None
) -> int:
    """Tiers, class of hospital, ratio of the whole amount; ``of_bills``: the same amount, receipt by receipt."""
    terms = benefit.terms
    if terms.tiers is not None:
        amount = _tiered(sheet, benefit, terms.tiers, amount)
    if terms.hospital is not None and set(terms.hospital.shares) != {10_000}:
        if of_bills is None:
            of_bills = split(amount, [bill.base for bill in bills])
        paid = sum(
            sheet.share(one, _hospital_share(terms.hospital, bill.receipt))
            for one, bill in zip(of_bills, bills, strict=True)
        )
        sheet.note(benefit, hospital_own_share=amount - paid)
        amount = paid
    ratio = _ratio(sheet, benefit, bills)
    paid = sheet.share(amount, ratio)
    sheet.note(benefit, ratio=ratio, shared=paid, own_share=amount - paid)
    return paid


def _shared_visits(sheet: Sheet, benefit: MedicalBenefit, bills: list[Bill]) -> list[int]:
    """The same, when a deductible of each visit comes last: each receipt's own amount after every share."""
    hospital = benefit.terms.hospital
    amounts = [bill.base for bill in bills]
    if hospital is not None:
        before = sum(amounts)
        amounts = [sheet.share(bill.base, _hospital_share(hospital, bill.receipt)) for bill in bills]
        sheet.note(benefit, hospital_own_share=before - sum(amounts))
    ratio = _ratio(sheet, benefit, bills)
    paid = [sheet.share(one, ratio) for one in amounts]
    sheet.note(benefit, ratio=ratio, own_share=sum(amounts) - sum(paid))
    return paid


def _tiered(sheet: Sheet, benefit: MedicalBenefit, tiers: CoinsuranceTiers, amount: int) -> int:
    """The slices of the amount, each at its share."""
    used = sheet.used[tiers.accumulator] if tiers.accumulator else 0
    paid, below_before = 0, 0
    for n, tier in enumerate(tiers.slices, start=1):
        below = amount if tier.up_to_fen is None else min(amount, max(0, tier.up_to_fen - used))
        of_slice = sheet.share(below - below_before, tier.share_bp)
        sheet.note(benefit, **{f"tier_{n}": below - below_before, f"tier_{n}_paid": of_slice})
        paid += of_slice
        below_before = below
    sheet.note(benefit, after_tiers=paid, tier_own_share=amount - paid)
    if tiers.accumulator:
        sheet.post(tiers.accumulator, amount)
    return paid


def _hospital_share(hospital: HospitalShares, receipt: Receipt) -> int:
    match receipt.hospital_class:
        case HospitalClass.TERTIARY:
            return hospital.tertiary_bp
        case HospitalClass.SECONDARY:
            return hospital.secondary_bp
        case HospitalClass.PRIMARY:
            return hospital.primary_bp
    return hospital.unrated_bp


def _ratio(sheet: Sheet, benefit: MedicalBenefit, bills: list[Bill]) -> int:
    ratio = benefit.terms.ratio
    if sheet.facts.event.pre_existing and ratio.pre_existing_bp is not None:
        return ratio.pre_existing_bp
    if not sheet.facts.policy.social_insured:
        return ratio.no_social_insurance_bp
    if any(_settled(bill.receipt, ratio.zero_settlement_counts) for bill in bills):
        return ratio.settled_bp
    return ratio.not_settled_bp


def _settled(receipt: Receipt, zero_counts: bool) -> bool:
    """Settled with social insurance; whether a settlement of zero is one, the terms say."""
    if receipt.social_settled is None:
        return receipt.social_fen > 0
    return receipt.social_settled and (receipt.social_fen > 0 or zero_counts)


def _within_caps(sheet: Sheet, benefit: MedicalBenefit, amount: int) -> int:
    for cap in benefit.terms.caps:
        most = cap.amount_fen
        if cap.per == "hospital_day":
            most *= sum(stay.days for stay in sheet.facts.event.stays)
        over = max(0, amount - most)
        amount -= over
        sheet.note(benefit, **{f"over_{cap.code}": over})
    return amount


def unassigned(sheet: Sheet, ledger: Ledger) -> None:
    """What was charged and no benefit is about."""
    left = [line.amount_fen - ledger.claimed[line.id] for line in sheet.facts.lines]
    sheet.figures["unassigned.line_claimed"] = left
    for name in ("claimed", "no_benefit"):
        sheet.figures[f"unassigned.{name}"] = sum(left)
    sheet.figures["unassigned.payable"] = 0

"""What the insured owes others, one claimant after the other (Insurance Law art. 65, 66; anpei.terms.liability)."""

from __future__ import annotations

from tests.reference.loss import deducted
from tests.reference.sheet import Sheet, split

from anpei.engine.facts_loss import LiabilityClaimant, LossFacts
from anpei.terms.benefits import LiabilityBenefit
from anpei.terms.liability import DamageHead, LimitAmount


def liability(sheet: Sheet, benefit: LiabilityBenefit) -> None:
    """What one liability benefit pays of an occurrence, to whom, and the legal cost."""
    loss = sheet.facts.loss or LossFacts()
    here = sheet.applies(benefit)
    claimants = [one for one in loss.claimants if here and one.benefit == benefit.code]
    due = _due(sheet, benefit, claimants)
    amount = sum(due)
    sheet.note(benefit, liability=amount)
    if benefit.terms.deductible is not None:
        after = deducted(sheet, benefit.terms.deductible, amount)
        sheet.note(benefit, deductible=amount - after)
        amount = after
    occurrence = _limit(sheet, benefit.terms.occurrence.limit)
    sheet.note(benefit, over_occurrence=max(0, amount - occurrence))
    amount = sheet.limited(benefit, benefit.terms.limits, min(amount, occurrence))
    sheet.use(benefit, benefit.terms.limits, amount)
    sheet.note(benefit, indemnity=amount)
    _paid_out(sheet, benefit, claimants, split(amount, due))
    costs = [one.legal_fen for one in loss.costs if here and one.benefit == benefit.code]
    sheet.pays(benefit, amount + _legal(sheet, benefit, sum(costs), amount, occurrence))


def _limit(sheet: Sheet, limit: LimitAmount) -> int:
    if limit.key is not None:
        return sheet.facts.policy.sum_insured_fen.get(limit.key, 0)
    return limit.amount_fen or 0


def _due(sheet: Sheet, benefit: LiabilityBenefit, claimants: list[LiabilityClaimant]) -> list[int]:
    """What is due to each: head by head what is left of the damage, by the insured's fault, within the person's limits."""
    terms = benefit.terms
    names = ("claimed", "heads_outside", "excluded", "others_paid", "beyond_fault")
    figures = dict.fromkeys(names, 0) | {f"over_{limit.code}": 0 for limit in terms.person_limits}
    due = []
    for one in claimants:
        owed = dict.fromkeys(DamageHead, 0)
        for head in DamageHead:
            claimed = one.claimed_fen.get(head, 0)
            figures["claimed"] += claimed
            if head not in terms.covers:
                figures["heads_outside"] += claimed
                continue
            excluded = one.excluded_fen.get(head, 0)
            paid = min(one.others_paid_fen.get(head, 0), claimed - excluded)
            left = claimed - excluded - paid
            owed[head] = sheet.share(left, one.fault_bp)
            figures["excluded"] += excluded
            figures["others_paid"] += paid
            figures["beyond_fault"] += left - owed[head]
        whole = sum(owed.values())
        for limit in terms.person_limits:
            over = max(0, sum(owed[head] for head in limit.heads) - _limit(sheet, limit.limit))
            figures[f"over_{limit.code}"] += over
            whole -= over
        due.append(whole)
    sheet.note(benefit, **figures)
    return due


def _paid_out(
    sheet: Sheet, benefit: LiabilityBenefit, claimants: list[LiabilityClaimant], parts: list[int]
) -> None:
    """Back to the insured what he has paid the claimant himself, all else to the claimant (art. 65)."""
    back = [min(part, one.paid_by_insured_fen) for part, one in zip(parts, claimants, strict=True)]
    sheet.note(benefit, to_insured=sum(back), to_claimants=sum(parts) - sum(back))


def _legal(sheet: Sheet, benefit: LiabilityBenefit, cost: int, indemnity: int, occurrence: int) -> int:
    """Cost of court and defence (art. 66): beside the indemnity up to its own cap, or in what the limits still hold."""
    terms = benefit.terms
    if terms.legal_costs.limit_bp is not None:
        paid = min(cost, sheet.share(occurrence, terms.legal_costs.limit_bp))
    else:
        paid = min(cost, occurrence - indemnity)
        for limit in terms.limits:
            whole = sheet.sum_insured(benefit) if limit.amount_fen is None else limit.amount_fen
            paid = min(paid, sheet.left(limit.accumulator, whole))
        for limit in terms.limits:
            sheet.post(limit.accumulator, paid)
    sheet.note(benefit, legal=cost, legal_over_limit=cost - paid)
    return paid

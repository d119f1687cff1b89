"""Losses of property, one item after the other (Insurance Law art. 55–60, 64; regulations §1.4; anpei.terms.property)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.reference.loss import deducted, paid_share
from tests.reference.sheet import Sheet

from anpei.engine.facts_loss import ItemLoss, LossCosts, LossFacts
from anpei.terms.benefits import PropertyBenefit


@dataclass
class Item:
    """One insured thing: what it was worth, and what is left of its loss as the terms take their parts off."""

    row: ItemLoss
    value: int
    claimed: int = 0
    left: int = 0
    net: int = 0


def loss_of_property(sheet: Sheet, benefit: PropertyBenefit) -> None:
    """What one section pays: items measured, averaged, deducted; others' parts; limits; the costs beside the loss."""
    loss = sheet.facts.loss or LossFacts()
    here = sheet.applies(benefit)
    items = [
        Item(row, _value(sheet, benefit, row)) for row in loss.items if here and row.benefit == benefit.code
    ]
    for item in items:
        item.claimed = item.left = _claimed(sheet, benefit, item)
    sheet.note(benefit, claimed=sum(item.claimed for item in items))
    _net_losses(sheet, benefit, items)
    whole = sum(item.net for item in items)
    sheet.note(benefit, net_loss=whole)
    _average(sheet, benefit, items, whole)
    amount, borne = _deductible_and_share(sheet, benefit, items)
    amount = _with_other_insurers(sheet, benefit, items, amount, whole - borne)
    amount = _after_recoveries(sheet, benefit, items, amount)
    indemnity = _indemnity(sheet, benefit, amount)
    cost = next((one for one in loss.costs if here and one.benefit == benefit.code), LossCosts(benefit.code))
    beside = _mitigation(sheet, benefit, items, whole, cost) + _survey(sheet, benefit, cost)
    sheet.pays(benefit, indemnity + beside + _debris(sheet, benefit, cost))


# -- the loss of each item


def _value(sheet: Sheet, benefit: PropertyBenefit, row: ItemLoss) -> int:
    """Insurable value at the loss (art. 55)."""
    basis = benefit.terms.basis
    if basis in ("stated_value", "agreed_value"):
        return row.value_fen or 0
    if basis == "replacement_cost":
        return row.replacement_fen or 0
    return sheet.share(row.replacement_fen or 0, _remaining(benefit, row))


def _remaining(benefit: PropertyBenefit, row: ItemLoss) -> int:
    """Share of the replacement cost left after the whole months or years of use."""
    terms = benefit.terms.depreciation
    assert terms is not None
    rate = row.depreciation_bp
    if rate is None:
        rate = sum(one.bp for one in terms.rates if one.kind == row.kind)
    periods = row.used_months if terms.per == "month" else row.used_months // 12
    return max(terms.floor_bp, 10_000 - rate * periods)


def _claimed(sheet: Sheet, benefit: PropertyBenefit, item: Item) -> int:
    row, basis = item.row, benefit.terms.basis
    if row.totally_lost:
        return (row.replacement_fen or 0) if basis == "actual_value" else item.value
    return _measured(sheet, benefit, item, row.repair_fen + row.loss_fen)


def _measured(sheet: Sheet, benefit: PropertyBenefit, item: Item, amount: int) -> int:
    """A part of an agreed value is what it lost of the sound value."""
    if benefit.terms.basis != "agreed_value" or item.row.totally_lost:
        return amount
    sound = item.row.sound_value_fen or 0
    return sheet.round(Fraction(amount * item.value, sound)) if sound else 0


def _net_losses(sheet: Sheet, benefit: PropertyBenefit, items: list[Item]) -> None:
    """Outside cover, depreciation of what is wholly lost, what a repair costs beyond the value, salvage, third parties."""
    terms = benefit.terms
    taken = dict.fromkeys(("excluded", "depreciation", "above_value", "salvage", "recovered"), 0)

    def take(item: Item, name: str, amount: int) -> None:
        taken[name] += amount
        item.left -= amount

    for item in items:
        row = item.row
        take(item, "excluded", _measured(sheet, benefit, item, row.excluded_fen))
        if terms.basis == "actual_value" and row.totally_lost:
            kept = sheet.share(item.left, _remaining(benefit, row))
            take(item, "depreciation", item.left - kept)
        take(item, "above_value", max(0, item.left - item.value))
        if row.salvage_kept:
            take(item, "salvage", min(item.left, row.salvage_fen))
        if terms.recoveries.rule == "from_loss":
            take(item, "recovered", min(item.left, row.recovered_fen))
        item.net = item.left
    if terms.recoveries.rule == "from_payment":
        del taken["recovered"]
    sheet.note(benefit, **taken)


# -- under-insurance


def _insured_of_required(sheet: Sheet, benefit: PropertyBenefit, items: list[Item]) -> tuple[int, int]:
    """What of the value to be insured is insured, and that value, of these items together; both × 10,000."""
    required = benefit.terms.average.required_bp or 10_000
    if benefit.terms.sum_insured_over == "benefit":
        whole = sum(item.value for item in items) * required
        return min(sheet.sum_insured(benefit) * 10_000, whole), whole
    insured = sum(min(item.row.sum_insured_fen * 10_000, item.value * required) for item in items)
    return insured, sum(item.value * required for item in items)


def _averages(benefit: PropertyBenefit, whole: int) -> bool:
    """Whether losses are cut in proportion: no first loss, and more than a waived small loss."""
    average = benefit.terms.average
    waived = average.waived_up_to_fen > 0 and whole <= average.waived_up_to_fen
    return average.rule != "first_loss" and not waived


def _average(sheet: Sheet, benefit: PropertyBenefit, items: list[Item], whole: int) -> None:
    under = over = 0
    blanket = benefit.terms.sum_insured_over == "benefit"
    for item in items:
        if _averages(benefit, whole):
            insured, required = _insured_of_required(sheet, benefit, items if blanket else [item])
            paid = sheet.round(Fraction(item.left * insured, required)) if required else 0
            under += item.left - paid
            item.left = paid
        if not blanket:
            above = max(0, item.left - item.row.sum_insured_fen)
            over += above
            item.left -= above
    sheet.note(benefit, under_insurance=under, over_item_sum=over)


# -- deductible and share, other insurers, third parties, limits


def _deductible_and_share(sheet: Sheet, benefit: PropertyBenefit, items: list[Item]) -> tuple[int, int]:
    """What remains, and what the insured bears by both."""
    terms = benefit.terms
    by_item = terms.deductible is not None and terms.deductible.per == "item"
    amounts = [item.left for item in items] if by_item else [sum(item.left for item in items)]
    off = {"deductible": 0, "own_share": 0}
    order = ["deductible", "own_share"]
    if terms.order == "share_first":
        order.reverse()
    left = 0
    for amount in amounts:
        for name in order:
            before = amount
            if name == "deductible" and terms.deductible is not None:
                amount = deducted(sheet, terms.deductible, amount)
            if name == "own_share" and terms.paid_share is not None:
                amount = paid_share(sheet, terms.paid_share, amount)
            off[name] += before - amount
        left += amount
    sheet.note(benefit, **off)
    return left, sum(off.values())


def _with_other_insurers(
    sheet: Sheet, benefit: PropertyBenefit, items: list[Item], alone: int, loss: int
) -> int:
    """Double insurance (art. 56): ``alone`` this policy by itself, ``loss`` what all insurers share."""
    others = [
        one
        for one in (sheet.facts.loss or LossFacts()).insurers
        if one.benefit == benefit.code and sheet.applies(benefit)
    ]
    match benefit.terms.contribution.rule:
        case "by_sum_insured":
            own = sum(item.row.sum_insured_fen for item in items)
            if benefit.terms.sum_insured_over == "benefit":
                own = sheet.sum_insured(benefit)
            ours = _proportion(loss, own, own + sum(one.sum_insured_fen for one in others))
        case "by_limit":
            ours = _proportion(loss, alone, alone + sum(one.limit_fen for one in others))
        case "in_sequence":
            ours = Fraction(loss - sum(one.limit_fen for one in others if one.stands_before))
        case "equal_shares":
            ours = _level(loss, [one.limit_fen for one in others])
    amount = min(alone, max(0, sheet.round(ours)))
    sheet.note(benefit, shared_loss=loss, other_insurers=alone - amount)
    return amount


def _proportion(whole: int, part: int, of: int) -> Fraction:
    return Fraction(whole * part, of) if of else Fraction(0)


def _level(loss: int, limits: list[int]) -> Fraction:
    """Everybody, this policy too, pays in step until the loss is met; whoever reaches his limit stops there."""
    level, left = Fraction(0), Fraction(loss)
    for place, limit in enumerate(sorted(limits)):
        paying = len(limits) - place + 1
        step = min(limit - level, left / paying)
        level += step
        left -= step * paying
    return level + left


def _after_recoveries(sheet: Sheet, benefit: PropertyBenefit, items: list[Item], amount: int) -> int:
    """Money already had from a third party, where it comes off the payment (art. 60)."""
    if benefit.terms.recoveries.rule == "from_loss":
        return amount
    recovered = min(amount, sum(item.row.recovered_fen for item in items))
    sheet.note(benefit, recovered=recovered)
    return amount - recovered


def _indemnity(sheet: Sheet, benefit: PropertyBenefit, amount: int) -> int:
    terms = benefit.terms
    if terms.reinstatement is not None:
        over = max(0, amount - sheet.sum_insured(benefit))
        amount -= over
        sheet.note(benefit, over_sum_insured=over)
    amount = sheet.limited(benefit, terms.limits, amount)
    sheet.use(benefit, terms.limits, amount)
    sheet.note(benefit, indemnity=amount)
    if terms.reinstatement is not None:
        policy, day = sheet.facts.policy, sheet.facts.event.accident_on
        in_all = (policy.ends_on - policy.starts_on).days + 1
        left = max(0, (policy.ends_on - day).days + 1) if day else 0
        premium = Fraction(amount * terms.reinstatement.premium_bp * left, 10_000 * in_all)
        sheet.note(benefit, reinstatement_premium=sheet.round(premium))
    return amount


# -- costs beside the loss


def _mitigation(
    sheet: Sheet, benefit: PropertyBenefit, items: list[Item], whole: int, cost: LossCosts
) -> int:
    """Of saving the insured things (art. 57); under-insured things carry the rest, if the terms say so; up to the sum."""
    given = left = cost.mitigation_fen
    if cost.saved_total_fen:
        left = sheet.round(Fraction(left * cost.saved_insured_fen, cost.saved_total_fen))
    sheet.note(benefit, mitigation=given, mitigation_other_property=given - left)
    if benefit.terms.mitigation.by_average:
        before = left
        insured, required = _insured_of_required(sheet, benefit, items)
        if _averages(benefit, whole) and required:
            left = sheet.round(Fraction(left * insured, required))
        sheet.note(benefit, mitigation_under_insurance=before - left)
    over = max(0, left - sheet.sum_insured(benefit))
    sheet.note(benefit, mitigation_over_sum=over)
    return left - over


def _survey(sheet: Sheet, benefit: PropertyBenefit, cost: LossCosts) -> int:
    """Whole: to find nature, cause and extent of a loss is the insurer's (art. 64)."""
    sheet.note(benefit, survey=cost.survey_fen)
    return cost.survey_fen


def _debris(sheet: Sheet, benefit: PropertyBenefit, cost: LossCosts) -> int:
    if benefit.terms.debris is None:
        return 0
    over = max(0, cost.debris_fen - sheet.share(sheet.sum_insured(benefit), benefit.terms.debris.limit_bp))
    sheet.note(benefit, debris=cost.debris_fen, debris_over_limit=over)
    return cost.debris_fen - over

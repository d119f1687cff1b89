"""A loss as the integers the property and liability steps read: tables item, insurer and claimant, and costs as claim values."""

from __future__ import annotations

from itertools import accumulate

from anpei.engine.facts import CaseFacts
from anpei.engine.facts_loss import LossCosts, LossFacts, OtherInsurer
from anpei.engine.property import KIND_CODES
from anpei.terms.benefits import LiabilityBenefit, PropertyBenefit
from anpei.terms.liability import DamageHead
from anpei.terms.product import Product

NO_LOSS = LossFacts()


def loss_values(product: Product, facts: CaseFacts) -> dict[str, int]:
    """One integer for each cost, and how much stands under each property or liability benefit."""
    if not _insures_losses(product):
        return {}
    loss = facts.loss or NO_LOSS
    policy = facts.policy
    happened = facts.event.accident_on
    values = {
        "days_left": max((policy.ends_on - happened).days + 1, 0) if happened else 0,
        "policy_days": (policy.ends_on - policy.starts_on).days + 1,
    }
    costs = {cost.benefit: cost for cost in loss.costs}
    for benefit in product.benefits:
        if not isinstance(benefit, PropertyBenefit | LiabilityBenefit):
            continue
        cost = costs.get(benefit.code, LossCosts(benefit.code))
        values[f"losses.{benefit.code}"] = len(loss.rows_under(benefit.code))
        for name in ("mitigation", "saved_insured", "saved_total", "survey", "debris", "legal"):
            values[f"cost.{benefit.code}.{name}"] = getattr(cost, f"{name}_fen")
        if isinstance(benefit, LiabilityBenefit):
            for key in benefit.terms.policy_keys():
                values[f"sum_insured.{key}"] = policy.sum_insured_fen.get(key, 0)
    return values


def loss_tables(product: Product, facts: CaseFacts) -> dict[str, dict[str, list[int]]]:
    """The three tables of a loss; a row names its benefit by its place in the product."""
    if not _insures_losses(product):
        return {}
    loss = facts.loss or NO_LOSS
    place = {benefit.code: number for number, benefit in enumerate(product.benefits)}
    return {
        "item": _items(loss, place),
        "insurer": _insurers(loss, place),
        "claimant": _claimants(loss, place),
    }


def _insures_losses(product: Product) -> bool:
    return any(isinstance(benefit, PropertyBenefit | LiabilityBenefit) for benefit in product.benefits)


def _items(loss: LossFacts, place: dict[str, int]) -> dict[str, list[int]]:
    items = loss.items
    return {
        "row": list(range(len(items))),
        "benefit": [place[item.benefit] for item in items],
        "kind": [KIND_CODES[item.kind] for item in items],
        "sum_insured": [item.sum_insured_fen for item in items],
        "value": [item.value_fen or 0 for item in items],
        "replacement": [item.replacement_fen or 0 for item in items],
        "sound_value": [item.sound_value_fen or 0 for item in items],
        "used_months": [item.used_months for item in items],
        "used_years": [item.used_months // 12 for item in items],
        "rate_given": [int(item.depreciation_bp is not None) for item in items],
        "depreciation_bp": [item.depreciation_bp or 0 for item in items],
        "repair": [item.repair_fen for item in items],
        "loss": [item.loss_fen for item in items],
        "totally_lost": [int(item.totally_lost) for item in items],
        "salvage": [item.salvage_fen for item in items],
        "salvage_kept": [int(item.salvage_kept) for item in items],
        "recovered": [item.recovered_fen for item in items],
        "excluded": [item.excluded_fen for item in items],
    }


def _insurers(loss: LossFacts, place: dict[str, int]) -> dict[str, list[int]]:
    """``lowest_limits``: this and every lower limit under the benefit; ``sharing``: who still shares above them, we too."""
    insurers = loss.insurers
    lowest, sharing = [0] * len(insurers), [0] * len(insurers)
    for benefit in {insurer.benefit for insurer in insurers}:
        rising = _rising(insurers, benefit)
        sums = accumulate(insurers[row].limit_fen for row in rising)
        for rank, (row, whole) in enumerate(zip(rising, sums, strict=True), start=1):
            lowest[row], sharing[row] = whole, len(rising) + 1 - rank
    return {
        "row": list(range(len(insurers))),
        "benefit": [place[insurer.benefit] for insurer in insurers],
        "sum_insured": [insurer.sum_insured_fen for insurer in insurers],
        "limit": [insurer.limit_fen for insurer in insurers],
        "before": [int(insurer.stands_before) for insurer in insurers],
        "lowest_limits": lowest,
        "sharing": sharing,
    }


def _rising(insurers: tuple[OtherInsurer, ...], benefit: str) -> list[int]:
    rows = [row for row, insurer in enumerate(insurers) if insurer.benefit == benefit]
    return sorted(rows, key=lambda row: insurers[row].limit_fen)


def _claimants(loss: LossFacts, place: dict[str, int]) -> dict[str, list[int]]:
    claimants = loss.claimants
    table = {
        "row": list(range(len(claimants))),
        "benefit": [place[one.benefit] for one in claimants],
        "fault_bp": [one.fault_bp for one in claimants],
        "paid_by_insured": [one.paid_by_insured_fen for one in claimants],
    }
    for head in DamageHead:
        table[head.value] = [one.claimed_fen.get(head, 0) for one in claimants]
        table[f"{head.value}_excluded"] = [one.excluded_fen.get(head, 0) for one in claimants]
        table[f"{head.value}_paid"] = [one.others_paid_fen.get(head, 0) for one in claimants]
    return table

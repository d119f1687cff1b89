"""Looks at a loss before any arithmetic: items, other insurers, claimants, costs. Everything wrong is a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from anpei.engine.calculation import Finding
from anpei.engine.facts import CaseFacts
from anpei.engine.facts_loss import ItemLoss, LiabilityClaimant, LossCosts, LossFacts, OtherInsurer
from anpei.engine.findings import error, number, warning
from anpei.terms.benefits import LiabilityBenefit, PropertyBenefit
from anpei.terms.product import Product

_MAX_MONTHS = 2_400
_AMOUNTS = (
    "sum_insured",
    "value",
    "replacement",
    "sound_value",
    "repair",
    "loss",
    "salvage",
    "recovered",
    "excluded",
)
_COSTS = ("mitigation", "saved_insured", "saved_total", "survey", "debris", "legal")
"""Costs by name; the last is of liability, the others of property."""


def check_loss(product: Product, facts: CaseFacts) -> Iterator[Finding]:
    """Findings about the loss of a case. Rules about amounts are looked at only where every amount is one."""
    loss = facts.loss
    if loss is None:
        return
    wrong = [*_numbers(loss), *_names(product, loss)]
    yield from wrong
    if wrong:
        return
    clauses = {clause.number for clause in product.clauses}
    for benefit in product.benefits:
        if isinstance(benefit, PropertyBenefit):
            yield from _section(benefit, facts, loss, clauses)
        elif isinstance(benefit, LiabilityBenefit):
            yield from _liability(benefit, facts, loss, clauses)
    yield from _outside(product, facts, loss)


def _numbers(loss: LossFacts) -> Iterator[Finding]:
    for item in loss.items:
        for name in _AMOUNTS:
            if getattr(item, f"{name}_fen") is not None:
                yield from number(getattr(item, f"{name}_fen"), f"item.{name}", item.id)
        yield from number(item.used_months, "item.used_months", item.id, most=_MAX_MONTHS)
        if item.depreciation_bp is not None:
            yield from number(item.depreciation_bp, "item.depreciation", item.id, most=10_000)
    for insurer in loss.insurers:
        yield from number(insurer.sum_insured_fen, "insurer.sum_insured", insurer.id)
        yield from number(insurer.limit_fen, "insurer.limit", insurer.id)
    for one in loss.claimants:
        for amounts, name in (
            (one.claimed_fen, "claimed"),
            (one.excluded_fen, "excluded"),
            (one.others_paid_fen, "others_paid"),
        ):
            for amount in amounts.values():
                yield from number(amount, f"claimant.{name}", one.id)
        yield from number(one.fault_bp, "claimant.fault", one.id, most=10_000)
        yield from number(one.paid_by_insured_fen, "claimant.paid_by_insured", one.id)
    for cost in loss.costs:
        for name in _COSTS:
            yield from number(getattr(cost, f"{name}_fen"), f"cost.{name}", cost.benefit)


def _names(product: Product, loss: LossFacts) -> Iterator[Finding]:
    property_codes = {b.code for b in product.benefits if isinstance(b, PropertyBenefit)}
    liability_codes = {b.code for b in product.benefits if isinstance(b, LiabilityBenefit)}
    tables: tuple[tuple[str, list[tuple[str, str]], set[str]], ...] = (
        ("item", [(row.id, row.benefit) for row in loss.items], property_codes),
        ("insurer", [(row.id, row.benefit) for row in loss.insurers], property_codes),
        ("claimant", [(row.id, row.benefit) for row in loss.claimants], liability_codes),
        ("cost", [(row.benefit, row.benefit) for row in loss.costs], property_codes | liability_codes),
    )
    for table, rows, known in tables:
        for row, times in Counter(row for row, _benefit in rows).items():
            if times > 1:
                yield error(f"{table}.given_twice", "同一项出现两次", "The same one is given twice", row)
        for row, benefit in rows:
            if benefit not in known:
                yield error(
                    f"{table}.benefit_unknown",
                    f"保单没有这项责任：{benefit}",
                    f"The policy has no such cover: {benefit}",
                    row,
                )


def _outside(product: Product, facts: CaseFacts, loss: LossFacts) -> Iterator[Finding]:
    """Rows under a benefit that is not asked for or does not cover what happened are told, never dropped in silence."""
    for benefit in product.benefits:
        asked = facts.benefits is None or benefit.code in facts.benefits
        if asked and set(benefit.natures) & set(facts.event.natures):
            continue
        for row in loss.rows_under(benefit.code):
            yield warning(
                "loss.benefit_does_not_apply",
                f"{benefit.name.zh}不适用于本次出险，未计入",
                f"{benefit.name.en} does not apply to what happened: not counted",
                row,
            )


# -- property


def _section(
    benefit: PropertyBenefit, facts: CaseFacts, loss: LossFacts, clauses: set[str]
) -> Iterator[Finding]:
    items = [item for item in loss.items if item.benefit == benefit.code]
    for item in items:
        yield from _item(benefit, item)
        yield from _exclusion(item, bool(item.excluded_fen), clauses)
    whole = facts.policy.sum_insured_fen.get(benefit.sum_insured_key, benefit.sum_insured.amount_fen)
    by_item = benefit.terms.sum_insured_over == "item"
    if by_item and type(whole) is int and sum(item.sum_insured_fen for item in items) > whole:
        yield error(
            "item.sums_above_policy",
            "各项保险金额合计大于保单",
            "The items are insured for more than the policy says",
            benefit.code,
        )
    for insurer in loss.insurers:
        if insurer.benefit == benefit.code:
            yield from _insurer(benefit, insurer)
    for cost in loss.costs:
        if cost.benefit == benefit.code:
            yield from _property_cost(benefit, cost)


def _item(benefit: PropertyBenefit, item: ItemLoss) -> Iterator[Finding]:
    terms = benefit.terms
    damaged = item.totally_lost or item.repair_fen or item.loss_fen
    if item.kind not in terms.covers:
        yield error(
            "item.kind_not_covered",
            f"{benefit.name.zh}不承保这类财产",
            f"{benefit.name.en} does not insure this kind of property",
            item.id,
        )
    worth = item.value_fen
    missing = "item.value_missing"
    if terms.basis in ("actual_value", "replacement_cost"):
        worth, missing = item.replacement_fen, "item.replacement_missing"
    if worth is None:
        yield error(missing, "缺少出险时的价值", "The value at the loss is missing", item.id)
        return
    if worth == 0 and damaged:
        yield error(
            f"{missing.removesuffix('_missing')}_zero", "价值为零，无法理算", "Worth nothing", item.id
        )
    if item.totally_lost and (item.repair_fen or item.loss_fen):
        yield error(
            "item.total_and_partial",
            "全损的不再计修理费和部分损失",
            "What is totally lost has no repair and no partial loss",
            item.id,
        )
    partly = bool(damaged) and not item.totally_lost
    if terms.basis == "agreed_value" and partly and not item.sound_value_fen:
        yield error("item.sound_value_missing", "缺少完好时的市价", "The sound value is missing", item.id)
    gross = worth if item.totally_lost else item.repair_fen + item.loss_fen
    if item.excluded_fen > gross:
        yield error(
            "item.excluded_above_loss", "责任外金额大于损失", "More is excluded than was lost", item.id
        )
    if item.salvage_fen > worth:
        yield error("item.salvage_above_value", "残值大于价值", "The salvage is above the value", item.id)
    if terms.sum_insured_over == "item" and damaged and not item.sum_insured_fen:
        yield error(
            "item.sum_insured_missing", "缺少这一项的保险金额", "No sum insured for this item", item.id
        )


def _insurer(benefit: PropertyBenefit, insurer: OtherInsurer) -> Iterator[Finding]:
    by_sum = benefit.terms.contribution.rule == "by_sum_insured"
    if not (insurer.sum_insured_fen if by_sum else insurer.limit_fen):
        name = "sum_insured" if by_sum else "limit"
        yield error(
            f"insurer.{name}_missing",
            "缺少其他保险人的保险金额或限额",
            "The other insurer's sum or limit is missing",
            insurer.id,
        )


def _property_cost(benefit: PropertyBenefit, cost: LossCosts) -> Iterator[Finding]:
    if cost.saved_insured_fen > cost.saved_total_fen:
        yield error(
            "cost.saved_above_total",
            "获救保险财产的价值大于全部获救财产",
            "More insured property was saved than property in all",
            benefit.code,
        )
    not_said = (["debris"] if benefit.terms.debris is None and cost.debris_fen else []) + (
        ["legal"] if cost.legal_fen else []
    )
    yield from _not_in_terms(benefit, not_said)


# -- liability


def _liability(
    benefit: LiabilityBenefit, facts: CaseFacts, loss: LossFacts, clauses: set[str]
) -> Iterator[Finding]:
    for key in benefit.terms.policy_keys():
        if key not in facts.policy.sum_insured_fen:
            yield error("policy.limit_missing", "缺少责任限额", "A limit of liability is missing", key)
    for one in loss.claimants:
        if one.benefit == benefit.code:
            yield from _claimant(one)
            yield from _exclusion(one, any(one.excluded_fen.values()), clauses)
    for cost in loss.costs:
        if cost.benefit == benefit.code:
            given = [name for name in _COSTS[:-1] if getattr(cost, f"{name}_fen")]
            yield from _not_in_terms(benefit, given)


def _claimant(one: LiabilityClaimant) -> Iterator[Finding]:
    for head in {*one.claimed_fen, *one.excluded_fen, *one.others_paid_fen}:
        claimed = one.claimed_fen.get(head, 0)
        if one.excluded_fen.get(head, 0) > claimed:
            yield error(
                "claimant.excluded_above_claimed",
                "责任外金额大于索赔金额",
                "More is excluded than was claimed",
                one.id,
            )
        if one.others_paid_fen.get(head, 0) > claimed:
            yield error(
                "claimant.paid_above_claimed",
                "其他途径已付大于索赔金额",
                "Others paid more than was claimed",
                one.id,
            )


def _exclusion(row: ItemLoss | LiabilityClaimant, excluded: bool, clauses: set[str]) -> Iterator[Finding]:
    table = "item" if isinstance(row, ItemLoss) else "claimant"
    if excluded and not (row.excluded_clause and row.excluded_reason):
        yield error(
            f"{table}.exclusion_unexplained",
            "扣减要写明条款和理由",
            "An exclusion needs its clause and reason",
            row.id,
        )
    elif excluded and row.excluded_clause not in clauses:
        clause = row.excluded_clause
        yield error(
            f"{table}.clause_unknown", f"本产品没有条款 {clause}", f"There is no clause {clause}", row.id
        )


def _not_in_terms(benefit: PropertyBenefit | LiabilityBenefit, names: list[str]) -> Iterator[Finding]:
    for name in names:
        yield error(
            f"cost.{name}_not_in_terms",
            f"{benefit.name.zh}没有约定这项费用",
            f"{benefit.name.en} says nothing of this cost",
            benefit.code,
        )

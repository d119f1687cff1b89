"""Facts as the integers the compiled terms read: one value for the claim, one column for each property of a table."""

from __future__ import annotations

import datetime
from typing import Any

from anpei.engine.columns_loss import loss_tables, loss_values
from anpei.engine.columns_motor import motor_tables, motor_values
from anpei.engine.expressions import TERM
from anpei.engine.facts import CaseFacts, Stay
from anpei.engine.illness import SEVERITY_CODES
from anpei.engine.medical import CATEGORY_CODES, CLASS_CODES, HOSPITAL_CODES, SETTING_CODES, item_codes
from anpei.terms.base import Nature, Severity
from anpei.terms.product import Product

FAR = 10**6
"""Days from a stay that does not exist: outside every window."""

Tables = dict[str, dict[str, list[int]]]


def claim_values(product: Product, facts: CaseFacts) -> dict[str, Any]:
    """One integer for every fact the product's steps may read."""
    event = facts.event
    values: dict[str, int] = {
        "social_insured": int(facts.policy.social_insured),
        "stays": len(event.stays),
        "hospital_days": sum(stay.days for stay in event.stays),
        "injuries": len(event.injuries),
        "died": int(event.died_on is not None),
        "had_accident": int(event.accident_on is not None),
        "pre_existing": int(event.pre_existing is True),
        "earlier_grade": event.earlier_grade,
        "combined_grade": event.combined_grade,
        "illnesses": len(event.illnesses),
        "severe_paid": int(any(one.severity is Severity.SEVERE for one in facts.prior_illnesses)),
        "premium_paid": facts.policy.premium_paid_fen or 0,
        "days_to_death_covered": _days_since(
            facts.policy.first_started_on or facts.policy.starts_on, event.died_on
        ),
        "days_to_death_of_policy": _days_since(facts.policy.starts_on, event.died_on),
        "days_to_death": (event.died_on - event.accident_on).days
        if event.died_on and event.accident_on
        else FAR,
    }
    for nature in Nature:
        values[f"nature.{nature.value}"] = int(nature in event.natures)
    for benefit in product.benefits:
        values[f"asked.{benefit.code}"] = int(facts.benefits is None or benefit.code in facts.benefits)
        values[f"sum_insured.{benefit.sum_insured_key}"] = facts.policy.sum_insured_fen.get(
            benefit.sum_insured_key, 0
        )
        values[f"prior.{benefit.code}"] = sum(
            prior.amount_fen for prior in facts.prior_payments if prior.benefit == benefit.code
        )
    for path in product.negotiable:
        override = facts.policy.override(path)
        values[f"{TERM}{path}"] = override.value if override else product.number(path)
    for accumulator in product.calculation.accumulators:
        values[f"used.{accumulator.code}"] = facts.accumulators.get(accumulator.code, 0)
    return values | motor_values(product, facts) | loss_values(product, facts)


def tables(product: Product, facts: CaseFacts) -> Tables:
    """The tables of a case. Receipts without lines carry nothing and are left out by the caller's finding."""
    items = {code: place for place, code in enumerate(item_codes(product), start=1)}
    lists = {one.code: place for place, one in enumerate(product.calculation.drug_lists, start=1)}
    position = {receipt.id: number for number, receipt in enumerate(facts.receipts)}
    setting = {line.receipt: SETTING_CODES[line.setting] for line in facts.lines}
    stays = facts.event.stays
    return {
        "line": {
            "row": list(range(len(facts.lines))),
            "zero": [0] * len(facts.lines),
            "parent": [position[line.receipt] for line in facts.lines],
            "amount": [line.amount_fen for line in facts.lines],
            "excluded": [line.excluded_fen for line in facts.lines],
            "class": [CLASS_CODES[line.nrdl_class] for line in facts.lines],
            "first_pay_bp": [line.first_pay_bp for line in facts.lines],
            "category": [CATEGORY_CODES[line.category] for line in facts.lines],
            "item_code": [items.get(line.item_code, 0) for line in facts.lines],
            "drug_list": [lists.get(line.drug_list, 0) for line in facts.lines],
            "days_before_stay": [_days_before(line.service_on, stays) for line in facts.lines],
            "days_after_stay": [_days_after(line.service_on, stays) for line in facts.lines],
        },
        "receipt": {
            "row": list(range(len(facts.receipts))),
            "setting": [setting.get(receipt.id, -1) for receipt in facts.receipts],
            "social": [receipt.social_fen for receipt in facts.receipts],
            "other": [receipt.other_fen for receipt in facts.receipts],
            "hospital_class": [
                HOSPITAL_CODES[receipt.hospital_class] if receipt.hospital_class else 0
                for receipt in facts.receipts
            ],
            "outside_hospital": [
                int(receipt.designated is False and not receipt.emergency) for receipt in facts.receipts
            ],
            "settled": [
                int(receipt.social_fen > 0 and receipt.social_settled is not False)
                for receipt in facts.receipts
            ],
            "settled_or_zero": [
                int(receipt.social_fen > 0 if receipt.social_settled is None else receipt.social_settled)
                for receipt in facts.receipts
            ],
        },
        "stay": {"row": list(range(len(stays))), "days": [stay.days for stay in stays]},
        "illness": _illnesses(facts),
        "beneficiary": {
            "row": list(range(len(facts.beneficiaries))),
            "order": [one.order for one in facts.beneficiaries],
            "share": [one.share for one in facts.beneficiaries],
            "entitled": [int(one.entitled) for one in facts.beneficiaries],
        },
        "injury": {
            "row": list(range(len(facts.event.injuries))),
            "grade": [injury.grade for injury in facts.event.injuries],
        },
        **(motor_tables(facts.motor) if product.calculation.motor else {}),
        **loss_tables(product, facts),
    }


def _illnesses(facts: CaseFacts) -> dict[str, list[int]]:
    """Each diagnosis of the claim beside what this contract paid before for illnesses of its severity."""
    policy, illnesses = facts.policy, facts.event.illnesses
    paid = {
        severity: [one for one in facts.prior_illnesses if one.severity is severity] for severity in Severity
    }
    codes = {one.code for one in facts.prior_illnesses}
    return {
        "row": list(range(len(illnesses))),
        "severity": [SEVERITY_CODES[one.severity] for one in illnesses],
        "code_paid": [int(one.code in codes) for one in illnesses],
        "group_paid": [
            int(bool(one.group) and any(prior.group == one.group for prior in paid[one.severity]))
            for one in illnesses
        ],
        "times_paid": [len(paid[one.severity]) for one in illnesses],
        "days_since_paid": [
            min(
                (_days_since(prior.confirmed_on, one.confirmed_on) for prior in paid[one.severity]),
                default=FAR,
            )
            for one in illnesses
        ],
        "days_covered": [
            _days_since(policy.first_started_on or policy.starts_on, one.confirmed_on) for one in illnesses
        ],
        "days_of_policy": [_days_since(policy.starts_on, one.confirmed_on) for one in illnesses],
    }


def _days_since(start: datetime.date, day: datetime.date | None) -> int:
    return (day - start).days if day else FAR


def _days_before(day: datetime.date, stays: tuple[Stay, ...]) -> int:
    """Days from a service to the next admission; 0 during a stay."""
    if any(stay.admitted_on <= day <= stay.discharged_on for stay in stays):
        return 0
    return min(((s.admitted_on - day).days for s in stays if s.admitted_on >= day), default=FAR)


def _days_after(day: datetime.date, stays: tuple[Stay, ...]) -> int:
    """Days from the last discharge to a service; 0 during a stay."""
    if any(stay.admitted_on <= day <= stay.discharged_on for stay in stays):
        return 0
    return min(((day - s.discharged_on).days for s in stays if s.discharged_on <= day), default=FAR)

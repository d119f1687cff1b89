"""The slow, obvious reference of all adjudication: one claim, one benefit after the other.

Written from the clauses (``anpei.terms``) and the law alone, it shares no code with ``anpei.engine`` but the facts: one
module for each family, plain loops, exact fractions. Every figure bears the name of the engine's step.
"""

from __future__ import annotations

import re
from typing import Any

from tests.reference import fixed
from tests.reference.liability import liability
from tests.reference.medical import Ledger, medical, unassigned
from tests.reference.motor import road_accident
from tests.reference.property import loss_of_property
from tests.reference.sheet import Sheet

from anpei.engine.facts import CaseFacts
from anpei.terms.benefits import (
    CriticalIllnessBenefit,
    DeathBenefit,
    DisabilityBenefit,
    HospitalCashBenefit,
    LiabilityBenefit,
    MedicalBenefit,
    PropertyBenefit,
    TermLifeBenefit,
)
from anpei.terms.product import Product


def adjudicate(product: Product, facts: CaseFacts) -> Sheet:
    """The worked-out sheet of a sound case."""
    product = _as_agreed(product, facts)
    sheet = Sheet(product, facts)
    ledger = Ledger.of(sheet)
    for benefit in product.benefits:
        match benefit:
            case MedicalBenefit():
                medical(sheet, benefit, ledger)
            case HospitalCashBenefit():
                fixed.hospital_cash(sheet, benefit)
            case DeathBenefit():
                fixed.accident_death(sheet, benefit)
            case DisabilityBenefit():
                fixed.disability(sheet, benefit)
            case TermLifeBenefit():
                fixed.term_life(sheet, benefit)
            case CriticalIllnessBenefit():
                fixed.critical_illness(sheet, benefit)
            case PropertyBenefit():
                loss_of_property(sheet, benefit)
            case LiabilityBenefit():
                liability(sheet, benefit)
    road_accident(sheet)
    unassigned(sheet, ledger)
    sheet.figures["total.payable"] = sum(sheet.payable.values())
    return sheet


def _as_agreed(product: Product, facts: CaseFacts) -> Product:
    """The product with what this policy's own documents say; of several for one term the weightiest is written last."""
    for kind in ("rider", "special_agreement", "endorsement"):
        for override in facts.policy.overrides:
            if override.kind == kind:
                steps = re.findall(r"[a-z_]+|\d+", override.path)
                product = _with(product, steps, override.value)
    return product


def _with(node: Any, steps: list[str], value: int) -> Any:
    if not steps:
        return value
    step, *rest = steps
    if step.isdigit():
        n = int(step)
        return (*node[:n], _with(node[n], rest, value), *node[n + 1 :])
    return node.model_copy(update={step: _with(getattr(node, step), rest, value)})

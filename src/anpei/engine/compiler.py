"""Compiles a product into one ordered list of named integer expressions and the plain-Python back end made from it.

Any caller may compile the same product again and again: the work is done once for each version, by its hash.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from anpei.engine import fixed, illness, medical
from anpei.engine.compiled import CompiledTerms, Draft
from anpei.engine.expressions import Add, Column, Const, Expr, Fold, Less, Ref, with_facts_for
from anpei.engine.liability import write_liability
from anpei.engine.motor_benefits import MotorDraft
from anpei.engine.property import write_property
from anpei.engine.python_backend import generate, load
from anpei.terms.base import Text
from anpei.terms.benefits import (
    MOTOR_BENEFITS,
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

UNASSIGNED = "unassigned"
TOTAL = "total"


def compile(product: Product) -> CompiledTerms:
    """The compiled terms of a loaded product."""
    return _compile_once(product.sha256, _Wrapped(product))


class _Wrapped:
    """Lets the cache go by the hash of the file instead of comparing whole products."""

    def __init__(self, product: Product) -> None:
        self.product = product

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Wrapped) and self.product.sha256 == other.product.sha256

    def __hash__(self) -> int:
        return hash(self.product.sha256)


@lru_cache(maxsize=256)
def _compile_once(_sha256: str, wrapped: _Wrapped) -> CompiledTerms:
    product = wrapped.product
    draft = Draft(product)
    payable = _write_benefits(draft)
    draft.prefix = TOTAL
    draft.bind(
        "payable",
        Add(tuple(payable)),
        Text(zh="应付合计", en="Total payable"),
        plain=Text(zh="一共赔给您", en="Total paid to you"),
        kind="total",
        show="always",
    )
    own = set(product.negotiable)
    steps = tuple(replace(step, expr=with_facts_for(own, step.expr)) for step in draft.steps)
    source = generate(steps, [a.code for a in product.calculation.accumulators])
    return CompiledTerms(
        product=product,
        steps=steps,
        source=source,
        run=load(source),
        by_name={step.name: step for step in steps},
        limits={code: with_facts_for(own, limit) for code, limit in draft.limits.items()},
    )


def _write_benefits(draft: Draft) -> list[Ref]:
    payable: list[Ref] = []
    taken: list[medical.Bills] = []
    written: list[str] = []
    motor = MotorDraft(draft)
    for position, benefit in enumerate(draft.product.benefits):
        draft.prefix = benefit.code
        path = f"benefits[{position}]"
        match benefit:
            case MedicalBenefit():
                result, bills = medical.write_medical(draft, benefit, path, taken=taken)
                taken.append(bills)
            case HospitalCashBenefit():
                result = fixed.write_hospital_cash(draft, benefit, path)
            case DeathBenefit():
                result = fixed.write_death(draft, benefit, path, written=written)
            case DisabilityBenefit():
                result = fixed.write_disability(draft, benefit, path, written=written)
            case TermLifeBenefit():
                result = fixed.write_term_life(draft, benefit, path, written=written)
            case CriticalIllnessBenefit():
                result = illness.write_critical_illness(draft, benefit, path)
            case PropertyBenefit():
                result = write_property(draft, benefit, path)
            case LiabilityBenefit():
                result = write_liability(draft, benefit, path)
            case _ if isinstance(benefit, MOTOR_BENEFITS):
                result = motor.write(benefit, path)
        payable.append(result)
        written.append(benefit.code)
    payable.append(_write_unassigned(draft, [bills.lines for bills in taken]))
    return payable


def _write_unassigned(draft: Draft, claimed_lines: list[Ref]) -> Ref:
    """Bills under no benefit are shown and end at nothing, so that every yuan claimed is accounted for."""
    draft.prefix = UNASSIGNED
    line = draft.bind(
        "line_claimed",
        _left_over(claimed_lines),
        Text(zh="费用项金额", en="Amount of the line"),
        grain="line",
    )
    claimed = draft.bind(
        "claimed",
        Fold(line),
        Text(zh="票据费用合计", en="Total of the receipts"),
        plain=Text(zh="您申请的费用", en="What you claimed"),
        kind="amount",
        sign=1,
        show="nonzero",
    )
    draft.bind(
        "no_benefit",
        claimed,
        Text(zh="不属于任何一项保险责任", en="Under no benefit of this policy"),
        plain=Text(zh="这份保单没有保这类费用", en="This policy does not cover this kind of cost"),
        kind="less",
        sign=-1,
        show="nonzero",
    )
    label = Text(zh="责任以外的票据", en="Receipts under no benefit")
    return draft.bind("payable", Const(0), label, kind="benefit", show="nonzero")


def _left_over(claimed_lines: list[Ref]) -> Expr:
    amount = Column("line", "amount")
    return Less(amount, Add(tuple(claimed_lines))) if claimed_lines else amount

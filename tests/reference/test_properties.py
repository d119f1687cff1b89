"""What holds of every calculation, whatever the terms: each yuan accounted for, no more than the cost, more is never less."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.reference.strategies import drawn
from tests.reference.strategies_health import ACCIDENT_ON, fixed_products, health_claims, medical_products

from anpei.engine import Calculation, calculate, replay
from anpei.engine.compiler import compile
from anpei.engine.explain import split
from anpei.engine.facts import CaseFacts, Injury, Stay
from anpei.terms import Product
from anpei.terms.benefits import MedicalBenefit

health_products = st.one_of(medical_products(), fixed_products())


def assert_lines_add_up(calc: Calculation) -> None:
    """Every total of the tree is the sum of the lines shown under it."""
    assert calc.tree is not None
    assert calc.tree.result == calc.total_fen
    for step in calc.tree.walk():
        effects = [child.effect_fen for child in step.children if child.effect_fen is not None]
        assert not effects or sum(effects) == step.result, step.name


def total(product: Product, facts: CaseFacts) -> int:
    calc = calculate(compile(product), facts)
    assert calc.total_fen is not None
    return calc.total_fen


@drawn(60)
@given(st.data())
def test_every_yuan_of_a_health_claim_is_accounted_for_and_the_record_replays(data: st.DataObject):
    product = data.draw(health_products)
    calc = calculate(compile(product), data.draw(health_claims(product)))

    assert_lines_add_up(calc)
    where = split(calc)
    assert where.claimed_fen == sum(part.amount_fen for part in where.parts) == calc.claimed_fen
    assert where.amount("payable") == calc.total_fen
    stored = Calculation.from_json(calc.to_json())
    assert stored == calc
    assert replay(stored.inputs, product) == calc


@drawn(60)
@given(st.data())
def test_expenses_are_never_paid_twice(data: st.DataObject):
    product = data.draw(medical_products())
    facts = data.draw(health_claims(product))

    covered = sum(line.amount_fen - line.excluded_fen for line in facts.lines)
    deducted = all(b.terms.deduct_social and b.terms.deduct_other for b in product.benefits)
    others = sum(receipt.social_fen + receipt.other_fen for receipt in facts.receipts)
    assert total(product, facts) <= covered
    if deducted and len(product.benefits) == 1:
        paid_on_bills = sum(line.amount_fen for line in facts.lines)
        assert total(product, facts) + others <= max(paid_on_bills, others)


@drawn(60)
@given(st.data())
def test_higher_bill_never_pays_less(data: st.DataObject):
    # Several benefits may share slices, a class of hospital shares out to the fen, and sub-limits overlap: not monotone.
    product = data.draw(medical_products(shapes=("one",)))
    terms = _medical_terms(product)
    assume(len(terms.sub_limits) < 2 and terms.hospital is None)
    facts = data.draw(health_claims(product))
    assume(facts.lines)
    n = data.draw(st.integers(0, len(facts.lines) - 1))
    more = facts.lines[n].amount_fen + data.draw(st.sampled_from([1, 2, 100, 1_000_000]))

    assert total(product, _with_line(facts, n, amount_fen=more)) >= total(product, facts)


@drawn(60)
@given(st.data())
def test_order_of_bill_lines_does_not_matter(data: st.DataObject):
    product = data.draw(medical_products())
    assume(not any(benefit.terms.sub_limits for benefit in product.benefits))
    facts = data.draw(health_claims(product))
    turned = dataclasses.replace(facts, lines=tuple(data.draw(st.permutations(facts.lines))))

    assert total(product, turned) == total(product, facts)


@drawn(60)
@given(st.data())
def test_one_more_injury_and_one_more_stay_never_pay_less(data: st.DataObject):
    product = data.draw(fixed_products())
    facts = data.draw(health_claims(product))
    event = facts.event
    # A higher benefit for disability may lower the death benefit that deducts it, and never by more.
    injured = dataclasses.replace(
        event, injuries=(*event.injuries, Injury("new", data.draw(st.integers(1, 10))))
    )
    later = dataclasses.replace(event, stays=(*event.stays, Stay(_far(), _far(), 1)))

    for grown in (injured, later):
        assert total(product, dataclasses.replace(facts, event=grown)) >= total(product, facts)


def _far() -> Any:
    return ACCIDENT_ON.replace(month=11)


def _medical_terms(product: Product) -> Any:
    (benefit,) = product.benefits
    assert isinstance(benefit, MedicalBenefit)
    return benefit.terms


def _with_line(facts: CaseFacts, n: int, **changed: Any) -> CaseFacts:
    lines = list(facts.lines)
    lines[n] = dataclasses.replace(lines[n], **changed)
    return dataclasses.replace(facts, lines=tuple(lines))

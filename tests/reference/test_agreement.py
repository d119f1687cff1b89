"""The generated engine and the reference agree to the fen and step by step, family by family."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reference.adjudicate import adjudicate
from tests.reference.sheet import Sheet
from tests.reference.strategies import drawn
from tests.reference.strategies_health import fixed_products, health_claims, medical_products, policies
from tests.reference.strategies_loss import (
    liability_claims,
    liability_products,
    property_claims,
    property_products,
)
from tests.reference.strategies_motor import motor_products, road_accidents

import anpei.library
from anpei.engine import Calculation, calculate
from anpei.engine.compiler import compile
from anpei.engine.facts import CaseFacts
from anpei.engine.motor import ROAD
from anpei.terms import Product, loader
from anpei.terms.product import Example

FILES = sorted((Path(anpei.library.__file__).parent / "products").glob("*.yaml"))
PRODUCTS = {file.stem: loader.load(file) for file in FILES}
EXAMPLES = [
    pytest.param(product, example, id=f"{stem}-{example.name}")
    for stem, product in PRODUCTS.items()
    for example in product.examples
]


def assert_agree(calc: Calculation, sheet: Sheet) -> None:
    """Totals, every shown figure, every other figure both have, and what is posted to each accumulator."""
    assert [f.code for f in calc.findings if f.level == "error"] == []
    assert calc.tree is not None
    assert {
        name: calc.figures.get(name, _nothing(value)) for name, value in sheet.figures.items()
    } == sheet.figures
    shown = {step.name: step.result for step in calc.tree.walk() if step.kind != "line" and step.name != ROAD}
    assert shown == {name: sheet.shown(name) for name in shown}
    assert calc.payable_fen == sheet.payable
    assert calc.total_fen == sum(sheet.payable.values())
    assert calc.deltas == {code: amount for code, amount in sheet.posted.items() if amount}


def _nothing(value: int | list[int]) -> int | list[int]:
    """What a figure is that the engine does not have: a term the product does not use takes nothing off."""
    return 0 if isinstance(value, int) else [0] * len(value)


@pytest.mark.parametrize(("product", "example"), EXAMPLES)
def test_worked_example_agrees_with_the_reference(product: Product, example: Example):
    facts = CaseFacts.from_json(example.facts)
    calc = calculate(compile(product), facts)

    if calc.ok:
        sheet = adjudicate(product, facts)
        assert_agree(calc, sheet)
        assert {name: sheet.figures.get(name) for name in example.expect} == example.expect


@drawn(150)
@given(st.data())
def test_drawn_medical_claims_agree(data: st.DataObject):
    product = data.draw(medical_products())
    facts = data.draw(health_claims(product))

    assert_agree(calculate(compile(product), facts), adjudicate(product, facts))


@drawn(100)
@given(st.data())
def test_drawn_fixed_claims_agree(data: st.DataObject):
    product = data.draw(fixed_products())
    facts = data.draw(health_claims(product))

    assert_agree(calculate(compile(product), facts), adjudicate(product, facts))


@drawn(80)
@given(st.data())
def test_drawn_losses_of_property_agree(data: st.DataObject):
    product = data.draw(property_products())
    facts = data.draw(property_claims(product))

    assert_agree(calculate(compile(product), facts), adjudicate(product, facts))


@drawn(60)
@given(st.data())
def test_drawn_liabilities_agree(data: st.DataObject):
    product = data.draw(liability_products())
    facts = data.draw(liability_claims(product))

    assert_agree(calculate(compile(product), facts), adjudicate(product, facts))


@drawn(100)
@given(st.data())
def test_drawn_road_accidents_agree(data: st.DataObject):
    product = data.draw(motor_products())
    facts = data.draw(road_accidents(product))

    assert_agree(calculate(compile(product), facts), adjudicate(product, facts))


@drawn(50)
@given(st.data())
def test_claims_of_one_person_in_time_order_agree(data: st.DataObject):
    product = data.draw(st.one_of(medical_products(), fixed_products()))
    policy = data.draw(policies(product))
    used: dict[str, int] = {}
    for _ in range(data.draw(st.integers(2, 4))):
        facts = dataclasses.replace(data.draw(health_claims(product, policy)), accumulators=used)
        sheet = adjudicate(product, facts)

        assert_agree(calculate(compile(product), facts), sheet)
        used = sheet.used

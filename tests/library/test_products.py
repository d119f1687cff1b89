"""Every worked example of every shipped product is a test, and every shipped product keeps a few promises."""

from pathlib import Path

import pytest

import anpei.library
from anpei.engine import CaseFacts, calculate
from anpei.engine.compiler import compile
from anpei.engine.explain import split
from anpei.terms import Product, loader
from anpei.terms.product import Example

FILES = sorted((Path(anpei.library.__file__).parent / "products").glob("*.yaml"))
PRODUCTS = {file.stem: loader.load(file) for file in FILES}
EXAMPLES = [
    pytest.param(product, example, id=f"{stem}-{example.name}")
    for stem, product in PRODUCTS.items()
    for example in product.examples
]


def test_library_ships_at_least_five_products():
    assert len(PRODUCTS) >= 5


@pytest.mark.parametrize(("product", "example"), EXAMPLES)
def test_worked_example_gives_the_expected_figures(product: Product, example: Example):
    calc = calculate(compile(product), CaseFacts.from_json(example.facts))

    assert [f.code for f in calc.findings if f.level == "error" or f.code in example.findings] == list(
        example.findings
    )
    assert {name: calc.figures.get(name) for name in example.expect} == example.expect


@pytest.mark.parametrize(("product", "example"), EXAMPLES)
def test_worked_example_total_is_the_sum_of_the_shown_lines(product: Product, example: Example):
    calc = calculate(compile(product), CaseFacts.from_json(example.facts))

    if calc.tree is None:
        return
    for step in calc.tree.walk():
        effects = [child.effect_fen for child in step.children if child.effect_fen is not None]
        assert not effects or sum(effects) == step.result, step.name
    where = split(calc)
    assert sum(part.amount_fen for part in where.parts) == where.claimed_fen == calc.claimed_fen


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_product_carries_at_least_five_worked_examples(product: Product):
    assert len(product.examples) >= 5


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_product_never_asks_the_claimant_for_the_policy(product: Product):
    held = [paper for paper in product.papers if paper.kind == "policy_contract"]

    assert [paper.holder for paper in held] == ["insurer"]


def test_sha256_of_the_shipped_products_differ():
    assert len({product.sha256 for product in PRODUCTS.values()}) == len(PRODUCTS)

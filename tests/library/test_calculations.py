"""The table of docs/product-file.md: which product shows which calculation. And no rule a file may choose is without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from tests.library.test_products import PRODUCTS

from anpei.engine import CaseFacts, calculate
from anpei.engine.compiler import compile
from anpei.terms.base import Strict

PAGE = Path(__file__).parents[2] / "docs" / "product-file.md"
ROW = re.compile(r"^\| (.+) \| \[`(\w+)`\]\(products/(\w+)\.md\) \| `(\w+)` \| `([\w.]+)` \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE.read_text(encoding="utf-8"))
BY_CODE = {product.code: product for product in PRODUCTS.values()}
RULES = (
    "rule",
    "basis",
    "order",
    "portion",
    "placed",
    "sum_insured_over",
    "total_loss",
    "per",
    "kind",
    "severity",
)
"""Terms that choose a way to calculate."""
NOWHERE = {
    ("DepreciationRate", "kind"),  # the same straight line for every kind of thing
}


@pytest.mark.parametrize(
    ("calculation", "code", "page", "name", "figure"), ROWS, ids=[row[0] for row in ROWS]
)
def test_calculation_of_the_table_takes_part_in_its_example(calculation, code, page, name, figure):
    product = BY_CODE[code]
    (example,) = [one for one in product.examples if one.name == name]

    value = calculate(compile(product), CaseFacts.from_json(example.facts)).figures[figure]

    assert page == code
    assert value


def test_every_product_and_kind_of_benefit_stands_in_the_table():
    shown = {(code, figure.partition(".")[0]) for _, code, _, _, figure in ROWS}
    kinds = {benefit.kind for code, prefix in shown for benefit in BY_CODE[code].benefits if benefit.code == prefix}  # fmt: skip

    assert {code for code, _ in shown} == set(BY_CODE)
    assert kinds == {benefit.kind for product in BY_CODE.values() for benefit in product.benefits}
    assert len(ROWS) == len({row[0] for row in ROWS})


def test_every_rule_a_file_may_choose_is_chosen_by_some_product():
    offered: dict[tuple[str, str], set[str]] = {}
    chosen: dict[tuple[str, str], set[str]] = {}
    for product in BY_CODE.values():
        for model in _models((product.benefits, product.calculation)):
            for name, field in type(model).model_fields.items():
                place = (type(model).__name__, name)
                if name in RULES and place not in NOWHERE:
                    offered.setdefault(place, set()).update(_options(field.annotation))
                    chosen.setdefault(place, set()).add(str(getattr(model, name)))

    assert {place: options - chosen[place] for place, options in offered.items() if options - chosen[place]} == {}  # fmt: skip


def _models(node: object) -> Iterator[Strict]:
    if isinstance(node, Strict):
        yield node
        for name in type(node).model_fields:
            yield from _models(getattr(node, name))
    elif isinstance(node, tuple):
        for one in node:
            yield from _models(one)


def _options(annotation: Any) -> set[str]:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return {one.value for one in annotation}
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return set().union(*(_options(one) for one in get_args(annotation) if not isinstance(one, str)), set())

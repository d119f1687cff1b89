"""A book in NumPy columns, the plain Python of each claim, and the reference: the same figures, family by family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reference.adjudicate import adjudicate
from tests.reference.strategies import drawn
from tests.reference.strategies_health import fixed_products, health_claims, medical_products
from tests.reference.strategies_loss import (
    liability_claims,
    liability_products,
    property_claims,
    property_products,
)
from tests.reference.test_agreement import assert_agree

from anpei.engine import calculate, numpy_backend
from anpei.engine.bounds import Bounds
from anpei.engine.columns import Tables, claim_values, tables
from anpei.engine.compiled import CompiledTerms, Figures
from anpei.engine.compiler import compile
from anpei.engine.facts import CaseFacts
from anpei.engine.rows import Rows
from anpei.terms import Product

Products = Callable[[], st.SearchStrategy[Product]]
Claims = Callable[[Product], st.SearchStrategy[CaseFacts]]
FAMILIES = {
    "medical": (medical_products, health_claims),
    "fixed": (fixed_products, health_claims),
    "property": (property_products, property_claims),
    "liability": (liability_products, liability_claims),
}  # motor has no columnar form: a batch takes its claims one by one


def in_columns(compiled: CompiledTerms, claims: list[CaseFacts]) -> list[Figures]:
    """The figures of each claim, worked out in one block of NumPy columns; each claim stands alone."""
    values = [claim_values(compiled.product, facts) for facts in claims]
    rows = [tables(compiled.product, facts) for facts in claims]
    facts = {name: np.array([one[name] for one in values], np.int64) for name in values[0]}
    block = _block(rows)
    accumulators = [one.code for one in compiled.product.calculation.accumulators]
    terms = numpy_backend.generate(compiled.steps, accumulators)
    figures = terms.first(facts, block, len(claims))
    figures |= terms.then(facts, block, len(claims), figures)
    return [
        {step.name: _of_claim(block, step.grain, figures[step.name], n) for step in compiled.steps}
        for n in range(len(claims))
    ]


def _block(claims: list[Tables]) -> dict[str, Rows]:
    found = {}
    bills = _offsets([len(one["receipt"]["row"]) for one in claims])
    for name in claims[0]:
        columns = {
            column: np.array([value for one in claims for value in one[name][column]], np.int64)
            for column in claims[0][name]
        }
        parent = None
        if name == "line":
            own = [
                bill + first
                for one, first in zip(claims, bills, strict=False)
                for bill in one["line"]["parent"]
            ]
            parent = np.array(own, np.int64)
        counts = [len(one[name]["row"]) for one in claims]
        found[name] = Rows(_offsets(counts), columns, parent, int(bills[-1]))
    return found


def _offsets(counts: list[int]) -> Any:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def _of_claim(block: dict[str, Rows], grain: str, values: Any, claim: int) -> int | list[int]:
    if grain == "claim":
        return int(values[claim])
    low, high = block[grain].offsets[[claim, claim + 1]]
    return [int(one) for one in values[low:high]]


def fits_columns(compiled: CompiledTerms, facts: CaseFacts) -> bool:
    """Whether no figure of the claim can leave int64: a batch works the others out one by one."""
    values, rows = claim_values(compiled.product, facts), tables(compiled.product, facts)
    largest = {name: abs(value) for name, value in values.items()}
    for table, columns in rows.items():
        for name, column in columns.items():
            largest[f"{table}.{name}"] = max(map(abs, column), default=0)
    return Bounds(compiled.steps).fit(
        largest, {table: len(columns["row"]) for table, columns in rows.items()}
    )


@pytest.mark.parametrize("family", FAMILIES)
@drawn(20)
@given(data=st.data())
def test_columns_plain_python_and_the_reference_agree(family: str, data: st.DataObject):
    products, claims = FAMILIES[family]
    product = data.draw(products())
    compiled = compile(product)
    assert not compiled.plain_only
    book = [data.draw(claims(product)) for _ in range(data.draw(st.integers(1, 4)))]
    book = [facts for facts in book if fits_columns(compiled, facts)]

    for facts, figures in zip(book, in_columns(compiled, book) if book else [], strict=True):
        calc = calculate(compiled, facts)
        assert figures == calc.figures
        assert_agree(calc, adjudicate(product, facts))


@pytest.mark.parametrize("family", FAMILIES)
def test_enough_drawn_claims_fit_columns(family: str):
    products, claims = FAMILIES[family]
    found: list[bool] = []

    @drawn(25)
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        product = data.draw(products())
        found.append(fits_columns(compile(product), data.draw(claims(product))))

    draw()

    assert sum(found) * 5 > len(found)

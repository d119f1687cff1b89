"""Whatever stands in a number of a case, of every family: a finding, never a crash and never a silent figure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from tests.engine.cases import PRODUCTS

from anpei.engine import CaseFacts, calculate
from anpei.engine.compiler import compile
from anpei.engine.facts import BadFacts
from anpei.terms import Product

BAD = (-1, 10**18, float("nan"), float("inf"), 1.5, "12", True)


def numbers(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of every whole number in the facts, the None of an optional amount included."""
    if dataclasses.is_dataclass(node):
        for field in dataclasses.fields(node):
            value = getattr(node, field.name)
            if value is None and field.name.endswith(("_fen", "_bp")):
                yield (*path, field.name)
            yield from numbers(value, (*path, field.name))
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from numbers(value, (*path, key))
    elif isinstance(node, tuple):
        for place, value in enumerate(node):
            yield from numbers(value, (*path, place))
    elif type(node) is int:
        yield path


def put(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The same facts with another value at a path."""
    if not path:
        return value
    step, *rest = path
    if dataclasses.is_dataclass(node):
        changed = {step: put(getattr(node, step), tuple(rest), value)}
        return dataclasses.replace(node, **changed)  # type: ignore[type-var]
    if isinstance(node, dict):
        return {**node, step: put(node[step], tuple(rest), value)}
    return (*node[:step], put(node[step], tuple(rest), value), *node[step + 1 :])


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_every_number_of_a_case_that_is_none_is_a_finding(product: Product):
    compiled = compile(product)
    tried: set[tuple[Any, ...]] = set()
    for example in product.examples:
        facts = CaseFacts.from_json(example.facts)
        for path in numbers(facts):
            kind = tuple(step for step in path if isinstance(step, str))
            if kind in tried:
                continue
            tried.add(kind)
            for bad in BAD:
                calc = calculate(compiled, put(facts, path, bad))
                told = [(one.code, one.line) for one in calc.findings if one.level == "error"]
                assert told, (path, bad)
                assert calc.total_fen is None, (path, bad)
    assert tried


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of every value of a JSON document that is no object and no list."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    if inner is None:
        yield path
    else:
        for step, value in inner:
            yield from leaves(value, (*path, step))


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_every_value_of_a_document_that_is_none_is_told_by_its_place(product: Product):
    tried: set[tuple[Any, ...]] = set()
    for example in product.examples:
        given = CaseFacts.from_json(example.facts).to_json()
        for path in leaves(given):
            kind = tuple(step for step in path if isinstance(step, str))
            if kind in tried:
                continue
            tried.add(kind)
            with pytest.raises(BadFacts) as caught:
                CaseFacts.from_json(_garbled(given, path))
            place = ".".join(map(str, path))
            assert all(where.startswith(place) for where, _ in caught.value.places), place
    assert len(tried) > 5


def _garbled(node: Any, path: tuple[Any, ...]) -> Any:
    if not path:
        return {"nobody": "knows this"}
    step, *rest = path
    if isinstance(node, dict):
        return {**node, step: _garbled(node[step], tuple(rest))}
    return [*node[:step], _garbled(node[step], tuple(rest)), *node[step + 1 :]]

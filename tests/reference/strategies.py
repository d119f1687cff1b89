"""What every drawn product and claim is made of: the skeleton of a product file, amounts that hit its numbers exactly."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from anpei.terms import Product, loader

STARTS, ENDS = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
ACCIDENT_ON = datetime.date(2026, 6, 10)
CLAUSE = "1"
HUGE = 10**13

_EXAMPLES = os.environ.get("ANPEI_REFERENCE_EXAMPLES")
"""How many examples the agreement tests draw, afresh each time; unset: a few, always the same (`make bench` sets it)."""


def drawn(few: int) -> settings:
    """Settings of an agreement test that normally draws so many examples."""
    return settings(
        max_examples=int(_EXAMPLES) if _EXAMPLES else few,
        derandomize=_EXAMPLES is None,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def words(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def product_of(
    *,
    line: str,
    benefits: Sequence[dict[str, Any]],
    accumulators: Sequence[dict[str, Any]] = (),
    **calculation: Any,
) -> Product:
    """The product a file with these benefits would give; accumulators nothing uses are left out."""
    used = {value for benefit in benefits for value in _accumulators(benefit["terms"])}
    file = {
        "schema": 1,
        "code": "drawn",
        "version": "1.0",
        "name": words("示例"),
        "insurer": words("示例"),
        "line": line,
        "valid_from": STARTS,
        "clauses": [
            {"number": CLAUSE, "title": "示例", "text": "示例", "plain": words("示例"), "highlight": True}
        ],
        "benefits": [_benefit(benefit) for benefit in benefits],
        "papers": [{"kind": "id_card", "why": words("示例"), "clause": CLAUSE}],
        "calculation": {"accumulators": [a for a in accumulators if a["code"] in used], **calculation},
        "examples": [{"name": "none", "why": words("示例"), "facts": {}, "expect": {"total.payable": 0}}],
    }
    return loader.of_plain(file, {"": 1}, "drawn.yaml")


def _benefit(given: dict[str, Any]) -> dict[str, Any]:
    return {"name": words(given["code"]), "clause": CLAUSE, "sum_insured": {"source": "policy"}, **given}


def accumulator(code: str, per: str, unit: str = "fen") -> dict[str, Any]:
    return {"code": code, "name": words(code), "per": per, "unit": unit, "clause": CLAUSE}


def _accumulators(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key.endswith("accumulator") and value is not None:
                yield value
            else:
                yield from _accumulators(value)
    elif isinstance(node, list | tuple):
        for one in node:
            yield from _accumulators(one)


# Exact halves of a fen are where rounding goes wrong: draw them often.
shares = st.one_of(st.sampled_from([0, 1, 500, 2_500, 3_333, 5_000, 7_500, 10_000]), st.integers(0, 10_000))
amounts = st.one_of(
    st.integers(0, 300), st.integers(0, 5_000_000), st.sampled_from([0, 1, 10_000, 1_000_000])
)
roundings = st.sampled_from(["half_up", "down", "up"])
flags = st.booleans()


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def near(product: Product) -> st.SearchStrategy[int]:
    """Amounts a claim may bring: nothing, one fen, each number of the terms and one fen to either side, huge ones."""
    terms = [benefit.model_dump() for benefit in product.benefits]
    edges = set(_numbers([*terms, product.calculation.model_dump()]))
    around = sorted({max(0, n + d) for n in edges for d in (-1, 0, 1)} | {0, 1, HUGE})
    return st.one_of(st.sampled_from(around), amounts)


def _numbers(node: object) -> Iterator[int]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key.endswith("_fen") and isinstance(value, int):
                yield value
            else:
                yield from _numbers(value)
    elif isinstance(node, list | tuple):
        for one in node:
            yield from _numbers(one)


def confirmed(product: Product) -> st.SearchStrategy[tuple[str, ...] | None]:
    """Which benefits the review of cover confirmed; mostly None, all that apply."""
    codes = [benefit.code for benefit in product.benefits]
    return st.one_of(
        st.none(), st.none(), st.none(), st.sets(st.sampled_from(codes)).map(lambda some: tuple(sorted(some)))
    )

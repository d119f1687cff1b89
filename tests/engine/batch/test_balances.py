"""Balances of a large book are those of the sequential loop: where accumulators cross, run out, or never settle quickly."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.engine.cases import ACCIDENT, PRODUCTS

from anpei.engine import batch
from anpei.engine.batch import balances
from anpei.engine.compiled import CompiledTerms
from anpei.engine.compiler import compile
from anpei.engine.layout import cases_of, period
from anpei.terms import loader
from anpei.terms.product import Product
from bench import invented

PLAN = loader.load(invented.PLAN)


def sequential(compiled: CompiledTerms, book: pa.Table) -> list[tuple[dict[str, int], dict[str, Any]]]:
    """What each claim of a sorted book finds, and its figures, one claim after the other in plain Python."""
    from anpei.engine.columns import claim_values, tables

    held: dict[tuple[Any, ...], int] = {}
    done = []
    accumulators = compiled.product.calculation.accumulators
    for member, facts in zip(book["member"].to_pylist(), cases_of(compiled.product, book), strict=True):
        keys = {one.code: (one.code, member, period(one, facts)) for one in accumulators}
        found = {code: held.setdefault(key, 0) for code, key in keys.items()}
        facts = dataclasses.replace(facts, accumulators=found)
        figures = compiled.run(claim_values(compiled.product, facts), tables(compiled.product, facts))
        for step in compiled.steps:
            if step.post is not None:
                held[keys[step.post]] += figures[step.name]  # type: ignore[operator]
        done.append((found, figures))
    return done


def assert_sequential(product: Product, book: pa.Table) -> None:
    compiled = compile(product)
    result = batch.calculate(compiled, book).figures
    expected = sequential(compiled, book)
    for code in (one.code for one in product.calculation.accumulators):
        assert result[f"used.{code}"].to_pylist() == [found[code] for found, _ in expected], code
    for step in compiled.steps:
        assert result[step.name].to_pylist() == [figures[step.name] for _, figures in expected], step.name


def tight(product: Product, limit_fen: int) -> pa.Table:
    """A book of few members with many claims each, whose sums insured run out."""
    book = invented.book(product, 400)
    members = pa.array(np.sort(np.random.default_rng(7).integers(0, 25, len(book))))
    book = book.set_column(book.column_names.index("member"), "member", members)
    for key in product.sum_insured_keys():
        name = f"sum_insured.{key}"
        book = book.set_column(book.column_names.index(name), name, pa.array([limit_fen] * len(book)))
    return book.sort_by([("member", "ascending"), ("happened_at", "ascending"), ("claim", "ascending")])


def test_deductible_year_and_lifetime_of_members_with_many_claims():
    assert_sequential(PLAN, tight(PLAN, 5_000_000))


def test_limits_that_run_out_in_the_middle_of_a_claim():
    assert_sequential(PLAN, tight(PLAN, 123_457))


@pytest.mark.parametrize("name", ["qc-million-medical-2026", "qc-group-medical-2026"])
def test_products_of_the_library(name: str):
    assert_sequential(PRODUCTS[name], tight(PRODUCTS[name], 2_000_000))


def test_accumulators_that_cross():
    """A limit by accident across limits of the year: the claim of another accident finds the year, not the accident."""
    book = tight(ACCIDENT, 1_000_000)
    rng = np.random.default_rng(3)
    days = [datetime.date(2026, 3, int(day)) for day in rng.integers(1, 6, len(book))]
    injuries = pa.list_(pa.struct([("item", pa.string()), ("grade", pa.int64())]))
    nothing = pa.array([[]] * len(book), injuries)
    book = book.append_column("accident_on", pa.array(days, pa.date32()))
    book = book.append_column("nature.injury", pa.array([True] * len(book))).append_column(
        "injuries", nothing
    )

    assert_sequential(ACCIDENT, book)


def test_members_that_never_settle_go_one_by_one(monkeypatch):
    monkeypatch.setattr(balances, "PASSES", 1)

    assert_sequential(PLAN, tight(PLAN, 5_000_000))


def test_a_book_without_shortcuts_is_the_same(monkeypatch):
    monkeypatch.setattr(balances, "FEW", 0)

    assert_sequential(PLAN, tight(PLAN, 5_000_000))


def test_blocks_worked_out_at_the_same_time_come_in_order():
    compiled, book = compile(PLAN), invented.book(PLAN, 3_000)

    results = list(batch.blocks(compiled, [book], size=200, workers=3))

    assert len(results) > 10
    figures = pa.concat_tables([one.figures for one in results])
    assert figures.equals(batch.calculate(compiled, book).figures)


def test_each_pass_settles_at_least_one_more_claim_of_a_member(monkeypatch):
    """However the guesses go, the n-th claim is right after n passes: so it ends."""
    passes: list[int] = []
    compiled = compile(PLAN)
    made = batch.book.plan(compiled, "all")
    assert made.terms is not None
    then = made.terms.then

    def counted(*given: Any) -> Any:
        passes.append(given[2])
        return then(*given)

    monkeypatch.setattr(made, "terms", dataclasses.replace(made.terms, then=counted))
    book = tight(PLAN, 300_000)
    batch.calculate(compiled, book)

    assert 1 < len(passes) <= max(np.bincount(book["member"].to_numpy()))
    assert passes == sorted(passes, reverse=True)

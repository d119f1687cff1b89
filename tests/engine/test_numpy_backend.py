"""Both back ends come from one list, so every kind of expression gives the same integers in both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.cases import MILLION, PRODUCTS

from anpei.engine import numpy_backend, python_backend
from anpei.engine.bounds import Bounds
from anpei.engine.compiled import NamedStep
from anpei.engine.compiler import compile
from anpei.engine.expressions import (
    Add,
    AllOf,
    AllowInOrder,
    AnyOf,
    Apportion,
    Choose,
    Column,
    Compare,
    Const,
    Expr,
    Fact,
    Fold,
    Grain,
    Least,
    Left,
    Less,
    Most,
    Not,
    Proportion,
    Ref,
    Share,
    Term,
    Times,
    When,
)
from anpei.engine.rows import Rows
from anpei.terms.base import Text

LABEL = Text(zh="示例", en="sample")


def step(name: str, expr: Expr, grain: Grain = "claim", post: str | None = None) -> NamedStep:
    return NamedStep(f"x.{name}", grain, expr, LABEL, LABEL, post=post)


def shares(name: str, whole: Expr, grain: Grain) -> list[NamedStep]:
    return [
        *(
            step(f"{name}_{mode}", Share(whole, Const(3_333), mode), grain)
            for mode in ("half_up", "down", "up")
        ),
        *(
            step(f"{name}_of_{mode}", Proportion(whole, Const(7), Column("line", "weight"), mode), grain)
            for mode in ("half_up", "down", "up")
        ),
    ]


AMOUNT, WEIGHT, SOCIAL = Column("line", "amount"), Column("line", "weight"), Column("receipt", "social")
STEPS = [
    step("constant", Const(-5), "receipt"),
    step("never", Not(Const(1))),
    step("always", Compare("<=", Const(1), Const(2)), "line"),
    step("owned", Not(AnyOf((Const(0), Compare("==", SOCIAL, Const(0))))), "receipt"),
    step("amount", When(Ref("x.owned"), AMOUNT, Const(0)), "line"),
    step("other", When(Ref("x.owned"), Const(0), AMOUNT), "line"),
    step("either", When(AllOf((Ref("x.owned"), Fact("on"))), AMOUNT, WEIGHT), "line"),
    step("weight", WEIGHT, "line"),
    *shares("share", AMOUNT, "line"),
    step("bill", Fold(Ref("x.amount"), into="receipt"), "receipt"),
    step("total", Fold(Ref("x.amount"))),
    step("least", Fold(Ref("x.weight"), how="least")),
    step("greatest", Fold(Ref("x.weight"), how="greatest")),
    step("flags", Add((Fold(Ref("x.owned")), Fact("on")))),
    step("split", Apportion(Fact("amount"), Ref("x.weight")), "line"),
    step("by_bill", AllowInOrder(Ref("x.amount"), Times(Const(3), Fact("amount")), by="receipt"), "line"),
    step("chosen", Choose((Term("a", 10), Term("b", 20)), Fact("grade"))),
    step("between", Least((Most((Less(Fact("amount"), Const(9)), Const(0))), Ref("x.total"), Const(50)))),
    step("least_alone", Least((Ref("x.total"),))),
    step("most_alone", Most((Column("line", "amount"),)), "line"),
    step("taken", Least((Fact("amount"), Left("pot", Const(100)))), post="pot"),
    step("in_order", AllowInOrder(Ref("x.amount"), Left("pot", Const(150)), by="claim"), "line"),
    step("allowed", Fold(Ref("x.in_order")), post="pot"),
    step("left", Left("pot", Const(200))),
]  # fmt: skip

claims = st.lists(
    st.fixed_dictionaries(
        {
            "facts": st.fixed_dictionaries(
                {
                    "on": st.integers(0, 1),
                    "amount": st.integers(0, 300),
                    "grade": st.integers(0, 2),
                    "used.pot": st.integers(0, 250),
                }
            ),
            "receipts": st.lists(st.integers(0, 2), min_size=1, max_size=3),
            "lines": st.lists(
                st.tuples(st.integers(0, 200), st.integers(0, 3), st.integers(0, 2)), max_size=5
            ),
        }
    ),
    min_size=1,
    max_size=5,
)


def plain(claim: dict[str, Any]) -> tuple[dict[str, int], dict[str, dict[str, list[int]]]]:
    lines, receipts = claim["lines"], claim["receipts"]
    return claim["facts"], {
        "line": {
            "row": list(range(len(lines))),
            "zero": [0] * len(lines),
            "parent": [bill % len(receipts) for _, _, bill in lines],
            "amount": [amount for amount, _, _ in lines],
            "weight": [weight for _, weight, _ in lines],
        },
        "receipt": {"row": list(range(len(receipts))), "social": receipts},
    }


def columns(book: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Rows]]:
    cases = [plain(claim) for claim in book]
    facts = {name: np.array([one[name] for one, _ in cases]) for name in cases[0][0]}
    bills = offsets([len(tables["receipt"]["row"]) for _, tables in cases])
    lines = offsets([len(tables["line"]["row"]) for _, tables in cases])
    parent = [
        first + bill for (_, t), first in zip(cases, bills, strict=False) for bill in t["line"]["parent"]
    ]
    return facts, {
        "receipt": Rows(bills, {"social": joined(cases, "receipt", "social")}),
        "line": Rows(
            lines,
            {name: joined(cases, "line", name) for name in ("amount", "weight")},
            np.array(parent, np.int64),
            int(bills[-1]),
        ),
    }


def offsets(counts: list[int]) -> Any:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def joined(cases: Any, table: str, column: str) -> Any:
    return np.array([value for _, tables in cases for value in tables[table][column]], np.int64)


@settings(max_examples=150, deadline=None)
@given(claims)
def test_every_kind_of_expression_gives_what_the_plain_python_gives(book):
    run = python_backend.load(python_backend.generate(STEPS, ["pot"]))
    terms = numpy_backend.generate(STEPS, ["pot"])
    facts, tables = columns(book)

    figures = terms.first(facts, tables, len(book))
    figures |= terms.then(facts, tables, len(book), figures)

    for place, claim in enumerate(book):
        expected = run(*plain(claim))
        for one in STEPS:
            value = figures[one.name]
            if one.grain == "claim":
                assert int(value[place]) == expected[one.name], one.name
            else:
                low, high = tables[one.grain].offsets[[place, place + 1]]
                assert [int(part) for part in value[low:high]] == expected[one.name], one.name


@settings(max_examples=50, deadline=None)
@given(claims, st.permutations(range(5)))
def test_claims_taken_in_another_order_keep_their_rows(book, order):
    _facts, tables = columns(book)
    wanted = np.array([place for place in order if place < len(book)])

    lines = tables["line"].take(wanted, tables["receipt"])

    expected = columns([book[place] for place in wanted])[1]["line"]
    assert lines.offsets.tolist() == expected.offsets.tolist()
    assert lines.parent.tolist() == expected.parent.tolist()
    assert lines.columns["amount"].tolist() == expected.columns["amount"].tolist()


def test_only_what_reads_an_accumulator_waits_for_its_turn():
    terms = numpy_backend.generate(STEPS, ["pot"])

    assert terms.later == {"x.taken", "x.in_order", "x.allowed", "x.left"}
    assert terms.carried == {"x.amount"}
    assert terms.reads == {"line", "receipt"}


def test_steps_nobody_wants_are_left_out():
    compiled = compile(MILLION)

    terms = numpy_backend.generate(
        compiled.steps, ["annual_deductible", "outpatient_limit", "annual_limit"], ["total.payable"]
    )

    assert "inpatient__own_share" not in terms.source
    assert "inpatient__deductible" in terms.source


def test_a_kind_without_columns_makes_a_product_plain_only():
    class Dice(Const):
        """A kind that nobody taught NumPy."""

    steps = (step("roll", Add((Dice(1), Const(2)))),)
    assert replace(compile(MILLION), steps=steps).plain_only
    assert not compile(MILLION).plain_only


# The bound of shares among beneficiaries is loose: this product takes the scalar way, which has no limit.
TAKES_THE_SCALAR_WAY = {"qc-senior-cancer-2026"}


@pytest.mark.parametrize("name", [name for name in PRODUCTS if "motor" not in name])
def test_ordinary_amounts_fit_int64_and_the_largest_do_not(name):
    bounds = Bounds(compile(PRODUCTS[name]).steps)
    rows = {"line": 20, "receipt": 20, "stay": 5, "injury": 5}
    money = ["line.amount", "receipt.social", "sum_insured.medical", "sum_insured.daily"]

    fits = bounds.fit({**dict.fromkeys(money, 10**9), "line.first_pay_bp": 10_000}, rows)
    assert fits == (name not in TAKES_THE_SCALAR_WAY)


def test_a_product_of_two_large_amounts_does_not_fit():
    steps = [step("whole", Proportion(Fact("a"), Fact("b"), Fact("c"), "down"))]

    assert Bounds(steps).fit({"a": 10**9, "b": 10**9, "c": 10**9}, {})
    assert not Bounds(steps).fit({"a": 10**10, "b": 10**9, "c": 10**9}, {})

"""A book in columns comes to the same figures, findings and balances as its claims one by one."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine.cases import (
    ACCIDENT,
    ADMITTED,
    DISCHARGED,
    MILLION,
    PRODUCTS,
    claims,
    facts,
    line,
    products,
)
from tests.engine.test_calculate import BAD_LINES, OTHER_FAULTS

from anpei.engine import Calculation, CaseFacts, CompiledTerms, batch, calculate
from anpei.engine.compiler import compile
from anpei.engine.facts import EventFacts, PolicyFacts, PriorPayment, Receipt, Stay
from anpei.engine.layout import CLAIM, LISTS, OF_PRODUCT, Entry, cases_of, columns_of, period
from anpei.terms.base import Nature, Setting
from anpei.terms.product import Product

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def one_by_one(compiled: CompiledTerms, entries: Sequence[Entry]) -> dict[str, Calculation]:
    """The sequential loop: each claim finds what the earlier claims of its member left. Written without the batch."""
    accumulators = compiled.product.calculation.accumulators
    held: dict[tuple[str, str, str], int] = {}
    done = {}
    for entry in sorted(entries, key=lambda one: (one.member, one.happened_at, one.claim)):
        keys = {a.code: (a.code, entry.member, period(a, entry.facts)) for a in accumulators}
        used = {c: held.setdefault(key, entry.facts.accumulators.get(c, 0)) for c, key in keys.items()}
        calculation = calculate(compiled, dataclasses.replace(entry.facts, accumulators=used))
        for code, delta in calculation.deltas.items():
            held[keys[code]] += delta
        done[entry.claim] = calculation
    return done


def assert_same(compiled: CompiledTerms, result: batch.BatchResult, expected: dict[str, Calculation]) -> None:
    """Every figure of every claim, every balance, every finding."""
    rows = result.figures.to_pylist()
    assert {row["claim"] for row in rows} == set(expected)
    found: dict[str, list[tuple[str, ...]]] = {}
    for one in result.findings.to_pylist():
        found.setdefault(one["claim"], []).append(
            (one["code"], one["level"], one["line"], one["zh"], one["en"])
        )
    for row in rows:
        claim = expected[row["claim"]]
        for step in compiled.steps:
            assert row[step.name] == claim.figures.get(step.name), (row["claim"], step.name)
        for change in claim.accumulators:
            assert (row[f"used.{change.key}"], row[f"posted.{change.key}"]) == (change.before, change.delta)
        wanted = [(f.code, f.level, f.line, f.text.zh, f.text.en) for f in claim.findings]
        assert found.get(row["claim"], []) == wanted


@st.composite
def books(draw: st.DrawFn, product: Product) -> list[Entry]:
    """A few members with up to six claims each, some on one day, some in another policy year, openings by period."""
    entries: list[Entry] = []
    for number in range(draw(st.integers(1, 3))):
        openings: dict[str, dict[str, int]] = {}
        for claim in range(draw(st.integers(1, 6))):
            case = draw(claims(product))
            year = draw(st.sampled_from([2025, 2026]))
            policy = dataclasses.replace(
                case.policy, starts_on=datetime.date(year, 1, 1), ends_on=datetime.date(2026, 12, 31)
            )
            case = dataclasses.replace(case, policy=policy)
            for accumulator in product.calculation.accumulators:
                own = openings.setdefault(accumulator.code, {})
                own.setdefault(period(accumulator, case), case.accumulators.get(accumulator.code, 0))
                case.accumulators[accumulator.code] = own[period(accumulator, case)]
            at = datetime.datetime(2026, 6, draw(st.integers(1, 3)))  # noqa: DTZ001  # local time
            entries.append(Entry(f"m{number}-{claim}", case, f"m{number}", at))
    return draw(st.permutations(entries))


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_every_figure_of_a_book_is_that_of_the_sequential_loop(data: st.DataObject):
    product = data.draw(products())
    compiled = compile(product)
    entries = data.draw(books(product))

    result = batch.calculate(compiled, columns_of(product, entries))

    assert [row["claim"] for row in result.figures.to_pylist()] == [entry.claim for entry in entries]
    assert_same(compiled, result, one_by_one(compiled, entries))


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_claims_without_members_stand_alone(data: st.DataObject):
    product = data.draw(products())
    compiled = compile(product)
    cases = [data.draw(claims(product)) for _ in range(3)]

    result = batch.calculate(compiled, columns_of(product, cases))

    assert_same(compiled, result, {str(n): calculate(compiled, case) for n, case in enumerate(cases, 1)})


@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_a_book_in_pieces_is_the_book_and_what_is_payable_is_the_same_without_explanation(
    data: st.DataObject,
):
    product = data.draw(products())
    compiled = compile(product)
    entries = sorted(data.draw(books(product)), key=lambda one: one.member)
    book = columns_of(product, entries)
    whole = {row["claim"]: row for row in batch.calculate(compiled, book).figures.to_pylist()}
    pieces = [book.slice(start, 2) for start in range(0, len(book), 2)]

    parts = list(batch.blocks(compiled, pieces, keep="payable", size=2))

    rows = [row for part in parts for row in part.figures.to_pylist()]
    assert len(rows) == len(entries)
    assert all(whole[row["claim"]][name] == value for row in rows for name, value in row.items())


@pytest.mark.parametrize("name", PRODUCTS)
def test_the_worked_examples_of_a_product_come_out_the_same_in_columns(name: str):
    product = PRODUCTS[name]
    compiled = compile(product)
    cases = [CaseFacts.from_json(example.facts) for example in product.examples]

    result = batch.calculate(compiled, columns_of(product, cases))

    assert_same(compiled, result, {str(n): calculate(compiled, case) for n, case in enumerate(cases, 1)})


def test_cases_and_columns_say_the_same():
    case = facts(
        receipts=(Receipt("a", 5, 6, 7, True), Receipt("b")),
        lines=(line(receipt="b", excluded_fen=3, excluded_clause="2.2", excluded_reason="x"), line(id="l2", receipt="a")),
        accumulators={a.code: n for n, a in enumerate(MILLION.calculation.accumulators)},
        prior_payments=(PriorPayment("inpatient", 9),),
        benefits=("inpatient",),
    )  # fmt: skip

    assert list(cases_of(MILLION, columns_of(MILLION, [case]))) == [case]


BAD = [
    *[{"lines": (line(**changed),)} for changed, _ in BAD_LINES],
    *[changed for changed, _ in OTHER_FAULTS],
]
NO_NUMBER = "not_a_whole_number"


@pytest.mark.parametrize("changed", BAD, ids=[code for _, code in (*BAD_LINES, *OTHER_FAULTS)])
def test_bad_row_has_the_findings_of_the_case_and_null_amounts_and_its_neighbours_are_paid(changed):
    case, good = facts(**changed), facts()
    compiled = compile(MILLION)

    result = batch.calculate(compiled, columns_of(MILLION, [good, case, good]))

    expected = calculate(compiled, case)
    found = [(one["claim"], one["code"], one["level"], one["line"]) for one in result.findings.to_pylist()]
    assert found == [("2", f.code, f.level, f.line) for f in expected.findings]
    paid = calculate(compiled, good).total_fen
    assert result.figures["total.payable"].to_pylist() == [paid, None, paid]
    assert result.figures["inpatient.line_claimed"].to_pylist() == [[2_000_000], None, [2_000_000]]


def test_date_outside_the_policy_is_a_warning_and_the_claim_is_worked_out():
    late = facts(
        event=EventFacts(
            (Nature.ILLNESS,), stays=(Stay(datetime.date(2027, 1, 2), datetime.date(2027, 1, 3), 1),)
        )
    )
    compiled = compile(MILLION)

    result = batch.calculate(compiled, columns_of(MILLION, [late]))

    assert result.findings["code"].to_pylist() == ["event.outside_policy"]
    assert_same(compiled, result, {"1": calculate(compiled, late)})


def replaced(book: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return book.set_column(book.column_names.index(name), name, values)


def test_a_float_column_is_no_money():
    book = columns_of(MILLION, [facts()])
    lines = book["lines"].combine_chunks()
    records = [{**one, "amount_fen": 2_000_000.0} for one in lines[0].as_py()]

    result = batch.calculate(compile(MILLION), replaced(book, "lines", pa.array([records])))

    assert result.findings.to_pylist()[0]["code"] == f"amount.{NO_NUMBER}"
    assert result.figures["total.payable"].to_pylist() == [None]


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("used.annual_limit", f"accumulator.{NO_NUMBER}"),
        ("prior.inpatient", f"prior_payment.{NO_NUMBER}"),
        ("sum_insured.medical", "policy.sum_insured_missing"),
        ("policy_starts_on", "facts.malformed"),
        ("claim", "facts.malformed"),
        ("happened_at", "facts.malformed"),
    ],
)
def test_missing_value_is_a_finding(column: str, code: str):
    book = columns_of(MILLION, [Entry("a", facts(), "m")])
    empty = replaced(book, column, pa.nulls(1, book.schema.field(column).type))

    result = batch.calculate(compile(MILLION), empty)

    assert set(result.findings["code"].to_pylist()) == {code}
    assert result.figures["total.payable"].to_pylist() == [None]


@pytest.mark.parametrize(
    "column", ["policy_ends_on", "claim", "sum_insured.medical", "lines", "receipts", "stays"]
)
def test_missing_column_is_a_finding_of_every_claim(column: str):
    book = columns_of(MILLION, [facts(), facts()]).drop_columns([column])
    if column == "claim":
        book = book.append_column("claim", pa.nulls(2, pa.string()))

    result = batch.calculate(compile(MILLION), book)

    assert {one["level"] for one in result.findings.to_pylist()} == {"error"}
    assert result.figures["total.payable"].to_pylist() == [None, None]


def test_word_nobody_knows_is_a_finding_that_names_its_place():
    book = columns_of(MILLION, [facts()])
    records = [{**book["lines"][0].as_py()[0], "category": "magic"}]

    result = batch.calculate(compile(MILLION), replaced(book, "lines", pa.array([records])))

    assert [(one["code"], one["line"]) for one in result.findings.to_pylist()] == [
        ("facts.malformed", "lines[0].category")
    ]


def test_openings_of_one_period_must_agree():
    entries = [
        Entry(claim, facts(accumulators={"annual_limit": used}), "m")
        for claim, used in (("a", 100), ("b", 100), ("c", 50))
    ]

    result = batch.calculate(compile(MILLION), columns_of(MILLION, entries))

    assert [(one["claim"], one["code"], one["line"]) for one in result.findings.to_pylist()] == [
        ("c", "accumulator.opening_differs", "annual_limit")
    ]


def test_amounts_too_large_for_int64_go_one_by_one_and_come_back():
    huge = facts(
        policy=PolicyFacts(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), {"medical": 10**15}),
        lines=(line(amount_fen=10**15 - 1),),
    )
    compiled = compile(MILLION)
    entries = [Entry("a", facts(), "m"), Entry("b", huge, "m"), Entry("c", facts(), "n")]

    result = batch.calculate(compiled, columns_of(MILLION, entries))

    assert_same(compiled, result, one_by_one(compiled, entries))
    assert result.figures["total.payable"][1].as_py() > 5 * 10**14


def test_members_of_very_many_claims_end_one_by_one():
    compiled = compile(PRODUCTS["qc-group-medical-2026"])
    policy = PolicyFacts(
        datetime.date(2026, 1, 1),
        datetime.date(2026, 12, 31),
        {"outpatient": 3_000_000, "inpatient": 9_000_000},
    )
    visit = facts(policy=policy, lines=(line(setting=Setting.OUTPATIENT, amount_fen=30_000),))
    entries = [
        Entry(f"{member}-{n:03}", visit, f"m{member}")
        for member in range(6)
        for n in range(3 + 40 * (member == 0))
    ]

    result = batch.calculate(compiled, columns_of(compiled.product, entries))

    assert_same(compiled, result, one_by_one(compiled, entries))


def test_what_columns_cannot_say_comes_as_a_case_and_takes_its_turn():
    special = facts(policy=dataclasses.replace(facts().policy, first_started_on=datetime.date(2020, 1, 1)))
    compiled = compile(MILLION)
    cases = (facts(), special, facts(), facts(event=EventFacts(())))
    entries = [Entry(str(n), case, "m" if n < 3 else "n") for n, case in enumerate(cases)]
    book = columns_of(MILLION, entries)

    result = batch.calculate(compiled, book)

    assert [one is not None for one in book["case"].to_pylist()] == [False, True, False, False]
    assert_same(compiled, result, one_by_one(compiled, entries))


def test_case_that_cannot_be_read_is_a_finding():
    book = columns_of(MILLION, [facts(policy=dataclasses.replace(facts().policy, premium_paid_fen=1))])

    result = batch.calculate(compile(MILLION), replaced(book, "case", pa.array(["{"])))

    assert result.findings["code"].to_pylist() == ["facts.malformed"]
    assert result.figures["total.payable"].to_pylist() == [None]


def test_a_product_that_is_plain_only_is_worked_out_one_by_one(monkeypatch):
    monkeypatch.setattr(CompiledTerms, "plain_only", True)
    compiled = dataclasses.replace(compile(ACCIDENT))
    injured = facts(
        policy=PolicyFacts(
            datetime.date(2026, 1, 1),
            datetime.date(2026, 12, 31),
            dict.fromkeys(ACCIDENT.sum_insured_keys(), 10**7),
        ),
        event=EventFacts((Nature.INJURY,), accident_on=ADMITTED, stays=(Stay(ADMITTED, DISCHARGED, 7),)),
    )
    entries = [Entry("a", injured, "m"), Entry("b", injured, "m")]

    result = batch.calculate(compiled, columns_of(ACCIDENT, entries))

    assert_same(compiled, result, one_by_one(compiled, entries))


def test_an_empty_book_and_a_claim_without_lines():
    compiled = compile(MILLION)
    empty = batch.calculate(compiled, columns_of(MILLION, []))
    bare = facts(lines=(), receipts=())

    assert (len(empty.figures), len(empty.findings)) == (0, 0)
    assert empty.figures.schema == batch.result_schema(compiled, columns_of(MILLION, []).schema)
    assert_same(
        compiled, batch.calculate(compiled, columns_of(MILLION, [bare])), {"1": calculate(compiled, bare)}
    )


def test_a_polars_frame_is_a_book_and_polars_takes_the_figures():
    compiled = compile(MILLION)
    book = columns_of(MILLION, [Entry("b", facts(), "m"), Entry("a", facts(), "n")])

    result = batch.calculate(compiled, polars.DataFrame(book))

    figures = polars.DataFrame(result.figures)
    paid = calculate(compiled, facts()).total_fen
    assert figures.select("claim", "total.payable").rows() == [("b", paid), ("a", paid)]
    assert figures["inpatient.line_claimed"].to_list() == [[2_000_000], [2_000_000]]
    assert result.figures.drop_columns(["claim", "member"]).equals(
        batch.calculate(compiled, book).figures.drop_columns(["claim", "member"])
    )


def test_a_line_may_name_its_receipt_by_place():
    book = columns_of(MILLION, [facts(receipts=(Receipt("x"), Receipt("r1")))])
    records = [{**book["lines"][0].as_py()[0], "receipt": 1}]
    compiled = compile(MILLION)

    result = batch.calculate(compiled, replaced(book, "lines", pa.array([records])))

    assert (
        result.figures["total.payable"].to_pylist()
        == batch.calculate(compiled, book).figures["total.payable"].to_pylist()
    )
    records[0]["receipt"] = 2
    result = batch.calculate(compiled, replaced(book, "lines", pa.array([records])))
    assert "line.receipt_unknown" in result.findings["code"].to_pylist()


def test_balances_stay_exact_where_accumulators_cross():
    """A limit by accident across a yearly deductible: the claim of another accident finds the year, not the accident."""
    policy = PolicyFacts(
        datetime.date(2026, 1, 1),
        datetime.date(2026, 12, 31),
        dict.fromkeys(ACCIDENT.sum_insured_keys(), 2000000),
    )
    entries = []
    for number, day in enumerate((1, 2, 1, 2, 1)):
        event = EventFacts(
            (Nature.INJURY,), accident_on=datetime.date(2026, 6, day), stays=(Stay(ADMITTED, DISCHARGED, 7),)
        )
        case = facts(policy=policy, event=event, lines=(line(amount_fen=700_000),))
        entries += [Entry(f"{member}{number}", case, member) for member in "mnopq"]
    compiled = compile(ACCIDENT)

    result = batch.calculate(compiled, columns_of(ACCIDENT, entries))

    assert_same(compiled, result, one_by_one(compiled, entries))
    assert np.unique(result.figures["used.accident_deductible"]).size > 1


def test_every_column_is_in_the_manual():
    manual = (Path(__file__).parents[3] / "docs" / "batch.md").read_text(encoding="utf-8")
    columns = [*CLAIM, *OF_PRODUCT, *(part for parts in LISTS.values() for part in parts)]
    said = {
        (re.sub(r"^nature\..*", "nature.<nature>", one.name), one.meaning.partition("|")[0])
        for one in columns
    }

    assert [
        name for name, meaning in sorted(said) if f"| `{name}` |" not in manual or meaning not in manual
    ] == []

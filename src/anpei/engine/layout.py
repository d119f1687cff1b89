"""How a book of claims stands in columns: one row a claim, its bills, lines, stays and injuries as lists. The one home of names.

Arrow, and so Parquet, Polars and DuckDB, know lists of records: the rows of a claim stay with it, and nothing is joined. What
the columns cannot say (another family of insurance, an endorsement) stands in ``case``, the JSON of ``CaseFacts``.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from anpei.engine.facts import (
    BadFacts,
    CaseFacts,
    EventFacts,
    ExpenseLine,
    Injury,
    PolicyFacts,
    PriorPayment,
    Receipt,
    Stay,
)
from anpei.terms.base import Category, HospitalClass, Nature, Setting
from anpei.terms.calculation import Accumulator, Period
from anpei.terms.product import Product

_NAME = pa.dictionary(pa.int8(), pa.string())


@dataclass(frozen=True, slots=True)
class ColumnOf:
    """A column, its type, and what stands in it. ``default`` None: it must be given."""

    name: str
    type: pa.DataType
    meaning: str
    default: Any = None
    optional: bool = False


CLAIM = (
    ColumnOf("claim", pa.string(), "key of the claim, text or a whole number"),
    ColumnOf("member", pa.string(), "the insured person; left out: every claim stands alone", optional=True),
    ColumnOf("family", pa.string(), "whose members share an accumulator; left out: nobody's", optional=True),
    ColumnOf("happened_at", pa.timestamp("us"), "order of a member's claims, then by claim", optional=True),
    ColumnOf("policy_starts_on", pa.date32(), "first day of the policy"),
    ColumnOf("policy_ends_on", pa.date32(), "last day of the policy"),
    ColumnOf("social_insured", pa.bool_(), "insured as a person with social insurance", True),
    *(ColumnOf(f"nature.{nature.value}", pa.bool_(), "what happened", False) for nature in Nature),
    ColumnOf("accident_on", pa.date32(), "day of the accident", optional=True),
    ColumnOf("first_diagnosis_on", pa.date32(), "day of the first diagnosis", optional=True),
    ColumnOf("died_on", pa.date32(), "day of death", optional=True),
    ColumnOf("pre_existing", pa.bool_(), "there before the first policy; null: not known", optional=True),
    ColumnOf("case", pa.string(), "JSON of the whole case; the columns from policy_starts_on on are not read", optional=True),
)  # fmt: skip
OF_PRODUCT = (
    ColumnOf("sum_insured.<key>", pa.int64(), "sum insured of the policy, fen", optional=True),
    ColumnOf("prior.<benefit>", pa.int64(), "paid before for the same accident, fen", 0),
    ColumnOf("used.<accumulator>", pa.int64(), "used before the batch; only the first claim of a period must say", 0),
    ColumnOf("period.<accumulator>", pa.int64(), "another period than the accumulator's own", optional=True),
    ColumnOf("asked.<benefit>", pa.bool_(), "whether this benefit is asked for", True),
)  # fmt: skip
LISTS: dict[str, tuple[ColumnOf, ...]] = {
    "receipts": (
        ColumnOf("id", pa.string(), "name of the bill inside the claim"),
        ColumnOf("social_fen", pa.int64(), "paid by social insurance", 0),
        ColumnOf("other_fen", pa.int64(), "paid by others", 0),
        ColumnOf("personal_account_fen", pa.int64(), "from the person's own account: reduces nothing", 0),
        ColumnOf("social_settled", pa.bool_(), "settled with social insurance; null: when it paid", optional=True),
        ColumnOf("hospital_class", _NAME, "class of the hospital; null: not known", optional=True),
        ColumnOf("designated", pa.bool_(), "the contract names this hospital; null: not known", optional=True),
        ColumnOf("emergency", pa.bool_(), "an emergency, in whatever hospital", False),
    ),
    "lines": (
        ColumnOf("id", pa.string(), "name of the line inside the claim"),
        ColumnOf("receipt", pa.string(), "id of its bill, or its place among the bills from 0 (faster)"),
        ColumnOf("service_on", pa.date32(), "day of the service"),
        ColumnOf("setting", _NAME, "inpatient or outpatient"),
        ColumnOf("category", _NAME, "drug, material, surgery, exam, treatment, bed, nursing, other"),
        ColumnOf("amount_fen", pa.int64(), "amount"),
        ColumnOf("nrdl_class", _NAME, "A, B or C", "A"),
        ColumnOf("first_pay_bp", pa.int64(), "first share of class B", 0),
        ColumnOf("excluded_fen", pa.int64(), "found outside cover by a named person", 0),
        ColumnOf("excluded_clause", pa.string(), "the clause that says so", ""),
        ColumnOf("excluded_reason", pa.string(), "and why", ""),
        ColumnOf("item", pa.string(), "what it is", ""),
        ColumnOf("item_code", pa.string(), "its code, where a term names it", ""),
        ColumnOf("drug_list", pa.string(), "the product's drug list it is on", ""),
    ),
    "stays": (
        ColumnOf("admitted_on", pa.date32(), "admission"),
        ColumnOf("discharged_on", pa.date32(), "discharge"),
        ColumnOf("days", pa.int64(), "days in hospital"),
    ),
    "injuries": (
        ColumnOf("item", pa.string(), "item of the standard"),
        ColumnOf("grade", pa.int64(), "1 (worst) to 10"),
        ColumnOf("standard_code", pa.string(), "the standard", "JR/T 0083-2013"),
    ),
}  # fmt: skip
FINDINGS = pa.schema([(name, pa.string()) for name in ("claim", "code", "level", "line", "zh", "en")])

SAID: dict[type, frozenset[str]] = {
    PolicyFacts: frozenset({"starts_on", "ends_on", "sum_insured_fen", "social_insured"}),
    EventFacts: frozenset(
        {"natures", "accident_on", "first_diagnosis_on", "died_on", "stays", "injuries", "pre_existing"}
    ),
    Receipt: frozenset(column.name for column in LISTS["receipts"]),
    ExpenseLine: frozenset(column.name for column in LISTS["lines"]),
    CaseFacts: frozenset(
        {"policy", "event", "lines", "receipts", "accumulators", "prior_payments", "benefits"}
    ),
}
"""What of a case the columns say."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim on its way into columns."""

    claim: str
    facts: CaseFacts
    member: str = ""
    happened_at: datetime.datetime = datetime.datetime(1970, 1, 1)  # noqa: DTZ001  # local time, as claims carry it


def schema(product: Product, *, alone: bool = False) -> pa.Schema:
    """The columns of a book under this product. ``alone``: without members, so that nothing accumulates."""
    left_out = {"family", *(("member", "happened_at") if alone else ())}
    columns = [(column.name, column.type) for column in CLAIM if column.name not in left_out]
    columns += [(f"sum_insured.{key}", pa.int64()) for key in product.sum_insured_keys()]
    columns += [(f"prior.{benefit.code}", pa.int64()) for benefit in product.benefits]
    columns += [(f"used.{accumulator.code}", pa.int64()) for accumulator in product.calculation.accumulators]
    columns += [(f"asked.{benefit.code}", pa.bool_()) for benefit in product.benefits]
    for name, parts in LISTS.items():
        columns.append((name, pa.list_(pa.struct([(part.name, part.type) for part in parts]))))
    return pa.schema(columns)


def columns_of(product: Product, claims: Iterable[CaseFacts | Entry]) -> pa.Table:
    """Cases as columns. Bare facts are claims "1", "2", … that stand alone. What is no whole number becomes null, and so
    the same finding.
    """
    given = list(claims)
    alone = not any(isinstance(one, Entry) for one in given)
    entries = [one if isinstance(one, Entry) else Entry(str(n), one) for n, one in enumerate(given, 1)]
    rows = [_row(product, entry) for entry in entries]
    wanted = schema(product, alone=alone)
    extra = sorted({name for row in rows for name in row} - {*wanted.names, "member", "happened_at"})
    for name in extra:  # names the product does not know: kept, so that they are found
        wanted = wanted.append(pa.field(name, pa.bool_() if name.startswith("asked.") else pa.int64()))
    return pa.Table.from_pylist(rows, schema=wanted)


def cases_of(product: Product, table: pa.Table) -> Iterator[CaseFacts]:
    """The cases of a table's rows. BadFacts when ``case`` is not one; dates and names must be there."""
    for row in table.to_pylist():
        yield _case(product, row)


def case_of_json(text: str) -> CaseFacts:
    """The case of a row's ``case``. BadFacts when it is none."""
    try:
        return CaseFacts.from_json(json.loads(text))
    except ValueError as refusal:
        raise refusal if isinstance(refusal, BadFacts) else BadFacts([("", str(refusal))]) from None


def period(accumulator: Accumulator, facts: CaseFacts) -> str:
    """Which period of an accumulator a claim falls into: its policy year, its accident, or the one and only."""
    match accumulator.per:
        case Period.POLICY_YEAR | Period.FAMILY_YEAR:
            return facts.policy.starts_on.isoformat()
        case Period.ACCIDENT:
            return facts.event.accident_on.isoformat() if facts.event.accident_on else ""
        case _:
            return ""


def _row(product: Product, entry: Entry) -> dict[str, Any]:
    facts = entry.facts
    row: dict[str, Any] = {
        "claim": entry.claim,
        "member": entry.member,
        "happened_at": entry.happened_at,
        **{f"used.{code}": _whole(value) for code, value in facts.accumulators.items()},
    }
    for accumulator in product.calculation.accumulators:
        row.setdefault(f"used.{accumulator.code}", 0)
    if any(_beyond(part) for part in (facts, facts.policy, facts.event, *facts.receipts, *facts.lines)):
        return {**row, "case": json.dumps(facts.to_json(), ensure_ascii=False)}
    policy, event = facts.policy, facts.event
    row |= {
        "policy_starts_on": policy.starts_on,
        "policy_ends_on": policy.ends_on,
        "social_insured": policy.social_insured,
        "accident_on": event.accident_on,
        "first_diagnosis_on": event.first_diagnosis_on,
        "died_on": event.died_on,
        "pre_existing": event.pre_existing,
        "receipts": [_record(receipt, "receipts") for receipt in facts.receipts],
        "lines": [_record(line, "lines") for line in facts.lines],
        "stays": [_record(stay, "stays") for stay in event.stays],
        "injuries": [_record(injury, "injuries") for injury in event.injuries],
    }
    row |= {f"nature.{nature.value}": nature in event.natures for nature in Nature}
    row |= {f"sum_insured.{key}": _whole(fen) for key, fen in policy.sum_insured_fen.items()}
    for benefit in product.benefits:
        row[f"prior.{benefit.code}"] = 0
        row[f"asked.{benefit.code}"] = facts.benefits is None or benefit.code in facts.benefits
    row |= {f"asked.{code}": True for code in facts.benefits or ()}
    for prior in facts.prior_payments:
        so_far, fen = row.get(f"prior.{prior.benefit}", 0), _whole(prior.amount_fen)
        row[f"prior.{prior.benefit}"] = None if so_far is None or fen is None else so_far + fen
    return row


def _beyond(part: object) -> bool:
    """Whether something is said that has no column."""
    said = SAID[type(part)]
    for field in dataclasses.fields(part):  # type: ignore[arg-type]
        if field.name not in said:
            default = field.default_factory() if callable(field.default_factory) else field.default
            if getattr(part, field.name) != default:
                return True
    return False


def _record(part: object, table: str) -> dict[str, Any]:
    return {column.name: _cell(getattr(part, column.name), column) for column in LISTS[table]}


def _cell(value: Any, column: ColumnOf) -> Any:
    return _whole(value) if column.type == pa.int64() else value


def _whole(value: object) -> int | None:
    """An integer that fits a column; what is larger stays larger than anything allowed."""
    return max(-(2**62), min(value, 2**62)) if type(value) is int else None


def _case(product: Product, row: dict[str, Any]) -> CaseFacts:
    if row.get("case") is not None:
        return case_of_json(row["case"])
    benefits = [benefit.code for benefit in product.benefits]
    accumulators = [accumulator.code for accumulator in product.calculation.accumulators]
    asked = _under(row, "asked.", benefits)
    receipts = tuple(_receipt(part, n) for n, part in enumerate(row.get("receipts") or ()))
    lines = [_given(part, "lines", str(n)) for n, part in enumerate(row.get("lines") or ())]
    return CaseFacts(
        policy=PolicyFacts(
            row["policy_starts_on"],
            row["policy_ends_on"],
            _under(row, "sum_insured.", ()),
            row.get("social_insured") is not False,
        ),
        event=EventFacts(
            natures=tuple(nature for nature in Nature if row.get(f"nature.{nature.value}")),
            accident_on=row.get("accident_on"),
            first_diagnosis_on=row.get("first_diagnosis_on"),
            died_on=row.get("died_on"),
            pre_existing=row.get("pre_existing"),
            stays=tuple(Stay(**_given(part, "stays", "")) for part in row.get("stays") or ()),
            injuries=tuple(Injury(**_given(part, "injuries", "")) for part in row.get("injuries") or ()),
        ),
        lines=tuple(_line(part, receipts) for part in lines),
        receipts=receipts,
        accumulators=_under(row, "used.", accumulators),
        prior_payments=tuple(
            PriorPayment(code, fen) for code, fen in _under(row, "prior.", benefits).items() if fen != 0
        ),
        benefits=None
        if all(one is not False for one in asked.values())
        else tuple(code for code, one in asked.items() if one is not False),
    )


def _under(row: dict[str, Any], prefix: str, known: Collection[str]) -> dict[str, Any]:
    """What stands under a prefix. Null under a known name is something wrong; under another name it says nothing."""
    found = {name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)}
    return {name: value for name, value in found.items() if value is not None or name in known}


def _given(part: dict[str, Any], table: str, place: str) -> dict[str, Any]:
    """The fields of a record, with defaults for columns the table does not have."""
    fields = {column.name: part.get(column.name, column.default) for column in LISTS[table]}
    for column in LISTS[table]:
        if column.type == pa.string() and fields[column.name] is None:
            fields[column.name] = place if column.name == "id" else (column.default or "")
    return fields


def _receipt(part: dict[str, Any], place: int) -> Receipt:
    fields = _given(part, "receipts", str(place))
    hospital = fields["hospital_class"]
    return Receipt(
        **{
            **fields,
            "hospital_class": HospitalClass(hospital) if hospital else None,
            "emergency": bool(fields["emergency"]),
        }
    )


def _line(fields: dict[str, Any], receipts: Sequence[Receipt]) -> ExpenseLine:
    receipt = fields["receipt"]
    if isinstance(receipt, int):
        known = 0 <= receipt < len(receipts)
        fields["receipt"] = receipts[receipt].id if known else f"#{receipt}"
    return ExpenseLine(
        **{**fields, "setting": Setting(fields["setting"]), "category": Category(fields["category"])}
    )

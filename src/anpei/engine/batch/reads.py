"""What the steps of a product read of a book, and whether columns can say it at all."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from anpei.engine.columns import claim_values
from anpei.engine.compiled import CompiledTerms
from anpei.engine.compiler import UNASSIGNED
from anpei.engine.expressions import TERM, Column, Fact, leaves
from anpei.engine.facts import CaseFacts, EventFacts, PolicyFacts

_TABLES = ("line", "receipt", "stay", "injury")
_FACTS = frozenset(
    {
        *("social_insured", "stays", "hospital_days", "injuries", "died", "had_accident", "pre_existing"),
        *("days_to_death", "days_to_death_of_policy", "days_to_death_covered"),
    }
)
_BLANK = frozenset({"earlier_grade", "combined_grade", "illnesses", "severe_paid", "premium_paid"})
"""Facts of what only ``case`` can say: what they are when it says nothing is right for every row of columns."""
_PREFIXES = ("nature.", "asked.", "sum_insured.", "prior.", "used.")
_COLUMNS = frozenset(
    {
        *((Column("line", n)) for n in ("amount", "excluded", "class", "first_pay_bp", "category")),
        *((Column("line", n)) for n in ("days_before_stay", "days_after_stay", "item_code", "drug_list")),
        *((Column("receipt", n)) for n in ("setting", "social", "other", "settled", "settled_or_zero")),
        *((Column("receipt", n)) for n in ("hospital_class", "outside_hospital")),
        Column("stay", "days"),
        Column("injury", "grade"),
    }
)


def says_all(compiled: CompiledTerms) -> bool:
    """Whether the columns say everything the product reads; if not, all its claims come in as ``case``."""
    return all(
        leaf in _COLUMNS or leaf.table not in _TABLES
        if isinstance(leaf, Column)
        else leaf.name in _FACTS | _BLANK or leaf.name.startswith((*_PREFIXES, TERM))
        for step in compiled.steps
        for leaf in leaves(step.expr)
        if isinstance(leaf, Fact | Column)
    )


@dataclass(frozen=True, slots=True)
class Reads:
    """What the steps read: ``facts``, ``columns`` of tables; ``lists`` a book must have, for without them its claims would
    come to nothing in silence; and ``blank``, the facts no column says, with what they are then.
    """

    facts: frozenset[str]
    columns: frozenset[Column]
    tables: frozenset[str]
    lists: frozenset[str]
    blank: dict[str, int]


def reads(compiled: CompiledTerms) -> Reads:
    """What the steps of a product read."""
    found = [leaf for step in compiled.steps for leaf in leaves(step.expr)]
    day = datetime.date(2000, 1, 1)
    nothing = claim_values(compiled.product, CaseFacts(PolicyFacts(day, day), EventFacts(())))
    blank = {
        leaf.name: nothing[leaf.name] for leaf in found if isinstance(leaf, Fact) and leaf.name in nothing
    }
    grains = frozenset(step.grain for step in compiled.steps if step.grain != "claim")
    facts = {leaf.name for leaf in found if isinstance(leaf, Fact)}
    facts |= {f"used.{accumulator.code}" for accumulator in compiled.product.calculation.accumulators}
    return Reads(
        facts=frozenset(facts),
        columns=frozenset(leaf for leaf in found if isinstance(leaf, Column)),
        tables=grains,
        lists=frozenset(_lists(compiled)),
        blank=blank,
    )


_LIST_OF = {"line": "lines", "receipt": "receipts", "stay": "stays", "injury": "injuries"}
_DERIVED = {
    "hospital_days": "stays",
    "stays": "stays",
    "days_before_stay": "stays",
    "days_after_stay": "stays",
}
"""Facts and columns that are made of a list."""


def _lists(compiled: CompiledTerms) -> Iterator[str]:
    for step in compiled.steps:
        if step.name.startswith(f"{UNASSIGNED}."):
            continue
        for leaf in leaves(step.expr):
            if isinstance(leaf, Column) and leaf.table in _LIST_OF:
                yield _LIST_OF[leaf.table]
            if isinstance(leaf, Fact | Column) and leaf.name in _DERIVED:
                yield _DERIVED[leaf.name]

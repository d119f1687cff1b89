"""One block of a book: looked at, worked out in columns, and one by one where columns cannot.

One by one go whole cases, amounts too large for int64, and products of which some step has no columnar form; a member with
one such claim has all of them worked out one by one, in order. They come back into the same columns.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pyarrow as pa

from anpei.engine import adjudicate
from anpei.engine.batch.balances import Balances, Held, added, one_value, taken
from anpei.engine.batch.plan import Plan
from anpei.engine.batch.reading import Block, read
from anpei.engine.batch.result import BatchResult, Notes, column
from anpei.engine.calculation import Finding
from anpei.engine.checks import check
from anpei.engine.compiled import Figures
from anpei.engine.compiler import UNASSIGNED
from anpei.engine.findings import error
from anpei.engine.layout import cases_of
from anpei.engine.numpy_backend import Columns
from anpei.engine.rows import Array, Ints, Rows

_MOST = 2**63 - 1


def work(plan: Plan, table: pa.Table) -> BatchResult:
    """The result of one block: whole members, sorted."""
    return _Work(plan, read(plan.product, table, plan.reads)).result()


@dataclasses.dataclass(slots=True)
class _Fast:
    """What was worked out in columns: which claims, their figures, what each found in the accumulators."""

    rows: Ints
    figures: Columns
    found: Held


@dataclasses.dataclass(slots=True)
class _Slow:
    """The same for claims that went one by one."""

    rows: list[int]
    figures: list[Figures]
    found: dict[str, list[int]]


class _Work:
    """One block on its way."""

    def __init__(self, plan: Plan, block: Block) -> None:
        self.plan = plan
        self.block = block
        self.notes = Notes()
        self.refused = np.zeros(block.count, bool)
        self.cases = dict(block.cases)
        """Claims that go one by one."""

    def result(self) -> BatchResult:
        self._look()
        self._one_by_one_for_all()
        self._openings()
        fast = self._fast(self._in_columns())
        slow = self._slow()
        claims = self.block.table["claim"] if "claim" in self.block.table.column_names else None
        return BatchResult(figures=self._table(fast, slow), findings=self.notes.table(claims))

    # -- what may be calculated

    def _look(self) -> None:
        """What is wrong with the facts."""
        block, product = self.block, self.plan.product
        for row, path in block.malformed:
            self._refuse(
                row, error("facts.malformed", f"输入无法读取：{path}", f"Cannot be read: {path}", path)
            )
        wanted = np.flatnonzero(block.suspicious & ~self.refused)
        if not len(wanted):
            return
        cases = cases_of(product, block.table.take(pa.array(wanted)))
        for row, facts in zip(wanted.tolist(), cases, strict=True):
            found = list(check(product, facts))
            self.notes.of[row] = found
            self.refused[row] = any(finding.level == "error" for finding in found)

    def _one_by_one_for_all(self) -> None:
        if self.plan.in_columns:
            return
        rows = [row for row in np.flatnonzero(~self.refused).tolist() if row not in self.cases]
        if self.plan.says_all:
            self._as_cases(rows)
            return
        for row in rows:
            self._refuse(
                row,
                error("facts.malformed", "本产品的赔案要放在 case 列", "Claims of this product stand in case", "case"),
            )  # fmt: skip

    def _openings(self) -> None:
        """Claims of one period must agree on what was used before the batch."""
        for code in self.plan.codes:
            used = self.block.facts[f"used.{code}"]
            if not used.any():
                continue
            rows = np.flatnonzero(~self.refused)
            keys, used = self.block.keys[code][rows], used[rows]
            opening = np.zeros(int(keys.max(initial=0)) + 1, np.int64)
            opening[keys[::-1]] = used[::-1]  # the first claim of a period stands last, and stays
            for row in rows[used != opening[keys]].tolist():
                self._refuse(
                    row,
                    error(
                        "accumulator.opening_differs",
                        "同一期间的赔案给出的期初累计不一致",
                        "Claims of one period give different opening balances",
                        code,
                    ),
                )

    def _refuse(self, row: int, finding: Finding) -> None:
        self.refused[row] = True
        self.cases.pop(row, None)
        self.notes.add(row, finding)

    def _as_cases(self, rows: list[int]) -> None:
        cases = cases_of(self.plan.product, self.block.table.take(pa.array(rows, pa.int64())))
        self.cases |= zip(rows, cases, strict=True)

    def _in_columns(self) -> Ints:
        """Claims to be worked out in columns."""
        if not self.plan.in_columns:
            return np.zeros(0, np.int64)
        groups = self.block.groups
        single = np.zeros(int(groups.max(initial=0)) + 1, bool)
        single[groups[list(self.cases)]] = True
        weights: Array | None = None
        while True:
            fast = np.flatnonzero(~self.refused & ~single[groups])
            if self._fits(fast):
                break
            weights = self._weights() if weights is None else weights
            single[groups[fast[weights[fast] > weights[fast].max() / 16]]] = True
        slow = np.flatnonzero(~self.refused & single[groups]).tolist()
        self._as_cases([row for row in slow if row not in self.cases])
        return fast

    def _fits(self, fast: Ints) -> bool:
        """Whether no figure of these claims can reach the end of int64."""
        if not len(fast):
            return True
        some = len(fast) < self.block.count
        inputs = {
            name: _size(self.block.facts[name][fast] if some else self.block.facts[name])
            for name in self.plan.reads.facts
        }
        most = {}
        for name, rows in self.block.tables.items():
            part = rows.take(fast) if some else rows
            for own in self.plan.reads.columns:
                if own.table == name:
                    inputs[f"{name}.{own.name}"] = _size(part.columns[own.name])
            most[name] = int(np.diff(part.offsets).max(initial=0))
        return self.plan.bounds.fit(inputs, most)

    def _weights(self) -> Array:
        """Roughly how heavy each claim is: its greatest number, rows added up. Only used to choose."""
        weights = np.ones(self.block.count)
        for values in self.block.facts.values():
            np.maximum(weights, np.abs(values), out=weights)
        for rows in self.block.tables.values():
            for values in rows.columns.values():
                total = np.bincount(rows.claims.of, np.abs(values), self.block.count)
                np.maximum(weights, total, out=weights)
        return weights

    # -- in columns

    def _fast(self, rows: Ints) -> _Fast:
        if not len(rows):
            return _Fast(rows, {}, {})
        block, plan = self.block, self.plan
        if plan.terms is None:
            raise TypeError("this product has no columns")
        facts, tables, keys, groups = block.facts, block.tables, block.keys, block.groups
        if len(rows) < block.count:
            facts = {name: values[rows] for name, values in facts.items()}
            keys = {code: values[rows] for code, values in keys.items()}
            groups = groups[rows]
            tables = taken(tables, rows)
        figures = plan.terms.first(facts, tables, len(rows))
        balances = Balances(plan.compiled, plan.terms, plan.posts, facts, tables, figures)
        later, found = balances.carry(groups, keys)
        figures |= later
        self._remark(figures, tables, rows)
        return _Fast(rows, figures, found)

    def _remark(self, figures: Columns, tables: dict[str, Rows], rows: Ints) -> None:
        """Findings that only figures can show."""
        receipts = tables["receipt"].claims
        for code, finding in self.plan.mixed.items():
            settled = receipts.sum(figures[f"{code}.receipt_settled"])
            mixed = np.flatnonzero((settled > 0) & (settled < receipts.sum(figures[f"{code}.mine"])))
            self.notes.shared.append((rows[mixed], finding))
        unassigned = np.flatnonzero(figures[f"{UNASSIGNED}.claimed"])
        self.notes.shared.append((rows[unassigned], adjudicate.NO_BENEFIT))

    # -- one by one

    def _slow(self) -> _Slow:
        """Claims that go one by one, in order."""
        slow = _Slow([], [], {code: [] for code in self.plan.codes})
        held: dict[tuple[str, int], int] = {}
        for row in sorted(self.cases):
            keys = {code: (code, int(self.block.keys[code][row])) for code in self.plan.codes}
            for code, key in keys.items():
                held.setdefault(key, int(self.block.facts[f"used.{code}"][row]))
            used = {code: held[key] for code, key in keys.items()}
            facts = dataclasses.replace(self.cases[row], accumulators=self.cases[row].accumulators | used)
            calculation = adjudicate.calculate(self.plan.compiled, facts)
            self.notes.of[row] = list(calculation.findings)
            if not calculation.ok:
                self.refused[row] = True
            elif not _fit_columns(calculation.figures):
                self.refused[row] = True
                text = ("金额过大，超出列能表示的范围", "An amount is larger than a column can hold")
                self.notes.add(row, error("claim.too_large", *text))
            else:
                slow.rows.append(row)
                slow.figures.append(calculation.figures)
                for code, key in keys.items():
                    slow.found[code].append(held[key])
                    held[key] += calculation.deltas.get(code, 0)
        return slow

    # -- the result

    def _table(self, fast: _Fast, slow: _Slow) -> pa.Table:
        plan, count = self.plan, self.block.count
        schema = plan.schema(self.block.table.schema)
        places: pa.Array | None = None
        tables = self.block.tables
        if len(fast.rows) < count:
            place = np.full(count, -1, np.int64)
            place[fast.rows] = np.arange(len(fast.rows))
            place[slow.rows] = len(fast.rows) + np.arange(len(slow.rows))
            places = pa.array(place, mask=place < 0)
            tables = taken(tables, fast.rows)
        offsets = {name: pa.array(rows.offsets.astype(np.int32)) for name, rows in tables.items()}
        arrays: list[Any] = []
        for field in schema:
            if field.name in ("claim", "family", "member"):
                arrays.append(self.block.table[field.name])
                continue
            values, others = self._values(field.name, fast, slow)
            step = plan.compiled.by_name.get(field.name)
            own = offsets.get(step.grain) if step is not None else None
            arrays.append(column(field.type, values, own, others, places))
        return pa.table(arrays, schema=schema)

    def _values(self, name: str, fast: _Fast, slow: _Slow) -> tuple[Array | None, list[Any]]:
        """One column of the result: of the claims worked out in columns, and of the others."""
        if name in self.plan.compiled.by_name:
            return fast.figures.get(name), [one.get(name) for one in slow.figures]
        kind, _, code = name.partition(".")
        if kind == "used":
            return fast.found.get(code), slow.found[code]
        posts = self.plan.posts[code]
        others = [sum(one_value(one, post) for post in posts) for one in slow.figures]
        if not len(fast.rows):
            return None, others
        return added([fast.figures[post] for post in posts], len(fast.rows)), others


def _size(values: Array) -> int:
    return max(int(values.max()), -int(values.min())) if len(values) else 0


def _fit_columns(figures: Figures) -> bool:
    return all(
        abs(one) <= _MOST
        for value in figures.values()
        for one in (value if isinstance(value, list) else (value,))
    )

"""A book of claims in columns: checked, worked out by blocks, accumulated by members, to the same fen as one by one.

Steps that read no accumulator run once over a block. The others run in rounds: everybody's first claim, everybody's second,
and so on, each round one pass in columns. That is exact for every product, however its accumulators cross, because each claim
finds what its predecessors left. What columns cannot do goes one by one and comes back into the same columns: the tail of members
with very many claims, amounts too large for int64, whole cases, and products of which some step has no columnar form.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anpei.engine import adjudicate
from anpei.engine.bounds import Bounds
from anpei.engine.calculation import Finding
from anpei.engine.checks import check
from anpei.engine.compiled import CompiledTerms, Figures
from anpei.engine.compiler import TOTAL, UNASSIGNED
from anpei.engine.findings import error
from anpei.engine.layout import FINDINGS, cases_of
from anpei.engine.numpy_backend import ColumnarTerms, Columns, generate
from anpei.engine.reading import Block, Reads, changes_of, one_array, read, reads, says_all, sharing
from anpei.engine.rows import Array, Ints, Rows

Keep = Literal["all", "payable"]
BLOCK = 32_768
"""Claims worked out at once: large enough to forget the cost of a call, small enough for the processor's cache."""
SMALL = 4
"""Rounds of fewer claims are quicker one by one."""
_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class BatchResult:
    """``figures``: one row a claim, null where an error finding stands. ``findings``: claim, code, level, line, zh, en."""

    figures: pa.Table
    findings: pa.Table


def calculate(compiled: CompiledTerms, claims: Any, *, keep: Keep = "all") -> BatchResult:
    """Adjudicate a book: anything Arrow understands (pyarrow, Polars, DuckDB) in the layout of ``anpei.engine.layout``.

    The rows of the result are in the order of the book. ``keep``: every named figure, or what is payable and what was posted.
    """
    table = pa.table(claims)
    order = _order(table)
    results = list(blocks(compiled, [table if order is None else table.take(order)], keep=keep))
    figures = pa.concat_tables([one.figures for one in results])
    findings = pa.concat_tables([one.findings for one in results])
    if order is not None:
        figures = figures.take(pa.array(np.argsort(order.to_numpy(), kind="stable")))
    return BatchResult(figures, findings)


def blocks(
    compiled: CompiledTerms, tables: Iterable[pa.Table], *, keep: Keep = "all", size: int = BLOCK
) -> Iterator[BatchResult]:
    """The same for a book in pieces that come sorted by member (or family): one result for each block of whole members.

    The rows are in order of member, time and claim. Never holds more than a piece, a block, and the largest member.
    """
    plan = _plan(compiled, keep)
    for block in _whole_members(tables, size):
        order = _order(block)
        yield plan.block(block if order is None else block.take(order))


def result_schema(compiled: CompiledTerms, claims: pa.Schema, *, keep: Keep = "all") -> pa.Schema:
    """Columns of the result for a book with this schema."""
    return _plan(compiled, keep).schema(claims)


def _order(table: pa.Table) -> pa.Array | None:
    """How to sort the rows by who shares accumulators, time and claim; None when they are in order."""
    group = sharing(set(table.column_names))
    if group is None or len(table) < 2 or not {"happened_at", "claim"} <= set(table.column_names):
        return None
    keys = [(group, "ascending"), ("happened_at", "ascending"), ("claim", "ascending")]
    columns = pa.table({name: _sortable(table[name]) for name, _ in keys})
    if _in_order(columns, [name for name, _ in keys]):
        return None
    return pc.sort_indices(columns, sort_keys=keys)


def _in_order(columns: pa.Table, names: list[str]) -> bool:
    tied = np.ones(len(columns) - 1, bool)
    for name in names:
        column = one_array(columns[name])
        before, after = column[:-1], column[1:]
        if bool((tied & pc.greater(before, after).fill_null(True).to_numpy(zero_copy_only=False)).any()):
            return False
        tied &= pc.equal(before, after).fill_null(False).to_numpy(zero_copy_only=False)
    return True


def _sortable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _whole_members(tables: Iterable[pa.Table], size: int) -> Iterator[pa.Table]:
    """Pieces cut anew so that no member stands in two. An empty book is one empty piece."""
    left: pa.Table | None = None
    came = False
    for piece in tables:
        table = piece if left is None else pa.concat_tables([left, piece])
        cuts = _cuts(table, size)
        for start, end in pairwise(cuts):
            came = True
            yield table.slice(start, end - start)
        left = table.slice(cuts[-1])
    if left is not None and (len(left) or not came):
        yield left


def _cuts(table: pa.Table, size: int) -> list[int]:
    """Where blocks of about this size may start: always between two members."""
    group = sharing(set(table.column_names))
    ends = (
        np.arange(1, len(table)) if group is None else 1 + np.flatnonzero(changes_of(one_array(table[group])))
    )
    cuts = [0]
    while len(table) - cuts[-1] >= size:
        place = int(np.searchsorted(ends, cuts[-1] + size, side="right")) - 1
        if place < 0 or ends[place] <= cuts[-1]:
            place += 1  # one member larger than a block
        if place >= len(ends):
            break
        cuts.append(int(ends[place]))
    return cuts


@lru_cache(maxsize=64)
def _plan_once(keep: Keep, wrapped: _Wrapped) -> _Plan:
    return _Plan(wrapped.compiled, keep)


def _plan(compiled: CompiledTerms, keep: Keep) -> _Plan:
    return _plan_once(keep, _Wrapped(compiled))


class _Wrapped:
    """Lets the cache go by the very list that was compiled."""

    def __init__(self, compiled: CompiledTerms) -> None:
        self.compiled = compiled

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Wrapped) and self.compiled is other.compiled

    def __hash__(self) -> int:
        return id(self.compiled)


class _Plan:
    """What one product needs for its blocks."""

    def __init__(self, compiled: CompiledTerms, keep: Keep) -> None:
        self.compiled = compiled
        self.product = compiled.product
        self.codes = [accumulator.code for accumulator in self.product.calculation.accumulators]
        self.posts = {
            code: [step.name for step in compiled.steps if step.post == code] for code in self.codes
        }
        self.kept = [step.name for step in compiled.steps]
        self.whole = keep == "all"
        payable = [f"{benefit.code}.payable" for benefit in self.product.benefits]
        if not self.whole:
            self.kept = [name for name in (f"{TOTAL}.payable", *payable) if name in compiled.by_name]
        self.mixed = [
            benefit.code for benefit in self.product.benefits if f"{benefit.code}.receipt_settled" in compiled.by_name
        ]  # fmt: skip
        wanted = {*self.kept, f"{UNASSIGNED}.claimed"}
        for code in self.mixed:
            wanted |= {f"{code}.receipt_settled", f"{code}.mine"}
        self.in_columns = not compiled.plain_only and says_all(compiled)
        self.says_all = says_all(compiled)
        self.terms: ColumnarTerms | None = None
        if self.in_columns:
            self.terms = generate(
                compiled.steps, self.codes, None if self.whole else wanted & set(compiled.by_name)
            )
        self.reads: Reads = reads(compiled)
        self.bounds = Bounds(compiled.steps)

    def block(self, table: pa.Table) -> BatchResult:
        return _Work(self, read(self.product, table, self.reads)).result()

    def schema(self, claims: pa.Schema) -> pa.Schema:
        fields = [claims.field(name) for name in ("claim", "family", "member") if name in claims.names]
        fields += [pa.field(name, self.type_of(name)) for name in self.kept]
        if self.whole:
            fields += [pa.field(f"used.{code}", pa.int64()) for code in self.codes]
        fields += [pa.field(f"posted.{code}", pa.int64()) for code in self.codes]
        return pa.schema(fields)

    def type_of(self, name: str) -> pa.DataType:
        flag = self.terms is not None and name in self.terms.flags
        one = pa.int8() if flag else pa.int64()
        return one if self.compiled.by_name[name].grain == "claim" else pa.list_(one)


class _Work:
    """One block on its way."""

    def __init__(self, plan: _Plan, block: Block) -> None:
        self.plan = plan
        self.block = block
        self.notes: dict[int, list[Finding]] = {}
        self.refused = np.zeros(block.count, bool)
        self.cases = dict(block.cases)
        """Claims that go one by one."""

    def result(self) -> BatchResult:
        self._look()
        self._one_by_one_for_all()
        self._openings()
        fast = self._in_columns()
        columns, before = self._columns(fast) if len(fast) else ({}, {})
        slow, figures, used = self._slow()
        return BatchResult(
            figures=self._table(fast, columns, before, slow, figures, used), findings=self._findings()
        )

    # -- what may be calculated

    def _look(self) -> None:
        """What is wrong with the facts."""
        block, product = self.block, self.plan.product
        for row, path in block.malformed:
            self._refuse(
                row, error("facts.malformed", f"输入无法读取：{path}", f"Cannot be read: {path}", path)
            )
        wanted = np.flatnonzero(block.suspicious & ~self.refused)
        for row, facts in zip(
            wanted.tolist(), cases_of(product, block.table.take(pa.array(wanted))), strict=True
        ):
            found = list(check(product, facts))
            self.notes[row] = found
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
            rows = np.flatnonzero(~self.refused)
            keys, used = self.block.keys[code][rows], self.block.facts[f"used.{code}"][rows]
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
        self.notes.setdefault(row, []).append(finding)

    def _as_cases(self, rows: list[int]) -> None:
        for row, facts in zip(
            rows, cases_of(self.plan.product, self.block.table.take(pa.array(rows, pa.int64()))), strict=True
        ):
            self.cases[row] = facts

    def _in_columns(self) -> Ints:
        """Claims to be worked out in columns. A member with one that cannot has all of them worked out one by one, in order."""
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
        inputs = {name: _size(values[fast] if some else values) for name, values in self.block.facts.items()}
        most = {}
        for name, rows in self.block.tables.items():
            part = rows.take(fast) if some else rows
            inputs |= {f"{name}.{column}": _size(values) for column, values in part.columns.items()}
            most[name] = int(np.diff(part.offsets).max(initial=0))
        return self.plan.bounds.fit(inputs, most)

    def _weights(self) -> Array:
        """Roughly how heavy each claim is: its greatest number, rows added up. Only used to choose."""
        weights = np.ones(self.block.count)
        for values in self.block.facts.values():
            np.maximum(weights, np.abs(values), out=weights)
        for rows in self.block.tables.values():
            for values in rows.columns.values():
                np.maximum(
                    weights, np.bincount(rows.claims.of, np.abs(values), self.block.count), out=weights
                )
        return weights

    # -- in columns

    def _columns(self, fast: Ints) -> tuple[Columns, dict[str, Ints]]:
        """Figures of these claims, and what each accumulator held before each."""
        block, terms = self.block, self.plan.terms
        if terms is None:
            raise TypeError("this product has no columns")
        facts, tables, keys, groups = block.facts, block.tables, block.keys, block.groups
        if len(fast) < block.count:
            facts = {name: values[fast] for name, values in facts.items()}
            keys = {code: values[fast] for code, values in keys.items()}
            groups = groups[fast]
            tables = _taken(tables, fast)
        figures = terms.first(facts, tables, len(fast))
        rounds = _Rounds(self.plan, terms, facts, tables, figures, groups, keys)
        before = rounds.run()
        self._remark(figures, tables, fast)
        return figures, before

    def _remark(self, figures: Columns, tables: dict[str, Rows], fast: Ints) -> None:
        """Findings that only figures can show: claims that might have one are looked at one by one."""
        doubtful = np.zeros(len(fast), bool)
        if f"{UNASSIGNED}.claimed" in figures:
            doubtful |= figures[f"{UNASSIGNED}.claimed"] > 0
        for code in self.plan.mixed:
            settled = tables["receipt"].claims.sum(figures[f"{code}.receipt_settled"])
            doubtful |= (settled > 0) & (settled < tables["receipt"].claims.sum(figures[f"{code}.mine"]))
        for place in np.flatnonzero(doubtful).tolist():
            found = adjudicate.remarks(
                self.plan.product, _figures_of(self.plan.compiled, figures, tables, place)
            )
            if found:
                self.notes.setdefault(int(fast[place]), []).extend(found)

    # -- one by one

    def _slow(self) -> tuple[Ints, list[Figures], dict[str, list[int]]]:
        """Claims that go one by one, in order; their figures; and what each accumulator held before each."""
        rows: list[int] = []
        figures: list[Figures] = []
        before: dict[str, list[int]] = {code: [] for code in self.plan.codes}
        held: dict[tuple[str, int], int] = {}
        for row in sorted(self.cases):
            keys = {code: (code, int(self.block.keys[code][row])) for code in self.plan.codes}
            for code, key in keys.items():
                held.setdefault(key, int(self.block.facts[f"used.{code}"][row]))
            used = {code: held[key] for code, key in keys.items()}
            facts = dataclasses.replace(self.cases[row], accumulators=self.cases[row].accumulators | used)
            calculation = adjudicate.calculate(self.plan.compiled, facts)
            self.notes[row] = list(calculation.findings)
            if not calculation.ok:
                self.refused[row] = True
            elif not _fit_columns(calculation.figures):
                self._refuse_too_large(row)
            else:
                rows.append(row)
                figures.append(calculation.figures)
                for code, key in keys.items():
                    before[code].append(held[key])
                    held[key] += calculation.deltas.get(code, 0)
        return np.array(rows, np.int64), figures, before

    def _refuse_too_large(self, row: int) -> None:
        self.refused[row] = True
        text = ("金额过大，超出列能表示的范围", "An amount is larger than a column can hold")
        self.notes.setdefault(row, []).append(error("claim.too_large", *text))

    # -- the result

    def _table(
        self,
        fast: Ints,
        columns: Columns,
        before: dict[str, Ints],
        slow: Ints,
        figures: list[Figures],
        used: dict[str, list[int]],
    ) -> pa.Table:
        plan, count = self.plan, self.block.count
        schema = plan.schema(self.block.table.schema)
        places: pa.Array | None = None
        if len(fast) < count:
            place = np.full(count, -1, np.int64)
            place[fast] = np.arange(len(fast))
            place[slow] = len(fast) + np.arange(len(slow))
            places = pa.array(place, mask=place < 0)
        offsets = {
            name: pa.array((rows.take(fast) if len(fast) < count else rows).offsets.astype(np.int32))
            for name, rows in self.block.tables.items()
        }
        arrays: list[Any] = []
        for field in schema:
            name = field.name
            if name in ("claim", "family", "member"):
                arrays.append(self.block.table[name])
                continue
            kind, _, code = name.partition(".")
            values: Array | None
            others: list[Any]
            if kind == "used" and name not in plan.compiled.by_name:
                values, others = before.get(code), used[code]
            elif kind == "posted" and name not in plan.compiled.by_name:
                values = (
                    _added([columns[post] for post in plan.posts[code]], len(fast)) if len(fast) else None
                )
                others = [sum(_one(one, post) for post in plan.posts[code]) for one in figures]
            else:
                values, others = columns.get(name), [one.get(name) for one in figures]
            arrays.append(self._column(field.type, values, offsets.get(self._grain(name)), others, places))
        return pa.table(arrays, schema=schema)

    def _grain(self, name: str) -> str:
        step = self.plan.compiled.by_name.get(name)
        return step.grain if step is not None else "claim"

    @staticmethod
    def _column(
        kind: pa.DataType, values: Array | None, offsets: pa.Array | None, others: list[Any], places: pa.Array | None
    ) -> pa.Array:  # fmt: skip
        parts = []
        if values is not None:
            flat = pa.array(values.view(np.int8) if values.dtype == np.bool_ else values)
            parts.append(flat if offsets is None else pa.ListArray.from_arrays(offsets, flat, type=kind))
        if others:
            parts.append(pa.array(others, kind))
        whole = parts[0] if len(parts) == 1 else pa.concat_arrays(parts) if parts else pa.array([], kind)
        return whole if places is None else whole.take(places)

    def _findings(self) -> pa.Table:
        claims = self.block.table["claim"] if "claim" in self.block.table.column_names else None
        rows = [
            {
                "claim": None if claims is None else _named(claims[row].as_py()),
                "code": finding.code,
                "level": finding.level,
                "line": finding.line,
                "zh": finding.text.zh,
                "en": finding.text.en,
            }
            for row in sorted(self.notes)
            for finding in self.notes[row]
        ]
        return pa.Table.from_pylist(rows, schema=FINDINGS)


class _Rounds:
    """Everybody's first claim, everybody's second, and so on, each finding in the accumulators what the last ones left."""

    def __init__(
        self,
        plan: _Plan,
        terms: ColumnarTerms,
        facts: dict[str, Array],
        tables: dict[str, Rows],
        figures: Columns,
        groups: Ints,
        keys: dict[str, Ints],
    ) -> None:
        self.plan, self.terms, self.facts, self.tables = plan, terms, facts, tables
        self.figures, self.keys, self.count = figures, keys, len(groups)
        starts = np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1])))
        sizes = np.diff(np.concatenate((starts, [self.count])))
        self.turn = np.arange(self.count) - np.repeat(starts, sizes)
        self.held: dict[str, Ints] = {}
        for code, key in keys.items():
            held = np.zeros(int(key.max(initial=0)) + 1, np.int64)
            held[key[::-1]] = facts[f"used.{code}"][::-1]
            self.held[code] = held

    def run(self) -> dict[str, Ints]:
        """Adds the later figures; gives back what each accumulator held before each claim."""
        if not self.turn.any():
            self.figures |= self.terms.then(self.facts, self.tables, self.count, self.figures)
            return {code: self.facts[f"used.{code}"] for code in self.plan.codes}
        order = np.argsort(self.turn, kind="stable")
        turns = np.bincount(self.turn)
        small = int(np.argmax(turns < SMALL)) if (turns < SMALL).any() else len(turns)
        ends = np.cumsum(turns)[:small]
        parts, before = self._in_turn(order, ends)
        tail = order[int(ends[-1]) if small else 0 :]
        self._put(order, len(order) - len(tail), parts)
        return self._one_by_one(tail, before)

    def _in_turn(self, order: Ints, ends: Ints) -> tuple[list[Columns], dict[str, Ints]]:
        facts = {name: self.facts[name][order] for name in self.terms.facts}
        carried = {name: self.figures[name] for name in self.terms.carried}
        tables = {}
        if self.terms.reads:
            tables = _taken({name: self.tables[name] for name in self.terms.reads}, order)
            carried = self._carried_rows(carried, order)
        else:
            carried = {name: values[order] for name, values in carried.items()}
        keys = {code: key[order] for code, key in self.keys.items()}
        before = {code: np.empty(self.count, np.int64) for code in self.plan.codes}
        parts, start = [], 0
        for end in ends.tolist():
            now = {name: values[start:end] for name, values in facts.items()}
            for code in self.plan.codes:
                now[f"used.{code}"] = self.held[code][keys[code][start:end]]
                before[code][order[start:end]] = now[f"used.{code}"]
            figures = self._part(carried, tables, start, end)
            receipts = tables.get("receipt")
            rows = {name: one.part(start, end, receipts) for name, one in tables.items()}
            later = self.terms.then(now, rows, end - start, figures)
            for code, posts in self.plan.posts.items():
                posted = _added([later[p] if p in later else figures[p] for p in posts], end - start)
                self.held[code][keys[code][start:end]] += posted
            parts.append(later)
            start = end
        return parts, before

    def _carried_rows(self, carried: Columns, order: Ints) -> Columns:
        grains = {name: self.plan.compiled.by_name[name].grain for name in carried}
        return {
            name: values[order if grains[name] == "claim" else self.tables[grains[name]].rows_of(order)]
            for name, values in carried.items()
        }

    def _part(self, carried: Columns, tables: dict[str, Rows], start: int, end: int) -> Columns:
        part = {}
        for name, values in carried.items():
            grain = self.plan.compiled.by_name[name].grain
            low, high = (start, end) if grain == "claim" else tables[grain].offsets[[start, end]].tolist()
            part[name] = values[low:high]
        return part

    def _put(self, order: Ints, done: int, parts: list[Columns]) -> None:
        """The figures of all rounds back in the order of the claims."""
        rows: dict[str, Ints] = {}
        for name in self.terms.later:
            grain = self.plan.compiled.by_name[name].grain
            kind = np.bool_ if name in self.terms.flags else np.int64
            count = self.count if grain == "claim" else self.tables[grain].count
            whole: Array = np.zeros(count, kind)
            if parts:
                if grain not in rows:
                    first = order[:done]
                    rows[grain] = first if grain == "claim" else self.tables[grain].rows_of(first)
                whole[rows[grain]] = np.concatenate([part[name] for part in parts])
            self.figures[name] = whole

    def _one_by_one(self, tail: Ints, before: dict[str, Ints]) -> dict[str, Ints]:
        """The last claims of members who have more than nearly all others."""
        for claim in tail.tolist():
            facts = {name: int(values[claim]) for name, values in self.facts.items()}
            for code in self.plan.codes:
                facts[f"used.{code}"] = int(self.held[code][self.keys[code][claim]])
                before[code][claim] = facts[f"used.{code}"]
            figures = self.plan.compiled.run(facts, _plain_tables(self.tables, claim))
            for name in self.terms.later:
                grain = self.plan.compiled.by_name[name].grain
                if grain == "claim":
                    self.figures[name][claim] = figures[name]
                else:
                    low, high = self.tables[grain].offsets[[claim, claim + 1]].tolist()
                    self.figures[name][low:high] = figures[name]
            for code, posts in self.plan.posts.items():
                self.held[code][self.keys[code][claim]] += sum(_one(figures, post) for post in posts)
        return before


def _taken(tables: dict[str, Rows], claims: Ints) -> dict[str, Rows]:
    receipts = tables.get("receipt")
    return {name: rows.take(claims, receipts) for name, rows in tables.items()}


def _plain_tables(tables: dict[str, Rows], claim: int) -> dict[str, dict[str, list[int]]]:
    """The tables of one claim as the plain Python reads them."""
    plain = {}
    for name, rows in tables.items():
        low, high = rows.offsets[[claim, claim + 1]].tolist()
        plain[name] = {column: values[low:high].tolist() for column, values in rows.columns.items()}
        plain[name] |= {"row": list(range(high - low)), "zero": [0] * (high - low)}
        if rows.parent is not None:
            first = int(tables["receipt"].offsets[claim])
            plain[name]["parent"] = (rows.parent[low:high] - first).tolist()
    return plain


def _figures_of(compiled: CompiledTerms, figures: Columns, tables: dict[str, Rows], claim: int) -> Figures:
    """The figures of one claim as the plain Python gives them."""
    plain: Figures = {}
    for name, values in figures.items():
        grain = compiled.by_name[name].grain
        if grain == "claim":
            plain[name] = int(values[claim])
        else:
            low, high = tables[grain].offsets[[claim, claim + 1]].tolist()
            plain[name] = [int(value) for value in values[low:high]]
    return plain


def _added(columns: list[Array], count: int) -> Ints:
    total = np.zeros(count, np.int64)
    for column in columns:
        total += column
    return total


def _one(figures: Figures, name: str) -> int:
    value = figures[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} has one value a row")
    return value


def _size(values: Array) -> int:
    return max(int(values.max()), -int(values.min())) if len(values) else 0


def _fit_columns(figures: Figures) -> bool:
    return all(
        abs(one) <= _MOST
        for value in figures.values()
        for one in (value if isinstance(value, list) else (value,))
    )


def _named(claim: object) -> str | None:
    return None if claim is None else str(claim)

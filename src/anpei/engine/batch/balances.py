"""What a claim finds in the accumulators: guessed, worked out, looked at again, until nothing moves.

A claim finds the opening balance and whatever earlier claims of its period posted; what it posts hangs on what it found. So the
balances are one system with one solution, claim after claim, however the accumulators of the product cross. All claims of a
block are worked out at once with a guess (nobody posted anything); their postings give a better guess, and so on. The first
claim of everybody is right at once, the second after two passes at the latest; in practice three or four passes do for all,
since few claims hang on the exact fen an earlier one was paid. A guess that is found again is the solution. Members whose
balances stopped moving are left alone; stragglers go one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from anpei.engine.compiled import CompiledTerms, Figures
from anpei.engine.numpy_backend import ColumnarTerms, Columns
from anpei.engine.rows import Array, Groups, Ints, Rows

FEW = 8
"""Claims that are quicker one by one."""
PASSES = 32
"""After so many, members that still move (very many claims, each hanging on the one before) go one by one."""

Held = dict[str, Ints]
"""By accumulator, what each claim finds in it."""


@dataclass(frozen=True)
class Claims:
    """Some claims of whole members, in order, and what the later steps read of them. ``places``: which of the block's."""

    places: Ints
    facts: dict[str, Array]
    carried: Columns
    tables: dict[str, Rows]
    groups: Ints
    keys: dict[str, Ints]

    @property
    def count(self) -> int:
        return len(self.groups)

    @cached_property
    def sharing(self) -> dict[str, Groups]:
        """For each accumulator, the claims that use it up together."""
        known = {id(key): Groups(key, int(key.max(initial=0)) + 1) for key in self.keys.values()}
        return {code: known[id(key)] for code, key in self.keys.items()}


@dataclass(frozen=True)
class Balances:
    """The later steps of one product over one block: all its facts, tables and first figures."""

    compiled: CompiledTerms
    terms: ColumnarTerms
    posts: dict[str, list[str]]
    facts: dict[str, Array]
    tables: dict[str, Rows]
    first: Columns

    def carry(self, groups: Ints, keys: dict[str, Ints]) -> tuple[Columns, Held]:
        """The later figures of all claims, and what each accumulator held before each."""
        names = self.terms.facts | {f"used.{code}" for code in self.posts}
        claims = Claims(
            places=np.arange(len(groups)),
            facts={name: self.facts[name] for name in names},
            carried={name: self.first[name] for name in self.terms.carried},
            tables={name: self.tables[name] for name in self.terms.reads},
            groups=groups,
            keys=keys,
        )
        return self._settle(claims, {code: self.facts[f"used.{code}"] for code in self.posts})

    def _settle(self, claims: Claims, found: Held) -> tuple[Columns, Held]:
        if claims.count <= FEW:
            return self._one_by_one(claims)
        for _ in range(PASSES):
            used = {f"used.{code}": held for code, held in found.items()}
            figures = self.terms.then({**claims.facts, **used}, claims.tables, claims.count, claims.carried)
            better = self._after(claims, figures)
            moving = _moving(claims, found, better)
            if not len(moving):
                return figures, found
            found = better
            if len(moving) <= claims.count // 2:
                some = self._some(claims, moving)
                later, held = self._settle(some, {code: values[moving] for code, values in found.items()})
                return self._put(claims, moving, (figures, found), (later, held))
        return self._one_by_one(claims)

    def _after(self, claims: Claims, figures: Columns) -> Held:
        """What each claim finds, if these are the postings."""
        found = {}
        for code, steps in self.posts.items():
            columns = [figures[step] if step in figures else claims.carried[step] for step in steps]
            earlier = claims.sharing[code].before_here(added(columns, claims.count))
            found[code] = claims.facts[f"used.{code}"] + earlier
        return found

    def _some(self, claims: Claims, rows: Ints) -> Claims:
        """Some of these claims."""
        carried = {name: values[self._rows_of(claims, name, rows)] for name, values in claims.carried.items()}
        known = {id(key): key[rows] for key in claims.keys.values()}
        return Claims(
            places=claims.places[rows],
            facts={name: values[rows] for name, values in claims.facts.items()},
            carried=carried,
            tables=taken(claims.tables, rows),
            groups=claims.groups[rows],
            keys={code: known[id(key)] for code, key in claims.keys.items()},
        )

    def _put(
        self, claims: Claims, rows: Ints, whole: tuple[Columns, Held], some: tuple[Columns, Held]
    ) -> tuple[Columns, Held]:
        """The figures of some claims among those of all. What a step gave may be another step's array: it is copied."""
        figures = {name: values.copy() for name, values in whole[0].items()}
        for name, values in some[0].items():
            figures[name][self._rows_of(claims, name, rows)] = values
        found = {code: values.copy() for code, values in whole[1].items()}
        for code, values in some[1].items():
            found[code][rows] = values
        return figures, found

    def _rows_of(self, claims: Claims, step: str, rows: Ints) -> Ints:
        grain = self.compiled.by_name[step].grain
        return rows if grain == "claim" else claims.tables[grain].rows_of(rows)

    def _one_by_one(self, claims: Claims) -> tuple[Columns, Held]:
        """The plain Python, claim after claim."""
        keys = {code: key.tolist() for code, key in claims.keys.items()}
        balance: dict[tuple[str, int], int] = {}
        found: dict[str, list[int]] = {code: [] for code in self.posts}
        parts: dict[str, list[int]] = {name: [] for name in self.terms.later}
        for row, place in enumerate(claims.places.tolist()):
            facts = {name: int(values[place]) for name, values in self.facts.items()}
            for code in self.posts:
                held = balance.setdefault((code, keys[code][row]), facts[f"used.{code}"])
                facts[f"used.{code}"] = held
                found[code].append(held)
            figures = self.compiled.run(facts, plain_tables(self.tables, place))
            for name, values in parts.items():
                value = figures[name]
                values.extend(value if isinstance(value, list) else [value])
            for code, steps in self.posts.items():
                balance[code, keys[code][row]] += sum(one_value(figures, step) for step in steps)
        flags = self.terms.flags
        columns = {n: np.array(v, np.bool_ if n in flags else np.int64) for n, v in parts.items()}
        return columns, {code: np.array(values, np.int64) for code, values in found.items()}


def _moving(claims: Claims, found: Held, better: Held) -> Ints:
    """The claims of members of whom any found something else."""
    moved = np.zeros(claims.count, bool)
    for code, held in found.items():
        moved |= better[code] != held
    if not moved.any():
        return np.zeros(0, np.int64)
    members = np.zeros(int(claims.groups[-1]) + 1, bool)
    members[claims.groups[moved]] = True
    rows: Ints = np.flatnonzero(members[claims.groups])
    return rows


def taken(tables: dict[str, Rows], claims: Ints) -> dict[str, Rows]:
    """The rows of some claims."""
    receipts = tables.get("receipt")
    return {name: rows.take(claims, receipts) for name, rows in tables.items()}


def added(columns: list[Array], count: int) -> Ints:
    """Columns added up; nothing of no columns."""
    if not columns:
        return np.zeros(count, np.int64)
    total: Ints = columns[0] if len(columns) == 1 else np.add(columns[0], columns[1])
    for column in columns[2:]:
        total = total + column
    return total


def plain_tables(tables: dict[str, Rows], claim: int) -> dict[str, dict[str, list[int]]]:
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


def one_value(figures: Figures, name: str) -> int:
    """A figure of the whole claim. TypeError where it has one value a row."""
    value = figures[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} has one value a row")
    return value

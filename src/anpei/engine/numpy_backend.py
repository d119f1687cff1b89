"""Generates NumPy int64 for blocks of claims from the list of named steps that the plain Python is generated from.

Two functions: ``first`` holds the steps that read no accumulator, for a whole block at once; ``then`` holds the others, for
claims of which no two belong to one member, so that a caller may run it for everybody's first claim, second claim and so on.
Conditions are bool arrays. The values must stay below 2**62 (``anpei.engine.bounds``): int64 wraps without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from anpei.engine.compiled import NamedStep
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
    leaves,
)
from anpei.engine.rows import Array, Ints, Rows

Facts = dict[str, Array]
Columns = dict[str, Array]
"""Figures: one value a claim, or one a row of the step's table."""
First = Callable[[Facts, dict[str, Rows], int], Columns]
Then = Callable[[Facts, dict[str, Rows], int, Columns], Columns]

_ROUNDED = {
    "half_up": "({whole} * {bp} + 5000) // 10000",
    "down": "{whole} * {bp} // 10000",
    "up": "-(-{whole} * {bp} // 10000)",
}


@dataclass(frozen=True, slots=True)
class ColumnarTerms:
    """The generated functions. ``carried`` are figures of ``first`` that ``then`` reads, ``facts`` and ``reads`` what else."""

    source: str
    first: First
    then: Then
    later: frozenset[str]
    """Names of the figures that ``then`` gives."""
    carried: frozenset[str]
    facts: frozenset[str]
    reads: frozenset[Grain]
    flags: frozenset[str]
    """Figures that are conditions."""


def generate(
    steps: Sequence[NamedStep], accumulators: Iterable[str], wanted: Iterable[str] | None = None
) -> ColumnarTerms:
    """Both functions. With ``wanted``, only the steps that these figures and the accumulators need."""
    kept = list(steps) if wanted is None else _needed(steps, set(wanted))
    later = frozenset(_dependent(kept))
    by_name = {step.name: step for step in kept}
    writer = _Writer({step.name: step.grain for step in steps})
    first = ["def first(facts, tables, claims):", "    figures = {}"]
    for step in kept:
        if step.name not in later:
            first += writer.assignment(step)
    writer.forget()
    then: list[str] = []
    carried: set[str] = set()
    for step in kept:
        if step.name in later:
            then += writer.assignment(step)
            carried |= {one.name for one in leaves(step.expr) if isinstance(one, Ref)} - later
        if step.post is not None:
            carried |= {step.name} - later
            then.append(f"    {_used(step.post)} = {_used(step.post)} + {_name(step.name)}")
    opening = ["def then(facts, tables, claims, figures):"]
    opening += [f"    {_name(name)} = figures[{name!r}]" for name in sorted(carried)]
    opening += [f"    {_used(code)} = facts[{f'used.{code}'!r}]" for code in accumulators]
    source = "\n".join(
        [*first, "    return figures", "", *opening, "    figures = {}", *then, "    return figures", ""]
    )
    namespace: dict[str, object] = {
        "np": np,
        "share": _proportion,
        "choose": _choose,
        "full": _full,
        "where": _where,
    }
    # The source is our own: it is written here from validated codes and integers only.
    exec(compile(source, "<compiled terms in columns>", "exec"), namespace)
    return ColumnarTerms(
        source=source,
        first=namespace["first"],  # type: ignore[arg-type]
        then=namespace["then"],  # type: ignore[arg-type]
        later=later,
        carried=frozenset(carried),
        facts=frozenset(
            leaf.name for name in later for leaf in leaves(by_name[name].expr) if isinstance(leaf, Fact)
        ),
        reads=_tables_of([by_name[name] for name in later] + [by_name[name] for name in carried]),
        flags=frozenset(name for name, kind in writer.kinds.items() if kind == "flags"),
    )


def _dependent(steps: Sequence[NamedStep]) -> set[str]:
    """Steps whose value hangs on what accumulators hold."""
    found: set[str] = set()
    for step in steps:
        for leaf in leaves(step.expr):
            if isinstance(leaf, Left) or (isinstance(leaf, Fact) and leaf.name.startswith("used.")):
                found.add(step.name)
            if isinstance(leaf, Ref) and leaf.name in found:
                found.add(step.name)
    return found


def _needed(steps: Sequence[NamedStep], wanted: set[str]) -> list[NamedStep]:
    """The wanted steps, all that are posted, and whatever these read."""
    kept: list[NamedStep] = []
    for step in reversed(steps):
        if step.name in wanted or step.post is not None:
            kept.append(step)
            wanted |= {leaf.name for leaf in leaves(step.expr) if isinstance(leaf, Ref)}
    return kept[::-1]


def _tables_of(steps: Sequence[NamedStep]) -> frozenset[Grain]:
    grains: set[Grain] = {step.grain for step in steps}
    for step in steps:
        grains |= {leaf.table for leaf in leaves(step.expr) if isinstance(leaf, Column)}
    if "line" in grains:
        grains.add("receipt")
    return frozenset(grains - {"claim"})


def _full(count: int, value: int) -> Ints:
    return np.full(count, value, np.int64)


def _where(flags: Array, values: Array) -> Array:
    """The values where the flags say so, else 0. Very often all say so: then the values themselves."""
    return values if flags.all() else values * flags


def _choose(values: tuple[int, ...], position: Array) -> Ints:
    return np.array(values, np.int64).take(position)


def _proportion(whole: Array, part: Array, of: Array | int, mode: str) -> Array:
    divisor = np.maximum(of, 1)
    product = whole * part
    if mode == "up":
        share = -(-product // divisor)
    else:
        share = (2 * product + divisor) // (2 * divisor) if mode == "half_up" else product // divisor
    return np.where(np.equal(of, 0), 0, share)


def _name(step: str) -> str:
    return step.replace(".", "__")


def _used(accumulator: str) -> str:
    return f"used__{accumulator}"


Kind = Literal["number", "integers", "flags"]


class _Text(NamedTuple):
    """A piece of source and what it gives: one number, an int64 array or a bool array."""

    code: str
    kind: Kind

    @property
    def integers(self) -> str:
        return f"{self.code}.astype(np.int64)" if self.kind == "flags" else self.code

    @property
    def flags(self) -> str:
        if self.kind == "number":  # of Python's own booleans, ~ would make -1 and -2
            return f"np.bool_({self.code})"
        return self.code if self.kind == "flags" else f"({self.code} != 0)"


class _Writer:
    def __init__(self, grains: dict[str, Grain]) -> None:
        self.grains = grains
        self.kinds: dict[str, Kind] = {}
        self.spread: set[str] = set()
        self.before: list[str] = []

    def forget(self) -> None:
        """Another function begins: what was spread over rows in the last one is not at hand."""
        self.spread = set()

    def assignment(self, step: NamedStep) -> list[str]:
        self.before = []
        text = self.text(step.expr, step.grain)
        code, kind = text.code, text.kind
        if all(isinstance(leaf, Term) for leaf in leaves(step.expr)):
            code, kind = f"full({_count(step.grain)}, {code})", "integers"
        self.kinds[step.name] = kind
        return [*self.before, f"    figures[{step.name!r}] = {_name(step.name)} = {code}"]

    def text(self, expr: Expr, grain: Grain) -> _Text:
        match expr:
            case Const(value) | Term(_, value):
                return _Text(f"({value})" if value < 0 else str(value), "number")
            case Fact(name):
                return self._at(_Text(f"facts[{name!r}]", "integers"), "claim", grain)
            case Column(table, name):
                return self._at(_Text(f"tables[{table!r}].columns[{name!r}]", "integers"), table, grain)
            case Ref(name):
                return self._at(_Text(_name(name), self.kinds[name]), self.grains[name], grain)
            case Less(whole, part):
                return self._sum([whole, part], " - ", grain)
            case Times(left, right):
                return self._sum([left, right], " * ", grain)
            case Compare(sign, left, right):
                return self._compare(sign, self.text(left, grain), self.text(right, grain))
            case When(condition, then, otherwise):
                return self._when(
                    self.text(condition, grain), self.text(then, grain), self.text(otherwise, grain)
                )
            case Not(part):
                return _Text(f"~{self.text(part, grain).flags}", "flags")
            case Share(whole, bp, mode):
                figures = {"whole": self.text(whole, grain).integers, "bp": self.text(bp, grain).integers}
                return _Text(f"({_ROUNDED[mode].format(**figures)})", "integers")
            case Proportion(whole, part, of, mode):
                amounts = ", ".join(self.text(one, grain).integers for one in (whole, part, of))
                return _Text(f"share({amounts}, {mode!r})", "integers")
            case Choose(terms, position):
                values = (0, *(term.value for term in terms))
                return _Text(f"choose({values}, {self.text(position, grain).integers})", "integers")
            case Left(accumulator, limit):
                unused = f"{self.text(limit, 'claim').integers} - {_used(accumulator)}"
                return self._at(_Text(f"np.maximum(0, {unused})", "integers"), "claim", grain)
            case _:
                return self._many(expr, grain)

    def _many(self, expr: Expr, grain: Grain) -> _Text:
        match expr:
            case Add(parts):
                return self._sum(parts, " + ", grain)
            case Least(parts):
                return self._extreme("np.minimum", parts, grain)
            case Most(parts):
                return self._extreme("np.maximum", parts, grain)
            case AllOf(parts):
                return _Text(f"({' & '.join(self.text(part, grain).flags for part in parts)})", "flags")
            case AnyOf(parts):
                return _Text(f"({' | '.join(self.text(part, grain).flags for part in parts)})", "flags")
            case Fold(of, how, into):
                groups = f"tables[{self.grains[of.name]!r}].{'bills' if into == 'receipt' else 'claims'}"
                return _Text(f"{groups}.{how}({_name(of.name)})", "integers")
            case Apportion(whole, by):
                amount = self.text(whole, "claim")
                split = f"full(claims, {amount.code})" if amount.kind == "number" else amount.integers
                groups = f"tables[{self.grains[by.name]!r}].claims"
                return _Text(f"{groups}.apportion({split}, {_name(by.name)})", "integers")
            case AllowInOrder(of, limit, by):
                groups = f"tables['line'].{'bills' if by == 'receipt' else 'claims'}"
                left = self._at(self.text(limit, "claim"), "claim", by).integers
                return _Text(f"{groups}.allow_in_order({_name(of.name)}, {left})", "integers")
        raise TypeError(f"no columns for {type(expr).__name__}")

    def _sum(self, parts: Iterable[Expr], sign: str, grain: Grain) -> _Text:
        texts = [self.text(part, grain) for part in parts]
        numbers = all(text.kind == "number" for text in texts)
        return _Text(f"({sign.join(text.integers for text in texts)})", "number" if numbers else "integers")

    def _extreme(self, name: str, parts: Sequence[Expr], grain: Grain) -> _Text:
        texts = [self.text(part, grain) for part in parts]
        code = texts[0].integers
        for text in texts[1:]:
            code = f"{name}({code}, {text.integers})"
        return _Text(code, "integers")

    @staticmethod
    def _compare(sign: str, left: _Text, right: _Text) -> _Text:
        code = f"({left.integers} {sign} {right.integers})"
        return _Text(f"np.bool_{code}" if left.kind == right.kind == "number" else code, "flags")

    @staticmethod
    def _when(condition: _Text, then: _Text, otherwise: _Text) -> _Text:
        # Arithmetic keeps the processor from guessing at each row: faster than where().
        if otherwise.code == "0":
            return _Text(_if(condition.flags, then), "integers")
        if then.code == "0":
            return _Text(_if(f"~{condition.flags}", otherwise), "integers")
        a, b = then.integers, otherwise.integers
        return _Text(f"({b} + ({a} - {b}) * {condition.flags})", "integers")

    def _at(self, text: _Text, own: Grain, grain: Grain) -> _Text:
        """How a row of ``grain`` reads a value that lives at ``own``: spread over the rows once for each function."""
        if own == grain or text.kind == "number":
            return text
        if own != "claim" and (own, grain) != ("receipt", "line"):
            raise TypeError(f"a {grain} cannot read {text.code}, which has one value for each {own}")
        groups = f"tables[{grain!r}].{'bills' if own == 'receipt' else 'claims'}"
        if "(" in text.code:
            return _Text(f"{groups}.spread({text.code})", text.kind)
        name = f"_{grain}_" + re.sub(r"\W+", "_", text.code)
        if name not in self.spread:
            self.spread.add(name)
            self.before.append(f"    {name} = {groups}.spread({text.code})")
        return _Text(name, text.kind)


def _if(flags: str, value: _Text) -> str:
    """The value where the flags say so, else 0."""
    return f"({value.code} * {flags})" if value.kind == "number" else f"where({flags}, {value.integers})"


def _count(grain: Grain) -> str:
    return "claims" if grain == "claim" else f"tables[{grain!r}].count"

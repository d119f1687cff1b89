"""Generates plain Python for one case from the list of named steps: each step is one assignment, each name one figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from anpei.engine.allotment import allot, spread_evenly
from anpei.engine.compiled import NamedStep, Run
from anpei.engine.expressions import (
    Add,
    AllOf,
    Allot,
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
    SpreadEvenly,
    Term,
    Times,
    When,
)
from anpei.values.money import split_by_largest_remainder

_ROUNDED = {
    "half_up": "(({whole}) * ({bp}) + 5000) // 10000",
    "down": "({whole}) * ({bp}) // 10000",
    "up": "-(-({whole}) * ({bp}) // 10000)",
}
_WHOLE_COLUMNS = (Fold, AllowInOrder, Apportion, SpreadEvenly, Allot)
"""Kinds that give a whole column at once; every other kind is written out row by row."""
_PARENTS: dict[tuple[str, str], str] = {
    ("line", "receipt"): "tables['line']['parent']",
    ("pair", "victim"): "tables['pair']['victim']",
    ("pair", "vehicle"): "tables['pair']['vehicle']",
}


def generate(steps: Sequence[NamedStep], accumulators: Iterable[str]) -> str:
    """Source of ``run(facts, tables)``: facts by name, tables as {table: {column: list}}; returns every named figure."""
    writer = _Writer({step.name: step.grain for step in steps})
    lines = ["def run(facts, tables):"]
    lines += [f"    {_used(code)} = facts[{f'used.{code}'!r}]" for code in accumulators]
    for step in steps:
        lines.append(f"    {_name(step.name)} = {writer.bound(step)}")
        if step.post is not None:
            lines.append(f"    {_used(step.post)} += {_name(step.name)}")
    figures = ", ".join(f"{step.name!r}: {_name(step.name)}" for step in steps)
    return "\n".join([*lines, f"    return {{{figures}}}", ""])


def load(source: str) -> Run:
    """The function of a generated source."""
    namespace: dict[str, object] = {
        "sum_by": _sum_by,
        "allow_in_order": _allow_in_order,
        "least": lambda values: min(values, default=0),
        "greatest": lambda values: max(values, default=0),
        "proportion": _proportion,
        "apportion": _apportion,
        "allot": allot,
        "spread_evenly": spread_evenly,
    }
    # The source is our own: it is written above from validated codes and integers only.
    exec(compile(source, "<compiled terms>", "exec"), namespace)
    run: Run = namespace["run"]  # type: ignore[assignment]
    return run


def _sum_by(values: list[int], parents: list[int], count: int) -> list[int]:
    sums = [0] * count
    for value, parent in zip(values, parents, strict=True):
        sums[parent] += value
    return sums


def _allow_in_order(values: list[int], groups: list[int], limit: int) -> list[int]:
    if sum(values) <= limit:
        return values
    left: dict[int, int] = {}
    allowed = []
    for value, group in zip(values, groups, strict=True):
        part = min(value, left.get(group, limit))
        left[group] = left.get(group, limit) - part
        allowed.append(part)
    return allowed


def _proportion(whole: int, part: int, of: int, mode: str) -> int:
    if of == 0:
        return 0
    if mode == "up":
        return -(-whole * part // of)
    return (2 * whole * part + of) // (2 * of) if mode == "half_up" else whole * part // of


def _apportion(whole: int, weights: list[int]) -> list[int]:
    """Nothing to weigh by gives nothing to anybody."""
    return split_by_largest_remainder(whole, weights) if any(weights) else [0] * len(weights)


def _name(step: str) -> str:
    return step.replace(".", "__")


def _used(accumulator: str) -> str:
    return f"used__{accumulator}"


def _extreme(name: str, sign: str, parts: list[str]) -> str:
    """Of two plain values written out: a comparison costs a fraction of a call."""
    if len(parts) == 2 and all(part.isidentifier() or part.isdigit() for part in parts):
        return f"({parts[0]} if {parts[0]} {sign} {parts[1]} else {parts[1]})"
    return f"{name}({', '.join(parts)})"


class _Writer:
    def __init__(self, grains: dict[str, Grain]) -> None:
        self.grains = grains
        self.columns: dict[str, str] = {}
        """Columns the rows of the step at hand are read from, and the name of one value of each."""

    def bound(self, step: NamedStep) -> str:
        if step.grain == "claim" or isinstance(step.expr, _WHOLE_COLUMNS):
            return self.text(step.expr, step.grain)
        self.columns = {}
        text = self.text(step.expr, step.grain)
        if len(self.columns) > 1:
            return f"[{text} for {', '.join(self.columns.values())} in zip({', '.join(self.columns)})]"
        one = next(iter(self.columns.items()), (f"tables[{step.grain!r}]['row']", "_"))
        return f"[{text} for {one[1]} in {one[0]}]"

    def text(self, expr: Expr, grain: Grain) -> str:
        match expr:
            case Const(value) | Term(_, value):
                return str(value)
            case Fact(name):
                return f"facts[{name!r}]"
            case Column(table, name):
                return self._row(f"tables[{table!r}][{name!r}]", table, grain)
            case Ref(name):
                return self._row(_name(name), self.grains[name], grain)
            case Less(whole, part):
                return f"({self.text(whole, grain)} - ({self.text(part, grain)}))"
            case Times(left, right):
                return f"({self.text(left, grain)} * {self.text(right, grain)})"
            case Compare() | AllOf() | AnyOf() | Not():
                return f"int({self.truth(expr, grain)})"
            case When(condition, then, otherwise):
                return f"({self.text(then, grain)} if {self.truth(condition, grain)} else {self.text(otherwise, grain)})"
            case Share(whole, bp, mode):
                return f"({_ROUNDED[mode].format(whole=self.text(whole, grain), bp=self.text(bp, grain))})"
            case Proportion(whole, part, of, mode):
                figures = ", ".join(self.text(one, grain) for one in (whole, part, of))
                return f"proportion({figures}, {mode!r})"
            case Choose(terms, position):
                values = (0, *(term.value for term in terms))
                return f"{values}[{self.text(position, grain)}]"
            case Left(accumulator, limit):
                return f"(left if (left := {self.text(limit, grain)} - {_used(accumulator)}) > 0 else 0)"
            case _:
                return self._many(expr, grain)

    def _many(self, expr: Expr, grain: Grain) -> str:
        match expr:
            case Add(parts):
                return f"({' + '.join(self.text(part, grain) for part in parts)})"
            case Least(parts):
                return self._extreme("min", parts, grain)
            case Most(parts):
                return self._extreme("max", parts, grain)
            case Fold(of, how, into):
                return self._fold(of, how, into)
            case Apportion(whole, by):
                return f"apportion({self.text(whole, 'claim')}, {_name(by.name)})"
            case SpreadEvenly(whole, room):
                return f"spread_evenly({self.text(whole, 'claim')}, {_name(room.name)})"
            case Allot(loss, room, may):
                return f"allot({_name(loss.name)}, {_name(room.name)}, {_name(may.name)})"
            case AllowInOrder(of, limit, by):
                groups = "tables['line']['parent']" if by == "receipt" else "tables['line']['zero']"
                return f"allow_in_order({_name(of.name)}, {groups}, {self.text(limit, 'claim')})"
        raise TypeError(f"no Python for {type(expr).__name__}")

    def _extreme(self, which: str, parts: tuple[Expr, ...], grain: Grain) -> str:
        """The least or the greatest of the parts; of one part, that part."""
        texts = [self.text(part, grain) for part in parts]
        return texts[0] if len(texts) == 1 else f"{which}({', '.join(texts)})"

    def truth(self, expr: Expr, grain: Grain) -> str:
        """A condition as Python's own true and false."""
        match expr:
            case Compare(sign, left, right):
                return f"({self.text(left, grain)} {sign} {self.text(right, grain)})"
            case AllOf(parts):
                return f"({' and '.join(self.truth(part, grain) for part in parts)})"
            case AnyOf(parts):
                return f"({' or '.join(self.truth(part, grain) for part in parts)})"
            case Not(part):
                return f"(not {self.truth(part, grain)})"
            case _:
                return f"({self.text(expr, grain)} != 0)"

    def _fold(self, of: Ref, how: str, into: str) -> str:
        if into != "claim":
            parents = _PARENTS[(self.grains[of.name], into)]
            return f"sum_by({_name(of.name)}, {parents}, len(tables[{into!r}]['row']))"
        return f"{how}({_name(of.name)})"

    def _row(self, name: str, own: Grain, grain: Grain) -> str:
        """How a row of ``grain`` reads a value that lives at ``own``."""
        if own == "claim":
            return name
        if own == grain:
            return self._value_of(name)
        if (grain, own) in _PARENTS:
            return f"{name}[{self._value_of(_PARENTS[(grain, own)])}]"
        raise TypeError(f"a {grain} cannot read {name}, which has one value for each {own}")

    def _value_of(self, column: str) -> str:
        """One row's value of a column; all columns of a step are gone through together."""
        return self.columns.setdefault(column, f"v{len(self.columns)}")

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
    lines = ["def run(facts, tables):", "    figures = {}"]
    lines += [f"    {_used(code)} = facts[{f'used.{code}'!r}]" for code in accumulators]
    for step in steps:
        lines.append(f"    figures[{step.name!r}] = {_name(step.name)} = {writer.bound(step)}")
        if step.post is not None:
            lines.append(f"    {_used(step.post)} += {_name(step.name)}")
    return "\n".join([*lines, "    return figures", ""])


def load(source: str) -> Run:
    """The function of a generated source."""
    namespace: dict[str, object] = {
        "sum_by": _sum_by,
        "allow_in_order": _allow_in_order,
        "least": lambda values: min(values, default=0),
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


class _Writer:
    def __init__(self, grains: dict[str, Grain]) -> None:
        self.grains = grains

    def bound(self, step: NamedStep) -> str:
        if step.grain == "claim" or isinstance(step.expr, _WHOLE_COLUMNS):
            return self.text(step.expr, step.grain)
        return f"[{self.text(step.expr, step.grain)} for i in range(len(tables[{step.grain!r}]['row']))]"

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
            case Compare(sign, left, right):
                return f"int({self.text(left, grain)} {sign} {self.text(right, grain)})"
            case When(condition, then, otherwise):
                return f"({self.text(then, grain)} if {self.text(condition, grain)} else {self.text(otherwise, grain)})"
            case Not(part):
                return f"int(not {self.text(part, grain)})"
            case Share(whole, bp, mode):
                return f"({_ROUNDED[mode].format(whole=self.text(whole, grain), bp=self.text(bp, grain))})"
            case Proportion(whole, part, of, mode):
                figures = ", ".join(self.text(one, grain) for one in (whole, part, of))
                return f"proportion({figures}, {mode!r})"
            case Choose(terms, position):
                values = (0, *(term.value for term in terms))
                return f"{values}[{self.text(position, grain)}]"
            case Left(accumulator, limit):
                return f"max(0, {self.text(limit, grain)} - {_used(accumulator)})"
            case _:
                return self._many(expr, grain)

    def _many(self, expr: Expr, grain: Grain) -> str:
        match expr:
            case Add(parts):
                return f"({' + '.join(self.text(part, grain) for part in parts)})"
            case Least(parts):
                return f"min({', '.join(self.text(part, grain) for part in parts)})"
            case Most(parts):
                return f"max({', '.join(self.text(part, grain) for part in parts)})"
            case AllOf(parts):
                return f"int(bool({' and '.join(self.text(part, grain) for part in parts)}))"
            case AnyOf(parts):
                return f"int(bool({' or '.join(self.text(part, grain) for part in parts)}))"
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

    def _fold(self, of: Ref, how: str, into: str) -> str:
        if into != "claim":
            parents = _PARENTS[(self.grains[of.name], into)]
            return f"sum_by({_name(of.name)}, {parents}, len(tables[{into!r}]['row']))"
        return f"{'sum' if how == 'sum' else 'least'}({_name(of.name)})"

    def _row(self, name: str, own: Grain, grain: Grain) -> str:
        """How a row of ``grain`` reads a value that lives at ``own``."""
        if own == "claim":
            return name
        if own == grain:
            return f"{name}[i]"
        if (grain, own) in _PARENTS:
            return f"{name}[{_PARENTS[(grain, own)]}[i]]"
        raise TypeError(f"a {grain} cannot read {name}, which has one value for each {own}")

"""How large the figures of a block can become, so that nothing reaches 2**63, where int64 wraps without a word.

Magnitudes go through the list of steps by the plain rules of sums and products: never too small, often too large. A block
that might not fit is the business of the plain back end, which knows no limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anpei.engine.compiled import NamedStep
from anpei.engine.expressions import (
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
    Most,
    Not,
    Proportion,
    Ref,
    Share,
    Term,
    Times,
    When,
    children,
)

SAFE = 2**62


class Bounds:
    """The steps of one product, asked again and again: answers are kept."""

    def __init__(self, steps: Sequence[NamedStep]) -> None:
        self.steps = steps
        self.known: dict[tuple[tuple[str, int], ...], bool] = {}

    def fit(self, inputs: Mapping[str, int], rows: Mapping[str, int]) -> bool:
        """Whether every value stays below 2**62, for these greatest magnitudes of facts and of columns (``table.column``)
        and this greatest number of rows of one claim in each table.
        """
        question = (*_rounded_up(inputs), *_rounded_up(rows))
        if question not in self.known:
            self.known[question] = self._fit(dict(_rounded_up(inputs)), dict(_rounded_up(rows)))
        return self.known[question]

    def _fit(self, inputs: dict[str, int], rows: dict[str, int]) -> bool:
        sizes = _Sizes(inputs, rows)
        for step in self.steps:
            sizes.steps[step.name] = sizes.of(step.expr)
            sizes.grains[step.name] = step.grain
            if step.post is not None:
                used = f"used.{step.post}"
                inputs[used] = sizes.seen(inputs.get(used, 0) + sizes.steps[step.name])
        return sizes.greatest < SAFE


def _rounded_up(figures: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """By powers of two, so that nearly all blocks of a book ask the same question."""
    return tuple(sorted((name, 1 << value.bit_length()) for name, value in figures.items()))


class _Sizes:
    def __init__(self, inputs: dict[str, int], rows: dict[str, int]) -> None:
        self.inputs = inputs
        self.rows = rows
        self.steps: dict[str, int] = {}
        self.grains: dict[str, Grain] = {}
        self.greatest = 0

    def seen(self, size: int) -> int:
        self.greatest = max(self.greatest, size)
        return size

    def of(self, expr: Expr) -> int:
        """The greatest magnitude one value of this expression can have."""
        parts = [self.of(child) for child in children(expr)]
        return self.seen(self._of(expr, parts))

    def _of(self, expr: Expr, parts: list[int]) -> int:
        match expr:
            case Const(value) | Term(_, value):
                return abs(value)
            case Fact(name):
                return self.inputs.get(name, 1)
            case Column(table, name):
                return self.inputs.get(f"{table}.{name}", 1)
            case Ref(name):
                return self.steps[name]
            case Compare() | AllOf() | AnyOf() | Not():
                return 1
            case Times():
                return parts[0] * parts[1]
            case Share():
                return (self.seen(parts[0] * parts[1] + 5_000) + 9_999) // 10_000
            case Proportion():
                return self.seen(2 * parts[0] * parts[1] + parts[2])
            case Apportion(by=by):
                self.seen(parts[0] * parts[1] * self._most(by))
                return parts[0]
            case Choose(terms=terms):
                return max((abs(term.value) for term in terms), default=0)
            case Fold(of=of):
                return parts[0] * self._most(of)
            case AllowInOrder(of=of):
                self.seen(parts[0] * self._most(of) + parts[1])
                return parts[0]
            case Left(accumulator=code):
                return parts[0] + self.inputs.get(f"used.{code}", 0)
            case When():
                return max(parts[1:])
            case Least() | Most():
                return max(parts)
            case _:  # sums and differences
                return sum(parts)

    def _most(self, of: Ref) -> int:
        return self.rows.get(self.grains[of.name], 1)

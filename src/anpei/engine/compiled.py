"""Compiled terms: the ordered list of named steps, and the draft a compiler writes it with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from anpei.engine.calculation import StepKind, Unit
from anpei.engine.expressions import Expr, Grain, Ref, columnar
from anpei.terms.base import Text
from anpei.terms.product import Product

Show = Literal["always", "nonzero", "never"]
Figures = dict[str, int | list[int]]
Run = Callable[[dict[str, Any], dict[str, dict[str, list[int]]]], Figures]


@dataclass(frozen=True, slots=True)
class NamedStep:
    """One named integer expression with what the explanation needs to say about it.

    ``post``: the value is also added to this accumulator, so that later steps of the claim find it used.
    ``sign``: +1 or -1 when the figure adds to or takes from its benefit's total; 0 when it only informs.
    """

    name: str
    grain: Grain
    expr: Expr
    label: Text
    plain: Text
    kind: StepKind = "info"
    unit: Unit = "fen"
    clause: str = ""
    sign: Literal[-1, 0, 1] = 0
    show: Show = "never"
    post: str | None = None


@dataclass(frozen=True, slots=True)
class CompiledTerms:
    """Everything a calculation needs of a product. ``source`` is the generated Python, ``run`` that source loaded."""

    product: Product
    steps: tuple[NamedStep, ...]
    source: str
    run: Run
    by_name: dict[str, NamedStep]
    limits: dict[str, Expr]

    @property
    def plain_only(self) -> bool:
        """Whether some step has no columnar form: a batch then works the claims of this product out one by one."""
        return not all(columnar(step.expr) and step.grain != "pair" for step in self.steps)


@dataclass(slots=True)
class Draft:
    """The list while it is being written. ``prefix`` names the benefit whose steps follow."""

    product: Product
    prefix: str = ""
    steps: list[NamedStep] = field(default_factory=list)
    limits: dict[str, Expr] = field(default_factory=dict)

    def bind(
        self,
        name: str,
        expr: Expr,
        label: Text,
        *,
        grain: Grain = "claim",
        plain: Text | None = None,
        kind: StepKind = "info",
        unit: Unit = "fen",
        clause: str = "",
        sign: Literal[-1, 0, 1] = 0,
        show: Show = "never",
        post: str | None = None,
    ) -> Ref:
        """Add one named step and give back the reference to it."""
        full = f"{self.prefix}.{name}"
        self.steps.append(
            NamedStep(
                name=full, grain=grain, expr=expr, label=label, plain=plain or label, kind=kind, unit=unit,
                clause=clause, sign=sign, show=show, post=post,
            )
        )  # fmt: skip
        return Ref(full)

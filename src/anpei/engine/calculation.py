"""The result of a calculation: amounts, accumulators, findings and the tree of steps, with a JSON form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter

from anpei.terms.base import Text

_STRICT = ConfigDict(extra="forbid")

Unit = Literal["fen", "bp", "days", "grade", "flag", "count"]
StepKind = Literal["total", "benefit", "amount", "less", "subtotal", "ratio", "limit", "info", "line"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person must know. ``error``: nothing was calculated until it is mended; ``warning``: look again."""

    __pydantic_config__ = _STRICT

    code: str
    level: Literal["error", "warning"]
    text: Text
    line: str = ""
    """Expense line, receipt or other part it speaks of; empty for the whole case."""


@dataclass(frozen=True, slots=True)
class Input:
    """A value a step read, named for people; ``source`` is the step, fact or accumulator it came from."""

    __pydantic_config__ = _STRICT

    source: str
    label: Text
    value: int
    unit: Unit = "fen"


@dataclass(frozen=True, slots=True)
class TermRead:
    """A number of the product file a step read. ``source``: the policy's own document that says another value, if one does."""

    __pydantic_config__ = _STRICT

    path: str
    value: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One shown line. ``effect_fen`` is what the line adds to its parent; the effects of children sum to ``result``."""

    __pydantic_config__ = _STRICT

    name: str
    label: Text
    plain: Text
    kind: StepKind
    result: int
    unit: Unit = "fen"
    clause: str = ""
    effect_fen: int | None = None
    inputs: tuple[Input, ...] = ()
    terms: tuple[TermRead, ...] = ()
    note: Text | None = None
    children: tuple[Step, ...] = ()

    def walk(self) -> Iterator[Step]:
        """This step and all below it, in shown order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class AccumulatorChange:
    """One accumulator before and after this claim. ``limit`` is None when no single limit governs it."""

    __pydantic_config__ = _STRICT

    key: str
    label: Text
    unit: Literal["fen", "days"]
    per: Literal["policy_year", "family_year", "accident", "lifetime"]
    before: int
    delta: int
    limit: int | None

    @property
    def after(self) -> int:
        return self.before + self.delta


@dataclass(frozen=True, slots=True)
class Calculation:
    """``total_fen`` is None while an error finding stands: nothing was calculated, which is not the same as zero."""

    __pydantic_config__ = _STRICT

    engine_version: str
    product: str
    product_version: str
    terms_sha256: str
    inputs: dict[str, Any]
    findings: tuple[Finding, ...]
    total_fen: int | None
    payable_fen: dict[str, int]
    claimed_fen: int | None
    accumulators: tuple[AccumulatorChange, ...]
    figures: dict[str, int | list[int]]
    """Every bound name of the compiled terms: one value, or one for each row."""
    tree: Step | None

    @property
    def ok(self) -> bool:
        return self.total_fen is not None

    @property
    def deltas(self) -> dict[str, int]:
        """What to post to each accumulator, by code; those untouched are left out."""
        return {change.key: change.delta for change in self.accumulators if change.delta}

    def step(self, name: str) -> Step:
        """The shown step with this name. KeyError when it is not shown."""
        for step in self.tree.walk() if self.tree else ():
            if step.name == name:
                return step
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        """JSON-able form; ``from_json`` gives back an equal calculation."""
        dumped: dict[str, Any] = _ADAPTER.dump_python(self, mode="json", warnings=False)
        return dumped

    @staticmethod
    def from_json(data: dict[str, Any] | str) -> Calculation:
        """A stored calculation. pydantic.ValidationError when it is not one."""
        return _ADAPTER.validate_json(data if isinstance(data, str) else json.dumps(data))


_ADAPTER: TypeAdapter[Calculation] = TypeAdapter(Calculation)

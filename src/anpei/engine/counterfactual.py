"""What would have to be otherwise: for each reduction of a calculation, the one changed fact that would lessen it and pay more.

The case is worked out again with one fact changed at a time, by the same scalar back end that worked it out first; nothing
is guessed from the terms. A yes becomes a no, a class another class, a date moves by days, and a number moves to the nearest
value at which the reduction is as small as that number alone can make it (found by bisection, exact to the fen).

Of several facts the smallest change is named: facts of the bills before those of the event, and these before the contract's
own; a flag or class before a date, a date by fewer days, a number of days, grades or basis points before money; of amounts,
the one that lessens most. What a thing is stays as it is: had the visit been a stay in hospital, or the drug a bed, it would
be another case, not another fact.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from anpei.engine.calculation import Calculation, Step, Unit
from anpei.engine.checks import check
from anpei.engine.columns import claim_values, tables
from anpei.engine.compiled import CompiledTerms
from anpei.engine.fact_names import Path, label, unit_of, value_words
from anpei.engine.facts import CaseFacts
from anpei.terms.base import Text

EFFORT = 4_000
"""Recalculations before the search stops; a case of one hospital stay needs some hundreds."""

_FURTHEST: dict[Unit, int] = {"fen": 10**12, "bp": 10_000, "days": 36_500, "grade": 10}
_PROBED_DAYS = (1, *range(7, 92, 7), *range(119, 372, 28))
_YUAN_FEN = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One fact from what it is to what it would have to be, and what then comes out (fen)."""

    path: str
    label: Text
    was: Text
    would_be: Text
    reduction_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer for one reduction. ``change`` None: no single fact would lessen it and pay more, as far as ``complete``."""

    step: str
    reduction_fen: int
    total_fen: int
    change: Change | None
    complete: bool
    """False when the case is so large that not every fact was tried."""


def what_if(compiled: CompiledTerms, calc: Calculation, *, effort: int = EFFORT) -> dict[str, WhatIf]:
    """An answer for each shown reduction, by the name of its step.

    Nothing for a calculation that was refused, or a stored one that these terms and this engine no longer give.
    """
    reductions = [step for step in calc.tree.walk() if _reduces(step)] if calc.tree else []
    if not reductions or calc.total_fen is None:
        return {}
    search = _Search(compiled, CaseFacts.from_json(calc.inputs), reductions, calc.total_fen, effort)
    if not search.agrees():
        return {}
    search.run()
    return {
        step.name: WhatIf(
            step.name, step.result, calc.total_fen, search.best(step.name), not search.exhausted
        )
        for step in reductions
    }


def sentences(
    answers: dict[str, WhatIf], lang: str, wording: Literal["staff", "customer"] = "staff"
) -> dict[str, str]:
    """Every answer in words, by the name of its step."""
    return {step: sentence(answer, lang, wording) for step, answer in answers.items()}


def sentence(answer: WhatIf, lang: str, wording: Literal["staff", "customer"] = "staff") -> str:
    """One answer in words."""
    if answer.change is None:
        return _NOTHING[answer.complete, wording].in_(lang)
    change = answer.change
    words = _CHANGED[wording].in_(lang)
    return words.format(
        fact=change.label.in_(lang),
        was=change.was.in_(lang),
        would_be=change.would_be.in_(lang),
        reduction=value_words(change.reduction_fen, "fen").in_(lang),
        total=value_words(change.total_fen, "fen").in_(lang),
    )


_CHANGED = {
    "staff": Text(
        zh="若“{fact}”为 {would_be}（现为 {was}），本项为 {reduction}，应付合计 {total}",
        en="If “{fact}” were {would_be} (now {was}), this would be {reduction} and the total {total}",
    ),
    "customer": Text(
        zh="如果“{fact}”是 {would_be}（现在是 {was}），这里只减 {reduction}，一共赔您 {total}",
        en="If “{fact}” were {would_be} (it is {was}), only {reduction} would come off and we would pay you {total}",
    ),
}
_NOTHING = {
    (True, "staff"): Text(
        zh="没有哪一项单独的事实改变后会使本项减少、赔款增加",
        en="No single fact would change it and pay more",
    ),
    (True, "customer"): Text(
        zh="这一项是合同定好的，单独改变哪一项事实都不会多赔",
        en="The contract fixes this: no single fact would change it and pay you more",
    ),
    (False, "staff"): Text(
        zh="已试过的事实中没有能改变本项的（案件较大，未逐一试完）",
        en="Of the facts tried none would change it (the case is large, not all were tried)",
    ),
    (False, "customer"): Text(
        zh="我们没有找到单独改变后会多赔的事实，可以请理赔员再看看",
        en="We found no single fact that would pay you more; your claims handler can look again",
    ),
}


def _reduces(step: Step) -> bool:
    return step.kind in ("less", "limit") and (step.effect_fen or 0) < 0


@dataclass(frozen=True, slots=True)
class _Result:
    total_fen: int
    reductions: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Found:
    rank: tuple[int, ...]
    change: Change


@dataclass(slots=True)
class _Search:
    compiled: CompiledTerms
    facts: CaseFacts
    reductions: list[Step]
    total_fen: int
    effort: int
    exhausted: bool = False
    found: dict[str, list[_Found]] = field(default_factory=dict)
    known: dict[tuple[Path, object], _Result | None] = field(default_factory=dict)

    def agrees(self) -> bool:
        """Whether the facts as they are still come to the calculation that is being asked about."""
        now = self._calculated(self.facts)
        return now is not None and now.total_fen == self.total_fen

    def run(self) -> None:
        for path, kind, value in _leaves(self.facts):
            if self.exhausted:
                return
            match value:
                case bool() | None | str():
                    self._choices(path, kind, value)
                case datetime.date():
                    self._days(path, value)
                case int():
                    self._number(path, value)

    def best(self, step: str) -> Change | None:
        found = self.found.get(step, [])
        return min(found, key=lambda one: one.rank).change if found else None

    # -- one kind of fact each

    def _choices(self, path: Path, kind: Any, value: object) -> None:
        for position, other in enumerate(_alternatives(kind)):
            if other != value:
                for step in self._lessened(path, other):
                    self._keep(step, path, value, other, (0, position))

    def _days(self, path: Path, value: datetime.date) -> None:
        """Week by week for a quarter, then by four weeks for a year, and day by day between: exact for any period of the
        terms that is as long as the step.
        """
        for direction in (-1, 1):
            open_steps = {step.name for step in self.reductions}
            nearer = 0
            for days in _PROBED_DAYS:
                for step in open_steps.intersection(self._lessened(path, _moved(value, direction * days))):
                    first = next(
                        n
                        for n in range(nearer + 1, days + 1)
                        if n == days or step in self._lessened(path, _moved(value, direction * n))
                    )
                    self._keep(step, path, value, _moved(value, direction * first), (1, first))
                    open_steps.discard(step)
                if not open_steps or self.exhausted:
                    break
                nearer = days

    def _number(self, path: Path, value: int) -> None:
        for direction in (-1, 1):
            furthest = self._furthest_valid(path, value, direction)
            if furthest == value:
                continue
            self._threshold(path, value, value + direction)
            for step in self._lessened(path, furthest):
                nearest = self._nearest_best(path, value, furthest, step)
                self._keep_number(step, path, value, nearest)

    def _threshold(self, path: Path, value: int, next_to: int) -> None:
        """One fen or day more moves more than a yuan: the fact stands right before a threshold of the terms."""
        for step in self._lessened(path, next_to):
            if self._now(step) - self._reduction(path, next_to, step) > _YUAN_FEN:
                self._keep_number(step, path, value, next_to)

    def _furthest_valid(self, path: Path, value: int, direction: int) -> int:
        """The furthest value in a direction at which the case is still sound."""
        unit = unit_of(path, self.compiled.product)
        far = 0 if direction < 0 else max(_FURTHEST.get(unit, 10_000), value)
        if far == value or self._result(path, far) is not None:
            return far
        if self._result(path, value + direction) is None:
            return value
        near = value
        while abs(far - near) > 1:
            middle = (near + far) // 2
            if self._result(path, middle) is None:
                far = middle
            else:
                near = middle
        return near

    def _nearest_best(self, path: Path, value: int, furthest: int, step: str) -> int:
        wanted = self._reduction(path, furthest, step)
        near, far = value, furthest
        while abs(far - near) > 1:
            middle = (near + far) // 2
            if step in self._lessened(path, middle) and self._reduction(path, middle, step) <= wanted:
                far = middle
            else:
                near = middle
        return far

    # -- trying, remembering

    def _lessened(self, path: Path, value: object) -> list[str]:
        """Reductions that are smaller, while more is paid in all, when the fact has this value."""
        result = self._result(path, value)
        if result is None or result.total_fen <= self.total_fen:
            return []
        return [s.name for s in self.reductions if result.reductions[s.name] < s.result]

    def _reduction(self, path: Path, value: object, step: str) -> int:
        result = self._result(path, value)
        return self._now(step) if result is None else result.reductions[step]

    def _now(self, step: str) -> int:
        return next(one.result for one in self.reductions if one.name == step)

    def _result(self, path: Path, value: object) -> _Result | None:
        """What comes out with one fact changed; None where the case is no longer sound, or the effort is spent."""
        key = (path, value)
        if key not in self.known:
            if len(self.known) >= self.effort:
                self.exhausted = True
                return None
            self.known[key] = self._calculated(_with(self.facts, path, value))
        return self.known[key]

    def _calculated(self, facts: CaseFacts) -> _Result | None:
        product = self.compiled.product
        if any(finding.level == "error" for finding in check(product, facts)):
            return None
        figures = self.compiled.run(claim_values(product, facts), tables(product, facts))
        return _Result(
            _whole(figures["total.payable"]), {s.name: _whole(figures[s.name]) for s in self.reductions}
        )

    def _keep_number(self, step: str, path: Path, was: int, would_be: int) -> None:
        unit = unit_of(path, self.compiled.product)
        left = self._reduction(path, would_be, step) if unit == "fen" else 0
        self._keep(step, path, was, would_be, (3 if unit == "fen" else 2, left, abs(would_be - was)), unit)

    def _keep(
        self,
        step: str,
        path: Path,
        was: object,
        would_be: object,
        rank: tuple[int, ...],
        unit: Unit = "count",
    ) -> None:
        result = self._result(path, would_be)
        if result is None:
            return
        name = str(path[-1])
        change = Change(
            path=_dotted(path),
            label=label(path, self.facts, self.compiled.product),
            was=value_words(was, unit, name),
            would_be=value_words(would_be, unit, name),
            reduction_fen=result.reductions[step],
            total_fen=result.total_fen,
        )
        self.found.setdefault(step, []).append(_Found((_group(path), *rank), change))


def _group(path: Path) -> int:
    """Facts of the bills and other papers first, then those of the event, then those of the contract."""
    return {"event": 1, "policy": 2, "accumulators": 2, "prior_payments": 2}.get(str(path[0]), 0)


def _leaves(facts: CaseFacts) -> Iterator[tuple[Path, Any, Any]]:
    """Every single fact that can be otherwise: path, type, value. Short tables come first, so that effort goes round."""
    found = list(_walk(facts, type(facts), ()))
    sizes = Counter(path[0] for path, _, _ in found)
    yield from sorted(found, key=lambda leaf: sizes[leaf[0][0]])


def _walk(node: Any, kind: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    if dataclasses.is_dataclass(node):
        for name, of in _types(node.__class__).items():
            if name == "overrides":  # what the policy's own documents say is no fact that might be mistaken
                continue
            yield from _walk(getattr(node, name), of, (*path, name))
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _walk(value, get_args(kind)[1], (*path, key))
    elif isinstance(node, tuple) and any(dataclasses.is_dataclass(item) for item in node):
        for position, item in enumerate(node):
            yield from _walk(item, type(item), (*path, position))
    elif _changeable(node, kind):
        yield path, kind, node


def _changeable(value: object, kind: Any) -> bool:
    """Names, and facts that are not known, are left as they are: there is nothing to move them to or from."""
    if isinstance(value, str | NoneType):
        return bool(_alternatives(kind))
    return isinstance(value, bool | int | datetime.date)


@cache
def _types(of: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(of)
    return {one.name: hints[one.name] for one in dataclasses.fields(of)}


def _alternatives(kind: Any) -> tuple[object, ...]:
    """What a flag or a choice could be instead, in the order its type gives."""
    if kind is bool:
        return (True, False)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return arguments
    if origin in (Union, UnionType):
        return tuple(one for part in arguments if part is not NoneType for one in _alternatives(part))
    return ()


def _with(node: Any, path: Path, value: object) -> Any:
    """The same facts with one of them changed."""
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(node, dict):
        return {**node, head: _with(node[head], rest, value)}
    if isinstance(node, tuple):
        position = int(head)
        return (*node[:position], _with(node[position], rest, value), *node[position + 1 :])
    return dataclasses.replace(node, **{str(head): _with(getattr(node, str(head)), rest, value)})


def _moved(day: datetime.date, days: int) -> datetime.date:
    return day + datetime.timedelta(days=days)


def _dotted(path: Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _whole(value: int | list[int]) -> int:
    if not isinstance(value, int):
        raise TypeError("a figure of the claim has one value")
    return value

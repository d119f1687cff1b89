"""The stored calculation as lines of a tree and as one bar that shows where every yuan went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anpei.engine import counterfactual
from anpei.engine.calculation import AccumulatorChange, Calculation, Finding, Step
from anpei.products import queries as products
from anpei.settlement.models import CalculationRun
from anpei.values.money import format_yuan
from anpei.workbench.presenters.origins import Origin, Origins, of_step

COLOURS = ("var(--ap-d6)", "var(--ap-d5)", "var(--ap-d4)", "#e7c583", "var(--ap-d3)", "var(--ap-d2)")
PAID_COLOUR = "var(--ap-d1)"


@dataclass(frozen=True)
class Line:
    """One shown line: number, name, clause, how it came about, amount with its sign."""

    number: str
    depth: int
    style: str  # h heading, sum subtotal, tot the last one, "" a step
    label: str
    plain: str
    clause: str
    working: str
    amount: str
    name: str
    lessens: bool = False
    """Takes something away: the page asks which single fact would change it."""
    origins: tuple[Origin, ...] = ()
    """Where on a paper its figures stand."""


@dataclass(frozen=True)
class WouldChange:
    """What would change the line at ``position`` of the tree (counted from 1), for either reader."""

    position: int
    staff: str
    customer: str


@dataclass(frozen=True)
class Part:
    """One piece of the bar."""

    label: str
    fen: int
    colour: str
    share: str  # percentage with a point, for the width
    percent: str


@dataclass(frozen=True)
class Limit:
    """A deductible or limit before and after this case."""

    label: str
    before: str
    after: str
    limit: str
    delta: str
    left: str
    before_share: str
    delta_share: str


@dataclass(frozen=True)
class Shown:
    """A calculation ready to show."""

    lines: list[Line]
    parts: list[Part]
    limits: list[Limit]
    findings: list[tuple[str, str]]
    claimed_fen: int
    payable_fen: int


def shown(run: CalculationRun, on_paper: Origins | None = None) -> Shown:
    """``on_paper`` knows where the figures of expense lines and receipts stand; without it no line links to a paper."""
    return present(
        Calculation.from_json(run.result),
        claimed_fen=run.claimed_fen,
        payable_fen=run.payable_fen,
        on_paper=on_paper,
    )


def present(
    result: Calculation, *, claimed_fen: int, payable_fen: int, on_paper: Origins | None = None
) -> Shown:
    lines = list(_lines(result.tree, on_paper)) if result.tree else []
    return Shown(
        lines=lines,
        parts=split(result, claimed_fen, payable_fen),
        limits=[_limit(change) for change in result.accumulators],
        findings=[_finding(finding) for finding in result.findings],
        claimed_fen=claimed_fen,
        payable_fen=payable_fen,
    )


def would_change(run: CalculationRun) -> list[WouldChange]:
    """For each line that lessens the payment, the one fact that would change it."""
    result = Calculation.from_json(run.result)
    answers = counterfactual.what_if(products.compiled(run.product_version), result)
    lines = list(_lines(result.tree)) if result.tree else []
    language = _language()
    return [
        WouldChange(
            position,
            counterfactual.sentence(answers[line.name], language, "staff"),
            counterfactual.sentence(answers[line.name], language, "customer"),
        )
        for position, line in enumerate(lines, start=1)
        if line.lessens and line.name in answers
    ]


def split(result: Calculation, claimed_fen: int, payable_fen: int) -> list[Part]:
    """Every yuan claimed: what each kind of step took away, and what is payable. The parts sum to the claim."""
    taken: dict[str, int] = {}
    if result.tree is not None:
        for step in result.tree.walk():
            if (
                step.effect_fen is not None
                and step.effect_fen < 0
                and not any((child.effect_fen or 0) < 0 for child in step.children)
            ):
                label = step.label.in_(_language())
                taken[label] = taken.get(label, 0) - step.effect_fen
    rest = claimed_fen - payable_fen - sum(taken.values())
    if rest > 0:
        taken[_("Not part of a benefit")] = rest
    elif rest < 0:
        taken = {_("Not payable"): max(claimed_fen - payable_fen, 0)}
    whole = max(claimed_fen, payable_fen, 1)
    parts = [
        _part(label, fen, COLOURS[min(index, len(COLOURS) - 1)], whole)
        for index, (label, fen) in enumerate(sorted(taken.items(), key=lambda entry: -entry[1]))
        if fen
    ]
    return [*parts, _part(_("Payable"), payable_fen, PAID_COLOUR, whole)]


def differences(new: Shown, old: Shown | None) -> list[tuple[str, str, str]]:
    """What changed between two calculations: (label, before, after); lines that stayed are left out."""
    if old is None:
        return []
    before = {line.name: line for line in old.lines}
    after = {line.name: line for line in new.lines}
    changed = []
    for name in {**before, **after}:
        one, other = before.get(name), after.get(name)
        label = (after.get(name) or before[name]).label
        if (one.amount if one else "") != (other.amount if other else ""):
            changed.append((label, one.amount if one else "–", other.amount if other else "–"))
    return changed


def _lines(step: Step, on_paper: Origins | None = None, number: str = "", depth: int = 0) -> Iterator[Line]:
    if step.kind == "total":
        for index, child in enumerate(step.children, 1):
            yield from _lines(child, on_paper, str(index), 0)
        yield _line(step, on_paper, "", 0, "tot")
        return
    yield _line(
        step,
        on_paper,
        number,
        depth,
        "h" if depth == 0 and step.children else "sum" if step.kind == "subtotal" else "",
    )
    for index, child in enumerate(step.children, 1):
        yield from _lines(child, on_paper, f"{number}.{index}", depth + 1)


def _line(step: Step, on_paper: Origins | None, number: str, depth: int, style: str) -> Line:
    return Line(
        number=number,
        depth=min(depth, 3),
        style=style,
        label=step.label.in_(_language()),
        plain=step.plain.in_(_language()),
        clause=step.clause,
        working=_working(step),
        amount=_amount(step),
        name=f"{number} {step.name}" if step.kind == "line" else step.name,
        lessens=step.kind in ("less", "limit") and (step.effect_fen or 0) < 0,
        origins=of_step(step, on_paper) if on_paper else (),
    )


def _working(step: Step) -> str:
    if step.note is not None:
        return step.note.in_(_language())
    return " · ".join(f"{one.label.in_(_language())} {_value(one.value, one.unit)}" for one in step.inputs)


def _amount(step: Step) -> str:
    if step.kind == "ratio" and step.unit == "bp":
        return f"× {_value(step.result, 'bp')}"
    if step.kind == "limit" and step.effect_fen == 0:
        return _("no change")
    shown_fen = (
        step.effect_fen if step.kind in ("less", "limit") and step.effect_fen is not None else step.result
    )
    return _value(shown_fen, step.unit)


def _value(value: int, unit: str) -> str:
    if unit == "fen":
        return format_yuan(value).replace("-", "−")
    if unit == "bp":
        whole, rest = divmod(value, 100)
        return f"{whole}.{rest:02d}%" if rest else f"{whole}%"
    if unit == "flag":
        return _("yes") if value else _("no")
    return str(value)


def _limit(change: AccumulatorChange) -> Limit:
    whole = change.limit or max(change.after, 1)
    return Limit(
        label=change.label.in_(_language()),
        before=_value(change.before, change.unit),
        after=_value(change.after, change.unit),
        limit=_value(change.limit, change.unit) if change.limit is not None else "",
        delta=_value(change.delta, change.unit),
        left=_value(max(change.limit - change.after, 0), change.unit) if change.limit is not None else "",
        before_share=f"{min(change.before * 100 / whole, 100):.2f}",
        delta_share=f"{min(max(change.delta, 0) * 100 / whole, 100):.2f}",
    )


def _finding(finding: Finding) -> tuple[str, str]:
    return ("danger" if finding.level == "error" else "warn", finding.text.in_(_language()))


def _part(label: str, fen: int, colour: str, whole: int) -> Part:
    share = fen * 100 / whole
    return Part(label=label, fen=fen, colour=colour, share=f"{share:.2f}", percent=f"{share:.1f}%")


def _language() -> str:
    return get_language() or "zh-hans"


def plain_lines(shown_run: Shown) -> list[dict[str, Any]]:
    """The same tree in the customer's words: only steps that have any."""
    return [
        {"text": line.plain, "amount": line.amount, "clause": line.clause, "style": line.style}
        for line in shown_run.lines
        if line.plain
    ]

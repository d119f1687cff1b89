"""The answer to a question about changed terms, ready to show: sums, bars, steps, claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anpei.engine import CompiledTerms
from anpei.products import queries as products
from anpei.settlement.models import WhatIf, WhatIfClaim
from anpei.terms.numbers import number_terms
from anpei.values.money import format_yuan
from anpei.workbench.numbers import format_percent


@dataclass(frozen=True)
class Change:
    """One number that was changed."""

    label: str
    clause: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """One question in a list."""

    asked: WhatIf
    product: str
    changes: list[Change]
    difference: str
    share: str

    @property
    def percent_done(self) -> int:
        return self.asked.done * 100 // self.asked.claims if self.asked.claims else 0


@dataclass(frozen=True)
class Bar:
    """One bar of the distribution: what it spans in words, how many claims, whether they get less or more."""

    label: str
    claims: int
    difference: str
    more: bool


@dataclass(frozen=True)
class Moved:
    number: str
    before: str
    after: str
    difference: str
    more: bool
    step: str
    step_before: str
    step_after: str
    carried: bool


def row(asked: WhatIf) -> Row:
    sums = asked.result
    difference = sums.get("difference_fen", 0)
    return Row(
        asked=asked,
        product=f"{asked.product_version.product.label} {asked.product_version.version}",
        changes=changes(asked),
        difference=_signed(difference) if sums else "",
        share=_share(difference, sums["before_fen"]) if sums else "",
    )


def changes(asked: WhatIf) -> list[Change]:
    """The numbers changed, named as in the form; a whole other file is named as such."""
    if asked.terms_text:
        return [Change(_("another product file"), "", "", "")]
    known = {term.path: term for term in number_terms(products.terms(asked.product_version))}
    found = []
    for path, value in asked.changes.items():
        term = known.get(path)
        if term is None:
            found.append(Change(path, "", "", str(value)))
            continue
        label = f"{term.section.in_(_language())} · {term.label.in_(_language())}"
        found.append(Change(label, term.clause, _value(term.value, term.unit), _value(value, term.unit)))
    return found


def answer(asked: WhatIf) -> dict[str, Any]:
    """The sums as words; bars and steps for chart and tables."""
    sums = asked.result
    return {
        **sums,
        "difference": _signed(sums["difference_fen"]),
        "share": _share(sums["difference_fen"], sums["before_fen"]),
        "seconds_text": f"{sums['seconds']:.1f}" if sums["seconds"] >= 0.1 else f"{sums['seconds']:.2f}",
        "unmoved": sums["claims"] - sums["moved"] - sums["not_calculable"],
        "bars": [_bar(one) for one in sums["distribution"]],
        "steps": [
            {
                **one,
                "label": one["label"]["en" if _language().startswith("en") else "zh"],
                "benefit": (one["benefit"] or {}).get("en" if _language().startswith("en") else "zh", ""),
                "difference": _signed(one["difference_fen"]),
            }
            for one in sums["by_step"]
        ],
    }


def mover(one: WhatIfClaim, compiled: CompiledTerms) -> Moved:
    step = compiled.by_name.get(one.step)
    unit = step.unit if step else "fen"
    difference = one.difference_fen
    return Moved(
        number=one.decision.claim.number,
        before=format_yuan(one.before_fen),
        after="–" if one.after_fen is None else format_yuan(one.after_fen),
        difference="–" if difference is None else _signed(difference),
        more=bool(difference and difference > 0),
        step=step.label.in_(_language()) if step else _("cannot be calculated under these terms"),
        step_before="–" if one.step_before is None else _value(one.step_before, unit),
        step_after="–" if one.step_after is None else _value(one.step_after, unit),
        carried=bool(one.carried),
    )


def carried(one: WhatIfClaim, compiled: CompiledTerms) -> list[tuple[str, str]]:
    """What earlier claims of the person changed in the inputs of this one: (what, by how much)."""
    product = compiled.product
    found = []
    for code, more in one.carried.get("used", {}).items():
        term = product.accumulator(code)
        found.append((term.name.in_(_language()), _signed(more) if term.unit == "fen" else f"{more:+d}"))
    for code, more in one.carried.get("paid", {}).items():
        found.append((product.benefit(code).name.in_(_language()), _signed(more)))
    return found


def _bar(bar: dict[str, Any]) -> Bar:
    low, high = bar["from_fen"], bar["to_fen"]
    more = low is not None and low >= 0
    near, far = (low, high) if more else (high, low)
    return Bar(
        label=_span(near, far, more),
        claims=bar["claims"],
        difference=_signed(bar["difference_fen"]),
        more=more,
    )


def _span(near: int, far: int | None, more: bool) -> str:
    sign = "+" if more else "−"
    if far is None:
        return _("%(sign)s%(near)s and beyond") % {"sign": sign, "near": _brief(abs(near))}
    return f"{sign if near else ''}{_brief(abs(near))} … {sign}{_brief(abs(far))}"


def _brief(fen: int) -> str:
    """Edges of bars are whole yuan."""
    return f"{fen // 100:,}"


def _signed(fen: int) -> str:
    return ("+" if fen > 0 else "") + format_yuan(fen).replace("-", "−")


def _share(part: int, whole: int) -> str:
    """A signed percentage with one decimal; empty where there is nothing to be a share of."""
    if not whole:
        return ""
    tenths = (abs(part) * 2000 + whole) // (2 * whole)
    sign = "−" if part < 0 else "+" if part > 0 else ""
    return f"{sign}{tenths // 10}.{tenths % 10}%"


def _value(value: Any, unit: str) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        return str(value)
    if unit == "fen":
        return format_yuan(value).replace("-", "−")
    return f"{format_percent(value)}%" if unit == "bp" else str(value)


def _language() -> str:
    return get_language() or "zh-hans"

"""Renders one tree of steps: text, JSON, HTML, nested rows for pages; staff or customer wording; Chinese or English."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Literal

from anpei.engine import explain_html
from anpei.engine.calculation import Calculation, Step, Unit
from anpei.terms.base import Text
from anpei.values.money import format_yuan

Wording = Literal["staff", "customer"]
NO_SENTENCES: Mapping[str, str] = MappingProxyType({})
PartCode = Literal[
    "social", "other", "prior", "deductible", "outside", "own_share", "others_share", "salvage", "over_limit", "payable",
    "depreciation", "under_insurance", "other_insurers",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One step as a page shows it: every value already written out; ``depth`` counts from 0, ``number`` like 1.2."""

    name: str
    number: str
    depth: int
    kind: str
    label: str
    clause: str
    amount: str
    result: str
    inputs: list[dict[str, str]]
    terms: list[dict[str, str]]
    note: str
    children: list[Row]
    what_if: str = ""
    """Under a reduction: which single fact would change it."""


@dataclass(frozen=True, slots=True)
class SplitPart:
    code: PartCode
    label: Text
    amount_fen: int
    steps: tuple[str, ...]
    """Names of the steps the part is made of, so that a page can point at them."""


@dataclass(frozen=True, slots=True)
class Split:
    """Where every yuan went. ``claimed_fen`` is the bills plus the fixed amounts the terms name; the parts sum to it."""

    claimed_fen: int
    parts: tuple[SplitPart, ...]

    def amount(self, code: PartCode) -> int:
        """Fen of one part; 0 when it does not occur."""
        return next((part.amount_fen for part in self.parts if part.code == code), 0)


_PART_LABELS: dict[PartCode, Text] = {
    "social": Text(zh="医保与大病已付", en="Paid by social insurance"),
    "other": Text(zh="其他途径已付", en="Paid by others"),
    "prior": Text(zh="此前已付", en="Paid before"),
    "deductible": Text(zh="免赔额", en="Deductible"),
    "outside": Text(zh="责任外", en="Outside cover"),
    "own_share": Text(zh="按比例自担", en="Own share"),
    "others_share": Text(zh="由他方按责任承担", en="For others to bear by their fault"),
    "salvage": Text(zh="残值", en="Salvage"),
    "depreciation": Text(zh="折旧与超过价值部分", en="Depreciation and above the value"),
    "under_insurance": Text(zh="不足额投保自担", en="Under-insurance"),
    "other_insurers": Text(zh="其他保险人分摊", en="Borne by other insurers"),
    "over_limit": Text(zh="超过限额", en="Above the limits"),
    "payable": Text(zh="应付", en="Payable"),
}
_PART_OF: dict[str, PartCode] = {
    "social": "social",
    "other": "other",
    "prior": "prior",
    "deductible": "deductible",
    "excluded": "outside",
    "outside_window": "outside",
    "outside_catalogue": "outside",
    "no_benefit": "outside",
    "too_late": "outside",
    "own_share": "own_share",
    "outside_hospital": "outside",
    "tier_own_share": "own_share",
    "hospital_own_share": "own_share",
    **dict.fromkeys(("compulsory", "others_death", "others_medical", "others_property", "received"), "other"),
    **dict.fromkeys(
        ("intent", "intent_death", "intent_medical", "intent_property", "outside_catalogue_medical", "moral"),
        "outside",
    ),
    **dict.fromkeys(("barred", "rescue_of_others"), "outside"),
    **dict.fromkeys(("agreed_deductible", "fault_deductible", "not_found_deductible"), "deductible"),
    **dict.fromkeys(("absolute_deductible", "rescue_deductible"), "deductible"),
    "others_share": "others_share",
    "salvage": "salvage",
    **dict.fromkeys(("depreciation", "above_value"), "depreciation"),
    **dict.fromkeys(("under_insurance", "mitigation_under_insurance"), "under_insurance"),
    **dict.fromkeys(("heads_outside", "mitigation_other_property"), "outside"),
    **dict.fromkeys(("recovered", "others_paid"), "other"),
    "other_insurers": "other_insurers",
    "beyond_fault": "others_share",
}


def split(calc: Calculation) -> Split:
    """Every yuan of the claim in one part. ValueError when nothing was calculated (see the findings)."""
    if calc.tree is None:
        raise ValueError("nothing was calculated")
    amounts: dict[PartCode, int] = dict.fromkeys(_PART_LABELS, 0)
    steps: dict[PartCode, list[str]] = {code: [] for code in _PART_LABELS}
    claimed = 0
    for benefit in calc.tree.children:
        amounts["payable"] += benefit.result
        steps["payable"].append(benefit.name)
        for step in benefit.children:
            effect = step.effect_fen or 0
            if effect > 0:
                claimed += effect
            elif effect < 0:
                # Whatever is not named above is the cut of a sub-limit or limit.
                code = _PART_OF.get(step.name.rpartition(".")[2], "over_limit")
                amounts[code] -= effect
                steps[code].append(step.name)
    parts = tuple(
        SplitPart(code, label, amounts[code], tuple(steps[code]))
        for code, label in _PART_LABELS.items()
        if amounts[code] or code == "payable"
    )
    return Split(claimed, parts)


def render(
    calc: Calculation,
    lang: str = "zh",
    wording: Wording = "staff",
    as_: Literal["text", "json", "html", "tree"] = "text",
    what_if: Mapping[str, str] = NO_SENTENCES,
) -> Any:
    """The explanation as ``text`` (str), ``json`` (str), ``html`` (str, one self-contained element) or ``tree`` (Row).

    A refused calculation renders its findings as text, and None as its tree. ``what_if`` holds a sentence for the names of
    steps that have one (anpei.engine.counterfactual.sentences).
    """
    tree = _row(calc.tree, lang, wording, "", 0, what_if) if calc.tree else None
    if as_ == "tree":
        return tree
    findings = [
        {"code": f.code, "level": f.level, "text": f.text.in_(lang), "line": f.line} for f in calc.findings
    ]
    if as_ == "html":
        return explain_html.fragment(tree, findings, lang)
    if as_ == "json":
        body = {"tree": asdict(tree) if tree else None, "findings": findings}
        return json.dumps(body, ensure_ascii=False)
    lines = list(_text(tree, wording)) if tree else []
    return "\n".join(lines + [f"! {f['text']}{_place(f['line'])}" for f in findings]) + "\n"


def _place(line: str) -> str:
    return f" ({line})" if line else ""


def value_text(value: int, unit: Unit, lang: str) -> str:
    """A value written out: yuan with two decimals, percent, days, grade."""
    english = lang.startswith("en")
    match unit:
        case "fen":
            return format_yuan(value)
        case "bp":
            whole, rest = divmod(value, 100)
            return f"{whole}.{rest:02d}%" if rest else f"{whole}%"
        case "days":
            return f"{value} days" if english else f"{value} 日"
        case "grade":
            return f"grade {value}" if english else f"{value} 级"
        case "flag":
            return ("yes" if value else "no") if english else ("是" if value else "否")
        case _:
            return str(value)


def _row(step: Step, lang: str, wording: Wording, number: str, depth: int, what_if: Mapping[str, str]) -> Row:
    text = step.plain if wording == "customer" else step.label
    staff = wording == "staff"
    return Row(
        name=step.name,
        number=number,
        depth=depth,
        kind=step.kind,
        label=text.in_(lang),
        clause=step.clause,
        amount=_amount(step, lang),
        result=value_text(step.result, step.unit, lang),
        inputs=[
            {"source": i.source, "label": i.label.in_(lang), "value": value_text(i.value, i.unit, lang)}
            for i in (step.inputs if staff else ())
        ],
        terms=[
            {"path": t.path, "value": str(t.value), "source": t.source} for t in (step.terms if staff else ())
        ],
        note=step.note.in_(lang) if step.note else "",
        children=_children(step, lang, wording, number, depth, what_if),
        what_if=what_if.get(step.name, ""),
    )


def _children(
    step: Step, lang: str, wording: Wording, number: str, depth: int, what_if: Mapping[str, str]
) -> list[Row]:
    # A limit that changed nothing is a check for staff; a customer reads only what moved the money.
    shown = [c for c in step.children if wording == "staff" or c.kind != "limit" or c.effect_fen]
    return [
        _row(child, lang, wording, f"{number}.{n}" if number else str(n), depth + 1, what_if)
        for n, child in enumerate(shown, start=1)
    ]


def _amount(step: Step, lang: str) -> str:
    """What stands at the right edge: the signed effect, a ratio, or words where a limit changed nothing."""
    if step.kind == "limit" and not step.effect_fen:
        return "unchanged" if lang.startswith("en") else "不变"
    if step.kind == "ratio":
        return f"× {value_text(step.result, step.unit, lang)}"
    if step.effect_fen is not None:
        return format_yuan(step.effect_fen).replace("-", "−")
    return value_text(step.result, step.unit, lang)


def _text(row: Row, wording: Wording) -> list[str]:
    head = f"{'  ' * row.depth}{row.number} {row.label}".rstrip()
    clause = f" [{row.clause}]" if row.clause else ""
    inputs = "; ".join(f"{i['label']} {i['value']}" for i in row.inputs) if row.kind != "line" else ""
    lines = [f"{head}{clause}  {row.amount}"]
    if row.note:
        lines[0] += f"  ({row.note})"
    if inputs and wording == "staff":
        lines.append(f"{'  ' * row.depth}    ← {inputs}")
    if row.what_if:
        lines.append(f"{'  ' * row.depth}    ? {row.what_if}")
    for child in row.children:
        lines += _text(child, wording)
    return lines

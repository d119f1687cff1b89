"""One case through the compiled terms: check, run, record. Replay does the same from stored inputs."""

from __future__ import annotations

from typing import Any

from anpei.engine.calculation import AccumulatorChange, Calculation, Finding
from anpei.engine.checks import check
from anpei.engine.columns import claim_values, tables
from anpei.engine.compiled import CompiledTerms, Figures
from anpei.engine.compiler import TOTAL, UNASSIGNED, compile
from anpei.engine.expressions import Expr, Fact, Term
from anpei.engine.facts import BadFacts, CaseFacts
from anpei.engine.findings import error, warning
from anpei.engine.tree import build
from anpei.terms.benefits import MedicalBenefit
from anpei.terms.product import Product

ENGINE_VERSION = "1.0"


def calculate(compiled: CompiledTerms, facts: CaseFacts) -> Calculation:
    """Adjudicate one case. Never raises on bad facts: an error finding leaves ``total_fen`` None and says what to mend."""
    findings = check(compiled.product, facts)
    if any(finding.level == "error" for finding in findings):
        return _refused(compiled.product, _inputs(facts), findings)
    values = claim_values(compiled.product, facts)
    figures = compiled.run(values, tables(compiled.product, facts))
    findings += tuple(remarks(compiled.product, figures))
    tree = build(compiled, facts, values, figures)
    return Calculation(
        engine_version=ENGINE_VERSION,
        product=compiled.product.code,
        product_version=compiled.product.version,
        terms_sha256=compiled.product.sha256,
        inputs=facts.to_json(),
        findings=findings,
        total_fen=_int(figures, f"{TOTAL}.payable"),
        payable_fen={b.code: _int(figures, f"{b.code}.payable") for b in compiled.product.benefits},
        claimed_fen=sum(_int(figures, step.name) for step in compiled.steps if step.sign > 0),
        accumulators=tuple(_changes(compiled, values, figures)),
        figures=figures,
        tree=tree,
    )


def remarks(product: Product, figures: Figures) -> list[Finding]:
    """Warnings that only the figures can show."""
    return _mixed_settlement(product, figures) + (
        [NO_BENEFIT] if _int(figures, f"{UNASSIGNED}.claimed") else []
    )


def replay(inputs_json: dict[str, Any], product: Product) -> Calculation:
    """The stored inputs of a past calculation through the current engine and the same product version."""
    try:
        facts = CaseFacts.from_json(inputs_json)
    except BadFacts as refusal:
        found = tuple(
            error("facts.malformed", f"输入无法读取：{m}", f"Cannot be read: {m}", p)
            for p, m in refusal.places
        )
        return _refused(product, inputs_json, found)
    return calculate(compile(product), facts)


def _refused(product: Product, inputs: dict[str, Any], findings: tuple[Finding, ...]) -> Calculation:
    return Calculation(
        engine_version=ENGINE_VERSION,
        product=product.code,
        product_version=product.version,
        terms_sha256=product.sha256,
        inputs=inputs,
        findings=findings,
        total_fen=None,
        payable_fen={},
        claimed_fen=None,
        accumulators=(),
        figures={},
        tree=None,
    )


def _inputs(facts: CaseFacts) -> dict[str, Any]:
    """The facts as given, even where a number is not one (a NaN has no JSON form and is kept as its name)."""
    given = facts.to_json()
    return {key: _plain(value) for key, value in given.items()}


def _plain(value: object) -> Any:
    if isinstance(value, float):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


def _changes(compiled: CompiledTerms, values: dict[str, Any], figures: Figures) -> list[AccumulatorChange]:
    delta: dict[str, int] = {}
    for step in compiled.steps:
        if step.post is not None:
            delta[step.post] = delta.get(step.post, 0) + _int(figures, step.name)
    return [
        AccumulatorChange(
            key=term.code,
            label=term.name,
            unit=term.unit,
            per=term.per.value,
            before=values[f"used.{term.code}"],
            delta=delta.get(term.code, 0),
            limit=_limit(compiled.limits.get(term.code), values),
        )
        for term in compiled.product.calculation.accumulators
    ]


def _limit(expr: Expr | None, values: dict[str, Any]) -> int | None:
    match expr:
        case Term(_, value):
            return value
        case Fact(name):
            limit: int = values[name]
            return limit
    return None


def _mixed_settlement(product: Product, figures: Figures) -> list[Finding]:
    """Some bills of a benefit settled with social insurance and some not: the ratio is one, so a person should look."""
    found = []
    for benefit in product.benefits:
        if not isinstance(benefit, MedicalBenefit):
            continue
        ratio = benefit.terms.ratio
        settled, owned = figures[f"{benefit.code}.receipt_settled"], figures[f"{benefit.code}.mine"]
        if not isinstance(settled, list) or not isinstance(owned, list):
            raise TypeError("receipts have one value a row")
        if ratio.settled_bp != ratio.not_settled_bp and 0 < sum(settled) < sum(owned):
            found.append(mixed_settlement(benefit))
    return found


def mixed_settlement(benefit: MedicalBenefit) -> Finding:
    """Some receipts of this benefit were settled with social insurance and some were not."""
    return warning(
        "ratio.mixed_settlement",
        f"{benefit.name.zh}：部分票据未用医保结算，请确认赔付比例",
        f"{benefit.name.en}: some receipts were not settled with social insurance; confirm the share",
        benefit.code,
    )


NO_BENEFIT = warning(
    "receipt.no_benefit",
    "有票据不属于任何一项保险责任，请核对",
    "Some receipts fall under no benefit; please check",
)


def _int(figures: Figures, name: str) -> int:
    value = figures[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} has one value a row")
    return value

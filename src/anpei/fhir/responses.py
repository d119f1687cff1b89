"""A calculation as FHIR R4 ClaimResponse and ExplanationOfBenefit. Amounts are yuan with two decimals, exactly the fen."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from fhir.resources.R4B.claim import Claim
from fhir.resources.R4B.claimresponse import ClaimResponse
from fhir.resources.R4B.explanationofbenefit import ExplanationOfBenefit

from anpei.engine.calculation import AccumulatorChange, Calculation, Step
from anpei.engine.explain import split
from anpei.fhir import names
from anpei.fhir.money import money
from anpei.terms.product import Product

_STANDARD = {"deductible": "deductible", "own_share": "copay", "payable": "benefit"}
"""Parts of the split that HL7's code system has a word for; the others are in our own."""


def claim_response(
    claim: Claim, calc: Calculation, product: Product, *, at: datetime.datetime, lang: str = "zh"
) -> ClaimResponse:
    """The answer to one Claim: outcome ``complete``, or ``error`` with a finding for each reason."""
    body = _common(claim, calc, product, at, lang)
    body["request"] = _reference(claim)
    if calc.ok:
        body |= {
            "item": [
                {"itemSequence": item.sequence, "adjudication": _of_item(calc, str(item.sequence), lang)}
                for item in claim.item or []
            ],
            "adjudication": _parts(calc, lang),
        }
    else:
        body["error"] = [
            {"code": {"coding": [{"system": names.FINDING, "code": f.code}], "text": f.text.in_(lang)}}
            for f in calc.findings
            if f.level == "error"
        ]
    return ClaimResponse.model_validate(body)


def explanation_of_benefit(
    claim: Claim, calc: Calculation, product: Product, *, at: datetime.datetime, lang: str = "zh"
) -> ExplanationOfBenefit:
    """The same for the person: each step in the customer's words as a note, and what is left of each limit."""
    body = _common(claim, calc, product, at, lang, customer=True)
    body |= {
        "claim": _reference(claim),
        "provider": claim.provider,
        "insurance": [{"focal": one.focal, "coverage": one.coverage} for one in claim.insurance],
    }
    if calc.ok:
        body |= {
            "item": [
                {
                    "sequence": item.sequence,
                    "productOrService": item.productOrService,
                    "adjudication": _of_item(calc, str(item.sequence), lang),
                }
                for item in claim.item or []
            ],
            "adjudication": _parts(calc, lang),
            "benefitBalance": [_balance(change, lang) for change in calc.accumulators],
        }
    return ExplanationOfBenefit.model_validate({key: value for key, value in body.items() if value != []})


def _common(
    claim: Claim,
    calc: Calculation,
    product: Product,
    at: datetime.datetime,
    lang: str,
    *,
    customer: bool = False,
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "status": "active",
        "type": claim.type,
        "use": claim.use,
        "patient": claim.patient,
        "created": at,
        "insurer": {"display": product.insurer.in_(lang)},
        "outcome": "complete" if calc.ok else "error",
        "disposition": f"{product.name.in_(lang)} {product.version}, sha256 {product.sha256}",
    }
    notes = [*_step_notes(calc, lang, customer), *(f.text.in_(lang) for f in calc.findings)]
    if notes:
        body["processNote"] = [
            {"number": number, "type": "display", "text": text} for number, text in enumerate(notes, start=1)
        ]
    if calc.total_fen is not None:
        body["total"] = [
            {"category": _hl7("submitted"), "amount": money(calc.claimed_fen or 0)},
            {"category": _hl7("benefit"), "amount": money(calc.total_fen)},
        ]
        body["payment"] = {
            "type": {"coding": [{"system": names.HL7_PAYMENT, "code": "complete"}]},
            "amount": money(calc.total_fen),
        }
    return body


def _step_notes(calc: Calculation, lang: str, customer: bool) -> Iterator[str]:
    """Each figure that moved the money, with its clause."""
    for step in calc.tree.walk() if calc.tree else ():
        if step.kind != "line" and (step.effect_fen or step.kind in ("ratio", "total")):
            words = (step.plain if customer else step.label).in_(lang)
            clause = f" [{step.clause}]" if step.clause else ""
            yield f"{words}{clause}: {_shown(step)}"


def _shown(step: Step) -> str:
    if step.unit == "bp":
        return f"{step.result // 100}.{step.result % 100:02d}%"
    return f"{money(step.effect_fen if step.effect_fen is not None else step.result)['value']}"


def _parts(calc: Calculation, lang: str) -> list[dict[str, Any]]:
    """Every yuan of the claim in one part: they sum to what was submitted."""
    where = split(calc)
    submitted = {"category": _hl7("submitted"), "amount": money(where.claimed_fen)}
    return [
        submitted,
        *(
            {
                "category": _hl7(_STANDARD[part.code])
                if part.code in _STANDARD
                else _own(names.ADJUDICATION, part.code, part.label.in_(lang)),
                "amount": money(part.amount_fen),
            }
            for part in where.parts
        ),
    ]


def _of_item(calc: Calculation, line: str, lang: str) -> list[dict[str, Any]]:
    """What was asked for one item, and every figure the calculation holds of that line alone."""
    found: list[dict[str, Any]] = []
    for step in calc.tree.walk() if calc.tree else ():
        if step.kind != "line" or not step.name.endswith(f".claimed[{line}]"):
            continue
        found.append({"category": _hl7("submitted"), "amount": money(step.result)})
        for one in step.inputs:
            figure = one.source.rpartition(".line_")[2].partition("[")[0]
            if one.unit == "fen" and figure != "claimed":
                category = _own(names.ADJUDICATION, figure, one.label.in_(lang))
                found.append({"category": category, "amount": money(one.value)})
    return found or [{"category": _hl7("submitted"), "amount": money(0)}]


def _balance(change: AccumulatorChange, lang: str) -> dict[str, Any]:
    """An accumulator after this claim: allowed and used, in money or in days."""
    financial: dict[str, Any] = {"type": _own(names.BENEFIT, change.key, change.label.in_(lang))}
    if change.unit == "fen":
        financial["usedMoney"] = money(change.after)
        if change.limit is not None:
            financial["allowedMoney"] = money(change.limit)
    else:
        financial["usedUnsignedInt"] = change.after
        if change.limit is not None:
            financial["allowedUnsignedInt"] = change.limit
    return {"category": _own(names.BENEFIT, change.per, change.label.in_(lang)), "financial": [financial]}


def _reference(claim: Claim) -> dict[str, str]:
    return {"reference": f"Claim/{claim.id}"} if claim.id else {"display": "Claim"}


def _hl7(code: str) -> dict[str, Any]:
    return {"coding": [{"system": names.HL7_ADJUDICATION, "code": code}]}


def _own(system: str, code: str, text: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}

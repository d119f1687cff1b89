"""A FHIR message in, a FHIR message out: each Claim of a Bundle worked out with one product."""

from __future__ import annotations

import datetime
from typing import Any

from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.claim import Claim

from anpei.engine.adjudicate import calculate
from anpei.engine.compiled import CompiledTerms
from anpei.fhir.claims import Message, facts_of, read
from anpei.fhir.refusals import Refused, outcome
from anpei.fhir.responses import claim_response, explanation_of_benefit
from anpei.fhir.writing import written


def adjudicate(
    text: str, compiled: CompiledTerms, *, at: datetime.datetime, lang: str = "zh"
) -> tuple[str, bool]:
    """The answer as JSON, and whether every Claim was worked out.

    A Bundle (type collection) with a ClaimResponse and an ExplanationOfBenefit for each Claim, in order; an
    OperationOutcome stands in place of both where a Claim cannot be read, and alone where the message cannot.
    ``at``: aware moment written as ``created``.
    """
    try:
        message = read(text)
    except Refused as refused:
        return written(outcome(refused.issues)), False
    return answered(message, compiled, at=at, lang=lang)


def answered(
    message: Message, compiled: CompiledTerms, *, at: datetime.datetime, lang: str = "zh"
) -> tuple[str, bool]:
    """The same for a message that was read."""
    answers = [_answer(claim, message, compiled, at, lang) for claim in message.claims]
    bundle = Bundle.model_validate(
        {
            "type": "collection",
            "timestamp": at,
            "entry": [{"resource": resource} for resources, _sound in answers for resource in resources],
        }
    )
    return written(bundle), all(sound for _resources, sound in answers)


def _answer(
    claim: Claim, message: Message, compiled: CompiledTerms, at: datetime.datetime, lang: str
) -> tuple[list[Any], bool]:
    try:
        facts = facts_of(claim, message)
    except Refused as refused:
        return [outcome(refused.issues)], False
    calc = calculate(compiled, facts)
    made = [
        make(claim, calc, compiled.product, at=at, lang=lang)
        for make in (claim_response, explanation_of_benefit)
    ]
    return made, calc.ok

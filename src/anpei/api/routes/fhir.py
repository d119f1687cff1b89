"""FHIR R4: a Claim in, a ClaimResponse and an ExplanationOfBenefit out, by a published product. Nothing is stored."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from anpei import fhir as messages
from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.core import clock
from anpei.core.errors import NotFound
from anpei.products import queries as terms

fhir = Operations("fhir")

FHIR_JSON = "application/fhir+json"
_SCHEMA = {"type": "object", "required": ["resourceType"], "properties": {"resourceType": {"type": "string"}}}
_DOCUMENT: dict[str, Any] = {
    "requestBody": {"required": True, "content": {FHIR_JSON: {"schema": _SCHEMA}}},
    "responses": {
        200: {"description": "A Bundle of answers", "content": {FHIR_JSON: {"schema": _SCHEMA}}},
        422: {
            "description": "An OperationOutcome: the message cannot be read",
            "content": {FHIR_JSON: {"schema": _SCHEMA}},
        },
    },
}


@fhir.post(
    "/fhir/Claim/$submit",
    S.POLICIES_READ,
    answer=dict[str, Any],
    permission=P.TERMS_VIEW,
    signed=False,
    keyed=False,
    extra=_DOCUMENT,
)
def submit_fhir_claim(call: Call, product: str, version: str = "") -> HttpResponse:
    """Answer each Claim of a FHIR R4 Bundle, or one Claim, by the terms of a published product.

    A Bundle with a ClaimResponse and an ExplanationOfBenefit for each Claim, in order; an OperationOutcome in the place
    of a Claim that cannot be read. A message that cannot be read, and a product that does not exist, are an
    OperationOutcome alone. Nothing is stored, so no idempotency key is needed, and nobody is refused anything.
    """
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    try:
        compiled = terms.compiled(terms.published(product, version))
        message = messages.read(_text(call))
    except NotFound as missing:
        return _outcome(messages.Issue("not-found", str(missing.message), "product"), status=404)
    except messages.Refused as refused:
        return _outcome(*refused.issues, status=422)
    answer, _sound = messages.answered(message, compiled, at=clock.now(), lang=lang)
    return HttpResponse(answer, content_type=FHIR_JSON)


def _text(call: Call) -> str:
    try:
        return call.request.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise messages.Refused([messages.Issue("structure", "Not UTF-8 text.")]) from None


def _outcome(*issues: messages.Issue, status: int) -> HttpResponse:
    text = messages.written(messages.outcome(list(issues)))
    return HttpResponse(text, status=status, content_type=FHIR_JSON)

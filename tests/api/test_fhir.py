"""A FHIR Claim over HTTP: answered by the terms of a published product, every error an OperationOutcome."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from tests.api.scene import Caller, Desks

from anpei.claims.models import Claim
from anpei.settlement.models import CalculationRun

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "fhir" / "stay.json"
# Third-party data, beside the checkout where there is any.
SYNTHEA = Path(__file__).resolve().parents[3] / "shared/data/fhir_synthea"


def submit(caller: Caller, text: str | bytes, query: str = "product=qc_million_medical&version=3.2") -> HttpResponse:  # fmt: skip
    return caller.http.post(
        f"/api/v1/fhir/Claim/$submit?{query}",
        text,
        content_type="application/fhir+json",
        headers={"Authorization": f"Bearer {caller.bearer}", "Accept-Language": "en"},
    )


def outcome(response: HttpResponse, status: int) -> tuple[str, str]:
    body = json.loads(response.content)
    assert (response.status_code, body["resourceType"]) == (status, "OperationOutcome"), body
    assert response.headers["Content-Type"] == "application/fhir+json"
    return body["issue"][0]["code"], body["issue"][0]["diagnostics"]


def test_a_message_is_answered_to_the_fen_and_nothing_is_stored(desks: Desks, frozen_clock: datetime) -> None:
    response = submit(desks.core, EXAMPLE.read_bytes())

    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "application/fhir+json"
    answers = [entry["resource"] for entry in json.loads(response.content, parse_float=Decimal)["entry"]]
    assert [one["resourceType"] for one in answers] == ["ClaimResponse", "ExplanationOfBenefit"]
    assert answers[0]["payment"]["amount"] == {"value": Decimal("3920.95"), "currency": "CNY"}
    assert answers[0]["created"] == frozen_clock.isoformat()
    notes = [note["text"] for note in answers[1]["processNote"]]
    assert "Deductible (the part the contract leaves with you first) [2.4.2]: -6580.00" in notes
    assert (Claim.objects.count(), CalculationRun.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "Not valid JSON"),
        (b"\xff\xfe", "Not UTF-8 text."),
        ('{"resourceType": "Patient"}', "A Bundle with a Claim, or a Claim, is expected."),
        ('{"resourceType": "Bundle", "entry": []}', "The Bundle holds no Claim."),
    ],
)
def test_a_message_that_cannot_be_read(desks: Desks, text: str | bytes, words: str) -> None:
    _code, said = outcome(submit(desks.core, text), 422)

    assert words in said


def test_a_product_that_is_not_published(desks: Desks) -> None:
    code, said = outcome(submit(desks.core, EXAMPLE.read_bytes(), "product=magic"), 404)

    assert (code, said) == (
        "not-found",
        "There is no published version of this product with this number.",
    )


def test_a_client_without_the_scope_and_a_stranger(desks: Desks) -> None:
    assert submit(desks.partner, EXAMPLE.read_bytes()).status_code == 403
    assert submit(Caller("nobody.nothing"), EXAMPLE.read_bytes()).status_code == 401


@pytest.mark.skipif(not SYNTHEA.is_dir(), reason="the synthetic FHIR patients are not on this machine")
@pytest.mark.parametrize("file", sorted(SYNTHEA.glob("*.json")), ids=lambda file: file.stem.split("_")[1])
def test_synthetic_patients_are_told_claim_by_claim_why_not(desks: Desks, file: Path) -> None:
    """Their claims are in dollars: each has an OperationOutcome in its place."""
    given: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    claims = sum(entry["resource"]["resourceType"] == "Claim" for entry in given["entry"])

    response = submit(desks.core, file.read_bytes())

    assert response.status_code == 200
    answers = [entry["resource"]["resourceType"] for entry in json.loads(response.content)["entry"]]
    assert answers == ["OperationOutcome"] * claims

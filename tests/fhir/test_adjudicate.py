"""A FHIR Claim in, a ClaimResponse and an ExplanationOfBenefit out: to the fen, or an OperationOutcome that says why not."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.engine.cases import MILLION

from anpei.engine.compiler import compile
from anpei.fhir import adjudicate
from anpei.fhir.claims import facts_of, read

AT = datetime.datetime(2026, 7, 1, 2, 3, 4, tzinfo=datetime.UTC)
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "fhir" / "stay.json"
# Third-party data, beside the checkout where there is any.
SYNTHEA = Path(__file__).resolve().parents[3] / "shared/data/fhir_synthea"
COMPILED = compile(MILLION)


def message() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)
    return found


def resource(bundle: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind
    )
    return found


def text_of(bundle: dict[str, Any]) -> str:
    return json.dumps(bundle, ensure_ascii=False, default=float)


def answered(bundle: dict[str, Any], lang: str = "zh") -> tuple[list[dict[str, Any]], bool]:
    text, sound = adjudicate(text_of(bundle), COMPILED, at=AT, lang=lang)
    body = json.loads(text, parse_float=Decimal)
    return [entry["resource"] for entry in body.get("entry", [{"resource": body}])], sound


def refused(bundle: dict[str, Any]) -> tuple[str, str, str]:
    (outcome,), sound = answered(bundle)
    assert (sound, outcome["resourceType"]) == (False, "OperationOutcome")
    issue = outcome["issue"][0]
    return issue["code"], issue["diagnostics"], issue.get("expression", [""])[0]


def test_a_claim_becomes_the_facts_of_a_case() -> None:
    found = read(EXAMPLE.read_text(encoding="utf-8"))
    facts = facts_of(found.claims[0], found)

    assert facts.policy.sum_insured_fen == {"medical": 200_000_000}
    assert facts.accumulators == {"annual_deductible": 342_000}
    assert [(s.admitted_on.isoformat(), s.discharged_on.isoformat(), s.days) for s in facts.event.stays] == [
        ("2026-06-10", "2026-06-17", 7)
    ]
    assert facts.event.first_diagnosis_on == datetime.date(2026, 6, 9)
    assert [(r.id, r.social_fen, r.other_fen) for r in facts.receipts] == [("claim", 500_055, 0)]
    assert [
        (line.item, line.category, line.amount_fen, line.nrdl_class, line.first_pay_bp)
        for line in facts.lines
    ] == [
        ("阑尾切除术", "surgery", 1_200_000, "A", 0),
        ("头孢类抗生素", "drug", 350_150, "B", 1_000),
    ]


def test_the_answer_is_a_response_and_an_explanation() -> None:
    (response, benefit), sound = answered(message())

    assert sound
    assert (response["resourceType"], benefit["resourceType"]) == ("ClaimResponse", "ExplanationOfBenefit")
    assert response["outcome"] == benefit["outcome"] == "complete"
    assert response["created"] == "2026-07-01T02:03:04+00:00"
    assert response["payment"]["amount"] == {"value": Decimal("3920.95"), "currency": "CNY"}
    assert [(t["category"]["coding"][0]["code"], t["amount"]["value"]) for t in response["total"]] == [
        ("submitted", Decimal("15501.50")),
        ("benefit", Decimal("3920.95")),
    ]


def test_every_yuan_of_the_claim_stands_in_one_part() -> None:
    (response, _benefit), _sound = answered(message())
    parts = {p["category"]["coding"][0]["code"]: p["amount"]["value"] for p in response["adjudication"]}

    assert parts == {
        "submitted": Decimal("15501.50"),
        "social": Decimal("5000.55"),
        "deductible": Decimal("6580.00"),
        "benefit": Decimal("3920.95"),
    }
    assert parts.pop("submitted") == sum(parts.values())


def test_both_decimals_are_always_written() -> None:
    text, _sound = adjudicate(EXAMPLE.read_text(encoding="utf-8"), COMPILED, at=AT)

    assert '"value": 12000.00,' in text
    assert '"value": 6580.00,' in text
    assert '"value": 12000.0,' not in text


def test_the_explanation_speaks_to_the_customer_and_shows_what_is_left() -> None:
    (_response, benefit), _sound = answered(message(), "en")

    notes = [note["text"] for note in benefit["processNote"]]
    assert "Deductible (the part the contract leaves with you first) [2.4.2]: -6580.00" in notes
    balance = benefit["benefitBalance"][0]["financial"][0]
    assert (balance["allowedMoney"]["value"], balance["usedMoney"]["value"]) == (10_000, 10_000)


def test_facts_that_contradict_each_other_are_an_error_not_a_zero() -> None:
    bundle = message()
    resource(bundle, "ClaimResponse")["payment"]["amount"]["value"] = Decimal("99999.00")
    (response, benefit), sound = answered(bundle, "en")

    assert (sound, response["outcome"], benefit["outcome"]) == (False, "error", "error")
    assert response["error"][0]["code"]["coding"][0]["code"] == "receipt.paid_above_total"
    assert "payment" not in response


def test_one_item_without_a_price_takes_what_the_total_leaves() -> None:
    bundle = message()
    del resource(bundle, "Claim")["item"][0]["net"]

    (response, _benefit), _sound = answered(bundle)
    assert response["item"][0]["adjudication"][0]["amount"]["value"] == Decimal("12000.00")


def test_another_currency_is_refused() -> None:
    bundle = message()
    resource(bundle, "Claim")["item"][0]["net"]["currency"] = "USD"

    assert refused(bundle) == (
        "not-supported",
        "Only CNY can be worked out, not USD.",
        "Claim.item[0].net",
    )


def test_parts_of_a_fen_are_refused() -> None:
    bundle = message()
    resource(bundle, "Claim")["item"][0]["net"]["value"] = Decimal("12000.001")

    assert refused(bundle)[0::2] == ("value", "Claim.item[0].net")


def test_items_that_do_not_add_up_are_refused() -> None:
    bundle = message()
    resource(bundle, "Claim")["total"]["value"] = Decimal("15501.49")

    assert refused(bundle) == ("value", "The items do not add up to Claim.total.", "Claim.total")


def test_a_claim_without_its_policy_is_refused() -> None:
    bundle = message()
    resource(bundle, "Claim")["insurance"][0]["coverage"] = {"display": "private"}

    assert refused(bundle)[0::2] == ("required", "Claim.insurance.coverage")


def test_a_class_that_is_none_is_refused() -> None:
    bundle = message()
    resource(bundle, "Claim")["item"][1]["extension"][0]["valueCode"] = "D"

    assert refused(bundle) == ("code-invalid", "The class is A, B or C.", "Claim.item[1].extension")


@pytest.mark.parametrize(
    "text", ["", "[]", '{"resourceType": "Patient"}', '{"resourceType": "Bundle"}', '"\\u0000"']
)
def test_what_is_no_message_is_answered_by_an_outcome_alone(text: str) -> None:
    answer, sound = adjudicate(text, COMPILED, at=AT)

    assert (json.loads(answer)["resourceType"], sound) == ("OperationOutcome", False)


def test_a_claim_against_the_standard_is_refused_with_the_place() -> None:
    bundle = message()
    del resource(bundle, "Claim")["provider"]

    code, _text, where = refused(bundle)
    assert (code, where) == ("structure", "Bundle.entry[5].resource.provider")


@pytest.mark.skipif(not SYNTHEA.is_dir(), reason="the synthetic FHIR patients are not on this machine")
@pytest.mark.parametrize("file", sorted(SYNTHEA.glob("*.json")), ids=lambda file: file.stem.split("_")[1])
def test_synthetic_patients_are_worked_out_or_told_why_not(file: Path) -> None:
    """Their claims are in dollars and name no policy: refused as they are, worked out with both put right."""
    given = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    resources, _sound = answered(given)
    assert {one["resourceType"] for one in resources} == {"OperationOutcome"}

    bundle = json.loads(file.read_text(encoding="utf-8").replace('"USD"', '"CNY"'), parse_float=Decimal)
    policy = resource(message(), "Coverage") | {"period": {"start": "1900-01-01", "end": "2030-12-31"}}
    bundle["entry"].append({"fullUrl": "urn:uuid:policy", "resource": policy})
    claims = [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Claim"]
    for claim in claims:
        claim["insurance"][0]["coverage"] = {"reference": "urn:uuid:policy"}

    resources, _sound = answered(bundle)
    totals = [
        r["total"][0]["amount"]["value"] if r["resourceType"] == "ClaimResponse" else None
        for r in resources
        if r["resourceType"] != "ExplanationOfBenefit"
    ]
    # Several items without a price cannot be told apart: such a claim is refused.
    assert totals == [claim["total"]["value"] if _priced(claim) else None for claim in claims]
    assert any(totals)


def _priced(claim: dict[str, Any]) -> bool:
    return sum("net" not in item for item in claim["item"]) <= 1

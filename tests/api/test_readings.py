"""Readings over HTTP: what was read, compared and confirmed; a hospital's receipts as data."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.scene import Desks, good, refused, report

from anpei.documents.models import PartField

RECEIPT = {
    "source": "云洲二院 HIS",
    "kind": "inpatient_receipt",
    "code": "06026126",
    "number": "0003841275",
    "payer_name": "周桂芬",
    "hospital": "云洲市第二人民医院",
    "issued_on": "2026-11-13",
    "total_fen": 100_000,
    "fund_paid_fen": 60_000,
    "cash_paid_fen": 40_000,
    "items": [{"item": "西药费", "amount_fen": 60_000}, {"item": "床位费", "amount_fen": 40_000}],
}


def fed(desks: Desks) -> tuple[str, dict[str, Any]]:
    number = report(desks)
    return number, good(desks.partner.post(f"/claims/{number}/hospital-receipts", RECEIPT), 201)


def test_a_hospital_sends_a_receipt_once(insured: Desks) -> None:
    number, first = fed(insured)
    assert first["known"] is False
    again = good(insured.partner.post(f"/claims/{number}/hospital-receipts", RECEIPT), 201)
    assert again == {**first, "known": True}


@pytest.mark.parametrize(
    ("change", "field"),
    [({"total_fen": -1}, "total_fen"), ({"kind": "id_card"}, "kind"), ({"number": ""}, "number")],
)
def test_a_receipt_that_cannot_be_right_is_refused(
    insured: Desks, change: dict[str, Any], field: str
) -> None:
    number = report(insured)
    answer = refused(
        insured.partner.post(f"/claims/{number}/hospital-receipts", {**RECEIPT, **change}), 422, "invalid"
    )
    assert field in answer["fields"]


def test_a_handler_reads_compares_and_confirms(insured: Desks) -> None:
    number, made = fed(insured)
    (file,) = good(insured.handler.get(f"/claims/{number}/readings"))
    (part,) = file["parts"]
    assert (file["paper"], file["state"], part["kind"]) == (made["paper"], "", "inpatient_receipt")
    total = next(one for one in part["fields"] if one["name"] == "total")
    assert (total["value"], total["state"], total["box"]) == ("100000", "proposed", None)
    checks = {one["code"]: one for one in good(insured.handler.get(f"/claims/{number}/readings/checks"))}
    assert (checks["sum.payers"]["outcome"], checks["sum.payers"]["note"]) == ("pass", "1,000.00 = 1,000.00")
    assert good(insured.handler.get(f"/claims/{number}/readings/asks")) == []
    corrected = good(
        insured.handler.post(f"/claims/{number}/fields/{total['id']}/confirm", {"value": "1,000.00"})
    )
    assert corrected["state"] == "confirmed"
    done = good(insured.handler.post(f"/claims/{number}/parts/{made['part']}/confirm", {}))
    named = {one["name"]: one["state"] for one in done["fields"]}
    assert named["total"] == named["fund_paid"] == "confirmed"


def test_what_is_no_amount_is_refused_beside_value(insured: Desks) -> None:
    number, _made = fed(insured)
    total = PartField.objects.filter(name="total").values_list("pk", flat=True)[0]
    answer = refused(
        insured.handler.post(f"/claims/{number}/fields/{total}/confirm", {"value": "a lot"}), 422, "invalid"
    )
    assert set(answer["fields"]) == {"value"}


def test_saying_what_a_paper_is_and_of_another_case_there_is_none(insured: Desks) -> None:
    number, made = fed(insured)
    said = good(
        insured.handler.post(f"/claims/{number}/parts/{made['part']}/kind", {"kind": "outpatient_receipt"})
    )
    assert said["kind"] == "outpatient_receipt"
    other = report(insured)
    refused(
        insured.handler.post(f"/claims/{other}/parts/{made['part']}/kind", {"kind": None}),
        404,
        "part.unknown",
    )

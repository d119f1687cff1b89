"""Rated injuries over HTTP: entered, listed, taken out; each refusal."""

from __future__ import annotations

import io
from typing import Any

import pytest
from tests.api.scene import Desks, assessing, good, photo, proposed, refused, report

from anpei.settlement.models import Injury

RATED = {"item": "S.1", "grade": 8, "appraised_on": "2026-11-10"}  # a sample code, no row of the standard


def rated(**changes: Any) -> dict[str, Any]:
    return {**RATED, **changes}


def test_injury_is_rated_from_its_paper_and_listed(insured: Desks) -> None:
    number = assessing(insured)
    file = io.BytesIO(photo(77))
    file.name = "appraisal.png"
    paper = good(insured.partner.upload(f"/claims/{number}/papers", file=file), 201)
    entered = good(insured.handler.post(f"/claims/{number}/injuries", rated(paper=paper["id"])), 201)
    assert entered == {
        "id": Injury.objects.get().pk,
        "item": "S.1",
        "grade": 8,
        "standard_code": "JR/T 0083-2013",
        "appraised_on": "2026-11-10",
        "paper": paper["id"],
        "rated_by": "林晓棠",
    }
    assert good(insured.handler.get(f"/claims/{number}/injuries")) == [entered]


def test_retried_injury_is_entered_once(insured: Desks) -> None:
    path = f"/claims/{assessing(insured)}/injuries"
    answers = [insured.handler.post(path, rated(), key="injury-1") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert Injury.objects.count() == 1
    refused(insured.handler.post(path, rated(grade=9), key="injury-1"), 409, "idempotency.mismatch")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"item": ""}, "item"),
        ({"item": "膝关节"}, "item"),
        ({"item": "1" * 21}, "item"),
        ({"grade": 0}, "grade"),
        ({"grade": 11}, "grade"),
        ({"grade": "8"}, "grade"),
        ({"grade": None}, "grade"),
        ({"appraised_on": "2026-11-17"}, "appraised_on"),  # tomorrow
        ({"appraised_on": "2026-10-11"}, "appraised_on"),  # before the event
        ({"appraised_on": None}, "appraised_on"),
        ({"standard_code": " "}, "standard_code"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_injury_that_cannot_be_right_is_refused_beside_its_field(
    insured: Desks, change: dict[str, Any], field: str
) -> None:
    path = f"/claims/{assessing(insured)}/injuries"
    assert set(refused(insured.handler.post(path, rated(**change)), 422, "invalid")["fields"]) == {field}
    assert Injury.objects.count() == 0


def test_item_counts_once_and_paper_is_one_of_the_case(insured: Desks) -> None:
    path = f"/claims/{assessing(insured)}/injuries"
    good(insured.handler.post(path, rated()), 201)
    refusal = refused(insured.handler.post(path, rated(grade=9)), 422, "invalid")
    assert refusal["fields"] == {"item": "This item has been rated already. One item counts once."}
    refused(insured.handler.post(path, rated(item="S.2", paper=999_999)), 404, "paper.unknown")
    assert Injury.objects.count() == 1


def test_injury_is_taken_out_with_the_reason(insured: Desks) -> None:
    path = f"/claims/{assessing(insured)}/injuries"
    entered = good(insured.handler.post(path, rated()), 201)
    refused(insured.handler.delete(f"{path}/{entered['id']}"), 422, "invalid")
    refusal = refused(insured.handler.delete(f"{path}/{entered['id']}?reason=%20"), 422, "invalid")
    assert set(refusal["fields"]) == {"reason"}
    assert Injury.objects.count() == 1
    good(insured.handler.delete(f"{path}/{entered['id']}?reason=录错了条目"), 204)
    assert good(insured.handler.get(path)) == []
    refused(insured.handler.delete(f"{path}/{entered['id']}?reason=再删"), 404, "injury.unknown")


def test_injury_of_another_case_is_not_reached(insured: Desks) -> None:
    entered = good(insured.handler.post(f"/claims/{assessing(insured)}/injuries", rated()), 201)
    other = report(insured, event_on="2026-10-01")
    refused(
        insured.handler.delete(f"/claims/{other}/injuries/{entered['id']}?reason=x"), 404, "injury.unknown"
    )
    assert Injury.objects.count() == 1


def test_injury_is_rated_before_the_decision_by_whose_role_assesses(insured: Desks) -> None:
    early, late = report(insured, event_on="2026-10-01"), proposed(insured)
    for number in (early, late):
        response = insured.handler.post(f"/claims/{number}/injuries", rated())
        assert (response.status_code, Injury.objects.count()) == (409, 0)
    path = f"/claims/{late}/injuries"
    refused(insured.approver.post(path, rated()), 403, "api.scope")
    refused(insured.partner.post(path, rated()), 403, "api.scope")
    refused(insured.partner.get(path), 403, "accounts.signature_needed")
    refused(insured.payer.get(path), 403, "accounts.not_permitted")

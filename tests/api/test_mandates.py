"""Acting for somebody over HTTP: a paper recorded by one and accepted by another, heirs, and who calls."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.api.scene import HANDLING, Caller, Desks, client_of, good, refused, report

from anpei.claims.models import Claim
from anpei.demo import people
from anpei.mandates.models import Mandate

PAPER: dict[str, Any] = {
    "agent_name": "周小满",
    "agent_phone": "13800000031",
    "relation": "family",
    "powers": ["papers", "result"],
    "from_on": "2026-11-16",
    "until_on": "2027-05-15",
    "document": "授权委托书 2026-11-14",
}


@pytest.fixture
def checker(insured: Desks) -> Caller:
    return client_of(insured.house.branch, HANDLING, signs_for=insured.house.supervisor)


@pytest.fixture
def number(insured: Desks) -> str:
    return report(insured)


def test_a_paper_is_recorded_accepted_by_another_and_ended(insured: Desks, checker: Caller, number: str):
    path = f"/claims/{number}/mandates"
    made = good(insured.handler.post(path, PAPER), 201)
    assert (made["state"], made["powers"], made["claim"], made["in_force"]) == (
        "waiting",
        ["see", "papers", "result"],
        number,
        False,
    )
    refused(insured.handler.post(f"{path}/{made['ref']}/accept", {}), 409, "mandate.own_record")
    accepted = good(checker.post(f"{path}/{made['ref']}/accept", {}))
    assert (accepted["state"], accepted["in_force"]) == ("active", True)

    told = good(insured.handler.post(f"/claims/{number}/caller", {"phone": "13800000031"}))
    assert told == {"standing": "agent", "powers": ["see", "papers", "result"], "mandate": made["ref"]}
    ended = good(insured.handler.post(f"{path}/{made['ref']}/end", {}))
    assert (ended["state"], ended["end_reason"]) == ("ended", "revoked")
    told = good(insured.handler.post(f"/claims/{number}/caller", {"phone": "13800000031"}))
    assert told == {"standing": None, "powers": [], "mandate": None}
    assert [one["state"] for one in good(insured.handler.get(path))] == ["ended"]
    assert good(insured.handler.get(f"{path}?state=waiting&state=active")) == []
    assert [one["ref"] for one in good(insured.handler.get(f"{path}?state=ended"))] == [made["ref"]]
    refused(insured.handler.get(f"{path}?state=lost"), 422, "invalid")


def test_what_cannot_be_is_named_by_field(insured: Desks, number: str):
    path = f"/claims/{number}/mandates"
    for changed, field in (
        ({"agent_phone": "1"}, "agent_phone"),
        ({"until_on": "2027-11-16"}, "until_on"),
        ({"powers": []}, "powers"),
        ({"powers": ["collect"]}, "powers"),
        ({"document": " "}, "document"),
        ({"principal": 999_999}, "principal"),
    ):
        problem = refused(insured.handler.post(path, {**PAPER, **changed}), 422, "invalid")
        assert set(problem["fields"]) == {field}
    refused(insured.handler.post(f"{path}/MA20261116-000000/end", {}), 404, "mandate.unknown")
    assert not Mandate.objects.exists()


def test_a_refusal_says_why(insured: Desks, checker: Caller, number: str):
    path = f"/claims/{number}/mandates"
    made = good(insured.handler.post(path, PAPER), 201)

    problem = refused(checker.post(f"{path}/{made['ref']}/refuse", {"reason": " "}), 422, "invalid")
    assert set(problem["fields"]) == {"reason"}
    done = good(checker.post(f"{path}/{made['ref']}/refuse", {"reason": "没有签名"}))
    assert (done["state"], done["refused_because"]) == ("refused", "没有签名")


def test_heirs_are_recorded_accepted_and_ended(insured: Desks, checker: Caller, number: str):
    claim = Claim.objects.get(number=number)
    form = {
        "name": "周小强", "id_number": people.resident_id("110105", date(1990, 3, 7), 225), "phone": "13800000041",
        "capacity": "heir", "relation": "儿子", "proof": "notary", "document": "公证书",
    }  # fmt: skip
    path = f"/claims/{number}/heirs"
    refused(insured.handler.post(path, form), 409, "heir.no_death")

    Claim.objects.filter(pk=claim.pk).update(nature="death")
    problem = refused(insured.handler.post(path, form), 422, "invalid")
    assert set(problem["fields"]) == {"estate_because"}
    made = good(insured.handler.post(path, {**form, "estate_because": "not_named"}), 201)
    refused(insured.handler.post(f"{path}/{made['id']}/accept", {}), 409, "heir.own_record")
    assert good(checker.post(f"{path}/{made['id']}/accept", {}))["state"] == "active"
    told = good(insured.handler.post(f"/claims/{number}/caller", {"phone": "13800000041"}))
    assert told["standing"] == "heir" and "collect" not in told["powers"]
    assert good(checker.post(f"{path}/{made['id']}/end", {"reason": "放弃继承"}))["state"] == "ended"
    refused(checker.post(f"{path}/999/refuse", {"reason": "x"}), 404, "heir.unknown")
    assert [one["part_fen"] for one in good(insured.handler.get(path))] == [None]


def test_a_client_that_signs_for_nobody_records_nothing(insured: Desks, number: str):
    refused(insured.partner.post(f"/claims/{number}/mandates", PAPER), 403, "api.scope")

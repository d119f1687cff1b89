"""Visits, gatherings and value-added services over HTTP: the same rules, refusals with their code."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.api.scene import Caller, Desks, client_of, good, refused, report

from anpei.accounts.models import Staff
from anpei.accounts.scopes import Scope as S
from anpei.claims.models import Claim
from anpei.core import clock

CARING = [S.CLAIMS_READ, S.POLICIES_READ, S.CARE_READ, S.CARE_WRITE]


def signing(insured: Desks, username: str, role: str) -> Caller:
    person = Staff.objects.create(
        username=username,
        display_name=username,
        role=role,
        unit=insured.house.branch,
        employee_no=f"T-{username}",
    )
    return client_of(insured.house.branch, CARING, signs_for=person)


@pytest.fixture
def carer(insured: Desks) -> Caller:
    return signing(insured, "wen", "care")


@pytest.fixture
def manager(insured: Desks) -> Caller:
    return signing(insured, "jia", "manager")


def moment(days: int) -> str:
    return (clock.now() + timedelta(days=days)).isoformat()


def budget(manager: Caller, insured: Desks, kind: str, fen: int) -> None:
    body = {"unit": insured.house.branch.code, "kind": kind, "year": 2026, "amount_fen": fen}
    assert good(manager.post("/care-budgets", body))["left_fen"] == fen


def test_a_visit_is_agreed_planned_within_the_budget_and_dropped(
    insured: Desks, carer: Caller, manager: Caller
):
    path = f"/claims/{report(insured)}/visits"
    made = good(carer.post(path, {"why": "一个人住"}), 201)
    row = f"{path}/{made['id']}"
    assert good(carer.post(f"{row}/ask"))["state"] == "asked"
    assert good(carer.post(f"{row}/answer", {"answer": "yes"}))["state"] == "agreed"
    plan = {"person": "lin", "appointment_at": moment(1), "place": "家里", "gift": "水果", "gift_fen": 20_000}
    refused(carer.post(f"{row}/plan", plan), 409, "care.no_budget")
    budget(manager, insured, "visits", 20_000)
    planned = good(carer.post(f"{row}/plan", plan))
    assert (planned["state"], planned["person"], planned["gift_fen"]) == ("planned", "lin", 20_000)
    assert good(manager.get("/care-budgets"))[0]["left_fen"] == 0

    refused(carer.post(f"{row}/finish", {"learnt": "都好"}), 409, "care.visit_ahead")
    problem = refused(carer.post(f"{row}/plan", plan | {"person": "nobody"}), 422, "invalid")
    assert set(problem["fields"]) == {"person"}
    assert good(carer.post(f"{row}/drop", {"reason": "人手不够"}))["state"] == "dropped"
    assert [one["state"] for one in good(carer.get(path))] == ["dropped"]
    refused(carer.post(f"{path}/999/ask"), 404, "care.unknown")


def test_a_gathering_is_opened_filled_and_cancelled(insured: Desks, carer: Caller, manager: Caller):
    body = {
        "title": "急救课", "about": "动手练", "kind": "first_aid", "purpose": "service", "place": "三楼",
        "starts_at": moment(5), "ends_at": moment(6), "capacity": 1, "planned_fen": 30_000,
    }  # fmt: skip
    made = good(carer.post("/gatherings", body), 201)
    path = f"/gatherings/{made['id']}"
    refused(carer.post(f"{path}/open"), 409, "care.no_budget")
    budget(manager, insured, "gatherings", 50_000)
    assert good(carer.post(f"{path}/open"))["state"] == "open"
    person = Claim.objects.get(number=report(insured)).insured
    assert person is not None
    guest = good(carer.post(f"{path}/guests", {"party": person.pk}), 201)
    assert guest["state"] == "coming"
    assert good(carer.get(path))["taken"] == 1
    refused(carer.post(f"{path}/guests", {"party": 999_999}), 404, "party.unknown")
    refused(
        carer.post(f"{path}/guests/{guest['id']}/attendance", {"came": True}), 409, "care.gathering_ahead"
    )
    problem = refused(carer.post(f"{path}/capacity", {"capacity": 0}), 422, "invalid")
    assert set(problem["fields"]) == {"capacity"}
    assert good(carer.post(f"{path}/invite")) == {"invited": 0, "protected": 0}
    assert good(carer.post(f"{path}/guests/{guest['id']}/leave"))["state"] == "not_coming"
    assert [one["state"] for one in good(carer.get(f"{path}/guests"))] == ["not_coming"]
    assert good(carer.post(f"{path}/cancel", {"reason": "老师病了"}))["state"] == "cancelled"
    refused(carer.post(f"{path}/hold", {"cost_fen": 0, "result": "x"}), 409, "care.gathering_ahead")
    listed = good(carer.get("/gatherings", size=1))
    assert ([one["id"] for one in listed["gatherings"]], listed["next"]) == ([made["id"]], None)


def test_a_service_is_ordered_passed_on_done_and_used_up(insured: Desks, carer: Caller):
    claim = Claim.objects.select_related("policy", "insured").get(number=report(insured))
    assert claim.policy is not None and claim.insured is not None
    path, party = f"/policies/{claim.policy.number}/extras", claim.insured.pk
    rights = {one["kind"]: one["left"] for one in good(carer.get(path, party=party))}
    assert "legal_call" in rights or "health_call" in rights
    kind = "health_call"
    problem = refused(carer.post(path, {"kind": kind, "party": party}), 422, "invalid")
    assert set(problem["fields"]) == {"consent"}
    body = {"kind": kind, "party": party, "consent": True, "consent_by": "周桂芬"}
    made = good(carer.post(path, body), 201)
    row = f"/extras/{made['id']}"
    assert good(carer.post(f"{row}/arrange", {"appointment_at": moment(1)}))["passed"] == ["name", "phone"]
    assert good(carer.post(f"{row}/finish", {"result": "建议复查", "cost_fen": 6000}))["cost_fen"] == 6000
    for _ in range(rights[kind] - 1):
        good(carer.post(path, body), 201)
    refused(carer.post(path, body), 409, "care.extra_used_up")
    assert good(carer.get(row))["state"] == "done"
    refused(carer.post(f"{row}/cancel"), 409, "care.state")


def test_who_does_not_care_and_who_sets_no_budget_is_refused(insured: Desks, carer: Caller, manager: Caller):
    number = report(insured)
    refused(manager.post(f"/claims/{number}/visits", {"why": "x"}), 403, "accounts.not_permitted")
    body = {"unit": insured.house.branch.code, "kind": "visits", "year": 2026, "amount_fen": 1}
    refused(carer.post("/care-budgets", body), 403, "accounts.not_permitted")
    problem = refused(manager.post("/care-budgets", body | {"unit": "NOWHERE"}), 422, "invalid")
    assert set(problem["fields"]) == {"unit"}
    refused(insured.handler.get(f"/claims/{number}/visits"), 403, "api.scope")

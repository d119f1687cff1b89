"""Care over HTTP: a wish is passed on, arranged and done; a follow-up is called, noted and answered."""

from __future__ import annotations

import pytest
from tests.api.scene import HANDLING, Caller, Desks, client_of, good, refused, report

from anpei.accounts.models import Staff
from anpei.accounts.scopes import Scope as S
from anpei.care import actions, catalogue
from anpei.care.models import ServiceRequest
from anpei.claims.models import Claim
from anpei.complaints.models import Complaint
from anpei.core import clock
from anpei.core.actor import Actor


@pytest.fixture
def carer(insured: Desks) -> Caller:
    person = Staff.objects.create(
        username="wen", display_name="温晴", role="care", unit=insured.house.branch, employee_no="T-wen"
    )
    return client_of(insured.house.branch, HANDLING, signs_for=person)


@pytest.fixture
def number(insured: Desks) -> str:
    return report(insured)


def test_a_wish_is_passed_on_arranged_and_done(insured: Desks, carer: Caller, number: str):
    path = f"/claims/{number}/services"
    made = good(
        insured.handler.post(path, {"kind": "pickup", "declared": ["alone"], "words": "一个人住"}), 201
    )
    assert (made["state"], made["origin"], made["declared"]) == ("asked", "customer", ["alone"])

    planned = good(
        carer.post(
            f"{path}/{made['id']}/plan",
            {"person": "lin", "appointment_at": "2026-11-17T02:00:00Z", "place": "家里"},
        )
    )
    assert (planned["state"], planned["person"]) == ("planned", "lin")
    done = good(carer.post(f"{path}/{made['id']}/finish", {"result": "取走三张", "cost_fen": 3000}))
    assert (done["state"], done["cost_fen"]) == ("done", 3000)
    assert [one["state"] for one in good(carer.get(path))] == ["done"]


def test_a_handler_does_not_arrange_and_nobody_unknown_is_sent(insured: Desks, carer: Caller, number: str):
    path = f"/claims/{number}/services"
    made = good(insured.handler.post(path, {"kind": "pickup"}), 201)

    refused(
        insured.handler.post(f"{path}/{made['id']}/plan", {"person": "lin"}), 403, "accounts.not_permitted"
    )
    problem = refused(carer.post(f"{path}/{made['id']}/plan", {"person": "nobody"}), 422, "invalid")
    assert set(problem["fields"]) == {"person"}
    refused(carer.post(f"{path}/999/finish", {"result": "x"}), 404, "care.unknown")
    assert ServiceRequest.objects.get().state == "asked"


def test_help_is_offered_and_declined(insured: Desks, carer: Caller, number: str):
    path = f"/claims/{number}/services"
    offered = good(carer.post(f"{path}/offer", {"kind": "accompany", "reason": "行动不便"}), 201)
    assert offered["state"] == "offered"
    problem = refused(carer.post(f"{path}/offer", {"kind": "yacht", "reason": "x"}), 422, "invalid")
    assert set(problem["fields"]) == {"kind"}
    refused(carer.post(f"{path}/{offered['id']}/decline", {"reason": "太远"}), 409, "care.state")


def test_a_call_is_taken_noted_and_answered(insured: Desks, carer: Caller, number: str):
    claim = Claim.objects.get(number=number)
    row = actions.plan_followup(claim, policy=catalogue.policy("refused"), by=Actor.system("tests"))
    assert row is not None
    path = f"/claims/{number}/followups"
    with clock.at(row.ask_at):
        good(carer.post(f"{path}/{row.pk}/call"))
        bad = refused(
            carer.post(f"{path}/{row.pk}/answers", {"answers": {"satisfaction": 9}}), 422, "invalid"
        )
        assert set(bad["fields"]) == {"understood", "satisfaction"}
        noted = good(
            carer.post(f"{path}/{row.pk}/answers", {"answers": {"understood": "no", "satisfaction": 1}})
        )
        assert (noted["state"], noted["satisfaction"]) == ("answered", 1)
        assert noted["task_due_at"] is not None and noted["task_done_at"] is None
        answered = good(carer.post(f"{path}/{row.pk}/reply", {"reply": "重新解释了。"}))
    assert answered["task_done_at"] is not None
    assert [one["answers"] for one in good(carer.get(path))] == [{"understood": "no", "satisfaction": 1}]


def test_what_people_said_is_read_only_by_care(insured: Desks, carer: Caller, number: str):
    refused(insured.handler.get(f"/claims/{number}/followups"), 403, "accounts.not_permitted")
    assert good(carer.get(f"/claims/{number}/followups")) == []


def test_what_a_followup_answered_is_registered_once_as_a_complaint(
    carer: Caller, insured: Desks, number: str
):
    row = actions.plan_followup(
        Claim.objects.get(number=number), policy=catalogue.policy("refused"), by=Actor.system("tests")
    )
    assert row is not None and carer.row is not None
    path = f"/claims/{number}/followups/{row.pk}"
    with clock.at(row.ask_at):
        good(carer.post(f"{path}/call"))
        answers = {"understood": "no", "satisfaction": 2, "words": "我要投诉"}
        assert good(carer.post(f"{path}/answers", {"answers": answers}))["complaint_proposed"] is True
        refused(carer.post(f"{path}/complaint"), 403, "api.scope")
        taker = client_of(insured.house.branch, [S.COMPLAINTS_TAKE], signs_for=carer.row.signs_for)
        assert good(taker.post(f"{path}/complaint"), 201)["state"] == "received"
        other = client_of(insured.house.branch, [S.COMPLAINTS_TAKE], signs_for=hired("su", insured))
        refused(other.post(f"{path}/complaint"), 409, "complaint.followup_known")
    assert Complaint.objects.get().text == "我要投诉"


def hired(username: str, insured: Desks) -> Staff:
    return Staff.objects.create(
        username=username,
        display_name=username,
        role="care",
        unit=insured.house.branch,
        employee_no=f"T-{username}",
    )


def test_an_offer_is_taken_or_not_and_the_help_is_marked_once(carer: Caller, insured: Desks, number: str):
    path = f"/claims/{number}/services"
    first = good(carer.post(f"{path}/offer", {"kind": "pickup", "reason": "一个人住"}), 201)["id"]
    assert good(insured.handler.post(f"{path}/{first}/refuse"))["state"] == "not_wanted"
    refused(insured.handler.post(f"{path}/{first}/accept"), 409, "care.state")
    again = good(carer.post(f"{path}/offer", {"kind": "pickup", "reason": "一个人住"}), 201)["id"]
    assert good(insured.handler.post(f"{path}/{again}/accept"))["state"] == "asked"
    good(carer.post(f"{path}/{again}/finish", {"result": "取走三张"}))
    refused(insured.handler.post(f"{path}/{again}/mark", {"satisfaction": 6}), 422, "invalid")
    assert good(insured.handler.post(f"{path}/{again}/mark", {"satisfaction": 5}))["satisfaction"] == 5
    refused(insured.handler.post(f"{path}/{again}/mark", {"satisfaction": 4}), 409, "care.judged")

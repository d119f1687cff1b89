"""Care over HTTP: a wish is passed on, arranged and done; a follow-up is called, noted and answered."""

from __future__ import annotations

import pytest
from tests.api.scene import HANDLING, Caller, Desks, client_of, good, refused, report
from tests.care.asked import ended

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


@pytest.fixture
def answered(insured: Desks, number: str) -> None:
    claim = Claim.objects.get(number=number)
    ended(claim, 9, satisfaction=5, nps=10)
    ended(claim, 3, satisfaction=2, nps=4)
    ended(claim, 3, state="expired")
    ended(claim, 2, policy="refused", satisfaction=1, unit=insured.house.head)


def test_figures_of_answers_say_how_sure_they_are(insured: Desks, answered: None):
    reader = client_of(insured.house.branch, [S.CARE_READ], signs_for=insured.supervisor.row.signs_for)
    found = good(reader.get("/followup-figures", from_on="2026-11-01", until_on="2026-11-30"))

    together = found["together"]
    assert (together["asked"], together["answered"], together["promoters"], together["detractors"]) == (
        15,
        12,
        9,
        3,
    )
    assert together["response"] == {"value_bp": 8000, "low_bp": 5481, "high_bp": 9295}
    assert together["csat"] == {"value_bp": 7500, "low_bp": 4677, "high_bp": 9111}
    assert together["nps"] == {"value": 50, "low": -2, "high": 88}
    assert found["least_answers"] == 10
    assert [one["code"] for one in found["by_occasion"]] == ["paid", "refused", "withdrawn"]
    assert found["by_occasion"][1] | {"label": ""} == {
        "code": "refused", "label": "", "asked": 0, "never_asked": 0, "answered": 0, "declined": 0, "response": None,
        "rated": 0, "satisfied": 0, "csat": None, "scored": 0, "promoters": 0, "passives": 0, "detractors": 0, "nps": None,
    }  # fmt: skip
    assert [one["label"] for one in found["by_month"]] == ["2026-11"]
    product = found["by_product"][0]["code"]
    assert good(reader.get("/followup-figures", product=product, unit="B1"))["together"] == together


def test_figures_of_answers_are_refused_kindly(insured: Desks, answered: None):
    reader = client_of(insured.house.branch, [S.CARE_READ], signs_for=insured.supervisor.row.signs_for)
    for query in ({"from_on": "2026-11-10", "until_on": "2026-11-01"}, {"from_on": "2024-01-01"}):
        problem = refused(reader.get("/followup-figures", **query), 422, "invalid")
        assert set(problem["fields"]) == {"until_on"}
    refused(reader.get("/followup-figures", unit="nowhere"), 422, "invalid")
    refused(reader.get("/followup-figures", product="moon"), 404, "product.unknown")
    refused(insured.handler.get("/followup-figures"), 403, "api.scope")
    handler = client_of(insured.house.branch, [S.CARE_READ], signs_for=insured.house.handler)
    refused(handler.get("/followup-figures"), 403, "accounts.not_permitted")

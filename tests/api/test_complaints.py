"""Complaints over HTTP: taken by any system, worked on by their handler alone."""

from __future__ import annotations

import pytest
from tests.api.scene import Caller, client_of, good, refused
from tests.cast import Cast
from tests.complaints.conftest import complaint, decided, officer

from anpei.accounts.models import Staff
from anpei.accounts.scopes import Scope as S
from anpei.claims.models import Claim
from anpei.complaints.models import Complaint

__all__ = ["complaint", "decided", "officer"]
ALL = [S.COMPLAINTS_READ, S.COMPLAINTS_TAKE, S.COMPLAINTS_HANDLE, S.CLAIMS_READ, S.POLICIES_READ]


def desk(cast: Cast, person: Staff) -> Caller:
    return client_of(cast.head_office, ALL, signs_for=person)


def test_a_partner_registers_and_hears_who_and_when(cast: Cast, officer: Staff, decided: Claim) -> None:
    partner = client_of(cast.branch, [S.COMPLAINTS_TAKE], name="partner")
    body = {
        "text": "三次没有回电",
        "kind": "delay",
        "standing": "insured",
        "claim": decided.number,
        "channel": "wechat",
    }
    made = good(partner.post("/complaints", body, key="one"), 201)
    assert made == {
        "number": Complaint.objects.get().number, "state": "received", "handler": officer.display_name,
        "call_by": "2026-11-17", "answer_by": "2026-11-26",
    }  # fmt: skip
    assert good(partner.post("/complaints", body, key="one"), 201) == made
    assert (Complaint.objects.get().complainant, Complaint.objects.get().channel) == (cast.customer, "wechat")
    assert "text" in refused(partner.post("/complaints", {}), 422, "invalid")["fields"]
    assert (
        "regulator_case_no"
        in refused(partner.post("/complaints", {"text": "x", "channel": "regulator"}), 422, "invalid")[
            "fields"
        ]
    )
    refused(partner.post("/complaints", body | {"claim": "AP1"}), 404, "claim.unknown")
    refused(partner.get("/complaints"), 403, "api.scope")


def test_it_is_worked_to_the_answer_by_two_people(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    handler, manager = desk(cast, officer), desk(cast, cast.staff["manager"])
    path = f"/complaints/{complaint.number}"
    assert [one["number"] for one in good(handler.get("/complaints", state="received"))["complaints"]] == [
        complaint.number
    ]
    found = good(handler.post(f"{path}/findings", {"text": "没有回电", "basis": "服务承诺"}))["findings"][-1]
    good(handler.post(f"{path}/findings/{found['id']}/judge", {"verdict": "true"}))
    refused(handler.post(f"{path}/findings/999999/judge", {"verdict": "true"}), 404, "complaint.row")
    good(handler.post(f"{path}/contacts", {"medium": "call", "text": "谈过"}))
    good(handler.post(f"{path}/progress", {"text": "快好了"}))
    held = complaint.claim.checklist.filter(state="confirmed").first().kind  # type: ignore[union-attr]
    assert "papers" in refused(handler.post(f"{path}/requests", {"papers": [held]}), 422, "invalid")["fields"]
    good(handler.post(f"{path}/extensions", {"reason": "调病历"}))
    asked = good(handler.post(f"{path}/extensions", {"reason": "鉴定未出"}))["extensions"][-1]
    refused(handler.post(f"{path}/extensions/{asked['id']}/grant", {}), 403, "accounts.not_permitted")
    good(manager.post(f"{path}/extensions/{asked['id']}/grant", {"comment": "同意"}))
    remedy = {"kind": "apology", "text": "道歉"}
    given = {"outcome": "justified", "facts": "没打", "basis": "承诺", "remedies": [remedy]}
    answered = good(handler.post(f"{path}/answers", given))
    answer = answered["decisions"][-1]["id"]
    refused(handler.post(f"{path}/answers/{answer}/sign", {}), 403, "accounts.not_permitted")
    done = good(manager.post(f"{path}/answers/{answer}/sign", {}))
    assert (done["state"], done["decisions"][-1]["signed_by"]) == (
        "answered",
        cast.staff["manager"].display_name,
    )
    cause = {
        "kind": "letter",
        "reference": "message:claim.supplement",
        "text": "没列全",
        "action": "改",
        "owner": "handler2",
    }
    assert good(handler.post(f"{path}/causes", cause))["causes"][0]["owner"] == "handler2"
    refused(handler.post(f"{path}/regulator-report"), 409, "complaint.no_regulator")


def test_whoever_had_to_do_with_it_finds_nothing(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    refused(desk(cast, cast.handler).get(f"/complaints/{complaint.number}"), 403, "accounts.not_permitted")
    other = desk(cast, cast.staff["compliance"])
    refused(other.post(f"/complaints/{complaint.number}/findings", {"text": "x"}), 403, "complaint.not_mine")
    refused(other.get("/complaints/TS1"), 404, "complaint.unknown")


@pytest.mark.parametrize("query", [{}, {"from_on": "2026-01-01", "to_on": "2026-12-31"}])
def test_figures_come_with_what_they_are_divided_by(
    cast: Cast, complaint: Complaint, query: dict[str, str]
) -> None:
    found = good(desk(cast, cast.staff["manager"]).get("/complaints/figures", **query))
    assert found["total"]["count"] == 1
    assert (found["by_kind"][0]["code"], found["by_channel"][0]["code"]) == ("delay", "portal")
    assert (found["total"]["answered"], found["total"]["upheld_bp"], found["pointed_at"]) == (0, None, [])
    refused(
        desk(cast, cast.staff["manager"]).get(
            "/complaints/figures", from_on="2026-12-31", to_on="2026-01-01"
        ),
        422,
        "invalid",
    )

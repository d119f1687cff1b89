"""Who reaches what: bearers, scopes, units, the role of whom a client signs for, masks."""

from __future__ import annotations

import pytest
from tests.api.scene import Caller, Desks, client_of, good, insure, refused, report, report_body
from tests.settlement import cast

from anpei.accounts import actions as accounts
from anpei.accounts.scopes import Scope as S
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.policies.models import Policy


@pytest.mark.parametrize("bearer", ["", "nobody", "ak_0.wrong", "密钥.密钥"])
def test_call_without_an_active_client_is_refused(db: None, bearer: str) -> None:
    response = Caller(bearer).get("/claims")
    refused(response, 401, "api.bearer")
    assert response["WWW-Authenticate"] == "Bearer"


def test_revoked_client_is_refused(desks: Desks) -> None:
    assert desks.partner.row is not None
    accounts.revoke_client(client=desks.partner.row, reason="合同结束", by=cast.SYSTEM)
    refused(desks.partner.get("/claims"), 401, "api.bearer")


def test_scope_is_needed_and_named(desks: Desks) -> None:
    assert "payments:read" in refused(desks.partner.get("/claims/AP1/payments"), 403, "api.scope")["detail"]
    refused(desks.core.get("/claims"), 403, "api.scope")
    refused(desks.approver.post("/claims", report_body()), 403, "api.scope")


def test_role_of_whom_the_client_signs_for_is_asked(desks: Desks) -> None:
    payer = client_of(desks.house.branch, [S.CLAIMS_HANDLE, S.CLAIMS_READ], signs_for=desks.house.payer)
    number = report(desks)
    refused(payer.post(f"/claims/{number}/accept"), 403, "accounts.not_permitted")
    refused(desks.handler.post(f"/claims/{number}/assign", {"handler": "lin"}), 403, "accounts.not_permitted")


def test_client_of_another_branch_sees_nothing(desks: Desks) -> None:
    elsewhere = cast.unit("B2", "branch", "湖北分公司", desks.house.head)
    stranger = client_of(elsewhere, [S.CLAIMS_READ, S.CLAIMS_REPORT, S.POLICIES_READ, S.PAPERS_WRITE])
    party, policy = insure(desks)
    number = report(desks)
    assert good(stranger.get("/claims"))["claims"] == []
    refused(stranger.get(f"/claims/{number}"), 404, "claim.unknown")
    refused(stranger.patch(f"/claims/{number}", {"cause": "x"}), 404, "claim.unknown")
    refused(stranger.get(f"/policies/{policy}"), 404, "policy.unknown")
    refused(stranger.get(f"/parties/{party}"), 404, "party.unknown")
    assert good(stranger.post("/policy-search", {"id_number": "110000199001010013"})) == []


def test_client_of_head_office_is_limited_to_what_its_signer_sees(desks: Desks) -> None:
    elsewhere = cast.unit("B2", "branch", "湖北分公司", desks.house.head)
    wide = client_of(desks.house.head, [S.CLAIMS_READ], signs_for=desks.house.handler)
    narrow = client_of(elsewhere, [S.CLAIMS_READ], signs_for=desks.house.handler)
    number = report(desks)
    assert good(wide.get(f"/claims/{number}"))["number"] == number
    refused(narrow.get(f"/claims/{number}"), 404, "claim.unknown")


def test_partner_sees_no_health_data_no_reserve_and_no_clear_name(insured: Desks) -> None:
    number = report(insured)
    seen = good(insured.partner.get(f"/claims/{number}"))
    hidden = (
        "story",
        "diagnosis",
        "cause",
        "hospital",
        "event_place",
        "reserve_fen",
        "policy_number",
        "product",
        "insured_id",
    )
    assert {name: seen[name] for name in hidden} == dict.fromkeys(hidden)
    assert seen["reporter_phone"] == "138****0001"
    assert seen["insured_name"] != "周桂芬" and seen["insured_name"].startswith("周")
    assert {one["target_on"] for one in seen["clocks"]} <= {None}
    # The default list while the policy may not be known; the product's own list has more.
    assert seen["checklist"] and all(item["clause"] == "" for item in seen["checklist"])
    assert all(item["clause"] for item in good(insured.handler.get(f"/claims/{number}"))["checklist"])


def test_death_is_health_data_that_only_whose_role_needs_it_sees_and_sets(desks: Desks) -> None:
    number = report(desks, nature="death", died_on="2026-10-20", cause_of_death="accident")
    caller = client_of(
        desks.house.branch,
        [S.CLAIMS_READ, S.CLAIMS_REPORT],
        signs_for=cast.staff("tang", "operator", desks.house.branch, "唐棠"),
    )
    for seen in (good(desks.partner.get(f"/claims/{number}")), good(caller.get(f"/claims/{number}"))):
        assert (seen["died_on"], seen["cause_of_death"]) == (None, None)
    changes: list[dict[str, object]] = [
        {"died_on": "2026-10-21"}, {"died_on": None}, {"cause_of_death": "illness"}, {"diagnosis": ""},
    ]  # fmt: skip
    for change in changes:
        refused(caller.patch(f"/claims/{number}", change), 403, "api.health")
    refused(caller.post("/claims", report_body(diagnosis="", died_on="2026-10-20")), 403, "api.health")
    claim = Claim.objects.get()
    assert (str(claim.died_on), claim.cause_of_death, claim.diagnosis) == (
        "2026-10-20",
        "accident",
        "急性胆囊炎",
    )


def test_timeline_holds_only_what_the_caller_may_know(insured: Desks) -> None:
    number = report(insured)
    claims.refer(
        Claim.objects.get(number=number), kind="fraud", text="票据像是改过", by=insured.house.handler.actor
    )
    staff = [one["type"] for one in good(insured.handler.get(f"/claims/{number}"))["timeline"]]
    partner = [one["type"] for one in good(insured.partner.get(f"/claims/{number}"))["timeline"]]
    assert "claim.reported" in partner
    assert "claim.restricted_referral" not in staff + partner
    good(insured.handler.patch(f"/claims/{number}", {"hospital": "江州市第二人民医院"}))
    assert "claim.completed" in [
        one["type"] for one in good(insured.handler.get(f"/claims/{number}"))["timeline"]
    ]
    assert "claim.completed" not in [
        one["type"] for one in good(insured.partner.get(f"/claims/{number}"))["timeline"]
    ]


def test_agent_reaches_only_the_claims_they_reported(insured: Desks) -> None:
    agent = cast.staff("dai", "agent", insured.house.branch, "代理人")
    desk = client_of(insured.house.branch, [S.CLAIMS_READ, S.CLAIMS_REPORT], signs_for=agent)
    other = report(insured)
    own = good(desk.post("/claims", report_body(reporter_phone="13900000002")), 201)
    assert own["channel"] == "agent"
    assert [one["number"] for one in good(desk.get("/claims"))["claims"]] == [own["number"]]
    refused(desk.get(f"/claims/{other}"), 404, "claim.unknown")


def test_policy_of_another_branch_cannot_be_pinned_to_a_claim(desks: Desks) -> None:
    elsewhere = cast.unit("B2", "branch", "湖北分公司", desks.house.head)
    _party, policy = insure(desks)
    Policy.objects.filter(number=policy).update(unit=elsewhere)
    number = report(desks, insured_id_number="", policy_number="")
    body = {"policy_number": policy, "id_number": "110000199001010013"}
    refused(desks.handler.post(f"/claims/{number}/identify", body), 422, "invalid")


def test_second_supplement_notice_is_signed_by_a_supervisors_own_client(insured: Desks) -> None:
    number = report(insured)
    kind = next(
        item["kind"]
        for item in good(insured.handler.get(f"/claims/{number}/checklist"))
        if item["state"] == "wanted"
    )
    good(insured.supervisor.post(f"/claims/{number}/originals", {"kinds": [kind], "origin": "counter"}), 201)
    good(insured.handler.post(f"/claims/{number}/checklist/{kind}/check", {"in_order": True}))
    assert good(insured.handler.post(f"/claims/{number}/supplement-notice", {}), 201)["sequence"] == 1
    again = {"new_fact": "诊断改为慢性"}
    path = f"/claims/{number}/supplement-notice"
    assert set(refused(insured.handler.post(path, again), 422, "invalid")["fields"]) == {"signed_by"}
    refused(insured.handler.post(path, again, Countersign="Bearer ak_1.x"), 403, "api.countersign")
    refused(insured.handler.post(path, again, Countersign=f"Bearer {insured.handler.bearer}"), 422, "invalid")
    assert (
        good(insured.handler.post(path, again, Countersign=f"Bearer {insured.supervisor.bearer}"), 201)[
            "sequence"
        ]
        == 2
    )

"""What lies in another unit, or is restricted, does not exist for whoever may not see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.settlement import cast

from anpei.accounts.models import Staff
from anpei.claims import actions as claims
from anpei.claims.models import Claim, RelatedClaim
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement

BrowserOf = Callable[[Staff], Client]


@pytest.fixture
def stranger(house: cast.House, browser_of: BrowserOf) -> Client:
    """A supervisor of another branch: every permission of a claims team, none of this unit."""
    other = cast.unit("B2", "branch", "江苏分公司", house.head)
    return browser_of(cast.staff("far", "supervisor", other, "远方"))


def test_a_case_of_another_branch_is_nowhere(
    stranger: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = cast.proposed(house, member)
    claim = decision.claim
    name, number = member.party.name, claim.number
    for page in (
        "/staff/", "/staff/queue/?view=unit", f"/staff/search/?q={name}", f"/staff/search/?q={member.party.id_number}",
        f"/staff/search/?q={member.policy.number}", "/staff/approvals/", "/staff/payments/",
    ):  # fmt: skip
        text = stranger.get(page).content.decode()
        assert number not in text.replace(f"q={number}", ""), page
        assert f"/claims/{number}/" not in text
    for page in (
        f"/staff/claims/{number}/overview/",
        f"/staff/approvals/{number}/",
        f"/staff/claims/{number}/letter.pdf",
        f"/staff/intake/{number}/",
    ):
        assert stranger.get(page).status_code == 404, page
    assert (
        stranger.post(f"/staff/claims/{number}/do/contact/", {"medium": "note", "text": "x"}).status_code
        == 404
    )
    assert stranger.post(f"/staff/approvals/{number}/answer/", {"verdict": "approve"}).status_code == 404
    decision.refresh_from_db()
    assert decision.state == "proposed"


def test_a_look_alike_of_another_branch_is_counted_but_not_named(
    stranger: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = cast.claim_of(house, member)
    sent = {"insured_id_number": member.party.id_number, "event_on": "2026-10-12"}
    text = stranger.get("/staff/intake/beside/", sent).content.decode()
    assert claim.number not in text
    assert "1 more in another unit" in text


def test_a_duplicate_in_another_branch_is_neither_counted_nor_listed_on_the_case(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim, twin = cast.claim_of(house, member), cast.claim_of(house, member)
    RelatedClaim.objects.create(claim=claim, other=twin, kind="duplicate", reason="same_person_day")
    marked = '<em class="c-warn">1</em>'
    assert marked in handler.get(f"/staff/claims/{claim.number}/overview/").content.decode()
    Claim.objects.filter(pk=twin.pk).update(unit=cast.unit("B2", "branch", "江苏分公司", house.head))
    assert marked not in handler.get(f"/staff/claims/{claim.number}/overview/").content.decode()
    assert twin.number not in handler.get(f"/staff/claims/{claim.number}/related/").content.decode()


def test_an_advance_and_a_call_of_another_branch_cannot_be_answered(
    stranger: Client, house: cast.House, member: InsuredMember
) -> None:
    claim, _receipt = cast.assessed(house, member)
    advance = settlement.propose_advance(claim, amount_fen=100_000, reason="住院押金", by=house.handler.actor)
    call = claims.ask_to_call(by=house.handler.actor, phone="13800000001", claim=claim)
    assert (
        stranger.post(f"/staff/approvals/advances/{advance.pk}/", {"verdict": "approve"}).status_code == 404
    )
    assert stranger.post(f"/staff/calls/{call.pk}/made/", {"outcome": "x"}).status_code == 404
    advance.refresh_from_db()
    assert advance.state == "proposed"


def test_a_restricted_referral_shows_to_compliance_alone(
    house: cast.House, member: InsuredMember, browser_of: BrowserOf
) -> None:
    claim = cast.claim_of(house, member)
    handler = browser_of(house.handler)
    secret = "票据像是伪造的"
    assert (
        handler.post(f"/staff/claims/{claim.number}/do/refer/", {"kind": "fraud", "text": secret}).status_code
        == 302
    )
    compliance = browser_of(cast.staff("he", "compliance", house.head, "何谨"))
    assert secret in compliance.get(f"/staff/claims/{claim.number}/history/").content.decode()
    events = claim.restricted_referrals.count()
    assert events == 1
    for person in (house.handler, house.supervisor, house.manager):
        text = browser_of(person).get(f"/staff/claims/{claim.number}/history/").content.decode()
        assert secret not in text
        assert "tag danger" not in text.split('id="section"')[1]


def test_an_agent_sees_only_what_they_reported(
    house: cast.House, member: InsuredMember, browser_of: BrowserOf
) -> None:
    claim = cast.claim_of(house, member)
    agent = cast.staff("dai", "agent", house.branch, "代理")
    client = browser_of(agent)
    assert client.get(f"/staff/claims/{claim.number}/overview/").status_code == 404
    sent = {
        "reporter_phone": "13800000005",
        "reporter_relation": "agent",
        "nature": "unknown",
        "care": "unknown",
        "do": "report",
        "token": "a" * 30,
    }
    own = client.post("/staff/intake/", sent)["Location"].split("/")[-2]
    assert client.get(f"/staff/claims/{own}/overview/").status_code == 200
    assert client.get(f"/staff/claims/{own}/policy/").status_code == 403
    assert "Policies found" in client.get("/staff/intake/").content.decode()


def test_diagnosis_and_papers_stay_closed_without_health_permission(
    house: cast.House, member: InsuredMember, browser_of: BrowserOf
) -> None:
    claim = cast.claim_of(house, member, diagnosis="胆总管结石")
    operator = browser_of(cast.staff("tang", "operator", house.branch, "唐悦"))
    for section in ("report", "overview", "papers"):
        assert "胆总管结石" not in operator.get(f"/staff/claims/{claim.number}/{section}/").content.decode()
    assert (
        "胆总管结石"
        in browser_of(house.handler).get(f"/staff/claims/{claim.number}/report/").content.decode()
    )

"""A customer opened over HTTP for a purpose, and other policies of one event listed, claimed and declined."""

from __future__ import annotations

import pytest
from tests.advice.contracts import contract
from tests.api.scene import HANDLING, PARTNER, Caller, client_of, good, refused
from tests.cast import Cast, course_to

from anpei.accounts.models import Staff
from anpei.accounts.scopes import Scope as S
from anpei.advice import actions
from anpei.advice.models import CustomerLook, Entitlement
from anpei.claims.models import Claim
from anpei.core.actor import Actor

BY = Actor.system("tests")


def caller(cast: Cast, person: Staff) -> Caller:
    return client_of(person.unit, HANDLING, signs_for=person)


@pytest.fixture
def handler(cast: Cast) -> Caller:
    return caller(cast, cast.handler)


@pytest.fixture
def entitled(cast: Cast, handed_in_claim: Claim) -> Entitlement:
    contract(cast, "qc_hospital_cash", number="P2026000010")
    contract(cast, "qc_term_life", number="P2026000011")
    return actions.look_for(handed_in_claim, by=BY)[-1]


def test_a_customer_is_found_and_opened_for_a_purpose(cast: Cast, handler: Caller, reported_claim: Claim):
    (found,) = good(handler.post("/customers/search", {"text": cast.customer.phone}))
    assert found["id"] == cast.customer.pk
    assert cast.customer.id_number not in str(found)

    said = {"purpose": "settle", "about": reported_claim.number}
    shown = good(handler.post(f"/customers/{found['id']}/looks", said, key="look-1"), 201)

    assert [one["number"] for one in shown["policies"]] == ["P2026000001"]
    assert [one["number"] for one in shown["cases"]] == [reported_claim.number]
    assert (shown["entitlements"], shown["payments"]) == ([], [])
    assert (shown["ideas"], shown["consents"], shown["complaints"]) == (None, None, None)
    look = CustomerLook.objects.get()
    assert (look.pk, look.staff, look.channel, look.claim) == (
        shown["look"], cast.handler, "api", reported_claim
    )  # fmt: skip

    again = good(handler.post(f"/customers/{found['id']}/looks", said, key="look-1"), 201)
    assert again == shown
    assert CustomerLook.objects.count() == 1


def test_without_a_purpose_nothing_is_answered(cast: Cast, handler: Caller):
    path = f"/customers/{cast.customer.pk}/looks"

    problem = refused(handler.post(path, {"purpose": "curiosity", "about": "随便看看"}), 422, "invalid")
    assert set(problem["fields"]) == {"purpose"}
    problem = refused(handler.post(path, {"purpose": "settle", "about": "AP1"}), 422, "invalid")
    assert set(problem["fields"]) == {"about"}
    assert not CustomerLook.objects.exists()


def test_reasons_of_ideas_are_answered_for_a_call(cast: Cast, handler: Caller):
    shown = good(
        handler.post(f"/customers/{cast.customer.pk}/looks", {"purpose": "call", "about": "来电问保单"}), 201
    )

    ideas = {one["code"]: one for one in shown["ideas"]}
    assert ideas["hospital_days"] == {
        "code": "hospital_days", "kind": "cover", "shown": False, "why": "", "claim": None, "product": None,
        "held": ["no_marketing_consent", "no_health_consent"],
    }  # fmt: skip


@pytest.mark.parametrize("role", ["auditor", "manager", "surveyor", "agent"])
def test_a_signer_without_the_permission_reaches_no_customer(cast: Cast, role: str):
    client = caller(cast, cast.staff[role])

    refused(client.post("/customers/search", {"text": cast.customer.phone}), 403, "accounts.not_permitted")
    body = {"purpose": "call", "about": "来电问进度"}
    refused(client.post(f"/customers/{cast.customer.pk}/looks", body), 403, "accounts.not_permitted")
    assert not CustomerLook.objects.exists()


def test_nobody_looks_without_a_signature_or_from_another_unit(cast: Cast):
    unsigned = client_of(cast.branch, [*PARTNER, S.POLICIES_READ])
    other = caller(cast, cast.other_handler)
    body = {"purpose": "call", "about": "来电问进度"}

    refused(unsigned.post(f"/customers/{cast.customer.pk}/looks", body), 403, "accounts.signature_needed")
    refused(other.post(f"/customers/{cast.customer.pk}/looks", body), 404, "party.unknown")
    assert good(other.post("/customers/search", {"text": cast.customer.name})) == []


def test_entitlements_are_listed_with_why_and_why_not(handler: Caller, entitled: Entitlement):
    rows = good(handler.get(f"/claims/{entitled.claim.number}/entitlements"))

    found = {one["policy"]: one for one in rows}
    assert (found["P2026000010"]["state"], found["P2026000010"]["benefits"]) == ("may", ["accident_cash"])
    assert found["P2026000010"]["claim_by_on"] == "2028-11-09"
    assert (found["P2026000011"]["state"], found["P2026000011"]["benefits"]) == ("not", [])
    assert "No benefit covers this kind of loss" in found["P2026000011"]["why"][0]["text"]


def test_one_is_claimed_once_with_its_papers(handler: Caller, entitled: Entitlement):
    row = Entitlement.objects.get(state="may")
    path = f"/claims/{entitled.claim.number}/entitlements/{row.pk}/claim"

    made = good(handler.post(path), 201)

    claim = Claim.objects.get(number=made["claim"])
    assert (claim.policy.number, claim.channel, claim.papers.count()) == (
        "P2026000010",
        "api",
        made["papers"],
    )
    assert made["papers"] > 0
    assert good(handler.post(path), 201) == {"claim": made["claim"], "papers": 0}
    assert Claim.objects.count() == 2


def test_what_does_not_fit_is_refused_and_a_no_is_kept(handler: Caller, entitled: Entitlement):
    may, no = Entitlement.objects.get(state="may"), Entitlement.objects.get(state="not")
    path = f"/claims/{entitled.claim.number}/entitlements"

    refused(handler.post(f"{path}/{no.pk}/claim"), 409, "advice.does_not_fit")
    refused(handler.post(f"{path}/{no.pk}/decline"), 409, "advice.entitlement_moved")
    assert good(handler.post(f"{path}/{may.pk}/decline"))["state"] == "not_wanted"
    refused(handler.post(f"{path}/999999/claim"), 404, "advice.no_entitlement")
    assert Claim.objects.count() == 1


def test_an_entitlement_is_reached_through_its_own_case_only(
    cast: Cast, handler: Caller, entitled: Entitlement
):
    other = course_to(cast, "reported", key="cast-2")
    row = Entitlement.objects.get(state="may")

    refused(handler.post(f"/claims/{other.number}/entitlements/{row.pk}/claim"), 404, "advice.no_entitlement")


def test_a_client_that_reads_no_claims_gets_none(cast: Cast, reported_claim: Claim):
    client = client_of(cast.branch, [S.POLICIES_READ], signs_for=cast.handler)

    shown = good(
        client.post(f"/customers/{cast.customer.pk}/looks", {"purpose": "call", "about": "来电问保单"}), 201
    )

    assert [one["number"] for one in shown["policies"]] == ["P2026000001"]
    assert (shown["cases"], shown["payments"]) == (None, None)


def test_the_scopes_are_asked_for(cast: Cast, entitled: Entitlement):
    client = client_of(cast.branch, [S.CLAIMS_READ], signs_for=cast.handler)

    refused(client.get(f"/claims/{entitled.claim.number}/entitlements"), 403, "api.scope")
    refused(client.post("/customers/search", {"text": cast.customer.phone}), 403, "api.scope")


def test_further_cover_of_the_same_contract_is_listed_and_claimed(
    handler: Caller, handed_in_claim: Claim
) -> None:
    address = f"/claims/{handed_in_claim.number}/own-cover"
    (found,) = good(handler.get(address))
    assert (found["benefit"], found["paper"], found["asked"]) == ("disability", "disability_appraisal", False)

    into = good(handler.post(f"{address}/disability/claim", {}, key="own-1"), 201)

    assert into == {"claim": handed_in_claim.number}
    assert good(handler.get(address))[0]["asked"] is True
    refused(handler.post(f"{address}/death/claim", {}, key="own-2"), 404, "advice.no_own_cover")

"""Readings and return visits over HTTP: recorded by an adviser's system, proven later, the new holder called."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.api.scene import Caller, Desks, client_of, good, refused

from anpei.accounts.models import Staff
from anpei.accounts.scopes import Scope as S
from anpei.core import clock
from anpei.disclosure import actions
from anpei.disclosure.catalogue import script
from anpei.disclosure.models import ReadThrough, ReturnVisit
from anpei.policies.models import Policy

SCOPES = [S.POLICIES_READ, S.IMPORTS_WRITE, S.CARE_READ, S.CARE_WRITE]
SAID = {"reader": "周桂芬", "seconds": {"covered": 40, "not_covered": 95}, "read": True, "exclusions": True}


@pytest.fixture
def adviser(insured: Desks) -> Caller:
    person = Staff.objects.create(
        username="adv", display_name="顾问", role="operator", unit=insured.house.branch, employee_no="T-adv"
    )
    return client_of(insured.house.branch, SCOPES, signs_for=person, name="adviser")


@pytest.fixture
def carer(insured: Desks) -> Caller:
    person = Staff.objects.create(
        username="wen", display_name="温晴", role="care", unit=insured.house.branch, employee_no="T-wen"
    )
    return client_of(insured.house.branch, SCOPES, signs_for=person, name="carer")


@pytest.fixture
def policy(insured: Desks) -> Policy:
    return Policy.objects.get(number="QC2026000001")


def test_a_reading_is_recorded_proven_and_led_to_a_contract(adviser: Caller, policy: Policy):
    code = policy.product_version.product.code
    text = good(adviser.get(f"/products/{code}/disclosure"))
    made = good(adviser.post(f"/products/{code}/readings", {**SAID, "sha256": text["sha256"]}), 201)

    assert (made["way"], made["adviser"], made["seconds"], made["unchanged"]) == (
        "adviser",
        "adv",
        {"covered": 40, "not_covered": 95},
        True,
    )
    assert made["acknowledged_at"] is not None and made["text"] == text
    assert good(adviser.get(f"/readings/{made['id']}")) == made
    assert [one["id"] for one in good(adviser.get("/readings"))] == [made["id"]]
    assert good(adviser.get(f"/readings?before={made['id']}")) == []

    path = f"/readings/{made['id']}/policy"
    assert good(adviser.post(path, {"policy": policy.number}))["policy"] == policy.number
    refused(adviser.post(path, {"policy": policy.number}), 409, "reading.policy")
    assert [one["id"] for one in good(adviser.get(f"/policies/{policy.number}/readings"))] == [made["id"]]


def test_the_proof_has_what_was_answered_with_what_it_rests_on(adviser: Caller, policy: Policy):
    code = policy.product_version.product.code
    made = good(adviser.post(f"/products/{code}/readings", SAID), 201)
    reading = ReadThrough.objects.get(pk=made["id"])
    actions.ask(reading, question="没用医保赔几成", by=reading.adviser.actor)

    (asked,) = good(adviser.get(f"/readings/{made['id']}"))["questions"]
    assert (asked["question"], asked["reply"], asked["answer"]["why"]) == ("没用医保赔几成", "", "")
    assert asked["answer"]["citations"][0]["kind"] == "clause"


def test_what_was_not_confirmed_or_read_otherwise_is_not_kept(adviser: Caller, carer: Caller, policy: Policy):
    path = f"/products/{policy.product_version.product.code}/readings"

    problem = refused(adviser.post(path, {**SAID, "exclusions": False}), 422, "invalid")
    assert set(problem["fields"]) == {"exclusions"}
    problem = refused(adviser.post(path, {**SAID, "reader": " "}), 422, "invalid")
    assert set(problem["fields"]) == {"reader"}
    problem = refused(adviser.post(path, {**SAID, "seconds": {"covered": 9}}), 422, "invalid")
    assert set(problem["fields"]) == {"unseen"}
    refused(adviser.post(path, {**SAID, "sha256": "0" * 64}), 409, "reading.other_text")
    refused(adviser.get("/readings/999"), 404, "reading.unknown")
    assert not ReadThrough.objects.exists()


def test_the_new_holder_is_called_and_a_no_is_followed_up(adviser: Caller, carer: Caller, policy: Policy):
    path = f"/policies/{policy.number}/return-visit"
    refused(carer.get(path), 404, "visit.unknown")
    Policy.objects.filter(pk=policy.pk).update(ends_on=policy.starts_on + timedelta(days=3650))
    policy.refresh_from_db()
    actions.deliver(
        policy, way="paper", received_on=policy.issued_on, by=Staff.objects.get(username="wen").actor
    )
    assert good(carer.get(path))["state"] == "due"

    assert good(carer.post(f"{path}/not-reached", {}))["attempts"] == 1
    problem = refused(carer.post(path, {"answers": {"person": "yes"}}), 422, "invalid")
    assert "signed" in problem["fields"]
    said = dict.fromkeys(script().codes, "yes") | {"read": "no"}
    problem = refused(carer.post(path, {"answers": said}), 422, "invalid")
    assert set(problem["fields"]) == {"problem"}
    made = good(carer.post(path, {"answers": said, "problem": "没看过免责条款"}))
    assert (made["state"], made["person"], made["problem"]) == ("problem", "wen", "没看过免责条款")
    assert made["problem_due_at"] is not None
    refused(adviser.post(f"{path}/solution", {"solution": "讲清楚了"}), 403, "accounts.not_permitted")
    done = good(carer.post(f"{path}/solution", {"solution": "讲清楚了"}))
    assert (done["state"], done["solution"]) == ("solved", "讲清楚了")
    assert ReturnVisit.objects.get().solved_by == Staff.objects.get(username="wen")


@pytest.fixture
def long(policy: Policy) -> Policy:
    """A contract of ten years, just issued and on its way."""
    Policy.objects.filter(pk=policy.pk).update(
        ends_on=policy.starts_on + timedelta(days=3650), issued_on=clock.today(), premium_fen=120_000
    )
    policy.refresh_from_db()
    actions.watch_delivery(policy)
    return policy


@pytest.fixture
def app(insured: Desks) -> Caller:
    """The insurer's own app, which signs for nobody."""
    return client_of(insured.house.branch, [S.CARE_READ, S.CARE_WRITE], name="app")


def test_the_app_passes_on_a_receipt_once(app: Caller, long: Policy):
    made = good(app.post(f"/policies/{long.number}/receipt"), 201)
    assert (made["way"], made["received_on"]) == ("app", clock.today().isoformat())
    assert made["confirmed_at"] is not None and made["cooling_off_until"] is not None
    refused(app.post(f"/policies/{long.number}/receipt"), 409, "policy.delivered")
    refused(app.post("/policies/NO-1/receipt"), 404, "policy.unknown")


def test_a_contract_of_long_ago_is_not_received_through_the_app(app: Caller, policy: Policy):
    refused(app.post(f"/policies/{policy.number}/receipt"), 409, "policy.not_on_its_way")


def test_a_change_of_mind_goes_from_the_app_to_a_person_and_the_money_back(
    app: Caller, carer: Caller, adviser: Caller, long: Policy
):
    path = f"/policies/{long.number}/change-of-mind"
    refused(app.get(path), 404, "mind.unknown")
    made = good(app.post(path, {"words": "太贵"}), 201)
    assert (made["state"], made["person"], made["words"]) == ("asked", "wen", "太贵")
    assert good(app.post(path, {}), 201) == made == good(app.get(path))
    assert good(carer.get("/changes-of-mind")) == [made]
    refused(adviser.get("/changes-of-mind"), 403, "accounts.not_permitted")
    refused(app.post(f"{path}/end", {"cost_fen": 0}), 403, "accounts.signature_needed")

    problem = refused(carer.post(f"{path}/end", {"cost_fen": 1_001}), 422, "invalid")
    assert set(problem["fields"]) == {"cost_fen"}
    ended = good(carer.post(f"{path}/end", {"cost_fen": 1_000}))
    assert (ended["state"], ended["refund_fen"], ended["cost_fen"], ended["closed_by"]) == (
        "ended",
        119_000,
        1_000,
        "wen",
    )
    refused(app.post(f"{path}/withdraw"), 409, "mind.state")
    paid = good(carer.post(f"{path}/paid", {"paid_on": clock.today().isoformat()}))
    assert (paid["state"], paid["paid_on"]) == ("paid", clock.today().isoformat())
    assert good(carer.get("/changes-of-mind")) == []
    refused(app.post(path, {}), 409, "policy.not_in_force")


def test_a_contract_is_kept_by_the_holder_or_after_a_talk(app: Caller, carer: Caller, long: Policy):
    path = f"/policies/{long.number}/change-of-mind"
    good(app.post(path, {}), 201)
    assert good(app.post(f"{path}/withdraw"))["state"] == "withdrawn"
    good(app.post(path, {}), 201)
    problem = refused(carer.post(f"{path}/keep", {"note": " "}), 422, "invalid")
    assert set(problem["fields"]) == {"note"}
    kept = good(carer.post(f"{path}/keep", {"note": "改成按月交"}))
    assert (kept["state"], kept["note"]) == ("kept", "改成按月交")


def test_a_contract_of_a_year_says_what_can_be_done_instead(app: Caller, policy: Policy):
    refused(app.post(f"/policies/{policy.number}/change-of-mind", {}), 409, "mind.no_cooling_off")

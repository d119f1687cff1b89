"""Readings and return visits over HTTP: recorded by an adviser's system, proven later, the new holder called."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.api.scene import Caller, Desks, client_of, good, refused

from anpei.accounts.models import Staff
from anpei.accounts.scopes import Scope as S
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

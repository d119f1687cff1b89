"""The care desk: what waits, what can be done with it, what it says when something is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast, course_to

from anpei.accounts.models import Staff
from anpei.care import actions, catalogue
from anpei.care.models import FollowupTask, ServiceRequest
from anpei.claims.models import Claim
from anpei.complaints import queries as complaints
from anpei.complaints.models import Complaint
from anpei.core import clock
from anpei.core.actor import Actor

SYSTEM = Actor.system("tests")


@pytest.fixture
def carer(cast: Cast, browser_of: Callable[[Staff], Client]) -> Client:
    return browser_of(cast.staff["care"])


@pytest.fixture
def wish(cast: Cast, reported_claim: Claim) -> ServiceRequest:
    return actions.ask_for(reported_claim, kind="pickup", words="我一个人住", by=cast.customer.actor)


def test_a_wish_is_arranged_and_done_from_the_desk(cast: Cast, carer: Client, wish: ServiceRequest):
    assert wish.claim.number in carer.get("/staff/care/").content.decode()
    assert "我一个人住" in carer.get(f"/staff/care/services/{wish.pk}/").content.decode()

    when = (clock.now() + timedelta(days=1)).astimezone(clock.LOCAL).strftime("%Y-%m-%dT%H:%M")
    answer = carer.post(
        f"/staff/care/services/{wish.pk}/plan/",
        {"person": cast.handler.pk, "appointment_at": when, "place": "家里"},
    )
    assert answer.status_code == 302
    carer.post(f"/staff/care/services/{wish.pk}/finish/", {"result": "取走三张", "cost_fen": "30.00"})

    wish.refresh_from_db()
    assert (wish.state, wish.place, wish.cost_fen) == ("done", "家里", 3_000)


def test_a_missing_day_is_said_beside_its_field(cast: Cast, carer: Client, wish: ServiceRequest):
    answer = carer.post(f"/staff/care/services/{wish.pk}/plan/", {"person": cast.handler.pk, "place": "家里"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The customer waits for a day and an hour." in page
    assert 'value="家里"' in page


def test_a_call_is_taken_noted_and_a_bad_answer_answered(cast: Cast, carer: Client, reported_claim: Claim):
    row = actions.plan_followup(reported_claim, policy=catalogue.policy("refused"), by=SYSTEM)
    assert row is not None
    page = f"/staff/care/followups/{row.pk}/"
    with clock.at(row.ask_at):
        assert 'data-test="followup-call"' in carer.get("/staff/care/").content.decode()
        carer.post(f"{page}call/")
        assert 'data-test="script"' in carer.get(page).content.decode()
        carer.post(f"{page}answer/", {"understood": "no", "satisfaction": "2", "words": "没说清"})
        task = FollowupTask.objects.get()
        assert carer.post(f"{page}reply/", {"reply": ""}).status_code == 422
        carer.post(f"{page}reply/", {"reply": "已经重新解释。", "change": "信里写得更白"})

    task.refresh_from_db()
    assert (task.reply, task.change) == ("已经重新解释。", "信里写得更白")


def test_words_of_complaint_in_an_answer_are_registered_once_with_the_case_and_the_words(
    cast: Cast, carer: Client, browser_of: Callable[[Staff], Client], reported_claim: Claim
):
    row = actions.plan_followup(reported_claim, policy=catalogue.policy("refused"), by=SYSTEM)
    assert row is not None
    page, take = f"/staff/care/followups/{row.pk}/", f"/staff/complaints/take/?followup={row.pk}"
    with clock.at(row.ask_at):
        carer.post(f"{page}call/")
        assert "to-complaint" not in carer.get(page).content.decode()
        carer.post(f"{page}answer/", {"understood": "no", "satisfaction": "2", "words": "我要投诉，没人管"})
        shown = carer.get(page).content.decode()
        assert "Every complaint is registered" in shown and take in shown
        form = carer.get(take).content.decode()
        assert "我要投诉，没人管" in form and f'value="{reported_claim.number}"' in form
        sent = {
            "channel": "hotline",
            "standing": "insured",
            "text": "我要投诉，没人管",
            "people": "1",
            "key": "k-1",
        }
        assert carer.post(take, sent).status_code == 302
        assert carer.post(take, sent | {"key": "k-2"}).status_code == 409

    complaint = Complaint.objects.get()
    assert (complaint.claim, complaint.complainant, complaint.channel) == (
        reported_claim,
        cast.customer,
        "hotline",
    )
    assert complaints.followup_of(complaint) == row
    assert complaints.of_followup(row) == complaint
    assert 'data-test="is-complaint"' in carer.get(page).content.decode()
    handler = complaints.handler(complaint)
    assert handler is not None and handler != reported_claim.handler
    opened = browser_of(handler).get(f"/staff/complaints/{complaint.number}/").content.decode()
    assert "said in a follow-up" in opened
    assert carer.get("/staff/complaints/take/?followup=999999").status_code == 404


def test_help_is_offered_from_the_case(cast: Cast, carer: Client, reported_claim: Claim):
    assert (
        'data-test="form-offer"' in carer.get(f"/staff/claims/{reported_claim.number}/care/").content.decode()
    )

    carer.post(
        f"/staff/care/claims/{reported_claim.number}/offer/", {"kind": "accompany", "reason": "行动不便"}
    )

    assert ServiceRequest.objects.get().state == "offered"


def test_handlers_see_care_on_the_case_but_not_the_desk(
    cast: Cast, browser_of: Callable[[Staff], Client], wish: ServiceRequest
):
    handler = browser_of(cast.handler)

    assert handler.get("/staff/care/").status_code == 403
    page = handler.get(f"/staff/claims/{wish.claim.number}/care/").content.decode()
    assert 'data-test="service"' in page
    assert 'data-test="form-offer"' not in page


def test_another_branch_does_not_find_it(
    cast: Cast, browser_of: Callable[[Staff], Client], wish: ServiceRequest
):
    elsewhere = Staff.objects.create(
        username="care2", display_name="别处", role="care", unit=cast.other_branch, employee_no="T-c2"
    )

    assert browser_of(elsewhere).get(f"/staff/care/services/{wish.pk}/").status_code == 404


def test_one_row_and_three_cost_the_same(cast: Cast, carer: Client, wish: ServiceRequest):
    def count() -> int:
        carer.get("/staff/care/")
        with CaptureQueriesContext(connection) as seen:
            assert carer.get("/staff/care/").status_code == 200
        return len(seen)

    one = count()
    for key in ("second", "third"):
        actions.ask_for(course_to(cast, "reported", key=key), kind="pickup", by=cast.customer.actor)

    assert ServiceRequest.objects.count() == 3
    assert count() == one == 22

"""The customer's side of care: asking for help, answering an offer, saying how it was."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import Cast
from tests.portal import scene

from anpei.care import actions, catalogue
from anpei.care.models import Followup, FollowupState, ServiceRequest
from anpei.claims.models import Claim
from anpei.core.actor import Actor

SYSTEM = Actor.system("tests")


@pytest.fixture
def phone(cast: Cast) -> Client:
    client = scene.log_in(cast.customer.phone)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def asked(reported_claim: Claim) -> Followup:
    row = actions.plan_followup(reported_claim, policy=catalogue.policy("paid"), by=SYSTEM)
    assert row is not None
    return actions.ask_now(row, by=SYSTEM)


def at(claim: Claim, page: str) -> str:
    return f"/claims/{claim.number}/{page}/"


def test_help_is_asked_for_in_one_tap(phone: Client, reported_claim: Claim):
    answer = phone.post(at(reported_claim, "help"), {"kind": "pickup", "declared": ["alone"]}, follow=True)

    row = ServiceRequest.objects.get()
    assert (row.kind, row.state, row.declared) == ("pickup", "asked", ["alone"])
    page = answer.content.decode()
    assert 'data-test="service-pickup"' in page
    assert 'data-test="kind-pickup"' not in page


def test_nothing_chosen_keeps_what_was_written(phone: Client, reported_claim: Claim):
    answer = phone.post(at(reported_claim, "help"), {"words": "我一个人住"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'data-test="error-kind"' in page
    assert "我一个人住" in page
    assert not ServiceRequest.objects.exists()


def test_an_offer_is_answered_on_the_page(cast: Cast, phone: Client, reported_claim: Claim):
    row = actions.offer(reported_claim, kind="pickup", reason="一个人", by=cast.staff["care"].actor)

    assert 'data-test="offer-yes"' in phone.get(at(reported_claim, "help")).content.decode()
    phone.post(f"{at(reported_claim, 'help')}{row.pk}/", {"answer": "yes"})

    row.refresh_from_db()
    assert row.state == "asked"


def test_a_service_of_another_case_is_not_found(cast: Cast, phone: Client, reported_claim: Claim):
    assert phone.post(f"{at(reported_claim, 'help')}999/", {"answer": "yes"}).status_code == 404


def test_how_it_was_is_said_once(phone: Client, reported_claim: Claim, asked: Followup):
    assert 'data-test="followup"' in phone.get(f"/claims/{reported_claim.number}/").content.decode()

    given = {"satisfaction": "5", "good": ["clear"], "nps": "10", "words": "谢谢"}
    page = phone.post(at(reported_claim, "followup"), given, follow=True).content.decode()

    asked.refresh_from_db()
    assert (asked.state, asked.satisfaction, asked.nps) == ("answered", 5, 10)
    assert 'data-test="send-followup"' not in page
    assert 'data-test="followup"' not in phone.get(f"/claims/{reported_claim.number}/").content.decode()


def test_a_missing_mark_is_said_beside_it_and_nothing_is_lost(
    phone: Client, reported_claim: Claim, asked: Followup
):
    answer = phone.post(at(reported_claim, "followup"), {"words": "说不清楚", "nps": "3"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'data-test="error-satisfaction"' in page
    assert "说不清楚" in page
    asked.refresh_from_db()
    assert asked.state == FollowupState.ASKED


def test_a_bad_answer_shows_who_calls_and_by_when(
    cast: Cast, phone: Client, reported_claim: Claim, asked: Followup
):
    page = phone.post(at(reported_claim, "followup"), {"satisfaction": "1"}, follow=True).content.decode()

    assert 'data-test="followup-task"' in page
    assert "care甲" in page


def test_not_answering_is_fine(phone: Client, reported_claim: Claim, asked: Followup):
    phone.post(at(reported_claim, "followup"), {"no": "yes"})

    asked.refresh_from_db()
    assert asked.state == FollowupState.DECLINED


def test_a_stranger_reaches_neither_page(cast: Cast, reported_claim: Claim, asked: Followup):
    stranger = scene.log_in(cast.stranger.phone)

    assert stranger.get(at(reported_claim, "help")).status_code == 404
    assert stranger.post(at(reported_claim, "followup"), {"satisfaction": "1"}).status_code == 404
    asked.refresh_from_db()
    assert asked.state == FollowupState.ASKED

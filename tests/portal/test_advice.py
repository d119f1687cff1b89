"""The customer's side of advice: other policies on the case page, ideas, consents, who looked at one's data."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.advice.contracts import contract
from tests.advice.test_ideas import agree, decided
from tests.cast import Cast
from tests.portal import scene

from anpei.advice import actions
from anpei.advice.models import Entitlement, Idea, Means
from anpei.claims.models import CallRequest, Claim
from anpei.core.actor import Actor
from anpei.parties.models import Consent, ConsentPurpose
from anpei.parties.queries import has_consent

__all__ = ["decided"]
BY = Actor.system("tests")


@pytest.fixture
def phone(cast: Cast) -> Client:
    client = scene.log_in(cast.customer.phone)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def entitled(cast: Cast, handed_in_claim: Claim) -> Entitlement:
    contract(cast, "qc_hospital_cash", number="P2026000010")
    (row,) = actions.look_for(handed_in_claim, by=BY)
    return row


def also(row: Entitlement) -> str:
    return f"/claims/{row.claim.number}/also/{row.pk}/"


def test_the_case_page_says_which_other_policy_may_pay(phone: Client, entitled: Entitlement):
    page = phone.get(f"/claims/{entitled.claim.number}/").content.decode()

    assert 'data-test="other-may"' in page
    assert "Other policies may pay as well" in page
    assert f'href="{also(entitled)}"' in page


def test_a_policy_that_does_not_fit_is_not_spoken_of(cast: Cast, phone: Client, reported_claim: Claim):
    contract(cast, "qc_term_life", number="P2026000011")
    (row,) = actions.look_for(reported_claim, by=BY)

    assert 'data-test="others"' not in phone.get(f"/claims/{reported_claim.number}/").content.decode()
    assert phone.get(also(row)).status_code == 404
    assert phone.post(also(row), {"answer": "yes"}).status_code == 404
    assert Claim.objects.count() == 1


def test_one_tap_opens_the_report_filled_in_and_one_more_sends_it(phone: Client, entitled: Entitlement):
    page = phone.get(also(entitled)).content.decode()
    assert "菜市场门口" in page
    assert "云洲市第二人民医院" in page
    assert "papers you handed in are used again" in page

    answer = phone.post(also(entitled), {"answer": "yes"}, follow=True)

    made = Claim.objects.latest("id")
    assert answer.redirect_chain == [(f"/claims/{made.number}/", 302)]
    assert made.policy.number == "P2026000010"
    assert made.papers.count() > 0
    assert f'href="/claims/{made.number}/"' in phone.get(f"/claims/{entitled.claim.number}/").content.decode()


def test_a_no_is_noted_and_the_way_back_stays_open(phone: Client, entitled: Entitlement):
    phone.post(also(entitled), {"answer": "no"})

    page = phone.get(f"/claims/{entitled.claim.number}/").content.decode()
    assert 'data-test="other-not_wanted"' in page
    assert 'data-test="also-yes"' in phone.get(also(entitled)).content.decode()
    assert Claim.objects.count() == 1


def test_a_stranger_learns_nothing_of_other_policies(cast: Cast, entitled: Entitlement):
    stranger = scene.log_in(cast.stranger.phone)

    assert stranger.get(also(entitled)).status_code == 404
    assert stranger.post(also(entitled), {"answer": "yes"}).status_code == 404
    assert Claim.objects.count() == 1


# ---- ideas ---------------------------------------------------------------------------------------------------------------


def test_an_idea_comes_with_its_figures_the_way_to_them_and_no_order_button(
    cast: Cast, phone: Client, decided: Claim
):
    agree(cast.customer, ConsentPurpose.MARKETING, ConsentPurpose.HEALTH_ADVICE)
    assert 'data-test="means"' in phone.get("/ideas/").content.decode()
    phone.post("/ideas/means/", {"person": cast.customer.pk, "means": "yes"})

    page = phone.get("/ideas/").content.decode()

    assert 'data-test="idea-hospital_days"' in page
    assert "872.22 of your 18,642.50 yuan bill" in page
    assert f'href="/claims/{decided.number}/result/"' in page
    assert 'href="/products/qc_hospital_cash/"' in page


def test_without_the_consents_nothing_is_named_and_the_page_says_why(phone: Client, decided: Claim):
    page = phone.get("/ideas/").content.decode()

    assert 'data-test="idea-hospital_days"' not in page
    assert 'data-test="means"' not in page
    assert 'data-test="to-consents"' in page
    assert "872.22" not in page


def test_a_hard_time_gets_no_ideas_and_no_question(cast: Cast, phone: Client, decided: Claim):
    agree(cast.customer, ConsentPurpose.MARKETING, ConsentPurpose.HEALTH_ADVICE)
    Claim.objects.filter(pk=decided.pk).update(claimed_fen=9_000_000)

    page = phone.get("/ideas/").content.decode()

    assert 'data-test="no-ideas"' in page
    assert 'data-test="means"' not in page
    assert "Other things matter more now" in page


@pytest.fixture
def idea(cast: Cast, decided: Claim) -> Idea:
    agree(cast.customer, ConsentPurpose.MARKETING, ConsentPurpose.HEALTH_ADVICE)
    actions.answer_means(cast.customer, answer="yes", by=cast.customer.actor)
    shown = actions.show(cast.customer, by=cast.customer.actor)
    assert [one.code for one in shown] == ["hospital_days"]
    return shown[0]


@pytest.mark.parametrize(
    ("said", "state"), [("dismissed", "dismissed"), ("not_interested", "not_interested")]
)
def test_a_no_takes_the_idea_away(phone: Client, idea: Idea, said: str, state: str):
    phone.post(f"/ideas/{idea.pk}/", {"answer": said})

    idea.refresh_from_db()
    assert idea.state == state
    assert 'data-test="idea-hospital_days"' not in phone.get("/ideas/").content.decode()


def test_asking_a_person_promises_a_call(cast: Cast, phone: Client, idea: Idea):
    page = phone.post(f"/ideas/{idea.pk}/", {"answer": "person"}, follow=True).content.decode()

    assert CallRequest.objects.get().phone == cast.customer.phone
    assert "Nothing is bought by this." in page
    assert 'data-test="idea-person"' not in page


@pytest.mark.parametrize("said", ["", "buy"])
def test_an_answer_that_is_none_changes_nothing(phone: Client, idea: Idea, said: str):
    assert phone.post(f"/ideas/{idea.pk}/", {"answer": said}).status_code == 422

    idea.refresh_from_db()
    assert idea.state == "shown"


def test_ideas_of_others_cannot_be_answered(cast: Cast, idea: Idea):
    stranger = scene.log_in(cast.stranger.phone)

    assert stranger.post(f"/ideas/{idea.pk}/", {"answer": "dismissed"}).status_code == 404
    assert stranger.post("/ideas/means/", {"person": cast.customer.pk, "means": "yes"}).status_code == 404
    assert Means.objects.count() == 1


def test_a_question_not_answered_is_said_beside_it(cast: Cast, phone: Client, decided: Claim):
    agree(cast.customer, ConsentPurpose.MARKETING, ConsentPurpose.HEALTH_ADVICE)

    answer = phone.post("/ideas/means/", {"person": cast.customer.pk})

    assert answer.status_code == 422
    assert 'data-test="error-means"' in answer.content.decode()


# ---- privacy ---------------------------------------------------------------------------------------------------------------


def test_both_consents_are_given_and_taken_back_on_the_page(cast: Cast, phone: Client):
    for purpose in ("marketing", "health_advice"):
        assert f'data-test="give-consent-{purpose}"' in phone.get("/privacy/").content.decode()
        for _twice in range(2):
            phone.post("/privacy/consents/", {"person": cast.customer.pk, "purpose": purpose})
        row = Consent.objects.get(party=cast.customer, purpose=purpose)
        assert f'data-test="give-consent-{purpose}"' not in phone.get("/privacy/").content.decode()
        phone.post(f"/privacy/consents/{row.pk}/withdraw/")
        assert not has_consent(cast.customer, ConsentPurpose(purpose))


@pytest.mark.parametrize("purpose", ["", "health_data", "everything"])
def test_what_is_not_offered_cannot_be_agreed_to(cast: Cast, phone: Client, purpose: str):
    before = Consent.objects.count()

    answer = phone.post("/privacy/consents/", {"person": cast.customer.pk, "purpose": purpose})

    assert answer.status_code == 404
    assert Consent.objects.count() == before


def test_nobody_agrees_for_somebody_else(cast: Cast):
    stranger = scene.log_in(cast.stranger.phone)

    stranger.post("/privacy/consents/", {"person": cast.customer.pk, "purpose": "marketing"})

    assert not has_consent(cast.customer, ConsentPurpose.MARKETING)


def test_the_customer_reads_who_looked_and_what_for(cast: Cast, phone: Client):
    assert "Nobody so far." in phone.get("/privacy/").content.decode()
    actions.look_at(cast.customer, purpose="call", about="来电问进度", by=cast.handler.actor)

    page = phone.get("/privacy/").content.decode()

    assert "Answering the customer" in page
    assert "来电问进度" in page
    assert "云洲分公司 · Claim handler" in page
    assert 'data-test="looks"' not in scene.log_in(cast.stranger.phone).get("/privacy/").content.decode()

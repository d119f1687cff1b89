"""Acting for somebody on the pages: given by code, only what was allowed, everything shown, ended in one tap."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.cast import Cast, course_to
from tests.mandates.conftest import PHONE, give
from tests.portal import scene

from anpei.accounts.models import OneTimeCode
from anpei.audit.models import Event
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.jobs.worker import drain
from anpei.mandates import actions
from anpei.mandates.models import Mandate
from anpei.messages.models import Message
from anpei.settlement.queries import valid_decision
from anpei.values.dates import day_start


def log_in(phone: str) -> Client:
    OneTimeCode.objects.all().delete()  # one code a minute, and the clock stands
    client = scene.log_in(phone)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture(autouse=True)
def codes_on_the_page(settings: Any) -> None:
    settings.DEMO = settings.SHOW_CODES = True


def at(claim: Claim, page: str = "") -> str:
    return f"/claims/{claim.number}/{page}"


FORM = {
    "agent_name": "周小满",
    "agent_phone": PHONE,
    "relation": "family",
    "powers": ["papers", "talk"],
    "claim": "",
    "until_on": "2027-02-15",
}


def test_right_after_the_log_in_she_hears_to_wait_for_a_code_of_its_own(
    cast: Cast, reported_claim: Claim
) -> None:
    mother = log_in(cast.customer.phone)

    answer = mother.post("/mandates/new/", {**FORM, "claim": reported_claim.number}, follow=True)

    assert "a phone gets one code a minute" in answer.content.decode()
    assert "The code is on its way" not in answer.content.decode()


def test_the_mother_gives_it_by_code_and_ends_it_in_one_tap(cast: Cast, reported_claim: Claim) -> None:
    mother = log_in(cast.customer.phone)
    OneTimeCode.objects.all().delete()
    answer = mother.post("/mandates/new/", {**FORM, "claim": reported_claim.number}, follow=True)
    page = answer.content.decode()
    assert "周小满" in page and reported_claim.number in page
    mandate = Mandate.objects.get()
    assert (mandate.state, mandate.claim_id, mandate.until_on) == (
        "waiting",
        reported_claim.pk,
        date(2027, 2, 15),
    )

    wrong = mother.post(f"/mandates/{mandate.ref}/confirm/", {"code": "x"})
    assert wrong.status_code == 422 and 'data-test="error-code"' in wrong.content.decode()
    code = re.search(r'data-test="shown-code">(\d{6})<', page)
    assert code is not None
    mother.post(f"/mandates/{mandate.ref}/confirm/", {"code": code[1]})
    mandate.refresh_from_db()
    assert mandate.state == "active"

    answer = mother.post(f"/mandates/{mandate.ref}/end/", follow=True)
    assert "周小满 cannot do anything for you any more" in answer.content.decode()
    mandate.refresh_from_db()
    assert mandate.end_reason == "revoked"
    again = mother.post(f"/mandates/{mandate.ref}/end/", follow=True)
    assert again.status_code == 200


def test_what_was_typed_stays_beside_what_was_wrong(cast: Cast) -> None:
    mother = log_in(cast.customer.phone)
    answer = mother.post("/mandates/new/", {**FORM, "agent_phone": "123", "powers": []})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-test="error-agent_phone"' in page and 'data-test="error-powers"' in page
    assert "周小满" in page and 'value="2027-02-15"' in page
    for until in ("2026-13-45", "", "tomorrow"):
        assert mother.post("/mandates/new/", {**FORM, "until_on": until}).status_code == 422
    assert not Mandate.objects.exists()


def test_the_money_cannot_be_given_away_on_the_page(cast: Cast) -> None:
    answer = log_in(cast.customer.phone).post("/mandates/new/", {**FORM, "powers": ["collect"]})

    assert answer.status_code == 422 and not Mandate.objects.exists()


def test_nobody_ends_or_confirms_what_others_gave(cast: Cast, mandate: Mandate) -> None:
    stranger = log_in(cast.stranger.phone)

    for page in ("end", "confirm", "code", "give-up"):
        assert stranger.post(f"/mandates/{mandate.ref}/{page}/").status_code == 404
    mandate.refresh_from_db()
    assert mandate.state == "active"


@pytest.fixture
def mandate(cast: Cast) -> Mandate:
    return give(cast)


def test_the_daughter_does_what_she_may_and_her_mother_sees_it(
    cast: Cast, reported_claim: Claim, mandate: Mandate
) -> None:
    daughter = log_in(PHONE)
    home = daughter.get("/").content.decode()
    assert 'data-test="for-other"' in home and "For 周*" in home
    case = daughter.get(at(reported_claim))
    page = case.content.decode()
    assert case.status_code == 200 and 'data-test="acting-ribbon"' in page
    assert 'data-test="door-papers"' in page and 'data-test="door-account"' not in page
    assert cast.customer.name not in page and cast.customer.phone not in page

    daughter.post(at(reported_claim, "papers/"), {"files": scene.photo()})
    daughter.post(at(reported_claim, "message/"), {"text": "妈妈问什么时候有结果"})

    assert {
        (row.type, row.for_id)
        for row in Event.objects.filter(subject="claim").exclude(for_id="")
        if row.type in ("claim.material", "claim.message")
    } == {("claim.material", str(cast.customer.pk)), ("claim.message", str(cast.customer.pk))}
    seen = log_in(cast.customer.phone).get("/mandates/").content.decode()
    done = seen[seen.index('data-test="done-for-me"') :]
    assert done.count("周小满") >= 3  # the papers, the words, and that she looked
    assert reported_claim.number in done
    talk = log_in(cast.customer.phone).get(at(reported_claim)).content.decode()
    assert "妈妈问什么时候有结果" in talk and "周小满" in talk


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("result/", None),
        ("result/letter.pdf", None),
        ("result/accept/", {}),
        ("result/object/", {"text": "不同意"}),
        ("account/", None),
        ("account/", {"number": "6222020000000000000"}),
        ("withdraw/", {"sure": "yes"}),
        ("followup/", None),
    ],
)
def test_what_was_not_allowed_stays_closed(
    cast: Cast, paying_claim: Claim, page: str, data: dict | None
) -> None:
    give(cast, powers=("papers", "talk"))
    daughter = log_in(PHONE)
    path = at(paying_claim, page)

    answer = daughter.get(path) if data is None else daughter.post(path, data)
    assert answer.status_code == 403
    assert "not among what you may do" in answer.content.decode()


def test_without_the_power_to_read_the_amount_shows_nowhere(cast: Cast, paying_claim: Claim) -> None:
    give(cast, powers=("talk",))
    decision = valid_decision(paying_claim)
    assert decision is not None
    page = log_in(PHONE).get(at(paying_claim)).content.decode()

    assert f"{decision.amount_fen / 100:,.2f}" not in page
    assert "The person themself reads the result" in page
    assert log_in(PHONE).get(at(paying_claim, "papers/")).status_code == 403


def test_with_the_power_the_result_is_read_and_objected_to_and_told(cast: Cast, paying_claim: Claim) -> None:
    give(cast, powers=("result", "object"))
    daughter = log_in(PHONE)
    result = daughter.get(at(paying_claim, "result/"))
    assert result.status_code == 200 and 'data-test="object"' in result.content.decode()
    assert 'data-test="give-account"' not in result.content.decode()

    daughter.post(at(paying_claim, "result/object/"), {"text": "住院津贴没有算"})
    drain()

    objection = paying_claim.decisions.first().objections.get()
    assert objection.text == "住院津贴没有算"
    told = Message.objects.get(template="mandate.done", channel="in_app")
    assert told.recipient_id == str(cast.customer.pk)
    assert told.body.startswith("周小满刚刚代您办了：")


def test_the_account_is_always_that_of_the_mother(cast: Cast, paying_claim: Claim) -> None:
    give(cast, powers=("account",))
    daughter = log_in(PHONE)
    card = {"number": "6222 0212 3456 7890 128", "bank_name": "晴川农商银行", "agree": "yes", "to": "other"}

    answer = daughter.post(at(paying_claim, "account/"), {**card, "holder_name": "周小满"})
    assert answer.status_code == 409 and 'data-test="error-holder_name"' in answer.content.decode()

    answer = daughter.post(at(paying_claim, "account/"), {**card, "holder_name": cast.customer.name})
    assert answer.status_code == 302
    payee = paying_claim.payees.get(active=True)
    assert (payee.party, payee.capacity, payee.account.last4) == (cast.customer, "insured", "0128")
    drain()
    assert Message.objects.filter(template="mandate.done", channel="in_app").count() == 1


def test_a_mandate_for_one_case_opens_no_other(cast: Cast, reported_claim: Claim) -> None:
    give(cast, claim=reported_claim)
    other = course_to(cast, "reported", key="other")
    daughter = log_in(PHONE)

    assert daughter.get(at(reported_claim)).status_code == 200
    for page in ("", "papers/", "live/", "message/"):
        answer = daughter.post(at(other, page)) if page == "message/" else daughter.get(at(other, page))
        assert answer.status_code == 404


def test_after_the_last_day_and_after_the_end_everything_is_closed(
    cast: Cast, reported_claim: Claim, mandate: Mandate
) -> None:
    daughter = log_in(PHONE)
    with clock.at(day_start(date(2027, 2, 15))):
        assert log_in(PHONE).get(at(reported_claim)).status_code == 200
    with clock.at(day_start(date(2027, 2, 16))):
        assert log_in(PHONE).get(at(reported_claim)).status_code == 404
    actions.revoke(mandate, by=cast.customer.actor)
    assert daughter.get(at(reported_claim)).status_code == 404
    assert daughter.post(at(reported_claim, "message/"), {"text": "还在吗"}).status_code == 404


def test_the_daughter_gives_it_up(cast: Cast, reported_claim: Claim, mandate: Mandate) -> None:
    daughter = log_in(PHONE)
    daughter.post(f"/mandates/{mandate.ref}/give-up/")

    mandate.refresh_from_db()
    assert mandate.end_reason == "renounced"
    assert daughter.get(at(reported_claim)).status_code == 404


def test_a_child_is_told_that_the_guardian_acts(cast: Cast) -> None:
    claims_of = log_in(cast.guardian.phone)
    assert claims_of.get("/mandates/").status_code == 200
    cast.customer.guardian = cast.guardian
    cast.customer.save()

    answer = log_in(cast.customer.phone).get("/mandates/new/")
    assert answer.status_code == 409 and "the guardian acts" in answer.content.decode()


def test_a_reporter_with_a_mandate_sees_more_than_a_reporter(cast: Cast, settings: Any) -> None:
    claim = claims.report(
        form=claims.ReportForm(
            story="我妈妈摔伤了", nature="injury", event_on=date(2026, 11, 9), reporter_name="周小满",
            reporter_phone=PHONE, reporter_relation="child", insured=cast.customer,
            policy_number=cast.policy.number,
        ),
        channel="portal", by=cast.customer.actor, key="helped",
    )  # fmt: skip
    daughter = log_in(PHONE)
    assert 'data-test="claim-number"' in daughter.get(at(claim)).content.decode()
    give(cast)
    assert 'data-test="doors"' in daughter.get(at(claim)).content.decode()


def test_the_first_page_costs_the_same_however_many_cases_of_others(
    cast: Cast, reported_claim: Claim, mandate: Mandate, django_assert_num_queries: Any
) -> None:
    daughter = log_in(PHONE)
    daughter.get("/")
    with django_assert_num_queries(10):
        daughter.get("/")
    for key in ("a", "b", "c"):
        course_to(cast, "reported", key=key)
    with django_assert_num_queries(10):
        daughter.get("/")

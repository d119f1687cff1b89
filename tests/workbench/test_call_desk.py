"""The call desk, the duty roster, the conversation and the figures: used as a person would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.hotline.test_calls import BEGAN, missed, tell
from tests.hotline.test_inbound import receive

from anpei.accounts.models import Shift, Staff
from anpei.audit.models import Event
from anpei.claims import actions as claims
from anpei.claims.models import CallRequest, Claim
from anpei.core import clock
from anpei.hotline import actions
from anpei.hotline.models import Call, Inbound
from anpei.messages.models import Message

BrowserOf = Callable[[Staff], Client]


@pytest.fixture
def handler(cast: Cast, browser_of: BrowserOf) -> Client:
    return browser_of(cast.handler)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def test_a_missed_call_is_called_back_from_the_queue(cast: Cast, handler: Client):
    request = missed(cast).callback
    assert request is not None
    assert text(handler, "/staff/calls/").count('data-test="callback"') == 1

    tried = handler.post(f"/staff/calls/back/{request.pk}/not-reached/", {"note": "无人接"})
    assert tried.status_code == 302
    assert text(handler, f"/staff/calls/back/{request.pk}/").count('data-test="attempt"') == 1
    refused = handler.post(f"/staff/calls/back/{request.pk}/reached/", {"note": ""})
    assert (refused.status_code, "what was said" in refused.content.decode()) == (422, True)
    early = handler.post(f"/staff/calls/back/{request.pk}/give-up/", {"note": "算了"})
    assert (early.status_code, "算了" in early.content.decode()) == (409, True)
    handler.post(f"/staff/calls/back/{request.pk}/reached/", {"note": "说清楚了"})

    request.refresh_from_db()
    assert request.outcome == "说清楚了"
    assert 'data-test="callback"' not in text(handler, "/staff/calls/")


def test_an_hour_that_has_passed_is_said_beside_its_field(cast: Cast, handler: Client):
    request = missed(cast).callback
    assert request is not None

    answer = handler.post(
        f"/staff/calls/back/{request.pk}/not-reached/", {"note": "占线", "next_at": "2026-11-16T09:00"}
    )

    assert answer.status_code == 422
    assert "Please choose a later hour" in answer.content.decode()
    assert 'value="占线"' in answer.content.decode()


def test_whose_call_it_was_is_asked_and_never_guessed(cast: Cast, handler: Client, reported_claim: Claim):
    call = tell(cast, "ringing")
    address = f"/staff/calls/{call.pk}/"
    page = text(handler, address)
    assert cast.customer.name in page
    assert cast.policy.number not in page

    without = handler.post(f"{address}link/", {"party": cast.customer.pk})
    assert (without.status_code, "The number alone is not enough" in without.content.decode()) == (422, True)
    handler.post(f"{address}link/", {"party": cast.customer.pk, "known_by": "id_last4"})

    call.refresh_from_db()
    assert (call.party, call.claim) == (cast.customer, reported_claim)
    assert 'data-test="linked"' in text(handler, address)
    handler.post(f"{address}unlink/", {"reason": "是她女儿"})
    call.refresh_from_db()
    assert call.party is None


def test_somebody_who_called_from_elsewhere_is_searched(cast: Cast, handler: Client, reported_claim: Claim):
    call = tell(cast, "ringing", number="02886001234")
    address = f"/staff/calls/{call.pk}/"
    assert "Nobody is known under this number" in text(handler, address)
    assert cast.customer.name in text(handler, f"{address}?q={reported_claim.number}")

    handler.post(
        f"{address}link/",
        {"party": cast.customer.pk, "known_by": "case_number", "q": reported_claim.number},
    )

    call.refresh_from_db()
    assert call.party == cast.customer


def test_a_recording_opens_for_who_may_with_a_reason(cast: Cast, browser_of: BrowserOf):
    call = tell(cast, "recorded", recording="https://exchange.example/1.wav")
    handler, supervisor = browser_of(cast.handler), browser_of(cast.supervisor)
    address = f"/staff/calls/{call.pk}/"
    assert "https://exchange.example" not in text(handler, address)
    assert 'data-test="listen"' not in text(handler, address)
    assert handler.post(f"{address}listen/", {"reason": "听听"}).status_code == 403
    assert supervisor.post(f"{address}listen/", {"reason": ""}).status_code == 422

    opened = supervisor.post(f"{address}listen/", {"reason": "投诉核查"})

    assert (opened.status_code, opened["Location"]) == (302, "https://exchange.example/1.wav")
    assert Event.objects.filter(type="call.listened").count() == 1


def test_a_message_of_an_unknown_sender_is_placed_or_set_aside(
    cast: Cast, handler: Client, reported_claim: Claim
):
    row = receive(cast, sender="13900000000")
    other = receive(cast, "买保险吗", sender="13900000001", external_id="m-2")
    assert text(handler, "/staff/calls/").count('data-test="inbound"') == 2
    address = f"/staff/calls/unknown/{row.pk}/"
    assert cast.customer.name in text(handler, f"{address}?q={reported_claim.number}")

    placed = handler.post(f"{address}assign/", {"party": cast.customer.pk, "q": reported_claim.number})
    aside = handler.post(f"/staff/calls/unknown/{other.pk}/set-aside/", {"reason": "广告"})

    assert placed["Location"] == f"/staff/customers/{cast.customer.pk}/talk/"
    assert aside.status_code == 302
    assert Inbound.objects.get(pk=row.pk).party == cast.customer
    assert 'data-test="inbound"' not in text(handler, "/staff/calls/")


def test_what_the_same_follower_wrote_is_shown_and_goes_along(
    cast: Cast, handler: Client, reported_claim: Claim
):
    first = receive(cast, "在吗", channel="wechat", sender="openid-9", external_id="w-1")
    receive(cast, "我是周桂芬", channel="wechat", sender="openid-9", external_id="w-2")
    receive(cast, "另一个人", channel="wechat", sender="openid-8", external_id="w-3")
    address = f"/staff/calls/unknown/{first.pk}/"
    page = text(handler, address)
    assert "1 more message of this sender waits" in page
    assert "我是周桂芬" in page and "另一个人" not in page

    handler.post(f"{address}assign/", {"party": cast.customer.pk, "q": reported_claim.number})

    talk = text(handler, f"/staff/customers/{cast.customer.pk}/talk/")
    assert "在吗" in talk and "我是周桂芬" in talk
    assert text(handler, "/staff/calls/").count('data-test="inbound"') == 1


def test_somebody_nobody_searched_for_cannot_be_chosen(cast: Cast, handler: Client):
    row = receive(cast, sender="13900000000")

    answer = handler.post(f"/staff/calls/unknown/{row.pk}/assign/", {"party": cast.stranger.pk})

    assert answer.status_code == 422
    assert Inbound.objects.get(pk=row.pk).party is None


def test_the_conversation_is_read_and_answered(cast: Cast, handler: Client, reported_claim: Claim):
    receive(cast)
    address = f"/staff/customers/{cast.customer.pk}/talk/"
    page = text(handler, address)
    assert "还差什么材料？" in page
    assert "they wrote in last: Text message" in page
    empty = handler.post(address, {"text": " "})
    assert (empty.status_code, "Please write a few words first." in empty.content.decode()) == (422, True)

    handler.post(address, {"text": "还差发票。"})

    assert "还差发票。" in text(handler, address)
    assert Message.objects.filter(direction="out", channel="sms", template="").count() == 1


def test_older_words_come_page_by_page(cast: Cast, handler: Client, reported_claim: Claim):
    for number in range(35):
        with clock.at(clock.now() + timedelta(minutes=number)):
            claims.message_from_customer(reported_claim, text=f"第{number}句。", by=cast.customer.actor)
    address = f"/staff/customers/{cast.customer.pk}/talk/"
    newest = text(handler, address)
    assert ("第34句。" in newest, "第0句。" in newest) == (True, False)
    link = newest.split('href="?before=')[1].split('"')[0]

    assert "第0句。" in text(handler, f"{address}?before={link}")
    assert handler.get(f"{address}?before=nonsense").status_code == 422


def test_a_customer_of_another_unit_is_not_found(cast: Cast, browser_of: BrowserOf, reported_claim: Claim):
    assert browser_of(cast.other_handler).get(f"/staff/customers/{cast.customer.pk}/talk/").status_code == 404


def test_a_week_is_planned_and_its_gaps_stand_out(cast: Cast, browser_of: BrowserOf):
    supervisor = browser_of(cast.supervisor)
    given = {
        "person": cast.handler.pk,
        "from_on": "2026-11-16",
        "until_on": "2026-11-22",
        "begins": "22:00",
        "ends": "06:00",
        "weekdays": ["0", "1", "2", "3", "4", "5", "6"],
    }
    empty = text(supervisor, "/staff/roster/")
    assert f"No shift of {cast.branch.name} is planned in this week." in empty
    assert "No other unit keeps a roster either" in empty
    planned = supervisor.post(f"/staff/roster/{cast.branch.pk}/plan/", given)
    assert (planned.status_code, Shift.objects.count()) == (302, 7)
    page = text(supervisor, "/staff/roster/")
    assert page.count('data-test="gap"') == 7  # from six in the morning until ten at night, each day
    assert "nobody 06:00–22:00" in page
    twice = supervisor.post(f"/staff/roster/{cast.branch.pk}/plan/", given)
    assert (twice.status_code, "has another shift" in twice.content.decode()) == (422, True)

    shift = Shift.objects.order_by("starts_at").first()
    assert shift is not None
    supervisor.post(
        f"/staff/roster/shifts/{shift.pk}/substitute/",
        {"person": cast.staff["care"].pk, "reason": "家里有事"},
    )
    shift.refresh_from_db()
    assert shift.substitute == cast.staff["care"]
    assert "家里有事" in text(supervisor, f"/staff/roster/shifts/{shift.pk}/")
    supervisor.post(f"/staff/roster/shifts/{shift.pk}/cancel/", {"reason": "停电"})
    assert (
        text(supervisor, "/staff/roster/").count('data-test="shift"') == 11
    )  # six nights, each on two days; the last ends in the next week


def test_who_keeps_no_roster_reads_it(cast: Cast, handler: Client):
    assert 'data-test="form-plan"' not in text(handler, "/staff/roster/")
    assert handler.post(f"/staff/roster/{cast.branch.pk}/plan/", {}).status_code == 403
    assert handler.get(f"/staff/roster/?unit={cast.other_branch.pk}").status_code == 404
    assert handler.get("/staff/roster/?unit=x&week=y").status_code == 404
    for far in ("9999-12-31", "0001-01-01", "y"):
        assert handler.get(f"/staff/roster/?week={far}").status_code == 200


def test_the_figures_say_what_they_are_a_share_of(cast: Cast, browser_of: BrowserOf):
    tell(cast, "ringing")
    tell(cast, "answered", 18)
    missed(cast, "c-2", 60)
    supervisor = browser_of(cast.supervisor)

    page = text(supervisor, "/staff/calls/figures/")

    assert "1 answered of 2 calls that asked for a person" in page
    assert 'data-test="answered">50%' in page
    assert "18 s" in page
    for by in ("week", "unit"):
        assert 'data-test="rows"' in text(supervisor, f"/staff/calls/figures/?by={by}")
    wrong = supervisor.get("/staff/calls/figures/?from_on=2026-11-10&until_on=2026-11-01")
    assert (wrong.status_code, "The last day lies before the first." in wrong.content.decode()) == (422, True)
    assert supervisor.get("/staff/calls/figures/?from_on=x&by=moon").status_code == 422


def test_the_desk_says_who_is_there_and_who_is_not(cast: Cast, handler: Client):
    assert "No duty roster is kept" in text(handler, "/staff/calls/")
    Shift.objects.create(
        unit=cast.branch, person=cast.handler, starts_at=BEGAN, ends_at=BEGAN + timedelta(hours=8)
    )
    assert "answered, until today 17:00" in text(handler, "/staff/calls/")
    with clock.at(BEGAN + timedelta(hours=9)):
        assert "nobody there, and nothing planned" in text(handler, "/staff/calls/")


def test_an_auditor_has_no_call_desk(cast: Cast, browser_of: BrowserOf):
    assert browser_of(cast.staff["auditor"]).get("/staff/calls/").status_code == 403


def test_the_desk_costs_the_same_for_one_and_for_three(cast: Cast, handler: Client):
    def cost() -> int:
        handler.get("/staff/calls/")
        with CaptureQueriesContext(connection) as seen:
            handler.get("/staff/calls/")
        return len(seen)

    def one_more(number: int) -> None:
        missed(cast, f"c-{number}", number=f"1390000000{number}")
        request = CallRequest.objects.latest("id")
        actions.attempt(request, reached=False, by=cast.handler.actor)
        receive(cast, sender=f"1380000000{number}", external_id=str(number))

    one_more(1)
    first = cost()
    one_more(2)
    one_more(3)

    assert Call.objects.count() == 3
    assert (first, cost()) == (16, 16)


def test_a_call_becomes_a_report_with_what_is_known(cast: Cast, handler: Client):
    call = tell(cast, "ringing", number="19900008888")
    tell(cast, "answered", 9, number="19900008888")
    assert f"/staff/intake/?from=call-{call.pk}" in text(handler, f"/staff/calls/{call.pk}/")
    form = text(handler, f"/staff/intake/?from=call-{call.pk}")
    assert 'value="19900008888"' in form
    assert 'data-test="begun"' in form

    done = handler.post("/staff/intake/", {**REPORT, "from": f"call-{call.pk}", "token": "t" * 30})

    claim = Claim.objects.get()
    assert done["Location"] == f"/staff/intake/{claim.number}/"
    assert claim.number in text(handler, f"/staff/calls/{call.pk}/")
    section = text(handler, f"/staff/claims/{claim.number}/contacts/")
    assert 'data-test="first-contact"' in section
    assert f'href="/staff/calls/{call.pk}/"' in section


def test_an_unknown_message_becomes_a_report_in_its_own_words(cast: Cast, handler: Client):
    row = receive(cast, "摔断了手", channel="email", sender="lin@mail.example")
    assert f"/staff/intake/?from=inbound-{row.pk}" in text(handler, f"/staff/calls/unknown/{row.pk}/")
    assert "摔断了手</textarea>" in text(handler, f"/staff/intake/?from=inbound-{row.pk}")

    told = {**REPORT, "reporter_phone": "", "from": f"inbound-{row.pk}", "token": "t" * 30}
    done = handler.post("/staff/intake/", told)
    assert (done.status_code, handler.post("/staff/intake/", told)["Location"]) == (302, done["Location"])

    assert 'data-test="written-to"' in text(handler, done["Location"])
    assert 'data-test="inbound"' not in text(handler, "/staff/calls/")


def test_a_refused_report_keeps_what_it_began_with(cast: Cast, handler: Client):
    call = tell(cast, "ringing", number="02886001234")

    refused = handler.post("/staff/intake/", {**REPORT, "reporter_phone": "12", "from": f"call-{call.pk}"})

    page = refused.content.decode()
    assert (refused.status_code, f'name="from" value="call-{call.pk}"' in page) == (422, True)
    assert "摔了一跤</textarea>" in page


@pytest.mark.parametrize("begun", ["call-9", "call-", "letter-1", "call-99999999999999999999", "message-1"])
def test_what_a_report_cannot_begin_with_is_not_found(handler: Client, begun: str):
    assert handler.get(f"/staff/intake/?from={begun}").status_code == 404


def test_a_conversation_leads_to_a_report_and_back(cast: Cast, handler: Client):
    receive(cast, "昨天摔了")
    said = Message.objects.get(direction="in")
    address = f"/staff/customers/{cast.customer.pk}/talk/"
    assert f"/staff/intake/?from=message-{said.pk}" in text(handler, address)

    handler.post("/staff/intake/", {**REPORT, "from": f"message-{said.pk}", "token": "t" * 30})

    claim = Claim.objects.get()
    assert claim.insured == cast.customer
    page = text(handler, address)
    assert f'data-test="reported">{claim.number}' in page
    assert f"from=message-{said.pk}" not in page


REPORT = {
    "do": "report",
    "story": "摔了一跤",
    "reporter_relation": "self",
    "reporter_phone": "19900008888",
    "nature": "injury",
    "care": "unknown",
    "casualty": "unknown",
}

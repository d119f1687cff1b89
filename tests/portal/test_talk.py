"""The customer's own conversation, who answers at which hour, and a person one tap away from every page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from tests.cast import Cast
from tests.hotline.test_calls import tell
from tests.hotline.test_conversation import talk
from tests.hotline.test_inbound import receive
from tests.portal import scene

from anpei.accounts.models import Shift
from anpei.claims.models import CallRequest, Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.hotline import actions
from anpei.messages.models import Message
from anpei.parties import actions as parties
from anpei.portal import urls


@pytest.fixture
def phone(cast: Cast) -> Client:
    client = scene.log_in(cast.customer.phone)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def shown(client: Client, address: str = "/messages/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def on_duty_from(cast: Cast, hours: int) -> None:
    starts = clock.now() + timedelta(hours=hours)
    Shift.objects.create(
        unit=cast.branch, person=cast.handler, starts_at=starts, ends_at=starts + timedelta(hours=8)
    )


@pytest.mark.parametrize(("language", "words"), [
    ("zh-hans", "我们想给您打个电话 · 协商的金额等您答复 · 已回电"),
    ("en", "We want to speak with you · The offered amount waits for an answer · called back"),
])  # fmt: skip
def test_a_call_we_wanted_is_said_so_in_the_language_of_the_reader(
    cast: Cast, phone: Client, reported_claim: Claim, language: str, words: str
):
    CallRequest.objects.create(
        claim=reported_claim, phone=cast.customer.phone, phone_hash=cast.customer.phone_hash, topic="agreement",
        origin="reminder", due_at=clock.now(), done_at=clock.now(), done_by=cast.handler,
    )  # fmt: skip
    phone.defaults["HTTP_ACCEPT_LANGUAGE"] = language

    assert words in shown(phone)


def test_everything_said_stands_in_one_place(cast: Cast, phone: Client, reported_claim: Claim):
    talk(cast, reported_claim)

    with clock.at(clock.now() + timedelta(hours=1)):
        page = shown(phone)

    for words in (
        "在吗",
        "在的",
        "手机坏了怎么办",
        "You asked for a call · 回电 · we call you",
        "We visited you",
    ):
        assert words in page
    assert "上门看望" not in page  # what staff noted is theirs
    assert "Answered automatically" in page or "手机坏了" in page


def test_a_call_shows_only_once_a_person_put_it_there(cast: Cast, phone: Client):
    call = tell(cast, "ringing")
    tell(cast, "answered", 9, answered_by="T-operator")
    assert "You called" not in shown(phone)

    actions.link(call, party=cast.customer, known_by="id_last4", by=cast.handler.actor)

    assert "You called; operator甲 answered" in shown(phone)


def test_somebody_elses_words_are_not_there(cast: Cast, reported_claim: Claim):
    receive(cast)

    assert "还差什么材料？" not in shown(scene.log_in(cast.stranger.phone))


def test_a_line_is_written_and_lands_in_the_open_case(phone: Client, reported_claim: Claim):
    empty = phone.post("/messages/", {"text": ""})
    assert (empty.status_code, "Please write a few words first." in empty.content.decode()) == (422, True)

    phone.post("/messages/", {"text": "发票找到了"})

    said = Message.objects.get(direction="in")
    assert (said.subject_id, said.body) == (reported_claim.pk, "发票找到了")
    assert "发票找到了" in shown(phone)


def test_a_family_on_one_phone_says_which_of_them_writes(cast: Cast, phone: Client):
    other = parties.register(
        name="周小宝", phone=cast.customer.phone, source="tests", by=Actor.system("tests")
    )
    asked = phone.post("/messages/", {"text": "你好"})
    assert asked.status_code == 422
    assert "你好" in asked.content.decode() and 'data-test="error-who"' in asked.content.decode()
    assert phone.post("/messages/", {"text": "你好", "who": cast.stranger.pk}).status_code == 422

    phone.post("/messages/", {"text": "你好", "who": other.pk})

    assert Message.objects.get(direction="in").recipient_id == str(other.pk)


def test_nobody_known_finds_a_person_and_no_form(cast: Cast):
    page = shown(scene.log_in("13900000000"))

    assert 'data-test="send-message"' not in page
    assert 'data-test="phone"' in page


def test_a_place_we_did_not_give_out_is_a_page_not_a_crash(phone: Client):
    answer = phone.get("/messages/?before=nonsense")

    assert (answer.status_code, 'data-test="phone"' in answer.content.decode()) == (422, True)


def test_the_page_costs_so_many_statements(
    cast: Cast, phone: Client, reported_claim: Claim, django_assert_num_queries
):  # type: ignore[no-untyped-def]
    shown(phone)
    with django_assert_num_queries(12):
        shown(phone)
    talk(cast, reported_claim)

    with django_assert_num_queries(12):
        shown(phone)


def test_at_night_it_is_said_when_a_person_is_back(cast: Cast, phone: Client):
    assert "Day and night" in shown(phone, "/policies/")
    assert 'data-test="hours"' not in shown(phone, "/call-me/")
    on_duty_from(cast, 10)

    assert "A person is back: today 20:00" in shown(phone, "/policies/")
    page = shown(phone, "/call-me/")
    assert "we call once somebody is back, from today 20:00" in page
    phone.post("/call-me/", {"phone": cast.customer.phone})

    assert CallRequest.objects.get().due_at == clock.now() + timedelta(hours=12)


def test_while_somebody_is_there_the_promise_is_two_hours(cast: Cast, phone: Client):
    on_duty_from(cast, -1)

    assert "A person answers, until today 17:00" in shown(phone, "/call-me/")
    phone.post("/call-me/", {"phone": cast.customer.phone})

    assert CallRequest.objects.get().due_at == clock.now() + timedelta(hours=2)


NO_PAGES = {
    "logout", "size", "language", "ask_hand_over", "ask_understood", "ask_withdraw", "disclosure_pdf", "reading_seconds",
    "reading_ask", "reading_done", "complaint_words", "complaint_accept", "complaint_reopen", "complaint_letter", "live",
    "message", "help_answer", "papers_live", "tell", "uploads", "upload", "paper", "take_back", "supplement_letter", "letter",
    "accept", "wechat", "wechat_enter", "data_request", "consent_withdraw", "mandate_code", "mandate_end",
    "mandate_give_up", "alert_did", "alert_picture",
    "ideas_means", "idea_answer", "agree_to_offers", "visit_answer", "extra_order", "consent_give",
    "contract_live", "contract_received", "contract_stay",
}  # fmt: skip  # commands, files and fragments: what they answer is a page of this list, or part of one
GIVEN = {"number": "", "step": "story", "code": "qc-accident", "ref": "M-1", "token": "x", "enquiry_id": 1}


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, list[str]]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns)
        elif one.name:
            yield one.name, list(one.pattern.converters)


PAGES = [(name, needs) for name, needs in names(urls.urlpatterns) if name not in NO_PAGES]


@pytest.mark.parametrize(("name", "needs"), PAGES, ids=[name for name, _needs in PAGES])
def test_a_person_is_one_tap_away_from_every_page(
    cast: Cast, phone: Client, reported_claim: Claim, name: str, needs: list[str]
):
    """Also where the page says that something is not there, or not for this person."""
    given = {one: GIVEN.get(one, 1) for one in needs} | (
        {"number": reported_claim.number} if "number" in needs else {}
    )

    answer = phone.get(reverse(f"portal:{name}", kwargs=given), follow=True)

    page = answer.content.decode()
    assert answer["Content-Type"].startswith("text/html"), "a file or a fragment: name it in NO_PAGES"
    assert any(f'data-test="{way}"' in page for way in ("phone", "ask-call", "ask-person")), (
        answer.status_code
    )

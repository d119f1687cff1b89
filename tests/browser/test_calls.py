"""A missed call is called back from the desk; what a customer writes on the phone is answered in one conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.browser.test_pages import too_wide, violations
from tests.cast import Cast, course_to
from tests.hotline.test_calls import missed, tell
from tests.hotline.test_inbound import receive

from anpei.accounts.models import Shift
from anpei.claims.models import CallRequest, Claim

pytestmark = pytest.mark.browser


def test_a_missed_call_is_called_back(sit_down: Callable[..., Desk], served: Served, cast: Cast) -> None:
    with served.turn():
        missed(cast)
    desk = sit_down(cast.handler)
    desk.open("calls/")
    assert violations(desk.page) == []
    with desk.page.expect_navigation():
        desk.see("callback").first.get_by_role("link").first.click()
    desk.fill("not-reached", note="响了没人接")
    desk.press("not-reached")
    served.work(timedelta(hours=2))
    with desk.page.expect_navigation():
        desk.see("callback").first.get_by_role("link").first.click()
    assert violations(desk.page) == []
    desk.fill("reached", note="问进度，已经讲清楚")
    desk.press("reached")

    assert desk.see("callback").count() == 0
    with served.turn():
        row = CallRequest.objects.get()
    assert (row.outcome, row.attempts.count()) == ("问进度，已经讲清楚", 2)


def test_written_on_the_phone_and_answered_at_the_desk(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        course_to(cast, "reported")
    phone.log_in(cast.customer.phone)
    phone.tap("more")
    phone.tap("messages")
    phone.see("message").fill("出院小结丢了怎么办？")
    phone.tap("send-message")
    assert "出院小结丢了怎么办？" in phone.text("conversation")
    assert violations(phone.page) == [] and too_wide(phone.page) == []

    desk = sit_down(cast.handler)
    desk.open(f"customers/{cast.customer.pk}/talk/")
    assert "出院小结丢了怎么办？" in desk.text("conversation")
    assert violations(desk.page) == []
    desk.page.locator("#answer-text").fill("医院病案室可以补，我们也能上门取。")
    desk.press("send-answer")

    phone.open("/messages/")
    assert "医院病案室可以补" in phone.text("conversation")


def test_a_night_is_planned_and_customers_read_it(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    desk = sit_down(cast.supervisor)
    desk.open("roster/")
    desk.fill("plan", from_on="2026-11-16", until_on="2026-11-17", begins="20:00", ends="06:00")
    desk.press("plan")
    assert desk.see("shift").count() == 4  # two nights, each on two days
    assert violations(desk.page) == []
    desk.open("calls/figures/")
    assert violations(desk.page) == []

    phone.open("/call-me/")
    assert "20:00" in phone.text("hours")
    assert violations(phone.page) == [] and too_wide(phone.page) == []
    with served.turn():
        assert Shift.objects.count() == 2


def test_a_strangers_message_becomes_a_case_at_the_desk(
    sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        receive(cast, "昨天在超市摔倒，手腕肿了", channel="email", sender="lin@mail.example", title="报案")
    desk = sit_down(cast.handler)
    desk.open("calls/")
    with desk.page.expect_navigation():
        desk.see("inbound").get_by_role("link").click()
    assert violations(desk.page) == []
    desk.press("take-report")
    assert "lin@mail.example" in desk.text("begun")
    assert desk.page.locator("[name=story]").input_value() == "报案\n昨天在超市摔倒，手腕肿了"
    assert violations(desk.page) == []
    desk.fill("intake", reporter_name="林先生", nature="injury")
    desk.press("take-report")

    assert "编号" in desk.text("written-to")
    assert violations(desk.page) == []
    with served.turn():
        claim = Claim.objects.get()
    desk.case(claim.number, "contacts")
    assert "昨天在超市摔倒" in desk.text("first-contact")
    assert (claim.channel, claim.reply_address, claim.reporter_name) == (
        "email",
        "lin@mail.example",
        "林先生",
    )


def test_a_report_is_taken_in_a_call_that_goes_on(
    sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        tell(cast, "ringing", number="19900008888")
        call = tell(cast, "answered", 9, number="19900008888")
    desk = sit_down(cast.handler)
    desk.open(f"calls/{call.pk}/")
    desk.press("take-report")
    assert desk.page.locator("[name=reporter_phone]").input_value() == "19900008888"
    desk.fill("intake", story="骑车摔了，肩膀疼", reporter_name="晏先生")
    desk.press("take-report")
    with served.turn():
        number = Claim.objects.get().number

    desk.open(f"calls/{call.pk}/")
    assert number in desk.text("reported")
    assert violations(desk.page) == []
    desk.case(number, "contacts")
    with desk.page.expect_navigation():
        desk.see("first-contact").get_by_role("link").click()
    assert desk.page.url.endswith(f"/calls/{call.pk}/")

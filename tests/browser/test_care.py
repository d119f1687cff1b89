"""Help asked for on a phone and arranged at a desk; how it was, said in two taps, and a bad answer answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.care.asked import ended
from tests.cast import Cast, course_to

from anpei.care import actions, catalogue
from anpei.care.models import Followup, ServiceRequest
from anpei.core.actor import Actor

pytestmark = pytest.mark.browser


def test_papers_are_fetched_at_home(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        claim = course_to(cast, "reported")
    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{claim.number}/")
    phone.tap("help")
    phone.see("kind-pickup").check()
    phone.see("help-words").fill("我一个人住，走路不方便。")
    phone.tap("ask-for")
    assert "已提出" in phone.text("service-pickup")

    carer = sit_down(cast.staff["care"])
    carer.open("care/")
    with carer.page.expect_navigation():
        carer.see("service").first.get_by_role("link").click()
    assert "我一个人住，走路不方便。" in carer.page.locator("main").inner_text()
    carer.fill("plan", appointment_at="2026-11-17T10:00", place="青屏路 1 号")
    carer.press("plan")
    phone.open(f"/claims/{claim.number}/help/")
    assert "青屏路 1 号" in phone.text("service-pickup")

    served.work(timedelta(days=1))
    carer.fill("finish", result="取走票据三张", cost_fen="30")
    carer.press("finish")
    phone.log_in(cast.customer.phone)  # a day later the old log-in is over
    phone.open(f"/claims/{claim.number}/help/")
    phone.page.get_by_text("很满意").tap()
    phone.tap("judge")
    with served.turn():
        row = ServiceRequest.objects.get()
    assert (row.state, row.satisfaction, row.cost_fen) == ("done", 5, 3_000)


def test_a_bad_answer_is_answered_by_somebody_else(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        claim = course_to(cast, "reported")
        row = actions.plan_followup(claim, policy=catalogue.policy("paid"), by=Actor.system("tests"))
        assert row is not None
    served.work(timedelta(days=2))
    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{claim.number}/")
    phone.tap("followup")
    assert not phone.see("bad-slow").is_visible()
    phone.page.get_by_text("不好", exact=True).tap()
    phone.see("bad-slow").check()
    assert not phone.see("good-kind").is_visible()
    phone.see("q-words").fill("中间没人告诉我")
    phone.tap("send-followup")
    assert "care甲" in phone.text("followup-task")

    carer = sit_down(cast.staff["care"])
    carer.open("care/")
    with carer.page.expect_navigation():
        carer.see("low-score").first.get_by_role("link").click()
    carer.fill("reply", reply="对不起让您等。以后每一步我先告诉您。")
    carer.press("reply")
    phone.open(f"/claims/{claim.number}/followup/")
    assert "以后每一步我先告诉您。" in phone.text("followup-task")
    with served.turn():
        assert Followup.objects.get().satisfaction == 2


def test_the_figures_are_drawn_chosen_and_led_back_to_the_answers(
    sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        claim = course_to(cast, "reported")
        ended(claim, 12, satisfaction=5, nps=9)
        ended(claim, 2, policy="refused", satisfaction=1)
    carer = sit_down(cast.staff["care"])
    carer.open("care/")
    with carer.page.expect_navigation():
        carer.page.locator("#to-figures").click()
    with carer.page.expect_navigation():
        carer.page.locator("#period-month").click()
    assert carer.page.locator("#period-month").get_attribute("aria-current") == "true"
    assert carer.see("asked").inner_text() == "14"
    assert carer.see("csat").inner_text() == "85.7%"
    carer.page.locator("[data-trend].drawn svg").first.wait_for()
    assert "人数太少" in carer.see("by-occasion").inner_text()

    with carer.page.expect_download() as file:
        carer.see("csv").click()
    assert file.value.suggested_filename == "answers-2026-11-01-2026-11-16.csv"
    with carer.page.expect_navigation():
        carer.see("by-occasion").get_by_role("link", name="没有赔上").click()
    assert carer.see("answer").count() == 2
    carer.page.locator("select[name=occasion]").select_option("paid")
    with carer.page.expect_navigation():
        carer.see("period").get_by_role("button").click()
    assert carer.see("answer").count() == 12

"""A complaint in the browser: said on a phone, worked at a desk, signed, read, reviewed by the unit above."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.browser.test_pages import nothing_in, too_wide, violations
from tests.cast import Cast, course_to
from tests.complaints.conftest import complain

from anpei.claims import actions as claims
from anpei.core import clock

pytestmark = pytest.mark.browser


def test_from_the_phone_to_the_letter_and_the_review(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        case = course_to(cast, "paying")
        with clock.at(served.now - timedelta(hours=4)):
            claims.ask_to_call(by=cast.customer.actor, phone=cast.customer.phone, claim=case)
    served.work()

    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{case.number}/")
    phone.tap("complain")
    barriers = violations(phone.page) + too_wide(phone.page)
    phone.see("complaint-text").fill("说好回电，没有人打来。")
    phone.tap("send-complaint")
    number = phone.text("complaint-number")
    barriers += violations(phone.page) + too_wide(phone.page)

    officer = sit_down(cast.staff["complaints"])
    officer.page.keyboard.press("g")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("t")
    barriers += violations(officer.page)
    officer.open(f"complaints/{number}/")
    assert officer.text("words") == "说好回电，没有人打来。"
    assert officer.see("replay").is_visible()
    officer.press("true")
    answer = officer.see("form-answer")
    answer.locator("[name=outcome]").select_option("justified")
    answer.locator("[name=basis]").fill("公司服务承诺")
    answer.locator("[name=take_apology]").check()
    answer.locator("[name=text_apology]").fill("为没有回电向您道歉。")
    barriers += violations(officer.page)
    officer.press("propose")

    manager = sit_down(cast.staff["manager"])
    manager.open("complaints/?view=sign")
    assert number in manager.text("complaints")
    manager.open(f"complaints/{number}/")
    manager.page.keyboard.press("s")
    manager.press("sign")
    served.work()
    barriers += violations(manager.page)

    phone.open(f"/complaints/{number}/")
    assert "为没有回电向您道歉。" in phone.text("complaint-answer")
    with phone.page.expect_download() as letter:
        phone.see("letter").tap()
    assert letter.value.suggested_filename == f"{number}.pdf"
    phone.tap("ask-review")
    barriers += violations(phone.page) + too_wide(phone.page)
    phone.see("review-text").fill("只有道歉，没有说怎么改。")
    phone.tap("send-review")

    reviewer = sit_down(cast.staff["compliance"])
    reviewer.open(f"complaints/{number}/")
    form = reviewer.see("form-review")
    form.locator("[name=outcome]").select_option("partly")
    form.locator("[name=facts]").fill("回电的提醒没有设。")
    form.locator("[name=basis]").fill("公司服务承诺")
    reviewer.press("decide-review")
    phone.open(f"/complaints/{number}/")
    assert "回电的提醒没有设。" in phone.page.content()
    for path in ("complaints/figures/", "complaints/causes/", "complaints/take/"):
        manager.open(path)
        barriers += violations(manager.page)
    nothing_in(barriers)


def test_a_cause_is_searched_picked_with_the_keyboard_and_followed_to_the_words_it_is_about(
    sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    from playwright.sync_api import expect

    with served.turn():
        complaint = complain(cast, course_to(cast, "paying"))
    officer = sit_down(cast.staff["complaints"])
    officer.open(f"complaints/{complaint.number}/")
    officer.page.keyboard.press("e")
    form = officer.see("form-cause")
    form.locator("[name=kind]").select_option("letter")
    form.get_by_test_id("search-target").press_sequentially("一次性补充 消息")
    expect(form.get_by_test_id("target")).to_have_count(1)
    barriers = violations(officer.page) + too_wide(officer.page)
    officer.page.keyboard.press("Tab")
    officer.page.keyboard.press("Space")
    form.locator("[name=reference]:checked").wait_for()
    form.locator("[name=action]").fill("写清护理费要医嘱")
    form.locator("[name=owner]").select_option(str(cast.other_handler.pk))
    officer.press("cause")
    assert form.locator(".err").count() == 1  # why it happened is missing
    assert form.locator("[name=reference]:checked").count() == 1
    form.locator("[name=text]").fill("模板没有写")
    officer.press("cause")
    assert "一次性补充通知" in officer.text("causes")

    reader = sit_down(cast.staff["compliance"])
    reader.open("words/claim.supplement/")
    assert "写清护理费要医嘱" in reader.text("pointed-at")
    barriers += violations(reader.page)
    reader.open("time-limits/")
    barriers += violations(reader.page) + too_wide(reader.page)
    reader.page.keyboard.press("Escape")
    nothing_in(barriers)

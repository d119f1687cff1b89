"""A mother lets her daughter act for her, sees what she did, and ends it in one tap; a paper is checked at two desks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.browser.test_pages import too_wide, violations
from tests.cast import Cast, course_to
from tests.mandates.conftest import PHONE

from anpei.mandates.models import Mandate

pytestmark = pytest.mark.browser


def test_a_daughter_acts_for_her_mother(
    pick_up_phone: Callable[..., Phone], served: Served, cast: Cast
) -> None:
    with served.turn():
        claim = course_to(cast, "reported")
    mother = pick_up_phone()
    mother.log_in(cast.customer.phone)
    mother.open(f"/claims/{claim.number}/")
    mother.tap("let-act")
    mother.see("agent-name").fill("周小满")
    mother.see("agent-phone").fill(PHONE)
    mother.see("relation-family").check()
    served.work(timedelta(minutes=2))  # one code a minute, and she has just logged in by one
    mother.tap("ask-mandate")
    mother.see("shown-code").wait_for()
    mother.page.locator("#code").fill(mother.text("shown-code"))
    mother.tap("confirm-mandate")
    assert "可以代您办" in mother.page.locator("main").inner_text()

    daughter = pick_up_phone()
    daughter.log_in(PHONE)
    daughter.tap("for-other")
    assert "代周*办理" in daughter.text("title")
    assert violations(daughter.page) == [] and too_wide(daughter.page) == []
    daughter.see("message").fill("妈妈问什么时候有结果")
    daughter.tap("send-message")

    mother.open("/mandates/")
    assert "周小满" in mother.text("done-for-me")
    assert violations(mother.page) == [] and too_wide(mother.page) == []
    with served.turn():
        mandate = Mandate.objects.get()
    mother.tap(f"end-{mandate.ref}")
    daughter.page.reload()
    assert "没有找到这件案子" in daughter.page.locator("main").inner_text()


def test_a_paper_is_recorded_at_one_desk_and_checked_at_another(
    sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        claim = course_to(cast, "reported")
    handler = sit_down(cast.handler)
    handler.case(claim.number, "mandates")
    handler.page.locator("#open-mandate").click()
    handler.fill(
        "mandate",
        agent_name="周小满",
        agent_phone=PHONE,
        until_on="2027-05-15",
        document="授权委托书 2026-11-14",
    )
    handler.page.locator("#mandate-powers_0").check()
    handler.press("mandate")
    checker = sit_down(cast.supervisor)
    checker.open("")
    checker.see("second-looks").click()
    assert "授权委托书 2026-11-14" in checker.text("second-look")
    assert violations(checker.page) == [] and too_wide(checker.page) == []
    checker.see("open").click()
    checker.press("accept-mandate")
    assert "有效" in checker.text("mandate-row")
    checker.open("second-looks/")
    checker.see("nothing-waits").wait_for()
    assert violations(checker.page) == [] and too_wide(checker.page) == []
    checker.case(claim.number, "mandates")

    checker.fill("caller", phone=PHONE)
    checker.press("caller")
    assert "受托代办人" in checker.text("who-calls")
    assert violations(checker.page) == [] and too_wide(checker.page) == []

"""A danger from the warning service to the phone: approved by a second person, read, prepared for, help one tap away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.alerts.conftest import HERE, Town
from tests.alerts.test_feed import message
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.browser.test_pages import too_wide, violations
from tests.cast import SYSTEM, Cast

from anpei.alerts import actions
from anpei.alerts.models import Reach
from anpei.organisation import actions as organisation
from anpei.organisation.models import Division

pytestmark = pytest.mark.browser


def test_a_typhoon_is_told_in_time_and_a_neighbour_helped(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        person = Town(cast).settle("何春", HERE)
        actions.take_in(message(), unit=cast.branch, by=cast.staff["care"].actor)

    carer = sit_down(cast.staff["care"])
    carer.open("alerts/")
    with carer.page.expect_navigation():
        carer.see("alert").get_by_role("link").click()
    assert "云洲市气象台（示例）" in carer.page.locator("main").inner_text()
    carer.press("count")
    served.work()
    carer.see("reached").wait_for()  # the page looks again by itself
    assert carer.text("reached") == "1" and carer.see("approve").count() == 0
    address = carer.page.url.partition("/staff/")[2]

    second = sit_down(cast.supervisor)
    second.open(address)
    assert violations(second.page) == []
    second.press("approve")
    second.press("send")
    served.work()

    phone.log_in(person.phone)
    assert "台风风险（示例）" in phone.text("alert")
    phone.tap("alert")
    assert violations(phone.page) == [] and too_wide(phone.page) == []
    phone.see("step-0").check()
    phone.see("step-4").check()
    phone.tap("done-steps")
    phone.tap("need-help")
    assert "已经约好了" in phone.text("help")
    with served.turn():
        reach = Reach.objects.get()
    assert (reach.done, reach.help_at) == ([0, 4], served.now)

    second.open(address)
    assert [second.text(name) for name in ("told", "seen", "did", "helped")] == ["1", "1", "1", "1"]
    assert violations(second.page) == []


def test_pages_of_safety_can_be_read_by_everybody(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        person = Town(cast).settle("何春", HERE)
        rows = [Division(code="990000", name="示例省"), Division(code="990200", name="云洲市")]
        organisation.keep_divisions(rows, by=SYSTEM)
    phone.log_in(person.phone)
    for path in ("/alerts/", "/alerts/advice/cold/", "/reach/"):
        phone.open(path)
        phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert violations(phone.page) == [] and too_wide(phone.page) == []

    carer = sit_down(cast.staff["care"])
    carer.open("alerts/new/?peril=typhoon&level=red")
    assert violations(carer.page) == []
    carer.see("place-search").fill("云洲")
    carer.see("place-9902").click()
    carer.see("places-chosen").wait_for()
    assert "示例省云洲市 9902" in carer.text("places-chosen")
    assert violations(carer.page) == []
    carer.page.locator("[name=starts_at]").fill("2026-11-16T12:00")
    carer.page.locator("[name=ends_at]").fill("2026-11-18T12:00")
    carer.press("keep-alert")
    assert carer.text("alert-state") == "草稿"
    assert carer.text("places") == "示例省云洲市 9902"

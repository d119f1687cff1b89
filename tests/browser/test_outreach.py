"""Before anybody claims: a visit agreed to, a place taken, a service ordered on a phone; ticked and closed by care."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.browser.test_pages import nothing_in, too_wide, violations
from tests.care import outreach
from tests.cast import Cast, course_to

from anpei.care import actions
from anpei.care.models import CareVisit, ExtraOrder, Gathering
from anpei.core import clock

pytestmark = pytest.mark.browser


def test_a_visit_a_lesson_and_a_service(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        outreach.money(cast)
        visit = actions.ask(outreach.proposed(cast, course_to(cast, "reported")), by=cast.staff["care"].actor)
        lesson = outreach.opened(cast, starts_at=clock.now() + timedelta(days=2))
    phone.log_in(cast.customer.phone)
    phone.tap("visit-asked")
    nothing_in([*violations(phone.page), *too_wide(phone.page)])
    phone.tap("visit-yes")
    phone.tap("gathering")
    nothing_in([*violations(phone.page), *too_wide(phone.page)])
    phone.tap("sign-up")
    assert cast.customer.name in phone.text("guest")
    phone.open("/for-you/")
    phone.tap("extra-health_call")
    phone.see("words").fill("手腕还疼")
    phone.tap("order")
    assert phone.see("error-consent").is_visible()
    nothing_in([*violations(phone.page), *too_wide(phone.page)])
    phone.see("consent").check()
    phone.tap("order")
    assert "已预约" in phone.text("order")
    nothing_in([*violations(phone.page), *too_wide(phone.page)])

    carer = sit_down(cast.staff["care"])
    carer.open("care/visits/")
    nothing_in(violations(carer.page))
    with carer.page.expect_navigation():
        carer.see("visit").first.get_by_role("link").click()
    carer.fill("plan", appointment_at="2026-11-17T10:00", place="青屏路 1 号", gift="水果", gift_fen="120")
    carer.press("plan")
    nothing_in(violations(carer.page))
    carer.open("care/extras/")
    nothing_in(violations(carer.page))
    with carer.page.expect_navigation():
        carer.see("extra").first.get_by_role("link").click()
    carer.fill("arrange", appointment_at="2026-11-17T15:00")
    carer.press("arrange")
    nothing_in(violations(carer.page))
    phone.open("/for-you/")
    assert "青屏路 1 号" in phone.text("visit") and "服务方收到了" in phone.text("order")
    phone.tap("visit-cancel")

    served.work(timedelta(days=2))
    carer = sit_down(cast.staff["care"])
    carer.page.set_viewport_size({"width": 390, "height": 844})
    carer.open(f"care/gatherings/{lesson.pk}/door/")
    nothing_in([*violations(carer.page), *too_wide(carer.page)])
    carer.press("here")
    assert "已到 1 人，共 1 人" in carer.text("door-sum")
    carer.open(f"care/gatherings/{lesson.pk}/")
    nothing_in([*violations(carer.page), *too_wide(carer.page)])
    carer.fill("hold", cost_fen="0", result="问得很细")
    carer.press("hold")
    phone.log_in(cast.customer.phone)
    phone.open("/for-you/")
    phone.tap("judge-gathering")
    nothing_in([*violations(phone.page), *too_wide(phone.page)])
    phone.page.get_by_text("很满意").tap()
    phone.tap("send-answers")
    with served.turn():
        visit.refresh_from_db()
        assert (visit.state, visit.gift_fen) == ("not_wanted", 0)
        assert CareVisit.objects.count() == 1
        assert Gathering.objects.get().guests.get().satisfaction == 5
        assert ExtraOrder.objects.get().passed == ["name", "phone", "words"]

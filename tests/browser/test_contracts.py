"""A contract arrives, is confirmed in one tap, thought over, given back and paid back: on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.browser import words
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.browser.test_pages import too_wide, violations
from tests.cast import Cast
from tests.disclosure import contracts

from anpei.disclosure.models import ChangeOfMind, MindState
from anpei.policies.models import Policy

pytestmark = pytest.mark.browser


@pytest.fixture
def contract(served: Served, cast: Cast) -> Policy:
    with served.turn():
        return contracts.on_its_way(cast)


def sound(phone: Phone | Desk) -> bool:
    return violations(phone.page) == [] and too_wide(phone.page) == []


def test_a_contract_is_received_left_and_paid_back(
    pick_up_phone: Callable[..., Phone],
    sit_down: Callable[..., Desk],
    served: Served,
    cast: Cast,
    contract: Policy,
) -> None:
    phone = pick_up_phone()
    phone.log_in(cast.customer.phone)
    phone.open("/policies/")
    assert sound(phone)
    phone.tap(f"received-{contract.number}")
    assert "在手机上确认" in phone.text("receipt")
    assert sound(phone)

    phone.tap("leave")
    assert sound(phone)
    phone.fill("words", "保费有点重")
    phone.tap("confirm-leave")
    assert cast.staff["care"].display_name in phone.text("change")
    assert sound(phone)

    desk = sit_down(cast.staff["care"])
    desk.open("contracts/")
    desk.page.get_by_test_id("mind").get_by_role("link").click()
    assert "保费有点重" in desk.page.locator("main").inner_text()
    desk.page.locator("[name=cost_fen]").fill("20")
    desk.page.get_by_test_id("end").click()
    assert "最多只能扣这么多" in desk.page.locator("main").inner_text()
    desk.page.locator("[name=cost_fen]").fill("10")
    desk.page.get_by_test_id("end").click()
    assert "1,790.00" in desk.page.get_by_test_id("refund").inner_text()
    desk.page.get_by_test_id("paid").click()
    assert "款已退" in desk.page.get_by_test_id("mind-state").inner_text()

    phone.page.get_by_text("钱已经退给您").wait_for(timeout=40_000)  # the page asks for itself
    assert "1,790.00" in phone.text("refund")
    with served.turn():
        assert ChangeOfMind.objects.get().state == MindState.PAID


def test_a_contract_is_kept_after_all_and_read_in_english(
    pick_up_phone: Callable[..., Phone], served: Served, cast: Cast, contract: Policy
) -> None:
    phone = pick_up_phone()
    phone.log_in(cast.customer.phone)
    phone.open(f"/policies/{contract.pk}/leave/")
    phone.tap("language")
    data = {cast.customer.name, cast.staff["care"].display_name}
    assert words.chinese_left(phone.page, data=data) == []
    phone.tap("confirm-leave")
    assert words.chinese_left(phone.page, data=data) == []
    phone.tap("stay")
    assert "to keep the contract" in phone.text("change")
    assert words.chinese_left(phone.page, data=data) == []
    phone.open("/policies/")
    assert words.chinese_left(phone.page, data=data) == []

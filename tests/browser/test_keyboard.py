"""Everything a thumb can do, a keyboard can: a claim reported without touching the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import Served
from tests.browser.phone import STORY, Phone
from tests.cast import Cast

from anpei.claims.models import Claim

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
MOST_STOPS = 60
HERE = """() => {
  const one = document.activeElement;
  return [one.dataset.test || "", one.type === "radio" ? one.name : "", one.type === "date" || one.matches(":focus-visible")];
}"""


def reach(page: Page, name: str) -> None:
    """Tab until the focus, which can be seen, is on this; within a group of choices by the arrow. A date shows its own parts."""
    group = page.get_by_test_id(name).first.evaluate("one => one.type === 'radio' ? one.name : ''")
    for _stop in range(MOST_STOPS):
        test, radios, visible = page.evaluate(HERE)
        assert visible or not test, f"the focus on {test} cannot be seen"
        if test == name:
            return
        page.keyboard.press("ArrowDown" if group and radios == group else "Tab")
    raise AssertionError(f"{name} cannot be reached on {page.url}")


def choose(page: Page, name: str) -> None:
    reach(page, name)
    if not page.get_by_test_id(name).first.is_checked():
        page.keyboard.press("Space")


def write(page: Page, name: str, text: str) -> None:
    reach(page, name)
    page.keyboard.insert_text(text)


def go(page: Page, name: str) -> None:
    reach(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_claim_is_reported_with_the_keyboard_alone(phone: Phone, served: Served, cast: Cast) -> None:
    page, customer = phone.page, cast.customer
    phone.open("/")
    go(page, "report")
    choose(page, "tick-notice")
    choose(page, "tick-health")
    go(page, "next")
    write(page, "story", STORY)
    go(page, "next")
    choose(page, "nature-injury")
    go(page, "next")
    choose(page, "relation-self")
    go(page, "next")
    reach(page, "event_on")
    page.keyboard.type("11112026")  # day and month stand in the order of the browser's own language
    go(page, "next")
    choose(page, "care-inpatient")
    write(page, "hospital", "云洲市第二人民医院")
    go(page, "next")
    write(page, "reporter_name", customer.name)
    write(page, "reporter_phone", customer.phone)
    write(page, "id_number", customer.id_number)
    go(page, "next")
    go(page, "send-report")

    number = phone.text("claim-number")
    with served.turn():
        claim = Claim.objects.get(number=number)
        assert (claim.story, claim.event_on and claim.event_on.isoformat()) == (STORY, "2026-11-11")

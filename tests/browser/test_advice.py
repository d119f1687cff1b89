"""Another policy claimed on the phone with one tap; an idea with its reason; a customer opened at a desk, who reads of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.advice.contracts import contract
from tests.advice.test_ideas import agree
from tests.browser import words
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.browser.test_pages import too_wide, typed_by_people, violations
from tests.cast import Cast, course_to

from anpei.claims.models import Claim
from anpei.parties.models import ConsentPurpose, Party

pytestmark = pytest.mark.browser
LOOKED = "电话里问什么时候到账"


def well(person: Phone | Desk, name: str) -> None:
    """No barrier a machine can find, nothing to push sideways; a picture where somebody asks for one."""
    person.page.wait_for_load_state("networkidle")
    if folder := os.environ.get("ANPEI_WALK"):
        person.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True, animations="disabled")
    found = violations(person.page)
    assert found == [], "\n".join(found)
    assert too_wide(person.page) == []


def test_the_other_policy_is_claimed_with_one_tap(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        contract(cast, "qc_hospital_cash", number="P2026000010")
        contract(cast, "qc_term_life", number="P2026000011")
        claim = course_to(cast, "handed_in")
    served.work()
    phone.log_in(cast.customer.phone)
    phone.open(f"/claims/{claim.number}/")
    assert "别的保单可能也能赔" in phone.text("others")
    well(phone, "portal-others")
    phone.tap("other-may")
    assert "云洲市第二人民医院" in phone.text("also")
    well(phone, "portal-also")
    phone.tap("also-yes")
    with served.turn():
        made = Claim.objects.latest("id")
    assert made.policy is not None
    assert (made.policy.number, phone.page.url.rstrip("/").rsplit("/", 1)[-1]) == ("P2026000010", made.number)

    handler = sit_down(cast.handler)
    handler.case(claim.number, "also")
    assert made.number in handler.text("other-claimed")
    assert "这类情况不在任何一项保险责任内" in handler.text("other-not")
    well(handler, "workbench-also")


def test_an_idea_says_why_and_a_person_can_be_asked(phone: Phone, served: Served, cast: Cast) -> None:
    with served.turn():
        claim = course_to(cast, "paying")
        Party.objects.filter(pk=cast.customer.pk).update(birth_on=date(1980, 5, 12))
    served.work()
    phone.log_in(cast.customer.phone)
    phone.open("/ideas/")
    well(phone, "portal-ideas-none")
    phone.tap("to-consents")
    phone.tap("give-consent-marketing")
    phone.tap("give-consent-health_advice")
    well(phone, "portal-privacy")
    phone.open("/ideas/")
    phone.see("means-yes").check()
    phone.tap("send-means")
    assert "872.22元没有赔到" in phone.text("idea-hospital_days")
    well(phone, "portal-ideas")
    with served.turn():
        known = typed_by_people(cast, [claim])
    assert words.english_left(phone.page, data=known) == []
    phone.tap("idea-person")
    assert "会有同事打给您说这件事。" in phone.text("idea-hospital_days")


def test_a_customer_is_opened_for_a_purpose_and_reads_of_it(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        claim = course_to(cast, "paying")
        agree(cast.customer, ConsentPurpose.MARKETING, ConsentPurpose.HEALTH_ADVICE)
        Party.objects.filter(pk=cast.customer.pk).update(care_note="独居，听力不好，请慢一点说。")
    served.work()
    handler = sit_down(cast.handler)
    handler.open("customers/")
    handler.fill("find", text=cast.customer.phone)
    handler.press("find-customer")
    well(handler, "workbench-customers")
    with handler.page.expect_navigation():
        handler.see("customer").get_by_role("link").click()
    handler.fill("look", purpose="call", about=LOOKED)
    well(handler, "workbench-customer-look")
    handler.press("open-customer")
    handler.page.wait_for_load_state("networkidle")
    assert claim.number in handler.text("section-cases")
    assert "P2026000001" in handler.text("section-policies")
    assert "赔付比例以外的自担部分" in handler.text("section-ideas")  # came by itself
    well(handler, "workbench-customer")
    with served.turn():
        known = typed_by_people(cast, [claim]) | {"独居，听力不好，请慢一点说。"}
    assert words.english_left(handler.page, data=known) == []

    phone.log_in(cast.customer.phone)
    phone.open("/privacy/")
    assert LOOKED in phone.text("looks")
    well(phone, "portal-looks")

"""The insurer's people at work: the hotline takes a report, a surveyor goes out, a handler keeps hands on the keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.browser.conftest import PHONE, Served
from tests.browser.desk import Desk
from tests.cast import Cast, course_to

from anpei.claims.models import Claim
from anpei.demo import papers

pytestmark = pytest.mark.browser
SitDown = Callable[..., Desk]


def test_hotline_takes_a_report_in_one_pass(sit_down: SitDown, served: Served, cast: Cast) -> None:
    operator = sit_down(cast.staff["operator"])
    operator.open("intake/")
    operator.fill("intake", story="我妈妈早上在菜市场滑倒了，手腕骨折。", insured_name=cast.customer.name,
                  insured_id_number=cast.customer.id_number, reporter_name=cast.relative.name, reporter_relation="child",
                  reporter_phone=cast.relative.phone, nature="injury", care="inpatient", event_on="2026-11-15")  # fmt: skip
    operator.press("take-report")
    number = operator.text("number")
    said = operator.page.locator("main").inner_text()
    assert number in said
    assert cast.policy.number not in said
    with served.turn():
        claim = Claim.objects.get()
        assert (claim.number, claim.channel, claim.policy) == (number, "hotline", cast.policy)
        assert claim.story == "我妈妈早上在菜市场滑倒了，手腕骨折。"


def test_hotline_report_without_a_phone_keeps_every_word(
    sit_down: SitDown, served: Served, cast: Cast
) -> None:
    operator = sit_down(cast.staff["operator"])
    operator.open("intake/")
    operator.fill("intake", story="手腕断了", event_place="菜市场")
    operator.press("take-report")
    form = operator.see("form-intake")
    assert form.locator(".f.bad [name=reporter_phone]").count() == 1
    assert form.locator("[name=story]").input_value() == "手腕断了"
    assert form.locator("[name=event_place]").input_value() == "菜市场"


def test_surveyor_works_on_a_phone_and_the_handler_reads_it(
    sit_down: SitDown, served: Served, cast: Cast
) -> None:
    with served.turn():
        claim = course_to(cast, "accepted")
    surveyor_staff = cast.staff["surveyor"]
    handler = sit_down(cast.handler)
    handler.case(claim.number, "survey")
    handler.fill("order-survey", kind="survey", assignee=str(surveyor_staff.pk), reason="金额较大，请到医院看一下",
                 questions="住院天数与票据是否一致？")  # fmt: skip
    handler.press("order-survey")
    served.work()

    surveyor = sit_down(surveyor_staff, **PHONE)
    surveyor.open("surveys/")
    with surveyor.page.expect_navigation():
        surveyor.see("survey-list").locator("a").first.tap()
    surveyor.press("survey-start")
    surveyor.page.locator("[name=file]").set_input_files(
        [{"name": "ward.jpg", "mimeType": "image/jpeg", "buffer": papers.picture("discharge_summary")}]
    )
    surveyor.page.locator("[name=place]").fill("云洲市第二人民医院 3 楼")
    with surveyor.page.expect_navigation():
        surveyor.page.locator("#survey-photo").tap()
    surveyor.page.locator("[name=person]").fill("王护士长")
    surveyor.page.locator("[name=role]").fill("护士长")
    surveyor.page.locator("[name=text]").fill("住了四天，9 号来，13 号走。")
    with surveyor.page.expect_navigation():
        surveyor.page.locator("#survey-statement").tap()
    surveyor.page.locator("[name=findings]").fill("住院记录与票据一致。")
    surveyor.page.locator("[name=conclusion][value=confirmed]").check()
    surveyor.press("survey-submit")
    assert surveyor.page.evaluate("document.documentElement.scrollWidth") <= 390

    handler.case(claim.number, "survey")
    told = handler.see("survey").inner_text()
    for expected in ("住院记录与票据一致。", "王护士长", "云洲市第二人民医院 3 楼"):
        assert expected in told


def test_queue_is_worked_by_keys_alone(sit_down: SitDown, served: Served, cast: Cast) -> None:
    with served.turn():
        for place in range(3):
            course_to(cast, "handed_in", key=f"keys-{place}")
    handler = sit_down(cast.handler)
    handler.open("queue/")
    keys = handler.page.keyboard
    rows = handler.page.locator("[data-rows] [data-href]")
    assert rows.count() == 3
    third = rows.nth(2).get_attribute("data-href") or "none"
    for key in "jjk":
        keys.press(key)
    assert rows.nth(1).get_attribute("class") == "cur"
    keys.press("j")
    with handler.page.expect_navigation():
        keys.press("Enter")
    assert handler.page.url.endswith(third)
    with handler.page.expect_navigation():
        keys.press("p")
    assert handler.page.url.endswith("/papers/")
    with handler.page.expect_navigation():
        keys.press("Escape")
    assert "/queue/" in handler.page.url
    keys.press("?")
    assert handler.page.locator("#key-help").is_visible()
    keys.press("Escape")
    keys.press("Control+k")
    assert handler.page.evaluate("document.activeElement.id") == "find"


def test_identity_number_is_shown_only_with_a_reason(sit_down: SitDown, served: Served, cast: Cast) -> None:
    with served.turn():
        claim = course_to(cast, "reported")
    handler = sit_down(cast.handler)
    handler.case(claim.number, "report")
    assert cast.customer.id_number not in handler.page.content()
    handler.page.locator("#reveal-identity").click()
    form = handler.page.locator("details[open]").get_by_test_id("form-reveal")
    form.locator("[name=reason]").fill("核对身份")
    with handler.page.expect_navigation():
        form.get_by_test_id("reveal").click()
    assert handler.text("identity") == cast.customer.id_number

"""A handler confirms a paper with the keyboard alone, and a figure of the calculation leads back to its box."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.cast import Cast, course_to

from anpei.claims.models import Claim
from anpei.demo import sheets
from anpei.documents import actions as documents
from anpei.documents.actions.telling import tell
from anpei.documents.models import FieldState, PartField
from anpei.settlement import actions as settlement

pytestmark = pytest.mark.browser
SitDown = Callable[..., Desk]
SHOTS = os.environ.get("ANPEI_SHOTS_TO")


def stay(cast: Cast) -> sheets.Stay:
    return sheets.Stay(
        name=cast.customer.name,
        id_number=cast.customer.id_number,
        hospital="云洲市第二人民医院",
        department="骨科",
        diagnosis="右桡骨远端骨折",
        admitted_on=date(2026, 11, 9),
        discharged_on=date(2026, 11, 13),
        number="0003841275",
        items=sheets.split_items(1_864_250),
        fund_fen=900_000,
        account_fen=120_000,
    )


def hand_in(claim: Claim, cast: Cast) -> None:
    for drawn in (sheets.receipt(stay(cast)), sheets.discharge(stay(cast)), sheets.id_card(stay(cast))):
        paper = documents.hand_in(
            claim, content=drawn.content, filename="a.jpg", by=cast.customer.actor
        ).paper
        documents.take_reading(paper, reading=drawn.reading, by=cast.customer.actor)


def shot(desk: Desk, name: str) -> None:
    if SHOTS:
        desk.page.wait_for_load_state("networkidle")
        desk.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def test_handler_confirms_with_the_keyboard_and_figures_lead_back_to_the_picture(
    sit_down: SitDown, served: Served, cast: Cast
) -> None:
    with served.turn():
        claim = course_to(cast, "accepted")
        hand_in(claim, cast)
        doubted = PartField.objects.get(part__paper__claim=claim, name="account_paid")
        tell(doubted.part, values={doubted.pk: "1,300.00"}, by=cast.customer.actor)
        settlement.register_case(claim, reserve_fen=1_000_000, by=cast.handler.actor)
    desk = sit_down(cast.handler)
    keys = desk.page.keyboard

    desk.case(claim.number, "papers")
    with desk.page.expect_navigation():
        keys.press("f")
    assert desk.text("part-name") == "住院收费票据"
    # The one unsure field has the focus, its box is marked on the picture.
    unsure = desk.see("field-account_paid").locator("input")
    assert unsure.evaluate("it => it === document.activeElement")
    assert unsure.input_value() == "1,200.00"
    assert desk.page.locator(".bx.on").get_attribute("data-box") == desk.see(
        "field-account_paid"
    ).get_attribute("data-field")
    shot(desk, "confirm-zh")
    # The customer says 1,300.00: both are one key away, the picture decides.
    keys.press("Alt+2")
    assert unsure.input_value() == "1,300.00"
    keys.press("Alt+1")
    assert unsure.input_value() == "1,200.00"
    with desk.page.expect_navigation():
        keys.press("Enter")  # this field
    with desk.page.expect_navigation():
        keys.press("Enter")  # all that agrees, and on
    assert desk.text("part-name") == "出院记录"
    for name in ("身份证 · 正面", ""):
        with desk.page.expect_navigation():
            keys.press("Enter")
        if name:
            assert desk.text("part-name") == name
    assert desk.page.url.endswith(f"/claims/{claim.number}/papers/")
    with served.turn():
        assert not PartField.objects.filter(part__paper__claim=claim, state=FieldState.PROPOSED).exists()

    desk.case(claim.number, "calculation")
    desk.press("enter-receipt")
    shot(desk, "calculation-zh")
    with desk.page.expect_navigation():
        desk.page.locator(".to-fig", has_text="4,474.20").click()
    assert desk.page.locator(".bx.on").count() == 1
    with served.turn():
        amounts = PartField.objects.filter(part__paper__claim=claim, name="amount")
        surgery = next(one for one in amounts if one.value == "447420")
    assert desk.page.locator(".bx.on").get_attribute("data-box") == str(surgery.pk)
    shot(desk, "back-to-box-zh")

"""An actuary raises the deductible and sees what past decisions would have come to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.cast import Cast, course_to

from anpei.settlement.models import Decision, WhatIf

pytestmark = pytest.mark.browser


def test_a_raised_deductible_shows_the_claims_that_move(
    sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    with served.turn():
        claim = course_to(cast, "paying")
        paid = Decision.objects.get(claim=claim).amount_fen
        version = claim.product_version_id
    desk = sit_down(cast.staff["actuary"])
    desk.open(f"what-if/?version={version}")
    field = desk.page.locator("[name='benefits[0].terms.deductible.amount_fen']")
    field.fill("5000")
    assert "is-new" in (field.get_attribute("class") or "")
    desk.press("ask")
    assert desk.text("moved") == "1"
    assert claim.number in desk.text("movers")
    assert desk.page.locator("[data-bars] svg").count() == 1
    with served.turn():
        moved = WhatIf.objects.get().moved.get()
    assert moved.before_fen == paid
    assert moved.after_fen is not None and moved.after_fen < paid
    with desk.page.expect_navigation():
        desk.see("movers").locator("a").first.click()
    assert desk.see("changed").count() > 0

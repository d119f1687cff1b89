"""A claim from the first word to the archive, by the buttons that people press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.browser.conftest import Served
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.cast import Cast

from anpei.claims.models import Claim
from anpei.demo import papers, people

pytestmark = pytest.mark.browser

# (18,642.50 bills − 9,820.30 social insurance − 100 deductible) × 90 %
PAYABLE = "7,849.98"


def test_claim_goes_from_a_report_on_the_phone_to_the_money_and_the_archive(
    phone: Phone, sit_down: Callable[..., Desk], served: Served, cast: Cast
) -> None:
    customer = cast.customer
    number = phone.report(name=customer.name, number=customer.phone, id_number=customer.id_number)
    served.work()
    assert phone.see("needs").locator("li").count() >= 4
    with served.turn():
        claim = Claim.objects.get(number=number)
        assert (claim.state, claim.policy, claim.handler) == ("reported", cast.policy, cast.handler)

    phone.log_in(customer.phone)
    phone.open(f"/claims/{number}/papers/")
    wanted = phone.wanted()
    assert "inpatient_receipt" in wanted
    phone.hand_in(wanted[0], papers.picture(wanted[0]), papers.picture(wanted[0], 1))
    phone.hand_in(wanted[1], papers.scan(wanted[1]), pdf=True)
    for kind in wanted[2:]:
        phone.hand_in(kind)
    assert phone.wanted() == []  # none is missing
    assert phone.page.locator("section[aria-labelledby=h-miss]").count() == 0
    phone.tap("done-papers")
    assert phone.see("live").get_attribute("data-state") == "reported"

    handler = sit_down(cast.handler)
    assert handler.confirm_papers(number) == len(wanted)
    handler.press("accept")
    handler.press("register")
    with served.turn():
        claim.refresh_from_db()
        assert (claim.state, claim.reserve_fen > 0) == ("assessing", True)
    handler.answer_cover(number)
    assert handler.see("cover-confirmed").is_visible()
    handler.enter_receipt(number)
    handler.press("calculate")
    assert handler.text("run-payable") == PAYABLE
    handler.case(number, "decision")
    handler.fill("propose", outcome="pay")
    handler.press("propose")
    assert handler.text("stage") != ""

    approver = sit_down(cast.approver)
    approver.open(f"approvals/{number}/")
    assert PAYABLE in approver.text("approve")
    approver.press("approve")
    served.work()

    phone.open(f"/claims/{number}/")
    assert phone.see("live").get_attribute("data-state") == "paying"
    phone.open(f"/claims/{number}/result/")
    assert PAYABLE in phone.text("amount")
    phone.tap("give-account")
    card = people.card(42)
    phone.give_account(holder=customer.name, card=card)
    served.work()

    phone.open(f"/claims/{number}/result/")
    assert PAYABLE in phone.text("amount")
    assert card[-4:] in phone.text("amount")
    letter = phone.page.request.get(f"/claims/{number}/result/letter.pdf")
    assert (letter.status, letter.body()[:4]) == (200, b"%PDF")
    with served.turn():
        claim.refresh_from_db()
        assert (claim.state, claim.paid_fen, claim.payable_fen, claim.reserve_fen) == (
            "paid",
            784_998,
            784_998,
            0,
        )

    served.work(later=timedelta(days=4))
    handler.case(number, "letters")
    bundle = handler.page.request.get(handler.page.locator("#bundle").get_attribute("href") or "")
    assert (bundle.status, bundle.body()[:2]) == (200, b"PK")
    phone.log_in(customer.phone)  # the log-in of four days ago is over
    assert number in phone.page.locator("section[aria-labelledby=h-past]").inner_text()

"""The pages of “what if” and the calculator: values beside their fields, both trees side by side, nothing stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.settlement import cast

from anpei.accounts.models import Staff
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement
from anpei.settlement.models import CalculationRun, Decision, WhatIf

BrowserOf = Callable[[Staff], Client]
DEDUCTIBLE = "benefits[0].terms.deductible.amount_fen"
RATIO = "benefits[0].terms.ratio.settled_bp"


@pytest.fixture
def actuary(house: cast.House, browser_of: BrowserOf) -> Client:
    return browser_of(cast.staff("yan", "actuary", house.head, "严思源"))


@pytest.fixture
def paid(house: cast.House, member: InsuredMember) -> Decision:
    return settlement.approve(cast.proposed(house, member), by=house.approver.actor)


def test_a_raised_deductible_is_asked_and_answered(
    actuary: Client, house: cast.House, paid: Decision
) -> None:
    asked = actuary.post("/staff/what-if/", {"version": house.version.pk, DEDUCTIBLE: "12,000", RATIO: "100"})
    question = WhatIf.objects.get()
    assert asked["Location"] == f"/staff/what-if/{question.pk}/"
    assert question.changes == {DEDUCTIBLE: 1_200_000}
    page = actuary.get(asked["Location"]).content.decode()
    for expected in ("5,000.00", "3,000.00", "−2,000.00", paid.claim.number, "1 claims in"):
        assert expected in page
    compared = actuary.get(f"/staff/what-if/{question.pk}/{paid.claim.number}/").content.decode()
    assert "<del>−10,000.00</del>" in compared and "<ins>−12,000.00</ins>" in compared
    file = b"".join(actuary.get(f"/staff/what-if/{question.pk}/claims.csv").streaming_content).decode()
    assert f"{paid.claim.number},5000.00" in file.replace('"', "").replace("5,000", "5000")
    assert actuary.get(f"/staff/what-if/?again={question.pk}").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (DEDUCTIBLE, "much", "Please write an amount such as 1234.50."),
        (RATIO, "101", "Please write a percentage between 0 and 100"),
        ("benefits[1].terms.window.days_after_discharge", "-3", "greater than or equal to 0"),
        ("to_on", "2020-01-01", "The last day lies before the first."),
        (RATIO, "100", "Change at least one value"),
    ],
)
def test_what_cannot_be_asked_comes_back_with_everything_typed(
    actuary: Client, house: cast.House, field: str, typed: str, words: str
) -> None:
    given = {"version": house.version.pk, "from_on": "2026-01-01", field: typed}
    if field == "to_on":
        given[DEDUCTIBLE] = "12000"
    answer = actuary.post("/staff/what-if/", given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page and f'value="{typed}"' in page
    assert not WhatIf.objects.exists()


def test_a_handler_asks_nothing_and_tries_amounts(handler: Client, house: cast.House, paid: Decision) -> None:
    assert handler.get("/staff/what-if/").status_code == 403
    page = handler.post(f"/staff/claims/{paid.claim.number}/try/", {"receipts.0.social_fen": "6,000"})
    assert page.status_code == 200
    assert "1,000.00" in page.content.decode()
    assert CalculationRun.objects.count() == 1


def test_a_try_for_htmx_is_a_slice_with_what_is_wrong_beside_its_field(
    handler: Client, paid: Decision
) -> None:
    address = f"/staff/claims/{paid.claim.number}/try/"
    good = handler.post(address, {"receipts.0.social_fen": "6,000"}, headers={"hx-request": "true"})
    assert good.status_code == 200 and "<html" not in good.content.decode()
    assert 'data-test="tried-difference">−1,000.00<' in good.content.decode()
    bad = handler.post(address, {"receipts.0.social_fen": "six"}, headers={"hx-request": "true"})
    assert bad.status_code == 422
    assert (
        'id="try-error-receipts-0-social_fen" role="alert" hx-swap-oob="true"><span class="mk fail"'
        in bad.content.decode()
    )


def test_the_calculator_starts_from_an_example_and_stores_nothing(handler: Client, house: cast.House) -> None:
    page = handler.get(f"/staff/calculator/?version={house.version.pk}").content.decode()
    assert "Nothing differs." in page
    tried = handler.post(
        "/staff/calculator/", {"version": house.version.pk, "accumulators.annual_deductible": "10,000"}
    )
    assert tried.status_code == 200 and 'data-test="changed"' in tried.content.decode()
    wrong = handler.post("/staff/calculator/", {"version": house.version.pk, "receipts.0.social_fen": "x"})
    assert wrong.status_code == 422
    assert CalculationRun.objects.count() == 0


def test_a_question_of_another_branch_does_not_exist(
    actuary: Client, house: cast.House, browser_of: BrowserOf, paid: Decision
) -> None:
    actuary.post("/staff/what-if/", {"version": house.version.pk, DEDUCTIBLE: "12000"})
    other = cast.unit("B2", "branch", "江苏分公司", house.head)
    far = browser_of(cast.staff("far", "actuary", other, "远方"))
    pk = WhatIf.objects.get().pk
    for path in (f"{pk}/", f"{pk}/claims.csv", f"{pk}/{paid.claim.number}/", f"?again={pk}"):
        assert far.get(f"/staff/what-if/{path}").status_code == 404, path

"""The page of a calculation: names instead of numbers, limits as bars, and what would change a reduction."""

from __future__ import annotations

from django.test import Client
from tests.settlement import cast

from anpei.claims.models import Claim
from anpei.engine import Calculation
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement


def calculated(house: cast.House, member: InsuredMember) -> Claim:
    claim, _receipt = cast.assessed(house, member)
    settlement.calculate(claim, by=house.handler.actor)
    return claim


def test_what_a_step_read_is_called_by_the_name_of_the_item(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = calculated(house, member)
    line = claim.receipts.get().lines.first()
    page = handler.get(f"/staff/claims/{claim.number}/calculation/").content.decode()

    assert f"Amount of the line: {line.item}" in page
    assert f"Amount of the line: {line.pk}" not in page


def test_a_deductible_is_a_bar_of_used_this_claim_and_left(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = calculated(house, member)
    page = handler.get(f"/staff/claims/{claim.number}/calculation/").content.decode()

    used = Calculation.from_json(claim.runs.get().result).accumulators[0]
    assert (used.label.en, used.before, used.delta) == ("Annual deductible", 0, 1_000_000)
    assert "Annual deductible: used before 0.00, this claim 10,000.00, left 0.00" in page
    assert '<i class="now" style="width:100.00%"></i>' in page


def test_each_reduction_is_told_which_fact_would_change_it(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = calculated(house, member)
    run = claim.runs.get()
    page = handler.get(f"/staff/claims/{claim.number}/calculation/").content.decode()
    pieces = handler.get(
        f"/staff/claims/{claim.number}/calculation/{run.number}/would-change/"
    ).content.decode()

    assert f'hx-get="/staff/claims/{claim.number}/calculation/{run.number}/would-change/"' in page
    assert page.count('class="wf"') == pieces.count('class="wf"') > 0
    assert "If “Receipt 1: Paid by social insurance” were 0.00" in pieces


def test_a_calculation_that_does_not_exist_is_not_found(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = calculated(house, member)

    assert handler.get(f"/staff/claims/{claim.number}/calculation/9/would-change/").status_code == 404

"""A kitchen fire: from the loss list to the amount, and everything the list does not take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.settlement import cast

from anpei.claims.models import Care, Claim
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.settlement import actions as settlement
from anpei.settlement.actions import LossItemForm
from anpei.settlement.models import LossItem

KITCHEN = LossItemForm(
    benefit="building", kind="decoration", name="厨房装修", sum_insured_fen=8_000_000, replacement_fen=20_000_000,
    used_months=60, repair_fen=3_000_000,
)  # fmt: skip


@pytest.fixture
def home(db: None) -> cast.House:
    return cast.open_house("qc-household-2026.yaml")


@pytest.fixture
def fire(home: cast.House) -> Claim:
    member = cast.insure(home, cast.person(), {"building": 80_000_000, "contents": 10_000_000})
    claim = cast.claim_of(
        home, member, nature="fire", care=Care.NONE, event_on=date(2026, 7, 1), claimed_fen=3_000_000
    )
    return settlement.register_case(claim, by=home.handler.actor)


def test_kitchen_fire_is_paid_by_actual_value_average_and_deductible(home: cast.House, fire: Claim) -> None:
    settlement.enter_loss_item(fire, form=KITCHEN, by=home.handler.actor)
    run = settlement.calculate(fire, by=home.handler.actor)
    assert run.payable_fen == 2_160_000
    assert run.result["figures"]["building.under_insurance"] == 600_000
    assert run.result["figures"]["building.deductible"] == 240_000


def test_costs_beside_the_loss_are_paid_on_top(home: cast.House, fire: Claim) -> None:
    settlement.enter_loss_item(fire, form=KITCHEN, by=home.handler.actor)
    settlement.set_loss_costs(
        fire, benefit="building", mitigation_fen=None, survey_fen=80_000, debris_fen=0, by=home.handler.actor
    )
    assert settlement.calculate(fire, by=home.handler.actor).payable_fen == 2_240_000


def test_excluded_part_needs_a_clause_and_comes_off_before_anything_else(
    home: cast.House, fire: Claim
) -> None:
    item = settlement.enter_loss_item(fire, form=KITCHEN, by=home.handler.actor)
    with pytest.raises(Invalid) as refusal:
        settlement.exclude_loss(item, excluded_fen=3_000_001, clause="", reason=" ", by=home.handler.actor)
    assert set(refusal.value.fields) == {"excluded_fen", "clause", "reason"}
    settlement.exclude_loss(
        item, excluded_fen=1_000_000, clause="3.1(2)", reason="其中橱柜早已霉烂", by=home.handler.actor
    )
    run = settlement.calculate(fire, by=home.handler.actor)
    assert run.payable_fen == 1_440_000  # (30,000 − 10,000) × 8 ÷ 10, less a tenth
    settlement.exclude_loss(item, excluded_fen=0, clause="", reason="复查后属于火损", by=home.handler.actor)
    assert settlement.calculate(fire, by=home.handler.actor).payable_fen == 2_160_000


def test_corrected_item_replaces_what_stood_there_and_its_reduction(home: cast.House, fire: Claim) -> None:
    item = settlement.enter_loss_item(fire, form=KITCHEN, by=home.handler.actor)
    settlement.exclude_loss(item, excluded_fen=1, clause="3.1(2)", reason="一处旧污渍", by=home.handler.actor)
    settlement.enter_loss_item(
        fire, form=replace(KITCHEN, repair_fen=1_000_000), by=home.handler.actor, replaces=item
    )
    item.refresh_from_db()
    assert (LossItem.objects.count(), item.claimed_fen, item.excluded_fen) == (1, 1_000_000, 0)


def test_item_taken_out_says_why(home: cast.House, fire: Claim) -> None:
    item = settlement.enter_loss_item(fire, form=KITCHEN, by=home.handler.actor)
    with pytest.raises(Invalid) as refusal:
        settlement.remove_loss_item(item, reason=" ", by=home.handler.actor)
    assert set(refusal.value.fields) == {"reason"}
    settlement.remove_loss_item(item, reason="录重了", by=home.handler.actor)
    assert not fire.loss_items.exists()
    with pytest.raises(Refused) as nothing:
        settlement.calculate(fire, by=home.handler.actor)
    assert nothing.value.code == "settlement.no_expenses"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"benefit": "nothing"}, "benefit"),
        ({"kind": "contents"}, "kind"),
        ({"replacement_fen": None}, "replacement_fen"),
        ({"repair_fen": 0}, "repair_fen"),
        ({"repair_fen": -1}, "repair_fen"),
        ({"used_months": -1}, "used_months"),
        ({"used_months": 1_201}, "used_months"),
        ({"salvage_fen": -5}, "salvage_fen"),
    ],
)
def test_item_the_terms_cannot_work_with_is_refused_next_to_the_field(
    home: cast.House, fire: Claim, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        settlement.enter_loss_item(fire, form=replace(KITCHEN, **change), by=home.handler.actor)
    assert field in refusal.value.fields


def test_costs_name_a_benefit_that_covers_property(home: cast.House, fire: Claim) -> None:
    with pytest.raises(Invalid) as refusal:
        settlement.set_loss_costs(
            fire, benefit="medical", mitigation_fen=-1, survey_fen=0, debris_fen=0, by=home.handler.actor
        )
    assert set(refusal.value.fields) == {"benefit", "mitigation_fen"}


def test_policy_without_property_cover_takes_no_loss_list(
    house: cast.House, member: cast.InsuredMember
) -> None:
    claim = settlement.register_case(cast.claim_of(house, member), by=house.handler.actor)
    with pytest.raises(Refused) as refusal:
        settlement.enter_loss_item(claim, form=KITCHEN, by=house.handler.actor)
    assert refusal.value.code == "settlement.no_property_cover"


def test_only_somebody_who_assesses_writes_the_loss_list(home: cast.House, fire: Claim) -> None:
    with pytest.raises(Forbidden):
        settlement.enter_loss_item(fire, form=KITCHEN, by=home.payer.actor)


def test_two_laptops_stolen_use_up_the_year_of_contents(home: cast.House, fire: Claim) -> None:
    Claim.objects.filter(pk=fire.pk).update(nature="theft")
    fire.refresh_from_db()
    laptop = LossItemForm(
        benefit="contents", kind="contents", name="笔记本电脑", replacement_fen=1_200_000, used_months=24,
        totally_lost=True,
    )  # fmt: skip
    settlement.enter_loss_item(fire, form=laptop, by=home.handler.actor)
    run = settlement.calculate(fire, by=home.handler.actor)
    decision = settlement.propose(fire, run=run, outcome="pay", by=home.handler.actor)
    settlement.approve(decision, by=home.approver.actor)
    assert run.payable_fen == 912_000
    assert {entry.key: entry.amount_fen for entry in fire.member.accumulator_entries.all()} == {
        "contents_year": 912_000
    }

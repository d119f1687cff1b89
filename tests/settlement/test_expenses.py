from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override
from tests.settlement import cast

from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement
from anpei.settlement import adjudication
from anpei.settlement.actions import LineForm
from anpei.settlement.events import ReserveChanged
from anpei.settlement.models import Receipt, ReserveEntry


def test_registering_opens_the_reserve_with_what_was_claimed(
    house: cast.House, member: InsuredMember
) -> None:
    claim = settlement.register_case(cast.claim_of(house, member), by=house.handler.actor)
    assert (claim.state, claim.reserve_fen) == ("assessing", 4_863_270)
    assert [entry.delta_fen for entry in ReserveEntry.objects.all()] == [4_863_270]


def test_reserve_changes_are_entries_that_sum_to_the_reserve(
    house: cast.House, member: InsuredMember
) -> None:
    claim, _receipt = cast.assessed(house, member)
    claim = settlement.change_reserve(claim, reserve_fen=1_650_000, reason="票据齐了", by=house.handler.actor)
    assert claim.reserve_fen == 1_650_000
    assert [entry.delta_fen for entry in ReserveEntry.objects.all()] == [4_863_270, -3_213_270]
    with pytest.raises(Invalid) as refusal:
        settlement.change_reserve(claim, reserve_fen=-1, reason="x", by=house.handler.actor)
    assert set(refusal.value.fields) == {"reserve_fen"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"total_fen": 2_000_001}, "lines"),
        ({"lines": ()}, "lines"),
        ({"social_fen": 2_000_001}, "social_fen"),
        ({"social_fen": -1}, "social_fen"),
        ({"setting": "elsewhere"}, "setting"),
        ({"issued_on": None}, "issued_on"),
        ({"issued_on": date(2026, 11, 17)}, "issued_on"),
        ({"discharged_on": date(2026, 10, 11)}, "discharged_on"),
        ({"lines": (LineForm("", "drug", 2_000_000),)}, "lines.0.item"),
        ({"lines": (LineForm("药", "candy", 2_000_000),)}, "lines.0.category"),
        ({"lines": (LineForm("药", "drug", 2_000_000, "D"),)}, "lines.0.nrdl_class"),
        ({"lines": (LineForm("药", "drug", 2_000_000, "B", 10_001),)}, "lines.0.first_pay_bp"),
    ],
)
def test_receipt_that_does_not_add_up_is_refused_next_to_the_field(
    house: cast.House, member: InsuredMember, change: dict[str, object], field: str
) -> None:
    claim = settlement.register_case(cast.claim_of(house, member), by=house.handler.actor)
    with pytest.raises(Invalid) as refusal:
        settlement.add_receipt(claim, form=replace(cast.stay(), **change), by=house.handler.actor)
    assert field in refusal.value.fields
    assert Receipt.objects.count() == 0


def test_one_receipt_is_paid_once_across_cases(house: cast.House, member: InsuredMember) -> None:
    claim, _receipt = cast.assessed(house, member, cast.stay(number="77"))
    other = settlement.register_case(cast.claim_of(house, member), by=house.handler.actor)
    with pytest.raises(Invalid) as refusal:
        settlement.add_receipt(other, form=cast.stay(number="77"), by=house.handler.actor)
    assert claim.number in str(refusal.value.fields["number"])


def test_updating_replaces_lines_and_removing_says_why(house: cast.House, member: InsuredMember) -> None:
    _claim, receipt = cast.assessed(house, member)
    receipt = settlement.update_receipt(receipt, form=cast.stay(100, 0), by=house.handler.actor)
    assert [line.amount_fen for line in receipt.lines.all()] == [100]
    with pytest.raises(Invalid):
        settlement.remove_receipt(receipt, reason=" ", by=house.handler.actor)
    settlement.remove_receipt(receipt, reason="同一张", by=house.handler.actor)
    assert Receipt.objects.count() == 0


def test_excluding_an_item_is_signed_with_clause_and_reason(house: cast.House, member: InsuredMember) -> None:
    _claim, receipt = cast.assessed(house, member)
    line = receipt.lines.get()
    with pytest.raises(Invalid) as refusal:
        settlement.exclude_line(line, clause="", reason="", excluded_fen=9_999_999, by=house.handler.actor)
    assert set(refusal.value.fields) == {"clause", "reason", "excluded_fen"}
    with pytest.raises(Forbidden):
        settlement.exclude_line(line, clause="2.5(4)", reason="x", by=house.payer.actor)
    line = settlement.exclude_line(
        line, excluded_fen=68_000, clause="2.5(4)", reason="陪护", by=house.handler.actor
    )
    assert (line.excluded_fen, line.excluded_by, line.excluded_clause) == (68_000, house.handler, "2.5(4)")
    line = settlement.include_line(line, reason="有医嘱", by=house.handler.actor)
    assert (line.excluded_fen, line.excluded_by, line.excluded_reason) == (0, None, "")


def test_expenses_are_fixed_once_a_decision_is_proposed(house: cast.House, member: InsuredMember) -> None:
    decision = cast.proposed(house, member)
    with pytest.raises(Refused) as refusal:
        settlement.add_receipt(decision.claim, form=cast.stay(), by=house.handler.actor)
    assert refusal.value.code == "settlement.not_open"


def test_receipts_of_one_stay_are_one_stay(house: cast.House, member: InsuredMember) -> None:
    interim = replace(cast.stay(), discharged_on=date(2026, 10, 18), issued_on=date(2026, 10, 18))
    claim, _receipt = cast.assessed(house, member, interim)
    for admitted_on, discharged_on in (
        (date(2026, 10, 12), date(2026, 10, 20)),
        (date(2026, 10, 19), date(2026, 10, 26)),
        (date(2026, 10, 26), date(2026, 10, 28)),  # admitted again on the day of discharge
    ):
        form = replace(
            cast.stay(),
            admitted_on=admitted_on,
            discharged_on=discharged_on,
            issued_on=date(2026, 10, 28),
        )
        settlement.add_receipt(claim, form=form, by=house.handler.actor)
    assert adjudication.inputs_of(claim)["event"]["stays"] == [
        {"admitted_on": "2026-10-12", "discharged_on": "2026-10-26", "days": 14},
        {"admitted_on": "2026-10-26", "discharged_on": "2026-10-28", "days": 2},
    ]


def test_reason_the_system_gave_is_worded_for_whoever_reads_it(
    house: cast.House, member: InsuredMember
) -> None:
    decision = settlement.approve(cast.proposed(house, member), by=house.approver.actor)
    decided = ReserveEntry.objects.filter(claim=decision.claim).latest("id")
    event = ReserveChanged(old_fen=4_863_270, new_fen=decision.amount_fen, occasion=decided.occasion)
    with override("zh-hans"):
        assert event.staff().endswith("：核定金额")
    with override("en"):
        assert event.staff().endswith(": Decided amount")

"""Receipts a hospital's system sends as data: on the list like any other paper, each number once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.cast import Cast

from anpei.claims import actions as claims
from anpei.claims.models import Claim, ItemState
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.documents import actions, checks
from anpei.documents.models import Origin, Paper
from anpei.documents.understood import understood

HOSPITAL = Actor(kind="api", id="1", name="云洲市第二人民医院")
RECEIPT = actions.FedReceipt(
    kind="inpatient_receipt",
    code="06026126",
    number="0003841275",
    payer_name="周桂芬",
    hospital="云洲市第二人民医院",
    issued_on=date(2026, 11, 13),
    total_fen=1_000_00,
    fund_paid_fen=600_00,
    cash_paid_fen=400_00,
    items=(actions.FedItem("西药费", 600_00), actions.FedItem("床位费", 400_00)),
)


def fed(claim: Claim, receipt: actions.FedReceipt = RECEIPT) -> actions.Fed:
    return actions.take_feed(claim, receipt=receipt, source="云洲二院 HIS", by=HOSPITAL)


def test_it_joins_the_list_with_its_figures_and_no_picture(cast: Cast, reported_claim: Claim) -> None:
    assert fed(reported_claim).known is False
    item = reported_claim.checklist.get(kind="inpatient_receipt")
    paper = Paper.objects.get()
    assert (item.state, paper.item, paper.origin, paper.file) == (
        ItemState.RECEIVED,
        item,
        Origin.FEED,
        None,
    )
    (found,) = understood(reported_claim).parts
    assert [found.value(name) for name in ("total", "fund_paid", "other_paid")] == ["100000", "60000", ""]
    assert [[cell.value for cell in line] for line in found.lines] == [
        ["西药费", "60000"],
        ["床位费", "40000"],
    ]


def test_it_is_compared_and_confirmed_as_a_read_one(cast: Cast, reported_claim: Claim) -> None:
    row = fed(reported_claim).part
    outcomes = {one.code: one.outcome for one in checks.run(reported_claim, understood(reported_claim))}
    assert outcomes["sum.payers"] == outcomes["sum.lines"] == outcomes["person.name"] == checks.Outcome.PASS
    assert actions.confirm_consistent(row, by=cast.handler.actor) == 0
    assert reported_claim.checklist.get(kind="inpatient_receipt").state == ItemState.CONFIRMED


def test_the_same_number_again_adds_nothing(cast: Cast, reported_claim: Claim) -> None:
    first, again = fed(reported_claim), fed(reported_claim)
    assert (again.known, again.part) == (True, first.part)
    assert fed(reported_claim, replace(RECEIPT, number="0003841276")).known is False
    assert Paper.objects.count() == 2


def test_only_receipts_and_only_on_open_cases(cast: Cast, reported_claim: Claim) -> None:
    with pytest.raises(Invalid):
        fed(reported_claim, replace(RECEIPT, kind="id_card"))
    claims.withdraw(reported_claim, by=cast.customer.actor)
    with pytest.raises(Refused) as refused:
        fed(reported_claim)
    assert refused.value.code == "claim.closed"
    assert not Paper.objects.exists()

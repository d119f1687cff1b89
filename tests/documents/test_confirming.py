"""A person confirms: what agrees at once, what does not by looking at it; corrections stay beside what was read."""

from __future__ import annotations

import pytest
from tests.cast import Cast
from tests.documents.fake import FakeReader, field, part, reading

from anpei.audit.models import Event
from anpei.claims.models import Claim, ItemState
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.demo import papers
from anpei.documents import actions
from anpei.documents.models import FieldState, PaperPart, PartField
from anpei.jobs import worker
from anpei.recognition.reading import Finding, Level

PICTURE = papers.picture("inpatient_receipt")


def read(claim: Claim, cast: Cast, *parts: object) -> PaperPart:
    FakeReader.known[PICTURE] = reading(*parts)  # type: ignore[arg-type]
    actions.hand_in(claim, content=PICTURE, filename="a.jpg", by=cast.customer.actor)
    worker.drain()
    return PaperPart.objects.get(paper__claim=claim)


def receipt(*more: object, cash: int = 40_000, cash_bp: int = 9_950) -> object:
    return part(
        "inpatient_receipt",
        field("code", "06026126"),
        field("number", "0003841275"),
        field("total", 100_000, "money"),
        field("fund_paid", 60_000, "money"),
        field("cash_paid", cash, "money", confidence_bp=cash_bp),
        *more,  # type: ignore[arg-type]
    )


def states(row: PaperPart) -> dict[str, str]:
    return dict(row.fields.values_list("name", "state"))


@pytest.fixture(autouse=True)
def _reader(fake_reader: type[FakeReader]) -> None:
    """Every test here has papers read."""


def test_one_step_confirms_all_that_agrees_and_puts_the_item_in_order(
    cast: Cast, reported_claim: Claim
) -> None:
    row = read(reported_claim, cast, receipt())
    assert actions.confirm_consistent(row, by=cast.handler.actor) == 0
    row.refresh_from_db()
    assert set(states(row).values()) == {FieldState.CONFIRMED}
    assert row.confirmed_by == cast.handler
    assert reported_claim.checklist.get(kind="inpatient_receipt").state == ItemState.CONFIRMED


def test_an_unsure_field_waits_for_a_look(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast, receipt(cash_bp=6_400))
    assert actions.confirm_consistent(row, by=cast.handler.actor) == 1
    assert states(row)["cash_paid"] == FieldState.PROPOSED
    row.refresh_from_db()
    assert row.confirmed_at is None
    assert reported_claim.checklist.get(kind="inpatient_receipt").state == ItemState.RECEIVED


def test_what_agrees_with_the_case_needs_less_than_what_stands_alone(
    cast: Cast, reported_claim: Claim
) -> None:
    known = cast.customer.name
    named = part(
        "inpatient_receipt",
        field("payer_name", known, confidence_bp=9_000),
        field("hospital", "云洲市第二人民医院", confidence_bp=9_000),
        field("number", "0003841275", "number", confidence_bp=9_800),
    )
    row = read(reported_claim, cast, named)
    assert actions.confirm_consistent(row, by=cast.handler.actor) == 2
    assert states(row) == {
        "payer_name": FieldState.CONFIRMED,
        "hospital": FieldState.PROPOSED,
        "number": FieldState.PROPOSED,
    }


def test_fields_of_a_sum_that_does_not_add_up_wait_for_a_look(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast, receipt(cash=40_001))
    assert actions.confirm_consistent(row, by=cast.handler.actor) == 3
    left = {name for name, state in states(row).items() if state == FieldState.PROPOSED}
    assert left == {"total", "fund_paid", "cash_paid"}


def test_fields_the_reading_doubts_wait_for_a_look(cast: Cast, reported_claim: Claim) -> None:
    doubted = part(
        "id_card",
        field("name", "周桂芬"),
        field("number", "11010119540512002X", "identity"),
        findings=(Finding("check_digit.resident_id", Level.WARNING, ("number",)),),
    )
    row = read(reported_claim, cast, doubted)
    assert actions.confirm_consistent(row, by=cast.handler.actor) == 1
    assert states(row) == {"name": FieldState.CONFIRMED, "number": FieldState.PROPOSED}


def test_a_correction_keeps_what_was_read_and_says_who(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast, receipt(cash=40_001))
    wrong = row.fields.get(name="cash_paid")
    actions.confirm_field(wrong, typed="400.00", by=cast.handler.actor)
    wrong.refresh_from_db()
    assert (wrong.read_value, wrong.value, wrong.state) == ("40001", "40000", FieldState.CORRECTED)
    assert wrong.checked_by == cast.handler
    assert Event.objects.filter(type="paper.field_corrected").count() == 1
    # Mended, the sum doubts nothing any more.
    assert actions.confirm_consistent(row, by=cast.handler.actor) == 0


def test_typing_what_was_read_is_no_correction(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast, receipt())
    total = actions.confirm_field(row.fields.get(name="total"), typed="1,000.00", by=cast.handler.actor)
    assert total.state == FieldState.CONFIRMED
    assert not Event.objects.filter(type="paper.field_corrected").exists()


@pytest.mark.parametrize(("name", "typed"), [("total", "a lot"), ("issued_on", "yesterday")])
def test_what_is_no_amount_or_date_comes_back_beside_the_field(
    cast: Cast, reported_claim: Claim, name: str, typed: str
) -> None:
    row = read(reported_claim, cast, receipt(field("issued_on", "2026-11-12", "date")))
    with pytest.raises(Invalid) as refused:
        actions.confirm_field(row.fields.get(name=name), typed=typed, by=cast.handler.actor)
    assert set(refused.value.fields) == {"value"}
    assert row.fields.get(name=name).state == FieldState.PROPOSED


def test_saying_what_a_paper_is_moves_it_on_the_list(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast, part("", confidence_bp=0))
    actions.say_kind(row, kind="bank_card", by=cast.handler.actor)
    row.refresh_from_db()
    assert (row.read_kind, row.kind, row.kind_said_by) == ("", "bank_card", cast.handler)
    assert reported_claim.checklist.get(kind="bank_card").state == ItemState.RECEIVED


def test_a_kind_nobody_knows_is_refused(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast, receipt())
    with pytest.raises(Invalid) as refused:
        actions.say_kind(row, kind="cat", by=cast.handler.actor)
    assert set(refused.value.fields) == {"kind"}


def test_who_may_not_handle_confirms_nothing(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast, receipt())
    for act in (
        lambda: actions.confirm_consistent(row, by=cast.approver.actor),
        lambda: actions.confirm_field(row.fields.get(name="total"), by=cast.approver.actor),
        lambda: actions.say_kind(row, kind="id_card", by=cast.approver.actor),
    ):
        with pytest.raises(Forbidden):
            act()
    assert set(states(row).values()) == {FieldState.PROPOSED}


def test_nothing_is_confirmed_on_a_closed_case(cast: Cast, reported_claim: Claim) -> None:
    from anpei.claims import actions as claims

    row = read(reported_claim, cast, receipt())
    claims.withdraw(reported_claim, by=cast.customer.actor)
    with pytest.raises(Refused) as refused:
        actions.confirm_consistent(row, by=cast.handler.actor)
    assert refused.value.code == "claim.decided"
    assert not PartField.objects.exclude(state=FieldState.PROPOSED).exists()


def test_a_picture_nobody_can_read_does_not_put_the_item_in_order(cast: Cast, reported_claim: Claim) -> None:
    spoiled = part(
        "id_card",
        field("name", "周桂芬"),
        findings=(Finding("picture.unreadable", Level.ERROR, (), {"page": 1}),),
    )
    row = read(reported_claim, cast, spoiled)
    assert actions.confirm_consistent(row, by=cast.handler.actor) == 0
    assert reported_claim.checklist.get(kind="id_card").state == ItemState.RECEIVED


def test_offline_a_receipt_stays_unverified(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast, receipt())
    actions.confirm_consistent(row, by=cast.handler.actor)
    worker.drain(strict=True)
    row.refresh_from_db()
    assert (row.verification, row.verified_at) == ("unverified", None)
    assert not Event.objects.filter(type="paper.verified").exists()

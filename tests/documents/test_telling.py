"""What the customer says of a paper: kept beside what was read, sorts the paper, decides no figure."""

from __future__ import annotations

import pytest
from tests.cast import Cast
from tests.documents.fake import FakeReader, field, part, reading

from anpei.audit.models import Event
from anpei.claims.models import Claim, ItemState
from anpei.core.errors import Invalid, Refused
from anpei.demo import papers
from anpei.documents import actions
from anpei.documents.actions.telling import tell
from anpei.documents.models import FieldState, PaperPart
from anpei.jobs import worker

PICTURE = papers.picture("inpatient_receipt")


def read(claim: Claim, cast: Cast, *, kind: str = "inpatient_receipt") -> PaperPart:
    fields = (field("total", 100_000, "money"), field("issued_on", "2026-11-13", "date"))
    FakeReader.known[PICTURE] = reading(part(kind, *fields))
    actions.hand_in(claim, content=PICTURE, filename="a.jpg", by=cast.customer.actor)
    worker.drain()
    return PaperPart.objects.get(paper__claim=claim)


@pytest.fixture(autouse=True)
def _reader(fake_reader: type[FakeReader]) -> None:
    """Every test here has papers read."""


def test_a_yes_is_kept_with_its_time(cast: Cast, reported_claim: Claim) -> None:
    row = tell(read(reported_claim, cast), values={}, by=cast.customer.actor)
    assert row.told_at is not None
    event = Event.objects.get(type="paper.told")
    assert event.data == {"paper": row.paper_id, "kind": "inpatient_receipt", "fields": []}


def test_other_figure_stands_beside_what_was_read_and_waits_for_a_person(
    cast: Cast, reported_claim: Claim
) -> None:
    row = read(reported_claim, cast)
    total, issued = row.fields.all()
    tell(row, values={total.pk: "1,234.50", issued.pk: "2026-11-13"}, by=cast.customer.actor)
    total.refresh_from_db(), issued.refresh_from_db()
    assert (total.value, total.told_value, total.state) == ("100000", "123450", FieldState.PROPOSED)
    assert issued.told_value == ""
    assert Event.objects.get(type="paper.told").data["fields"] == ["total"]
    assert actions.confirm_consistent(row, by=cast.handler.actor) == 1  # not the one the customer doubts
    total.refresh_from_db()
    assert total.state == FieldState.PROPOSED


def test_paper_nobody_knew_is_sorted_by_what_the_customer_says(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast, kind="")
    item = reported_claim.checklist.get(kind="inpatient_receipt")
    assert item.state == ItemState.WANTED
    row = tell(row, kind="inpatient_receipt", values={}, by=cast.customer.actor)
    item.refresh_from_db(), row.paper.refresh_from_db()
    assert (row.kind, row.told_kind, row.item, row.paper.item) == ("inpatient_receipt",) * 2 + (item, item)
    assert (item.state, row.read_kind) == (ItemState.RECEIVED, "")


def test_what_is_no_amount_or_date_is_refused_beside_its_field(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast)
    total, issued = row.fields.all()
    with pytest.raises(Invalid) as refused:
        tell(row, values={total.pk: "many", issued.pk: "yesterday"}, by=cast.customer.actor)
    assert set(refused.value.fields) == {f"field-{total.pk}", f"field-{issued.pk}"}
    row.refresh_from_db()
    assert row.told_at is None


def test_unknown_kind_is_refused(cast: Cast, reported_claim: Claim) -> None:
    with pytest.raises(Invalid) as refused:
        tell(read(reported_claim, cast), kind="passport", values={}, by=cast.customer.actor)
    assert set(refused.value.fields) == {"kind"}


def test_checked_paper_is_not_changed(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast)
    assert actions.confirm_consistent(row, by=cast.handler.actor) == 0
    with pytest.raises(Refused) as refused:
        tell(row, values={row.fields.first().pk: "1.00"}, by=cast.customer.actor)  # type: ignore[union-attr]
    assert refused.value.code == "paper.relied_on"


def test_paper_taken_back_is_not_spoken_of(cast: Cast, reported_claim: Claim) -> None:
    row = read(reported_claim, cast)
    actions.take_back(row.paper, by=cast.customer.actor)
    with pytest.raises(Refused) as refused:
        tell(row, values={}, by=cast.customer.actor)
    assert refused.value.code == "paper.gone"

"""Reading in the background: each file once, a proposal on each case, and a bad file out of everybody's way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.cast import Cast, course_to
from tests.documents.fake import ENGINE, FakeReader, field, part, reading

from anpei.claims.models import Claim, ItemState
from anpei.core import clock
from anpei.demo import papers
from anpei.documents import actions
from anpei.documents.models import FileReading, Paper, PartField, ReadState
from anpei.documents.understood import UNREAD, understood
from anpei.jobs import worker
from anpei.jobs.models import Job, JobState

ID_CARD = papers.picture("id_card")
RECEIPT = papers.picture("inpatient_receipt")


def handed(claim: Claim, cast: Cast, content: bytes = ID_CARD, kind: str = "") -> Paper:
    item = claim.checklist.get(kind=kind) if kind else None
    return actions.hand_in(claim, content=content, filename="a.jpg", item=item, by=cast.customer.actor).paper


def read_all() -> None:
    """Everything due now, and what failed again after its pause."""
    for minutes in range(0, 60, 10):
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            worker.drain()


def test_nothing_is_read_where_no_reader_is_set(cast: Cast, reported_claim: Claim) -> None:
    handed(reported_claim, cast)
    assert not FileReading.objects.exists()
    assert [file.state for file in understood(reported_claim).files] == [UNREAD]


def test_a_paper_is_waiting_then_read_and_sorted_into_the_list(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    fake_reader.known[ID_CARD] = reading(part("id_card", field("name", "周桂芬")))
    paper = handed(reported_claim, cast)
    before = understood(reported_claim)
    assert ([file.state for file in before.files], before.waiting) == ([ReadState.QUEUED], 1)
    worker.drain()
    (file,) = understood(reported_claim).files
    (found,) = file.parts
    assert (file.state, file.engine, found.kind) == (ReadState.READ, ENGINE, "id_card")
    assert found.value("name") == "周桂芬"
    paper.refresh_from_db()
    item = reported_claim.checklist.get(kind="id_card")
    assert (paper.item, item.state, item.received_at) == (item, ItemState.RECEIVED, paper.received_at)


def test_what_a_person_said_stays_whatever_was_read(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    fake_reader.known[ID_CARD] = reading(part("bank_card"))
    paper = handed(reported_claim, cast, kind="id_card")
    worker.drain()
    paper.refresh_from_db()
    assert paper.item is not None and paper.item.kind == "id_card"
    assert reported_claim.checklist.get(kind="bank_card").state == ItemState.WANTED


def test_an_unsure_kind_is_shown_and_not_sorted(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    fake_reader.known[ID_CARD] = reading(part("bank_card", confidence_bp=5_000))
    paper = handed(reported_claim, cast)
    worker.drain()
    (found,) = understood(reported_claim).parts
    paper.refresh_from_db()
    assert (found.row.read_kind, found.kind, paper.item) == ("bank_card", "", None)


def test_two_papers_on_one_picture_count_for_both_items(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    fake_reader.known[ID_CARD] = reading(part("id_card"), part("bank_card"))
    handed(reported_claim, cast)
    worker.drain()
    states = dict(reported_claim.checklist.values_list("kind", "state"))
    assert (states["id_card"], states["bank_card"]) == (ItemState.RECEIVED, ItemState.RECEIVED)


def test_taking_back_the_picture_makes_all_its_papers_wanted_again(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    fake_reader.known[ID_CARD] = reading(part("id_card"), part("bank_card"))
    paper = handed(reported_claim, cast)
    worker.drain()
    actions.take_back(paper, by=cast.customer.actor)
    states = dict(reported_claim.checklist.values_list("kind", "state"))
    assert (states["id_card"], states["bank_card"]) == (ItemState.WANTED, ItemState.WANTED)
    assert understood(reported_claim).parts == ()


def test_the_same_file_on_another_case_is_not_read_again(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    other = course_to(cast, "reported", key="other")
    fake_reader.known[ID_CARD] = reading(part("id_card", field("name", "周桂芬")))
    for claim in (reported_claim, other):
        handed(claim, cast)
    worker.drain()
    assert fake_reader.asked == [ID_CARD]
    assert [understood(claim).parts[0].value("name") for claim in (reported_claim, other)] == ["周桂芬"] * 2


def test_running_the_job_twice_proposes_once(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    fake_reader.known[ID_CARD] = reading(part("id_card", field("name", "周桂芬")))
    paper = handed(reported_claim, cast)
    worker.drain()
    actions.read_paper(paper)
    assert (fake_reader.asked, PartField.objects.count()) == ([ID_CARD], 1)


def test_a_file_that_cannot_be_read_is_parked_and_others_go_on(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    fake_reader.known[ID_CARD] = ValueError("a page without an end")
    fake_reader.known[RECEIPT] = reading(part("inpatient_receipt"))
    handed(reported_claim, cast), handed(reported_claim, cast, RECEIPT)
    read_all()
    bad, good = understood(reported_claim).files
    assert (bad.state, bad.reason) == (ReadState.PARKED, "ValueError: a page without an end")
    assert good.state == ReadState.READ
    assert fake_reader.asked.count(ID_CARD) == 3
    assert not Job.objects.exclude(state=JobState.DONE).filter(task="documents.read").exists()


def test_an_attempt_that_killed_the_process_counts(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    paper = handed(reported_claim, cast)
    FileReading.objects.update(
        state=ReadState.READING, attempts=3, started_at=clock.now() - timedelta(minutes=5)
    )
    actions.read_paper(paper)
    (file,) = understood(reported_claim).files
    assert (file.state, file.reason) == (ReadState.PARKED, "The reader stopped in the middle.")
    assert fake_reader.asked == []


def test_a_file_being_read_elsewhere_is_waited_for(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    paper = handed(reported_claim, cast)
    FileReading.objects.update(state=ReadState.READING, attempts=1, started_at=clock.now())
    with pytest.raises(worker.Later):
        actions.read_paper(paper)
    assert FileReading.objects.get().attempts == 1


def test_what_was_read_is_not_stored_in_clear(
    cast: Cast, reported_claim: Claim, fake_reader: type[FakeReader]
) -> None:
    from django.db import connection

    fake_reader.known[ID_CARD] = reading(part("id_card", field("name", "周桂芬")))
    handed(reported_claim, cast)
    worker.drain()
    with connection.cursor() as cursor:
        cursor.execute("SELECT read_text, read_value, value FROM documents_partfield")
        assert all("周桂芬" not in text for text in cursor.fetchone())
        cursor.execute("SELECT result FROM documents_filereading")
        assert "周桂芬" not in cursor.fetchone()[0]


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_understood_takes_four_statements(
    cast: Cast,
    reported_claim: Claim,
    fake_reader: type[FakeReader],
    count: int,
    django_assert_num_queries: Any,
) -> None:
    kinds = ("id_card", "bank_card", "inpatient_receipt")[:count]
    for kind in kinds:
        content = papers.picture(kind)
        fake_reader.known[content] = reading(part(kind, field("name", "周桂芬")))
        handed(reported_claim, cast, content)
    worker.drain()
    with django_assert_num_queries(4):
        found = understood(reported_claim)
        assert [one.value("name") for one in found.parts] == ["周桂芬"] * count
        assert [file.paper.item.kind for file in found.files if file.paper.item] == list(kinds)

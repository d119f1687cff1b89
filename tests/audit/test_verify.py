"""Whatever is done to the record by hand shows, with the row."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.audit.happenings import Called, Reported

from anpei.audit import actions
from anpei.audit.models import Chain, Event, Seal
from anpei.audit.verify import verify
from anpei.core.actor import Actor

pytestmark = pytest.mark.django_db

HANDLER = Actor("staff", "7", "李娜", "handler")


@pytest.fixture(autouse=True)
def book(frozen_clock: object) -> None:
    """Two sealed cases: case 1 with four events in two seals, case 2 with one; case 3 not sealed yet."""
    for happened in (Reported("AP1"), Called("busy")):
        actions.record(subject="claim", subject_id=1, event=happened, by=HANDLER)
    actions.record(subject="claim", subject_id=2, event=Reported("AP2"), by=HANDLER)
    actions.seal()
    for happened in (Called("answered"), Reported("AP1")):
        actions.record(subject="claim", subject_id=1, event=happened, by=HANDLER)
    actions.seal()
    actions.record(subject="claim", subject_id=3, event=Reported("AP3"), by=HANDLER)


def by_hand(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def found() -> list[tuple[str, str]]:
    return [(finding.code, finding.row) for finding in verify().findings]


def event_row(seq: int) -> str:
    return f"audit.event {Event.objects.get(subject_id=1, seq=seq).pk} (claim 1 #{seq})"


def test_a_whole_record_verifies_and_is_counted() -> None:
    report = verify()
    assert report.findings == []
    assert (report.sound, report.events, report.chains, report.seals) == (True, 6, 3, 2)
    assert report.head == Seal.objects.get(seq=2).hash


def test_progress_is_told() -> None:
    told: list[int] = []
    verify(progress=told.append)
    assert told == [6]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("type", "test.called"),
        ("audience", "staff"),
        ("actor_id", "8"),
        ("actor_name", "张伟"),
        ("actor_role", "approver"),
        ("request_id", "r"),
        ("data", '{"number": "AP9", "event_on": null}'),
        ("at", "2026-11-15 02:00:00+00:00"),
        ("prev_hash", "0" * 64),
        ("personal_hash", "0" * 64),
    ],
)
def test_a_changed_column_is_found(column: str, value: str) -> None:
    row = event_row(4)
    by_hand(f"UPDATE audit_event SET {column} = %s WHERE subject_id = 1 AND seq = 4", value)
    assert ("event.changed", row) in found()


def test_a_changed_hash_is_found() -> None:
    row = event_row(2)
    by_hand("UPDATE audit_event SET hash = %s WHERE subject_id = 1 AND seq = 2", "0" * 64)
    assert ("event.changed", row) in found()


def test_a_changed_personal_payload_is_found() -> None:
    other = Event.objects.get(subject_id=1, seq=3)
    row = event_row(2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT personal FROM audit_event WHERE id = %s", [other.pk])
        sealed = cursor.fetchone()[0]
    by_hand("UPDATE audit_event SET personal = %s WHERE subject_id = 1 AND seq = 2", sealed)
    assert found() == [("personal.changed", row)]


def test_a_personal_payload_that_does_not_open_is_a_finding_and_not_the_end() -> None:
    row = event_row(2)
    by_hand("UPDATE audit_event SET personal = 'nonsense' WHERE subject_id = 1 AND seq = 2")
    assert found() == [("personal.changed", row)]


def test_a_personal_payload_erased_without_a_word_is_found() -> None:
    row = event_row(2)
    by_hand("UPDATE audit_event SET personal = NULL, personal_salt = NULL WHERE subject_id = 1 AND seq = 2")
    assert found() == [("personal.missing", row)]


def test_an_event_deleted_in_the_middle_is_found() -> None:
    by_hand("DELETE FROM audit_event WHERE subject_id = 1 AND seq = 3")
    assert found() == [("event.missing", "audit.event (claim 1 #3)")]


def test_the_first_event_deleted_is_found() -> None:
    by_hand("DELETE FROM audit_event WHERE subject_id = 1 AND seq = 1")
    assert found() == [("event.missing", "audit.event (claim 1 #1)")]


def test_a_deleted_tail_is_found() -> None:
    by_hand("DELETE FROM audit_event WHERE subject_id = 1 AND seq > 2")
    assert found() == [("event.missing", "audit.event (claim 1 #3)")]


def test_a_deleted_tail_is_found_when_the_head_was_put_right_as_well() -> None:
    by_hand("DELETE FROM audit_event WHERE subject_id = 1 AND seq > 2")
    left = Event.objects.get(subject_id=1, seq=2)
    by_hand("UPDATE audit_chain SET length = 2, head = %s WHERE subject_id = 1", left.hash)
    assert found() == [("event.missing", "audit.event (claim 1 #3)")]


def test_a_deleted_case_is_found() -> None:
    by_hand("DELETE FROM audit_event WHERE subject_id = 2")
    by_hand("DELETE FROM audit_chain WHERE subject_id = 2")
    assert found() == [("chain.deleted", "audit.chain (claim 2)")]


def test_a_case_whose_events_alone_were_deleted_is_found() -> None:
    by_hand("DELETE FROM audit_event WHERE subject_id = 3")
    assert found() == [("chain.deleted", "audit.chain (claim 3)")]


def test_a_deleted_head_is_found() -> None:
    by_hand("DELETE FROM audit_chain WHERE subject_id = 3")
    assert found() == [("chain.missing", "audit.chain (claim 3)")]


def test_a_changed_head_is_found() -> None:
    chain = Chain.objects.get(subject_id=3)
    by_hand("UPDATE audit_chain SET head = %s WHERE subject_id = 3", "0" * 64)
    assert found() == [("chain.changed", f"audit.chain {chain.pk} (claim 3)")]


def test_a_chain_written_anew_with_right_hashes_is_found_by_its_seal() -> None:
    by_hand("DELETE FROM audit_event WHERE subject_id = 2")
    by_hand("DELETE FROM audit_chain WHERE subject_id = 2")
    actions.record(subject="claim", subject_id=2, event=Reported("AP9"), by=HANDLER)
    assert found() == [("event.resealed", "audit.event (claim 2 #1)")]


@pytest.mark.parametrize(
    "change", ["heads = 9", "digest = 'x'", "prev_hash = 'x'", "at = '2026-01-01 00:00:00+00:00'"]
)
def test_a_changed_seal_is_found(change: str) -> None:
    seal = Seal.objects.get(seq=2)
    by_hand(f"UPDATE audit_seal SET {change} WHERE seq = 2")
    assert ("seal.changed", f"audit.seal {seal.pk} (#2)") in found()


def test_a_sealed_head_deleted_is_found() -> None:
    seal = Seal.objects.get(seq=1)
    by_hand("DELETE FROM audit_sealedhead WHERE seal_seq = 1 AND subject_id = 1")
    assert found() == [("seal.changed", f"audit.seal {seal.pk} (#1)")]


def test_the_first_seal_deleted_is_found() -> None:
    by_hand("DELETE FROM audit_seal WHERE seq = 1")
    assert ("seal.missing", "audit.seal (#1)") in found()


def test_the_last_seal_deleted_is_found() -> None:
    chain = Chain.objects.get(subject_id=1)
    by_hand("DELETE FROM audit_seal WHERE seq = 2")
    by_hand("DELETE FROM audit_sealedhead WHERE seal_seq = 2")
    assert found() == [("seal.missing", f"audit.chain {chain.pk} (claim 1)")]


def test_the_last_seal_deleted_without_its_heads_is_found() -> None:
    by_hand("DELETE FROM audit_seal WHERE seq = 2")
    assert ("seal.missing", "audit.seal (#2)") in found()

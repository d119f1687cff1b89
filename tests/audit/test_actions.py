from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from tests.audit.happenings import Called, Reported

from anpei.audit import actions, registry
from anpei.audit.models import AppendOnlyError, Chain, Event, Seal, SealedHead
from anpei.audit.verify import verify
from anpei.core import clock
from anpei.core import request as current
from anpei.core.actor import Actor
from anpei.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]

HANDLER = Actor("staff", "7", "李娜", "handler")
CUSTOMER = Actor("customer", "42", "王芳")


def record(happened: Any = None, subject_id: int = 1, by: Actor = HANDLER, **options: Any) -> Event:
    return actions.record(
        subject="claim", subject_id=subject_id, event=happened or Reported("AP1"), by=by, **options
    )


def test_an_event_says_what_who_when_and_in_which_request(frozen_clock: datetime) -> None:
    with current.identified("request-1"):
        record()
    row = Event.objects.get()
    assert (row.subject, row.subject_id, row.seq, row.type, row.audience) == (
        "claim",
        1,
        1,
        "test.reported",
        "customer",
    )
    assert row.actor == HANDLER
    assert (row.at, row.request_id, row.data) == (
        frozen_clock,
        "request-1",
        {"number": "AP1", "event_on": None},
    )
    assert (row.personal, row.personal_hash, row.prev_hash) == (None, "", "")


def test_events_of_a_subject_form_a_chain_and_others_have_their_own() -> None:
    first, second, other = record(), record(Called("answered")), record(subject_id=2)
    assert (first.seq, second.seq, other.seq) == (1, 2, 1)
    assert second.prev_hash == first.hash
    assert other.prev_hash == ""
    chain = Chain.objects.get(subject="claim", subject_id=1)
    assert (chain.length, chain.head, chain.unsealed) == (2, second.hash, True)


def test_several_events_at_once_keep_their_order() -> None:
    rows = actions.record_all(
        subject="claim", subject_id=1, events=[Reported("AP1"), Called("busy")], by=HANDLER
    )
    assert [row.seq for row in rows] == [1, 2]
    assert [row.type for row in Event.objects.order_by("seq")] == ["test.reported", "test.called"]
    assert actions.record_all(subject="claim", subject_id=1, events=[], by=HANDLER) == []


def test_recording_costs_two_statements_on_a_new_chain_and_three_on_an_old_one(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(2):
        record(new_chain=True)
    with django_assert_num_queries(3):
        record()
    with django_assert_num_queries(3):
        actions.record_all(subject="claim", subject_id=1, events=[Called("busy")] * 5, by=HANDLER)


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(TransactionManagementError):
        record()


def test_an_event_of_an_action_that_is_undone_never_was() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record()
        _ = 1 // 0
    assert (Event.objects.count(), Chain.objects.count()) == (0, 0)


def test_a_waiting_task_is_enqueued_with_the_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_subscriptions", {})
    registry.subscribe("test.reported", task="claims.greet")
    registry.subscribe("test.reported", task="claims.greet")
    row = record()
    record(Called("busy"))
    assert list(Job.objects.values_list("task", "args")) == [("claims.greet", {"event_id": row.pk})]


def test_what_is_personal_is_sealed_at_rest_and_the_name_of_a_customer_with_it() -> None:
    row = record(Called("her sister answered"), by=CUSTOMER)
    assert (row.actor_name, row.data) == ("", {"at": None})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_event")
        stored = repr(cursor.fetchone())
    assert "sister" not in stored
    assert "王芳" not in stored
    assert Event.objects.get().personal == '{"actor_name":"王芳","outcome":"her sister answered"}'


def test_the_record_is_neither_changed_nor_deleted() -> None:
    row = record()
    for attempt in (row.save, row.delete, Event.objects.all().delete, lambda: Event.objects.update(type="x")):
        with pytest.raises(AppendOnlyError):
            attempt()
    assert Event.objects.count() == 1


def test_erasure_empties_the_personal_payload_and_the_chain_still_holds() -> None:
    record(Called("her sister answered"))
    record(Reported("AP1"), by=CUSTOMER)
    record(Reported("AP1"))
    assert actions.erase_personal(subject="claim", subject_id=1, by=HANDLER, reason="request DR1") == 2
    assert [(row.personal, row.personal_salt) for row in Event.objects.order_by("seq")] == [(None, None)] * 4
    last = Event.objects.get(seq=4)
    assert (last.type, last.data) == ("audit.personal_erased", {"seqs": [1, 2], "reason": "request DR1"})
    assert verify().findings == []
    assert actions.erase_personal(subject="claim", subject_id=1, by=HANDLER, reason="again") == 0


def test_equal_personal_payloads_have_unequal_hashes() -> None:
    assert record(Called("busy")).personal_hash != record(Called("busy")).personal_hash


def test_a_past_loaded_in_bulk_has_the_rows_of_real_actions(frozen_clock: datetime) -> None:
    moments = [
        (Reported("AP1"), CUSTOMER, frozen_clock),
        (Called("busy"), HANDLER, frozen_clock + timedelta(days=1)),
    ]
    for happened, by, at in moments:
        with clock.at(at):
            record(happened, by=by)
    assert actions.record_many([actions.History("claim", 2, moments), actions.History("claim", 3, [])]) == 2
    left = ("id", "subject_id", "hash", "prev_hash", "personal_salt", "personal_hash")

    def rows(subject_id: int) -> list[dict[str, Any]]:
        found = Event.objects.filter(subject_id=subject_id).order_by("seq").values()
        return [{name: value for name, value in row.items() if name not in left} for row in found]

    assert rows(1) == rows(2)
    assert Chain.objects.get(subject_id=2).created_at == Chain.objects.get(subject_id=1).created_at
    assert verify().findings == []


def test_sealing_takes_the_heads_that_changed_and_links_the_seals(frozen_clock: datetime) -> None:
    record()
    record(subject_id=2)
    assert actions.seal() == 2
    assert actions.seal() == 0
    record(Called("busy"))
    assert actions.seal() == 1
    first, second = Seal.objects.order_by("seq")
    assert (first.seq, first.heads, first.prev_hash, first.at) == (1, 2, "", frozen_clock)
    assert (second.seq, second.heads, second.prev_hash) == (2, 1, first.hash)
    assert list(SealedHead.objects.order_by("id").values_list("seal_seq", "subject_id", "length")) == [
        (1, 1, 1),
        (1, 2, 1),
        (2, 1, 2),
    ]


def test_sealing_goes_on_until_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "SEAL_BATCH", 2)
    for subject_id in range(5):
        record(subject_id=subject_id)
    assert actions.seal() == 5
    assert [seal.heads for seal in Seal.objects.order_by("seq")] == [2, 2, 1]

"""Calls as an exchange tells them: once, in any order, believed only where they can be."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast

from anpei.audit.models import Event
from anpei.claims.models import CallRequest, Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.hotline import actions, queries
from anpei.hotline.models import Call, CallEvent
from anpei.jobs.worker import drain

EXCHANGE = Actor(kind="api", id="exchange", name="交换机")
BEGAN = datetime.fromisoformat("2026-11-16T09:00:00+08:00")


def tell(cast: Cast, kind: str, seconds: int = 0, *, call_id: str = "c-1", **more: object) -> Call:
    given = {"number": cast.customer.phone, "unit": cast.branch, "by": EXCHANGE, **more}
    return actions.tell(call_id=call_id, kind=kind, at=BEGAN + timedelta(seconds=seconds), **given)  # type: ignore[arg-type]


def missed(cast: Cast, call_id: str = "c-1", at: int = 0, **more: object) -> Call:
    tell(cast, "ringing", at, call_id=call_id, **more)
    return tell(cast, "abandoned", at + 40, call_id=call_id, **more)


def test_an_answered_call_has_its_moments_and_its_person(cast: Cast):
    tell(cast, "ringing")
    assert Call.objects.get().state == "waiting"
    tell(cast, "answered", 12, answered_by="T-operator")
    assert Call.objects.get().state == "talking"
    call = tell(cast, "hung_up", 200)

    assert (call.state, call.answered_by, call.direction) == ("answered", cast.staff["operator"], "in")
    assert (call.queued_at, call.answered_at, call.ended_at) == (
        BEGAN, BEGAN + timedelta(seconds=12), BEGAN + timedelta(seconds=200),
    )  # fmt: skip
    assert not CallRequest.objects.exists()


def test_the_same_event_again_changes_nothing(cast: Cast):
    for _ in range(3):
        tell(cast, "ringing")

    assert (Call.objects.count(), CallEvent.objects.count()) == (1, 1)


def test_the_same_event_with_another_moment_is_refused(cast: Cast):
    tell(cast, "ringing")

    with pytest.raises(Refused) as refused:
        tell(cast, "ringing", 5)

    assert refused.value.code == "call.event_differs"
    assert Call.objects.get().began_at == BEGAN


def test_events_may_come_in_any_order(cast: Cast):
    tell(cast, "hung_up", 200)
    tell(cast, "answered", 12)
    call = tell(cast, "ringing")

    assert (call.state, call.began_at, call.queued_at) == ("answered", BEGAN, BEGAN)
    with clock.at(clock.now() + timedelta(minutes=2)):
        drain(strict=True)
    assert not CallRequest.objects.exists()


def test_in_the_menu_nobody_asked_for_a_person(cast: Cast):
    tell(cast, "ringing", menu=True)
    tell(cast, "hung_up", 30)
    with clock.at(clock.now() + timedelta(minutes=2)):
        drain(strict=True)

    assert Call.objects.get().state == "ended"
    assert not CallRequest.objects.exists()


def test_a_caller_who_asked_in_the_menu_and_hung_up_is_called_back(cast: Cast):
    tell(cast, "ringing", menu=True)
    tell(cast, "queued", 20)
    tell(cast, "hung_up", 60)
    assert not CallRequest.objects.exists()  # an "answered" may still be on its way
    with clock.at(clock.now() + timedelta(minutes=2)):
        drain(strict=True)

    request = CallRequest.objects.get()
    assert (request.origin, request.phone, request.unit) == ("missed", cast.customer.phone, cast.branch)
    assert Call.objects.get().callback == request


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("sneezed", {}, "event"),
        ("ringing", {"direction": "up"}, "direction"),
        ("answered", {"answered_by": "T-nobody"}, "answered_by"),
        ("recorded", {}, "recording"),
        ("recorded", {"recording": "http://exchange/1.wav"}, "recording"),
        ("recorded", {"recording": "https://user:pw@exchange/1.wav"}, "recording"),
        ("recorded", {"recording": "javascript:alert(1)"}, "recording"),
        ("recorded", {"recording": "https://"}, "recording"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(cast: Cast, kind: str, more: dict[str, object], field: str):
    with pytest.raises(Invalid) as refused:
        tell(cast, kind, **more)

    assert list(refused.value.fields) == [field]
    assert not Call.objects.exists()


def test_a_moment_to_come_and_an_answer_before_the_ringing_are_refused(cast: Cast):
    with pytest.raises(Invalid) as refused:
        tell(cast, "ringing", 2 * 3600)
    assert list(refused.value.fields) == ["at"]
    tell(cast, "ringing", 10)

    with pytest.raises(Invalid) as refused:
        tell(cast, "answered", 5)

    assert list(refused.value.fields) == ["at"]
    assert Call.objects.get().answered_at is None


def test_answered_and_abandoned_exclude_each_other(cast: Cast):
    tell(cast, "ringing")
    tell(cast, "answered", 5)

    with pytest.raises(Refused) as refused:
        tell(cast, "abandoned", 9)

    assert refused.value.code == "call.contradiction"
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.update(abandoned_at=BEGAN)


def test_a_missed_call_enters_the_queue_once_per_number_and_day(cast: Cast):
    missed(cast, "c-1")
    missed(cast, "c-2", 300)
    missed(cast, "c-3", 600, number=cast.stranger.phone)

    assert CallRequest.objects.count() == 2
    assert CallRequest.objects.filter(calls__exchange_id__in=["c-1", "c-2"]).distinct().count() == 1


def test_an_unknown_landline_and_a_withheld_number(cast: Cast):
    missed(cast, "c-1", number="028-86001234")
    missed(cast, "c-2", number="")

    assert [one.phone for one in CallRequest.objects.all()] == ["02886001234"]


def test_whoever_waits_for_a_call_already_is_called_once(cast: Cast, reported_claim: Claim):
    from anpei.claims.actions import ask_to_call

    asked = ask_to_call(by=cast.customer.actor, phone=cast.customer.phone, claim=reported_claim)

    assert missed(cast).callback == asked
    assert CallRequest.objects.count() == 1


def test_a_caller_who_got_through_later_is_not_called_back(cast: Cast):
    tell(cast, "ringing", 300, call_id="c-2")
    tell(cast, "answered", 305, call_id="c-2")

    assert missed(cast, "c-1").callback is None


def test_a_call_of_long_ago_is_counted_and_not_called_back(cast: Cast):
    assert missed(cast, at=-8 * 24 * 3600).callback is None
    assert Call.objects.get().is_missed


def test_a_missed_call_has_an_hour(cast: Cast):
    from anpei.deadlines import queries as deadlines

    request = missed(cast).callback
    assert request is not None
    running = deadlines.running("call_request", request.pk)

    assert [(one.rule_id, one.due_at - BEGAN) for one in running] == [
        ("hotline.missed", timedelta(hours=1, seconds=40))
    ]


def test_a_number_is_a_proposal_until_a_person_asked(cast: Cast, reported_claim: Claim):
    call = tell(cast, "ringing")
    assert queries.proposals(call, cast.handler) == [(cast.customer, reported_claim)]
    assert queries.proposals(call, cast.other_handler) == [(cast.customer, None)]
    assert call.party is None

    with pytest.raises(Invalid):
        actions.link(call, party=cast.customer, known_by="number", by=cast.handler.actor)
    with pytest.raises(Invalid):
        actions.link(
            call, party=cast.stranger, claim=reported_claim, known_by="id_last4", by=cast.handler.actor
        )
    with pytest.raises(Forbidden):
        actions.link(call, party=cast.customer, known_by="id_last4", by=cast.staff["auditor"].actor)
    call = actions.link(
        call, party=cast.customer, claim=reported_claim, known_by="id_last4", by=cast.handler.actor
    )

    assert (call.party, call.claim, call.linked_by) == (cast.customer, reported_claim, cast.handler)
    assert queries.proposals(call, cast.handler) == []
    with pytest.raises(Refused):
        actions.link(call, party=cast.relative, known_by="id_last4", by=cast.handler.actor)


def test_the_database_holds_that_somebody_asked(cast: Cast):
    tell(cast, "ringing")

    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.update(party=cast.customer)


def test_a_call_is_taken_out_again_with_the_reason(cast: Cast):
    call = tell(cast, "ringing")
    actions.link(call, party=cast.customer, known_by="name_birth", by=cast.handler.actor)
    with pytest.raises(Invalid):
        actions.unlink(call, reason="", by=cast.handler.actor)

    call = actions.unlink(call, reason="是她女儿", by=cast.handler.actor)

    assert (call.party, call.known_by) == (None, "")
    assert (
        Event.objects.filter(subject="party", subject_id=cast.customer.pk, type="call.unlinked").count() == 1
    )


def test_a_look_at_a_recording_is_on_record_before_it_is_given(cast: Cast):
    call = tell(cast, "recorded", recording="https://exchange.example/1.wav")
    supervisor = cast.supervisor.actor
    with pytest.raises(Forbidden):
        actions.open_recording(call, reason="听一下", by=cast.handler.actor)
    with pytest.raises(Invalid):
        actions.open_recording(call, reason="", by=supervisor)

    assert actions.open_recording(call, reason="投诉核查", by=supervisor) == "https://exchange.example/1.wav"

    assert Event.objects.filter(subject="call", subject_id=call.pk, type="call.listened").count() == 1


def test_calls_are_seen_in_ones_own_units(cast: Cast):
    call = tell(cast, "ringing")

    assert list(queries.calls(cast.handler)) == [call]
    assert list(queries.calls(cast.staff["operator"])) == [call]
    assert list(queries.calls(cast.other_handler)) == []


def test_pages_of_calls_hang_together(cast: Cast, django_assert_num_queries):  # type: ignore[no-untyped-def]
    for number in range(5):
        tell(cast, "ringing", number // 2, call_id=f"c-{number}")

    with django_assert_num_queries(2):
        first = queries.page_of_calls(cast.handler, size=2)[:2]
    after = (first[-1].began_at, first[-1].pk)
    rest = queries.page_of_calls(cast.handler, after=after, size=9)

    assert [one.exchange_id for one in [*first, *rest]] == ["c-4", "c-3", "c-2", "c-1", "c-0"]

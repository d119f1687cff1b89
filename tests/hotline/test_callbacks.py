"""Calling back: by the hour promised, each attempt kept, reached or told when it is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from tests.cast import Cast

from anpei.claims import actions as claims
from anpei.claims.models import CallRequest, Claim
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, NotFound, Refused
from anpei.deadlines.models import Clock
from anpei.hotline import actions, queries
from anpei.hotline.models import Attempt
from anpei.messages.models import Message


@pytest.fixture
def wanted(cast: Cast, reported_claim: Claim) -> CallRequest:
    return claims.ask_to_call(by=cast.customer.actor, phone=cast.customer.phone, claim=reported_claim)


def promise(request: CallRequest) -> list[tuple[str, str]]:
    rows = Clock.objects.filter(subject="call_request", subject_id=request.pk).order_by("id")
    return [(one.rule_id, one.state) for one in rows]


def test_reached_ends_it_and_keeps_the_promise(cast: Cast, wanted: CallRequest):
    assert promise(wanted) == [("any.callback", "running")]
    with pytest.raises(Invalid):
        actions.attempt(wanted, reached=True, by=cast.handler.actor)

    row = actions.attempt(wanted, reached=True, note="讲清了下一步", by=cast.handler.actor)

    wanted.refresh_from_db()
    assert (row.reached, row.next_at, wanted.outcome, wanted.done_by) == (
        True,
        None,
        "讲清了下一步",
        cast.handler,
    )
    assert promise(wanted) == [("any.callback", "met")]
    assert list(queries.callbacks(cast.handler)) == []


def test_not_reached_names_the_next_hour_and_tells_the_customer_once(cast: Cast, wanted: CallRequest):
    now = clock.now()

    row = actions.attempt(wanted, reached=False, note="无人接听", by=cast.handler.actor)

    wanted.refresh_from_db()
    assert (row.next_at, wanted.due_at, wanted.done_at) == (
        now + timedelta(hours=2),
        now + timedelta(hours=2),
        None,
    )
    assert promise(wanted) == [("any.callback", "met"), ("any.callback", "running")]
    told = Message.objects.get(template="hotline.not_reached", channel="sms")
    assert (told.address, settings.INSURER_HOTLINE in told.body, "12:00" in told.body) == (
        cast.customer.phone,
        True,
        True,
    )


def test_an_hour_agreed_on_is_the_next_one_and_never_in_the_past(cast: Cast, wanted: CallRequest):
    tomorrow = clock.now() + timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        actions.attempt(wanted, reached=False, next_at=clock.now(), by=cast.handler.actor)
    assert list(refused.value.fields) == ["next_at"]
    assert not Attempt.objects.exists()

    actions.attempt(wanted, reached=False, next_at=tomorrow, by=cast.handler.actor)

    assert queries.get_callback(cast.handler, wanted.pk).due_at == tomorrow


def test_in_the_evening_the_next_attempt_waits_for_the_morning(cast: Cast, wanted: CallRequest):
    with clock.at(clock.now().replace(hour=12, minute=30)):  # 20:30 in Shanghai
        row = actions.attempt(wanted, reached=False, by=cast.handler.actor)

    assert row.next_at is not None
    assert row.next_at.astimezone(clock.LOCAL).strftime("%d %H:%M") == "17 08:00"


def test_nobody_gives_up_before_three_attempts(cast: Cast, wanted: CallRequest):
    for hours in range(3):
        with pytest.raises(Refused) as refused:
            actions.give_up(wanted, note="", by=cast.handler.actor)
        assert refused.value.code == "callback.too_early"
        with clock.at(clock.now() + timedelta(hours=hours)):
            actions.attempt(wanted, reached=False, by=cast.handler.actor)

    done = actions.give_up(wanted, note="三次未接", by=cast.handler.actor)

    assert (done.outcome, done.done_at is not None) == ("三次未接", True)


def test_who_may_not_talk_to_customers_does_not_call(cast: Cast, wanted: CallRequest):
    with pytest.raises(Forbidden):
        actions.attempt(wanted, reached=True, note="x", by=cast.staff["auditor"].actor)


def test_the_queue_stands_in_the_order_of_what_was_promised(cast: Cast, wanted: CallRequest):
    sooner = claims.ask_to_call(
        by=cast.stranger.actor,
        phone=cast.stranger.phone,
        unit=cast.branch,
        due_at=clock.now() + timedelta(minutes=30),
    )

    assert list(queries.callbacks(cast.handler)) == [sooner, wanted]
    assert list(queries.callbacks(cast.other_handler)) == []
    with pytest.raises(NotFound):
        queries.get_callback(cast.other_handler, sooner.pk)


def test_a_call_asked_for_without_a_case_is_somebodys(cast: Cast):
    asked = claims.ask_to_call(by=cast.stranger.actor, phone=cast.stranger.phone)

    assert asked.unit == cast.head_office
    assert list(queries.callbacks(cast.staff["operator"])) == [asked]


def test_the_queue_costs_the_same_for_one_and_for_three(
    cast: Cast, wanted: CallRequest, django_assert_num_queries
):  # type: ignore[no-untyped-def]
    actions.attempt(wanted, reached=False, by=cast.handler.actor)
    with django_assert_num_queries(4):
        assert len(queries.callbacks(cast.handler)) == 1
    for person in (cast.stranger, cast.relative):
        other = claims.ask_to_call(by=person.actor, phone=person.phone, unit=cast.branch)
        actions.attempt(other, reached=False, by=cast.handler.actor)

    with django_assert_num_queries(4):
        assert len(queries.callbacks(cast.handler)) == 3


def test_a_promised_hour_is_the_clock(cast: Cast, reported_claim: Claim):
    hour = clock.now() + timedelta(hours=5)

    request = claims.ask_to_call(
        by=cast.handler.actor, phone=cast.customer.phone, claim=reported_claim, due_at=hour
    )

    assert Clock.objects.get(subject="call_request", subject_id=request.pk).due_at == hour


def test_called_again_after_the_call_back_the_same_entry_waits_again(cast: Cast):
    first = claims.call_back_missed(
        phone="13800000000", unit=cast.branch, at=clock.now(), by=cast.handler.actor
    )
    assert first is not None
    actions.attempt(first, reached=True, note="好了", by=cast.handler.actor)

    again = claims.call_back_missed(
        phone="13800000000", unit=cast.branch, at=clock.now(), by=cast.handler.actor
    )

    assert again == first
    assert [one.pk for one in queries.callbacks(cast.handler)] == [first.pk]

"""Asking how it was: once, in the morning, reminded once; a bad answer wants a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast

from anpei.care import actions, catalogue, queries
from anpei.care.models import Followup, FollowupState, FollowupTask
from anpei.claims import actions as claims
from anpei.claims.models import Claim, Nature
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.clock import LOCAL
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines.models import Clock
from anpei.jobs.worker import drain
from anpei.messages.models import Message

SYSTEM = Actor.system("tests")
PAID = catalogue.policy("paid")
DAY = timedelta(days=1)


@pytest.fixture
def asked(cast: Cast, reported_claim: Claim) -> Followup:
    row = actions.plan_followup(reported_claim, policy=PAID, by=SYSTEM)
    assert row is not None
    return actions.ask_now(row, by=SYSTEM)


def test_a_withdrawn_report_is_asked_about_two_mornings_later(cast: Cast, reported_claim: Claim):
    reported_claim.number = next(
        number
        for number in (f"AP20261116-{n:06d}" for n in range(100))
        if actions.followups.drawn(number, catalogue.policy("withdrawn"))
    )
    reported_claim.save(update_fields=["number"])
    claims.withdraw(reported_claim, note="不想办了", by=cast.customer.actor)
    drain(strict=True)

    row = Followup.objects.get()
    assert (row.policy, row.channel, row.state) == ("withdrawn", "portal", "planned")
    assert row.ask_at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") == "2026-11-18 10:00"

    with clock.at(row.ask_at):
        drain(strict=True)
    row.refresh_from_db()
    assert (row.state, row.asked_at) == ("asked", row.ask_at)
    assert Message.objects.filter(template="care.followup_asked", channel="in_app").count() == 1


def test_the_reminder_comes_once_and_the_end_after_a_fortnight(asked: Followup):
    for days in (5, 6, 14, 15):
        with clock.at(asked.ask_at + days * DAY):
            drain(strict=True)
    asked.refresh_from_db()

    assert asked.state == FollowupState.EXPIRED
    assert Message.objects.filter(template="care.followup_reminded", channel="in_app").count() == 1


def test_whoever_answered_is_not_reminded(cast: Cast, asked: Followup):
    actions.answer(asked, answers={"satisfaction": 5}, by=cast.customer.actor)
    with clock.at(asked.ask_at + 15 * DAY):
        drain(strict=True)
    asked.refresh_from_db()

    assert (asked.state, asked.satisfaction) == ("answered", 5)
    assert not Message.objects.filter(template="care.followup_reminded").exists()
    assert not FollowupTask.objects.exists()


def test_nobody_is_asked_twice_about_one_case(cast: Cast, reported_claim: Claim, asked: Followup):
    assert actions.plan_followup(reported_claim, policy=PAID, by=SYSTEM) is None
    asked.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save(force_insert=True)


def test_after_a_death_a_person_asks_or_nobody(reported_claim: Claim):
    reported_claim.nature = Nature.DEATH

    row = actions.plan_followup(reported_claim, policy=PAID, by=SYSTEM)

    assert row is not None and row.channel == "phone"
    assert actions.plan_followup(reported_claim, policy=catalogue.policy("withdrawn"), by=SYSTEM) is None


def test_a_bad_answer_opens_a_task_of_somebody_without_a_part_in_the_case(cast: Cast, asked: Followup):
    actions.answer(asked, answers={"satisfaction": "1", "words": "没人管"}, by=cast.customer.actor)

    task = FollowupTask.objects.get()
    assert (task.reasons, task.owner) == (["satisfaction", "words"], cast.staff["care"])
    running = Clock.objects.get(rule_id="care.low_score")
    assert task.due_at == running.due_at
    assert task.due_at.astimezone(LOCAL).strftime("%Y-%m-%d") == "2026-11-18"
    assert "care甲 没有办过您的案子" in Message.objects.get(template="care.low_score", channel="in_app").body

    actions.close_task(
        task, reply="对不起，已经请人联系您。", change="周末也有人接", by=cast.staff["care"].actor
    )
    task.refresh_from_db()
    assert (task.done_by, task.reply, task.change) == (
        cast.staff["care"],
        "对不起，已经请人联系您。",
        "周末也有人接",
    )
    assert Clock.objects.get(rule_id="care.low_score").state == "met"
    with pytest.raises(Refused, match=r"care\.task_done"):
        actions.close_task(task, reply="再回一次", by=cast.staff["care"].actor)


def test_an_answer_to_a_bad_answer_needs_words_and_the_right_role(cast: Cast, asked: Followup):
    actions.answer(asked, answers={"satisfaction": 1}, by=cast.customer.actor)
    task = FollowupTask.objects.get()

    with pytest.raises(Invalid) as refused:
        actions.close_task(task, reply="", by=cast.staff["care"].actor)
    assert set(refused.value.fields) == {"reply"}
    with pytest.raises(Forbidden):
        actions.close_task(task, reply="好", by=cast.handler.actor)
    task.refresh_from_db()
    assert task.done_at is None


def test_a_wrong_answer_changes_nothing(cast: Cast, asked: Followup):
    with pytest.raises(Invalid):
        actions.answer(asked, answers={"satisfaction": 9}, by=cast.customer.actor)
    asked.refresh_from_db()

    assert (asked.state, asked.answers, asked.satisfaction) == ("asked", "", None)


def test_after_a_no_nobody_asks_again(cast: Cast, asked: Followup):
    actions.decline_followup(asked, by=cast.customer.actor)

    with pytest.raises(Refused, match=r"care\.followup_over"):
        actions.answer(asked, answers={"satisfaction": 5}, by=cast.customer.actor)
    asked.refresh_from_db()
    assert asked.state == FollowupState.DECLINED


def test_a_call_is_taken_by_one_person_and_never_by_the_handler(cast: Cast, reported_claim: Claim):
    row = actions.plan_followup(reported_claim, policy=catalogue.policy("refused"), by=SYSTEM)
    assert row is not None
    carer = cast.staff["care"]
    with clock.at(row.ask_at):
        assert list(queries.calls_to_make(carer)) == [row]
        actions.start_call(row, by=carer.actor)
        assert list(queries.calls_to_make(carer)) == [row]

    with pytest.raises(Forbidden):
        actions.start_call(row, by=cast.handler.actor)
    row.claim.handler = carer
    row.claim.save(update_fields=["handler"])
    row.refresh_from_db()
    with pytest.raises(Refused, match=r"care\.own_case"):
        actions.start_call(row, by=carer.actor)


def test_a_sample_is_drawn_by_number_and_has_about_its_size():
    policy = catalogue.policy("withdrawn")
    drawn = sum(actions.followups.drawn(f"AP20261116-{n:06d}", policy) for n in range(2_000))

    assert policy.sample_bp == 5_000
    assert 900 < drawn < 1_100
    assert all(actions.followups.drawn(f"AP20261116-{n:06d}", PAID) for n in range(50))

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from anpei.audit.queries import timeline
from anpei.audit.registry import Audience
from anpei.core import clock as time
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions, queries
from anpei.deadlines.models import Clock, Pause
from anpei.deadlines.states import ClockState
from anpei.values.dates import SHANGHAI, day_end

pytestmark = pytest.mark.django_db
HANDLER = Actor(kind="staff", id="7", name="陈嘉", role="handler")
COMPLEX, SIMPLE, PAYMENT = "any.determination.complex", "life.determination.simple", "any.payment"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def start(rule: str = COMPLEX, moment: str = "2026-10-20 09:00", subject_id: int = 1) -> Clock:
    return actions.start(
        rule=rule, subject="claim", subject_id=subject_id, at=at(moment), owner=7, unit_path="/1/2/"
    )


def told(subject_id: int = 1) -> list[str]:
    return [event.type for event in timeline("claim", subject_id, audience=Audience.STAFF)]


def test_start_keeps_the_dates_of_the_rule() -> None:
    row = start()
    assert (row.state, row.kind, row.audience) == (ClockState.RUNNING, "law", "customer")
    assert (row.due_on, row.due_at) == (date(2026, 11, 19), day_end(date(2026, 11, 19)))
    assert (row.internal_due_on, row.promised_on) == (date(2026, 11, 13), date(2026, 11, 13))
    assert (row.owner_id, row.unit_path, row.provisional) == (7, "/1/2/", False)
    assert row.delay_at == at("2026-11-12 00:00")


def test_start_twice_gives_the_clock_that_runs() -> None:
    assert start().pk == start(moment="2026-10-25 09:00").pk
    assert Clock.objects.count() == 1


def test_start_after_the_stop_begins_anew() -> None:
    first = start(PAYMENT)
    actions.stop(first, at=at("2026-10-21 09:00"))
    assert start(PAYMENT, "2026-10-22 09:00").pk != first.pk


def test_start_of_an_unknown_rule_is_a_bug() -> None:
    with pytest.raises(KeyError, match=r"no clock rule 'any\.nothing'"):
        start("any.nothing")


def test_database_refuses_a_second_open_clock_of_a_rule() -> None:
    row = start()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_database_refuses_a_stopped_clock_without_its_moment() -> None:
    row = start()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=row.pk).update(state=ClockState.MET)


def test_supplement_moves_the_statutory_date_by_the_days_the_customer_took() -> None:
    row = actions.pause(start(), at=at("2026-10-25 16:20"), reason="supplement")
    assert row.state == ClockState.PAUSED
    row = actions.resume(row, at=at("2026-10-30 15:06"))
    assert (row.state, row.due_on) == (ClockState.RUNNING, date(2026, 11, 24))
    assert (row.internal_due_on, row.promised_on) == (date(2026, 11, 18), date(2026, 11, 18))


def test_pause_and_resume_twice_change_nothing_more() -> None:
    row = start()
    for _ in range(2):
        row = actions.pause(row, at=at("2026-10-25 16:20"))
    for day in ("2026-10-30", "2026-11-02"):
        row = actions.resume(row, at=at(f"{day} 15:06"))
    assert row.due_on == date(2026, 11, 24)
    assert Pause.objects.count() == 1


def test_investigation_pauses_the_target_and_never_the_statutory_clock() -> None:
    row = actions.pause(start(), at=at("2026-10-22 09:00"), kind="investigation")
    assert row.state == ClockState.RUNNING
    row = actions.resume(row, at=at("2026-10-26 09:00"), kind="investigation")
    assert (row.due_on, row.internal_due_on) == (date(2026, 11, 19), date(2026, 11, 17))


def test_investigation_of_a_case_leaves_alone_what_has_no_target() -> None:
    start()
    start("papers.silence")
    paused = actions.pause_all(subject="claim", subject_id=1, kind="investigation", at=at("2026-10-22 09:00"))
    assert [row.rule_id for row in paused] == [COMPLEX]
    resumed = actions.resume_all(
        subject="claim", subject_id=1, kind="investigation", at=at("2026-10-26 09:00")
    )
    assert {row.rule_id for row in resumed} == {COMPLEX, "papers.silence"}
    assert Pause.objects.get().ended_at == at("2026-10-26 09:00")


def test_supplement_during_an_investigation_ends_by_itself() -> None:
    row = actions.pause(start(), at=at("2026-10-22 09:00"), kind="investigation")
    row = actions.pause(row, at=at("2026-10-23 09:00"))
    row = actions.resume(row, at=at("2026-10-26 09:00"))
    assert (row.state, row.due_on) == (ClockState.RUNNING, date(2026, 11, 23))  # 22 November is a Sunday
    assert row.pauses.filter(ended_at__isnull=True).get().kind == "investigation"


def test_clock_nothing_may_stop_refuses_a_pause() -> None:
    row = start("papers.silence")
    with pytest.raises(Refused) as refused:
        actions.pause(row, at=at("2026-10-22 09:00"))
    assert refused.value.code == "clock.not_pausable"
    assert Pause.objects.count() == 0


def test_pause_after_the_end_is_kept_and_heals_nothing() -> None:
    row = actions.pause(start(), at=at("2026-11-20 09:00"))
    assert row.state == ClockState.RUNNING
    row = actions.resume(row, at=at("2026-11-27 09:00"))
    assert row.due_on == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("moment", "outcome", "state"),
    [
        ("2026-11-19 23:59", "met", ClockState.MET),
        ("2026-11-20 00:00", "met", ClockState.MISSED),
        ("2026-11-20 00:00", "cancelled", ClockState.CANCELLED),
    ],
)
def test_stop_judges_by_the_end_of_the_last_day(moment: str, outcome: str, state: ClockState) -> None:
    row = actions.stop(start(), at=at(moment), outcome=outcome)
    assert row is not None
    assert (row.state, row.stopped_at) == (state, at(moment))


def test_stop_of_a_paused_clock_counts_the_pause_until_then() -> None:
    row = actions.pause(start(), at=at("2026-10-25 16:20"))
    row = actions.stop(row, at=at("2026-11-23 10:00"))
    assert row is not None
    assert (row.state, row.due_on) == (ClockState.MET, date(2026, 12, 18))
    assert row.pauses.get().ended_at == at("2026-11-23 10:00")


def test_silence_of_a_customer_is_never_late() -> None:
    row = actions.stop(start("papers.silence"), at=at("2026-12-20 10:00"))
    assert row is not None
    assert row.state == ClockState.MET


def test_stop_by_rule_without_an_open_clock_does_nothing() -> None:
    assert actions.stop(rule=COMPLEX, subject="claim", subject_id=1, at=at("2026-11-01 09:00")) is None


def test_stop_twice_is_refused() -> None:
    row = start()
    actions.stop(row, at=at("2026-11-01 09:00"))
    with pytest.raises(Refused) as refused:
        actions.stop(row, at=at("2026-11-02 09:00"))
    assert refused.value.code == "clock.stopped"
    assert Clock.objects.get().stopped_at == at("2026-11-01 09:00")


def test_unknown_outcome_is_a_bug() -> None:
    with pytest.raises(ValueError, match="unknown outcome"):
        actions.stop(start(), at=at("2026-11-01 09:00"), outcome="late")


def test_promise_moves_the_date_told_and_not_the_law() -> None:
    row = start()
    with time.at(at("2026-11-12 10:00")):
        row = actions.promise(row, on=date(2026, 11, 18), reason="等医院回函", by=HANDLER)
    assert (row.promised_on, row.due_on) == (date(2026, 11, 18), date(2026, 11, 19))
    assert row.delay_at == at("2026-11-17 00:00")
    assert told() == ["clock.promised"]


@pytest.mark.parametrize(("on", "reason", "field"), [(13, "等医院回函", "new_date"), (18, " ", "reason")])
def test_promise_needs_a_later_date_and_a_reason(on: int, reason: str, field: str) -> None:
    row = start()
    with pytest.raises(Invalid) as refused:
        actions.promise(row, on=date(2026, 11, on), reason=reason, by=HANDLER)
    assert list(refused.value.fields) == [field]
    assert Clock.objects.get().promised_on == date(2026, 11, 13)


def test_resume_never_takes_a_promised_date_back() -> None:
    row = start()
    with time.at(at("2026-10-21 10:00")):
        row = actions.promise(row, on=date(2026, 11, 18), reason="等医院回函", by=HANDLER)
    row = actions.pause(row, at=at("2026-10-25 16:20"))
    assert actions.resume(row, at=at("2026-10-26 15:06")).promised_on == date(2026, 11, 18)


def test_extend_moves_an_internal_target_with_a_reason() -> None:
    row = start("internal.survey", "2026-11-16 10:00")
    with time.at(at("2026-11-20 10:00")):
        row = actions.extend(row, due_on=date(2026, 11, 27), reason="道路不通", by=HANDLER)
    assert (row.extended_from, row.due_on, row.due_at) == (
        date(2026, 11, 23),
        date(2026, 11, 27),
        day_end(date(2026, 11, 27)),
    )
    assert told() == ["clock.extended"]


def test_extend_of_a_promised_call_takes_a_moment() -> None:
    row = start("report.response", "2026-11-16 10:00")
    with time.at(at("2026-11-16 10:20")):
        row = actions.extend(row, due_at=at("2026-11-16 14:00"), reason="客户约下午", by=HANDLER)
    assert (row.due_at, row.promised_on) == (at("2026-11-16 14:00"), date(2026, 11, 16))


def test_law_cannot_be_extended() -> None:
    with pytest.raises(Refused) as refused:
        actions.extend(start(), due_on=date(2026, 12, 30), reason="案情复杂", by=HANDLER)
    assert refused.value.code == "clock.not_extendable"
    assert Clock.objects.get().due_on == date(2026, 11, 19)


@pytest.mark.parametrize(("day", "reason", "field"), [(20, "道路不通", "due_on"), (27, "", "reason")])
def test_extend_needs_a_later_date_and_a_reason(day: int, reason: str, field: str) -> None:
    row = start("internal.survey", "2026-11-16 10:00")
    with pytest.raises(Invalid) as refused:
        actions.extend(row, due_on=date(2026, 11, day), reason=reason, by=HANDLER)
    assert list(refused.value.fields) == [field]


def test_complex_case_goes_on_from_the_same_start_with_the_same_pauses() -> None:
    row = actions.pause(start(SIMPLE, "2026-11-16 10:12"), at=at("2026-11-17 16:20"))
    row = actions.resume(row, at=at("2026-11-19 15:06"))
    assert row.due_on == date(2026, 11, 25)
    new = actions.replace(row, rule=COMPLEX, at=at("2026-11-24 09:00"), reason="案情复杂")
    assert (new.rule_id, new.started_at, new.due_on) == (COMPLEX, at("2026-11-16 10:12"), date(2026, 12, 18))
    assert (new.state, new.reason, new.owner_id) == (ClockState.RUNNING, "案情复杂", 7)
    assert Clock.objects.get(rule_id=SIMPLE).state == ClockState.CANCELLED


def test_clock_that_stands_still_is_replaced_by_one_that_stands_still() -> None:
    row = actions.pause(start(SIMPLE, "2026-11-16 10:12"), at=at("2026-11-17 16:20"))
    new = actions.replace(row, rule=COMPLEX, at=at("2026-11-18 09:00"))
    assert new.state == ClockState.PAUSED
    assert actions.resume(new, at=at("2026-11-19 15:06")).due_on == date(2026, 12, 18)


def test_period_that_ended_is_not_replaced() -> None:
    row = start(SIMPLE, "2026-11-16 10:12")
    with pytest.raises(Refused) as refused:
        actions.replace(row, rule=COMPLEX, at=at("2026-11-24 00:00"))
    assert refused.value.code == "clock.over"
    assert Clock.objects.get().state == ClockState.RUNNING


def test_hand_over_gives_open_clocks_to_another_person() -> None:
    start()
    closed = start(PAYMENT)
    actions.stop(closed, at=at("2026-10-21 09:00"))
    assert actions.hand_over(subject="claim", subject_id=1, owner=9, unit_path="/1/3/") == 1
    assert Clock.objects.get(rule_id=COMPLEX).owner_id == 9
    assert Clock.objects.get(rule_id=PAYMENT).owner_id == 7


def test_due_for_promises_a_moment_without_a_clock() -> None:
    assert actions.due_for(rule="any.callback", at=at("2026-11-16 10:00")) == at("2026-11-16 12:00")
    assert queries.running("claim", 1) == []


def test_first_clocks_of_a_new_subject_are_those_started_one_by_one() -> None:
    moment = at("2026-10-20 09:00")
    one_by_one = [start(rule, subject_id=1) for rule in (COMPLEX, PAYMENT)]
    together = actions.start_first(
        rules=(COMPLEX, PAYMENT), subject="claim", subject_id=2, at=moment, owner=7, unit_path="/1/2/"
    )
    same = (
        "rule_id",
        "kind",
        "audience",
        "due_at",
        "internal_due_at",
        "promised_on",
        "warn_at",
        "delay_at",
        "owner_id",
    )
    for alone, new in zip(one_by_one, together, strict=True):
        assert [getattr(alone, name) for name in same] == [getattr(new, name) for name in same]
        assert new.pk is not None

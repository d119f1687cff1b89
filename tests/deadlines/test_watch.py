from datetime import UTC, date, datetime

import pytest

from anpei.audit.queries import timeline
from anpei.audit.registry import Audience
from anpei.core import clock as time
from anpei.core.actor import Actor
from anpei.deadlines import actions
from anpei.deadlines.models import Clock
from anpei.deadlines.watch import watch
from anpei.values.dates import SHANGHAI

pytestmark = pytest.mark.django_db
HANDLER = Actor(kind="staff", id="7", name="陈嘉", role="handler")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def start(rule: str, moment: str = "2026-10-20 09:00") -> Clock:
    return actions.start(rule=rule, subject="claim", subject_id=1, at=at(moment), owner=7)


def watch_at(moment: str) -> int:
    with time.at(at(moment)):
        return watch()


def told() -> list[str]:
    return sorted(event.type for event in timeline("claim", 1, audience=Audience.STAFF))


def test_delay_is_raised_before_the_promised_date_and_once() -> None:
    start("any.determination.complex")
    assert watch_at("2026-11-11 23:59") == 0
    assert watch_at("2026-11-12 00:00") == 1  # the customer was told 13 November
    assert watch_at("2026-11-12 00:01") == 0
    assert told() == ["clock.delay_due"]


def test_new_promise_is_watched_again() -> None:
    row = start("any.determination.complex")
    watch_at("2026-11-12 09:00")
    with time.at(at("2026-11-12 10:00")):
        actions.promise(row, on=date(2026, 11, 18), reason="等医院回函", by=HANDLER)
    watch_at("2026-11-17 09:00")
    assert told().count("clock.delay_due") == 2


def test_clock_warns_and_is_passed_on_when_it_ends() -> None:
    start("any.determination.complex")
    watch_at("2026-11-17 09:00")
    assert told() == ["clock.delay_due", "clock.warned"]
    watch_at("2026-11-20 00:00")
    watch_at("2026-11-20 00:01")
    assert told() == ["clock.delay_due", "clock.missed", "clock.warned"]
    assert Clock.objects.get().escalated_at == at("2026-11-20 00:00")


def test_end_found_late_is_told_without_the_warning_nobody_needs_any_more() -> None:
    start("internal.survey", "2026-11-16 10:00")
    assert watch_at("2026-11-25 09:00") == 1
    assert told() == ["clock.missed"]


def test_paused_clock_presses_nobody_and_the_resumed_one_does_again() -> None:
    row = start("any.determination.complex")
    actions.pause(row, at=at("2026-10-25 16:20"))
    assert watch_at("2026-12-25 09:00") == 0
    actions.resume(row, at=at("2026-10-30 15:06"))
    assert watch_at("2026-11-17 00:00") == 1


def test_stopped_clock_is_not_watched() -> None:
    actions.stop(start("any.determination.complex"), at=at("2026-11-01 09:00"))
    assert watch_at("2026-12-25 09:00") == 0


def test_silence_brings_a_reminder_then_a_call_and_closes_nothing() -> None:
    start("papers.silence")
    watch_at("2026-10-26 09:00")
    assert told() == ["clock.reminder_due"]
    watch_at("2026-10-30 23:00")
    assert told() == ["clock.reminder_due"]
    watch_at("2026-10-31 00:00")
    assert told() == ["clock.call_due", "clock.reminder_due"]
    assert Clock.objects.get().state == "running"


def test_limitation_warns_and_never_ends_anything() -> None:
    start("limitation.nonlife", "2026-01-05 09:00")
    assert watch_at("2027-12-01 09:00") == 1
    assert watch_at("2028-12-01 09:00") == 0
    assert told() == ["clock.warned"]

from datetime import UTC, date, datetime

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from anpei.core import clock as time
from anpei.deadlines import actions, presenters
from anpei.deadlines.models import Clock
from anpei.values.dates import SHANGHAI

pytestmark = pytest.mark.django_db
COMPLEX = "any.determination.complex"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def start(rule: str = COMPLEX, moment: str = "2026-10-20 09:00") -> Clock:
    return actions.start(rule=rule, subject="claim", subject_id=1, at=at(moment))


def supplemented() -> Clock:
    row = actions.pause(start(), at=at("2026-10-25 16:20"))
    return actions.resume(row, at=at("2026-10-30 15:06"))


def view(row: Clock, moment: str, language: str = "zh-hans") -> presenters.ClockView:
    with translation.override(language):
        return presenters.view(row, now=at(moment))


def test_last_day_reads_in_hours_and_minutes_with_article_start_and_pause() -> None:
    shown = view(supplemented(), "2026-11-24 10:26")
    assert (shown.name, shown.state, shown.left) == ("核定 30 日", "due", "余 13 时 33 分")
    assert (shown.used_share, shown.ring) == (98, "36.9 37.7")
    assert shown.tooltip == (
        "《保险法》第二十三条，司法解释二第十五条，2026-10-20 起算，停表 5 日，2026-11-24 24:00 到期"
    )
    assert shown.paused == ((date(2026, 10, 25), date(2026, 10, 30)),)
    assert (shown.paused_days, shown.elapsed_days, shown.by_law) == (5, 30, True)


def test_badge_speaks_english_too() -> None:
    shown = view(supplemented(), "2026-11-24 10:26", "en")
    assert (shown.name, shown.left) == ("Determination 30 days", "13 h 33 min left")
    assert shown.tooltip.endswith("from 2026-10-20; 5 days not counted; ends on 2026-11-24, 24:00")


@pytest.mark.parametrize(
    ("moment", "state", "style", "left"),
    [
        ("2026-11-05 10:00", "neutral", "", "余 14 日"),
        ("2026-11-16 10:00", "soon", "soon", "余 3 日"),
        ("2026-11-18 10:00", "soon", "soon", "明天"),
        ("2026-11-19 23:30", "due", "due", "余 29 分"),
        ("2026-11-20 00:10", "over", "over", "刚刚超时"),
        ("2026-11-20 05:00", "over", "over", "超 5 时"),
        ("2026-11-22 10:00", "over", "over", "超 2 日"),
    ],
)
def test_running_clock_changes_its_state_and_words(moment: str, state: str, style: str, left: str) -> None:
    shown = view(start(), moment)
    assert (shown.state, shown.style, shown.left) == (state, style, left)


def test_paused_clock_says_since_when_and_moves_its_date_with_every_day() -> None:
    row = actions.pause(start(), at=at("2026-10-25 16:20"))
    assert view(row, "2026-10-25 17:00").left == "今天起停表"
    shown = view(row, "2026-10-30 10:00")
    assert (shown.state, shown.left, shown.due) == ("pause", "停表 5 日", date(2026, 11, 24))
    assert shown.used_share == view(row, "2026-10-25 16:20").used_share


def test_stopped_clock_stays_as_it_was_judged() -> None:
    met = actions.stop(start(), at=at("2026-11-01 09:00"))
    assert met is not None
    shown = view(met, "2026-12-30 10:00")
    assert (shown.state, shown.left, shown.elapsed_days) == ("met", "已办结", 12)
    late = actions.stop(start(), at=at("2026-11-22 09:00"))
    assert late is not None
    assert (view(late, "2026-12-30 10:00").state, view(late, "2026-12-30 10:00").left) == ("over", "超 2 日")
    gone = actions.stop(start(), at=at("2026-11-01 09:00"), outcome="cancelled")
    assert gone is not None
    assert view(gone, "2026-12-30 10:00").left == "不再需要"


def test_promised_call_shows_its_time() -> None:
    row = start("any.callback", "2026-11-24 12:00")
    shown = view(row, "2026-11-24 12:10")
    assert (shown.state, shown.left) == ("soon", "14:00 前")
    assert view(row, "2026-11-24 13:40").left == "余 20 分"


def test_provisional_date_says_so() -> None:
    assert view(start("any.advance", "2026-11-24 09:00"), "2026-11-24 10:00").tooltip.endswith(
        "暂定：那一年的放假安排还没有公布"
    )


def test_customer_sees_statutory_clocks_and_promises_only() -> None:
    for rule in (COMPLEX, "papers.silence", "internal.survey"):
        start(rule, "2026-11-16 10:12")
    with time.at(at("2026-11-20 09:40")):
        assert [shown.rule_id for shown in presenters.for_customer("claim", 1)] == [COMPLEX]
        assert len(presenters.for_staff("claim", 1)) == 3


def test_customer_bar_has_the_target_inside_the_period() -> None:
    shown = view(start(moment="2026-11-16 10:12"), "2026-11-20 09:40")
    assert (shown.target, shown.promised, shown.due) == (
        date(2026, 12, 10),
        date(2026, 12, 10),
        date(2026, 12, 16),
    )
    assert (shown.used_share, shown.target_share) == (13, 80)


@pytest.mark.parametrize("clocks", [1, 3])
def test_badges_cost_the_same_queries_however_many_they_are(
    clocks: int, django_assert_num_queries: type[CaptureQueriesContext]
) -> None:
    for rule in (COMPLEX, "any.advance", "any.payment")[:clocks]:
        start(rule)
    with django_assert_num_queries(3):
        assert len(presenters.for_staff("claim", 1)) == clocks

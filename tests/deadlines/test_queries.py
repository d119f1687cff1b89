from datetime import UTC, date, datetime

import pytest
from django.test.utils import CaptureQueriesContext

from anpei.core import clock as time
from anpei.deadlines import actions, queries
from anpei.deadlines.models import Clock
from anpei.values.dates import SHANGHAI, day_end

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def start(rule: str, moment: str, subject_id: int = 1, owner: int = 7, unit: str = "/1/2/") -> Clock:
    return actions.start(
        rule=rule, subject="claim", subject_id=subject_id, at=at(moment), owner=owner, unit_path=unit
    )


def test_running_lists_open_clocks_nearest_first() -> None:
    start("any.advance", "2026-11-16 09:00")
    start("any.determination.complex", "2026-11-16 09:00")
    actions.stop(start("any.supplement_notice", "2026-11-16 09:00"), at=at("2026-11-17 09:00"))
    start("any.payment", "2026-11-16 09:00", subject_id=2)
    assert [row.rule_id for row in queries.running("claim", 1)] == [
        "any.determination.complex",
        "any.advance",
    ]


def test_nearest_due_leaves_out_what_stands_still() -> None:
    row = start("any.determination.complex", "2026-10-20 09:00")
    advance = start("any.advance", "2026-10-20 09:00")
    assert queries.nearest_due(subject="claim", subject_id=1) == row.due_at
    actions.pause(row, at=at("2026-10-25 09:00"))
    assert queries.nearest_due(subject="claim", subject_id=1) == advance.due_at
    assert queries.nearest_due(subject="claim", subject_id=2) is None


def test_promised_is_the_statutory_clock_that_ends_first() -> None:
    start("report.response", "2026-10-20 09:00")
    start("any.advance", "2026-10-20 09:00")
    row = start("life.determination.simple", "2026-10-20 09:00")
    assert queries.promised(subject="claim", subject_id=1) == row
    assert queries.promised_on(row) == date(2026, 10, 26)
    assert queries.promised(subject="claim", subject_id=2) is None


def test_due_soon_pages_by_due_time_and_key() -> None:
    rows = [start("any.payment", "2026-11-16 09:00", subject_id=n) for n in (1, 2, 3)]
    rows.append(start("any.payment", "2026-11-17 09:00", subject_id=4))
    first = queries.due_soon(limit=2)
    rest = queries.due_soon(after=(first[-1].due_at, first[-1].pk), limit=2)
    assert [row.pk for row in first + rest] == [row.pk for row in rows]


def test_due_soon_is_limited_to_person_unit_subject_and_time() -> None:
    mine = start("any.payment", "2026-11-16 09:00", subject_id=1)
    other = start("any.payment", "2026-11-16 09:00", subject_id=2, owner=8, unit="/1/3/")
    late = start("any.advance", "2026-11-16 09:00", subject_id=3)
    actions.pause(
        start("any.determination.complex", "2026-11-16 09:00", subject_id=4), at=at("2026-11-17 09:00")
    )
    assert queries.due_soon(owner=7) == [mine, late]
    assert queries.due_soon(unit_path="/1/3/") == [other]
    assert queries.due_soon(unit_path="/1/") == [mine, other, late]
    assert queries.due_soon(until=at("2026-12-01 00:00")) == [mine, other]
    assert queries.due_soon(subject="complaint") == []


def test_load_counts_overdue_and_due_today() -> None:
    start("any.payment", "2026-11-16 09:00", subject_id=1)  # ends on 26 November
    start("any.payment", "2026-11-14 09:00", subject_id=2)  # ends on 24 November
    start("any.payment", "2026-11-13 09:00", subject_id=3)  # ends on 23 November
    start("papers.silence", "2026-11-13 09:00", subject_id=4)
    with time.at(at("2026-11-24 10:00")):
        assert queries.load() == queries.DeskLoad(overdue=1, due_today=1)
        assert queries.load(owner=8) == queries.DeskLoad(overdue=0, due_today=0)


def test_forecast_tells_the_date_before_the_clock_starts() -> None:
    result = queries.forecast(rule="life.determination.simple", at=at("2026-11-16 10:12"))
    assert (result.due_on, result.internal_due_on) == (date(2026, 11, 23), date(2026, 11, 20))
    assert queries.running("claim", 1) == []


def test_forecast_of_a_paused_clock_answers_what_if_the_papers_come_on_friday() -> None:
    row = actions.pause(start("any.determination.complex", "2026-10-20 09:00"), at=at("2026-10-26 09:00"))
    assert queries.forecast_resumed(row, at=at("2026-10-30 09:00")).due_on == date(2026, 11, 23)
    assert queries.effective_due(row, at=at("2026-10-30 09:00")) == day_end(date(2026, 11, 23))


@pytest.mark.parametrize("clocks", [1, 3])
def test_clocks_of_a_case_cost_the_same_queries_however_many_they_are(
    clocks: int, django_assert_num_queries: type[CaptureQueriesContext]
) -> None:
    for rule in ("any.determination.complex", "any.advance", "any.payment")[:clocks]:
        start(rule, "2026-11-16 09:00")
    with django_assert_num_queries(2):
        assert len(queries.running("claim", 1)) == clocks
    with django_assert_num_queries(1):
        assert len(queries.due_soon()) == clocks

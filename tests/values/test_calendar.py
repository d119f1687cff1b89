from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anpei.values.calendar import DayKind, SpecialDay, WorkingCalendar

# National Day 2026: rest 1-7 October, work on Sunday 20 September and Saturday 10 October.
CALENDAR = WorkingCalendar(
    [
        *(SpecialDay(date(2026, 10, day), DayKind.HOLIDAY, "国庆节") for day in range(1, 8)),
        SpecialDay(date(2026, 9, 20), DayKind.WORKDAY),
        SpecialDay(date(2026, 10, 10), DayKind.WORKDAY),
    ]
)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def test_holidays_rest_and_swapped_weekends_work() -> None:
    assert not CALENDAR.is_working_day(date(2026, 10, 1))
    assert CALENDAR.is_working_day(date(2026, 10, 10))
    assert not CALENDAR.is_working_day(date(2026, 10, 11))
    assert CALENDAR.is_working_day(date(2026, 11, 24))


def test_roll_forward_leaves_the_holidays_behind() -> None:
    assert CALENDAR.roll_forward(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CALENDAR.roll_forward(date(2026, 10, 8)) == date(2026, 10, 8)


def test_working_days_are_counted_without_the_first_day() -> None:
    assert CALENDAR.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CALENDAR.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CALENDAR.add_working_days(date(2026, 10, 3), 0) == date(2026, 10, 3)


def test_working_days_are_only_counted_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(date(2026, 9, 30), -1)


def test_years_outside_the_table_are_not_known() -> None:
    assert CALENDAR.known_through == 2026
    assert CALENDAR.knows(date(2026, 1, 1), date(2026, 12, 31))
    assert not CALENDAR.knows(date(2026, 12, 31), date(2027, 1, 1))
    assert WorkingCalendar([]).known_through is None


@given(DAYS, st.integers(1, 40))
def test_counting_back_gives_the_days_added(day: date, count: int) -> None:
    end = CALENDAR.add_working_days(day, count)
    assert CALENDAR.working_days_between(day, end) == count
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(end, day) == 0


@given(DAYS)
def test_rolling_keeps_order_and_never_goes_back(day: date) -> None:
    assert day <= CALENDAR.roll_forward(day) <= CALENDAR.roll_forward(day + timedelta(days=1))

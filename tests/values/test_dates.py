from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anpei.values.dates import (
    DateError,
    add_months,
    add_years,
    age_on,
    day_end,
    day_start,
    local_date,
    month_end,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def test_local_date_is_the_day_in_shanghai() -> None:
    assert local_date(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == date(2026, 11, 24)
    assert local_date(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)


def test_local_date_refuses_an_instant_without_zone() -> None:
    with pytest.raises(DateError) as refused:
        local_date(datetime(2026, 11, 23))  # noqa: DTZ001 - the naive instant is the subject
    assert refused.value.code == "date.naive"


@given(DAYS)
def test_day_end_is_still_the_same_day_and_a_microsecond_later_is_not(day: date) -> None:
    assert local_date(day_start(day)) == local_date(day_end(day)) == day
    assert day_end(day) + timedelta(microseconds=1) == day_start(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 5), 12, date(2027, 12, 5)),
    ],
)
def test_add_months_gives_the_corresponding_day_or_the_last(day: date, months: int, result: date) -> None:
    assert add_months(day, months) == result


def test_add_years_from_leap_day_ends_on_the_last_of_february() -> None:
    assert add_years(date(2024, 2, 29), 2) == date(2026, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_age_grows_on_the_birthday() -> None:
    born_on = date(1990, 11, 24)
    assert [age_on(born_on, date(2026, 11, day)) for day in (23, 24)] == [35, 36]


def test_age_of_a_leap_day_child_grows_on_the_first_of_march() -> None:
    assert [age_on(date(2020, 2, 29), day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [5, 6]


def test_age_before_birth_is_refused() -> None:
    with pytest.raises(DateError) as refused:
        age_on(date(2026, 1, 2), date(2026, 1, 1))
    assert refused.value.code == "date.before_birth"


def test_month_end_knows_february() -> None:
    assert month_end(date(2028, 2, 3)) == date(2028, 2, 29)

"""Working days (工作日).

Monday to Friday, corrected by a table of public holidays and swapped working weekends (调休).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """How a special day differs from an ordinary one."""

    HOLIDAY = "holiday"  # rest, although perhaps Monday to Friday
    WORKDAY = "workday"  # work, although Saturday or Sunday


@dataclass(frozen=True)
class SpecialDay:
    """One row of the yearly State Council notice."""

    day: date
    kind: DayKind
    name: str = ""


class WorkingCalendar:
    """Answers which days are worked. A year is known when the table has a row in it; others fall back to
    Monday to Friday.

    `known_through` is the last known year (None when the table is empty): results in years that are not
    known are provisional.
    """

    def __init__(self, special_days: Iterable[SpecialDay]) -> None:
        self._kinds = {special.day: special.kind for special in special_days}
        self._known_years = frozenset(day.year for day in self._kinds)
        self.known_through: int | None = max(self._known_years, default=None)

    def knows(self, first: date, last: date) -> bool:
        """True if every year from `first` to `last` has its holidays in the table."""
        return all(year in self._known_years for year in range(first.year, last.year + 1))

    def is_working_day(self, day: date) -> bool:
        """True on a day that is worked."""
        kind = self._kinds.get(day)
        if kind is None:
            return day.weekday() < 5
        return kind is DayKind.WORKDAY

    def roll_forward(self, day: date) -> date:
        """The day itself if worked, else the first working day after it (民法典 203)."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, the day itself not counted (民法典 201).

        Zero gives the day itself.
        """
        if count < 0:
            raise ValueError("Working days are only counted forward.")
        while count:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, after: date, through: date) -> int:
        """Working days in the interval (after, through]; zero if it is empty."""
        days = (through - after).days
        return sum(self.is_working_day(after + timedelta(days=n)) for n in range(1, days + 1))

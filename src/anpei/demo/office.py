"""Office hours: when staff of the demo work, when customers write, and how a day fills."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from anpei.core.clock import LOCAL
from anpei.values.calendar import WorkingCalendar

OPENS, CLOSES = 9, 17  # local hours; the last hour of the day is for what is under way
# How many reports come in an hour of the day (0 to 23) and on a day of the week (Monday first).
BY_HOUR = (2, 1, 1, 1, 1, 2, 5, 12, 30, 44, 46, 38, 24, 26, 36, 38, 34, 28, 24, 26, 28, 24, 14, 6)
BY_WEEKDAY = (130, 115, 105, 100, 100, 70, 60)


class Office:
    """The working calendar with a source of chance."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar

    def next_desk(self, after: datetime, source: Random, *, hours: float = 0) -> datetime:
        """The first moment somebody sits at a desk, at least ``hours`` after a moment, with some minutes of chance."""
        moment = (after + timedelta(hours=hours, minutes=source.randrange(3, 50))).astimezone(LOCAL)
        if self.is_open(moment):
            return moment.astimezone(UTC)
        day = moment.date() if moment.hour < OPENS else moment.date() + timedelta(days=1)
        while not self.calendar.is_working_day(day):
            day += timedelta(days=1)
        opening = datetime.combine(day, time(OPENS), LOCAL)
        return (
            opening + timedelta(minutes=source.randrange(2, 180), seconds=source.randrange(60))
        ).astimezone(UTC)

    def is_open(self, moment: datetime) -> bool:
        local = moment.astimezone(LOCAL)
        return self.calendar.is_working_day(local.date()) and OPENS <= local.hour < CLOSES

    def at_home(self, after: datetime, source: Random, *, hours: float = 0) -> datetime:
        """When a customer finds the time: any day, between breakfast and bedtime."""
        moment = (after + timedelta(hours=hours, minutes=source.randrange(5, 240))).astimezone(LOCAL)
        if moment.hour < 8:
            moment = moment.replace(hour=8, minute=source.randrange(60))
        elif moment.hour >= 22:
            moment = (moment + timedelta(days=1)).replace(hour=8, minute=source.randrange(60))
        return moment.astimezone(UTC)


def moment_on(day: date, source: Random) -> datetime:
    """A moment of the day by the pattern of the hours."""
    hour = source.choices(range(24), BY_HOUR)[0]
    local = datetime.combine(day, time(hour, source.randrange(60), source.randrange(60)), LOCAL)
    return local.astimezone(UTC)


def spread(count: int, first: date, last: date, source: Random) -> list[datetime]:
    """``count`` moments between two days (inclusive) by the pattern of weekdays and hours, in order."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    chosen = source.choices(days, [BY_WEEKDAY[day.weekday()] for day in days], k=count)
    return sorted(moment_on(day, source) for day in chosen)

"""Local dates of mainland China (Asia/Shanghai) and the arithmetic of periods and ages.

Instants are aware UTC.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from anpei.values.errors import BadValue

SHANGHAI = ZoneInfo("Asia/Shanghai")


class DateError(BadValue):
    """Codes: date.naive (an instant without time zone), date.before_birth."""


def local_datetime(moment: datetime) -> datetime:
    """The same instant on a clock in Shanghai."""
    if moment.tzinfo is None:
        raise DateError("date.naive", "An instant needs a time zone.")
    return moment.astimezone(SHANGHAI)


def local_date(moment: datetime) -> date:
    """The calendar day in Shanghai at an instant."""
    return local_datetime(moment).date()


def day_start(day: date) -> datetime:
    """00:00 in Shanghai, as aware UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def day_end(day: date) -> datetime:
    """The last microsecond of the day in Shanghai, as aware UTC.

    24:00 (民法典 203) would already print as the next day, so the day ends one microsecond earlier; late is
    `moment > day_end(day)`.
    """
    return day_start(day + timedelta(days=1)) - timedelta(microseconds=1)


def month_end(day: date) -> date:
    """Last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Corresponding day some months later (or earlier).

    The last day of the month where there is none (民法典 202).
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month0 + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


def add_years(day: date, years: int) -> date:
    """Corresponding day some years later (or earlier).

    29 February becomes 28 in a common year (民法典 202).
    """
    return add_months(day, 12 * years)


def age_on(born_on: date, day: date) -> int:
    """Full years of age (周岁), one more on each birthday.

    Who is born on 29 February has it on 1 March in common years.
    """
    if day < born_on:
        raise DateError("date.before_birth", "The day lies before the date of birth.")
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))

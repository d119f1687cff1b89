"""A period of whole local days, as figures are asked for, and the usual ones to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anpei.core.errors import Invalid
from anpei.values.dates import add_months, add_years, day_end, day_start

MOST_DAYS = 366
EARLIEST, LATEST = 1950, 2200  # years; others are slips of the finger
USUAL: dict[str, str | Promise] = {
    "month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
    "quarter": gettext_lazy("90 days"),
    "year": gettext_lazy("This year"),
    "twelve_months": gettext_lazy("Twelve months"),
}


@dataclass(frozen=True)
class Span:
    """Whole local days, both included. Raises Invalid beside ``until_on`` when it runs backwards or is too long."""

    from_on: date
    until_on: date

    def __post_init__(self) -> None:
        wrong = {
            name: _("Please check the year.")
            for name, day in (("from_on", self.from_on), ("until_on", self.until_on))
            if not EARLIEST <= day.year <= LATEST
        }
        if wrong:
            raise Invalid(fields=wrong)
        if self.until_on < self.from_on:
            raise Invalid(fields={"until_on": _("The last day lies before the first.")})
        if (self.until_on - self.from_on).days >= MOST_DAYS:
            raise Invalid(fields={"until_on": _("Please ask for at most a year at a time.")})

    def of(self, column: str) -> Q:
        """Rows whose moment lies in these days."""
        return Q(
            **{f"{column}__gte": day_start(self.from_on), f"{column}__lte": day_end(self.until_on)},
        )

    @property
    def months(self) -> list[date]:
        """The first day of each month the days touch, in order."""
        first = self.from_on.replace(day=1)
        count = (self.until_on.year - first.year) * 12 + self.until_on.month - first.month + 1
        return [add_months(first, number) for number in range(count)]


def last_days(count: int, *, today: date) -> Span:
    return Span(today - timedelta(days=count - 1), today)


def usual(*, today: date) -> dict[str, Span]:
    """What people ask for again and again, by the codes of ``USUAL``."""
    first = today.replace(day=1)
    return {
        "month": Span(first, today),
        "last_month": Span(add_months(first, -1), first - timedelta(days=1)),
        "quarter": last_days(90, today=today),
        "year": Span(today.replace(month=1, day=1), today),
        "twelve_months": Span(add_years(today, -1) + timedelta(days=1), today),
    }

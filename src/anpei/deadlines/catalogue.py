"""The clock set in force and the working calendar, read once per process and per state of the holiday
table.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from importlib import resources

from django.utils import translation

from anpei.clocks.loader import load_clock_set
from anpei.clocks.rules import ClockRule, ClockSet
from anpei.deadlines.models import Clock, HolidayImport, SpecialDay
from anpei.values import calendar
from anpei.values.calendar import DayKind, WorkingCalendar
from anpei.values.dates import local_date

_LIBRARY = resources.files("anpei") / "library" / "clocks"
DEFAULT_SET = "cn-default.yaml"
DEFAULT_HOLIDAYS = "holidays-cn.csv"


@cache
def clock_set() -> ClockSet:
    """The shipped clock set; a faulty file refuses to load with its place."""
    return load_clock_set((_LIBRARY / DEFAULT_SET).read_text(encoding="utf-8"), origin=DEFAULT_SET)


def rule_of(row: Clock) -> ClockRule:
    """The version of the rule that was in force when the clock was started."""
    return clock_set().get(row.rule_id, local_date(row.started_at))


def rule_name(rule_id: str) -> str:
    """Name of a rule in the active language."""
    return clock_set().latest(rule_id).name.in_language(translation.get_language() or "zh")


def shipped_holidays() -> list[dict[str, str]]:
    """Rows of the holiday table that comes with the product: day, kind, name, source."""
    text = (_LIBRARY / DEFAULT_HOLIDAYS).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def working_calendar() -> WorkingCalendar:
    """The calendar of the imported holiday table, or of the shipped one as long as none was imported.

    One query.
    """
    digest = HolidayImport.objects.order_by("-pk").values_list("digest", flat=True).first()
    return _shipped_calendar() if digest is None else _imported_calendar(digest)


def table_digest() -> str:
    """Name of the holiday table by its content, so that a cached calendar can never belong to another
    table.
    """
    rows = SpecialDay.objects.order_by("day").values_list("day", "kind")
    return hashlib.sha256("\n".join(f"{day} {kind}" for day, kind in rows).encode()).hexdigest()


@cache
def _shipped_calendar() -> WorkingCalendar:
    rows = shipped_holidays()
    return _calendar((date.fromisoformat(row["day"]), row["kind"], row["name"]) for row in rows)


@lru_cache(maxsize=4)
def _imported_calendar(digest: str) -> WorkingCalendar:
    return _calendar(SpecialDay.objects.values_list("day", "kind", "name"))


def _calendar(rows: Iterable[tuple[date, str, str]]) -> WorkingCalendar:
    return WorkingCalendar(calendar.SpecialDay(day, DayKind(kind), name) for day, kind, name in rows)

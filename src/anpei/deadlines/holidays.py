"""The holiday table: a year is imported as a whole, from the yearly notice of the State Council."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anpei.audit.actions import record
from anpei.core import clock as time
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Words
from anpei.deadlines import catalogue, events
from anpei.deadlines.models import HolidayImport, SpecialDay
from anpei.jobs.actions import enqueue
from anpei.values.calendar import DayKind

_COLUMNS = ("day", "kind", "name", "source")


def import_holidays(rows: Iterable[Mapping[str, str]], *, by: Actor) -> HolidayImport:
    """Replace the years the rows speak of (day ISO, kind holiday|workday, name, source); then provisional
    dates are computed again.

    Refused as a whole, with the row at each mistake, so that no year is half known: a bad day or kind, a
    day twice, an ordinary rest day as holiday is fine but a working weekday as workday is not, a year
    without 1 January (always a holiday).
    """
    days = _checked(list(rows))
    years = sorted({row.day.year for row in days})
    with transaction.atomic():
        for year in years:
            SpecialDay.objects.filter(day__year=year).delete()
        SpecialDay.objects.bulk_create(days)
        done = HolidayImport.objects.create(
            years=years,
            digest=catalogue.table_digest(),
            imported_at=time.now(),
            by_kind=by.kind,
            by_id=by.id,
            by_name=by.name,
        )
        happened = events.HolidaysImported(years=years, days=len(days))
        record(subject="calendar", subject_id=done.pk, event=happened, by=by)
        enqueue(
            task="deadlines.recompute_provisional", args={}, key=f"deadlines.recompute_provisional:{done.pk}"
        )
    return done


def ensure_holidays(*, by: Actor) -> None:
    """Import the shipped years that are not in the table yet.

    Years a person imported are left as they are.
    """
    present = set(SpecialDay.objects.values_list("day__year", flat=True).distinct())
    missing = [row for row in catalogue.shipped_holidays() if int(row["day"][:4]) not in present]
    if missing:
        import_holidays(missing, by=by)


def _checked(rows: list[Mapping[str, str]]) -> list[SpecialDay]:
    problems: dict[str, Words] = {}
    days: dict[date, SpecialDay] = {}
    for number, row in enumerate(rows, start=1):
        day, problem = _read(row)
        if day is not None and day.day in days:
            problem = _("This day is listed twice.")
        if problem is not None:
            problems[f"row {number}"] = problem
        elif day is not None:
            days[day.day] = day
    for year in sorted({day.year for day in days}):
        new_year = days.get(date(year, 1, 1))
        if new_year is None or new_year.kind != DayKind.HOLIDAY:
            problems[str(year)] = _("1 January is missing among the holidays: is the year complete?")
    if not days and not problems:
        problems["rows"] = _("The table is empty.")
    if problems:
        raise Invalid(fields=problems)
    return list(days.values())


def _read(row: Mapping[str, str]) -> tuple[SpecialDay | None, Words | None]:
    unknown = sorted(set(row) - set(_COLUMNS))
    if unknown:
        return None, _("Unknown column %(columns)s.") % {"columns": ", ".join(unknown)}
    try:
        day = date.fromisoformat(row.get("day", "").strip())
    except ValueError:
        return None, _("Write the day as 2027-01-01.")
    kind = row.get("kind", "").strip()
    if kind not in set(DayKind):
        return None, _("The kind is holiday or workday.")
    if kind == DayKind.WORKDAY and day.weekday() < 5:
        return None, _("Only a Saturday or Sunday can be a swapped working day.")
    return SpecialDay(
        day=day, kind=kind, name=row.get("name", "").strip(), source=row.get("source", "").strip()
    ), None

"""Reads: the clocks of a subject, of a person, of a unit, and what a date would be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from anpei.clocks import arithmetic
from anpei.clocks.arithmetic import DueResult
from anpei.clocks.rules import Audience, ClockRule, Kind, PauseKind
from anpei.clocks.standing import Window
from anpei.core import clock as time
from anpei.deadlines import catalogue
from anpei.deadlines.catalogue import working_calendar
from anpei.deadlines.models import Clock
from anpei.deadlines.states import OPEN, ClockState
from anpei.values.dates import day_end, local_date

__all__ = [
    "DeskLoad",
    "due_soon",
    "effective_due",
    "find",
    "forecast",
    "forecast_resumed",
    "history",
    "load",
    "nearest_due",
    "pauses_of",
    "promised",
    "promised_on",
    "running",
    "running_of_many",
    "window_of",
    "working_calendar",
]


@dataclass(frozen=True)
class DeskLoad:
    """Figures of the top bar."""

    overdue: int
    due_today: int


def running(subject: str, subject_id: int) -> list[Clock]:
    """Open clocks of a subject with their pauses, nearest first. Two queries."""
    return list(history(subject, subject_id).filter(state__in=OPEN))


def running_of_many(subject: str, subject_ids: Iterable[int]) -> list[Clock]:
    """Open clocks of several subjects with their pauses, nearest first. Two queries."""
    clocks = Clock.objects.filter(subject=subject, subject_id__in=list(subject_ids), state__in=OPEN)
    return list(clocks.order_by("due_at", "id").prefetch_related("pauses"))


def history(subject: str, subject_id: int) -> QuerySet[Clock]:
    """Every clock a subject ever had, by due time, pauses prefetched."""
    clocks = Clock.objects.filter(subject=subject, subject_id=subject_id)
    return clocks.order_by("due_at", "id").prefetch_related("pauses")


def find(*, rule: str, subject: str, subject_id: int) -> Clock | None:
    """The open clock of a rule, or None."""
    return Clock.objects.filter(rule_id=rule, subject=subject, subject_id=subject_id, state__in=OPEN).first()


def nearest_due(*, subject: str, subject_id: int) -> datetime | None:
    """Due time of the nearest clock that runs; a paused clock presses nobody."""
    clocks = Clock.objects.filter(subject=subject, subject_id=subject_id, state=ClockState.RUNNING)
    return clocks.order_by("due_at").values_list("due_at", flat=True).first()


def promised(*, subject: str, subject_id: int) -> Clock | None:
    """The open statutory clock whose date the customer was told: the one that ends first."""
    clocks = Clock.objects.filter(
        subject=subject, subject_id=subject_id, state__in=OPEN, kind=Kind.LAW, audience=Audience.CUSTOMER
    )
    return clocks.order_by("due_at", "id").first()


def promised_on(row: Clock) -> date:
    """The date the customer was told.

    The one a person promised, else the target, else the end of the period.
    """
    return row.promised_on or row.due_on


def due_soon(
    *,
    until: datetime | None = None,
    owner: int | None = None,
    unit_path: str | None = None,
    subject: str | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[Clock]:
    """Running clocks by due time, one page.

    `after` is (due_at, id) of the last row of the page before; `unit_path` takes the unit and everything
    below it.
    """
    rows = _of(owner=owner, unit_path=unit_path).filter(state=ClockState.RUNNING)
    if until is not None:
        rows = rows.filter(due_at__lte=until)
    if subject is not None:
        rows = rows.filter(subject=subject)
    if after is not None:
        due_at, last_id = after
        rows = rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=last_id), due_at__gte=due_at)
    return list(rows.order_by("due_at", "id")[:limit])


def load(*, owner: int | None = None, unit_path: str | None = None) -> DeskLoad:
    """Overdue clocks, and those that still end today. One query."""
    now = time.now()
    rows = _of(owner=owner, unit_path=unit_path).filter(
        state=ClockState.RUNNING, due_at__lte=day_end(local_date(now)), kind__in=(Kind.LAW, Kind.PROMISE)
    )
    counts = rows.aggregate(
        overdue=Count("id", filter=Q(due_at__lt=now)), due_today=Count("id", filter=Q(due_at__gte=now))
    )
    return DeskLoad(**counts)


def forecast(*, rule: str, at: datetime) -> DueResult:
    """What a clock started at a moment would give, if nothing pauses it."""
    definition = catalogue.clock_set().get(rule, local_date(at))
    return arithmetic.compute_due(definition, at, calendar=working_calendar(), as_of=at)


def forecast_resumed(row: Clock, *, at: datetime) -> DueResult:
    """What the clock gives if every open pause ends at `at` (a moment to come.

    "if the papers arrive on Friday").
    """
    return arithmetic.compute_due(
        catalogue.rule_of(row),
        row.started_at,
        pauses=pauses_of(row),
        calendar=working_calendar(),
        as_of=at,
    )


def effective_due(row: Clock, *, at: datetime) -> datetime:
    """End of the period as it stands at a moment.

    A paused clock is worth what it would be if it resumed then.
    """
    if row.state != ClockState.PAUSED or row.extended_from is not None:
        return row.due_at
    return forecast_resumed(row, at=at).due_at


def window_of(
    row: Clock,
    rule: ClockRule,
    pauses: Iterable[arithmetic.Pause],
    *,
    as_of: datetime,
    due_at: datetime | None = None,
) -> Window:
    """The period as it runs, with the time its own pauses took until `as_of`."""
    spans = arithmetic.merged_spans((p for p in pauses if p.kind == rule.pausable_by), as_of)
    paused = sum((ended_at - began_at for began_at, ended_at in spans), timedelta())
    return Window(row.started_at, due_at or row.due_at, paused)


def pauses_of(row: Clock) -> Sequence[arithmetic.Pause]:
    """The pauses of a clock as plain values; uses what was prefetched."""
    return [
        arithmetic.Pause(PauseKind(pause.kind), pause.began_at, pause.ended_at) for pause in row.pauses.all()
    ]


def _of(*, owner: int | None, unit_path: str | None) -> QuerySet[Clock]:
    rows = Clock.objects.all()
    if owner is not None:
        rows = rows.filter(owner_id=owner)
    if unit_path is not None:
        rows = rows.filter(unit_path__startswith=unit_path)
    return rows

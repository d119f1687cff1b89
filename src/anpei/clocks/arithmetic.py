"""When a period ends.

Trigger day excluded, pauses deducted, the last day rolled over rest days (民法典 200-203, 解释二 15).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anpei.clocks.rules import ClockRule, PauseKind, Unit
from anpei.values.calendar import WorkingCalendar
from anpei.values.dates import add_months, day_end, local_date

_SECONDS = {Unit.HOURS: 3600, Unit.MINUTES: 60}
_MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}


@dataclass(frozen=True)
class Pause:
    """Time that stands still, from the notice reaching the customer to the material reaching the insurer.

    Open without an end.
    """

    kind: PauseKind
    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class DueResult:
    """End of a period. Dates are local (Asia/Shanghai), instants aware UTC; a day ends with its last
    microsecond.

    `paused_days` and `elapsed_days` count calendar days, or working days where the rule does; for hours and
    minutes calendar days. `provisional`: the holidays of a year the result rests on are not known yet.
    """

    due_on: date
    due_at: datetime
    internal_due_on: date
    internal_due_at: datetime
    provisional: bool
    paused_days: int
    elapsed_days: int


def compute_due(
    rule: ClockRule,
    started_at: datetime,
    *,
    calendar: WorkingCalendar,
    as_of: datetime,
    pauses: Iterable[Pause] = (),
) -> DueResult:
    """End of the period of `rule`, with every pause that stops it deducted.

    A pause still open counts until `as_of`: the result is what would hold if it ended then. The internal
    target is stopped by pauses of every kind, is not rolled over rest days and never lies behind the period
    itself.
    """
    every_pause = list(pauses)
    legal = merged_spans((p for p in every_pause if p.kind == rule.pausable_by), as_of)
    internal = merged_spans(every_pause, as_of)
    due_at = _period_end(rule.unit, rule.amount, started_at, legal, calendar, rolled=rule.is_rolled)
    internal_due_at = min(_target_end(rule, started_at, internal, calendar, due_at), due_at)
    start, due_on, today = local_date(started_at), local_date(due_at), local_date(as_of)
    paused_days = sum(_days(rule.unit, max(a, start), b, calendar) for a, b in _day_spans(legal))
    return DueResult(
        due_on=due_on,
        due_at=due_at,
        internal_due_on=local_date(internal_due_at),
        internal_due_at=internal_due_at,
        provisional=_is_provisional(rule, start, due_on, calendar),
        paused_days=paused_days,
        elapsed_days=max(_days(rule.unit, start, today, calendar) - paused_days, 0),
    )


def merged_spans(pauses: Iterable[Pause], as_of: datetime) -> list[tuple[datetime, datetime]]:
    """Pauses as disjoint spans in order, overlapping time counted once; an open pause reaches to `as_of`."""
    merged: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda pause: pause.began_at):
        ended_at = max(pause.ended_at or as_of, pause.began_at)
        if merged and pause.began_at <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ended_at))
        else:
            merged.append((pause.began_at, ended_at))
    return merged


def _target_end(
    rule: ClockRule,
    started_at: datetime,
    spans: Sequence[tuple[datetime, datetime]],
    calendar: WorkingCalendar,
    due_at: datetime,
) -> datetime:
    if not rule.has_target:
        return due_at
    if rule.internal is not None:
        return _period_end(
            rule.internal.unit, rule.internal.amount, started_at, spans, calendar, rolled=False
        )
    if rule.unit in _SECONDS:
        minutes = rule.amount * _SECONDS[rule.unit] // 60 * rule.internal_share_bp // 10_000
        return _period_end(Unit.MINUTES, minutes, started_at, spans, calendar, rolled=False)
    amount = max(rule.amount * rule.internal_share_bp // 10_000, 1)
    return _period_end(rule.unit, amount, started_at, spans, calendar, rolled=False)


def _period_end(
    unit: Unit,
    amount: int,
    started_at: datetime,
    spans: Sequence[tuple[datetime, datetime]],
    calendar: WorkingCalendar,
    *,
    rolled: bool,
) -> datetime:
    if unit in _SECONDS:
        return _moment_end(started_at, timedelta(seconds=amount * _SECONDS[unit]), spans)
    start = local_date(started_at)
    if unit is Unit.WORKING_DAYS:
        return day_end(_working_day_end(start, amount, spans, calendar))
    last = add_months(start, amount * _MONTHS[unit]) if unit in _MONTHS else start + timedelta(days=amount)
    return day_end(_calendar_day_end(start, last, spans, calendar, rolled=rolled))


def _moment_end(
    started_at: datetime, length: timedelta, spans: Sequence[tuple[datetime, datetime]]
) -> datetime:
    end = started_at + length
    for began_at, ended_at in spans:
        if began_at <= end:
            end += max(ended_at - max(began_at, started_at), timedelta())
    return end


def _calendar_day_end(
    start: date,
    last: date,
    spans: Sequence[tuple[datetime, datetime]],
    calendar: WorkingCalendar,
    *,
    rolled: bool,
) -> date:
    for began_on, ended_on in _day_spans(spans):
        if began_on > (calendar.roll_forward(last) if rolled else last):
            break  # already expired: nothing left to stop
        paused = max((ended_on - max(began_on, start)).days, 0)
        # A pause on the rest days the end was rolled over must not end the period before the material came.
        last = max(last + timedelta(days=paused), ended_on)
    return calendar.roll_forward(last) if rolled else last


def _working_day_end(
    start: date, amount: int, spans: Sequence[tuple[datetime, datetime]], calendar: WorkingCalendar
) -> date:
    last = calendar.add_working_days(start, amount)
    for began_on, ended_on in _day_spans(spans):
        if began_on > last:
            break  # already expired: nothing left to stop
        paused = calendar.working_days_between(max(began_on, start), ended_on)
        # Material that comes on a rest day after the last day leaves the next working day to decide.
        last = max(calendar.add_working_days(last, paused), calendar.roll_forward(ended_on))
    return last


def _day_spans(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[date, date]]:
    return [(local_date(began_at), local_date(ended_at)) for began_at, ended_at in spans]


def _days(unit: Unit, after: date, through: date, calendar: WorkingCalendar) -> int:
    if unit is Unit.WORKING_DAYS:
        return calendar.working_days_between(after, through)
    return max((through - after).days, 0)


def _is_provisional(rule: ClockRule, start: date, due_on: date, calendar: WorkingCalendar) -> bool:
    if not rule.counts_days:
        return False
    return not calendar.knows(start if rule.unit is Unit.WORKING_DAYS else due_on, due_on)

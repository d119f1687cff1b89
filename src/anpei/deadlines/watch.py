"""What time itself does: warn, ask for a delay notice before a date passes, pass on what is overdue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from anpei.audit.actions import record
from anpei.clocks.rules import Kind
from anpei.core import clock as time
from anpei.core.actor import Actor
from anpei.deadlines import events
from anpei.deadlines.models import ENDING_KINDS, Clock
from anpei.deadlines.states import ClockState

BATCH = 500
WATCH = Actor.system("deadline-watch")


def watch() -> int:
    """Raise everything that has become due, oldest first; the number of clocks raised.

    Each is raised once for each of its dates.
    """
    now = time.now()
    running = Clock.objects.filter(state=ClockState.RUNNING)
    return (
        _raise(
            running.filter(delay_flagged_at__isnull=True, delay_at__lte=now),
            "delay_at",
            "delay_flagged_at",
            now,
            _delay,
        )
        + _raise(
            running.filter(warned_at__isnull=True, warn_at__lte=now), "warn_at", "warned_at", now, _warning
        )
        + _raise(
            running.filter(escalated_at__isnull=True, kind__in=ENDING_KINDS, due_at__lt=now),
            "due_at",
            "escalated_at",
            now,
            _end,
        )
    )


def _raise(
    due: QuerySet[Clock], order: str, stamp: str, now: datetime, event_of: Callable[[Clock, datetime], Any]
) -> int:
    raised = 0
    for row in due.order_by(order)[:BATCH]:
        with transaction.atomic():
            # Stamped only if still unstamped and running: two watches, or a stop at the same moment, raise
            # nothing twice.
            if not due.filter(pk=row.pk).update(**{stamp: now}):
                continue
            event = event_of(row, now)
            if event is not None:
                record(subject=row.subject, subject_id=row.subject_id, event=event, by=WATCH)
                raised += 1
    return raised


def _delay(row: Clock, now: datetime) -> Any:
    promised = row.promised_on or row.due_on
    return events.DelayDue(clock_id=row.pk, rule_id=row.rule_id, promised=promised.isoformat())


def _warning(row: Clock, now: datetime) -> Any:
    if row.kind == Kind.REMINDER:
        return events.ReminderDue(clock_id=row.pk, rule_id=row.rule_id)
    if now > row.due_at and row.kind in ENDING_KINDS:
        return None  # the worker was away: the end itself is raised in the same round
    return events.ClockWarned(clock_id=row.pk, rule_id=row.rule_id, due=row.due_on.isoformat())


def _end(row: Clock, now: datetime) -> Any:
    if row.kind == Kind.REMINDER:
        return events.CallDue(clock_id=row.pk, rule_id=row.rule_id)
    return events.ClockMissed(clock_id=row.pk, rule_id=row.rule_id, due=row.due_on.isoformat())

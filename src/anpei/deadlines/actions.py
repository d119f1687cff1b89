"""Every write to clocks and to the holiday table.

`start`, `start_first`, `pause`, `resume`, `stop`, `hand_over` and `replace` belong to an action of the subject, whose
event tells the story: they record none of their own. A date moved by a person (`extend`, `promise`) and a
table imported are events.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anpei.audit.actions import record
from anpei.clocks.arithmetic import DueResult, compute_due
from anpei.clocks.arithmetic import Pause as Span
from anpei.clocks.rules import Audience, ClockRule, Kind, PauseKind
from anpei.clocks.standing import delay_notice_at, warn_at
from anpei.core import clock as time
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import catalogue, events, queries
from anpei.deadlines.holidays import ensure_holidays, import_holidays
from anpei.deadlines.models import Clock, Pause
from anpei.deadlines.states import MOVES, OPEN, ClockState
from anpei.values.calendar import WorkingCalendar
from anpei.values.dates import day_end, local_date

__all__ = [
    "due_for",
    "ensure_defaults",
    "extend",
    "hand_over",
    "import_holidays",
    "pause",
    "pause_all",
    "promise",
    "recompute_provisional",
    "replace",
    "resume",
    "resume_all",
    "start",
    "start_first",
    "stop",
]

_JUDGED_KINDS = (Kind.LAW, Kind.PROMISE, Kind.INTERNAL)  # a reminder or a limitation cannot be late


def start(
    *,
    rule: str,
    subject: str,
    subject_id: int,
    at: datetime | None = None,
    owner: int | None = None,
    unit_path: str = "",
    due_on: date | None = None,
    due_at: datetime | None = None,
) -> Clock:
    """Start a clock at its event; an open clock of the same rule is returned unchanged.

    Unknown rules raise KeyError. ``due_on``, ``due_at``: the day or moment somebody named for this one (a regulator,
    a plan, an hour agreed on the phone), in place of the usual period.
    """
    at = at or time.now()
    with transaction.atomic():
        running = queries.find(rule=rule, subject=subject, subject_id=subject_id)
        if running is not None:
            return running
        row = _started(
            rule,
            subject,
            subject_id,
            at,
            owner=owner,
            unit_path=unit_path,
            calendar=catalogue.working_calendar(),
        )
        if due_on is not None:
            _name_end(row, day_end(due_on))
        elif due_at is not None:
            _name_end(row, due_at)
        row.save(force_insert=True)
    return row


def start_first(
    *, rules: Iterable[str], subject: str, subject_id: int, at: datetime, owner: int | None, unit_path: str
) -> list[Clock]:
    """Start the first clocks of a subject that was inserted in this very transaction: none can be open yet.

    Two statements for all of them.
    """
    calendar = catalogue.working_calendar()
    return Clock.objects.bulk_create(
        _started(rule, subject, subject_id, at, owner=owner, unit_path=unit_path, calendar=calendar)
        for rule in rules
    )


def pause(clock: Clock, *, at: datetime, reason: str = "", kind: str = PauseKind.SUPPLEMENT) -> Clock:
    """Stop time from a moment on.

    Supplement: the notice reached the customer; stops the period of rules that say so, and every internal
    target. Investigation: stops internal targets only, the statutory period runs on. After the end of the
    period a pause is kept on record and heals nothing. A second pause of the same kind while one is open
    changes nothing.
    """
    why = PauseKind(kind)
    with transaction.atomic():
        row = _open(clock)
        rule = catalogue.rule_of(row)
        stops_period = rule.pausable_by == why
        if not stops_period and not rule.has_target:
            raise Refused(code="clock.not_pausable", message=_("Nothing may stop this clock."))
        if row.pauses.filter(kind=why, ended_at__isnull=True).exists():
            return row
        began_at = max(at, row.started_at)
        Pause.objects.create(clock=row, kind=why, began_at=began_at, reason=reason)
        if stops_period and row.state == ClockState.RUNNING and began_at <= row.due_at:
            _move(row, to=ClockState.PAUSED)
    return row


def resume(clock: Clock, *, at: datetime, kind: str = PauseKind.SUPPLEMENT) -> Clock:
    """Let time run again (the material reached the insurer) and move the dates by what was deducted.

    No open pause: no change.
    """
    with transaction.atomic():
        row = _open(clock)
        rule = catalogue.rule_of(row)
        ended = _end_pauses(row, at, kinds=[PauseKind(kind)])
        if not ended:
            return row
        if row.state == ClockState.PAUSED and rule.pausable_by == kind:
            _move(row, to=ClockState.RUNNING)
        _recompute(row, rule, as_of=at)
    return row


def pause_all(*, subject: str, subject_id: int, kind: str, at: datetime, reason: str = "") -> list[Clock]:
    """Pause every open clock of a subject that this kind concerns; the others are left alone."""
    why = PauseKind(kind)
    with transaction.atomic():
        rows = queries.running(subject, subject_id)
        concerned = [row for row in rows if _is_concerned(catalogue.rule_of(row), why)]
        return [pause(row, at=at, reason=reason, kind=why) for row in concerned]


def resume_all(*, subject: str, subject_id: int, kind: str, at: datetime) -> list[Clock]:
    """End the pauses of a kind on every open clock of a subject."""
    with transaction.atomic():
        rows = queries.running(subject, subject_id)
        return [resume(row, at=at, kind=kind) for row in rows]


def stop(
    clock: Clock | None = None,
    *,
    rule: str = "",
    subject: str = "",
    subject_id: int | None = None,
    at: datetime | None = None,
    outcome: str = "met",
) -> Clock | None:
    """End a clock, given as a row or as rule and subject; None if none is open.

    `outcome` is "met" (what it waited for was done; recorded as missed if that was after the end) or
    "cancelled".
    """
    at = at or time.now()
    with transaction.atomic():
        if clock is None:
            if subject_id is None:
                raise ValueError("stop() needs a clock, or rule, subject and subject_id")
            clock = queries.find(rule=rule, subject=subject, subject_id=subject_id)
            if clock is None:
                return None
        row = _open(clock)
        row.due_at = queries.effective_due(row, at=at)
        row.due_on = local_date(row.due_at)
        _end_pauses(row, at, kinds=tuple(PauseKind))
        _move(row, to=_final_state(row, at, outcome), due_at=row.due_at, due_on=row.due_on, stopped_at=at)
    return row


def extend(
    clock: Clock, *, due_on: date | None = None, due_at: datetime | None = None, reason: str, by: Actor
) -> Clock:
    """Move the end of a promise or internal target to a later day (or moment), with a reason.

    The law cannot be extended.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please give the reason in one sentence.")})
    with transaction.atomic():
        row = _open(clock)
        if not catalogue.rule_of(row).extendable:
            raise Refused(
                code="clock.not_extendable",
                message=_("This period is fixed. You can only promise the customer a new date."),
            )
        if due_at is None:
            if due_on is None:
                raise ValueError("extend() needs due_on or due_at")
            due_at = day_end(due_on)
        if due_at <= row.due_at:
            raise Invalid(fields={"due_on": _("The new date must lie after %(old)s.") % {"old": row.due_on}})
        old = row.due_on
        row.due_at = row.internal_due_at = due_at
        row.due_on, row.extended_from, row.reason = local_date(due_at), old, reason.strip()
        row.promised_on = row.due_on if row.promised_on else None
        _set_alarms(row, catalogue.rule_of(row), [], as_of=time.now())
        row.save()
        happened = events.ClockExtended(
            clock_id=row.pk,
            rule_id=row.rule_id,
            old=old.isoformat(),
            new=row.due_on.isoformat(),
            reason=row.reason,
        )
        record(subject=row.subject, subject_id=row.subject_id, event=happened, by=by)
    return row


def promise(clock: Clock, *, on: date, reason: str, by: Actor) -> Clock:
    """Tell the customer a later date, with the reason. The period of the law does not move.

    After it the clock is late all the same.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please give the reason in one sentence.")})
    with transaction.atomic():
        row = _open(clock)
        old = queries.promised_on(row)
        if on <= old:
            raise Invalid(fields={"new_date": _("The new date must lie after %(old)s.") % {"old": old}})
        row.promised_on, row.reason = on, reason.strip()
        _set_alarms(row, catalogue.rule_of(row), queries.pauses_of(row), as_of=time.now())
        row.save()
        happened = events.DatePromised(
            clock_id=row.pk, rule_id=row.rule_id, old=old.isoformat(), new=on.isoformat(), reason=row.reason
        )
        record(subject=row.subject, subject_id=row.subject_id, event=happened, by=by)
    return row


def replace(clock: Clock, *, rule: str, at: datetime | None = None, reason: str = "") -> Clock:
    """Go on under another rule from the same start, with the same pauses (simple case becomes complex),
    before the old one ends.
    """
    at = at or time.now()
    with transaction.atomic():
        old = _open(clock)
        if at > queries.effective_due(old, at=at):
            raise Refused(
                code="clock.over",
                message=_("This period ended on %(due)s. It cannot be replaced afterwards.")
                % {"due": old.due_on},
            )
        spans = list(old.pauses.all())
        stop(old, at=at, outcome="cancelled")
        new = start(
            rule=rule,
            subject=old.subject,
            subject_id=old.subject_id,
            at=old.started_at,
            owner=old.owner_id,
            unit_path=old.unit_path,
        )
        Pause.objects.bulk_create(
            Pause(
                clock=new, kind=span.kind, began_at=span.began_at, ended_at=span.ended_at, reason=span.reason
            )
            for span in spans
        )
        definition = catalogue.rule_of(new)
        new.reason = reason
        _recompute(new, definition, as_of=at)
        if any(span.ended_at is None and span.kind == definition.pausable_by for span in spans):
            _move(new, to=ClockState.PAUSED)
    return new


def hand_over(*, subject: str, subject_id: int, owner: int | None, unit_path: str | None = None) -> int:
    """Give the open clocks of a subject to another person (and unit); the number of clocks."""
    changes: dict[str, int | str | None] = {"owner_id": owner}
    if unit_path is not None:
        changes["unit_path"] = unit_path
    return Clock.objects.filter(subject=subject, subject_id=subject_id, state__in=OPEN).update(**changes)


def due_for(*, rule: str, at: datetime) -> datetime:
    """When a promise made at a moment ends, without a clock of its own."""
    return queries.forecast(rule=rule, at=at).due_at


def recompute_provisional(*, by: Actor | None = None) -> int:
    """Compute the provisional dates again after an import of holidays.

    The number of clocks whose date moved.
    """
    by = by or Actor.system("deadlines")
    moved = 0
    for pk in (
        Clock.objects.filter(provisional=True, state__in=OPEN).order_by("pk").values_list("pk", flat=True)
    ):
        with transaction.atomic():
            row = Clock.objects.select_for_update().get(pk=pk)
            moved += row.is_open and _confirm(row, by)
    return moved


def ensure_defaults(*, by: Actor | None = None) -> None:
    """Load the shipped holiday years the table does not have. Safe to repeat."""
    ensure_holidays(by=by or Actor.system("deadlines"))


def _started(
    rule: str,
    subject: str,
    subject_id: int,
    at: datetime,
    *,
    owner: int | None,
    unit_path: str,
    calendar: WorkingCalendar,
) -> Clock:
    definition = catalogue.clock_set().get(rule, local_date(at))
    row = Clock(
        rule_id=rule,
        kind=definition.kind,
        audience=definition.audience,
        subject=subject,
        subject_id=subject_id,
        started_at=at,
        owner_id=owner,
        unit_path=unit_path,
    )
    _set_dates(row, definition, [], as_of=at, calendar=calendar)
    return row


def _name_end(row: Clock, due_at: datetime) -> None:
    """The end is the one a person named; like one that was moved, it is not computed away."""
    row.extended_from, row.due_on = row.due_on, local_date(due_at)
    row.due_at = row.internal_due_at = due_at
    row.promised_on = row.due_on if row.promised_on else None
    _set_alarms(row, catalogue.rule_of(row), [], as_of=row.started_at)


def _open(clock: Clock) -> Clock:
    row = Clock.objects.select_for_update().get(pk=clock.pk)
    if not row.is_open:
        raise Refused(code="clock.stopped", message=_("This clock has been stopped already."))
    return row


def _move(row: Clock, *, to: ClockState, **changes: object) -> None:
    """Conditional update, so that of two movers one wins and the other is told."""
    allowed = [state for state, nexts in MOVES.items() if to in nexts and state == row.state]
    if not Clock.objects.filter(pk=row.pk, state__in=allowed).update(state=to, **changes):
        raise Refused(
            code="clock.changed", message=_("Somebody has changed this clock meanwhile. Please look again.")
        )
    row.state = to
    for name, value in changes.items():
        setattr(row, name, value)


def _final_state(row: Clock, at: datetime, outcome: str) -> ClockState:
    if outcome == "cancelled":
        return ClockState.CANCELLED
    if outcome != "met":
        raise ValueError(f"unknown outcome {outcome!r}; use met or cancelled")
    return ClockState.MISSED if row.kind in _JUDGED_KINDS and at > row.due_at else ClockState.MET


def _is_concerned(rule: ClockRule, kind: PauseKind) -> bool:
    return rule.pausable_by == kind or rule.has_target


def _end_pauses(row: Clock, at: datetime, *, kinds: Iterable[PauseKind]) -> int:
    ended = 0
    for span in row.pauses.filter(kind__in=list(kinds), ended_at__isnull=True):
        span.ended_at = max(at, span.began_at)
        span.save(update_fields=["ended_at"])
        ended += 1
    return ended


def _recompute(row: Clock, rule: ClockRule, *, as_of: datetime) -> None:
    _set_dates(row, rule, queries.pauses_of(row), as_of=as_of, calendar=catalogue.working_calendar())
    row.save()


def _set_dates(
    row: Clock, rule: ClockRule, pauses: Iterable[Span], *, as_of: datetime, calendar: WorkingCalendar
) -> None:
    spans = list(pauses)
    result = compute_due(rule, row.started_at, pauses=spans, calendar=calendar, as_of=as_of)
    row.provisional = result.provisional
    if row.extended_from is None:  # a date a person gave is not computed away
        row.due_on, row.due_at, row.internal_due_at = result.due_on, result.due_at, result.internal_due_at
    row.promised_on = _promise_of(row, rule, result)
    _set_alarms(row, rule, spans, as_of=as_of)


def _promise_of(row: Clock, rule: ClockRule, result: DueResult) -> date | None:
    """The target is what the customer is told.

    A pause may move it later, never earlier than what was said.
    """
    if rule.audience != Audience.CUSTOMER or rule.kind not in (Kind.LAW, Kind.PROMISE):
        return None
    target = result.internal_due_on if rule.kind == Kind.LAW else row.due_on
    return max(target, row.promised_on) if row.promised_on else target


def _set_alarms(row: Clock, rule: ClockRule, pauses: Iterable[Span], *, as_of: datetime) -> None:
    """When to warn and to ask for a delay notice.

    What was raised for an earlier date is raised again for a later one.
    """
    window = queries.window_of(row, rule, pauses, as_of=as_of)
    before = (row.warn_at, row.delay_at)
    row.warn_at = None if rule.kind == Kind.RETENTION else warn_at(rule, window)
    row.delay_at = None if row.promised_on is None else delay_notice_at(rule, _promised_at(row, rule), window)
    if row.warn_at != before[0]:
        row.warned_at = None
    if row.delay_at != before[1]:
        row.delay_flagged_at = None
    if row.due_at > as_of:
        row.escalated_at = None


def _promised_at(row: Clock, rule: ClockRule) -> datetime:
    if not rule.counts_days or row.promised_on is None:
        return row.due_at
    return day_end(row.promised_on)


def _confirm(row: Clock, by: Actor) -> bool:
    old = row.due_on
    _recompute(row, catalogue.rule_of(row), as_of=time.now())
    if row.due_on == old:
        return False
    happened = events.DateConfirmed(
        clock_id=row.pk, rule_id=row.rule_id, old=old.isoformat(), new=row.due_on.isoformat()
    )
    record(subject=row.subject, subject_id=row.subject_id, event=happened, by=by)
    return True

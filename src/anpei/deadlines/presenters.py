"""How a clock reads on a page: the badge of the staff and the clock of the customer are one object."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anpei.clocks.arithmetic import Pause, compute_due
from anpei.clocks.rules import Audience, ClockRule, Kind
from anpei.clocks.standing import Standing, Window, running_standing
from anpei.core import clock as time
from anpei.deadlines import catalogue, queries
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.values.calendar import WorkingCalendar
from anpei.values.dates import local_date, local_datetime

_RING = 37.7  # circumference of the ring in the badge: radius 6


@dataclass(frozen=True)
class ClockView:
    """One clock, ready for a template; texts in the active language, dates local.

    `state` is the style name of the badge (neutral, soon, due, over, pause, met), `used_share` 0 to 100,
    `left` what is left in words. `paused` holds pairs (from, until or None); `paused_days` is what was
    deducted so far, in days of the rule.
    """

    clock_id: int
    rule_id: str
    name: str
    state: str
    used_share: int
    left: str
    article: str
    tooltip: str
    mark: str
    trigger: str
    started: date
    due: date
    due_at: datetime
    target: date
    target_share: int
    promised: date
    paused: tuple[tuple[date, date | None], ...]
    paused_days: int
    elapsed_days: int
    provisional: bool
    by_law: bool
    extended_from: date | None
    reason: str

    @property
    def ring(self) -> str:
        """Value of `stroke-dasharray` for the ring."""
        return f"{_RING * self.used_share / 100:.1f} {_RING}"

    @property
    def style(self) -> str:
        """Class of the badge beside `clk`; neutral has none."""
        return "" if self.state == Standing.NEUTRAL else self.state


def view(row: Clock, *, now: datetime | None = None) -> ClockView:
    """One clock as it stands now (or at a moment)."""
    return _view(row, now or time.now(), catalogue.working_calendar())


def views(rows: Iterable[Clock], *, now: datetime | None = None) -> list[ClockView]:
    """Several clocks with one look at the calendar. Prefetch `pauses` for a fixed number of queries."""
    moment, calendar = now or time.now(), catalogue.working_calendar()
    return [_view(row, moment, calendar) for row in rows]


def for_staff(subject: str, subject_id: int) -> list[ClockView]:
    """Open clocks of a subject, nearest first. Three queries."""
    return views(queries.running(subject, subject_id))


def for_customer(subject: str, subject_id: int) -> list[ClockView]:
    """The open statutory clocks and promises a customer sees: the same data as the staff's. Three queries."""
    shown = (Kind.LAW, Kind.PROMISE)
    rows = queries.running(subject, subject_id)
    return views(row for row in rows if row.audience == Audience.CUSTOMER and row.kind in shown)


def for_customer_many(subject: str, subject_ids: Collection[int]) -> dict[int, list[ClockView]]:
    """``for_customer`` for a list page: the same three queries for any number of subjects, all of them as keys."""
    found: dict[int, list[ClockView]] = {one: [] for one in subject_ids}
    now, calendar = time.now(), catalogue.working_calendar()
    for row in queries.running_of_many(subject, subject_ids):
        if row.audience == Audience.CUSTOMER and row.kind in (Kind.LAW, Kind.PROMISE):
            found[row.subject_id].append(_view(row, now, calendar))
    return found


def _view(row: Clock, now: datetime, calendar: WorkingCalendar) -> ClockView:
    rule = catalogue.rule_of(row)
    moment = row.stopped_at or now
    pauses = queries.pauses_of(row)
    result = compute_due(rule, row.started_at, pauses=pauses, calendar=calendar, as_of=moment)
    is_paused = row.state == ClockState.PAUSED
    due_at = result.due_at if is_paused else row.due_at
    window = queries.window_of(row, rule, pauses, as_of=moment, due_at=due_at)
    standing = _standing(row, rule, window, now)
    language = translation.get_language() or "zh"
    return ClockView(
        clock_id=row.pk,
        rule_id=row.rule_id,
        name=rule.name.in_language(language),
        state=standing,
        used_share=window.used_bp(moment) // 100,
        left=_left(row, standing, due_at, now),
        article=rule.basis.in_language(language),
        tooltip=_tooltip(row, rule.basis.in_language(language), local_date(due_at), result.paused_days),
        mark=rule.mark,
        trigger=rule.trigger,
        started=local_date(row.started_at),
        due=local_date(due_at),
        due_at=due_at,
        target=result.internal_due_on if is_paused else row.internal_due_on,
        target_share=window.used_bp(result.internal_due_at if is_paused else row.internal_due_at) // 100,
        promised=queries.promised_on(row),
        paused=tuple(
            (local_date(p.began_at), local_date(p.ended_at) if p.ended_at else None)
            for p in _shown(rule, pauses)
        ),
        paused_days=result.paused_days,
        elapsed_days=result.elapsed_days,
        provisional=row.provisional,
        by_law=row.kind == Kind.LAW,
        extended_from=row.extended_from,
        reason=row.reason,
    )


def _tooltip(row: Clock, article: str, due_on: date, paused_days: int) -> str:
    """Article, start, pauses and due date in one sentence."""
    parts = [article, _("from %(day)s") % {"day": local_date(row.started_at).isoformat()}]
    if paused_days:
        not_counted = ngettext("%(days)d day not counted", "%(days)d days not counted", paused_days)
        parts.append(not_counted % {"days": paused_days})
    if catalogue.rule_of(row).counts_days:
        parts.append(_("ends on %(day)s, 24:00") % {"day": due_on.isoformat()})
    else:
        parts.append(_("until %(time)s") % {"time": f"{local_datetime(row.due_at):%H:%M}"})
    if row.provisional:
        parts.append(_("provisional: the public holidays of that year are not announced yet"))
    return _("; ").join(parts)


def _shown(rule: ClockRule, pauses: Iterable[Pause]) -> list[Pause]:
    return [pause for pause in pauses if pause.kind == rule.pausable_by]


def _standing(row: Clock, rule: ClockRule, window: Window, now: datetime) -> Standing:
    if row.state == ClockState.PAUSED:
        return Standing.PAUSE
    if row.state == ClockState.MISSED:
        return Standing.OVER
    if not row.is_open:
        return Standing.MET
    return running_standing(rule, window, now)


def _left(row: Clock, standing: Standing, due_at: datetime, now: datetime) -> str:
    """What is left in the shortest words: hours and minutes on the last day, days before and after it."""
    if row.state == ClockState.CANCELLED:
        return _("no longer needed")
    if standing is Standing.MET:
        return _("done")
    if standing is Standing.PAUSE:
        return _paused_for(row, now)
    if standing is Standing.OVER:
        return _late_by((row.stopped_at or now) - due_at)
    days = (local_date(due_at) - local_date(now)).days
    if days == 0:
        return _hours_left(row, due_at, now)
    if days == 1:
        return _("tomorrow")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def _hours_left(row: Clock, due_at: datetime, now: datetime) -> str:
    if not catalogue.rule_of(row).counts_days and due_at - now > timedelta(hours=1):
        return _("until %(time)s") % {"time": f"{local_datetime(due_at):%H:%M}"}
    hours, minutes = divmod(int((due_at - now).total_seconds()) // 60, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min left") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)d min left") % {"minutes": minutes}


def _paused_for(row: Clock, now: datetime) -> str:
    began = [pause.began_at for pause in row.pauses.all() if pause.ended_at is None]
    days = (local_date(now) - local_date(min(began))).days if began else 0
    if days == 0:
        return _("paused since today")
    return ngettext("paused %(days)d day", "paused %(days)d days", days) % {"days": days}


def _late_by(lateness: timedelta) -> str:
    hours = int(lateness.total_seconds()) // 3600
    if hours < 1:
        return _("just passed")
    if hours < 24:
        return ngettext("%(hours)d hour late", "%(hours)d hours late", hours) % {"hours": hours}
    days = hours // 24
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}

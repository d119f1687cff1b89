"""Clock badges of several cases at once, and how long until a promised call. The badge itself is the deadlines app's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anpei.deadlines import presenters
from anpei.deadlines.models import Clock
from anpei.deadlines.presenters import ClockView
from anpei.deadlines.states import OPEN, ClockState
from anpei.values.dates import local_date


def badges_of(ids: Iterable[int], subject: str = "claim") -> dict[int, list[ClockView]]:
    """Open clocks of several cases or complaints, the most pressing first. Three queries whatever their number."""
    rows = list(
        Clock.objects.filter(subject=subject, subject_id__in=list(ids), state__in=OPEN).prefetch_related(
            "pauses"
        )
    )
    rows.sort(key=lambda row: (row.state == ClockState.PAUSED, row.due_at, row.pk))
    found: dict[int, list[ClockView]] = defaultdict(list)
    for row, badge in zip(rows, presenters.views(rows), strict=True):
        found[row.subject_id].append(badge)
    return found


def left_words(due_at: datetime, now: datetime) -> str:
    """Hours and minutes on the last day, days before that, and how late afterwards."""
    days = (local_date(due_at) - local_date(now)).days
    if due_at < now:
        late = max(1, -days)
        return ngettext("%(days)d day late", "%(days)d days late", late) % {"days": late}
    if days == 0:
        minutes = int((due_at - now).total_seconds() // 60)
        return _("in %(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}
    if days == 1:
        return _("tomorrow")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}

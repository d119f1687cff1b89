"""Quiet hours: at night nobody is woken by us, unless the law or the person says otherwise."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from anpei.core.clock import LOCAL

BEGINS, ENDS = time(21, 30), time(8, 0)  # company rule, mark C


def next_decent_moment(at: datetime) -> datetime:
    """The moment itself by day; at night the next morning at eight."""
    local = at.astimezone(LOCAL)
    if ENDS <= local.time() < BEGINS:
        return at
    morning = local.date() if local.time() < ENDS else local.date() + timedelta(days=1)
    return datetime.combine(morning, ENDS, LOCAL)

"""Who answers now, and when somebody is back: told as it is, and not at all where no roster is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anpei.accounts import duty
from anpei.accounts.duty import Line
from anpei.core import clock


@dataclass(frozen=True)
class Hours:
    """``back_at``: nobody sits there now, and this is when somebody does; None while somebody does, or nobody knows."""

    lines: list[Line]
    back_at: datetime | None


def now() -> Hours:
    lines = duty.lines(clock.now())
    return Hours(lines=lines, back_at=duty.back_at(lines))

"""How a clock stands at a moment.

Share used, colour, and when it turns amber or a delay has to be announced.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from anpei.clocks.rules import ClockRule, Kind
from anpei.values.dates import day_start, local_date

_WHOLE_BP = 10_000
_LAST_FIFTH_BP = 8_000


class Standing(StrEnum):
    """States of the clock badge; the words are its style names."""

    NEUTRAL = "neutral"
    SOON = "soon"
    DUE = "due"
    OVER = "over"
    PAUSE = "pause"
    MET = "met"


@dataclass(frozen=True)
class Window:
    """A period as it runs: `paused` is the time deducted so far, already contained in `due_at`."""

    started_at: datetime
    due_at: datetime
    paused: timedelta = timedelta()

    @property
    def length(self) -> timedelta:
        """Time available, pauses left out."""
        return max(self.due_at - self.started_at - self.paused, timedelta(seconds=1))

    def used_bp(self, now: datetime) -> int:
        """Share used in basis points, 0 to 10,000."""
        used = max(now - self.started_at - self.paused, timedelta())
        return min(used * _WHOLE_BP // self.length, _WHOLE_BP)

    def moment_at(self, share_bp: int) -> datetime:
        """The moment a share of the period is used, if nothing stops it any more."""
        return self.started_at + self.paused + self.length * share_bp / _WHOLE_BP


def running_standing(rule: ClockRule, window: Window, now: datetime) -> Standing:
    """Colour of a clock that runs.

    Over after the end. Due on the last day, or in the last fifth of a period in hours or minutes. Soon by
    the warning of the rule, or when a promise is due today.
    """
    if now > window.due_at:
        return Standing.OVER
    last_day = local_date(now) == local_date(window.due_at)
    used_bp = window.used_bp(now)
    if (last_day and rule.counts_days) or (not rule.counts_days and used_bp >= _LAST_FIFTH_BP):
        return Standing.DUE
    if now >= warn_at(rule, window) or (last_day and rule.kind is Kind.PROMISE):
        return Standing.SOON
    return Standing.NEUTRAL


def warn_at(rule: ClockRule, window: Window) -> datetime:
    """The moment the clock turns amber: the warning share is used, or few days are left once the smaller
    share is used.

    Not later than the start of the last day for periods that end with a day.
    """
    by_share = window.moment_at(rule.warn.share_bp)
    if not rule.counts_days:
        return by_share
    last_day = day_start(local_date(window.due_at))
    few_days_left = last_day - timedelta(days=rule.warn.days_left)
    by_days = max(few_days_left, window.moment_at(rule.warn.days_left_share_bp))
    return min(by_share, by_days, last_day)


def delay_notice_at(rule: ClockRule, promised_at: datetime, window: Window) -> datetime:
    """The moment a delay has to be announced so that the customer hears of it before the promised date
    passes.

    For days: 00:00 some days before that date (`delay_notice_days`), for hours and minutes at the warning
    share.
    """
    if not rule.counts_days:
        return min(window.moment_at(rule.warn.share_bp), promised_at)
    return max(day_start(local_date(promised_at)) - timedelta(days=rule.delay_notice_days), window.started_at)

"""The only source of time. Tests and the demo generator move it; everything else asks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")

_moment: ContextVar[datetime | None] = ContextVar("anpei_moment", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _moment.get() or datetime.now(UTC)


def today() -> date:
    """The current date in Asia/Shanghai, the only time zone of mainland China."""
    return local_date(now())


def local_date(moment: datetime) -> date:
    """The date in Asia/Shanghai of an aware moment."""
    if moment.tzinfo is None:
        raise ValueError("An aware moment is needed: this one has no time zone.")
    return moment.astimezone(LOCAL).date()


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """The clock stands still at ``moment`` inside the block; blocks nest, each thread has its own."""
    if moment.tzinfo is None:
        raise ValueError("The clock is set to an aware moment: this one has no time zone.")
    token = _moment.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _moment.reset(token)

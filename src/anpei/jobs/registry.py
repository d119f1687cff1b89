"""The tasks by name, and those that run again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

Handler = Callable[..., Any]
MAIN = "main"
READING = "reading"
LANES = (MAIN, READING)
"""Work that takes seconds of computing waits in a lane of its own, so that money and messages never wait behind it."""

H = TypeVar("H", bound=Handler)


@dataclass(frozen=True)
class Task:
    """A handler takes ids only, as keywords, and is idempotent: it may be called twice for one job."""

    name: str
    handler: Handler
    max_attempts: int  # then the job is parked for a person to look at
    lease: timedelta  # longest time a worker may take; after it another worker may start the same job
    lane: str = MAIN


_tasks: dict[str, Task] = {}
_periodic: dict[str, timedelta] = {}


def task(
    name: str, *, max_attempts: int = 8, lease: timedelta = timedelta(minutes=5), lane: str = MAIN
) -> Callable[[H], H]:
    """Register the function as the handler of ``name``; it stays an ordinary function."""
    if lane not in LANES:
        raise ValueError(f"There is no lane {lane!r}.")

    def register(handler: H) -> H:
        known = _tasks.get(name)
        if known and known.handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"Two tasks are called {name!r}.")
        _tasks[name] = Task(name, handler, max_attempts, lease, lane)
        return handler

    return register


def periodic(
    name: str, *, every: timedelta, max_attempts: int = 8, lease: timedelta = timedelta(minutes=5)
) -> Callable[[H], H]:
    """Like ``task``, for a handler without arguments that one of the workers runs once in each ``every``."""

    def register(handler: H) -> H:
        _periodic[name] = every
        return task(name, max_attempts=max_attempts, lease=lease)(handler)

    return register


def find(name: str) -> Task | None:
    return _tasks.get(name)


def lane_of(name: str) -> str:
    known = _tasks.get(name)
    return known.lane if known else MAIN


def known_tasks() -> dict[str, Task]:
    return dict(_tasks)


def periodic_tasks() -> dict[str, timedelta]:
    return dict(_periodic)

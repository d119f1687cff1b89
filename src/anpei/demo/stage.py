"""Plays the courses of many cases in the order of time, with the days' background work between them."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

from django.db import connection, transaction

from anpei.audit import actions as audit
from anpei.claims.actions import call_made
from anpei.claims.models import CallRequest
from anpei.core import clock
from anpei.core.errors import Refused
from anpei.core.randomness import seeded
from anpei.deadlines.watch import watch
from anpei.demo.plan import Plan
from anpei.jobs.worker import drain
from anpei.payments.tasks import poll

EVENING = timedelta(hours=20)
BATCH = timedelta(days=3)  # of demo time in one transaction
CALL_OUTCOME = "接通了，讲清了下一步和日期，客户没有别的问题。"


class Played(Protocol):
    """Something told as a generator that yields the moment of its next step: a case, or what runs beside one."""

    @property
    def key(self) -> str: ...
    @property
    def plan(self) -> Plan: ...
    def run(self) -> Generator[datetime, None, None]: ...


def play(courses: Sequence[Played], *, until: datetime, seed: int, done: Callable[[], None]) -> None:
    """Take every step of every course that lies before ``until``, and each evening do what a worker would have done.

    ``done`` is called for each case that has come to its end.
    """
    steps = _Steps(courses)
    if not steps:
        return
    evening = _evening_before(steps.next_at)
    while evening < until:
        batch_ends = min(evening + BATCH, until)
        with transaction.atomic():
            while evening < batch_ends:
                evening = min(evening + timedelta(days=1), batch_ends)
                for moment, course in steps.before(evening):
                    with clock.at(moment), seeded(f"{seed} {course.key} {moment.isoformat()}"):
                        if steps.take(course):
                            done()
                        drain(strict=True)
                with clock.at(evening), seeded(f"{seed} {evening.isoformat()}"):
                    _background()
    steps.abandon(done)


class _Steps:
    """The next step of each course, earliest first."""

    def __init__(self, courses: Sequence[Played]) -> None:
        self._order = count()
        self._heap: list[tuple[datetime, int, Played]] = []
        self._running: dict[str, Generator[datetime, None, None]] = {}
        for course in courses:
            self._running[course.key] = course.run()
            self._push(course, next(self._running[course.key]))

    def __bool__(self) -> bool:
        return bool(self._heap)

    @property
    def next_at(self) -> datetime:
        return self._heap[0][0]

    def before(self, end: datetime) -> Iterator[tuple[datetime, Played]]:
        while self._heap and self._heap[0][0] < end:
            moment, _, course = heapq.heappop(self._heap)
            yield moment, course

    def take(self, course: Played) -> bool:
        """The step whose moment has come; True when it was the last one."""
        try:
            following = next(self._running[course.key], None)
        except Refused as refusal:
            refusal.add_note(
                f"in the demo case {course.key} ({course.plan.ending}, {course.plan.stop}) at {clock.now()}"
            )
            raise
        if following is None:
            return True
        self._push(course, following)
        return False

    def abandon(self, done: Callable[[], None]) -> None:
        for _, _, course in self._heap:
            self._running[course.key].close()
            done()

    def _push(self, course: Played, moment: datetime) -> None:
        heapq.heappush(self._heap, (moment, next(self._order), course))


def _background() -> None:
    """A day's end: clocks ring, the bank is asked, calls that were promised are made, chains are sealed."""
    watch()
    poll()
    drain(strict=True)
    now = clock.now()
    for wanted in CallRequest.objects.filter(done_at__isnull=True, created_at__lt=now - timedelta(hours=12))[
        :20
    ]:
        if wanted.assignee is not None:
            call_made(wanted, outcome=CALL_OUTCOME, by=wanted.assignee.actor)
    audit.seal()


def _evening_before(moment: datetime) -> datetime:
    """20:00 in Shanghai (12:00 UTC) on the last day before the moment."""
    evening = moment.replace(hour=12, minute=0, second=0, microsecond=0)
    return evening if evening <= moment else evening - timedelta(days=1)


def write_fast() -> None:
    """SQLite need not wait for the disk while a demo is made: a broken one is made again."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-65536")


def write_safely() -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

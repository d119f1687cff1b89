"""Runs jobs: claim with an expiring lease, do, mark done last. Any number of workers may run at once.

A worker killed in the middle leaves a lease that runs out; the job is then started again. So every job is
done at least once, and its handler makes the effect happen once.
"""

from __future__ import annotations

import logging
import math
import signal
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from types import FrameType
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction

from anpei.core import clock
from anpei.core import request as current
from anpei.core.randomness import randomness
from anpei.jobs import actions
from anpei.jobs.models import Job, JobState
from anpei.jobs.registry import LANES, MAIN, Task, find

logger = logging.getLogger(__name__)

BACKOFF = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(hours=1)
ERROR_LENGTH = 2_000
PERIODIC_SECONDS = 5.0


class Later(Exception):
    """Raised by a handler that cannot do its work now and knows when it can; not counted as a failure."""

    def __init__(self, delay: timedelta) -> None:
        self.delay = delay
        super().__init__(f"try again in {delay}")


def drain(limit: int | None = None, *, strict: bool = False) -> int:
    """Run everything due by ``core.clock`` in any lane, here and now, and what that enqueues; gives how many jobs ran.

    With ``strict`` the error of a failing handler is raised after it was written down; else the job waits for
    its next attempt, as in a worker.
    """
    ran = 0
    while (limit is None or ran < limit) and run_one(strict=strict):
        ran += 1
    return ran


def run_one(*, strict: bool = False, lanes: Collection[str] = LANES, mortal: bool = False) -> bool:
    """Claim the job due longest and run it; False when nothing is due. See ``Worker`` for ``mortal``."""
    release_expired()
    job = claim(lanes)
    if job is None:
        return False
    with _dying_at_the_end_of_the_lease(job) if mortal else nullcontext():
        _run(job, strict=strict)
    return True


def claim(lanes: Collection[str] = LANES) -> Job | None:
    """Take the job due longest in these lanes for this worker, in a transaction of its own.

    PostgreSQL skips rows other workers are taking; on SQLite the transaction starts as a writer (IMMEDIATE),
    so there is only one taker at a time. The conditional update makes sure in either case.
    """
    now = clock.now()
    with transaction.atomic():
        due = Job.objects.filter(state=JobState.QUEUED, lane__in=lanes, run_at__lte=now)
        job = due.order_by("run_at", "id").select_for_update(skip_locked=True).first()
        if job is None:
            return None
        known = find(job.task)
        job.attempts += 1
        job.state, job.lease_token = JobState.RUNNING, uuid.uuid4()
        job.lease_until = now + (known.lease if known else timedelta(minutes=1))
        taken = Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(
            state=job.state, attempts=job.attempts, lease_until=job.lease_until, lease_token=job.lease_token
        )
    return job if taken else claim(lanes)


def release_expired() -> int:
    """Give back the jobs of workers that died, or park those that killed too many; gives how many."""
    now = clock.now()
    expired = list(
        Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now).order_by("lease_until")[:100]
    )
    for job in expired:
        _fail(
            job,
            "The worker stopped in the middle, or the work took longer than its lease.",
            delay=timedelta(0),
        )
    return len(expired)


class Worker:
    """The process: runs due jobs of its lanes, enqueues periodic tasks; SIGTERM and SIGINT end it after its job.

    A ``mortal`` one is killed by the system when a job takes longer than its lease, whatever it is stuck in: whoever
    started the process starts another, and the job is taken up again.
    """

    def __init__(
        self, *, interval: float = 1.0, lanes: Collection[str] = LANES, mortal: bool = False
    ) -> None:
        self.interval = interval  # seconds between looks at an empty queue
        self.lanes = lanes
        self.mortal = mortal
        self._stopping = threading.Event()

    def stop(self, _signal: int = signal.SIGTERM, _frame: FrameType | None = None) -> None:
        self._stopping.set()

    def run(self, *, handle_signals: bool = True) -> None:
        """Work until stopped. A database that is away is waited for."""
        if handle_signals:
            signal.signal(signal.SIGTERM, self.stop)
            signal.signal(signal.SIGINT, self.stop)
        next_periodic = time.monotonic()
        while not self._stopping.is_set():
            if MAIN in self.lanes and time.monotonic() >= next_periodic:
                self._guarded(lambda: actions.enqueue_periodic() > 0)
                next_periodic = time.monotonic() + PERIODIC_SECONDS
            if not self._guarded(lambda: run_one(lanes=self.lanes, mortal=self.mortal)):
                self._stopping.wait(self.interval)

    def _guarded(self, step: Callable[[], bool]) -> bool:
        close_old_connections()
        try:
            return step()
        except (DatabaseError, InterfaceError) as error:
            logger.error("the database is away, the worker waits: %s", error)
            connection.close()
            return False


@contextmanager
def _dying_at_the_end_of_the_lease(job: Job) -> Iterator[None]:
    """SIGALRM keeps its meaning, the end of the process, so even a loop inside a C library is left."""
    known = find(job.task)
    signal.alarm(math.ceil(known.lease.total_seconds()) if known else 0)
    try:
        yield
    finally:
        signal.alarm(0)


def _run(job: Job, *, strict: bool) -> None:
    known = find(job.task)
    if known is None:
        _park(job, f"There is no task {job.task!r} in this release.")
        return
    try:
        with current.identified(f"job-{job.pk}"):
            known.handler(**job.args)
    except Later as later:
        _give_back(job, str(later), later.delay, attempts=job.attempts - 1)
    except Exception as error:
        # Whatever a handler raises must not stop the queue.
        logger.warning("job %s failed (attempt %s): %s", job, job.attempts, error, exc_info=True)
        _fail(job, _describe(error), delay=_backoff(job.attempts))
        if strict:
            raise
    else:
        _finish(job, state=JobState.DONE, finished_at=clock.now(), last_error="")


def _fail(job: Job, reason: str, *, delay: timedelta) -> None:
    known: Task | None = find(job.task)
    if known and job.attempts < known.max_attempts:
        _give_back(job, reason, delay, attempts=job.attempts)
    else:
        _park(job, reason)


def _give_back(job: Job, reason: str, delay: timedelta, *, attempts: int) -> None:
    _finish(job, state=JobState.QUEUED, run_at=clock.now() + delay, attempts=attempts, last_error=reason)


def _park(job: Job, reason: str) -> None:
    logger.error("job %s is parked: %s", job, reason)
    _finish(job, state=JobState.PARKED, last_error=reason)


def _finish(job: Job, **changes: Any) -> None:
    # Only with the lease still ours: after it ran out, the job belongs to whoever took it then.
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=job.lease_token)
    if not mine.update(lease_until=None, lease_token=None, **changes):
        logger.warning("job %s lost its lease before it ended", job)


def _backoff(attempts: int) -> timedelta:
    """5 s, 10 s, 20 s … up to an hour, each times 0.5 to 1.5, so that failures spread out."""
    plain = min(BACKOFF * 2 ** (attempts - 1), LONGEST_BACKOFF)
    return plain * (50 + randomness().randrange(101)) / 100


def _describe(error: Exception) -> str:
    lines = traceback.format_exception(error, limit=-3)
    return "".join(lines)[-ERROR_LENGTH:]

"""Writing the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anpei.core import clock
from anpei.core.errors import Refused
from anpei.core.models import IdempotencyKey
from anpei.jobs.models import Job, JobState, PeriodicRun
from anpei.jobs.registry import lane_of, periodic_tasks

PURGE_BATCH = 5_000


@dataclass(frozen=True)
class New:
    task: str
    args: Mapping[str, Any] = field(default_factory=dict)
    run_at: datetime | None = None
    key: str | None = None


def enqueue(
    *,
    task: str,
    args: Mapping[str, Any] | None = None,
    run_at: datetime | None = None,
    key: str | None = None,
) -> None:
    """Have ``task`` called with ``args`` at ``run_at`` (default: at once), if this transaction commits.

    ``args`` holds ids and plain JSON. With a ``key`` a second enqueue is a no-op, also after the job is done
    (until done jobs are purged, ``ANPEI_JOBS_KEEP_DAYS``).
    """
    enqueue_all([New(task=task, args=args or {}, run_at=run_at, key=key)])


def enqueue_all(wanted: Sequence[New]) -> None:
    """Several jobs in one statement."""
    if not wanted:
        return
    now = clock.now()
    rows = [
        Job(
            task=new.task,
            args=dict(new.args),
            run_at=new.run_at or now,
            key=new.key,
            lane=lane_of(new.task),
        )
        for new in wanted
    ]
    Job.objects.bulk_create(rows, ignore_conflicts=any(new.key for new in wanted))


def enqueue_periodic() -> int:
    """Enqueue every periodic task whose time has come; safe beside other workers. Gives how many."""
    now = clock.now()
    last = dict(PeriodicRun.objects.values_list("task", "last_at"))
    due = [name for name, every in periodic_tasks().items() if name not in last or last[name] + every <= now]
    return sum(_enqueue_slot(name, last.get(name), now) for name in due)


def retry(job: Job) -> None:
    """Let a parked job start again from its first attempt, after a person has removed the cause."""
    changed = Job.objects.filter(pk=job.pk, state=JobState.PARKED).update(
        state=JobState.QUEUED, attempts=0, run_at=clock.now()
    )
    if not changed:
        raise Refused(
            "jobs.not_parked", _("This job is not parked; somebody may have started it again already.")
        )


def purge() -> int:
    """Delete what is long done: jobs after ``ANPEI_JOBS_KEEP_DAYS`` (14), idempotency keys after 90 days."""
    keep = timedelta(days=settings.JOBS_KEEP_DAYS)
    done = Job.objects.filter(state=JobState.DONE, finished_at__lt=clock.now() - keep)
    old_keys = IdempotencyKey.objects.filter(created_at__lt=clock.now() - timedelta(days=90))
    return _delete_in_batches(done) + _delete_in_batches(old_keys)


def _enqueue_slot(name: str, last: datetime | None, now: datetime) -> int:
    with transaction.atomic():
        if not _take_slot(name, last, now):
            return 0
        # One that is still waiting will do this turn's work as well.
        if Job.objects.filter(task=name, state__in=[JobState.QUEUED, JobState.RUNNING]).exists():
            return 0
        enqueue(task=name)
    return 1


def _take_slot(name: str, last: datetime | None, now: datetime) -> bool:
    if last is not None:
        return PeriodicRun.objects.filter(task=name, last_at=last).update(last_at=now) == 1
    _row, made = PeriodicRun.objects.get_or_create(task=name, defaults={"last_at": now})
    return made


def _delete_in_batches(rows: Any) -> int:
    total = 0
    while ids := list(rows.order_by("id").values_list("id", flat=True)[:PURGE_BATCH]):
        rows.model.objects.filter(pk__in=ids).delete()
        total += len(ids)
    return total

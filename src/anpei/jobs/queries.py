"""Reading the queue: is background work keeping up, and what needs a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from anpei.core import clock
from anpei.jobs.models import Job, JobState


@dataclass(frozen=True)
class Health:
    oldest_waiting: timedelta  # how long the oldest due job has waited; zero when none is due
    parked: int


def health() -> Health:
    """Two statements, each on a partial index."""
    now = clock.now()
    oldest = (
        Job.objects.filter(state=JobState.QUEUED, run_at__lte=now)
        .order_by("run_at", "id")
        .values_list("run_at", flat=True)
        .first()
    )
    return Health(
        oldest_waiting=now - oldest if oldest else timedelta(0),
        parked=parked().count(),
    )


def parked() -> QuerySet[Job]:
    """Jobs that failed too often, newest first, with their reason in ``last_error``."""
    return Job.objects.filter(state=JobState.PARKED).order_by("-id")

"""The queue: one row a job, written in the transaction that wants it done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.core.models import Row
from anpei.jobs.registry import MAIN


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    PARKED = "parked", _("Parked")


class Job(Row):
    task = models.CharField(max_length=100)
    args = models.JSONField(default=dict)  # ids only: what they point to is read when the job runs
    lane = models.CharField(max_length=10, default=MAIN)
    key = models.CharField(max_length=200, null=True, unique=True)
    run_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    last_error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False, lease_token__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(lease_until__isnull=True, lease_token__isnull=True)),
                name="jobs_job_lease_while_running",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "run_at", "id"], condition=Q(state=JobState.QUEUED), name="jobs_job_queued"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state=JobState.RUNNING), name="jobs_job_running"
            ),
            models.Index(fields=["id"], condition=Q(state=JobState.PARKED), name="jobs_job_parked"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"


class PeriodicRun(Row):
    """When a periodic task was last enqueued; the row that lets one of many workers do it."""

    task = models.CharField(max_length=100, unique=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.task

"""Every import as a row: which files, who, when, how far, what came of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row
from anpei.organisation.models import Unit


class RunState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")


class ImportRun(Row):
    """One import or trial. ``files`` is [{name, sha256, size}]; ``kept`` names the encrypted copies while they are needed.

    ``step`` and ``row`` say how far it is: they move in the transaction of the rows, so that a run that was killed
    goes on exactly behind the last row written.
    """

    state = models.CharField(max_length=8, choices=RunState, default=RunState.WAITING)
    dry_run = models.BooleanField()
    files = models.JSONField(default=list)
    kept = models.JSONField(default=list)
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=40)
    by_name = models.CharField(max_length=120)
    by_role = models.CharField(max_length=20, blank=True)
    unit = models.ForeignKey(
        Unit,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Writes into it and below; empty for the whole house.",
    )
    step = models.PositiveIntegerField(default=0)
    row = models.PositiveIntegerField(default=0)
    counts = models.JSONField(
        default=dict, help_text="Table code to {created, updated, unchanged, rejected}."
    )
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "-id"], name="import_of_unit")]

    def __str__(self) -> str:
        return f"import {self.pk}"

    def total(self, outcome: str) -> int:
        return sum(int(one.get(outcome, 0)) for one in self.counts.values())

    @property
    def created_rows(self) -> int:
        return self.total("created")

    @property
    def updated_rows(self) -> int:
        return self.total("updated")

    @property
    def unchanged_rows(self) -> int:
        return self.total("unchanged")

    @property
    def rejected_rows(self) -> int:
        return self.total("rejected")

    @property
    def over(self) -> bool:
        return self.state in (RunState.DONE, RunState.FAILED)


class ReportPart(Row):
    """A piece of the report: findings of one batch, encrypted, as ``findings.to_text`` writes them."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=8)
    body = EncryptedTextField()

    class Meta:
        indexes = [models.Index(fields=["run", "kind", "id"], name="import_report")]

"""The closed file: one bundle with every paper, letter, figure and event, and the hash of each."""

from __future__ import annotations

from django.db import models

from anpei.claims.models import Claim
from anpei.core.models import Row
from anpei.documents.models import StoredFile


class Bundle(Row):
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="bundles")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    manifest_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    sequence = models.PositiveSmallIntegerField(
        default=1, help_text="A reopened case is archived again; the earlier bundle stays."
    )
    keep_until = models.DateField(
        help_text="Longest retention that applies (Insurance Law art. 87, Anti-Money-Laundering Law art. 34)."
    )

    class Meta:
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["claim", "sequence"], name="one_bundle_per_sequence")]

"""The base of every row, and the keys of commands already done."""

from __future__ import annotations

from django.db import models

from anpei.core import clock


class Row(models.Model):
    """What every row has: a number as its id, and the moment it was made by the product's clock."""

    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class IdempotencyKey(Row):
    """A command that was carried out, so that a retry gets its result instead of a second effect."""

    scope = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # keyed hash of what was asked
    token = models.UUIDField()  # whose insert won a race
    result = models.TextField(null=True)  # null only inside the transaction that is at work

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="core_idempotency_key")]
        indexes = [models.Index(fields=["created_at"], name="core_idempotency_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"

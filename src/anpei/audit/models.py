"""The record of what happened: events in one chain per subject, sealed every minute into one chain of all."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from anpei.audit.registry import Audience
from anpei.core.actor import Actor
from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row


class AppendOnlyError(TypeError):
    """Somebody tried to change the record of what happened."""


class AppendOnly(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("The record of what happened is not changed.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("The record of what happened is not deleted; see audit.actions.erase_personal.")


class Recorded(models.Model):
    """A row that is written once."""

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("The record of what happened is not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("The record of what happened is not deleted.")


class Event(Recorded):
    """One thing that happened to one subject. ``hash`` covers every column here except the erasable ones.

    The erasable ones (``personal``, ``personal_salt``) are covered through ``personal_hash``, their salted
    hash: once both are gone nothing about the person can be guessed from it, and the chain still holds.
    """

    subject = models.CharField(max_length=40)  # "claim", "party", "policy", …
    subject_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()  # 1, 2, 3 … within the subject
    type = models.CharField(max_length=80)
    audience = models.CharField(max_length=12, choices=Audience.choices)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=120, blank=True)  # empty for customer and agent: then personal
    actor_role = models.CharField(max_length=40, blank=True)
    for_id = models.CharField(
        max_length=64, blank=True, help_text="Whom it was done for, where somebody acted for another person."
    )
    at = models.DateTimeField()
    request_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    personal = EncryptedTextField(null=True)  # JSON object of text
    personal_salt = models.CharField(max_length=64, null=True)
    personal_hash = models.CharField(max_length=64, blank=True)  # empty: there never was a personal payload
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "subject_id", "seq"], name="audit_event_place"),
            models.CheckConstraint(condition=~Q(actor_kind="") & ~Q(actor_id=""), name="audit_event_actor"),
            models.CheckConstraint(
                condition=Q(personal__isnull=True, personal_salt__isnull=True)
                | Q(personal__isnull=False, personal_salt__isnull=False),
                name="audit_event_personal_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["for_id", "id"], condition=~Q(for_id=""), name="audit_event_done_for")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} #{self.seq} {self.type}"

    @property
    def actor(self) -> Actor:
        return Actor(kind=self.actor_kind, id=self.actor_id, name=self.actor_name, role=self.actor_role)


class Chain(Row):
    """The head of one subject's chain; the row whose lock puts writers in order."""

    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    unsealed = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "subject_id"], name="audit_chain_subject")]
        indexes = [models.Index(fields=["id"], condition=Q(unsealed=True), name="audit_chain_unsealed")]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}"


class Seal(Recorded):
    """One link of the chain of all: the heads that changed since the last one, fixed by ``digest``."""

    seq = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    heads = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # of its SealedHead rows in order of chain
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"seal {self.seq}"


class SealedHead(Recorded):
    """What one chain looked like when it was sealed."""

    # Seal.seq without a foreign key, so that a deleted seal is found instead of refused or cascaded.
    seal_seq = models.PositiveIntegerField()
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "length"], name="audit_sealed_head_place"
            ),
        ]
        indexes = [models.Index(fields=["seal_seq"], name="audit_sealed_head_seal")]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} up to #{self.length} in seal {self.seal_seq}"

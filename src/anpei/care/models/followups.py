"""Asking how it was: who, when, by which way, what was answered, and what a bad answer set in motion."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row


class FollowupState(models.TextChoices):
    PLANNED = "planned", _("Not asked yet")
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Does not want to answer")
    EXPIRED = "expired", _("No answer")


class Followup(Row):
    """One person asked once about one case under one policy; the database holds that."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="followups")
    policy = models.CharField(max_length=20)
    policy_set = models.CharField(max_length=20, help_text="Which set of rules asked.")
    questionnaire = models.CharField(max_length=20)
    channel = models.CharField(max_length=6, choices=[("portal", _("Portal")), ("phone", _("Phone"))])
    state = models.CharField(max_length=8, choices=FollowupState, default=FollowupState.PLANNED)
    ask_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    answers = EncryptedTextField(blank=True, help_text="JSON of question id to answer.")
    satisfaction = models.PositiveSmallIntegerField(null=True)
    nps = models.PositiveSmallIntegerField(null=True)
    caller = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["ask_at", "id"],
                condition=Q(channel="phone", state__in=("planned", "asked")),
                name="care_followup_to_call",
            ),
            models.Index(fields=["ended_at"], name="care_followup_ended"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["claim", "policy"], name="care_asked_once"),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "asked"), ended_at__isnull=True)
                | (Q(state__in=("answered", "declined", "expired")) & Q(ended_at__isnull=False)),
                name="care_followup_end_matches_state",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__gte=1, satisfaction__lte=5),
                name="care_satisfaction_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(nps__isnull=True) | Q(nps__gte=0, nps__lte=10), name="care_nps_0_to_10"
            ),
        ]


class FollowupTask(Row):
    """A bad answer wants a person: a call or a written answer by a named colleague, before a date."""

    followup = models.OneToOneField(Followup, on_delete=models.CASCADE, related_name="task")
    reasons = models.JSONField(help_text="What opened it: satisfaction, nps, words.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reply = EncryptedTextField(blank=True, help_text="What the customer was told.")
    change = models.CharField(max_length=300, blank=True, help_text="What we do differently.")

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(done_at__isnull=True), name="care_followup_task_open"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | (Q(done_at__isnull=False, done_by__isnull=False)),
                name="care_task_done_by_somebody",
            )
        ]

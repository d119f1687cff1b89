"""Looking for oneself: survey and investigation tasks with photos, statements, findings and a report."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row
from anpei.documents.models import StoredFile


class SurveyKind(models.TextChoices):
    SURVEY = "survey", _("Survey")
    INVESTIGATION = "investigation", _("Investigation")


class SurveyState(models.TextChoices):
    ASSIGNED = "assigned", _("Assigned")
    UNDER_WAY = "under_way", _("Under way")
    REPORTED = "reported", _("Report handed in")
    CANCELLED = "cancelled", _("Cancelled")


class Survey(Row):
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="surveys")
    kind = models.CharField(max_length=14, choices=SurveyKind)
    reason = models.CharField(max_length=300)
    questions = models.TextField(blank=True, help_text="What has to be found out.")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="surveys")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SurveyState, default=SurveyState.ASSIGNED)
    started_at = models.DateTimeField(null=True)
    findings = EncryptedTextField(blank=True)
    conclusion = models.CharField(
        max_length=12,
        blank=True,
        choices=[
            ("confirmed", _("The event is as reported")),
            ("differs", _("The event differs from the report")),
            ("unclear", _("Remains unclear")),
        ],
    )
    reported_at = models.DateTimeField(null=True)

    cancel_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["assignee", "state", "due_at"])]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="survey_says_why"),
            models.CheckConstraint(
                condition=~Q(state="reported") | (Q(reported_at__isnull=False) & ~Q(conclusion="")),
                name="survey_report_concludes",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="survey_cancelled_with_reason"
            ),
        ]


class SurveyPhoto(Row):
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    place = EncryptedTextField(blank=True)
    latitude_e6 = models.IntegerField(null=True, help_text="Degrees times one million.")
    longitude_e6 = models.IntegerField(null=True)
    caption = models.CharField(max_length=200, blank=True)


class Statement(Row):
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="statements")
    person = EncryptedTextField()
    role = models.CharField(max_length=60)
    text = EncryptedTextField()
    taken_at = models.DateTimeField()

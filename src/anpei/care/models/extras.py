"""Value-added services: how often a contract gives them, what was ordered, by whom it was done."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.core.fields import EncryptedTextField, FenField
from anpei.core.models import Row
from anpei.parties.models import Consent
from anpei.policies.models import InsuredMember


class ExtraQuota(Row):
    """How often one insured person used one service in one policy year. Never more than allowed."""

    member = models.ForeignKey(InsuredMember, on_delete=models.CASCADE, related_name="extra_quotas")
    kind = models.CharField(max_length=20)
    year_start = models.DateField(help_text="First day of the policy year.")
    allowed = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "year_start"], name="care_one_quota"),
            models.CheckConstraint(condition=Q(used__lte=F("allowed")), name="care_quota_never_exceeded"),
        ]


class ExtraState(models.TextChoices):
    ORDERED = "ordered", _("Ordered")
    ARRANGED = "arranged", _("With the provider")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Not possible")
    CANCELLED = "cancelled", _("Not needed any more")


class ExtraOrder(Row):
    """One use of a value-added service. Declined and cancelled ones give the use back."""

    member = models.ForeignKey(InsuredMember, on_delete=models.PROTECT, related_name="extra_orders")
    kind = models.CharField(max_length=20, help_text="A kind of library/care/extras.")
    provider = models.CharField(max_length=20, help_text="Code of the provider when it was ordered.")
    quota = models.ForeignKey(ExtraQuota, on_delete=models.PROTECT, related_name="orders")
    state = models.CharField(max_length=10, choices=ExtraState, default=ExtraState.ORDERED)
    words = EncryptedTextField(blank=True, help_text="What the person wrote; may tell of their health.")
    ordered_by = models.CharField(max_length=80)
    ordered_at = models.DateTimeField()
    consent = models.ForeignKey(
        Consent, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="Separate consent to give health data to this provider.",
    )  # fmt: skip
    passed = models.JSONField(default=list, help_text="What the provider was given: name, phone, words.")
    passed_at = models.DateTimeField(null=True)
    appointment_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    result = EncryptedTextField(blank=True)
    cost_fen = FenField(lowest=0, null=True)
    declined_because = models.CharField(max_length=300, blank=True, help_text="The customer reads it.")
    satisfaction = models.PositiveSmallIntegerField(null=True)
    comment = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["ordered_at", "id"],
                condition=Q(state__in=("ordered", "arranged")),
                name="care_extra_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("arranged", "done")) | Q(passed_at__isnull=False),
                name="care_extra_says_what_was_passed",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="care_extra_done_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_because=""),
                name="care_extra_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True)
                | Q(satisfaction__gte=1, satisfaction__lte=5, state="done"),
                name="care_extra_judged_when_done",
            ),
        ]

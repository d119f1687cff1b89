"""Help that comes to people: asked for or offered, planned, done, judged by them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.core.fields import EncryptedTextField, FenField
from anpei.core.models import Row


class ServiceOrigin(models.TextChoices):
    CUSTOMER = "customer", _("Asked for by the customer")
    STAFF = "staff", _("Offered by us")


class ServiceState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    OFFERED = "offered", _("Offered")
    PLANNED = "planned", _("Arranged")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Not possible")
    NOT_WANTED = "not_wanted", _("Not wanted")


class Declared(models.TextChoices):
    """What people say of themselves; no proof is asked for."""

    HARDSHIP = "hardship", _("Money is short")
    DISABILITY = "disability", _("Moving about is hard")
    ALONE = "alone", _("Nobody at home to help")
    LANGUAGE = "language", _("Another language or dialect is easier")
    HEARING = "hearing", _("Hearing is hard")
    SIGHT = "sight", _("Seeing is hard")
    READING = "reading", _("Reading is hard")


class ServiceRequest(Row):
    """One service for one case. Moves go through ``care.actions`` only."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="services")
    kind = models.CharField(max_length=20, help_text="A kind of library/care/services.")
    origin = models.CharField(max_length=8, choices=ServiceOrigin)
    state = models.CharField(max_length=10, choices=ServiceState)
    declared = models.JSONField(default=list, help_text="Codes of Declared, as the customer said.")
    entitled_by = models.JSONField(
        default=list, help_text="Rules of the catalogue that gave the right; empty when granted by a person."
    )
    words = EncryptedTextField(blank=True, help_text="What the customer wrote, or why it is offered.")
    granted_because = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    appointment_at = models.DateTimeField(null=True)
    place = EncryptedTextField(blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="care_services"
    )
    cost_fen = FenField(null=True)
    result = EncryptedTextField(blank=True)
    done_at = models.DateTimeField(null=True)
    declined_because = models.CharField(
        max_length=300, blank=True, help_text="And what we do instead; the customer reads it."
    )
    satisfaction = models.PositiveSmallIntegerField(null=True, help_text="1 to 5, by the customer.")
    comment = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["asked_at", "id"],
                condition=Q(state__in=("asked", "offered", "planned")),
                name="care_service_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "kind"],
                condition=Q(state__in=("asked", "offered", "planned")),
                name="care_one_open_service_per_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(done_at__isnull=False) & Q(person__isnull=False)),
                name="care_service_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_because=""),
                name="care_service_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True)
                | Q(satisfaction__gte=1, satisfaction__lte=5, state="done"),
                name="care_service_judged_when_done",
            ),
        ]

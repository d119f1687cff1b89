"""Evidence: original files by content hash, and the papers of a case made of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import ChecklistItem, Claim
from anpei.core.models import Row


class StoredFile(Row):
    """An original as it came in, never altered; the same bytes are stored once."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=60)
    pages = models.PositiveIntegerField(default=1)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)


class Origin(models.TextChoices):
    PORTAL = "portal", _("Portal")
    COUNTER = "counter", _("Counter")
    COURIER = "courier", _("Courier")
    PICKUP = "pickup", _("Home pick-up")
    API = "api", _("Partner system")
    STAFF = "staff", _("Uploaded by staff")
    VOICE = "voice", _("Voice message")


class PaperState(models.TextChoices):
    RECEIVED = "received", _("Received")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Taken back")


class Paper(Row):
    """One file handed in for a case; ``item`` is empty while nobody knows what it is."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(ChecklistItem, null=True, on_delete=models.SET_NULL, related_name="papers")
    file = models.ForeignKey(
        StoredFile,
        null=True,
        on_delete=models.PROTECT,
        related_name="papers",
        help_text="Empty for an original seen on paper only.",
    )
    filename = models.CharField(max_length=160, blank=True)
    origin = models.CharField(max_length=8, choices=Origin)
    state = models.CharField(max_length=10, choices=PaperState, default=PaperState.RECEIVED)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    tracking = models.CharField(max_length=60, blank=True, help_text="Courier number.")
    note = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["claim", "state"])]

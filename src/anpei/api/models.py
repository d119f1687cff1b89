"""Where events are sent, and each sending."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import ApiClient
from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row


class WebhookEndpoint(Row):
    """An address of a client that wants to hear of events, limited to the cases the client reaches."""

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=500)
    secret = EncryptedTextField()
    events = models.JSONField(default=list, help_text="Types of events, of api.webhooks.PUBLISHED.")
    active = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(active=True), name="webhook_active")]

    def __str__(self) -> str:
        return f"webhook {self.pk} of {self.client_id}"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    GIVEN_UP = "given_up", _("Given up")


class Delivery(Row):
    """One event on its way to one address: sent at least once, the same number each time."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.BigIntegerField()
    event_type = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="one_delivery_per_event"),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False), name="delivered_has_a_moment"
            ),
        ]

"""What is said: messages to and from people, each sent once, with proof."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row


class Channel(models.TextChoices):
    IN_APP = "in_app", _("In the app")
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")
    WECHAT = "wechat", _("WeChat")


class Direction(models.TextChoices):
    OUT = "out", _("Sent")
    IN = "in", _("Received")


class MessageState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Could not be sent")


class Message(Row):
    """One message in one channel. ``dedupe`` makes a second sending of the same thing impossible."""

    direction = models.CharField(max_length=3, choices=Direction, default=Direction.OUT)
    channel = models.CharField(max_length=8, choices=Channel)
    recipient_kind = models.CharField(max_length=10, help_text="party, reporter or staff")
    recipient_id = models.CharField(max_length=40)
    address = EncryptedTextField(
        blank=True, help_text="Phone number or e-mail address at the time of writing."
    )
    fallback = EncryptedTextField(
        blank=True, help_text="Phone number for a text message when the channel cannot reach the person."
    )
    subject = models.CharField(max_length=20, blank=True, help_text="What it is about: claim, policy, …")
    subject_id = models.BigIntegerField(null=True)
    template = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    body = EncryptedTextField()
    sender_name = models.CharField(max_length=80, blank=True)
    dedupe = models.CharField(max_length=120, null=True)
    legal = models.BooleanField(default=False, help_text="Needs stored delivery proof.")
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    send_after = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "subject_id", "id"]),
            models.Index(fields=["recipient_kind", "recipient_id", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe", "channel"], name="nothing_is_sent_twice", condition=Q(dedupe__isnull=False)
            ),
        ]

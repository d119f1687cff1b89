"""What is said: messages to and from people, each sent once, with proof."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
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
    values = EncryptedTextField(
        blank=True, help_text="What was filled into the template, as JSON: other words are tried on it."
    )
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
            models.Index(
                fields=["template", "id"], condition=Q(channel="in_app"), name="message_by_template"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe", "channel"], name="nothing_is_sent_twice", condition=Q(dedupe__isnull=False)
            ),
        ]


class WordingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_USE = "in_use", _("In use")
    REPLACED = "replaced", _("Replaced")
    DISCARDED = "discarded", _("Discarded")


class Wording(Row):
    """The words of one template in every language, as written here. In use, they take the place of the shipped ones."""

    template = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    texts = models.JSONField(help_text="Language to text, the variables in braces.")
    reason = models.CharField(max_length=300, help_text="Why the words change.")
    state = models.CharField(max_length=9, choices=WordingState, default=WordingState.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "version"], name="one_wording_per_version"),
            models.UniqueConstraint(
                fields=["template"], condition=Q(state="in_use"), name="one_wording_in_use"
            ),
            models.UniqueConstraint(
                fields=["template"], condition=Q(state="draft"), name="one_draft_of_a_wording"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"], published_by__isnull=True)
                | (
                    Q(state__in=["in_use", "replaced"], published_by__isnull=False)
                    & ~Q(published_by=F("written_by"))
                ),
                name="a_second_person_publishes_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.version}"

"""Calls as the telephone exchange tells them, attempts to call back, and what came in by other ways."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import CallRequest, Claim
from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row
from anpei.messages.models import Channel, Message
from anpei.organisation.models import Unit
from anpei.parties.models import Party


class CallDirection(models.TextChoices):
    IN = "in", _("Incoming call")
    OUT = "out", _("Outgoing call")


class CallEventKind(models.TextChoices):
    """What an exchange tells. ``queued``: the caller asked for a person, where a menu speaks first."""

    RINGING = "ringing", _("Rang")
    QUEUED = "queued", _("Asked for a person")
    ANSWERED = "answered", _("Picked up by a person")
    ABANDONED = "abandoned", _("Caller hung up before a person answered")
    HUNG_UP = "hung_up", _("Hung up")
    RECORDED = "recorded", _("Recording")


class CallState(models.TextChoices):
    """Told from the moments of a call; nothing stores it."""

    MENU = "menu", _("In the menu")
    WAITING = "waiting", _("Waiting for a person")
    TALKING = "talking", _("Talking")
    ANSWERED = "answered", _("Picked up")
    MISSED = "missed", _("Missed call")
    ENDED = "ended", _("Ended in the menu")


class KnownBy(models.TextChoices):
    """How a person made sure who was on the line. A number alone proves nothing."""

    NAME_BIRTH = "name_birth", _("Name and date of birth")
    ID_LAST4 = "id_last4", _("Name and last 4 of the ID number")
    CASE_NUMBER = "case_number", _("Name and case number")


class Call(Row):
    """One call under the exchange's own number for it. The row holds what the events said last."""

    exchange = models.CharField(max_length=20, help_text="Which exchange, where there are several.")
    exchange_id = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=3, choices=CallDirection)
    number = EncryptedTextField(blank=True, help_text="Of the customer; empty where it is withheld.")
    number_hash = models.CharField(max_length=64, blank=True)
    began_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, help_text="When the caller asked for a person.")
    answered_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="calls"
    )
    recording = EncryptedTextField(blank=True, help_text="https address of the recording.")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="calls")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="calls")
    known_by = models.CharField(max_length=12, choices=KnownBy, blank=True)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    callback = models.ForeignKey(CallRequest, null=True, on_delete=models.SET_NULL, related_name="calls")

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-began_at", "-id"], name="call_of_unit"),
            models.Index(fields=["-began_at", "-id"], name="call_by_age"),
            models.Index(fields=["number_hash", "-began_at"], name="call_of_number"),
            models.Index(fields=["party", "-began_at"], name="call_of_party"),
            models.Index(fields=["queued_at"], condition=Q(direction="in"), name="call_asked_for_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["exchange", "exchange_id"], name="one_call_per_exchange_id"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(abandoned_at__isnull=True),
                name="call_answered_or_abandoned",
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=True, known_by="", linked_by__isnull=True)
                | (Q(party__isnull=False, linked_by__isnull=False) & ~Q(known_by="")),
                name="call_linked_by_somebody_who_asked",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="call_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exchange} {self.exchange_id}"

    @property
    def state(self) -> CallState:
        if self.abandoned_at is not None:
            return CallState.MISSED
        if self.answered_at is not None:
            return CallState.ANSWERED if self.ended_at else CallState.TALKING
        if self.queued_at is not None:
            return CallState.MISSED if self.ended_at else CallState.WAITING
        return CallState.ENDED if self.ended_at else CallState.MENU

    @property
    def is_missed(self) -> bool:
        """Somebody asked for a person and none answered."""
        return self.direction == CallDirection.IN and self.state == CallState.MISSED


class CallEvent(Row):
    """What the exchange told, once per kind; a repetition finds itself here."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=CallEventKind)
    at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64, help_text="Keyed hash of everything it said.")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "kind"], name="one_event_per_call_and_kind")]


class Attempt(Row):
    """One try to call somebody back."""

    request = models.ForeignKey(CallRequest, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reached = models.BooleanField()
    note = EncryptedTextField(blank=True)
    next_at = models.DateTimeField(null=True, help_text="When it is tried again; empty when it is not.")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reached=False) | Q(next_at__isnull=True), name="attempt_reached_is_the_last"
            )
        ]


class Inbound(Row):
    """A message that came in from outside the app, as it came. Who sent it is known, or somebody finds out."""

    channel = models.CharField(max_length=8, choices=Channel)
    external_id = models.CharField(max_length=200, help_text="The gateway's own id of this message.")
    sender = EncryptedTextField(help_text="Phone number, e-mail address or openid.")
    sender_hash = models.CharField(max_length=64, db_index=True)
    title = EncryptedTextField(blank=True, help_text="Subject of an e-mail.")
    text = EncryptedTextField()
    received_at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(
        Claim,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The case it became a report of.",
    )
    placed_at = models.DateTimeField(null=True, help_text="When it was put into a conversation.")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True, help_text="Why it is nobody's message.")

    class Meta:
        verbose_name_plural = "inbound messages"
        indexes = [
            models.Index(
                fields=["received_at", "id"],
                condition=Q(placed_at__isnull=True, set_aside_at__isnull=True),
                name="inbound_unassigned",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="one_inbound_per_gateway_id"),
            models.CheckConstraint(
                condition=Q(party__isnull=True, claim__isnull=True, placed_at__isnull=True)
                | (Q(placed_at__isnull=False) & (Q(party__isnull=False) | Q(claim__isnull=False))),
                name="inbound_placed_with_a_person_or_a_case",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True, set_aside_by__isnull=True)
                | (
                    Q(set_aside_at__isnull=False, set_aside_by__isnull=False, placed_at__isnull=True)
                    & ~Q(reason="")
                ),
                name="inbound_set_aside_with_reason",
            ),
        ]


class FirstContact(Row):
    """What a case was reported in: a call, or a message of a conversation. A call may be the first of several cases."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="first_contact")
    call = models.ForeignKey(Call, null=True, on_delete=models.PROTECT, related_name="reports")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="reports")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(call__isnull=False, message__isnull=True)
                | Q(call__isnull=True, message__isnull=False),
                name="first_contact_is_a_call_or_a_message",
            )
        ]

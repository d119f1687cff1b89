"""Alerts, whom each reached or left out and why, what people did, and the messages of warning services."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import CallRequest
from anpei.core.models import Row
from anpei.organisation.models import Unit
from anpei.parties.models import Party


class Level(models.TextChoices):
    """China's four colours, the mildest first."""

    BLUE = "blue", _("Blue")
    YELLOW = "yellow", _("Yellow")
    ORANGE = "orange", _("Orange")
    RED = "red", _("Red")


class Source(models.TextChoices):
    MANUAL = "manual", _("Written here")
    SCHEDULE = "schedule", _("The season")
    CAP = "cap", _("A warning service")


class AlertState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PREVIEWED = "previewed", _("Counted, to be approved")
    APPROVED = "approved", _("Approved")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LeftOut(models.TextChoices):
    """Why somebody concerned is not written to; the first that applies, in this order."""

    ERASED = "erased", _("asked us to erase their data")
    DECEASED = "deceased", _("has died")
    AGE_UNKNOWN = "age_unknown", _("birth date not known, and the alert is for an age")
    SPARED = "spared", _("mourns or lies in hospital, spared the lower levels")
    OPTED_OUT = "opted_out", _("wants serious alerts only")
    BUDGET = "budget", _("had enough alerts lately")
    NO_WAY = "no_way", _("no phone and no other way known")


class Alert(Row):
    """One alert for the customers of a unit and those below. Moves go through ``alerts.actions`` only.

    ``words``: language to {title, coming, before, during, after, report}; before, during and after are lists of steps.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    peril = models.CharField(
        max_length=20,
        blank=True,
        help_text="A peril of library/alerts; empty: a warning calls it what we do not know, a person says.",
    )
    level = models.CharField(max_length=6, choices=Level)
    areas = models.JSONField(
        default=list, help_text="GB/T 2260 prefixes of 2, 4 or 6 digits; none means everywhere."
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lines = models.JSONField(help_text="Lines of business concerned.")
    products = models.JSONField(
        default=list, help_text="Product codes; none means all products of the lines."
    )
    who = models.CharField(max_length=12, default="anyone", help_text="A kind of people of library/alerts.")
    words = models.JSONField()
    source = models.CharField(max_length=8, choices=Source, default=Source.MANUAL)
    issuer = models.CharField(max_length=120, blank=True, help_text="Who issued the warning it tells about.")
    season_key = models.CharField(
        max_length=60, null=True, unique=True, help_text="Schedule, year and unit: one draft each."
    )

    state = models.CharField(max_length=10, choices=AlertState, default=AlertState.DRAFT)
    version = models.PositiveIntegerField(
        default=1, help_text="Grows with every change; a count belongs to one version."
    )
    counted = models.JSONField(
        null=True, help_text="The preview: {reached, left_out: {reason: n}, no_place}."
    )
    counted_at = models.DateTimeField(null=True)
    counting = models.BooleanField(default=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_up_to = models.BigIntegerField(
        default=0, help_text="Id of the last person decided on: the next batch starts after it."
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaces")
    over_told_up_to = models.BigIntegerField(
        default=0, help_text="Id of the last Reach told that the alert is withdrawn."
    )
    effect = models.JSONField(null=True, help_text="See alerts.effect.")
    effect_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "id"], name="alert_of_unit"),
            models.Index(fields=["ends_at"], condition=Q(state="sent"), name="alert_sent_until"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="alert_ends_after_start"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=False, approved_at__isnull=False)
                | ~Q(state__in=["approved", "sending", "sent"]),
                name="alert_leaves_only_approved",
            ),
            models.CheckConstraint(
                condition=~Q(peril="") | Q(state__in=["draft", "withdrawn"]),
                name="alert_goes_on_with_a_peril",
            ),
            models.CheckConstraint(
                condition=~Q(level="red")
                | Q(approved_by__isnull=True)
                | Q(drafted_by__isnull=True)
                | ~Q(approved_by=F("drafted_by")),
                name="alert_red_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_because="")
                | ~Q(state="withdrawn"),
                name="alert_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.peril} {self.level} {self.state}"


class Reach(Row):
    """One insured person an alert concerned: told (``sent_at``), or left out with the reason; and what they did.

    ``addressee`` is who was written to, the guardian for a child. A family that shares a phone got one message.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="reaches")
    insured = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="alert_reaches")
    left_out = models.CharField(max_length=12, choices=LeftOut, blank=True)
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    done = models.JSONField(default=list, help_text="Numbers of the steps of “before” they ticked, from 0.")
    done_at = models.DateTimeField(null=True)
    help_at = models.DateTimeField(null=True)
    call = models.ForeignKey(
        CallRequest, null=True, on_delete=models.SET_NULL, related_name="+", help_text="The help asked for."
    )

    class Meta:
        verbose_name_plural = "reaches"
        indexes = [
            models.Index(fields=["addressee", "sent_at"], name="reach_of_addressee"),
            models.Index(fields=["alert", "left_out"], name="reach_by_reason"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["alert", "insured"], name="alert_decides_once_per_person"),
            models.CheckConstraint(
                condition=Q(left_out="", sent_at__isnull=False) | (~Q(left_out="") & Q(sent_at__isnull=True)),
                name="reach_told_or_left_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.insured_id}"


class AlertChoice(Row):
    """What a person wants to hear. Nobody without a row has switched anything off."""

    party = models.OneToOneField(Party, on_delete=models.CASCADE, related_name="alert_choice")
    serious_only = models.BooleanField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.party_id} {'serious only' if self.serious_only else 'all'}"


class CapMessage(Row):
    """A message of a warning service as it came in; sender and identifier name it, and it counts once."""

    sender = models.CharField(max_length=200)
    identifier = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, help_text="Alert, Update or Cancel.")
    event = models.CharField(max_length=80, blank=True, help_text="What the message calls it.")
    event_codes = models.JSONField(default=list, help_text="scheme=code, as it came.")
    sent_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="cap_messages")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "identifier"], name="one_cap_message_per_identifier")
        ]

    def __str__(self) -> str:
        return self.identifier

"""Salons, lectures, screening days, lessons: who may come, who comes, who waits for a place, what it cost."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.care.models.budgets import CareBudget
from anpei.core.fields import EncryptedTextField, FenField
from anpei.core.models import Row
from anpei.organisation.models import Unit
from anpei.parties.models import Party


class GatheringKind(models.TextChoices):
    SALON = "salon", _("Salon")
    LECTURE = "lecture", _("Lecture")
    SCREENING = "screening", _("Screening day")
    CHILD_SAFETY = "child_safety", _("Safety lesson for children")
    FIRST_AID = "first_aid", _("First-aid course")


class GatheringPurpose(models.TextChoices):
    """What decides who may be invited (Personal Information Protection Law art. 13 and 24)."""

    SERVICE = "service", _("Prevention or service: nothing is sold")
    MARKETING = "marketing", _("Insurance is presented: only with agreement to offers")


class GatheringState(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    OPEN = "open", _("Open for sign-up")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Gathering(Row):
    """``taken`` counts the places given away and never exceeds ``capacity``: the database holds that."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="gatherings")
    title = models.CharField(max_length=60)
    about = models.CharField(max_length=500, help_text="What it is, in the words the customer reads.")
    kind = models.CharField(max_length=12, choices=GatheringKind)
    purpose = models.CharField(max_length=9, choices=GatheringPurpose)
    state = models.CharField(max_length=9, choices=GatheringState, default=GatheringState.DRAFT)
    place = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sign_up_until = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list, help_text="Lines of business held; empty: any.")
    area = models.CharField(
        max_length=6, blank=True, help_text="First digits of the region code; empty: any."
    )
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    planned_fen = FenField(lowest=0, default=0)
    cost_fen = FenField(lowest=0, null=True)
    budget = models.ForeignKey(CareBudget, null=True, on_delete=models.PROTECT, related_name="gatherings")
    invited_upto = models.BigIntegerField(
        default=0, help_text="The next batch of invitations looks at people with a larger id."
    )
    protected_out = models.PositiveIntegerField(
        default=0, help_text="How many were not invited because of a vulnerable period."
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=500, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True, help_text="Those who signed up read it.")

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["starts_at", "id"], condition=Q(state="open"), name="care_gathering_open"),
            models.Index(fields=["unit", "id"], name="care_gathering_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="care_never_more_guests_than_places"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="care_gathering_has_places"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), sign_up_until__lte=F("starts_at")),
                name="care_gathering_times_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_at__isnull=False, cost_fen__isnull=False),
                name="care_gathering_held_with_its_cost",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""),
                name="care_gathering_cancelled_with_reason",
            ),
        ]


class GuestState(models.TextChoices):
    INVITED = "invited", _("Invited")
    COMING = "coming", _("Signed up")
    WAITING = "waiting", _("On the waiting list")
    NOT_COMING = "not_coming", _("Not coming")
    ATTENDED = "attended", _("Was there")
    ABSENT = "absent", _("Did not come")


SEATED = ("coming", "attended", "absent")  # who holds one of the places


class Guest(Row):
    """One person and one gathering. ``turn`` orders the waiting list."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="guests")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="gatherings")
    state = models.CharField(max_length=10, choices=GuestState)
    invited_at = models.DateTimeField(null=True)
    signed_up_at = models.DateTimeField(null=True)
    signed_up_by = models.CharField(max_length=80, blank=True)
    turn = models.PositiveIntegerField(null=True)
    moved_up_at = models.DateTimeField(null=True)
    answers = EncryptedTextField(blank=True, help_text="JSON of question id to answer.")
    satisfaction = models.PositiveSmallIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["gathering", "state", "turn"], name="care_guest_of"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "party"], name="care_one_guest_per_person"),
            models.CheckConstraint(
                condition=Q(state="waiting", turn__isnull=False) | ~Q(state="waiting"),
                name="care_waiting_has_a_turn",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True)
                | Q(satisfaction__gte=1, satisfaction__lte=5, state="attended"),
                name="care_only_who_was_there_judges",
            ),
        ]

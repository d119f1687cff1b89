"""Clocks that run, the time they stood still, and the holiday table."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from anpei.clocks.rules import Audience, Kind, PauseKind
from anpei.deadlines.states import FINAL, OPEN, ClockState
from anpei.values.calendar import DayKind
from anpei.values.dates import local_date


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


RUNNING = Q(state=ClockState.RUNNING)
# The kinds whose end is an event; a limitation period is only shown and a retention period only read.
ENDING_KINDS = (Kind.LAW, Kind.PROMISE, Kind.INTERNAL, Kind.REMINDER)


class Clock(models.Model):
    """One period of one subject, by a rule of the clock set. At most one open clock per rule and subject.

    `due_*` is the period itself (rolled over rest days); `internal_due_at` the staff's target;
    `promised_on` the date the customer was told. While a pause is open `due_*` holds the value at its
    beginning: read `queries.forecast_resumed` instead.
    """

    rule_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=_choices(Kind))
    audience = models.CharField(max_length=16, choices=_choices(Audience))
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True, blank=True)
    unit_path = models.CharField(max_length=255, blank=True)

    started_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    internal_due_at = models.DateTimeField()
    promised_on = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    extended_from = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)

    state = models.CharField(max_length=16, choices=ClockState, default=ClockState.RUNNING)
    stopped_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    delay_at = models.DateTimeField(null=True, blank=True)
    delay_flagged_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "rule_id"],
                condition=Q(state__in=OPEN),
                name="clock_one_open_per_rule",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, stopped_at__isnull=True)
                | Q(state__in=FINAL, stopped_at__isnull=False),
                name="clock_stopped_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "subject_id", "due_at"], name="clock_by_subject"),
            models.Index(fields=["due_at", "id"], condition=RUNNING, name="clock_due"),
            models.Index(fields=["owner_id", "due_at", "id"], condition=RUNNING, name="clock_due_of_owner"),
            # Figures count the promises and targets of a rule over some weeks, never all clocks there ever were.
            models.Index(
                fields=["rule_id", "started_at"],
                condition=Q(kind__in=(Kind.PROMISE, Kind.INTERNAL)),
                name="clock_of_rule",
            ),
            models.Index(
                fields=["warn_at"], condition=RUNNING & Q(warned_at__isnull=True), name="clock_to_warn"
            ),
            models.Index(
                fields=["delay_at"],
                condition=RUNNING & Q(delay_flagged_at__isnull=True),
                name="clock_to_flag_delay",
            ),
            models.Index(
                fields=["due_at"],
                condition=RUNNING & Q(escalated_at__isnull=True, kind__in=ENDING_KINDS),
                name="clock_to_escalate",
            ),
            models.Index(
                fields=["id"], condition=Q(provisional=True, state__in=OPEN), name="clock_provisional"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.subject}:{self.subject_id} {self.state}"

    @property
    def internal_due_on(self) -> date:
        """The day the staff work towards."""
        return local_date(self.internal_due_at)

    @property
    def is_open(self) -> bool:
        """True until the clock is stopped, late or not."""
        return self.state in OPEN


class Pause(models.Model):
    """Time deducted from a clock: from `began_at` (notice delivered) to `ended_at` (material received)."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses")
    kind = models.CharField(max_length=16, choices=_choices(PauseKind))
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "kind"], condition=Q(ended_at__isnull=True), name="pause_one_open_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("began_at")),
                name="pause_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.began_at} – {self.ended_at or ''}"


class SpecialDay(models.Model):
    """One public holiday or swapped working weekend."""

    day = models.DateField(unique=True)
    kind = models.CharField(max_length=16, choices=_choices(DayKind))
    name = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class HolidayImport(models.Model):
    """One loading of the holiday table: which years, by whom.

    The digest names the whole table as it stood afterwards.
    """

    years = models.JSONField()
    digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    by_kind = models.CharField(max_length=20)
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return ", ".join(str(year) for year in self.years)

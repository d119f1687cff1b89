"""What was shown before buying, word for word, who read it and for how long; the policy handed over; the return visit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.core.fields import EncryptedTextField, FenField
from anpei.core.models import Row
from anpei.enquiries.models import Enquiry
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.policies.models import Policy
from anpei.products.models import ProductVersion


class DisclosureText(Row):
    """The exact text of one product version in one language, kept once under the hash of what it says."""

    product_version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="disclosures")
    language = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.TextField(help_text="The sections as JSON, as they were shown.")

    def __str__(self) -> str:
        return self.sha256[:12]


class Way(models.TextChoices):
    PORTAL = "portal", _("On their own phone")
    ADVISER = "adviser", _("Face to face with an adviser")


class ReadThrough(Row):
    """One reading of a disclosure: what was on the page, when, for how long, and whether it was acknowledged."""

    text = models.ForeignKey(DisclosureText, on_delete=models.PROTECT, related_name="readings")
    token = models.CharField(
        max_length=43, unique=True, help_text="Known to the page that reads, nobody else."
    )
    way = models.CharField(max_length=8, choices=Way)
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, null=True, on_delete=models.PROTECT, related_name="readings")
    reader = EncryptedTextField(blank=True, help_text="Name as given, while nobody is a customer yet.")
    phone_hash = models.CharField(max_length=64, blank=True)
    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="readings"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    measured = models.BooleanField(
        default=False, help_text="The page could measure how long each part was shown."
    )

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-id"], name="reading_of_unit"),
            models.Index(fields=["phone_hash", "-id"], name="reading_of_phone"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(way="adviser", adviser__isnull=False) | Q(way="portal", adviser__isnull=True),
                name="reading_face_to_face_names_adviser",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=F("began_at")),
                name="reading_acknowledged_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.way}"


class SectionRead(Row):
    """How long one part was in view, as the page measured it."""

    reading = models.ForeignKey(ReadThrough, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(max_length=20)
    seconds = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "section"], name="one_row_per_part_of_a_reading")
        ]


class ReadingQuestion(Row):
    """A question asked while reading, kept with the reading."""

    reading = models.ForeignKey(ReadThrough, on_delete=models.PROTECT, related_name="questions")
    enquiry = models.OneToOneField(Enquiry, on_delete=models.PROTECT, related_name="reading")


WAYS = [("app", _("In the app")), ("paper", _("On paper")), ("courier", _("By courier"))]


class Delivery(Row):
    """The contract reached its holder; the cooling-off period starts on this day."""

    policy = models.OneToOneField(Policy, on_delete=models.PROTECT, related_name="delivery")
    way = models.CharField(max_length=8, choices=WAYS)
    received_on = models.DateField()
    confirmed_at = models.DateTimeField(
        null=True, help_text="When the holder said so in the app; empty where it was recorded for them."
    )
    cooling_off_until = models.DateField(null=True, help_text="Last day; empty where the product has none.")
    recorded_by = models.CharField(max_length=80)


class VisitState(models.TextChoices):
    DUE = "due", _("To be made")
    DONE = "done", _("Made, all clear")
    PROBLEM = "problem", _("A problem was found")
    SOLVED = "solved", _("Problem solved")
    NO_NEED = "no_need", _("Not needed, the contract has ended")


class ReturnVisit(Row):
    """The call to a new policyholder inside the cooling-off period, by script, and what follows from it."""

    policy = models.OneToOneField(Policy, on_delete=models.PROTECT, related_name="return_visit")
    state = models.CharField(max_length=8, choices=VisitState, default=VisitState.DUE)
    due_at = models.DateTimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="return_visits"
    )
    made_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict, help_text="Question of the script to yes or no.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Calls nobody answered.")
    problem = EncryptedTextField(blank=True)
    problem_due_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    solved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    solution = EncryptedTextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at", "id"], name="visit_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("due", "no_need"), made_at__isnull=True)
                | (~Q(state__in=("due", "no_need")) & Q(made_at__isnull=False, person__isnull=False)),
                name="visit_made_by_a_named_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="solved") | Q(solved_at__isnull=False, solved_by__isnull=False),
                name="visit_problem_solved_by_a_named_person",
            ),
        ]


class MindState(models.TextChoices):
    ASKED = "asked", _("A colleague sees to it")
    ENDED = "ended", _("Contract ended, the premium goes back")
    PAID = "paid", _("Contract ended, premium paid back")
    KEPT = "kept", _("Contract kept after a talk")
    WITHDRAWN = "withdrawn", _("Contract kept, the holder thought better of it")


class ChangeOfMind(Row):
    """A holder wants to leave inside the cooling-off period (犹豫期退保), who sees to it, and what came of it."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="changes_of_mind")
    state = models.CharField(max_length=9, choices=MindState, default=MindState.ASKED)
    asked_at = models.DateTimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="changes_of_mind"
    )
    due_at = models.DateTimeField(help_text="Until when the person has called and seen to it.")
    words = EncryptedTextField(blank=True, help_text="Why, if the holder cares to say.")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = EncryptedTextField(blank=True, help_text="Kept: what the holder said in the talk.")
    ended_on = models.DateField(null=True, help_text="First day no longer covered.")
    cost_fen = FenField(null=True, help_text="What was kept of the premium.")
    refund_fen = FenField(null=True)
    refund_by = models.DateField(null=True, help_text="Last day for the money to go back.")
    paid_on = models.DateField(null=True, help_text="When the money went back.")

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state__in=("asked", "ended")),
                name="change_of_mind_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state="asked"), name="one_open_change_of_mind"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", closed_at__isnull=True)
                | (~Q(state="asked") & Q(closed_at__isnull=False)),
                name="change_of_mind_open_or_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("ended", "paid", "kept")) | Q(closed_by__isnull=False),
                name="change_of_mind_closed_by_a_named_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("ended", "paid"))
                | Q(ended_on__isnull=False, cost_fen__gte=0, refund_fen__gte=0, refund_by__isnull=False),
                name="change_of_mind_ended_with_its_refund",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False)
                | (~Q(state="paid") & Q(paid_on__isnull=True)),
                name="change_of_mind_paid_on_a_day",
            ),
        ]


class PolicyNotice(Row):
    """A renewal or lapse notice: once for each end of cover."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=8, choices=[("renewal", _("Renewal")), ("lapse", _("Lapse"))])
    about_on = models.DateField(help_text="Renewal: the last day covered. Lapse: the first day not covered.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "kind", "about_on"], name="one_notice_per_end_of_cover")
        ]

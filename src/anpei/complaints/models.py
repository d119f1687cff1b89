"""A complaint and what hangs from it: who has which part in it, findings, decisions, remedies, causes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.complaints.ruleset import PointsAt, RuleSet, named
from anpei.complaints.states import OPEN, ComplaintState
from anpei.core.fields import EncryptedTextField, FenField
from anpei.core.models import Row
from anpei.documents.models import StoredFile
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.policies.models import Policy
from anpei.settlement.models import Objection

STAFF = settings.AUTH_USER_MODEL


class Channel(models.TextChoices):
    PORTAL = "portal", _("Portal")
    MESSAGE = "message", _("Message in the app")
    HOTLINE = "hotline", _("Hotline")
    COUNTER = "counter", _("Counter")
    LETTER = "letter", _("Letter")
    WECHAT = "wechat", _("WeChat")
    API = "api", _("Partner system")
    REGULATOR = "regulator", _("Passed on by the regulator")


class From(models.TextChoices):
    """Who complains, seen from the contract."""

    HOLDER = "holder", _("Policyholder")
    INSURED = "insured", _("Insured person")
    BENEFICIARY = "beneficiary", _("Beneficiary or heir")
    PROXY = "proxy", _("Somebody authorised")
    ANONYMOUS = "anonymous", _("Anonymous")
    OTHER = "other", _("Somebody else")


class Complaint(Row):
    """One complaint, from the first words to its end. Moves go through ``complaints.actions`` only."""

    number = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=14, choices=ComplaintState, default=ComplaintState.RECEIVED)
    version = models.PositiveIntegerField(default=1)
    rule_set = models.CharField(max_length=30)
    step = models.CharField(max_length=20, help_text="Code of the step of the rule set it stands in.")
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, choices=Channel)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    complainant = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="complaints")
    name = EncryptedTextField(blank=True)
    phone = EncryptedTextField(blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    standing = models.CharField(max_length=11, choices=From)
    mandate = models.CharField(max_length=120, blank=True, help_text="What authorises the proxy.")
    people = models.PositiveIntegerField(default=1, help_text="How many complain together.")

    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="complaints")
    policy = models.ForeignKey(Policy, null=True, on_delete=models.PROTECT, related_name="complaints")
    text = EncryptedTextField(blank=True, help_text="The complainant's own words, never edited.")
    wish = EncryptedTextField(blank=True, help_text="What they would like to happen.")

    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True, help_text="The complainant said yes to the answer.")
    closed_at = models.DateTimeField(null=True)
    close_code = models.CharField(max_length=20, blank=True)
    close_note = EncryptedTextField(
        blank=True, help_text="Why it was declined, or the words it was taken back in."
    )
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_from")

    regulator_case_no = models.CharField(max_length=60, blank=True)
    regulator_due_on = models.DateField(null=True)
    regulator_reported_at = models.DateTimeField(null=True)

    major_at = models.DateTimeField(null=True)
    major_criteria = models.JSONField(default=list, blank=True)
    major_reported_at = models.DateTimeField(null=True)

    next_due_at = models.DateTimeField(help_text="Nearest running clock; the queue sorts by it.")
    is_open = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_due_at", "id"], condition=Q(is_open=True), name="complaint_queue"),
            models.Index(fields=["received_at"], name="complaint_received"),
            models.Index(fields=["claim", "received_at"], name="complaint_of_claim"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=OPEN) | (Q(is_open=False) & ~Q(state__in=OPEN)),
                name="complaint_open_matches_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(close_code=""), name="complaint_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="complaint_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(channel="regulator") | ~Q(regulator_case_no=""),
                name="complaint_of_regulator_has_case_number",
            ),
            models.UniqueConstraint(
                fields=["regulator_case_no"],
                condition=~Q(regulator_case_no=""),
                name="one_complaint_per_regulator_case",
            ),
            models.CheckConstraint(
                condition=~Q(standing="proxy") | ~Q(mandate=""), name="complaint_of_proxy_has_mandate"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def rules(self) -> RuleSet:
        return named(self.rule_set)

    @property
    def anonymous(self) -> bool:
        return self.standing == From.ANONYMOUS


class Role(models.TextChoices):
    """What somebody is to a complaint. One person has one part in it, and the database holds that."""

    RECUSED = "recused", _("Stands aside")
    HANDLER = "handler", _("Handles it")
    FORMER = "former", _("Handled it before")
    APPROVER = "approver", _("Signs beside the handler")
    REVIEWER = "reviewer", _("Reviews it")
    LEAD = "lead", _("Leads it")


class Why(models.TextChoices):
    """Why somebody stands aside."""

    NAMED = "named", _("The complaint is about them")
    WORKED = "worked", _("Worked on the case")
    LED = "led", _("Works under somebody concerned")


class Part(Row):
    """The part one person has. Whoever stands aside can have no other, and nobody checks what they did themselves:
    both are the one constraint below.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="parts")
    staff = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="complaint_parts")
    role = models.CharField(max_length=8, choices=Role)
    why = models.CharField(max_length=6, choices=Why, blank=True)
    asked_at = models.DateTimeField(
        null=True, help_text="When somebody complained about was asked for their view."
    )
    question = EncryptedTextField(blank=True)
    statement = EncryptedTextField(blank=True)
    stated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "staff"], name="one_part_per_person_and_complaint"),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(role="handler"), name="one_handler_per_complaint"
            ),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(role="lead"), name="one_lead_per_complaint"
            ),
            models.CheckConstraint(
                condition=Q(role="recused") & ~Q(why="") | ~Q(role="recused") & Q(why=""),
                name="standing_aside_says_why",
            ),
        ]


class Contact(Row):
    """A conversation that took place about the complaint. Written messages live in ``messages``."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="contacts")
    medium = models.CharField(
        max_length=8, choices=[("call", _("Call")), ("visit", _("Visit")), ("counter", _("Counter"))]
    )
    text = EncryptedTextField()
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Verdict(models.TextChoices):
    OPEN = "open", _("To be judged")
    TRUE = "true", _("True")
    FALSE = "false", _("Not true")


class Finding(Row):
    """One point of the investigation. Those the replay finds are proposals until a person judges them."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="findings")
    key = models.CharField(max_length=80, help_text="What the replay found it by; it is proposed once.")
    code = models.CharField(
        max_length=20, blank=True, help_text="Words of the replay; empty: written by a person."
    )
    facts = models.JSONField(default=dict, blank=True)
    text = EncryptedTextField(blank=True)
    basis = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=5, choices=Verdict, default=Verdict.OPEN)
    note = EncryptedTextField(blank=True)
    judged_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "key"], name="one_finding_per_key"),
            models.CheckConstraint(
                condition=Q(verdict="open") | Q(judged_by__isnull=False, judged_at__isnull=False),
                name="finding_is_judged_by_a_person",
            ),
        ]


class Evidence(Row):
    """A file of the investigation, or handed in with the complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="evidence")
    finding = models.ForeignKey(Finding, null=True, on_delete=models.SET_NULL, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    by_name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Request(Row):
    """What the complainant was asked for: never what is on file already."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="requests")
    papers = models.JSONField(default=list, blank=True)
    question = EncryptedTextField(blank=True)
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("Waiting for approval")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Not granted")


class Extension(Row):
    """More time, with the reason. Where the rule set wants it, somebody else approves."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="extensions")
    step = models.CharField(max_length=20)
    reason = EncryptedTextField()
    asked_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=ExtensionState, default=ExtensionState.ASKED)
    approval_needed = models.BooleanField()
    answered_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(state="asked"), name="one_open_extension_per_complaint"
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="nobody_grants_own_extension",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted", approval_needed=True) | Q(answered_by__isnull=False),
                name="granted_extension_is_signed",
            ),
        ]


class DecisionState(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for the second signature")
    RETURNED = "returned", _("Sent back")
    SENT = "sent", _("Sent")


class Decision(Row):
    """What was found and what is done about it: the answer, and after a request the review of it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="decisions")
    review = models.BooleanField(default=False, help_text="The decision of the unit above.")
    outcome = models.CharField(max_length=20)
    facts = EncryptedTextField(help_text="What was looked into and found, in plain words.")
    basis = EncryptedTextField(help_text="Clauses and rules it rests on.")
    state = models.CharField(max_length=8, choices=DecisionState, default=DecisionState.PROPOSED)
    made_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    signed_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=300, blank=True)
    letter_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("made_by")),
                name="nobody_signs_own_complaint_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent", review=False)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="sent_complaint_decision_has_two_signatures",
            ),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(state="proposed"), name="one_open_decision_per_complaint"
            ),
        ]


class Remedy(Row):
    """What the insurer does about it, followed until it is done."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="remedies")
    kind = models.CharField(max_length=20)
    text = EncryptedTextField()
    amount_fen = FenField(null=True)
    objection = models.ForeignKey(Objection, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    done_note = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "kind"], name="one_remedy_per_kind"),
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(amount_fen__gt=0), name="remedy_pays_something"
            ),
        ]


class Mediation(Row):
    """A third party helps both sides to agree."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="mediations")
    organisation = models.CharField(max_length=120)
    held_on = models.DateField()
    outcome = models.CharField(
        max_length=8,
        choices=[("planned", _("Arranged")), ("agreed", _("Agreed")), ("failed", _("Not agreed"))],
        default="planned",
    )
    note = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["id"]


class Cause(Row):
    """Why it happened: the rule, letter, person, clause, product or habit behind it, followed until it is changed."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="causes")
    kind = models.CharField(max_length=20)
    points_at = models.CharField(
        max_length=7, choices=PointsAt, blank=True, help_text="Empty: nothing to pick."
    )
    reference = models.CharField(max_length=120, blank=True, help_text="Key of it (complaints.references).")
    mark = models.CharField(max_length=20, blank=True, help_text="Version or fingerprint of it from then on.")
    watched_from = models.DateTimeField(help_text="Changes of it after this moment are what is looked at.")
    person = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    named_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=300, help_text="What will be changed.")
    owner = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="complaint_fixes")
    done_at = models.DateTimeField(null=True)
    done_note = models.CharField(max_length=300, blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["points_at", "reference"], name="cause_by_reference")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("owner")),
                name="nobody_verifies_own_fix",
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True) | Q(verified_by__isnull=False, done_at__isnull=False),
                name="verified_fix_was_done",
            ),
            models.CheckConstraint(
                condition=Q(points_at="", reference="") | ~Q(points_at="") & ~Q(reference=""),
                name="cause_points_at_something_named",
            ),
        ]


class Situation(Row):
    """One entry of the log of a major complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="situation")
    text = EncryptedTextField()
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

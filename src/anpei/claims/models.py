"""The case: one row holds where it stands; papers, notices, checks and contacts hang from it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.states import OPEN, ClaimState
from anpei.core.fields import EncryptedTextField, FenField
from anpei.core.models import Row
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.policies.models import InsuredMember, Policy
from anpei.products.models import ProductVersion


class Channel(models.TextChoices):
    PORTAL = "portal", _("Portal")
    HOTLINE = "hotline", _("Hotline")
    AGENT = "agent", _("Agent")
    WECHAT = "wechat", _("WeChat")
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")
    API = "api", _("Partner system")
    IMPORT = "import", _("Earlier system")


class Nature(models.TextChoices):
    """What happened: to a person, to things, on the road, or to others. Named as the product files name it."""

    INJURY = "injury", _("Accidental injury")
    ILLNESS = "illness", _("Illness")
    DEATH = "death", _("Death")
    FIRE = "fire", _("Fire")
    EXPLOSION = "explosion", _("Explosion")
    LIGHTNING = "lightning", _("Lightning")
    STORM = "storm", _("Storm or hail")
    FLOOD = "flood", _("Flood or heavy rain")
    WATER = "water", _("Burst pipe or leak")
    THEFT = "theft", _("Theft or burglary")
    DAMAGE = "damage", _("Other damage to property")
    COLLISION = "collision", _("Road accident")
    LIABILITY = "liability", _("Others were hurt or harmed")
    UNKNOWN = "unknown", _("Not known yet")


PERSONS = frozenset({Nature.INJURY, Nature.ILLNESS, Nature.DEATH})
OF_OTHERS = frozenset({Nature.COLLISION, Nature.LIABILITY})  # others may be hurt: victims, claimants
THINGS = frozenset(Nature) - PERSONS - OF_OTHERS - {Nature.UNKNOWN}


class Casualty(models.TextChoices):
    """What became of people in a road accident, or of those the insured has to answer for."""

    NONE = "none", _("Nobody hurt")
    INJURED = "injured", _("Somebody hurt")
    KILLED = "killed", _("Somebody died of it")
    UNKNOWN = "unknown", _("Not known yet")


class DeathCause(models.TextChoices):
    """What a person died of, as the papers state it. Nothing is paid for a death while this is empty."""

    ACCIDENT = "accident", _("An accident")
    ILLNESS = "illness", _("An illness")


class Care(models.TextChoices):
    """Where the person was treated."""

    INPATIENT = "inpatient", _("Stayed in hospital")
    OUTPATIENT = "outpatient", _("Outpatient or emergency")
    NONE = "none", _("No treatment")
    UNKNOWN = "unknown", _("Not known yet")


class Relation(models.TextChoices):
    """The reporter's relation to the person the case is about."""

    SELF = "self", _("The person themself")
    SPOUSE = "spouse", _("Spouse")
    CHILD = "child", _("Son or daughter")
    PARENT = "parent", _("Father or mother")
    RELATIVE = "relative", _("Other relative")
    EMPLOYER = "employer", _("Employer")
    VICTIM = "victim", _("The injured or damaged side")
    AGENT = "agent", _("Insurance agent")
    OTHER = "other", _("Somebody else")


class CloseReason(models.TextChoices):
    DUPLICATE = "duplicate", _("Same event reported twice")
    MISDIRECTED = "misdirected", _("Belongs to another insurer or department")
    WITHDRAWN = "withdrawn", _("Withdrawn by the customer")


class Claim(Row):
    """A case from the report to the archive. Moves go through ``claims.actions`` only."""

    number = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=20, choices=ClaimState, default=ClaimState.REPORTED)
    version = models.PositiveIntegerField(
        default=1, help_text="Grows with every change; cheap polling compares it."
    )
    channel = models.CharField(max_length=8, choices=Channel)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    insured = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="claims")
    policy = models.ForeignKey(Policy, null=True, on_delete=models.PROTECT, related_name="claims")
    member = models.ForeignKey(InsuredMember, null=True, on_delete=models.PROTECT, related_name="claims")
    product_version = models.ForeignKey(ProductVersion, null=True, on_delete=models.PROTECT, related_name="+")

    reporter = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="reported_claims")
    reporter_name = EncryptedTextField(blank=True)
    reporter_phone = EncryptedTextField(blank=True)
    reporter_phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    reporter_relation = models.CharField(max_length=10, choices=Relation, default=Relation.SELF)
    reply_channel = models.CharField(
        max_length=8,
        blank=True,
        help_text="The way the report was written in by, where that is the way back.",
    )
    reply_address = EncryptedTextField(blank=True, help_text="Mailbox or openid the reporter wrote from.")
    insured_name_given = EncryptedTextField(
        blank=True, help_text="As the reporter gave it, while the person is not identified."
    )
    policy_number_given = models.CharField(max_length=40, blank=True)
    plate_given = EncryptedTextField(blank=True, help_text="Number plate of the insured vehicle, as given.")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    nature = models.CharField(max_length=9, choices=Nature, default=Nature.UNKNOWN)
    care = models.CharField(max_length=10, choices=Care, default=Care.UNKNOWN)
    casualty = models.CharField(
        max_length=7,
        choices=Casualty,
        default=Casualty.UNKNOWN,
        help_text="Of people in a road accident or of others; says nothing where the insured person fell ill or was hurt.",
    )
    event_on = models.DateField(null=True, help_text="Day of the accident or of the first diagnosis.")
    event_time = models.TimeField(null=True)
    died_on = models.DateField(null=True)
    cause_of_death = models.CharField(max_length=8, choices=DeathCause, blank=True)
    event_place = EncryptedTextField(blank=True)
    cause = EncryptedTextField(blank=True)
    story = EncryptedTextField(blank=True, help_text="The reporter's own words, never edited.")
    hospital = models.CharField(max_length=120, blank=True)
    diagnosis = EncryptedTextField(blank=True)
    claimed_fen = FenField(null=True)

    reported_at = models.DateTimeField()
    first_material_at = models.DateTimeField(
        null=True, help_text="First receipt of claim request and any material: the statutory clock starts."
    )
    papers_complete_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=12, choices=CloseReason, blank=True)
    close_note = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_from")

    complex_at = models.DateTimeField(null=True)
    complex_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    complex_reason = models.CharField(max_length=300, blank=True)

    payable_fen = FenField(null=True)
    paid_fen = FenField(default=0)
    reserve_fen = FenField(default=0)
    next_due_at = models.DateTimeField(help_text="Earliest running clock; the queue sorts by it.")
    is_open = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["handler", "next_due_at", "id"], condition=Q(is_open=True), name="claim_queue_handler"
            ),
            models.Index(
                fields=["unit", "next_due_at", "id"], condition=Q(is_open=True), name="claim_queue_unit"
            ),
            models.Index(
                fields=["state", "next_due_at", "id"], condition=Q(is_open=True), name="claim_queue_state"
            ),
            models.Index(fields=["next_due_at", "id"], condition=Q(is_open=True), name="claim_queue_all"),
            models.Index(fields=["insured", "event_on"], name="claim_of_insured"),
            models.Index(
                fields=["unit", "accepted_at"], condition=Q(accepted_at__isnull=False), name="claim_accepted"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=OPEN) | (Q(is_open=False) & ~Q(state__in=OPEN)),
                name="claim_open_matches_state",
            ),
            models.CheckConstraint(
                condition=Q(complex_at__isnull=True, complex_by__isnull=True, complex_reason="")
                | (Q(complex_at__isnull=False, complex_by__isnull=False) & ~Q(complex_reason="")),
                name="claim_complex_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(close_reason=""), name="claim_closed_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(event_on__isnull=True) | Q(died_on__gte=F("event_on")),
                name="claim_death_follows_event",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def concerns_things(self) -> bool:
        """Property was damaged or lost: a loss list stands in for receipts."""
        return self.nature in THINGS

    @property
    def non_life(self) -> bool:
        """Under property insurance in the sense of the Insurance Law: things, motor, liability."""
        return self.nature in THINGS | OF_OTHERS


class RelatedClaim(Row):
    """Another case that looks like the same event or person, with the reason it was found."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="related")
    other = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(
        max_length=10,
        choices=[("duplicate", _("Looks like the same event")), ("related", _("Same person, close in time"))],
    )
    reason = models.CharField(max_length=60, help_text="Code of the rule that found it; the page words it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "other"], name="one_relation_per_pair")]


class ItemState(models.TextChoices):
    WANTED = "wanted", _("Still needed")
    RECEIVED = "received", _("Received, being looked at")
    CONFIRMED = "confirmed", _("In order")
    NEEDS_FIX = "needs_fix", _("Needs another one")
    WAIVED = "waived", _("Not needed")
    HELD = "held", _("We have it ourselves")


class ChecklistItem(Row):
    """One paper this case needs, with the reason and the clause it comes from."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="checklist")
    kind = models.CharField(max_length=40, help_text="anpei.terms.papers.PaperKind")
    why_zh = models.CharField(max_length=200)
    why_en = models.CharField(max_length=300)
    clause = models.CharField(max_length=20, blank=True)
    source = models.CharField(
        max_length=10,
        choices=[
            ("default", _("Default list")),
            ("product", _("Product terms")),
            ("added", _("Added by a handler")),
        ],
    )
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.WANTED)
    problem = models.CharField(
        max_length=200,
        blank=True,
        help_text="What is wrong with what was received, about the picture, never the person.",
    )
    fix = models.CharField(
        max_length=200, blank=True, help_text="How to put it right, or what will do instead."
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(
        null=True, help_text="When the latest paper for it reached us: periods are counted from arrivals."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["claim", "kind"], name="one_item_per_kind")]


class SupplementNotice(Row):
    """The one-off supplement notice (Insurance Law art. 22): everything missing, once.

    A second one exists only with a new fact and a supervisor's signature; the database holds that.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="supplement_notices")
    sequence = models.PositiveSmallIntegerField()
    items = models.JSONField(help_text="[{kind, reason, clause, fix}] as sent.")
    fingerprint = models.CharField(max_length=64)
    new_fact = models.CharField(max_length=300, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    letter_sha256 = models.CharField(
        max_length=64, blank=True, help_text="The notice as a PDF in the vault; empty until it is written."
    )

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "sequence"], name="one_notice_per_sequence"),
            models.CheckConstraint(
                condition=Q(sequence=1) | (~Q(new_fact="") & Q(signed_by__isnull=False)),
                name="second_notice_needs_new_fact_and_signature",
            ),
        ]


class CoverageReview(Row):
    """The condition tree of one coverage check, as computed, with what a handler confirmed or overrode."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="coverage_reviews")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    tree = models.JSONField(help_text="engine.coverage.ConditionTree as JSON")
    outcome = models.CharField(max_length=8)
    overrides = models.JSONField(default=dict, help_text="Condition name to {outcome, reason, by, at}.")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="one_coverage_review_per_number")
        ]


class CallOrigin(models.TextChoices):
    CUSTOMER = "customer", _("Asked for by the customer")
    PROMISE = "promise", _("Promised by us")
    REMINDER = "reminder", _("Nothing came for a while")
    MISSED = "missed", _("Missed call")


class Medium(models.TextChoices):
    CALL = "call", _("Call")
    VISIT = "visit", _("Visit")
    COUNTER = "counter", _("Counter")
    NOTE = "note", _("Internal note")


class ReferralKind(models.TextChoices):
    FRAUD = "fraud", _("Suspected fraud")
    AML = "aml", _("Suspected money laundering")


OWN_TOPICS = {
    "papers": _("Papers are still missing"),
    "notice": _("A notice did not reach them"),
    "agreement": _("The offered amount waits for an answer"),
    "account": _("An account is needed for the money"),
    "payment_returned": _("The money came back from the bank"),
}
"""What our own reminders and promises are about; people say it in their own words."""


class CallRequest(Row):
    """Somebody asked for a call, or we promised one."""

    claim = models.ForeignKey(Claim, null=True, on_delete=models.CASCADE, related_name="call_requests")
    name = EncryptedTextField(blank=True)
    phone = EncryptedTextField()
    phone_hash = models.CharField(max_length=64, db_index=True)
    missed_on = models.DateField(
        null=True, help_text="Local day of a missed call: one entry per number and day."
    )
    topic = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=20, choices=CallOrigin)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = EncryptedTextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["assignee", "due_at", "id"],
                condition=Q(done_at__isnull=True),
                name="call_request_waiting",
            ),
            models.Index(
                fields=["due_at", "id"], condition=Q(done_at__isnull=True), name="call_request_queue"
            ),
            models.Index(fields=["created_at"], name="call_request_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["phone_hash", "missed_on"], name="one_missed_call_a_day"),
            models.CheckConstraint(
                condition=Q(origin="missed", missed_on__isnull=False)
                | (~Q(origin="missed") & Q(missed_on__isnull=True)),
                name="missed_call_has_its_day",
            ),
        ]

    @property
    def about(self) -> str:
        """What it is about, in the language of the reader; in their own words where somebody said it."""
        return str(OWN_TOPICS.get(self.topic, self.topic))

    @property
    def wanted_by_us(self) -> bool:
        return self.origin in (CallOrigin.PROMISE, CallOrigin.REMINDER)


class Contact(Row):
    """A conversation that took place: a call, a visit, a counter talk. Written messages live in ``messages``."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="contacts")
    medium = models.CharField(max_length=10, choices=Medium)
    with_whom = EncryptedTextField(blank=True)
    text = EncryptedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Capacity(models.TextChoices):
    """Why somebody receives after a death: named in the policy, or as an heir because the benefit is estate."""

    BENEFICIARY = "beneficiary", _("Beneficiary named in the policy")
    HEIR = "heir", _("Heir")


class EstateBecause(models.TextChoices):
    """When a death benefit is estate and goes to the heirs (Insurance Law art. 42)."""

    NOT_NAMED = "not_named", _("Nobody is named, or it cannot be told who is meant")
    DIED_BEFORE = "died_before", _("Whoever was named died before, and nobody else is named")
    LOST = "lost", _("Whoever was named lost or gave up the right, and nobody else is named")


class HeirProof(models.TextChoices):
    POLICY = "policy", _("The policy itself")
    NOTARY = "notary", _("Notarial certificate of inheritance")
    AGREEMENT = "agreement", _("Proof of relationship and an agreement of all heirs")
    JUDGMENT = "judgment", _("Judgment or mediation document of a court")


class HeirState(models.TextChoices):
    WAITING = "waiting", _("Waits for a second look")
    ACTIVE = "active", _("Checked and accepted")
    REFUSED = "refused", _("Not accepted")
    ENDED = "ended", _("No longer")


class Heir(Row):
    """Somebody who receives after a death, with what proves it. Recorded by one of us, accepted by another.

    What falls to them is the engine's word (``settlement.entitlement``), never a figure of this row.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="heirs")
    person = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="inherits")
    capacity = models.CharField(max_length=11, choices=Capacity)
    relation = models.CharField(max_length=40, help_text="To the person who died.")
    estate_because = models.CharField(max_length=11, choices=EstateBecause, blank=True)
    proof = models.CharField(max_length=9, choices=HeirProof)
    document = models.CharField(max_length=200, blank=True, help_text="Which paper, of which day and number.")
    state = models.CharField(max_length=8, choices=HeirState, default=HeirState.WAITING)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True)
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why it was not accepted, or is no longer."
    )

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["person"], condition=Q(state="active"), name="heir_of_claims")]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "person"],
                condition=Q(state__in=("waiting", "active")),
                name="heir_once_per_claim",
            ),
            models.CheckConstraint(
                condition=~Q(capacity="heir")
                | (~Q(estate_because="") & ~Q(proof="policy") & ~Q(document="")),
                name="heir_after_beneficiaries",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("recorded_by")),
                name="heir_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(checked_by__isnull=False), name="heir_accepted_is_checked"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "ended")) | ~Q(reason=""), name="heir_refused_with_reason"
            ),
        ]


class ReportDraft(Row):
    """What somebody typed before sending: saved on every step, before any validation."""

    token = models.CharField(max_length=43, unique=True)
    data = EncryptedTextField(help_text="JSON of everything typed.")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()


class RestrictedReferral(Row):
    """Suspected fraud or money laundering: never shown outside the restricted audience (Anti-Money-Laundering Law art. 35)."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="restricted_referrals")
    kind = models.CharField(max_length=8, choices=ReferralKind)
    text = EncryptedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = EncryptedTextField(blank=True)

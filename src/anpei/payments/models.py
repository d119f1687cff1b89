"""Money out: who is paid, each instruction to the bank, what the bank answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.core.fields import EncryptedTextField, FenField
from anpei.core.models import Row
from anpei.parties.models import BankAccount, Party
from anpei.settlement.models import Advance, Decision


class Payee(Row):
    """A person to be paid for a claim, the account and the share; one row per change, the last active one counts."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="payees")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(
        max_length=12,
        choices=[
            ("insured", _("Insured person")),
            ("beneficiary", _("Beneficiary")),
            ("claimant", _("Injured or damaged side")),
            ("guardian", _("Guardian")),
            ("authorised", _("Authorised person")),
        ],
    )
    authority_reason = models.CharField(max_length=200, blank=True)
    share_bp = models.PositiveIntegerField(default=10_000)
    entitlement = models.CharField(
        max_length=40,
        blank=True,
        help_text="Whose part of the result this is (settlement.entitlement); empty: by share.",
    )
    name_matches = models.BooleanField()
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(null=True)
    verified_how = models.CharField(
        max_length=6, blank=True, choices=[("rule", _("By rule")), ("person", _("By a person"))]
    )
    verification = models.JSONField(
        default=dict,
        help_text="What was compared: {check: result} (Anti-Money-Laundering Law art. 28 to 30).",
    )
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "party"], condition=Q(active=True), name="one_active_payee_per_person"
            ),
            models.CheckConstraint(
                condition=~Q(capacity="authorised") | ~Q(authority_reason=""),
                name="authorised_payee_says_why",
            ),
            models.CheckConstraint(condition=Q(name_matches=True), name="payee_name_matches_account"),
            models.CheckConstraint(
                condition=Q(share_bp__gt=0, share_bp__lte=10_000), name="payee_share_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_how="")
                | Q(verified_at__isnull=False, verified_how="rule", verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_how="person", verified_by__isnull=False),
                name="payee_verification_is_signed",
            ),
        ]


class InstructionState(models.TextChoices):
    READY = "ready", _("Ready")
    SENT = "sent", _("Sent to the bank")
    PAID = "paid", _("Paid")
    RETURNED = "returned", _("Came back")
    CANCELLED = "cancelled", _("Cancelled")


class Instruction(Row):
    """One transfer. The key makes paying twice impossible on our side and, given to the bank, on theirs."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="instructions")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="instructions")
    advance = models.ForeignKey(Advance, null=True, on_delete=models.PROTECT, related_name="instructions")
    payee = models.ForeignKey(Payee, on_delete=models.PROTECT, related_name="instructions")
    part = models.CharField(max_length=12, default="full", help_text="full, undisputed, rest or advance")
    key = models.CharField(max_length=60, unique=True)
    amount_fen = FenField()
    state = models.CharField(max_length=10, choices=InstructionState, default=InstructionState.READY)
    needs_release = models.BooleanField(
        default=False, help_text="Above the limit: a payments officer looks first."
    )
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(
        null=True, help_text="Set before the bank is called: from here on it cannot be taken back."
    )
    acknowledged_at = models.DateTimeField(
        null=True, help_text="The bank has it; until then the same key is sent again."
    )
    bank_ref = models.CharField(max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=120, blank=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="instruction_work")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="instruction_pays_something"),
            models.CheckConstraint(
                condition=Q(decision__isnull=False, advance__isnull=True)
                | Q(decision__isnull=True, advance__isnull=False),
                name="instruction_of_one_decision_or_advance",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "paid"])
                | Q(sent_at__isnull=False, released_at__isnull=False),
                name="only_released_money_leaves",
            ),
            models.CheckConstraint(
                condition=Q(needs_release=False) | Q(released_at__isnull=True) | Q(released_by__isnull=False),
                name="large_payment_released_by_person",
            ),
            # Never twice: one living transfer per decision, person and part; what came back is replaced once (OneToOne).
            models.UniqueConstraint(
                fields=["decision", "payee", "part"],
                condition=Q(state__in=["ready", "sent", "paid"]),
                name="one_living_transfer_per_part",
            ),
            models.UniqueConstraint(
                fields=["advance", "payee"],
                condition=Q(state__in=["ready", "sent", "paid"]),
                name="one_living_transfer_per_advance",
            ),
        ]


class BankAnswer(Row):
    """Every answer of the bank as received; the same answer twice changes nothing."""

    instruction = models.ForeignKey(Instruction, on_delete=models.CASCADE, related_name="answers")
    message_id = models.CharField(max_length=60, unique=True)
    status = models.CharField(max_length=12)
    reason = models.CharField(max_length=120, blank=True)
    raw = models.JSONField()
    at = models.DateTimeField()


class SimulatedTransfer(Row):
    """The books of the bank simulator: its own memory, written apart from our transactions like a real bank's."""

    key = models.CharField(max_length=60, unique=True)
    amount_fen = FenField()
    holder_name = EncryptedTextField()
    last4 = models.CharField(max_length=4)
    plan = models.CharField(max_length=12)
    bank_ref = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    calls = models.PositiveSmallIntegerField(default=1)

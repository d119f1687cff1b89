"""How much and who says so: expenses, reserves, calculations, decisions, approvals, objections."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.core.fields import EncryptedTextField, FenField
from anpei.core.models import Row
from anpei.documents.models import Paper, PaperPart, PartField
from anpei.organisation.models import Unit
from anpei.products.models import ProductVersion


class Receipt(Row):
    """One medical receipt with its payer split (regulations: e-receipt fields); lines hang from it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="receipts")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="receipts")
    part = models.ForeignKey(
        PaperPart,
        null=True,
        on_delete=models.PROTECT,
        related_name="receipts",
        help_text="Confirmed reading it was entered from.",
    )
    code = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=30, blank=True)
    hospital = models.CharField(max_length=120, blank=True)
    setting = models.CharField(
        max_length=10, choices=[("inpatient", _("Inpatient")), ("outpatient", _("Outpatient or emergency"))]
    )
    issued_on = models.DateField()
    admitted_on = models.DateField(null=True)
    discharged_on = models.DateField(null=True)
    total_fen = FenField()
    social_fen = FenField(default=0, help_text="Paid by the social insurance fund.")
    other_fen = FenField(default=0, help_text="Paid by other payers.")
    account_fen = FenField(
        default=0, help_text="Paid from the personal social-insurance account: the person's own money."
    )
    social_settled = models.BooleanField(default=True)
    hospital_class = models.CharField(
        max_length=9,
        blank=True,
        choices=[
            ("tertiary", _("Tertiary")),
            ("secondary", _("Secondary")),
            ("primary", _("Primary")),
            ("unrated", _("Not rated")),
        ],
    )
    designated = models.BooleanField(
        null=True, help_text="Whether the contract names this hospital; empty: nobody has looked yet."
    )
    emergency = models.BooleanField(default=False)

    class Meta:
        ordering = ["issued_on", "id"]
        indexes = [models.Index(fields=["number"], name="receipt_by_number")]  # staff search by it
        constraints = [
            models.CheckConstraint(
                condition=Q(total_fen__gte=0, social_fen__gte=0, other_fen__gte=0, account_fen__gte=0),
                name="receipt_amounts_not_negative",
            ),
            models.UniqueConstraint(
                fields=["claim", "code", "number"], condition=~Q(number=""), name="receipt_once_per_claim"
            ),
            models.UniqueConstraint(fields=["part"], name="receipt_once_per_reading"),
        ]


class ExpenseLine(Row):
    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="lines")
    field = models.ForeignKey(
        PartField,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Figure on the paper the amount comes from.",
    )
    item = models.CharField(max_length=80)
    category = models.CharField(
        max_length=20,
        help_text="engine category: drug, material, surgery, exam, treatment, bed, nursing, other",
    )
    nrdl_class = models.CharField(max_length=1, choices=[("A", "A"), ("B", "B"), ("C", "C")], default="A")
    first_pay_bp = models.PositiveIntegerField(default=0)
    amount_fen = FenField()
    item_code = models.CharField(
        max_length=40, blank=True, help_text="Where a term names the item by its code."
    )
    drug_list = models.CharField(
        max_length=40, blank=True, help_text="Code of the product's drug list it is on."
    )
    excluded_fen = FenField(default=0)
    excluded_clause = models.CharField(max_length=20, blank=True)
    excluded_reason = models.CharField(max_length=200, blank=True)
    excluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, excluded_fen__gte=0, excluded_fen__lte=F("amount_fen")),
                name="line_excludes_at_most_itself",
            ),
            # A machine may never reduce: finding an item not covered is signed by a person and cites a clause.
            models.CheckConstraint(
                condition=Q(excluded_fen=0)
                | (Q(excluded_by__isnull=False) & ~Q(excluded_clause="") & ~Q(excluded_reason="")),
                name="exclusion_is_signed_and_cited",
            ),
        ]


class PropertyKind(models.TextChoices):
    """What sort of thing an insured item is, as product files name it."""

    BUILDING = "building", _("Building")
    DECORATION = "decoration", _("Decoration and fittings")
    MACHINERY = "machinery", _("Machinery")
    STOCK = "stock", _("Stock")
    CONTENTS = "contents", _("Contents")
    CARGO = "cargo", _("Cargo")
    WORKS = "works", _("Construction works")
    OTHER = "other", _("Other property")


class Injury(Row):
    """One rated injury of the accident: an item of the standard (人身保险伤残评定标准及代码, JR/T 0083) and its grade.

    A person rates, from the appraisal paper; the rule for several injuries is the product's, not this row's.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="injuries")
    item = models.CharField(max_length=20, help_text="Code of the item in the standard; it counts once.")
    grade = models.PositiveSmallIntegerField(help_text="1 is the worst, 10 the lightest.")
    standard_code = models.CharField(max_length=20)
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="+")
    appraised_on = models.DateField()
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "item"], name="injury_item_once_per_claim"),
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=10), name="injury_grade_of_the_standard"
            ),
        ]


class FactSheet(Row):
    """What a person assessed beyond receipts, injuries and the loss list, in the shape of ``engine.assessed.AssessedFacts``.

    Never changed: a correction is the next number, and the highest one counts.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="fact_sheets")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    sources = models.JSONField(default=dict, help_text="Path of a row to the paper it was read from.")
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="one_fact_sheet_per_number")]


class FactDraft(Row):
    """What somebody typed on the fact sheet and has not finished: kept as it is, before anything is checked."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="fact_drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    typed = EncryptedTextField(help_text="JSON of everything typed.")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "by"], name="one_fact_draft_per_person")]


class LossItem(Row):
    """One insured thing and what happened to it (损失清单), as the survey found it; named as the engine's ``ItemLoss``."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="loss_items")
    benefit = models.CharField(max_length=40, help_text="Code of the benefit of the product it comes under.")
    kind = models.CharField(max_length=12, choices=PropertyKind.choices)
    name = models.CharField(max_length=120)
    sum_insured_fen = FenField(default=0)
    value_fen = FenField(null=True, help_text="Insurable value at the loss, or the value agreed.")
    replacement_fen = FenField(null=True, help_text="Cost of the same thing new.")
    used_months = models.PositiveSmallIntegerField(default=0)
    repair_fen = FenField(default=0)
    loss_fen = FenField(default=0, help_text="Gone and beyond repair, of a thing not totally lost.")
    totally_lost = models.BooleanField(default=False)
    salvage_fen = FenField(default=0)
    salvage_kept = models.BooleanField(default=True, help_text="The insured keeps it; its value is deducted.")
    recovered_fen = FenField(
        default=0, help_text="Already had from whoever is liable (Insurance Law art. 60)."
    )
    excluded_fen = FenField(default=0)
    excluded_clause = models.CharField(max_length=20, blank=True)
    excluded_reason = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(excluded_fen=0) | (Q(excluded_fen__gt=0) & ~Q(excluded_clause="")),
                name="loss_exclusion_is_cited",
            ),
        ]

    @property
    def claimed_fen(self) -> int:
        """What the item claims, in fen: totally lost its replacement cost or value, else repair and what is gone."""
        if self.totally_lost:
            return self.replacement_fen if self.replacement_fen is not None else self.value_fen or 0
        return self.repair_fen + self.loss_fen


class LossCost(Row):
    """Costs beside the loss under one benefit: mitigation (art. 57), survey (art. 64), clearing the debris."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="loss_costs")
    benefit = models.CharField(max_length=40)
    mitigation_fen = FenField(default=0)
    survey_fen = FenField(default=0)
    debris_fen = FenField(default=0)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["claim", "benefit"], name="costs_once_per_benefit")]


class ReserveOccasion(models.TextChoices):
    OPENED = "opened", _("Opening reserve")
    CHANGED = "changed", _("Changed by hand")
    DECIDED = "decided", _("Decided amount")
    PAID = "paid", _("Paid in full")


class ReserveEntry(Row):
    """A change of the outstanding reserve; the sum is the reserve."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="reserve_entries")
    delta_fen = FenField()
    occasion = models.CharField(max_length=10, choices=ReserveOccasion.choices)
    reason = models.CharField(max_length=120, blank=True, help_text="Typed by whoever changed it by hand.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: released by the system.",
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class CalculationRun(Row):
    """One calculation as the engine made it: stored inputs, stored tree. The stored tree is the record."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveSmallIntegerField()
    product_version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="+")
    engine_version = models.CharField(max_length=20)
    inputs = models.JSONField()
    result = models.JSONField()
    fact_sheet = models.ForeignKey(
        FactSheet,
        null=True,
        on_delete=models.PROTECT,
        related_name="runs",
        help_text="The sheet it was made from; empty where the product asks for none.",
    )
    claimed_fen = FenField()
    payable_fen = FenField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="one_run_per_number")]


class Outcome(models.TextChoices):
    PAY = "pay", _("Pay as the terms compute")
    PAY_REDUCED = "pay_reduced", _("Pay, with items not covered")
    PAY_AGREED = "pay_agreed", _("Pay an agreed amount")
    REFUSE = "refuse", _("Refuse")


class DecisionState(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for approval")
    RETURNED = "returned", _("Sent back")
    APPROVED = "approved", _("Approved")
    VOID = "void", _("No longer valid")
    SUPERSEDED = "superseded", _("Replaced by a later decision")


class Decision(Row):
    """What is decided and why. Approval never by its maker; a refusal or reduction always cites and explains."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    run = models.ForeignKey(CalculationRun, null=True, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=Outcome)
    amount_fen = FenField()
    undisputed_fen = FenField(default=0, help_text="Paid at once while the rest is being agreed.")
    clause = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True, help_text="In plain words for the customer.")
    would_change = models.TextField(blank=True, help_text="What would change a refusal or reduction.")
    appeal = models.TextField(blank=True, help_text="How to object, with dates.")
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.PROPOSED)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions_made"
    )
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decisions_approved"
    )
    approved_at = models.DateTimeField(null=True)
    agreement_needed = models.BooleanField(default=False)
    agreed_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=300, blank=True)
    letter_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="one_decision_per_number"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="nobody_approves_own_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approved_decision_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["refuse", "pay_reduced"])
                | (~Q(clause="") & ~Q(reason="") & ~Q(would_change="") & ~Q(appeal="")),
                name="refusal_cites_explains_and_opens_appeal",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refuse") | Q(amount_fen=0), name="refusal_pays_nothing"
            ),
            models.CheckConstraint(
                condition=Q(outcome="refuse") | Q(amount_fen__gt=0), name="zero_is_a_refusal"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, undisputed_fen__gte=0, undisputed_fen__lte=F("amount_fen")),
                name="decision_amounts_sane",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True)
                | Q(agreement_needed=True, state__in=["approved", "void", "superseded"]),
                name="agreement_to_an_approved_offer",
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | ~Q(void_reason=""), name="void_decision_says_why"
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state="proposed"), name="one_open_proposal_per_claim"
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state="approved"), name="one_valid_decision_per_claim"
            ),
        ]


class Signature(Row):
    """One step of an approval: somebody with authority approved or sent back. Quorum is counted here."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="signatures")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=8, choices=[("approve", _("Approved")), ("return", _("Sent back"))])
    comment = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "by"], name="one_signature_per_person"),
            models.CheckConstraint(
                condition=~Q(verdict="return") | ~Q(comment=""), name="sending_back_says_why"
            ),
        ]


class AuthorityKind(models.TextChoices):
    PAY = "pay", _("Payment")
    REFUSE = "refuse", _("Refusal")
    AGREE = "agree", _("Agreed amount")
    ADVANCE = "advance", _("Advance payment")


class AuthorityGrant(Row):
    """Who may approve how much of what, where, from when to when."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="authority_grants"
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where; empty for the person's own unit and those below.",
    )
    line = models.CharField(max_length=24, blank=True, help_text="Line of business; empty for all.")
    kind = models.CharField(max_length=8, choices=AuthorityKind.choices)
    level = models.PositiveSmallIntegerField()
    limit_fen = FenField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="Last day.")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: set up with the house.",
    )

    class Meta:
        indexes = [models.Index(fields=["staff", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("staff")),
                name="nobody_grants_own_authority",
            ),
            models.CheckConstraint(condition=Q(limit_fen__gt=0), name="authority_has_a_limit"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="authority_ends_after_start",
            ),
        ]


class ObjectionState(models.TextChoices):
    OPEN = "open", _("Being looked at")
    UPHELD = "upheld", _("Decision changed")
    DISMISSED = "dismissed", _("Decision stands")


class Objection(Row):
    """The customer disagrees; somebody who did not decide looks at it again."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="objections")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="objections")
    text = EncryptedTextField()
    raised_at = models.DateTimeField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="objections_reviewed"
    )
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    answer = EncryptedTextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], condition=Q(state="open"), name="one_open_objection_per_decision"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="objection_answer_is_signed",
            ),
        ]


class AdvanceState(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Sent back")


class Advance(Row):
    """What is already certain, paid before the rest is known (Insurance Law art. 25). Always two persons."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="advances")
    amount_fen = FenField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=AdvanceState, default=AdvanceState.PROPOSED)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="advance_pays_something"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("made_by")),
                name="nobody_approves_own_advance",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="advance_answer_is_signed",
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state="proposed"), name="one_open_advance_per_claim"
            ),
        ]


class WhatIfState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")


class WhatIf(Row):
    """A question about the book: what past decisions would come to under changed terms, and the answer.

    ``changes`` is path to value in the product file; ``terms_text`` is a whole other product file instead. ``result``
    holds the sums (``whatif.Tally.to_json``); the claims that move hang from it.
    """

    product_version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(default=dict)
    terms_text = models.TextField(blank=True)
    from_on = models.DateField(null=True, help_text="Decided on this day or later.")
    to_on = models.DateField(null=True, help_text="Decided on this day or earlier.")
    unit = models.ForeignKey(
        Unit,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Cases of it and below; empty for the whole house.",
    )
    asked_by = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=WhatIfState, default=WhatIfState.WAITING)
    claims = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    engine_version = models.CharField(max_length=20, blank=True)
    result = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["unit", "-id"], name="what_if_of_unit")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(changes={}) & ~Q(terms_text="")) | (~Q(changes={}) & Q(terms_text="")),
                name="what_if_changes_or_other_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="what_if_done_has_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"what-if {self.pk}"

    @property
    def over(self) -> bool:
        return self.state == WhatIfState.DONE


class WhatIfClaim(Row):
    """One claim that would move. ``after_fen`` is empty where the other terms cannot be calculated on its facts."""

    what_if = models.ForeignKey(WhatIf, on_delete=models.CASCADE, related_name="moved")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="+")
    before_fen = FenField()
    after_fen = FenField(null=True)
    size_fen = FenField(help_text="How much it moves, whichever way; the largest first.")
    step = models.CharField(max_length=80, blank=True, help_text="The first shown step whose figure changes.")
    step_before = models.BigIntegerField(null=True)
    step_after = models.BigIntegerField(null=True)
    carried = models.JSONField(
        default=dict, help_text="What earlier claims of the person, paid otherwise, changed in its inputs."
    )

    class Meta:
        ordering = ["-size_fen", "id"]
        indexes = [models.Index(fields=["what_if", "-size_fen", "id"], name="what_if_largest_first")]
        constraints = [models.UniqueConstraint(fields=["what_if", "decision"], name="what_if_claim_once")]

    @property
    def difference_fen(self) -> int | None:
        return None if self.after_fen is None else self.after_fen - self.before_fen

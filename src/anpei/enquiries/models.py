"""Questions of customers, what was answered and from where, and who answers what the machine does not know."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.policies.models import Policy
from anpei.products.models import ProductVersion


class EnquiryState(models.TextChoices):
    ANSWERED = "answered", _("Answered at once")
    WAITING = "waiting", _("Waits for a person")
    REPLIED = "replied", _("Answered by a person")
    WITHDRAWN = "withdrawn", _("Taken back")


class Channel(models.TextChoices):
    PORTAL = "portal", _("Portal")
    WORKBENCH = "workbench", _("Workbench")
    API = "api", _("Partner system")
    DISCLOSURE = "disclosure", _("Before buying")


class Reason(models.TextChoices):
    """Why a question went to a person."""

    URGENT = "urgent", _("May harm themselves")
    UNSURE = "unsure", _("Not sure")
    HUMAN = "human", _("Asked for a person")
    DECISION = "decision", _("Asks for a decision or a promise")
    OTHER_PERSON = "other_person", _("About somebody else")
    MEDICAL = "medical_advice", _("Medical advice")
    LEGAL = "legal_advice", _("A dispute at law")
    ADVICE = "advice", _("What to buy")
    OUTSIDE = "outside", _("Not about insurance")


class Enquiry(Row):
    """One question with its answer. Those of one person about one case or product read as one conversation."""

    channel = models.CharField(max_length=10, choices=Channel)
    phone_hash = models.CharField(max_length=64, blank=True, help_text="Who asked, by the phone they proved.")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="enquiries")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="enquiries")
    policy = models.ForeignKey(Policy, null=True, on_delete=models.PROTECT, related_name="+")
    product_version = models.ForeignKey(ProductVersion, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=120, help_text="kind:id of the actor who typed it.")
    language = models.CharField(max_length=8, default="zh-hans")
    question = EncryptedTextField()
    answer = EncryptedTextField(help_text="What was answered, with its citations, as JSON.")
    sure_bp = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=EnquiryState)
    reason = models.CharField(max_length=14, choices=Reason, blank=True)
    understood = models.BooleanField(null=True, help_text="What the customer said of the answer.")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="enquiries"
    )
    handed_over_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    reply = EncryptedTextField(blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    replied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "enquiries"
        indexes = [
            models.Index(fields=["claim", "id"], name="enquiry_of_claim"),
            models.Index(fields=["phone_hash", "id"], name="enquiry_of_visitor"),
            models.Index(
                fields=["unit", "due_at", "id"], condition=Q(state="waiting"), name="enquiry_waiting_unit"
            ),
            models.Index(
                fields=["person", "due_at", "id"], condition=Q(state="waiting"), name="enquiry_waiting_person"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="answered")
                | (
                    Q(person__isnull=False, handed_over_at__isnull=False, due_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="enquiry_handed_over_names_person_and_date",
            ),
            models.CheckConstraint(
                condition=Q(state="replied", replied_at__isnull=False, replied_by__isnull=False)
                | (~Q(state="replied") & Q(replied_at__isnull=True, replied_by__isnull=True)),
                name="enquiry_reply_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class KnowledgeEntry(Row):
    """An entry of the knowledge base beside the shipped files: imported clauses, or a good answer kept for others."""

    code = models.CharField(max_length=80, unique=True)
    content = models.JSONField(help_text="The entry, as in a file of the library.")
    origin = models.CharField(
        max_length=8, choices=[("import", _("Imported")), ("promoted", _("From an answer"))]
    )
    enquiry = models.OneToOneField(
        Enquiry,
        null=True,
        on_delete=models.PROTECT,
        related_name="promoted",
        help_text="Whose answer it was.",
    )
    sha256 = models.CharField(max_length=64)
    kept_by = models.CharField(max_length=80)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "knowledge entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(origin="promoted", enquiry__isnull=False)
                | Q(origin="import", enquiry__isnull=True),
                name="knowledge_promoted_from_an_enquiry",
            ),
        ]

    def __str__(self) -> str:
        return self.code

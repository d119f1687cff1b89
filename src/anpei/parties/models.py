"""Who: persons and companies, their bank accounts, what they agreed to, what they ask about their data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anpei.core.actor import Actor
from anpei.core.fields import EncryptedTextField
from anpei.core.models import Row
from anpei.messages.quiet import Quiet


class PartyKind(models.TextChoices):
    PERSON = "person", _("Person")
    COMPANY = "company", _("Company")


class IdType(models.TextChoices):
    RESIDENT = "resident_id", _("Resident ID card")
    PASSPORT = "passport", _("Passport")
    USCC = "uscc", _("Unified social credit code")
    OTHER = "other", _("Other document")


class Sex(models.TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")
    UNKNOWN = "unknown", _("Not stated")


class Party(Row):
    """A person or company known to the insurer. Sensitive columns are encrypted; look-up is by keyed hash."""

    kind = models.CharField(max_length=8, choices=PartyKind, default=PartyKind.PERSON)
    external_ref = models.CharField(
        max_length=40, null=True, unique=True, help_text="Key in the source system of an import."
    )
    name = EncryptedTextField()
    name_hash = models.CharField(max_length=64, db_index=True)
    id_type = models.CharField(max_length=12, choices=IdType, blank=True)
    id_number = EncryptedTextField(blank=True)
    id_hash = models.CharField(max_length=64, null=True, unique=True)
    phone = EncryptedTextField(blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    birth_on = models.DateField(null=True)
    sex = models.CharField(max_length=7, choices=Sex, default=Sex.UNKNOWN)
    address = EncryptedTextField(blank=True)
    region_code = models.CharField(max_length=6, blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    preferred_channel = models.CharField(max_length=8, default="sms")
    email = EncryptedTextField(blank=True)
    email_hash = models.CharField(max_length=64, blank=True, db_index=True)
    wechat_openid = EncryptedTextField(blank=True, help_text="Who this person is to our official account.")
    wechat_hash = models.CharField(max_length=64, null=True, unique=True)
    write_at_night = models.BooleanField(default=False, help_text="The person does not mind being woken.")
    quiet_from = models.TimeField(null=True, help_text="Own quiet hours, local; empty: the house's.")
    quiet_until = models.TimeField(null=True)
    guardian = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="wards")
    care_note = EncryptedTextField(
        blank=True, help_text="What staff should know to be kind: hearing, living alone, mourning."
    )
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["region_code", "id"], name="party_of_region")]
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="party_quiet_hours_have_both_ends",
            )
        ]

    @property
    def actor(self) -> Actor:
        return Actor(kind="customer", id=str(self.pk), name=self.name)

    @property
    def way(self) -> tuple[str, str]:
        """Channel and address this person prefers; the phone by text message where the preferred one is not known."""
        known = {"email": self.email, "wechat": self.wechat_openid}.get(self.preferred_channel, "")
        return (self.preferred_channel, known) if known else ("sms", self.phone)

    @property
    def quiet_hours(self) -> Quiet | None:
        """Hours of their own at which nobody writes to them, instead of the house's."""
        both = self.quiet_from is not None and self.quiet_until is not None
        return Quiet(self.quiet_from, self.quiet_until) if both else None  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"party {self.pk}"


class BankAccount(Row):
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="accounts")
    holder_name = EncryptedTextField()
    number = EncryptedTextField()
    number_hash = models.CharField(max_length=64, db_index=True)
    last4 = models.CharField(max_length=4)
    bank_name = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "number_hash"], name="one_row_per_account_and_party")
        ]


class ConsentPurpose(models.TextChoices):
    PRIVACY_NOTICE = "privacy_notice", _("Privacy notice read")
    HEALTH_DATA = "health_data", _("Use of health data to settle a claim")
    BANK_DATA = "bank_data", _("Use of a bank account to pay a claim")
    HEALTH_PROVIDER = "health_provider", _("Health data to a service provider")
    MARKETING = "marketing", _("Offers and events")
    HEALTH_ADVICE = "health_advice", _("Use of health data from claims to advise you")


FREELY_GIVEN = (ConsentPurpose.HEALTH_ADVICE, ConsentPurpose.MARKETING)
"""Agreements nothing else depends on: asked for on their own, given and taken back at any time."""


class LegalBasis(models.TextChoices):
    """Personal Information Protection Law, articles 13, 29 and 31."""

    SEPARATE_CONSENT = "separate_consent", _("Separate consent")
    CONTRACT = "contract", _("Necessary for the insurance contract")
    LEGAL_DUTY = "legal_duty", _("Required by law")
    GUARDIAN_CONSENT = "guardian_consent", _("Consent of the guardian")


class Consent(Row):
    """One agreement or recorded legal basis; withdrawing closes it, agreeing again writes a new row."""

    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="consents")
    phone_hash = models.CharField(
        max_length=64, blank=True, help_text="Who agreed before becoming a known party."
    )
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    basis = models.CharField(max_length=20, choices=LegalBasis)
    text_version = models.CharField(max_length=20)
    channel = models.CharField(max_length=12)
    given_by = models.CharField(max_length=80, help_text="Person who agreed: the party or the guardian.")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["party", "purpose"])]


class DataRequestKind(models.TextChoices):
    ACCESS = "access", _("See my data")
    COPY = "copy", _("Get a copy of my data")
    CORRECTION = "correction", _("Correct my data")
    ERASURE = "erasure", _("Erase my data")


class DataRequest(Row):
    """A person's request about own data (Personal Information Protection Law, articles 44 to 48)."""

    ref = models.CharField(max_length=24, unique=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=12, choices=DataRequestKind)
    text = EncryptedTextField(blank=True)
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(blank=True)
    answered_by = models.BigIntegerField(null=True)

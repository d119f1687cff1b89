"""Which contract: policies, insured members, endorsements, beneficiaries and amounts already used."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.core.fields import EncryptedTextField, FenField
from anpei.core.models import Row
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.products.models import ProductVersion


class PolicyState(models.TextChoices):
    IN_FORCE = "in_force", _("In force")
    LAPSED = "lapsed", _("Lapsed")
    TERMINATED = "terminated", _("Terminated")
    SURRENDERED = "surrendered", _("Surrendered")


class Policy(Row):
    number = models.CharField(max_length=40, unique=True)
    product_version = models.ForeignKey(ProductVersion, on_delete=models.PROTECT, related_name="policies")
    policyholder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="policies_held")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    group = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=PolicyState, default=PolicyState.IN_FORCE)
    issued_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="Last day covered.")
    terminated_on = models.DateField(null=True, help_text="First day no longer covered.")
    first_started_on = models.DateField(
        help_text="Start of unbroken cover: renewals carry it, the waiting period reads it."
    )
    premium_fen = FenField(default=0)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="policy_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.number


class InsuredMember(Row):
    """One insured person under a policy: the only one of an individual policy, one of many of a group roster."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="members")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    plan = models.CharField(max_length=20, blank=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, help_text="First day no longer insured.")
    first_joined_on = models.DateField(help_text="Start of unbroken membership; the waiting period reads it.")
    social_insured = models.BooleanField(default=True)
    sums_insured = models.JSONField(default=dict, help_text="Benefit code to fen.")
    place_code = models.CharField(
        max_length=6, blank=True, help_text="GB/T 2260, where what is insured lies; empty: with the person."
    )

    class Meta:
        indexes = [models.Index(fields=["party", "policy"]), models.Index(fields=["place_code", "party"])]
        constraints = [
            models.UniqueConstraint(fields=["policy", "party", "joined_on"], name="one_membership_per_join"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="member_leaves_after_joining",
            ),
        ]


class VehicleClass(models.TextChoices):
    """Rows of the depreciation table of motor terms."""

    CAR = "car", _("Car, fewer than 10 seats")
    BUS = "bus", _("Bus, 10 seats and more")
    MICRO_TRUCK = "micro_truck", _("Micro truck")
    TRAILER_TRUCK = "trailer_truck", _("Truck with trailer")
    SLOW = "slow", _("Low-speed truck or three-wheeler")
    OTHER = "other", _("Other vehicle")


class VehicleUse(models.TextChoices):
    FAMILY = "family", _("Family")
    NON_BUSINESS = "non_business", _("Office or company")
    RENTAL = "rental", _("Rental")
    BUSINESS = "business", _("Business")


class Energy(models.TextChoices):
    FUEL = "fuel", _("Fuel")
    ELECTRIC = "electric", _("Battery electric")
    HYBRID = "hybrid", _("Plug-in hybrid")
    FUEL_CELL = "fuel_cell", _("Fuel cell")


class InsuredVehicle(Row):
    """The vehicle a motor policy insures, as the contract describes it; ``absolute_deductible_bp`` by benefit code."""

    member = models.OneToOneField(InsuredMember, on_delete=models.CASCADE, related_name="vehicle")
    plate = EncryptedTextField()
    plate_hash = models.CharField(max_length=64, db_index=True)
    vin = EncryptedTextField(blank=True)
    model = models.CharField(max_length=80, blank=True)
    vehicle_class = models.CharField(max_length=14, choices=VehicleClass)
    use = models.CharField(max_length=14, choices=VehicleUse)
    energy = models.CharField(max_length=10, choices=Energy, default=Energy.FUEL)
    first_registered_on = models.DateField()
    new_price_fen = FenField(help_text="Price of a new one of the same kind when the policy was issued.")
    seats = models.PositiveSmallIntegerField(null=True, help_text="Seats insured, the driver's included.")
    agreed_deductible_fen = FenField(default=0)
    absolute_deductible_bp = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(new_price_fen__gte=0, agreed_deductible_fen__gte=0),
                name="vehicle_amounts_not_negative",
            )
        ]


class DocumentKind(models.TextChoices):
    """A document of the contract that changes it, by precedence: an endorsement goes before the others."""

    ENDORSEMENT = "endorsement", _("Endorsement")
    SPECIAL_AGREEMENT = "special_agreement", _("Special agreement")
    RIDER = "rider", _("Rider")


class Endorsement(Row):
    """A document that changes a contract from a day on: an endorsement, a special agreement or a rider."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="endorsements")
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=17, choices=DocumentKind, default=DocumentKind.ENDORSEMENT)
    effective_on = models.DateField()
    summary = models.CharField(max_length=200)
    terms = models.JSONField(default=dict, help_text="Overrides of terms: path in the product file to value.")

    class Meta:
        ordering = ["effective_on", "id"]


class Beneficiary(Row):
    member = models.ForeignKey(InsuredMember, on_delete=models.PROTECT, related_name="beneficiaries")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    name = EncryptedTextField()
    relationship = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=1)
    share_bp = models.PositiveIntegerField()


class AccumulatorEntry(Row):
    """One use of a deductible or limit by an insured person: the sum of the entries is what is used.

    ``key`` is the accumulator's name in the product file, ``period`` the policy year's first day, or empty for a
    lifetime limit. ``source`` says where it came from: ``opening`` (import), ``run:<id>`` (a calculation).
    """

    member = models.ForeignKey(InsuredMember, on_delete=models.PROTECT, related_name="accumulator_entries")
    key = models.CharField(max_length=60)
    period_start = models.DateField(null=True)
    amount_fen = FenField()
    source = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["member", "key", "period_start"])]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "key", "period_start", "source"], name="one_entry_per_source_and_period"
            ),
            models.UniqueConstraint(  # to a unique index every empty period is another one
                fields=["member", "key", "source"],
                condition=Q(period_start__isnull=True),
                name="one_lifetime_entry_per_source",
            ),
        ]

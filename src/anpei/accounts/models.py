"""Staff, one-time codes for customers, and API clients."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anpei.accounts.permissions import Permission
from anpei.accounts.roles import ROLES, Role
from anpei.accounts.scopes import Scope
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.fields import EncryptedTextField
from anpei.values.dates import local_date


class Staff(AbstractBaseUser):
    """A person who logs in to the workbench: an employee, or an agent of another firm.

    Staff are never deleted: their signatures stand on decisions. ``is_active`` ends the log-in.
    """

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    role = models.CharField(max_length=20)  # a code of accounts.roles.ROLES
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="staff")
    employee_no = models.CharField(max_length=30, unique=True)
    phone = EncryptedTextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    on_leave_until = models.DateField(null=True, blank=True)  # last day away, local date
    delegate = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    demo = models.BooleanField(default=False)  # invented with a published password; refused in production

    objects = BaseUserManager["Staff"]()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name", "role", "unit", "employee_no"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="staff_is_not_own_delegate",
                condition=Q(delegate__isnull=True) | ~Q(delegate=F("id")),
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="staff_by_unit_and_role")]

    def __str__(self) -> str:
        return self.display_name

    @property
    def role_class(self) -> type[Role]:
        return ROLES[self.role]

    @property
    def permissions(self) -> frozenset[Permission]:
        return self.role_class.permissions if self.is_active else frozenset()

    @property
    def actor(self) -> Actor:
        kind = "agent" if self.role_class.external else "staff"
        return Actor(kind=kind, id=str(self.pk), name=self.display_name, role=self.role)

    def on_leave(self, day: date) -> bool:
        return self.on_leave_until is not None and day <= self.on_leave_until

    def get_full_name(self) -> str:
        return self.display_name


class Shift(models.Model):
    """One person answers for one unit from a moment to a moment (值班). A week of a desk is many of these.

    ``unit`` is whose callers and writers they answer; a substitute stands in for this one shift, with the reason.
    """

    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    substitute = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(
        max_length=200, blank=True, default="", help_text="Why another person, or why not at all."
    )
    cancelled_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="shift_substitute_is_another",
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("person")),
            ),
            models.CheckConstraint(
                name="shift_change_has_a_reason",
                condition=Q(substitute__isnull=True, cancelled_at__isnull=True) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at", "starts_at"], condition=Q(cancelled_at__isnull=True), name="shift_standing"
            ),
        ]

    @property
    def who(self) -> Staff:
        """Who sits there in the end."""
        return self.substitute or self.person

    def is_manned(self) -> bool:
        """Whether whoever should sit there is at work on that day."""
        return self.who.is_active and not self.who.on_leave(local_date(self.starts_at))


class CodePurpose(models.TextChoices):
    LOGIN = "login", _("Log in")
    CONFIRM_PHONE = "confirm_phone", _("Confirm a phone number")
    SIGN = "sign", _("Confirm an agreement")


class OneTimeCode(models.Model):
    """A code sent to a phone. Phone, address and code are kept as keyed hashes only.

    ``sealed`` carries phone and code, encrypted, from the request to the SMS channel, and is emptied when the
    message has left or the code has run out, whichever is first.
    """

    phone_hash = models.CharField(max_length=64)
    ip_hash = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20, choices=CodePurpose.choices, default=CodePurpose.LOGIN)
    language = models.CharField(max_length=10, default="zh-hans")
    requested_by = models.CharField(max_length=80)  # kind:id of the actor, for tracing misuse
    sealed = EncryptedTextField(blank=True, default="")
    sent_at = models.DateTimeField()
    # Whole minutes since 1970: lets the database hold "one a minute" when two requests arrive together.
    sent_minute = models.BigIntegerField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phone_hash", "sent_minute"], name="one_code_a_minute_per_phone"),
            models.CheckConstraint(name="one_time_code_five_attempts", condition=Q(attempts__lte=5)),
        ]
        indexes = [
            models.Index(fields=["phone_hash", "-sent_at"], name="code_by_phone"),
            models.Index(fields=["ip_hash", "-sent_at"], name="code_by_address"),
        ]


class ApiClient(models.Model):
    """A system that calls the API with ``Authorization: Bearer <key_id>.<secret>``.

    The secret is kept as a hash. ``signs_for`` names the person whose role and authority the client uses;
    without one it can report and read, but not decide, because decisions are signed by people.
    """

    name = models.CharField(max_length=80)
    key_id = models.CharField(max_length=24, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)  # list of Scope values
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    signs_for = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name

    def allows(self, scope: Scope) -> bool:
        return self.active and scope.value in self.scopes

    @property
    def actor(self) -> Actor:
        if self.signs_for is not None:
            return self.signs_for.actor
        return Actor(kind="api", id=self.key_id, name=self.name)

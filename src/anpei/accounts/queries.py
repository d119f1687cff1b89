"""Reads: people by what they may do, codes waiting to leave, API clients by their bearer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare
from django_otp.plugins.otp_totp.models import TOTPDevice

from anpei.accounts.models import ApiClient, OneTimeCode, Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.roles import ROLES
from anpei.core import clock
from anpei.core.fields import keyed_hash
from anpei.organisation.models import Unit
from anpei.organisation.queries import within


@dataclass(frozen=True)
class CodeToSend:
    phone: str
    code: str
    language: str


def phone_hash(phone: str) -> str:
    """Keyed hash of an 11-digit mobile number, as every table that looks up a phone keeps it."""
    return keyed_hash("phone", phone)


def staff_by_username(username: str) -> Staff | None:
    return Staff.objects.filter(username=username).select_related("unit").first()


def staff_with(permission: Permission, *, unit: Unit | None = None) -> QuerySet[Staff]:
    """Active people whose role holds the permission, by user name; limited to a unit and those below it."""
    roles = [code for code, role in ROLES.items() if permission in role.permissions]
    people = Staff.objects.filter(is_active=True, role__in=roles)
    if unit is not None:
        people = people.filter(unit__in=within(unit.path))
    return people.select_related("unit").order_by("username")


def stand_in(staff: Staff, *, on: date) -> Staff | None:
    """Who does this person's work on a day: themselves, or the delegate at the end of the chain while away.

    None when everyone in the chain is away or inactive, so that a supervisor has to choose.
    """
    seen: set[int] = set()
    person: Staff | None = staff
    while person is not None and person.pk not in seen:
        if person.is_active and not person.on_leave(on):
            return person
        seen.add(person.pk)
        person = person.delegate
    return None


def totp_device(staff: Staff) -> TOTPDevice | None:
    """The confirmed second factor, if the person has one."""
    return TOTPDevice.objects.filter(user=staff, confirmed=True).first()


def pending_totp_device(staff: Staff) -> TOTPDevice | None:
    """A second factor shown as QR code but not confirmed yet."""
    return TOTPDevice.objects.filter(user=staff, confirmed=False).first()


def code_to_send(code_id: int) -> CodeToSend | None:
    """Phone and code for the SMS channel; None once sent, used or run out."""
    row = OneTimeCode.objects.filter(pk=code_id, used_at__isnull=True, expires_at__gt=clock.now()).first()
    if row is None or not row.sealed:
        return None
    return CodeToSend(**json.loads(row.sealed), language=row.language)


def clients() -> QuerySet[ApiClient]:
    """Every API client, the active ones first, by name."""
    return ApiClient.objects.select_related("unit", "signs_for").order_by("-active", "name", "pk")


def client_for(bearer: str) -> ApiClient | None:
    """The active client whose key id and secret are ``<key_id>.<secret>``; None for anything else."""
    key_id, _dot, secret = bearer.partition(".")
    client = (
        ApiClient.objects.filter(key_id=key_id, active=True).select_related("unit", "signs_for__unit").first()
    )
    # Hashed and compared even for an unknown key id: the answer takes as long either way.
    expected = client.secret_hash if client else keyed_hash("api_client.secret", "")
    matches = constant_time_compare(keyed_hash("api_client.secret", secret), expected)
    if client is None or not matches or not secret:
        return None
    if client.signs_for is not None and not client.signs_for.is_active:
        return None
    return client

"""Staff log-in in steps: password, then the second factor, then the session.

Between the steps the browser holds only a short-lived note of who proved the password; it opens no page.
"""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import segno
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as django_login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from anpei.accounts import queries
from anpei.accounts.addresses import client_ip
from anpei.accounts.models import Staff
from anpei.core import clock

PENDING_LIFETIME = timedelta(minutes=5)
_PENDING = "staff_pending"
_PENDING_UNTIL = "staff_pending_until"
_NEXT = "staff_pending_next"


class Step(StrEnum):
    DONE = "done"
    CODE = "code"  # asks for the code of a confirmed device
    ENROL = "enrol"  # a second factor is required and not set up yet


@dataclass(frozen=True)
class Pending:
    staff: Staff
    next_url: str


def check_password(request: HttpRequest, *, username: str, password: str) -> Staff | None:
    """The active person with this password, or None; failures are counted and lock out (django-axes)."""
    user = authenticate(request, username=username, password=password)
    return user if isinstance(user, Staff) else None


def next_step(staff: Staff) -> Step:
    if queries.totp_device(staff) is not None:
        return Step.CODE
    return Step.ENROL if settings.REQUIRE_TOTP else Step.DONE


def hold(request: HttpRequest, staff: Staff, *, next_url: str) -> None:
    """Note that this browser proved the password and still owes the second factor."""
    request.session.cycle_key()
    request.session[_PENDING] = staff.pk
    request.session[_PENDING_UNTIL] = (clock.now() + PENDING_LIFETIME).isoformat()
    request.session[_NEXT] = next_url


def pending(request: HttpRequest) -> Pending | None:
    """Who proved the password in this browser within the last five minutes."""
    until = request.session.get(_PENDING_UNTIL)
    if until is None or datetime.fromisoformat(until) <= clock.now():
        return None
    staff = Staff.objects.filter(pk=request.session[_PENDING], is_active=True).select_related("unit").first()
    return Pending(staff=staff, next_url=request.session.get(_NEXT, "")) if staff else None


def finish(request: HttpRequest, staff: Staff, *, device: TOTPDevice | None = None) -> None:
    """Open the session under a new key."""
    for key in (_PENDING, _PENDING_UNTIL, _NEXT):
        request.session.pop(key, None)
    django_login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
    if device is not None:
        otp_login(request, device)


@dataclass(frozen=True)
class CodeAnswer:
    device: TOTPDevice | None  # set when the code was right
    wait_seconds: int = 0  # above 0: too many wrong codes, no code is looked at until then


@transaction.atomic
def check_code(staff: Staff, code: str) -> CodeAnswer:
    """Compare a code with the person's device; each wrong one doubles the wait (django-otp)."""
    device = TOTPDevice.objects.select_for_update().filter(user=staff, confirmed=True).first()
    if device is None:
        return CodeAnswer(device=None)
    allowed, facts = device.verify_is_allowed()
    if not allowed and facts is not None:
        left = (facts["locked_until"] - timezone.now()).total_seconds()
        return CodeAnswer(device=None, wait_seconds=max(1, math.ceil(left)))
    return CodeAnswer(device=device if device.verify_token(code) else None)


def minutes_locked(request: HttpRequest, username: str) -> int:
    """Whole minutes until this user name may try again from this address; at least 1 while locked.

    On axes' own clock, because axes decides when the lock ends.
    """
    last = (
        AccessAttempt.objects.filter(username=username, ip_address=client_ip(request))
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    cool_off = get_cool_off(request) or timedelta()
    left = (last or timezone.now()) + cool_off - timezone.now()
    return max(1, math.ceil(left.total_seconds() / 60))


def qr_image(device: TOTPDevice) -> str:
    """The enrolment QR code as an SVG data URI, drawn here: the secret goes to no other service."""
    return segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=2)


def readable_secret(device: TOTPDevice) -> str:
    """The same secret in Base32 groups of four, for typing by hand where no camera is at hand."""
    secret = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))

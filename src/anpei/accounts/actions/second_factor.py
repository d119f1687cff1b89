"""The second factor of staff: a time-based code (RFC 6238) from an app on their phone."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from anpei.accounts import events, queries, rules
from anpei.accounts.actions.guards import locked, record_on_staff, refuse_oneself, require_reason
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.core.actor import Actor
from anpei.core.errors import Refused


@transaction.atomic
def start_totp(*, staff: Staff) -> TOTPDevice:
    """The unconfirmed second factor whose QR code is shown; the same one until confirmed.

    Refused when one is on already: it is changed by switching it off first, which a second person does.
    """
    if queries.totp_device(locked(staff)) is not None:
        raise Refused(
            "accounts.totp_is_on",
            _(
                "Your second factor is on. "
                "For a new phone, please ask your administrator to switch it off first."
            ),
        )
    return queries.pending_totp_device(staff) or TOTPDevice.objects.create(
        user=staff, name=staff.username, confirmed=False
    )


@transaction.atomic
def confirm_totp(*, staff: Staff, code: str, by: Actor) -> TOTPDevice | None:
    """Switch the second factor on with a first correct code; None when the code does not match.

    A wrong code returns instead of raising, because the device has to remember the failure.
    """
    device = TOTPDevice.objects.select_for_update().filter(user=staff, confirmed=False).first()
    if device is None or not device.verify_token(code):
        return None
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record_on_staff(staff, events.TotpEnrolled(), by)
    return device


@transaction.atomic
def disable_totp(*, staff: Staff, reason: str, by: Actor) -> None:
    """Switch a person's second factor off, for a lost phone; never one's own."""
    rules.require(by, Permission.STAFF_MANAGE)
    refuse_oneself(staff, by)
    require_reason(reason)
    TOTPDevice.objects.filter(user=staff).delete()
    record_on_staff(staff, events.TotpDisabled(reason=reason), by)

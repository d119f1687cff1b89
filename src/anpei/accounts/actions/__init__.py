"""Every write to staff, second factors, reveals, one-time codes and API clients."""

from anpei.accounts.actions.clients import create_client, revoke_client
from anpei.accounts.actions.codes import forget_code, request_code, verify_code
from anpei.accounts.actions.duty import cancel_shift, plan_shifts, substitute
from anpei.accounts.actions.reveals import reveal
from anpei.accounts.actions.second_factor import confirm_totp, disable_totp, start_totp
from anpei.accounts.actions.staff import (
    change_password,
    create_staff,
    deactivate,
    reassign,
    set_language,
    set_leave,
)

__all__ = [
    "cancel_shift",
    "change_password",
    "confirm_totp",
    "create_client",
    "create_staff",
    "deactivate",
    "disable_totp",
    "forget_code",
    "plan_shifts",
    "reassign",
    "request_code",
    "reveal",
    "revoke_client",
    "set_language",
    "set_leave",
    "start_totp",
    "substitute",
    "verify_code",
]

"""Accounts of staff: opening, role and unit, leave, password."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anpei.accounts import events, rules
from anpei.accounts.actions.guards import (
    is_oneself,
    locked,
    record_on_staff,
    refuse_oneself,
    require_reason,
)
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.roles import ROLES
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid
from anpei.organisation.models import Unit


@transaction.atomic
def create_staff(
    *,
    username: str,
    display_name: str,
    role: str,
    unit: Unit,
    employee_no: str,
    password: str,
    by: Actor,
    phone: str = "",
    language: str = "zh-hans",
    demo: bool = False,
) -> Staff:
    """Open an account. Raises Forbidden, or Invalid with the fields to correct."""
    rules.require(by, Permission.STAFF_MANAGE)
    fields = {}
    if not username.strip() or Staff.objects.filter(username=username).exists():
        fields["username"] = _("Please choose a user name that nobody has yet.")
    if not display_name.strip():
        fields["display_name"] = _("Please enter the name colleagues and customers will see.")
    if role not in ROLES:
        fields["role"] = _("Please choose a role from the list.")
    if not employee_no.strip() or Staff.objects.filter(employee_no=employee_no).exists():
        fields["employee_no"] = _("Please enter an employee number that nobody has yet.")
    if fields:
        raise Invalid(fields=fields)
    staff = Staff(
        username=username,
        display_name=display_name,
        role=role,
        unit=unit,
        employee_no=employee_no,
        phone=phone,
        language=language,
        demo=demo,
    )
    _set_password(staff, password, field="password")
    staff.save()
    record_on_staff(staff, events.StaffCreated(username=username, role=role, unit_code=unit.code), by)
    return staff


@transaction.atomic
def reassign(*, staff: Staff, role: str, unit: Unit, by: Actor) -> Staff:
    """Give a person another role or unit; nobody changes their own."""
    rules.require(by, Permission.STAFF_MANAGE)
    refuse_oneself(staff, by)
    if role not in ROLES:
        raise Invalid(fields={"role": _("Please choose a role from the list.")})
    staff = locked(staff)
    event = events.StaffReassigned(
        old_role=staff.role, new_role=role, old_unit=staff.unit.code, new_unit=unit.code
    )
    staff.role, staff.unit = role, unit
    staff.save(update_fields=["role", "unit"])
    record_on_staff(staff, event, by)
    return staff


@transaction.atomic
def deactivate(*, staff: Staff, reason: str, by: Actor) -> Staff:
    """End a person's log-in; running sessions end with their next request."""
    rules.require(by, Permission.STAFF_MANAGE)
    refuse_oneself(staff, by)
    require_reason(reason)
    staff = locked(staff)
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    record_on_staff(staff, events.StaffDeactivated(reason=reason), by)
    return staff


@transaction.atomic
def set_leave(*, staff: Staff, until: date | None, delegate: Staff | None, by: Actor) -> Staff:
    """Say until which day (inclusive) a person is away and who stands in; ``until=None`` means back at work.

    A person sets their own; for others it needs staff.manage or claim.assign.
    """
    if not (is_oneself(staff, by) or rules.permits(by, Permission.CLAIM_ASSIGN)):
        rules.require(by, Permission.STAFF_MANAGE)
    if until is not None and until < clock.today():
        raise Invalid(fields={"until": _("Please choose today or a later day.")})
    if delegate is not None and (delegate.pk == staff.pk or not delegate.is_active):
        raise Invalid(fields={"delegate": _("Please choose a colleague who is at work.")})
    staff = locked(staff)
    staff.on_leave_until, staff.delegate = until, delegate if until else None
    staff.save(update_fields=["on_leave_until", "delegate"])
    event = events.LeaveSet(
        until=until.isoformat() if until else "",
        delegate=staff.delegate.username if staff.delegate else "",
    )
    record_on_staff(staff, event, by)
    return staff


@transaction.atomic
def change_password(*, staff: Staff, old: str, new: str, by: Actor) -> Staff:
    """A person changes their own password, proving the old one. Other browsers are logged out."""
    if not is_oneself(staff, by):
        raise Forbidden("accounts.own_password_only", _("Each person changes their own password."))
    staff = locked(staff)
    if not staff.check_password(old):
        raise Invalid(fields={"old": _("This is not your present password. Please type it again.")})
    _set_password(staff, new, field="new")
    staff.save(update_fields=["password"])
    record_on_staff(staff, events.PasswordChanged(), by)
    return staff


def set_language(*, staff: Staff, language: str) -> None:
    """The language a person's pages come in; a taste, not an event."""
    Staff.objects.filter(pk=staff.pk).update(language=language)


def _set_password(staff: Staff, password: str, *, field: str) -> None:
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise Invalid(fields={field: " ".join(error.messages)}) from None
    staff.set_password(password)

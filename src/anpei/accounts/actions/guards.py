"""Checks shared by the actions on staff: the row, the reason, and nobody acting on themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.audit.actions import record
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid


def locked(staff: Staff) -> Staff:
    return Staff.objects.select_for_update(of=("self",)).select_related("unit").get(pk=staff.pk)


def record_on_staff(staff: Staff, event: object, by: Actor) -> None:
    record(subject="staff", subject_id=staff.pk, event=event, by=by)


def is_oneself(staff: Staff, by: Actor) -> bool:
    return by.kind in {"staff", "agent"} and by.id == str(staff.pk)


def refuse_oneself(staff: Staff, by: Actor) -> None:
    if is_oneself(staff, by):
        raise Forbidden(
            "accounts.not_oneself", _("Nobody changes their own rights. Please ask another administrator.")
        )


def require_reason(reason: str) -> None:
    if len(reason.strip()) < 2:
        raise Invalid(fields={"reason": _("Please write the reason; it is kept with your name.")})

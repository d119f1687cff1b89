"""Granting and ending approval authority. Nobody grants it to themselves."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid
from anpei.organisation.models import Unit
from anpei.settlement import events
from anpei.settlement.models import AuthorityGrant
from anpei.values.money import Fen


def grant_authority(
    *,
    staff: Staff,
    kind: str,
    level: int,
    limit_fen: Fen,
    by: Actor,
    line: str = "",
    unit: Unit | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> AuthorityGrant:
    """Let a person approve decisions of a kind up to an amount, in a line of business and unit, between two days."""
    require(by, Permission.AUTHORITY_GRANT)
    grantor = None if by.kind == "system" else signing(by)
    starts = valid_from or clock.today()
    errors = {}
    if grantor and grantor.pk == staff.pk:
        raise Forbidden("settlement.own_authority", _("Nobody grants authority to themselves."))
    if Permission.CLAIM_APPROVE not in staff.permissions:
        errors["staff"] = _("The role of %(name)s does not approve decisions.") % {"name": staff.display_name}
    if limit_fen <= 0:
        errors["limit_fen"] = _("Please enter an amount.")
    if valid_to and valid_to < starts:
        errors["valid_to"] = _("The last day lies before the first.")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        grant = AuthorityGrant.objects.create(
            staff=staff, kind=kind, level=level, limit_fen=limit_fen, line=line, unit=unit,
            valid_from=starts, valid_to=valid_to, granted_by=grantor,
        )  # fmt: skip
        record(
            subject="staff",
            subject_id=staff.pk,
            event=events.AuthorityGranted(staff_id=staff.pk, kind=kind, level=level, limit_fen=limit_fen),
            by=by,
        )
    return grant


def end_authority(grant: AuthorityGrant, *, last_day: date, by: Actor) -> AuthorityGrant:
    """End a grant; ``last_day`` is the last day it holds, today at the earliest: signatures given stay valid."""
    require(by, Permission.AUTHORITY_GRANT)
    if last_day < max(clock.today(), grant.valid_from):
        raise Invalid(fields={"last_day": _("This day is over. Today is the earliest.")})
    with transaction.atomic():
        AuthorityGrant.objects.filter(pk=grant.pk).update(valid_to=last_day)
        grant.refresh_from_db()
        record(
            subject="staff",
            subject_id=grant.staff_id,
            event=events.AuthorityEnded(
                staff_id=grant.staff_id, kind=grant.kind, last_day=last_day.isoformat()
            ),
            by=by,
        )
    return grant

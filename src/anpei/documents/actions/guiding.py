"""A dedicated guide for a complex case: one named person who sees what the customer sees, and changes nothing there."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, sees_unit, signing
from anpei.audit.actions import record
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.documents import events
from anpei.documents.models import Guide


def assign_guide(claim: Claim, *, guide: Staff, by: Actor) -> Guide:
    """Name the person who accompanies the customer; the customer is shown the name. Another one takes over."""
    require(by, Permission.CLAIM_ASSIGN)
    person = signing(by)
    with transaction.atomic():
        claim = locked(claim.pk)
        if claim.complex_at is None:
            raise Refused(
                code="guide.not_complex",
                message=_("A guide is for complex cases. Please declare this one complex first."),
            )
        if not guide.is_active or not sees_unit(guide, claim.unit):
            raise Refused(
                code="guide.cannot_see",
                message=_("%(name)s cannot see this case. Please choose somebody else.")
                % {"name": guide.display_name},
            )
        if Permission.HEALTH_VIEW not in guide.permissions:
            raise Refused(
                code="guide.no_health",
                message=_("A guide sees medical papers. %(name)s may not.") % {"name": guide.display_name},
            )
        known = Guide.objects.filter(claim=claim).first()
        if known is not None and known.staff_id == guide.pk:
            return known
        row, _made = Guide.objects.update_or_create(
            claim=claim, defaults={"staff": guide, "assigned_by": person, "assigned_at": clock.now()}
        )
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.GuideAssigned(guide=guide.display_name),
            by=by,
        )
    return row


def note_guided(claim: Claim, *, page: str, by: Actor) -> None:
    """The guide opened a page of the customer: who, when, which."""
    with transaction.atomic():
        record(subject="claim", subject_id=claim.pk, event=events.SeenAsCustomer(page=page), by=by)

"""The guide of a complex case sees the customer's own pages, and can change nothing there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.claims.models import Claim
from anpei.core.errors import Forbidden
from anpei.documents.actions import note_guided
from anpei.documents.queries import guided_by
from anpei.portal.visitor import Visitor


def guided_visitor(request: HttpRequest, number: str) -> Visitor | None:
    """The customer of this one case, for its guide; None for anybody else. Each page opened is recorded."""
    staff = request.user
    if not number or not isinstance(staff, Staff):
        return None
    claim = guided_by(staff, number)
    if claim is None:
        return None
    if request.method not in ("GET", "HEAD"):
        raise Forbidden(
            code="guide.looks_only",
            message=_("You are looking as the guide of this case. Only the customer can do this."),
        )
    if not request.headers.get("HX-Request"):
        note_guided(claim, page=request.path, by=staff.actor)
    shown: Any = request
    shown.guided = claim
    return Visitor(_phone_hash(claim))


def _phone_hash(claim: Claim) -> str:
    person = claim.insured and (claim.insured.guardian or claim.insured)
    return (person.phone_hash if person else "") or claim.reporter_phone_hash

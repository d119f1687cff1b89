"""Noting what has to be asked of the claimant again, so that the one supplement notice lists it."""

from __future__ import annotations

from django.db import transaction

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require
from anpei.claims.actions import check_item
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.core.actor import Actor
from anpei.documents import checks, supplement
from anpei.documents.understood import understood


def note_proposals(claim: Claim, *, by: Actor) -> list[supplement.Ask]:
    """Take over everything proposed: each item is noted with its problem and how to mend it. Nothing is sent."""
    require(by, Permission.CLAIM_HANDLE)
    with transaction.atomic():
        claim = locked(claim.pk)
        found = understood(claim)
        asks = supplement.proposals(claim, found, checks.run(claim, found))
        for ask in asks:
            check_item(ask.item, in_order=False, problem=ask.problem, fix=ask.fix, by=by)
    return asks

"""Filing a closed case: one bundle kept as long as the longest law asks."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require
from anpei.archive import events
from anpei.archive.bundle import pack
from anpei.archive.models import Bundle
from anpei.claims.actions import move
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.documents import vault
from anpei.settlement.models import ObjectionState
from anpei.values.dates import local_date

ARCHIVABLE = (ClaimState.PAID, ClaimState.REFUSED, ClaimState.CLOSED)
KEEP_YEARS = (
    10  # after the contract ended and after the transaction, whichever is later (clock rule retention.claim)
)


def archive(claim: Claim, *, by: Actor) -> Bundle:
    """File a finished case. Its bundle is kept; reopening and archiving again adds a second one."""
    if by.kind != "system":
        require(by, Permission.CLAIM_CLOSE)
    with transaction.atomic():
        claim = locked(claim.pk)
        if claim.state not in ARCHIVABLE:
            raise Refused("archive.not_finished", _("A case is filed once it is paid, refused or closed."))
        if claim.objections.filter(state=ObjectionState.OPEN).exists():
            raise Refused("archive.objection_open", _("An objection is still being looked at."))
        packed = pack(claim)
        now = clock.now()
        bundle = Bundle.objects.create(
            claim=claim,
            file=vault.store(packed.content, "application/zip"),
            manifest_sha256=packed.manifest_sha256,
            sequence=claim.bundles.count() + 1,
            made_at=now,
            keep_until=keep_until(claim),
        )
        filed = events.ClaimArchived(
            bundle=bundle.pk, manifest_sha256=bundle.manifest_sha256, keep_until=bundle.keep_until.isoformat()
        )
        move(claim, to=ClaimState.ARCHIVED, by=by, event=filed, archived_at=now)
    return bundle


def keep_until(claim: Claim) -> date:
    """Ten years after the contract's end or the last payment, whichever is later (Insurance Law art. 87, AML Law art. 34)."""
    days = [local_date(claim.paid_at or claim.closed_at or clock.now())]
    if claim.policy is not None:
        days.append(claim.policy.terminated_on or claim.policy.ends_on)
    return _years_later(max(days), KEEP_YEARS)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)

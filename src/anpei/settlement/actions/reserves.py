"""Registration (立案) and the outstanding reserve (未决赔款准备金)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims.actions import move
from anpei.claims.models import Care, Claim, Nature
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid
from anpei.settlement import events
from anpei.settlement.models import ReserveEntry, ReserveOccasion
from anpei.values.money import Fen

# Opening reserve while no amount is known, by nature and care: company rule (mark C), reviewed with the book.
OPENING_RESERVE: dict[tuple[str, str], Fen] = {
    (Nature.DEATH, ""): 20_000_000,
    (Nature.ILLNESS, Care.INPATIENT): 1_500_000,
    (Nature.INJURY, Care.INPATIENT): 1_000_000,
    (Nature.ILLNESS, Care.OUTPATIENT): 100_000,
    (Nature.INJURY, Care.OUTPATIENT): 120_000,
    (Nature.COLLISION, Care.INPATIENT): 4_000_000,
    (Nature.LIABILITY, Care.INPATIENT): 5_000_000,
}
OTHER_OPENING_RESERVE: Fen = 300_000


def suggest_reserve(claim: Claim) -> Fen:
    """A first figure in fen: the receipts in hand, else what was claimed, else the usual of this kind of case."""
    in_hand = claim.receipts.aggregate(
        total=Sum("total_fen"), social=Sum("social_fen"), other=Sum("other_fen")
    )
    own_share = (in_hand["total"] or 0) - (in_hand["social"] or 0) - (in_hand["other"] or 0)
    if own_share > 0:
        return own_share
    if claim.claimed_fen:
        return claim.claimed_fen
    usual = OPENING_RESERVE.get((claim.nature, "")) or OPENING_RESERVE.get((claim.nature, claim.care))
    return usual or OTHER_OPENING_RESERVE


def register_case(claim: Claim, *, reserve_fen: Fen | None = None, by: Actor) -> Claim:
    """Register an accepted case with its opening reserve; the work on the amount begins (ACCEPTED to ASSESSING)."""
    require(by, Permission.RESERVE_SET)
    reserve = suggest_reserve(claim) if reserve_fen is None else reserve_fen
    _require_reserve(reserve)
    with transaction.atomic():
        claim = locked(claim.pk)
        now = clock.now()
        claim = move(
            claim,
            to=ClaimState.ASSESSING,
            by=by,
            event=events.CaseRegistered(reserve_fen=reserve),
            registered_at=claim.registered_at or now,
            reserve_fen=reserve,
        )
        _enter(claim, delta_fen=reserve - _standing(claim), occasion=ReserveOccasion.OPENED, by=by)
    return claim


def change_reserve(claim: Claim, *, reserve_fen: Fen, reason: str, by: Actor) -> Claim:
    """Set the outstanding reserve to ``reserve_fen``, with the reason."""
    require(by, Permission.RESERVE_SET)
    _require_reserve(reserve_fen)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why the reserve changes.")})
    with transaction.atomic():
        claim = locked(claim.pk)
        set_reserve(claim, reserve_fen, occasion=ReserveOccasion.CHANGED, reason=reason.strip(), by=by)
    return claim


def set_reserve(
    claim: Claim, reserve_fen: Fen, *, occasion: ReserveOccasion, reason: str = "", by: Actor
) -> None:
    """Bring the reserve to a figure; nothing happens when it stands there. The caller holds the claim's row."""
    old = _standing(claim)
    if old == reserve_fen:
        return
    _enter(claim, delta_fen=reserve_fen - old, occasion=occasion, reason=reason, by=by)
    Claim.objects.filter(pk=claim.pk).update(reserve_fen=reserve_fen, version=claim.version + 1)
    claim.refresh_from_db()
    record(
        subject="claim",
        subject_id=claim.pk,
        event=events.ReserveChanged(old_fen=old, new_fen=reserve_fen, occasion=occasion.value, reason=reason),
        by=by,
    )


def _standing(claim: Claim) -> Fen:
    return claim.reserve_entries.aggregate(total=Sum("delta_fen"))["total"] or 0


def _enter(claim: Claim, *, delta_fen: Fen, occasion: ReserveOccasion, reason: str = "", by: Actor) -> None:
    if delta_fen:
        author = None if by.kind == "system" else signing(by)
        ReserveEntry.objects.create(
            claim=claim,
            delta_fen=delta_fen,
            occasion=occasion,
            reason=reason[:120],
            by=author,
            at=clock.now(),
        )


def _require_reserve(reserve_fen: Fen) -> None:
    if reserve_fen < 0:
        raise Invalid(fields={"reserve_fen": _("A reserve cannot be below zero.")})

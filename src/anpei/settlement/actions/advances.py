"""Advance payment (预付赔款, 先予支付): what is certain already, by day 60 at the latest (Insurance Law art. 25)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims.clocks import restart_queue_clock
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.settlement import events, notices
from anpei.settlement.models import Advance, AdvanceState
from anpei.settlement.rules import may_sign_advance
from anpei.values.money import Fen

POSSIBLE_IN = (ClaimState.ACCEPTED, ClaimState.ASSESSING, ClaimState.APPROVAL)


def propose_advance(claim: Claim, *, amount_fen: Fen, reason: str, by: Actor) -> Advance:
    """Propose to pay a certain part ahead; ``reason`` says what makes it certain. A second person approves."""
    require(by, Permission.SETTLEMENT_CALCULATE)
    person = signing(by)
    errors = {}
    if amount_fen <= 0:
        errors["amount_fen"] = _("Please enter an amount.")
    if not reason.strip():
        errors["reason"] = _("What makes this part certain already?")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        claim = locked(claim.pk)
        _require_possible(claim)
        if claim.advances.filter(state=AdvanceState.PROPOSED).exists():
            raise Refused("settlement.advance_open", _("An advance is already waiting for approval."))
        advance = Advance.objects.create(
            claim=claim,
            amount_fen=amount_fen,
            reason=reason.strip()[:300],
            made_by=person,
            made_at=clock.now(),
        )
        proposed = events.AdvanceProposed(advance=advance.pk, amount_fen=amount_fen, reason=advance.reason)
        record(subject="claim", subject_id=claim.pk, event=proposed, by=by)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    return advance


def approve_advance(advance: Advance, *, by: Actor, comment: str = "") -> Advance:
    person = signing(by)
    with transaction.atomic():
        claim = locked(advance.claim_id)
        _require_possible(claim)
        may_sign_advance(person, claim, advance.made_by_id, advance.amount_fen)
        _answer(advance, AdvanceState.APPROVED, person.pk, comment)
        deadlines.stop(
            rule="any.advance", subject="claim", subject_id=claim.pk, at=clock.now(), outcome="met"
        )
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.AdvanceApproved(advance=advance.pk, amount_fen=advance.amount_fen),
            by=by,
        )
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        restart_queue_clock(claim)
        notices.advance_approved(claim, advance_id=advance.pk, amount_fen=advance.amount_fen)
    return advance


def return_advance(advance: Advance, *, comment: str, by: Actor) -> Advance:
    require(by, Permission.CLAIM_APPROVE)
    person = signing(by)
    if not comment.strip():
        raise Invalid(fields={"comment": _("What should be looked at again?")})
    with transaction.atomic():
        claim = locked(advance.claim_id)
        if person.pk == advance.made_by_id:
            raise Refused("settlement.own_work", _("You prepared this. Somebody else answers."))
        _answer(advance, AdvanceState.RETURNED, person.pk, comment)
        returned = events.AdvanceReturned(advance=advance.pk, comment=comment.strip())
        record(subject="claim", subject_id=claim.pk, event=returned, by=by)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
    return advance


def _require_possible(claim: Claim) -> None:
    if claim.state not in POSSIBLE_IN or claim.insured_id is None:
        raise Refused(
            "settlement.no_advance", _("An advance is paid after acceptance and before the decision.")
        )


def _answer(advance: Advance, state: str, person_id: int, comment: str) -> None:
    changed = Advance.objects.filter(pk=advance.pk, state=AdvanceState.PROPOSED).update(
        state=state, answered_by=person_id, answered_at=clock.now(), comment=comment.strip()[:300]
    )
    if changed != 1:
        raise Refused("settlement.advance_answered", _("This advance has been answered already."))
    advance.refresh_from_db()

"""Checking a decision: approve, send back, agree, void. Never by somebody who worked on it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims.actions import move
from anpei.claims.clocks import COMPULSORY, DETERMINATION, restart_queue_clock
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.policies import actions as policies
from anpei.policies.models import AccumulatorEntry
from anpei.settlement import adjudication, events, notices
from anpei.settlement.actions.decisions import next_number, require_unchanged, start_approval_clock
from anpei.settlement.actions.reserves import set_reserve
from anpei.settlement.models import Decision, DecisionState, Outcome, ReserveOccasion, Signature
from anpei.settlement.queries import posting_source, reversal_source
from anpei.settlement.rules import require_may_sign


def approve(decision: Decision, *, by: Actor, comment: str = "") -> Decision:
    """Sign a proposal; with the last signature needed it holds: limits are posted, the customer is told, money is due.

    Raises Forbidden (own work, authority; says who may) and Refused (already decided, or the facts changed since).
    """
    person = signing(by)
    with transaction.atomic():
        claim = locked(decision.claim_id)
        decision = _open_proposal(decision)
        decision.claim = claim
        step = require_may_sign(person, decision)
        if decision.run is not None:
            # Held until the end: two cases of one person never spend the same deductible or limit.
            assert claim.member_id is not None  # there is a calculation
            policies.lock_member(claim.member_id)
            require_unchanged(claim, decision.run)
        _sign(decision, person.pk, step.level, "approve", comment)
        missing = step.signatures - decision.signatures.filter(verdict="approve").count()
        if missing > 0:
            record(
                subject="claim",
                subject_id=claim.pk,
                event=events.DecisionSigned(decision=decision.pk, level=step.level, missing=missing),
                by=by,
            )
            return decision
        _take_effect(decision, person.pk, by)
    return decision


def send_back(decision: Decision, *, comment: str, by: Actor) -> Decision:
    """Return a proposal to its maker with what is to be looked at (APPROVAL to ASSESSING)."""
    require(by, Permission.CLAIM_APPROVE)
    person = signing(by)
    if not comment.strip():
        raise Invalid(fields={"comment": _("What should be looked at again?")})
    with transaction.atomic():
        claim = locked(decision.claim_id)
        decision = _open_proposal(decision)
        _sign(decision, person.pk, 0, "return", comment)
        _set_state(decision, DecisionState.PROPOSED, DecisionState.RETURNED)
        move(
            claim,
            to=ClaimState.ASSESSING,
            by=by,
            event=events.DecisionReturned(decision=decision.pk, comment=comment.strip()),
        )
        _stop(claim, "internal.approval", outcome="met")
    return decision


def agree(decision: Decision, *, by: Actor) -> Decision:
    """The customer agrees to the amount: the rest is due within the payment period (Insurance Law art. 23)."""
    with transaction.atomic():
        claim = locked(decision.claim_id)
        decision.refresh_from_db()
        if decision.state != DecisionState.APPROVED or not decision.agreement_needed:
            raise Refused(
                "settlement.nothing_to_agree",
                _("There is no open offer any more. Please look at the case again."),
            )
        if decision.agreed_at is not None:
            return decision
        now = clock.now()
        Decision.objects.filter(pk=decision.pk, agreed_at__isnull=True).update(agreed_at=now)
        decision.refresh_from_db()
        move(
            claim,
            to=ClaimState.PAYING,
            by=by,
            event=events.AmountAgreed(decision=decision.pk, amount_fen=decision.amount_fen),
        )
        _stop(claim, "agreement.silence", outcome="met")
        _start_payment_clock(claim)
        notices.agreed(decision)
    return decision


def void_approval(decision: Decision, *, reason: str, by: Actor, sign_again: bool = True) -> Decision:
    """Take back an approval before its money is paid in full; what it used of deductibles and limits is reversed.

    ``sign_again``: the same proposal goes before an approver once more (APPROVAL). Otherwise an open offer goes back
    to work (AGREEMENT to ASSESSING).
    """
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why the approval no longer holds.")})
    with transaction.atomic():
        claim = locked(decision.claim_id)
        decision.refresh_from_db()
        _set_state(decision, DecisionState.APPROVED, DecisionState.VOID, void_reason=reason.strip()[:300])
        _reverse(decision)
        _stop(claim, "agreement.silence", outcome="cancelled")
        happened = events.ApprovalVoided(decision=decision.pk, reason=reason.strip())
        if sign_again:
            move(claim, to=ClaimState.APPROVAL, by=by, event=happened)
            _propose_again(decision)
            start_approval_clock(claim)
            notices.checked_again(decision)
        else:
            move(claim, to=ClaimState.ASSESSING, by=by, event=happened, decided_at=None)
        restart_queue_clock(claim)
    return decision


def supersede(decision: Decision) -> None:
    """An earlier decision gives way to the one now approved; what it used is given back first."""
    _set_state(decision, DecisionState.APPROVED, DecisionState.SUPERSEDED)
    _reverse(decision)


def _take_effect(decision: Decision, approver_id: int, by: Actor) -> None:
    claim, now = decision.claim, clock.now()
    for earlier in claim.decisions.filter(state=DecisionState.APPROVED):
        supersede(earlier)
    _set_state(
        decision, DecisionState.PROPOSED, DecisionState.APPROVED, approved_by=approver_id, approved_at=now
    )
    _post(decision)
    changes: dict[str, Any] = {"decided_at": now, "payable_fen": decision.amount_fen}
    for rule in (*DETERMINATION, *COMPULSORY, "internal.approval", "any.advance"):
        _stop(claim, rule, outcome="met")
    if decision.outcome == Outcome.REFUSE:
        refusal = events.ClaimRefused(decision=decision.pk, clause=decision.clause)
        move(claim, to=ClaimState.REFUSED, by=by, event=refusal, closed_at=now, **changes)
        deadlines.start(
            rule="any.denial_notice",
            subject="claim",
            subject_id=claim.pk,
            at=now,
            owner=claim.handler_id,
            unit_path=claim.unit.path,
        )
        notices.refused(decision)
    else:
        _owe(decision, by, changes)
    claim.refresh_from_db()
    set_reserve(claim, max(0, decision.amount_fen - claim.paid_fen), occasion=ReserveOccasion.DECIDED, by=by)
    restart_queue_clock(claim)


def _owe(decision: Decision, by: Actor, changes: dict[str, Any]) -> None:
    claim = decision.claim
    approval = events.DecisionApproved(
        decision=decision.pk,
        outcome=decision.outcome,
        amount_fen=decision.amount_fen,
        agreement_needed=decision.agreement_needed,
        undisputed_fen=decision.undisputed_fen,
    )
    if decision.agreement_needed and decision.agreed_at is None:
        move(claim, to=ClaimState.AGREEMENT, by=by, event=approval, **changes)
        deadlines.start(
            rule="agreement.silence",
            subject="claim",
            subject_id=claim.pk,
            at=clock.now(),
            owner=claim.handler_id,
            unit_path=claim.unit.path,
        )
        notices.offered(decision)
        return
    move(claim, to=ClaimState.PAYING, by=by, event=approval, **changes)
    _start_payment_clock(claim)
    notices.approved(decision)


def _propose_again(decision: Decision) -> Decision:
    """The same decision, to be approved once more; the customer's agreement to the amount stays."""
    return Decision.objects.create(
        claim=decision.claim,
        number=next_number(decision.claim),
        run=decision.run,
        outcome=decision.outcome,
        amount_fen=decision.amount_fen,
        undisputed_fen=decision.undisputed_fen,
        clause=decision.clause,
        reason=decision.reason,
        would_change=decision.would_change,
        appeal=decision.appeal,
        made_by=decision.made_by,
        made_at=clock.now(),
        agreement_needed=decision.agreement_needed and decision.agreed_at is None,
    )


def _open_proposal(decision: Decision) -> Decision:
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.state != DecisionState.PROPOSED:
        raise Refused(
            "settlement.not_proposed",
            _("This decision is “%(state)s” already.") % {"state": DecisionState(decision.state).label},
        )
    return decision


def _sign(decision: Decision, person_id: int, level: int, verdict: str, comment: str) -> None:
    if decision.signatures.filter(by=person_id).exists():
        raise Refused(
            "settlement.signed_already", _("You have signed this decision already. Somebody else signs next.")
        )
    Signature.objects.create(
        decision=decision,
        by_id=person_id,
        level=level,
        verdict=verdict,
        comment=comment.strip()[:500],
        at=clock.now(),
    )


def _set_state(decision: Decision, origin: str, target: str, **changes: Any) -> None:
    if Decision.objects.filter(pk=decision.pk, state=origin).update(state=target, **changes) != 1:
        raise Refused(
            "settlement.decision_moved",
            _("Somebody else has just changed this decision. Please look at it again."),
        )
    decision.refresh_from_db(fields=["state", *changes])


def _post(decision: Decision) -> None:
    """What the calculation used of deductibles and limits. A deductible fills up even where nothing is payable."""
    run = decision.run
    if run is None or (decision.outcome == Outcome.REFUSE and run.payable_fen > 0):
        return
    member = decision.claim.member
    assert member is not None  # there is a calculation
    policies.use_accumulators(
        member=member, entries=adjudication.use_of(decision), source=posting_source(decision)
    )


def _reverse(decision: Decision) -> None:
    posted = AccumulatorEntry.objects.filter(member=decision.claim.member_id, source=posting_source(decision))
    entries = [(entry.key, entry.period_start, -entry.amount_fen) for entry in posted]
    if entries:
        assert decision.claim.member_id is not None  # the entries are a member's
        member = policies.lock_member(decision.claim.member_id)
        policies.use_accumulators(member=member, entries=entries, source=reversal_source(decision))


def _start_payment_clock(claim: Claim) -> None:
    deadlines.start(
        rule="any.payment",
        subject="claim",
        subject_id=claim.pk,
        at=clock.now(),
        owner=claim.handler_id,
        unit_path=claim.unit.path,
    )


def _stop(claim: Claim, rule: str, *, outcome: str) -> None:
    deadlines.stop(rule=rule, subject="claim", subject_id=claim.pk, at=clock.now(), outcome=outcome)

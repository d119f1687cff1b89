"""Proposing a decision: what is paid or refused and why, for somebody else to check."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.claims.actions import move
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.settlement import adjudication, events, sheets
from anpei.settlement.letters import ways_to_object
from anpei.settlement.models import CalculationRun, Decision, ExpenseLine, Outcome
from anpei.values.money import Fen, format_yuan

COVERED = ("pass", "cut")  # cut: covered but for items a person found outside


def propose(
    claim: Claim,
    *,
    by: Actor,
    run: CalculationRun | None = None,
    outcome: str,
    amount_fen: Fen | None = None,
    undisputed_fen: Fen = 0,
    clause: str = "",
    reason: str = "",
    would_change: str = "",
    appeal: str = "",
    agreement_needed: bool = False,
) -> Decision:
    """Put a decision before an approver (ASSESSING to APPROVAL).

    PAY and PAY_REDUCED pay what the latest run computes; PAY_AGREED names its amount and asks the customer first;
    REFUSE pays nothing. Reduced and refused need clause, reason and what would change it; the ways to object are
    filled in when ``appeal`` is left empty. A run that pays nothing can only be proposed as REFUSE.
    """
    require(
        by,
        Permission.SETTLEMENT_CALCULATE
        if outcome in {Outcome.PAY, Outcome.PAY_AGREED}
        else Permission.SETTLEMENT_REFUSE,
    )
    person = signing(by)
    with transaction.atomic():
        claim = locked(claim.pk)
        _require_known_outcome(outcome)
        _require_cover(claim, outcome)
        _require_run(claim, run, outcome)
        amount = _amount(run, outcome, amount_fen)
        _require_explained(claim, outcome, clause, reason, would_change)
        _require_undisputed(outcome, amount, undisputed_fen, agreement_needed)
        decision = Decision.objects.create(
            claim=claim,
            number=next_number(claim),
            run=run,
            outcome=outcome,
            amount_fen=amount,
            undisputed_fen=undisputed_fen,
            clause=clause.strip()[:20],
            reason=reason.strip(),
            would_change=would_change.strip(),
            appeal=(appeal.strip() or "\n".join(ways_to_object()))
            if outcome in {Outcome.REFUSE, Outcome.PAY_REDUCED}
            else appeal.strip(),
            made_by=person,
            made_at=clock.now(),
            agreement_needed=agreement_needed or outcome == Outcome.PAY_AGREED,
        )
        move(
            claim,
            to=ClaimState.APPROVAL,
            by=by,
            event=events.DecisionProposed(decision=decision.pk, outcome=outcome, amount_fen=amount),
        )
        start_approval_clock(claim)
    decision.claim.refresh_from_db()
    return decision


def next_number(claim: Claim) -> int:
    return (claim.decisions.aggregate(last=Max("number"))["last"] or 0) + 1


def start_approval_clock(claim: Claim) -> None:
    deadlines.start(
        rule="internal.approval",
        subject="claim",
        subject_id=claim.pk,
        at=clock.now(),
        owner=None,
        unit_path=claim.unit.path,
    )


def _require_known_outcome(outcome: str) -> None:
    if outcome not in Outcome.values:
        raise Invalid(fields={"outcome": _("Pay, pay reduced, pay an agreed amount, or refuse?")})


def _require_cover(claim: Claim, outcome: str) -> None:
    if claim.state != ClaimState.ASSESSING:
        raise Refused("settlement.not_open", _("A decision is proposed while the case is under review."))
    review = claim.coverage_reviews.first()
    if review is None or review.confirmed_at is None:
        raise Refused("settlement.cover_not_confirmed", _("Please confirm the coverage check first."))
    if outcome != Outcome.REFUSE and review.outcome not in COVERED:
        raise Refused(
            "settlement.cover_open",
            _("The coverage check did not pass. Override the condition with a reason, or propose a refusal."),
        )


def _require_run(claim: Claim, run: CalculationRun | None, outcome: str) -> None:
    if run is None:
        if outcome != Outcome.REFUSE:
            raise Invalid(fields={"run": _("Please calculate first.")})
        return
    if run.claim_id != claim.pk or run.pk != claim.runs.values_list("pk", flat=True).first():
        raise Refused("settlement.run_outdated", _("A newer calculation exists. Please look at that one."))
    require_unchanged(claim, run)


def require_unchanged(claim: Claim, run: CalculationRun) -> None:
    """The facts still are what the run calculated with: receipts, policy, and what others have used meanwhile."""
    if adjudication.inputs_of(claim) != run.inputs:
        raise Refused(
            "settlement.inputs_changed",
            _(
                "Something this calculation rests on has changed since, for example another case of the same person. "
                "Please calculate again."
            ),
        )


def _amount(run: CalculationRun | None, outcome: str, amount_fen: Fen | None) -> Fen:
    if outcome == Outcome.REFUSE:
        if run is not None and run.payable_fen > 0 and amount_fen:
            raise Invalid(fields={"amount_fen": _("A refusal pays nothing.")})
        return 0
    assert run is not None  # _require_run
    if outcome == Outcome.PAY_AGREED:
        if not amount_fen or amount_fen < 0:
            raise Invalid(fields={"amount_fen": _("Which amount was agreed?")})
        return amount_fen
    if run.payable_fen == 0:
        raise Refused(
            "settlement.zero_is_a_refusal",
            _(
                "The terms come to zero. That is a refusal: two persons, a clause, what would change it and how to object."
            ),
        )
    if amount_fen is not None and amount_fen != run.payable_fen:
        raise Invalid(
            fields={
                "amount_fen": _("The terms compute %(amount)s. Another amount is an agreed amount.")
                % {"amount": format_yuan(run.payable_fen)}
            }
        )
    return run.payable_fen


def _require_explained(claim: Claim, outcome: str, clause: str, reason: str, would_change: str) -> None:
    reduced = found_not_covered(claim)
    if outcome == Outcome.PAY and reduced:
        raise Refused(
            "settlement.reduction_needs_reason",
            _(
                "%(amount)s were found not covered. Please propose it as a reduced payment, with the reason for the customer."
            )
            % {"amount": format_yuan(reduced)},
        )
    errors = {}
    if outcome in {Outcome.REFUSE, Outcome.PAY_REDUCED}:
        if not clause.strip():
            errors["clause"] = _("Which clause says so?")
        if not would_change.strip():
            errors["would_change"] = _("What would change this result? The customer wants to know.")
    if outcome != Outcome.PAY and not reason.strip():
        errors["reason"] = _("Please say why, in words the customer will read.")
    if errors:
        raise Invalid(fields=errors)


def found_not_covered(claim: Claim) -> Fen:
    """What named persons found outside cover: on bills, on things, on what claimants ask."""
    lines = ExpenseLine.objects.filter(receipt__claim=claim).aggregate(total=Sum("excluded_fen"))["total"]
    things = claim.loss_items.aggregate(total=Sum("excluded_fen"))["total"]
    read = sheets.assessed(claim)
    claimants = read.claimants if read else ()
    return (lines or 0) + (things or 0) + sum(sum(one.excluded_fen.values()) for one in claimants)


def _require_undisputed(outcome: str, amount: Fen, undisputed_fen: Fen, agreement_needed: bool) -> None:
    if not undisputed_fen:
        return
    if not (agreement_needed or outcome == Outcome.PAY_AGREED):
        raise Invalid(
            fields={"undisputed_fen": _("A part is paid ahead only while the rest is being agreed.")}
        )
    if not 0 < undisputed_fen <= amount:
        raise Invalid(
            fields={"undisputed_fen": _("Between zero and %(most)s.") % {"most": format_yuan(amount)}}
        )

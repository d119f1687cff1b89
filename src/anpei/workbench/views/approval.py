"""Approval: what waits for a second pair of eyes, what changed, who may sign; advances and objections beside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import require
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.products import queries as products
from anpei.settlement import actions as settlement
from anpei.settlement import queries as settlements
from anpei.settlement import rules
from anpei.settlement.models import Decision, DecisionState
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.forms import AnswerObjectionForm, CommentForm
from anpei.workbench.presenters import calculation, cases, coverage
from anpei.workbench.shell import page

SHOWN = 30


@staff_page(P.CLAIM_APPROVE, P.OBJECTION_REVIEW)
@require_GET
def approvals(request: StaffRequest) -> HttpResponse:
    """The list; with something waiting, the first one is open beside it."""
    waiting = _waiting(request.user)
    if waiting:
        return redirect("workbench:approval", number=waiting[0].claim.number)
    return show(request, None)


@staff_page(P.CLAIM_APPROVE, P.OBJECTION_REVIEW)
@require_GET
def approval(request: StaffRequest, number: str) -> HttpResponse:
    claim = claims.get_for_staff(request.user, number)
    return show(request, claim)


@staff_page(P.CLAIM_APPROVE)
@require_POST
def answer(request: StaffRequest, number: str) -> HttpResponse:
    """Sign or send back. What was typed comes back with a refusal."""
    claim = claims.get_for_staff(request.user, number)
    decision = settlements.open_proposal(claim)
    if decision is None:
        raise NotFound("decision.none", _("Nothing waits for approval on this case any more."))
    form = CommentForm(request.POST)
    comment = request.POST.get("comment", "")
    if not form.is_valid():
        return show(request, claim, form=form, status=422)
    try:
        if request.POST.get("verdict") == "return":
            settlement.send_back(decision, comment=comment, by=request.user.actor)
            messages.success(request, _("Sent back with your comment."))
        else:
            signed = settlement.approve(decision, comment=comment, by=request.user.actor)
            done = signed.state == DecisionState.APPROVED
            messages.success(request, _("Approved.") if done else _("Signed. One more signature is needed."))
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return show(request, claim, form=form, status=refused.status)
    return redirect("workbench:approvals")


@staff_page(P.CLAIM_APPROVE)
@require_POST
def answer_advance(request: StaffRequest, advance_id: int) -> HttpResponse:
    advance = settlements.advances_waiting(request.user).filter(pk=advance_id).first()
    if advance is None:
        raise NotFound("advance.unknown", _("This advance has been answered, or it belongs to another unit."))
    comment = request.POST.get("comment", "")
    if request.POST.get("verdict") == "return":
        settlement.return_advance(advance, comment=comment, by=request.user.actor)
        messages.success(request, _("Sent back with your comment."))
    else:
        settlement.approve_advance(advance, comment=comment, by=request.user.actor)
        messages.success(request, _("Advance approved."))
    return redirect("workbench:approvals")


@staff_page(P.OBJECTION_REVIEW)
@require_POST
def answer_objection(request: StaffRequest, objection_id: int) -> HttpResponse:
    objection = settlements.objections_to_answer(request.user).filter(pk=objection_id).first()
    if objection is None:
        raise NotFound(
            "objection.unknown", _("This objection has been answered, or it belongs to somebody else.")
        )
    form = AnswerObjectionForm(request.POST, auto_id=f"objection-{objection_id}-%s")
    if form.is_valid() and not form.cleaned_data["upheld"]:
        form.add_error("upheld", _("Does the decision change or stand?"))
    if form.is_valid():
        try:
            settlement.answer_objection(
                objection,
                upheld=form.cleaned_data["upheld"] == "yes",
                answer=form.cleaned_data["answer"],
                by=request.user.actor,
            )
            messages.success(request, _("Answered. The customer reads your reasons."))
            return redirect("workbench:approvals")
        except Refused as refused:
            form.refuse(refused.message, refused.fields)
            return show(request, objection.claim, objection_form=(objection_id, form), status=refused.status)
    return show(request, objection.claim, objection_form=(objection_id, form), status=422)


def show(
    request: StaffRequest,
    claim: Claim | None,
    *,
    form: CommentForm | None = None,
    objection_form: tuple[int, AnswerObjectionForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    staff = request.user
    waiting = _waiting(staff)
    context: dict[str, Any] = {
        "waiting": _rows(waiting, staff),
        "advances": list(settlements.advances_waiting(staff)),
        "objections": [
            {
                "row": row,
                "form": objection_form[1]
                if objection_form and objection_form[0] == row.pk
                else AnswerObjectionForm(auto_id=f"objection-{row.pk}-%s"),
            }
            for row in settlements.objections_to_answer(staff)
        ],
        "form": form or CommentForm(),
    }
    if claim is not None:
        require(staff, P.CLAIM_VIEW)
        claim = claims.get_for_staff(staff, claim.number)
        context |= _context_of(claim, staff)
    return page(request, "workbench/approval.html", context, here="approvals", status=status)


def _context_of(claim: Claim, staff: Staff) -> dict[str, Any]:
    decisions = list(
        claim.decisions.select_related("made_by", "run", "approved_by").prefetch_related("signatures__by")
    )
    current = next((one for one in decisions if one.state == DecisionState.PROPOSED), None)
    returned = next((one for one in decisions if one.state == DecisionState.RETURNED), None)
    shown = calculation.shown(current.run) if current and current.run else None
    before = calculation.shown(returned.run) if returned and returned.run else None
    review = claim.coverage_reviews.select_related("confirmed_by").first()
    lines = coverage.conditions(review) if review else []
    version = claim.product_version
    return {
        "claim": claim,
        "row": cases.rows_of([claim], staff)[0],
        "current": current,
        "returned": returned,
        "shown": shown,
        "changes": calculation.differences(shown, before) if shown else [],
        "amount_before": returned.amount_fen if returned else None,
        "review": review,
        "condition_counts": coverage.counts(lines),
        "own_work": rules.own_work(staff, current) if current else "",
        "step": rules.step_needed(current) if current else None,
        "stake_fen": rules.amount_at_stake(current) if current else None,
        "signers": rules.who_may_sign(current) if current else [],
        "authority": list(settlements.authority_of(staff, clock.today())),
        "payees": list(claim.payees.filter(active=True).select_related("account")),
        "clauses": {one.number: one for one in products.terms(version).clauses} if version else {},
        "other_decisions": _nearby(claim),
    }


def _nearby(claim: Claim) -> int:
    """Approved decisions of the same person and event on other cases: amounts count together."""
    if claim.insured_id is None or claim.event_on is None:
        return 0
    return (
        Decision.objects.filter(
            claim__insured=claim.insured_id, claim__event_on=claim.event_on, state=DecisionState.APPROVED
        )
        .exclude(claim=claim.pk)
        .count()
    )


def _waiting(staff: Staff) -> list[Decision]:
    return (
        list(settlements.waiting_for_approval(staff)[:SHOWN]) if P.CLAIM_APPROVE in staff.permissions else []
    )


def _rows(waiting: list[Decision], staff: Staff) -> list[dict[str, Any]]:
    rows = cases.rows_of([one.claim for one in waiting], staff)
    return [{"decision": decision, "row": row} for decision, row in zip(waiting, rows, strict=True)]

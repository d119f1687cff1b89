"""The result: how much and why, the letter, and saying yes or no to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anpei.claims.clocks import limitation_ends_on
from anpei.claims.models import Claim
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.deadlines import queries as clocks
from anpei.documents import vault
from anpei.mandates.models import Power
from anpei.payments import queries as payments
from anpei.portal.pages import customer_page, page, typed_text_arrived
from anpei.portal.presenters import acting
from anpei.portal.presenters import result as results
from anpei.portal.presenters.journey import case_name, journey
from anpei.portal.views.progress import own_case
from anpei.portal.visitor import Visitor
from anpei.products import queries as products
from anpei.settlement import actions as settlement
from anpei.settlement.models import Decision, Outcome
from anpei.settlement.queries import valid_decision


@require_safe
@customer_page
def result_page(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    claim = own_case(visitor, number, Power.RESULT)
    decision = _decision(claim)
    visitor.looked(claim, Power.RESULT)
    return _show(request, visitor, claim, decision)


@require_safe
@customer_page
def letter(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    """The letter names everybody's part and the diagnosis: not for an heir, who sees their own part."""
    claim = own_case(visitor, number, Power.RESULT)
    decision = _decision(claim)
    if visitor.access(claim).heir is not None:
        visitor.require(claim, None)
    if not decision.letter_sha256:
        raise NotFound(
            "letter.not_ready",
            _(
                "The letter is being written. It is here in a few minutes, and the result stands on this page already."
            ),
        )
    response = HttpResponse(vault.read_hash(decision.letter_sha256), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{claim.number}-{decision.number}.pdf"'
    return response


@require_POST
@customer_page
def accept(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    """Agree to an offered amount. Nothing is agreed by silence or by looking, and by one heir not for the others."""
    claim = own_case(visitor, number, Power.OBJECT)
    if visitor.access(claim).heir is not None:
        visitor.require(claim, None)
    decision = _decision(claim)
    if request.POST.get("decision") != str(decision.pk):
        words = _("The result has changed since you opened this page. Please look at it once more.")
        return _show(request, visitor, claim, decision, refusal=words, status=409)
    try:
        settlement.agree(decision, by=visitor.actor_in(claim))
    except Refused as refused:
        return _show(request, visitor, claim, decision, refusal=refused.message, status=refused.status)
    notes.success(request, _("Thank you. Your yes has arrived."))
    if not payments.active_payees(claim).exists() and visitor.access(claim).may(Power.ACCOUNT):
        return redirect("portal:account", number)
    return redirect("portal:progress", number)


@require_http_methods(["GET", "POST"])
@customer_page
def object_page(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    claim = own_case(visitor, number, Power.OBJECT)
    decision = _decision(claim)
    context: dict[str, Any] = {
        "claim": claim,
        "full": True,
        "values": {},
        "answer_by": clocks.forecast(rule="objection.answer", at=clock.now()).due_on,
        "amount": decision.undisputed_fen or (decision.amount_fen if not decision.agreement_needed else 0),
    }
    if request.method == "GET":
        return page(request, "portal/object.html", context)
    text = request.POST.get("text", "")
    try:
        objection = settlement.object_to(claim, text=text, by=visitor.actor_in(claim))
    except Refused as refused:
        context |= {
            "values": {"text": text},
            "errors": refused.fields,
            "refusal": "" if refused.fields else refused.message,
        }
        return page(request, "portal/object.html", context, status=refused.status)
    typed_text_arrived(request, f"object-{number}")
    who = objection.reviewer.display_name if objection.reviewer else _("A colleague")
    notes.success(request, _("We have it. %(name)s, who did not decide, looks at it again.") % {"name": who})
    may_read = visitor.access(claim).may(Power.RESULT)
    return redirect("portal:result" if may_read else "portal:progress", number)


def _show(
    request: HttpRequest,
    visitor: Visitor,
    claim: Claim,
    decision: Decision,
    *,
    refusal: object = "",
    status: int = 200,
) -> HttpResponse:
    """The whole result, or the part of the heir who looks; what stands in the way, if something does."""
    access = visitor.access(claim)
    more = {"refusal": refusal} if refusal else {}
    if access.heir is not None:
        return page(
            request, "portal/share.html", {**acting.share(claim, decision, access), **more}, status=status
        )
    template = "portal/refusal.html" if decision.outcome == Outcome.REFUSE else "portal/result.html"
    context = {
        **_context(claim, decision, readers_id=access.own_party_id(claim)),
        **acting.shown_to(access),
        **more,
    }
    return page(request, template, context, status=status)


def _decision(claim: Claim) -> Decision:
    decision = valid_decision(claim)
    if decision is None:
        raise NotFound(
            "decision.none", _("There is no result yet. On the page of your case you see by when it comes.")
        )
    return decision


def _context(claim: Claim, decision: Decision, *, readers_id: int | None) -> dict[str, Any]:
    """``readers_id``: the party who reads it, where they are one of those paid: the insured person or a guardian."""
    way = journey(claim)
    payment = next((row for row in way.clocks if row.rule_id == "any.payment"), None)
    objection = decision.objections.select_related("reviewer", "answered_by").last()
    asks = decision.agreement_needed and decision.agreed_at is None and claim.state == ClaimState.AGREEMENT
    return {
        "claim": claim,
        "full": True,
        "name": case_name(claim),
        "person": claim.insured.name if claim.insured else claim.reporter_name,
        "decision": decision,
        "contact": way.contact,
        "face": way.contact[:1],
        "role": _("Your contact"),
        "next": way.next,
        "split": results.split(claim, decision),
        "groups": results.groups(claim, decision),
        "parts": (parts := results.parts(decision)),
        "own_part": not parts or any(part["own"] for part in parts),
        "clause_text": results.clause_text(claim, decision.clause),
        "clause_plain": results.clause_plain(claim, decision.clause),
        "signers": results.signers(decision),
        "payees": results.accounts(payments.active_payees(claim), readers_id),
        "pay_by": payment.promised if payment else None,
        "paid": claim.state in (ClaimState.PAID, ClaimState.ARCHIVED) and claim.paid_at is not None,
        "returned": claim.state == ClaimState.PAYMENT_RETURNED,
        "asks_agreement": asks,
        "objection": objection,
        "can_object": objection is None or objection.answered_at is not None,
        "answer_by": clocks.forecast(rule="objection.answer", at=clock.now()).due_on,
        "court_until": _limitation(claim),
    }


def _limitation(claim: Claim) -> date | None:
    version = claim.product_version
    return limitation_ends_on(claim, products.terms(version)) if version is not None else None

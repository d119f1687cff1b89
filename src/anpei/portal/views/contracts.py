"""My contracts: what covers me, received in one tap, thought over in time, given back or kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anpei.core.errors import Refused
from anpei.disclosure import actions, catalogue, holding, queries, rules
from anpei.disclosure.holding import Contract
from anpei.policies import queries as policies
from anpei.portal.pages import customer_page, page, typed_text_arrived
from anpei.portal.presenters import wording
from anpei.portal.presenters.policies import held_rows, policy_rows
from anpei.portal.visitor import Visitor

POLL_SECONDS = 20


@require_safe
@customer_page
def policies_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    members = [member for person in visitor.people for member in policies.members_of(person)]
    held = holding.contracts(visitor.phone_hash)
    context = {
        "new": [_card(one) for one in held if one.new],
        "policies": policy_rows(members, held=held) + held_rows(held, members),
    }
    return page(request, "portal/policies.html", context)


@require_safe
@customer_page
def contract_page(request: HttpRequest, visitor: Visitor, policy_id: int) -> HttpResponse:
    return _shown(request, visitor, holding.contract(visitor.phone_hash, policy_id))


@require_safe
@customer_page
def live(request: HttpRequest, visitor: Visitor, policy_id: int) -> HttpResponse:
    """The part that changes; 204 while nothing has."""
    contract = holding.contract(visitor.phone_hash, policy_id)
    if request.GET.get("seen") == contract.mark:
        return HttpResponse(status=204)
    return page(request, "portal/parts/contract.html", _card(contract))


@require_POST
@customer_page
def receive(request: HttpRequest, visitor: Visitor, policy_id: int) -> HttpResponse:
    """I have received my contract: one tap, and it counts from today."""
    contract = holding.contract(visitor.phone_hash, policy_id)
    try:
        actions.receive(contract.policy, by=visitor.actor_of(contract))
    except Refused as refused:
        return _shown(request, visitor, contract, refused=refused)
    notes.success(request, _("Thank you, noted. Please see whether names and amounts are right."))
    return redirect("portal:contract", policy_id)


@require_http_methods(["GET", "POST"])
@customer_page
def leave_page(request: HttpRequest, visitor: Visitor, policy_id: int) -> HttpResponse:
    """I changed my mind: what happens then, and one button. Where it cannot be, why, and what can be done."""
    contract = holding.contract(visitor.phone_hash, policy_id)
    by = visitor.actor_of(contract)
    if contract.asked:
        return redirect("portal:contract", policy_id)
    words = request.POST.get("words", "")
    try:
        rules.refuse_to_leave(contract.policy)
        if request.method == "POST":
            actions.change_mind(contract.policy, words=words, by=by)
    except Refused as refused:
        return _leave(request, contract, refused=refused, words=words)
    if request.method != "POST":
        return _leave(request, contract)
    typed_text_arrived(request, f"leave-{policy_id}")
    return redirect("portal:contract", policy_id)


@require_POST
@customer_page
def stay(request: HttpRequest, visitor: Visitor, policy_id: int) -> HttpResponse:
    """I keep it after all, in one tap."""
    contract = holding.contract(visitor.phone_hash, policy_id)
    by = visitor.actor_of(contract)
    try:
        if contract.change is None:
            raise Refused("mind.state")
        actions.keep_after_all(contract.change, by=by)
    except Refused as refused:
        return _shown(request, visitor, contract, refused=refused)
    notes.success(request, _("Your contract goes on as before."))
    return redirect("portal:contract", policy_id)


def _shown(
    request: HttpRequest, visitor: Visitor, contract: Contract, *, refused: Refused | None = None
) -> HttpResponse:
    visitor.actor_of(contract)  # so that the page says for whom it is
    context = {**_card(contract), "refusal": refused.message if refused else ""}
    return page(request, "portal/contract.html", context, status=refused.status if refused else 200)


def _leave(
    request: HttpRequest, contract: Contract, *, refused: Refused | None = None, words: str = ""
) -> HttpResponse:
    fields = refused.fields if refused else {}
    call_by, refund_by = queries.dates_of_leaving()
    context = {
        **_card(contract),
        "most_fen": catalogue.cooling_off().cost_at_most_fen,
        "call_by": call_by,
        "refund_by": refund_by,
        "basis": str(catalogue.cooling_off().basis),
        "errors": fields,
        "values": {"words": words},
        "why_not": refused.message if refused and not fields else "",
    }
    status = refused.status if refused and request.method == "POST" else 200
    return page(request, "portal/contract_leave.html", context, status=status)


def _card(contract: Contract) -> dict[str, Any]:
    product = contract.policy.product_version.product
    return {
        "contract": contract,
        "policy": contract.policy,
        "name": wording.product_name(product),
        "change": contract.change,
        "mark": contract.mark,
        "poll": POLL_SECONDS,
    }

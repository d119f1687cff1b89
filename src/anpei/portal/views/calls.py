"""Let us call you: from every page, logged in or not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anpei.claims import actions as claims
from anpei.claims import queries
from anpei.claims.models import CallRequest, Claim
from anpei.core.actor import Actor
from anpei.core.errors import NotFound, Refused
from anpei.portal import drafts
from anpei.portal.pages import open_page, page, typed_text_arrived
from anpei.portal.presenters import wording
from anpei.portal.visitor import Visitor, visitor_of

LONGEST = 200


@require_http_methods(["GET", "POST"])
@open_page
def call_page(request: HttpRequest) -> HttpResponse:
    visitor = visitor_of(request)
    number = request.POST.get("claim") or request.GET.get("claim") or ""
    claim = _claim(request, visitor, number)
    person = visitor.person if visitor else None
    values = {"phone": person.phone if person else "", "name": person.name if person else "", "topic": ""}
    context: dict[str, Any] = {
        "claim": claim,
        "number": number if claim else "",
        "values": values,
        "calls": _waiting(claim),
    }
    if request.method == "GET":
        return page(request, "portal/call.html", context)
    values |= {name: request.POST.get(name, "") for name in ("phone", "name", "topic")}
    by = _actor(visitor, claim) if visitor else Actor(kind="customer", id="call-me", name=values["name"])
    try:
        call = claims.ask_to_call(
            by=by, phone=values["phone"], name=values["name"][:80], topic=values["topic"], claim=claim
        )
    except Refused as refused:
        return page(
            request,
            "portal/call.html",
            {**context, "errors": refused.fields, "refusal": "" if refused.fields else refused.message},
            status=refused.status,
        )
    typed_text_arrived(request, "call")
    notes.success(request, _("We call you before %(time)s.") % {"time": wording.moment(call.due_at)})
    if claim is not None and visitor is not None:
        return redirect("portal:progress", claim.number)
    return redirect("portal:received", claim.number) if claim is not None else redirect("portal:home")


def _claim(request: HttpRequest, visitor: Visitor | None, number: str) -> Claim | None:
    """The case the call is about, for those who may know it; otherwise the call is about no case."""
    if not number:
        return None
    if visitor is not None:
        try:
            claim = queries.get_for_visitor(visitor.phone_hash, number)
            visitor.access(claim)
            return claim
        except NotFound:
            return None
    return queries.reported_as(number) if number in drafts.received(request) else None


def _actor(visitor: Visitor, claim: Claim | None) -> Actor:
    return visitor.actor_in(claim) if claim and visitor.access(claim).mandate else visitor.actor


def _waiting(claim: Claim | None) -> list[CallRequest]:
    return list(claim.call_requests.filter(done_at__isnull=True).order_by("due_at")[:1]) if claim else []

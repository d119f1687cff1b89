"""Where the case is: the page, its cheap live fragment, the conversation, taking the report back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anpei.care import queries as care
from anpei.claims import actions as claims
from anpei.claims import queries
from anpei.claims.models import Claim
from anpei.claims.queries import Access, Standing
from anpei.claims.states import BEFORE_DECISION
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.mandates.models import Power
from anpei.portal.pages import customer_page, page, typed_text_arrived
from anpei.portal.presenters import acting, advice, reported, story
from anpei.portal.presenters import clock as clock_cards
from anpei.portal.presenters.journey import journey
from anpei.portal.visitor import Visitor

POLL_SECONDS = 20


@require_safe
@customer_page
def progress_page(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    claim = queries.get_for_visitor(visitor.phone_hash, number)
    access = visitor.access(claim)
    if access.standing is Standing.REPORTER:
        return page(request, "portal/received.html", _reporter_context(claim))
    if not access.own:
        visitor.looked(claim, Power.SEE)
    return _shown(request, claim, access)


@require_safe
@customer_page
def live(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    """The part that changes. 204 while nothing has: one statement, no page."""
    seen = queries.visible_state(visitor.phone_hash, number)
    if seen is None:
        raise NotFound(
            "claim.unknown", _("We could not find this case. Please check the number, or call us.")
        )
    if request.GET.get("seen") == _mark(seen[0]):
        return HttpResponse(status=204)
    claim = queries.get_for_visitor(visitor.phone_hash, number)
    if not visitor.access(claim).own:
        return HttpResponse(status=204)
    return page(request, "portal/parts/live.html", {**_context(claim), "swap": True})


@require_POST
@customer_page
def message(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    claim = queries.get_for_visitor(visitor.phone_hash, number)
    access = visitor.access(claim)
    if access.standing is not Standing.REPORTER:
        visitor.require(claim, Power.TALK)
    text = request.POST.get("text", "")
    try:
        claims.message_from_customer(claim, text=text, by=visitor.actor_in(claim))
    except Refused as refused:
        more = {
            "errors": refused.fields,
            "values": {"text": text},
            "refusal": "" if refused.fields else refused.message,
        }
        if access.standing is Standing.REPORTER:
            context = {**_reporter_context(claim), **more}
            return page(request, "portal/received.html", context, status=refused.status)
        return _shown(request, claim, access, more=more, status=refused.status)
    typed_text_arrived(request, f"message-{number}")
    notes.success(request, _("Your message has arrived. You find the answer here, and by text message."))
    return redirect("portal:progress", number)


@require_http_methods(["GET", "POST"])
@customer_page
def withdraw_page(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    claim = own_case(visitor, number)
    context = {"claim": claim, "full": True, "can": claim.state in BEFORE_DECISION, "values": {}}
    if request.method == "GET":
        return page(request, "portal/withdraw.html", context)
    note = request.POST.get("note", "")
    if request.POST.get("sure") != "yes":
        errors = {"sure": _("Please tick this, so that nothing happens by mistake.")}
        return page(
            request,
            "portal/withdraw.html",
            {**context, "errors": errors, "values": {"note": note}},
            status=422,
        )
    try:
        claims.withdraw(claim, by=visitor.actor_in(claim), note=note)
    except Refused as refused:
        return page(
            request,
            "portal/withdraw.html",
            {**context, "refusal": refused.message, "values": {"note": note}},
            status=refused.status,
        )
    notes.success(
        request, _("You have taken this report back. You can take it up again at any time: just call us.")
    )
    return redirect("portal:progress", number)


def own_case(visitor: Visitor, number: str, power: Power | None = None) -> Claim:
    """A case of the insured or the guardian; of heirs and those acting for one of them where ``power`` is theirs.

    To somebody who only reported it, its contents stay closed.
    """
    claim = queries.get_for_visitor(visitor.phone_hash, number)
    visitor.require(claim, power)
    return claim


def _shown(
    request: HttpRequest,
    claim: Claim,
    access: Access,
    *,
    more: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    if access.own:
        return page(request, "portal/progress.html", {**_context(claim), **(more or {})}, status=status)
    context = {**acting.case(claim, access), **(more or {})}
    return page(request, "portal/acting.html", context, status=status)


def _reporter_context(claim: Claim) -> dict[str, Any]:
    """The receipt of the report, and what was said with the person who made it."""
    return {
        **reported.receipt(claim),
        "writes": True,
        "talk": story.talk(claim, reporter=True),
        "swap": False,
        "values": {},
    }


def _context(claim: Claim) -> dict[str, Any]:
    way = journey(claim)
    past, delay = story.past(claim)
    return {
        "claim": claim,
        "full": True,
        "way": way,
        "next": way.next,
        "stages": way.stages,
        "stage_now": way.stage,
        "contact": way.contact,
        "face": way.contact[:1],
        "role": _("Your contact"),
        "clock": clock_cards.card(way.clocks),
        "delay": delay
        if delay and claim.is_open and delay.new_on >= clock.today() and way.stage < 4
        else None,
        "past": past,
        "coming": story.coming(way),
        "talk": story.talk(claim),
        "mark": _mark(claim.version),
        "poll": POLL_SECONDS,
        "can_withdraw": claim.state in BEFORE_DECISION,
        "decided": claim.decided_at is not None,
        "followup": care.waits_for_answer(claim),
        "others": advice.other_policies(claim),
        "own_cover": advice.own_cover(claim),
        "now": clock.now(),
        "values": {},
    }


def _mark(version: int) -> str:
    """What a page shows: the version of the case and the day, because dates read differently tomorrow."""
    return f"{version}-{clock.today():%Y%m%d}"

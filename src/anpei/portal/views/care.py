"""Help that comes to people, and saying how it was."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anpei.care import actions, catalogue, queries
from anpei.care.models import Declared, Followup, FollowupState, ServiceState
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.deadlines import queries as clocks
from anpei.mandates.models import Power
from anpei.portal.pages import customer_page, page, typed_text_arrived
from anpei.portal.presenters import care as presented
from anpei.portal.presenters.journey import case_name
from anpei.portal.views.progress import own_case
from anpei.portal.visitor import Visitor


@require_http_methods(["GET", "POST"])
@customer_page
def help_page(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    """What can be done to make it easier; asking for it in one tap and, if one likes, one sentence."""
    claim = own_case(visitor, number, Power.TALK)
    if request.method == "GET":
        return page(request, "portal/help.html", _help(claim))
    kind, declared = request.POST.get("kind", ""), request.POST.getlist("declared")
    words = request.POST.get("words", "")
    try:
        row = actions.ask_for(claim, kind=kind, declared=declared, words=words, by=visitor.actor_in(claim))
    except Refused as refused:
        context = {
            **_help(claim),
            "errors": refused.fields,
            "values": {"kind": kind, "words": words},
            "declared": declared,
            "refusal": "" if refused.fields else refused.message,
        }
        return page(request, "portal/help.html", context, status=refused.status)
    typed_text_arrived(request, f"help-{number}")
    notes.success(
        request,
        _("We have your wish: %(what)s. A colleague answers before %(time)s.")
        % {"what": catalogue.service(row.kind).name, "time": presented.answer_by(row)},
    )
    return redirect("portal:help", number)


@require_POST
@customer_page
def help_answer(request: HttpRequest, visitor: Visitor, number: str, service_id: int) -> HttpResponse:
    """Yes or no to an offer, not needed any more, or how it was."""
    claim = own_case(visitor, number, Power.TALK)
    row = queries.service_of(claim, service_id)
    said = request.POST.get("answer", "")
    by = visitor.actor_in(claim)
    try:
        if said == "yes":
            actions.accept_offer(row, by=by)
            notes.success(request, _("Thank you. We arrange it and tell you the day."))
        elif said == "no":
            actions.not_wanted(row, by=by)
            notes.success(request, _("All right. If you need it after all, just say so."))
        else:
            score = int(said) if said in {"1", "2", "3", "4", "5"} else 0
            actions.judge(row, satisfaction=score, comment=request.POST.get("comment", ""), by=by)
            notes.success(request, _("Thank you for telling us."))
    except Refused as refused:
        context = {**_help(claim), "refusal": next(iter(refused.fields.values()), refused.message)}
        return page(request, "portal/help.html", context, status=refused.status)
    return redirect("portal:help", number)


@require_http_methods(["GET", "POST"])
@customer_page
def followup_page(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    """How was it? One page, asked once; saying nothing is fine, too."""
    claim = own_case(visitor, number)
    row = _asked(claim)
    if request.method == "GET" or row.state != FollowupState.ASKED:
        return page(request, "portal/followup.html", _followup(claim, row))
    if request.POST.get("no") == "yes":
        actions.decline_followup(row, by=visitor.actor_in(claim))
        notes.success(request, _("All right, we do not ask again. Take care."))
        return redirect("portal:progress", number)
    given = {
        question.id: (
            request.POST.getlist(question.id)
            if question.kind == "several"
            else request.POST.get(question.id, "")
        )
        for question in catalogue.questionnaire(row.questionnaire).questions
    }
    try:
        actions.answer(row, answers=given, by=visitor.actor_in(claim))
    except Refused as refused:
        context = {
            **_followup(claim, row, given),
            "errors": refused.fields,
            "refusal": "" if refused.fields else refused.message,
        }
        return page(request, "portal/followup.html", context, status=refused.status)
    typed_text_arrived(request, f"followup-{number}")
    return redirect("portal:followup", number)


def _asked(claim: Claim) -> Followup:
    row = queries.asked_of(claim)
    if row is None:
        raise NotFound("followup.none", _("There is no question for you here. You can write to us any time."))
    return row


def _help(claim: Claim) -> dict[str, Any]:
    running = clocks.forecast(rule="care.service_answer", at=clock.now())
    return {
        "claim": claim,
        "full": True,
        "offers": queries.offers_for(claim),
        "past": [
            row
            for row in queries.services_of(claim)
            if row.state in (ServiceState.DONE, ServiceState.DECLINED)
        ],
        "declarable": [(code, Declared(code).label) for code in catalogue.declarable()],
        "scores": presented.FACES,
        "answer_by": running.due_at,
        "values": {},
        "declared": [],
    }


def _followup(claim: Claim, row: Followup, given: dict[str, Any] | None = None) -> dict[str, Any]:
    form = catalogue.questionnaire(row.questionnaire)
    return {
        "claim": claim,
        "full": True,
        "name": case_name(claim),
        "row": row,
        "opening": form.opening,
        "questions": presented.questions(form, given or queries.said(row)),
        "open": row.state == FollowupState.ASKED,
        "task": getattr(row, "task", None),
    }

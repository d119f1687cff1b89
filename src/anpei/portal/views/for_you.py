"""For you: a visit one may say no to, gatherings one may come to, services one's contracts bring."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.care import actions, catalogue, programme
from anpei.care.actions.guests import QUESTIONNAIRE
from anpei.care.models import CareVisitState, GatheringState, GuestState
from anpei.care.queries import extras, gatherings, visits
from anpei.core.errors import NotFound, Refused
from anpei.parties import actions as parties
from anpei.parties import queries as people
from anpei.parties.models import ConsentPurpose, Party
from anpei.portal.pages import customer_page, page, typed_text_arrived
from anpei.portal.presenters import care as presented
from anpei.portal.visitor import Visitor

SHOWN = 20
OFFERS_TEXT = "offers-1"


@require_GET
@customer_page
def for_you_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return page(request, "portal/for_you.html", _for_you(visitor))


@require_POST
@customer_page
def visit_answer(request: HttpRequest, visitor: Visitor, visit_id: int) -> HttpResponse:
    """Yes, later or no; or not after all, in one tap."""
    visit = visits.visit_for_visitor(visitor.phone_hash, visit_id)
    said, by = request.POST.get("answer", ""), visitor.actor_in(visit.claim)
    try:
        if said == "cancel":
            actions.cancel_visit(visit, by=by)
        else:
            actions.answer_visit(visit, answer=said, by=by)
    except Refused as refused:
        return _refused(request, visitor, refused)
    notes.success(
        request,
        {
            "yes": _("Thank you. We tell you who comes and when."),
            "later": _("All right, we ask once more in two weeks."),
        }.get(said, _("All right, we do not come. Take care.")),
    )
    return redirect("portal:for_you")


@require_http_methods(["GET", "POST"])
@customer_page
def gathering_page(request: HttpRequest, visitor: Visitor, gathering_id: int) -> HttpResponse:
    """One gathering: signing up, not coming after all, for oneself or a child."""
    family = _family(visitor)
    choice = gatherings.choice(family, gathering_id)
    if request.method == "GET":
        return page(request, "portal/gathering.html", _gathering(choice))
    chosen = next((one for one in family if str(one.pk) == request.POST.get("person")), None)
    guest = next((one for one in choice.guests if chosen is not None and one.party_id == chosen.pk), None)
    if chosen is None:
        raise NotFound("care.unknown", _("We could not find this person."))
    try:
        if request.POST.get("answer") == "no" and guest is not None:
            actions.leave(guest, by=visitor.actor)
            notes.success(request, _("Taken off the list. Thank you for telling us."))
        else:
            guest = actions.sign_up(choice.gathering, person=chosen, by=visitor.actor)
            notes.success(
                request,
                _("You have a place. We remind you the day before.")
                if guest.state == GuestState.COMING
                else _("It is full, and you are on the waiting list. We tell you when a place is free."),
            )
    except Refused as refused:
        context = {**_gathering(choice), "refusal": refused.message}
        return page(request, "portal/gathering.html", context, status=refused.status)
    return redirect("portal:gathering", gathering_id)


@require_http_methods(["GET", "POST"])
@customer_page
def gathering_answers(request: HttpRequest, visitor: Visitor, guest_id: int) -> HttpResponse:
    """How was it? By whoever was there."""
    guest = gatherings.to_judge(_family(visitor)).filter(pk=guest_id).first()
    if guest is None:
        raise NotFound("followup.none", _("There is no question for you here. You can write to us any time."))
    form = catalogue.questionnaire(QUESTIONNAIRE)
    if request.method == "GET":
        return page(request, "portal/gathering_answers.html", _answers(guest, form, {}))
    given = {question.id: request.POST.get(question.id, "") for question in form.questions}
    try:
        actions.answer_gathering(guest, answers=given, by=visitor.actor)
    except Refused as refused:
        context = {
            **_answers(guest, form, given),
            "errors": refused.fields,
            "refusal": "" if refused.fields else refused.message,
        }
        return page(request, "portal/gathering_answers.html", context, status=refused.status)
    typed_text_arrived(request, f"gathering-{guest.pk}")
    notes.success(request, _("Thank you for telling us."))
    return redirect("portal:for_you")


@require_http_methods(["GET", "POST"])
@customer_page
def extra_page(request: HttpRequest, visitor: Visitor, member_id: int, kind: str) -> HttpResponse:
    """One service of one contract: what it is, how often it is left, ordering it."""
    member = extras.member_of(_family(visitor), member_id)
    right = next(
        (one for one in extras.rights([member.party]) if one.member == member and one.extra.kind == kind),
        None,
    )
    if right is None:
        raise NotFound("care.extra_not_included", _("This contract does not bring this service."))
    provider = programme.provider(right.extra.provider)
    context: dict[str, Any] = {"right": right, "provider": provider, "values": {}}
    if request.method == "GET":
        return page(request, "portal/extra.html", context)
    words = request.POST.get("words", "")
    try:
        actions.order(
            member, kind=kind, words=words, consent=request.POST.get("consent") == "yes", by=visitor.actor
        )
    except Refused as refused:
        context |= {
            "errors": refused.fields,
            "refusal": "" if refused.fields else refused.message,
            "values": {"words": words},
        }
        return page(request, "portal/extra.html", context, status=refused.status)
    typed_text_arrived(request, f"extra-{member.pk}-{kind}")
    notes.success(request, _("Ordered. We arrange it and tell you the day."))
    return redirect("portal:for_you")


@require_POST
@customer_page
def extra_order(request: HttpRequest, visitor: Visitor, order_id: int) -> HttpResponse:
    """Not needed any more, or how it was."""
    row = extras.order_of(_family(visitor), order_id)
    said = request.POST.get("answer", "")
    try:
        if said == "cancel":
            actions.cancel_extra(row, by=visitor.actor)
            notes.success(request, _("Cancelled. The use is yours again."))
        else:
            score = int(said) if said in {"1", "2", "3", "4", "5"} else 0
            actions.judge_extra(
                row, satisfaction=score, comment=request.POST.get("comment", ""), by=visitor.actor
            )
            notes.success(request, _("Thank you for telling us."))
    except Refused as refused:
        return _refused(request, visitor, refused)
    return redirect("portal:for_you")


@require_POST
@customer_page
def agree_to_offers(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Yes to events where insurance is presented. Taking it back stands under Data and privacy."""
    for person in visitor.people:
        if not people.has_consent(person, ConsentPurpose.MARKETING):
            parties.give_consent(
                party=person,
                purpose=ConsentPurpose.MARKETING,
                text_version=OFFERS_TEXT,
                channel="portal",
                by=visitor.actor,
            )
    notes.success(request, _("Thank you. You can take it back any time under Data and privacy."))
    return redirect("portal:for_you")


def _family(visitor: Visitor) -> list[Party]:
    """Who stands behind this phone, and the children they are guardian of."""
    return [*visitor.people, *people.wards_of(visitor.phone_hash)]


def _for_you(visitor: Visitor) -> dict[str, Any]:
    family = _family(visitor)
    rows = list(extras.orders_of(family)[:SHOWN])
    agreed = all(people.has_consent(one, ConsentPurpose.MARKETING) for one in visitor.people)
    return {
        "visits": [
            {"row": one, "why": programme.occasion(one.occasion).why}
            for one in visits.for_visitor(visitor.phone_hash)
        ],
        "visit_states": CareVisitState,
        "choices": gatherings.choices(family),
        "to_judge": list(gatherings.to_judge(family)),
        "rights": extras.rights(family),
        "orders": [
            {
                "row": one,
                "extra": programme.extra(one.kind),
                "provider": programme.provider(one.provider),
                "judge": one.state == "done" and one.satisfaction is None,
            }
            for one in rows
        ],
        "several": len(family) > 1,
        "scores": presented.FACES,
        "ask_offers": bool(visitor.people) and not agreed,
    }


def _refused(request: HttpRequest, visitor: Visitor, refused: Refused) -> HttpResponse:
    words = next(iter(refused.fields.values()), refused.message)
    return page(
        request, "portal/for_you.html", {**_for_you(visitor), "refusal": words}, status=refused.status
    )


def _gathering(choice: gatherings.Choice) -> dict[str, Any]:
    row = choice.gathering
    return {
        "choice": choice,
        "row": row,
        "left": row.capacity - row.taken,
        "over": row.state != GatheringState.OPEN,
        "listed": [
            one for one in choice.guests if one.state not in (GuestState.INVITED, GuestState.NOT_COMING)
        ],
    }


def _answers(guest: Any, form: catalogue.Questionnaire, given: dict[str, Any]) -> dict[str, Any]:
    return {"guest": guest, "opening": form.opening, "questions": presented.questions(form, given)}

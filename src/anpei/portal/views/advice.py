"""Ideas for the customer, the question about means, and other policies one event may come under."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.advice import actions, queries, suggesting
from anpei.advice.models import Entitlement, MeansAnswer
from anpei.claims.models import Channel, Claim
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.documents.models import PaperState
from anpei.parties.models import Party
from anpei.portal.pages import customer_page, page
from anpei.portal.presenters import advice as presented
from anpei.portal.presenters import wording
from anpei.portal.views.progress import own_case
from anpei.portal.visitor import Visitor


@require_GET
@customer_page
def ideas_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What may be worth knowing, with why; nothing where consent is missing or the time is wrong."""
    return page(request, "portal/ideas.html", _ideas(visitor))


@require_POST
@customer_page
def means(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Whether another premium fits the household. Not answering is an answer, too."""
    person = _person(visitor, request.POST.get("person", ""))
    try:
        actions.answer_means(person, answer=request.POST.get("means", ""), by=person.actor)
    except Refused as refused:
        return page(
            request, "portal/ideas.html", {**_ideas(visitor), "errors": refused.fields}, status=refused.status
        )
    notes.success(request, _("Thank you. We keep this answer for a year."))
    return redirect("portal:ideas")


@require_POST
@customer_page
def answer_idea(request: HttpRequest, visitor: Visitor, idea_id: int) -> HttpResponse:
    """Put away, not interested, or a person calls."""
    idea = queries.idea_of(visitor.people, idea_id)
    said = request.POST.get("answer", "")
    try:
        if said == "person":
            call = actions.ask_person(idea, by=idea.party.actor)
            at = wording.moment(call.due_at)
            notes.success(
                request, _("A colleague calls you before %(at)s. Nothing is bought by this.") % {"at": at}
            )
        else:
            actions.answer(idea, state=said, by=idea.party.actor)
            notes.success(request, _("All right, we do not show it again for a long time."))
    except Refused as refused:
        told = next(iter(refused.fields.values()), refused.message)
        return page(request, "portal/ideas.html", {**_ideas(visitor), "refusal": told}, status=refused.status)
    return redirect("portal:ideas")


@require_http_methods(["GET", "POST"])
@customer_page
def also_page(request: HttpRequest, visitor: Visitor, number: str, entitlement_id: int) -> HttpResponse:
    """The report for the other policy, filled in already: one tap sends it, or it is not wanted."""
    claim = own_case(visitor, number)
    row = queries.entitlement_of(claim, entitlement_id)
    if row not in queries.told_of(claim):
        raise NotFound("advice.no_entitlement", _("We could not find this. Please look at your case again."))
    if request.method == "GET":
        return page(request, "portal/also.html", _also(claim, row))
    by = visitor.actor_in(claim)
    try:
        if request.POST.get("answer") == "no":
            actions.not_wanted(row, by=by)
            notes.success(request, _("All right. Until the day named you can still claim it here."))
            return redirect("portal:progress", number)
        done = actions.claim_too(row, by=by, channel=Channel.PORTAL, key="portal")
    except Refused as refused:
        told = next(iter(refused.fields.values()), refused.message)
        return page(
            request, "portal/also.html", {**_also(claim, row), "refusal": told}, status=refused.status
        )
    notes.success(
        request,
        _("Reported under %(policy)s. What you handed in before is here already.")
        % {"policy": presented.other_policy(row).name},
    )
    return redirect("portal:progress", done.claim.number)


@require_POST
@customer_page
def own_cover(request: HttpRequest, visitor: Visitor, number: str, benefit: str) -> HttpResponse:
    """One tap puts it into the case, or reports it anew where the case is decided."""
    claim = own_case(visitor, number)
    into = actions.claim_own_cover(claim, benefit=benefit, by=visitor.actor_in(claim), channel=Channel.PORTAL)
    if into.pk == claim.pk:
        notes.success(request, _("It is part of your case now. The list says what is needed for it."))
        return redirect("portal:papers", into.number)
    notes.success(request, _("Reported once more for this cover. What you handed in before is here already."))
    return redirect("portal:progress", into.number)


def _ideas(visitor: Visitor) -> dict[str, Any]:
    """Ideas by person: a family may share a phone."""
    people = []
    for person in visitor.people:
        found = suggesting.advise(person, on=clock.today())
        people.append(
            {
                "person": person,
                "ideas": presented.ideas(actions.show(person, by=person.actor, found=found)),
                "asks_means": found.asks_means,
                "quiet": bool(found.protected),
                "consents": found.marketing and found.health,
            }
        )
    return {"people": people, "means": MeansAnswer.choices}


def _person(visitor: Visitor, chosen: str) -> Party:
    found = next((person for person in visitor.people if str(person.pk) == chosen), None)
    if found is None:
        raise NotFound("party.unknown", _("We could not find this person."))
    return found


def _also(claim: Claim, row: Entitlement) -> dict[str, Any]:
    return {
        "claim": claim,
        "full": True,
        "other": presented.other_policy(row),
        "papers": claim.papers.filter(state=PaperState.RECEIVED, file__isnull=False).count(),
    }

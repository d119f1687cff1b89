"""The first page: what waits for me, how I report, my cases, what I am insured for. Behind it everything else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anpei.alerts import queries as alerts
from anpei.care.models import CareVisitState
from anpei.care.queries import visits as care_visits
from anpei.claims import queries as claims
from anpei.claims.queries import Standing
from anpei.complaints import queries as complaints
from anpei.core import clock
from anpei.policies import queries as policies
from anpei.portal import drafts
from anpei.portal.pages import open_page, page
from anpei.portal.presenters import acting, ways, wording
from anpei.portal.presenters import alerts as alert_presenter
from anpei.portal.presenters.journey import journeys
from anpei.portal.presenters.policies import policy_rows
from anpei.portal.visitor import visitor_of

SHOWN = 10


@require_safe
@open_page
def home_page(request: HttpRequest) -> HttpResponse:
    visitor = visitor_of(request)
    if visitor is None:
        return page(
            request,
            "portal/welcome.html",
            {"drafted": bool(drafts.answers(request.COOKIES.get(drafts.COOKIE, "")))},
        )
    rows = list(
        claims.for_visitor(visitor.phone_hash)
        .select_related("handler", "insured__guardian", "reporter")
        .prefetch_related("checklist", "payees")[:SHOWN]
    )
    found = claims.accesses(rows, visitor.phone_hash)
    own = journeys([claim for claim in rows if found[claim.pk].own])
    helped = [claim for claim in rows if found[claim.pk].standing is Standing.REPORTER]
    for_others = [
        acting.row(claim, found[claim.pk])
        for claim in rows
        if found[claim.pk].standing in (Standing.AGENT, Standing.HEIR)
    ]
    open_numbers = {claim.number for claim in rows if claim.is_open}
    members = [
        member for person in visitor.people for member in policies.members_in_force(person, clock.today())
    ]
    context = {
        "name": visitor.person.name if visitor.person else "",
        "greeting": wording.greeting(),
        "today": clock.today(),
        "open_cases": [one for one in own if one.number in open_numbers],
        "past_cases": [one for one in own if one.number not in open_numbers],
        "helped": helped,
        "for_others": for_others,
        "waiting": [one for one in own if one.waits_for_customer],
        "policies": policy_rows(members),
        "alerts": [alert_presenter.row(one.alert) for one in alerts.current(visitor.people)],
        "complaints": list(complaints.for_visitor(visitor.phone_hash).filter(is_open=True)[:SHOWN]),
        "visit_asked": care_visits.for_visitor(visitor.phone_hash)
        .filter(state=CareVisitState.ASKED)
        .exists(),
        "contact": next((one.contact for one in own if one.number in open_numbers and one.contact), ""),
    }
    return page(request, "portal/home.html", context)


@require_safe
@open_page
def more_page(request: HttpRequest) -> HttpResponse:
    visitor = visitor_of(request)
    said = complaints.for_visitor(visitor.phone_hash)[:SHOWN] if visitor else []
    return page(
        request, "portal/more.html", {"groups": ways.groups(known=visitor is not None), "complaints": said}
    )

"""Notices of danger: the advice for whoever has the link, the ticks and the help for whoever was written to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anpei.alerts import actions, catalogue, queries, seasons
from anpei.alerts.models import Alert, Reach
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.policies import queries as policies
from anpei.portal.pages import customer_page, open_page, page
from anpei.portal.presenters import alerts as presented
from anpei.portal.presenters import wording
from anpei.portal.visitor import Visitor, visitor_of

SHOWN = 30


@require_safe
@customer_page
def alerts_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What we wrote to this person, and what helps where their contracts are, at this time of the year."""
    members = [
        member for person in visitor.people for member in policies.members_in_force(person, clock.today())
    ]
    told = {one.alert_id: one for one in queries.told(visitor.people)[:SHOWN]}
    context = {
        "alerts": [presented.row(one.alert) for one in told.values()],
        "advice": [presented.season(one) for one in seasons.advice(members, clock.today())],
        "insured": bool(members),
    }
    return page(request, "portal/alerts.html", context)


@require_http_methods(["GET", "POST"])
@open_page
def alert_page(request: HttpRequest, alert_id: int) -> HttpResponse:
    """In danger nobody should have to wait for a code: the advice is for everybody who has the link."""
    visitor = visitor_of(request)
    alert, reaches = _found(visitor, alert_id)
    if request.method == "POST" and (visitor is None or not reaches):
        raise NotFound("alerts.unknown", _("There is no such notice, or it was not sent to this phone."))
    if request.method == "GET":
        actions.saw(reaches)
        return page(request, "portal/alert.html", _context(alert, reaches))
    try:
        if request.POST.get("do") == "help":
            assert visitor is not None  # a visitor without a reach was answered above
            return _helped(request, visitor, alert, reaches)
        steps = [
            int(one) if one.isdecimal() and len(one) < 4 else -1 for one in request.POST.getlist("steps")
        ]
        actions.did(reaches, steps=steps)
    except Refused as refused:
        context = {
            **_context(alert, reaches),
            "refusal": next(iter(refused.fields.values()), refused.message),
        }
        return page(request, "portal/alert.html", context, status=refused.status)
    notes.success(request, _("Noted. Take good care of yourselves."))
    return redirect("portal:alert", alert.pk)


@require_safe
@open_page
def advice_page(request: HttpRequest, peril: str) -> HttpResponse:
    """What helps against one danger, at any time."""
    found = catalogue.peril(peril)
    if found is None:
        raise NotFound("alerts.peril", _("We have no advice under this name."))
    return page(request, "portal/advice.html", {"peril": found})


def _helped(request: HttpRequest, visitor: Visitor, alert: Alert, reaches: list[Reach]) -> HttpResponse:
    mine = reaches[0]
    row = actions.needs_help(mine, phone=mine.addressee.phone, by=visitor.actor)
    if row.call is not None:
        notes.success(request, _("We call you before %(time)s.") % {"time": wording.moment(row.call.due_at)})
    return redirect("portal:alert", alert.pk)


def _found(visitor: Visitor | None, alert_id: int) -> tuple[Alert, list[Reach]]:
    """An alert that went out; and how it reached this visitor, if it did."""
    alert = queries.gone_out(alert_id)
    if visitor is None:
        return alert, []
    reaches = list(queries.told(visitor.people).filter(alert=alert))
    return alert, reaches


def _context(alert: Alert, reaches: list[Reach]) -> dict[str, Any]:
    call = next((one.call for one in reaches if one.call and one.call.done_at is None), None)
    return {
        "alert": presented.shown(alert, done=set(reaches[0].done) if reaches else set()),
        "mine": bool(reaches),
        "call": call,
        "for_whom": presented.for_whom(reaches),
    }

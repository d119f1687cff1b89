"""Letting somebody act for oneself: who does, what they did, giving it by code, ending it in one tap."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anpei.accounts.addresses import client_ip
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Refused
from anpei.mandates import actions, queries, rules
from anpei.mandates.models import PORTAL_POWERS, How, Mandate, MandateState, Power, Relation
from anpei.portal.pages import customer_page, page, typed_text_arrived
from anpei.portal.presenters import acting
from anpei.portal.presenters.journey import case_name
from anpei.portal.presenters.wording import masked_phone
from anpei.portal.views.reach import person_of
from anpei.portal.visitor import Visitor

USUAL_DAYS = 90
HINTS = {
    Power.RESULT: gettext_lazy("With amounts and reasons"),
    Power.OBJECT: gettext_lazy("In your name"),
    Power.CONTRACTS: gettext_lazy("Together with all your cases; never an insurance agent"),
    Power.ACCOUNT: gettext_lazy("Always an account in your own name; the money never goes to anybody else"),
}
CASES_SHOWN = 10
_SHOWN_CODE = "portal_mandate_code"
FIELDS = ("agent_name", "agent_phone", "relation", "claim", "until_on")


@require_safe
@customer_page
def mandates_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    given = list(queries.given_by(visitor.phone_hash)[: queries.SHOWN])
    over = (MandateState.ENDED, MandateState.REFUSED)
    context = {
        "open": [_card(one) for one in given if one.state not in over],
        "over": [_card(one) for one in given if one.state in over],
        "held": [_card(one) for one in queries.kept_for(visitor.phone_hash)[: queries.SHOWN]],
        "done": acting.done_for(visitor.people),
    }
    return page(request, "portal/mandates.html", context)


@require_http_methods(["GET", "POST"])
@customer_page
def new_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Who, what, which case, how long. Nothing counts before the code of the next page."""
    person = person_of(visitor)
    rules.refuse_unable(person)
    cases = list(claims.for_visitor(visitor.phone_hash).filter(insured=person, is_open=True)[:CASES_SHOWN])
    if request.method == "GET":
        values = {
            "claim": request.GET.get("claim", ""),
            "until_on": (clock.today() + timedelta(days=USUAL_DAYS)).isoformat(),
        }
        return page(request, "portal/mandate_new.html", _form(cases, values, ["papers", "talk"]))
    values = {name: request.POST.get(name, "") for name in FIELDS}
    powers = request.POST.getlist("powers")
    claim = next((one for one in cases if one.number == values["claim"]), None)
    try:
        mandate = actions.ask(
            person,
            terms=rules.Terms(
                agent_name=values["agent_name"],
                agent_phone=values["agent_phone"],
                relation=values["relation"],
                powers=powers,
                from_on=clock.today(),
                until_on=_day(values["until_on"]),
            ),
            claim_id=claim.pk if claim else None,
            claim_number=claim.number if claim else "",
            by=person.actor,
        )
    except Refused as refused:
        context = _form(cases, values, powers) | {
            "errors": refused.fields,
            "refusal": "" if refused.fields else refused.message,
        }
        return page(request, "portal/mandate_new.html", context, status=refused.status)
    typed_text_arrived(request, "mandate")
    return _send_code(request, mandate)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
@customer_page
def confirm_page(request: HttpRequest, visitor: Visitor, ref: str) -> HttpResponse:
    mandate = queries.get_given(visitor.phone_hash, ref)
    if mandate.state != MandateState.WAITING or mandate.how != How.PORTAL:
        return redirect("portal:mandates")
    context: dict[str, Any] = {
        "card": _card(mandate),
        "phone": masked_phone(mandate.principal.phone),
        "shown_code": request.session.get(_SHOWN_CODE, ""),
    }
    if request.method == "GET":
        return page(request, "portal/mandate_confirm.html", context)
    try:
        actions.confirm(mandate, code=request.POST.get("code", ""), by=mandate.principal.actor)
    except Refused as refused:
        context |= {"errors": refused.fields, "refusal": "" if refused.fields else refused.message}
        return page(request, "portal/mandate_confirm.html", context, status=refused.status)
    request.session.pop(_SHOWN_CODE, None)
    notes.success(
        request,
        _("Done. %(name)s may act for you now, and we have told them. You see everything here.")
        % {"name": mandate.agent_name},
    )
    return redirect("portal:mandates")


@require_POST
@customer_page
def code(request: HttpRequest, visitor: Visitor, ref: str) -> HttpResponse:
    """Another code, for one that did not come or has run out."""
    return _send_code(request, queries.get_given(visitor.phone_hash, ref))


@require_POST
@customer_page
def end(request: HttpRequest, visitor: Visitor, ref: str) -> HttpResponse:
    """One tap, no reason."""
    mandate = queries.get_given(visitor.phone_hash, ref)
    try:
        actions.revoke(mandate, by=mandate.principal.actor)
    except Refused as refused:
        notes.info(request, str(refused.message))
    else:
        notes.success(
            request, _("Ended. %(name)s cannot do anything for you any more.") % {"name": mandate.agent_name}
        )
    return redirect("portal:mandates")


@require_POST
@customer_page
def give_up(request: HttpRequest, visitor: Visitor, ref: str) -> HttpResponse:
    """Whoever acts does not want to any more."""
    mandate = queries.get_held(visitor.phone_hash, ref)
    actions.renounce(mandate, agent_phone_hash=visitor.phone_hash, by=visitor.actor)
    notes.success(request, _("You have given it up. Thank you for helping so far."))
    return redirect("portal:mandates")


def _send_code(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    try:
        sent = actions.send_code(mandate, ip=client_ip(request), by=mandate.principal.actor)
    except Refused as refused:
        notes.warning(request, _soon() if refused.code == "code.wait" else str(refused.message))
    else:
        request.session[_SHOWN_CODE] = sent.shown_code or ""
    return redirect("portal:mandate_confirm", mandate.ref)


def _soon() -> str:
    """The last code to this phone may have been the one to log in, which does not count here."""
    return _(
        "To protect you a phone gets one code a minute. Please wait a moment, then tap “Send another code”."
    )


def _form(cases: list[Claim], values: dict[str, str], powers: list[str]) -> dict[str, Any]:
    return {
        "values": values,
        "chosen": powers,
        "relations": Relation.choices,
        "powers": [(one.value, one.label, HINTS.get(one)) for one in PORTAL_POWERS if one != Power.SEE],
        "cases": [{"number": one.number, "name": case_name(one)} for one in cases],
        "today": clock.today(),
        "last": rules.longest(clock.today()),
    }


def _card(mandate: Mandate) -> dict[str, Any]:
    return {
        "row": mandate,
        "about": acting.about(mandate),
        "powers": _(", ").join(mandate.power_labels),
        "waiting_for_code": mandate.state == MandateState.WAITING and mandate.how == How.PORTAL,
    }


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None

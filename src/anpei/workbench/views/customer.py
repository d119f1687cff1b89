"""Everything about a customer on one page: found exactly, opened for a purpose, section by section."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anpei.accounts.masking import Purpose, view
from anpei.accounts.permissions import Permission as P
from anpei.advice import actions, queries
from anpei.advice.models import CustomerLook
from anpei.alerts import actions as alerts
from anpei.alerts import queries as alert_queries
from anpei.core.errors import NotFound, Refused
from anpei.parties import actions as parties
from anpei.parties import reaching
from anpei.parties.models import Party
from anpei.workbench import customer
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.customer_forms import FindForm, LookForm, ReachForm
from anpei.workbench.presenters import cases
from anpei.workbench.shell import page

AT_ONCE = ("person", "policies", "cases")  # the rest of the page comes by itself, one request a section


@staff_page(P.CUSTOMER_VIEW)
@require_http_methods(["GET", "POST"])
def customers(request: StaffRequest) -> HttpResponse:
    """Find somebody. By POST, so that no phone or ID number stands in an address or a log."""
    if request.method == "GET":
        return _found(request, FindForm(), None)
    form = FindForm(request.POST)
    if not form.is_valid():
        return _found(request, form, None, status=422)
    return _found(request, form, queries.search(request.user, form.cleaned_data["text"]))


@staff_page(P.CUSTOMER_VIEW)
@require_http_methods(["GET", "POST"])
def look(request: StaffRequest, party_id: int) -> HttpResponse:
    """Say what for, and open. GET asks, with what a link knows filled in (``?purpose=settle&about=…``)."""
    party = queries.get_customer(request.user, party_id)
    if request.method == "GET":
        known = {name: request.GET.get(name, "")[:40] for name in ("purpose", "about")}
        return _ask(request, party, LookForm(initial=known))
    form = LookForm(request.POST)
    if not form.is_valid():
        return _ask(request, party, form, status=422)
    try:
        row = actions.look_at(party, by=request.user.actor, **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _ask(request, party, form, status=refused.status)
    return redirect("workbench:customer", row.pk)


@staff_page(P.CUSTOMER_VIEW)
@require_GET
def shown(request: StaffRequest, look_id: int) -> HttpResponse:
    """The page: the first sections at once, the others ask for themselves."""
    row, purpose = queries.open_look(request.user, look_id)
    sections = customer.opened(purpose, request.user)
    context = {
        "look": row,
        "purpose": purpose,
        "name": view(request.user, Purpose.CONTACT).name(row.party.name),
        "sections": [
            {
                "section": section,
                "template": f"workbench/customer/{section.code}.html",
                "data": section.read(row.party, request.user) if section.code in AT_ONCE else None,
            }
            for section in sections
        ],
    }
    return page(request, "workbench/customer.html", context, here="customers")


@staff_page(P.CUSTOMER_VIEW)
@require_GET
def section(request: StaffRequest, look_id: int, code: str) -> HttpResponse:
    """One section: into the page, or as a page of its own without scripts."""
    row, purpose = queries.open_look(request.user, look_id)
    found = next((one for one in customer.opened(purpose, request.user) if one.code == code), None)
    if found is None:
        raise NotFound("advice.no_section", _("This does not belong to what you opened the customer for."))
    one: dict[str, Any] = {
        "section": found,
        "template": f"workbench/customer/{found.code}.html",
        "data": found.read(row.party, request.user),
    }
    if request.htmx:
        return render(request, "workbench/customer/panel.html", {"one": one, "look": row})
    context = {
        "look": row,
        "purpose": purpose,
        "name": view(request.user, Purpose.CONTACT).name(row.party.name),
        "sections": [one],
        "alone": True,
    }
    return page(request, "workbench/customer.html", context, here="customers")


@staff_page(P.MESSAGE_SEND)
@require_http_methods(["GET", "POST"])
def reach(request: StaffRequest, look_id: int) -> HttpResponse:
    """How the customer asked to be reached: way, language, hours, notices of danger."""
    row, _purpose = queries.open_look(request.user, look_id)
    if request.method == "GET":
        return _reach(request, row, ReachForm(initial=_kept_reach(row.party)))
    form = ReachForm(request.POST)
    if not form.is_valid():
        return _reach(request, row, form, status=422)
    given = form.cleaned_data
    hours = reaching.hours_given(given["hours"], given["quiet_from"], given["quiet_until"])
    try:
        with transaction.atomic():
            parties.choose_way(
                row.party,
                channel=given["channel"],
                email=given["email"],
                language=given["language"],
                by=request.user.actor,
                **hours,
            )
            alerts.choose(row.party, serious_only=given["notices"] == "serious", by=request.user.actor)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _reach(request, row, form, status=refused.status)
    notes.success(request, _("Kept. The customer is told by text message."))
    return redirect("workbench:customer", row.pk)


def _kept_reach(party: Party) -> dict[str, str]:
    own = party.quiet_hours
    return {
        "channel": party.preferred_channel,
        "email": party.email,
        "language": party.language,
        "hours": reaching.hours_of(party),
        "quiet_from": f"{own.begins:%H:%M}" if own else "",
        "quiet_until": f"{own.until:%H:%M}" if own else "",
        "notices": "serious" if alert_queries.serious_only(party) else "all",
    }


def _reach(request: StaffRequest, row: CustomerLook, form: ReachForm, status: int = 200) -> HttpResponse:
    name = view(request.user, Purpose.CONTACT).name(row.party.name)
    context = {"form": form, "look": row, "name": name}
    return page(request, "workbench/customer_reach.html", context, here="customers", status=status)


def _found(
    request: StaffRequest, form: FindForm, people: list[Party] | None, status: int = 200
) -> HttpResponse:
    seen = view(request.user, Purpose.LIST)
    rows = [
        {
            "party": one,
            "name": seen.name(one.name),
            "age": cases.age_words(one),
            "phone": seen.phone(one.phone) if one.phone else "",
        }
        for one in people or ()
    ]
    context = {"form": form, "rows": rows, "searched": people is not None}
    return page(request, "workbench/customers.html", context, here="customers", status=status)


def _ask(request: StaffRequest, party: Party, form: LookForm, status: int = 200) -> HttpResponse:
    name = view(request.user, Purpose.LIST).name(party.name)
    context = {"form": form, "party": party, "name": name, "age": cases.age_words(party)}
    return page(request, "workbench/customer_look.html", context, here="customers", status=status)

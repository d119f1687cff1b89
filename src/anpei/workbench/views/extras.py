"""Value-added services at the desk: ordered for a caller, handed to the provider, done, what they cost."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.accounts.masking import Purpose, view
from anpei.accounts.permissions import Permission as P
from anpei.care import actions, programme
from anpei.care.events.extras import PASSED
from anpei.care.models import ExtraOrder, ExtraState
from anpei.care.queries import extras as queries
from anpei.core.errors import NotFound, Refused
from anpei.workbench import outreach_forms as forms
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.care_forms import DeclineForm, FinishForm
from anpei.workbench.forms import NoFields, WorkbenchForm
from anpei.workbench.presenters import cases
from anpei.workbench.shell import page

FIGURE_DAYS = 365
STEPS: dict[str, type[WorkbenchForm]] = {
    "arrange": forms.ArrangeForm,
    "finish": FinishForm,
    "decline": DeclineForm,
    "cancel": NoFields,
}


@staff_page(P.CARE_DO)
@require_http_methods(["GET", "POST"])
def extras(request: StaffRequest) -> HttpResponse:
    """What waits, what was used; ordering for somebody on the phone."""
    staff = request.user
    form = forms.ExtraOrderForm(request.POST or None, auto_id="order-%s")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = dict(form.cleaned_data)
            try:
                member = queries.member_for_staff(staff, given.pop("policy"), given.pop("name"))
                row = actions.order(member, channel="phone", by=staff.actor, **given)
            except NotFound as unknown:
                form.refuse(unknown.message, {"policy": unknown.message})
            except Refused as refused:
                form.refuse(refused.message, refused.fields)
                status = refused.status
            else:
                messages.success(request, _("Ordered. The customer hears it at once."))
                return redirect("workbench:extra", row.pk)
    seen = view(staff, Purpose.CONTACT)
    context = {
        "rows": [
            {
                "row": one,
                "extra": programme.extra(one.kind),
                "name": seen.name(one.member.party.name),
                "waited": cases.waited(one.ordered_at),
            }
            for one in queries.open_orders(staff)[: queries.PAGE]
        ],
        "figures": queries.figures(staff, since_days=FIGURE_DAYS),
        "figure_days": FIGURE_DAYS,
        "form": form,
        "tab": "extras",
    }
    return page(request, "workbench/outreach_extras.html", context, here="care", status=status)


@staff_page(P.CARE_DO)
@require_GET
def extra(request: StaffRequest, order_id: int) -> HttpResponse:
    return _extra(request, queries.get_for_staff(request.user, order_id))


@staff_page(P.CARE_DO)
@require_POST
def act(request: StaffRequest, order_id: int, name: str) -> HttpResponse:
    row = queries.get_for_staff(request.user, order_id)
    if name not in _steps(row):
        raise NotFound("care.step", _("There is no such action."))
    form = STEPS[name](request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return _extra(request, row, {name: form}, status=422)
    by = request.user.actor
    try:
        if name == "arrange":
            actions.arrange(row, by=by, **form.cleaned_data)
            done = _("With the provider. The customer knows.")
        elif name == "finish":
            actions.finish_extra(row, by=by, **form.cleaned_data)
            done = _("Done. Thank you.")
        elif name == "decline":
            actions.decline_extra(row, by=by, **form.cleaned_data)
            done = _("The customer has been told, and why.")
        else:
            actions.cancel_extra(row, by=by)
            done = _("Cancelled. The use is given back.")
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _extra(request, row, {name: form}, status=refused.status)
    messages.success(request, done)
    return redirect("workbench:extra", row.pk)


def _extra(
    request: StaffRequest, row: ExtraOrder, refused: dict[str, WorkbenchForm] | None = None, status: int = 200
) -> HttpResponse:
    seen = view(request.user, Purpose.CONTACT)
    person = row.member.party
    reached = person.guardian or person
    kind = programme.extra(row.kind)
    context: dict[str, Any] = {
        "row": row,
        "extra": kind,
        "provider": programme.provider(row.provider),
        "name": seen.name(person.name),
        "phone": seen.phone(reached.phone) if reached.phone else "",
        "words": row.words if seen.health or not kind.health_data else "",
        "hidden": bool(row.words) and kind.health_data and not seen.health,
        "passed": [PASSED[name] for name in row.passed],
        "forms": {
            name: (refused or {}).get(name) or STEPS[name](auto_id=f"{name}-%s") for name in _steps(row)
        },
    }
    return page(request, "workbench/outreach_extra.html", context, here="care", status=status)


def _steps(row: ExtraOrder) -> tuple[str, ...]:
    if row.state == ExtraState.ORDERED:
        return ("arrange", "decline", "cancel")
    if row.state == ExtraState.ARRANGED:
        return ("finish", "arrange", "decline", "cancel")
    return ()

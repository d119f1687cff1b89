"""Holders who changed their mind: told on the phone, talked with, let go with their money, or kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts.masking import Purpose, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.deadlines import presenters as clocks
from anpei.disclosure import actions, catalogue, queries
from anpei.disclosure.models import ChangeOfMind, MindState
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.disclosure_forms import EndForm, KeepForm, MindForm, PaidBackForm
from anpei.workbench.forms import WorkbenchForm
from anpei.workbench.shell import page
from anpei.workbench.views.disclosure import visits_page

SHOWN_RULES = (queries.CHANGE_OF_MIND, queries.REFUND)


@staff_page(P.CARE_DO)
@require_POST
def told(request: StaffRequest) -> HttpResponse:
    """A holder said on the phone or at the desk that they want to leave."""
    form = MindForm(request.POST, auto_id="mind-%s")
    if not form.is_valid():
        return visits_page(request, mind_form=form, status=422)
    try:
        policy = queries.policy_for_staff(request.user, form.cleaned_data["policy"])
        row = actions.change_mind(policy, words=form.cleaned_data["words"], by=request.user.actor)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return visits_page(request, mind_form=form, status=refused.status)
    messages.success(request, _("Recorded, and the holder knows who sees to it and by when."))
    return redirect("workbench:mind", mind_id=row.pk)


@staff_page(P.CARE_DO)
@require_GET
def mind(request: StaffRequest, mind_id: int) -> HttpResponse:
    return _mind(request, queries.get_mind(request.user, mind_id))


@staff_page(P.CARE_DO)
@require_POST
def mind_act(request: StaffRequest, mind_id: int, name: str) -> HttpResponse:
    row = queries.get_mind(request.user, mind_id)
    if name not in STEPS:
        raise NotFound("mind.step", _("There is no such action."))
    form_class, _state, run = STEPS[name]
    form = form_class(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return _mind(request, row, {name: form}, status=422)
    try:
        done = run(row, form.cleaned_data, request.user)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _mind(request, row, {name: form}, status=refused.status)
    messages.success(request, done)
    return redirect("workbench:mind", mind_id=mind_id)


def _mind(
    request: StaffRequest, row: ChangeOfMind, refused: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    seen = view(request.user, Purpose.CONTACT)
    holder = row.policy.policyholder
    given = refused or {}
    context = {
        "row": row,
        "who": seen.name(holder.name),
        "phone": seen.phone(holder.phone) if holder.phone else "",
        "delivery": getattr(row.policy, "delivery", None),
        "clocks": [one for one in clocks.for_staff("policy", row.policy_id) if one.rule_id in SHOWN_RULES],
        "cost": catalogue.cooling_off(),
        "forms": {
            name: given.get(name) or form_class(auto_id=f"{name}-%s")
            for name, (form_class, state, _run) in STEPS.items()
            if row.state == state or name in given
        },
    }
    return page(request, "workbench/mind.html", context, here="visits", status=status)


def _ended(row: ChangeOfMind, values: dict[str, Any], staff: Staff) -> str:
    actions.finish(row, cost_fen=values["cost_fen"] or 0, by=staff.actor)
    return _("Ended, and the holder knows what comes back. Please note here when the money has left.")


def _kept(row: ChangeOfMind, values: dict[str, Any], staff: Staff) -> str:
    actions.keep(row, note=values["note"], by=staff.actor)
    return _("Kept, and the holder has it in writing.")


def _paid(row: ChangeOfMind, values: dict[str, Any], staff: Staff) -> str:
    actions.paid_back(row, paid_on=values["paid_on"] or clock.today(), by=staff.actor)
    return _("Noted, and the holder knows that the money is on its way.")


Step = Callable[[ChangeOfMind, dict[str, Any], Staff], str]
STEPS: dict[str, tuple[type[WorkbenchForm], str, Step]] = {
    "end": (EndForm, MindState.ASKED, _ended),
    "keep": (KeepForm, MindState.ASKED, _kept),
    "paid": (PaidBackForm, MindState.ENDED, _paid),
}

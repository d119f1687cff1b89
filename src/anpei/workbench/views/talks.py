"""One conversation per customer: everything said, an answer by the way they wrote in, and what nobody could place yet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.accounts.masking import Purpose, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.claims.models import Claim
from anpei.core.errors import NotFound, Refused
from anpei.hotline import actions, queries
from anpei.hotline.models import Inbound
from anpei.messages import conversation
from anpei.messages.conversation import Mark
from anpei.messages.models import Channel
from anpei.workbench import call_forms as forms
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.forms import WorkbenchForm
from anpei.workbench.presenters import people
from anpei.workbench.presenters import talk as shown_as
from anpei.workbench.shell import page


@staff_page(P.MESSAGE_SEND)
@require_http_methods(["GET", "POST"])
def talk(request: StaffRequest, party_id: int) -> HttpResponse:
    """The newest page of a customer's conversation, older ones by its mark, and a line to answer."""
    party = queries.customer(request.user, party_id)
    form = forms.AnswerForm(request.POST if request.method == "POST" else None, auto_id="answer-%s")
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(party, text=form.cleaned_data["text"], by=request.user.actor)
        except Refused as refused:
            form.refuse(refused.message, refused.fields)
            status = refused.status
        else:
            messages.success(request, _("Sent: in the app, and by the way they wrote in."))
            return redirect("workbench:talk", party_id)
    elif request.method == "POST":
        status = 422
    before = Mark.from_text(request.GET.get("before", ""))
    entries, older = conversation.page(queries.whose(request.user, party), before=before)
    seen = view(request.user, Purpose.CONTACT)
    numbers = dict(Claim.objects.filter(pk__in={one.claim_id for one in entries}).values_list("pk", "number"))
    last = queries.last_from(request.user, party)
    reported = queries.reported_in_messages([one.id for one in entries if one.kind == "message" and one.mine])
    context = {
        "party": party,
        "name": seen.name(party.name),
        "phone": seen.phone(party.phone) if party.phone else "",
        "entries": [shown_as.entry(one, numbers, reported) for one in reversed(entries)],
        "older": older.to_text() if older else "",
        "newest": before is None,
        "form": form,
        "way": Channel(last.channel).label if last else "",
        "may_report": P.CLAIM_REPORT in request.user.permissions,
    }
    return page(request, "workbench/talk.html", context, here="calls", status=status)


@staff_page(P.MESSAGE_SEND)
@require_GET
def inbound(request: StaffRequest, inbound_id: int) -> HttpResponse:
    return _inbound(request, queries.get_inbound(request.user, inbound_id))


@staff_page(P.MESSAGE_SEND)
@require_POST
def act_on_inbound(request: StaffRequest, inbound_id: int, name: str) -> HttpResponse:
    """Put it into a conversation, or set it aside."""
    row = queries.get_inbound(request.user, inbound_id)
    form = _inbound_form(name, row, request.user, people.asked_for(request), request.POST)
    if not form.is_valid():
        return _inbound(request, row, {name: form}, status=422)
    by = request.user.actor
    try:
        if name == "assign":
            party = queries.customer(request.user, int(form.cleaned_data["party"]))
            actions.assign(row, party=party, by=by)
            messages.success(request, _("The message stands in this customer's conversation now."))
            return redirect("workbench:talk", party.pk)
        actions.set_aside(row, by=by, **form.cleaned_data)
        messages.success(request, _("Set aside, with the reason."))
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _inbound(request, row, {name: form}, status=refused.status)
    return redirect("workbench:calls")


def _inbound(
    request: StaffRequest, row: Inbound, refused: dict[str, WorkbenchForm] | None = None, status: int = 200
) -> HttpResponse:
    seen = view(request.user, Purpose.CONTACT)
    asked = people.asked_for(request)
    context = {
        **people.of_inbound(row, seen),
        "asked": asked,
        "people": people.of_sender(row, request.user, asked),
        "along": list(queries.together_with(row).exclude(pk=row.pk)),
        "may_report": P.CLAIM_REPORT in request.user.permissions,
        "forms": {
            name: (refused or {}).get(name) or _inbound_form(name, row, request.user, asked)
            for name in ("assign", "set-aside")
        },
    }
    return page(request, "workbench/inbound.html", context, here="calls", status=status)


def _inbound_form(name: str, row: Inbound, staff: Staff, asked: str, data: Any = None) -> WorkbenchForm:
    given: dict[str, Any] = {"auto_id": f"{name}-%s"}
    if name == "assign":
        return forms.AssignInboundForm(data, people=people.of_sender(row, staff, asked), **given)
    if name == "set-aside":
        return forms.ReasonLineForm(data, **given)
    raise NotFound("inbound.step", _("There is no such action."))

"""The call desk: who sits there now, calls to make, what the exchange told of each call, the figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts import duty
from anpei.accounts.masking import Purpose, View, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.claims.models import CallRequest
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.core.periods import Span
from anpei.hotline import actions, beginnings, measures, queries
from anpei.hotline.models import Call
from anpei.workbench import call_forms as forms
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.forms import WorkbenchForm
from anpei.workbench.presenters import cases, clocks, people
from anpei.workbench.shell import page
from anpei.workbench.templatetags.workbench import moment
from anpei.workbench.views.queue import cursor_of, read_cursor

SHOWN = 50
FIGURE_DAYS = 7


@staff_page(P.MESSAGE_SEND)
@require_GET
def desk(request: StaffRequest) -> HttpResponse:
    staff, now = request.user, clock.now()
    seen = view(staff, Purpose.CONTACT)
    after = request.GET.get("after", "")
    found = queries.page_of_calls(staff, after=read_cursor(after), size=SHOWN)
    shown = found[:SHOWN]
    context = {
        "callbacks": [_callback_row(one, seen, now) for one in queries.callbacks(staff)[:SHOWN]],
        "inbound": [people.of_inbound(one, seen) for one in queries.unassigned(staff)[:SHOWN]],
        "calls": [_call_row(one, seen) for one in shown],
        "after": after,
        "next_url": f"?{urlencode({'after': cursor_of(shown[-1].began_at, shown[-1].pk)})}"
        if len(found) > SHOWN
        else "",
        "lines": duty.lines(now),
        "on_duty": duty.on_duty(now),
        "may_plan": P.ROSTER_KEEP in staff.permissions,
    }
    return page(request, "workbench/calls.html", context, here="calls")


@staff_page(P.MESSAGE_SEND)
@require_GET
def call(request: StaffRequest, call_id: int) -> HttpResponse:
    return _call(request, queries.get_call(request.user, call_id))


@staff_page(P.MESSAGE_SEND, P.CALL_LISTEN)
@require_POST
def act_on_call(request: StaffRequest, call_id: int, name: str) -> HttpResponse:
    """Put it into a conversation, take it out, listen. A refusal keeps what was typed."""
    row = queries.get_call(request.user, call_id)
    form = _call_form(name, row, request.user, people.asked_for(request), request.POST)
    if not form.is_valid():
        return _call(request, row, {name: form}, status=422)
    try:
        if name == "listen":
            recording = actions.open_recording(row, by=request.user.actor, **form.cleaned_data)
            return HttpResponseRedirect(recording)
        if name == "link":
            party = queries.customer(request.user, int(form.cleaned_data["party"]))
            actions.link(
                row,
                party=party,
                claim=queries.open_case_of(party, request.user),
                known_by=form.cleaned_data["known_by"],
                by=request.user.actor,
            )
            messages.success(request, _("The call stands in this customer's conversation now."))
        else:
            actions.unlink(row, by=request.user.actor, **form.cleaned_data)
            messages.success(request, _("The call is nobody's again."))
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _call(request, row, {name: form}, status=refused.status)
    return redirect("workbench:call", row.pk)


@staff_page(P.MESSAGE_SEND)
@require_GET
def callback(request: StaffRequest, request_id: int) -> HttpResponse:
    return _callback(request, queries.get_callback(request.user, request_id))


@staff_page(P.MESSAGE_SEND)
@require_POST
def act_on_callback(request: StaffRequest, request_id: int, name: str) -> HttpResponse:
    """Reached, not reached, given up."""
    row = queries.get_callback(request.user, request_id)
    if name not in CALLBACK_FORMS:
        raise NotFound("callback.step", _("There is no such action."))
    form = CALLBACK_FORMS[name](request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return _callback(request, row, {name: form}, status=422)
    by = request.user.actor
    try:
        if name == "give-up":
            actions.give_up(row, by=by, **form.cleaned_data)
            done = _("Ended. The attempts stay on record.")
        else:
            tried = actions.attempt(row, reached=name == "reached", by=by, **form.cleaned_data)
            done = (
                _("Call recorded.")
                if tried.reached
                else _("Noted. The next attempt: %(at)s.") % {"at": moment(tried.next_at)}
            )
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _callback(request, row, {name: form}, status=refused.status)
    messages.success(request, done)
    return redirect("workbench:calls")


@staff_page(P.DASHBOARDS_VIEW, P.CARE_DO, P.MESSAGE_SEND)
@require_GET
def figures(request: StaffRequest) -> HttpResponse:
    """Answered rate, time to answer, time to a person; each with what it is a share of."""
    today = clock.today()
    usual = {"from_on": today - timedelta(days=FIGURE_DAYS - 1), "until_on": today, "by": "day"}
    form = forms.PeriodForm({**usual, **request.GET.dict()})
    context: dict[str, Any] = {"form": form, "found": None}
    status = 200
    if form.is_valid():
        values = form.cleaned_data
        try:
            span = Span(values["from_on"], values["until_on"])
        except Refused as refused:
            form.refuse(refused.message, refused.fields)
            status = 422
        else:
            humans = measures.humans(request.user, span)
            context |= {
                "span": span,
                "found": measures.calls(request.user, span),
                "rows": measures.calls_by(request.user, span, values["by"]),
                "humans": [(measures.CHANNELS[one.channel], one) for one in humans],
                "together": measures.all_channels(humans),
            }
    else:
        status = 422
    return page(request, "workbench/call_figures.html", context, here="calls", status=status)


def _call(
    request: StaffRequest, row: Call, refused: dict[str, WorkbenchForm] | None = None, status: int = 200
) -> HttpResponse:
    staff = request.user
    seen = view(staff, Purpose.CONTACT)
    names = [
        name
        for name, possible in (
            ("link", row.party_id is None),
            ("unlink", row.party_id is not None),
            ("listen", bool(row.recording) and P.CALL_LISTEN in staff.permissions),
        )
        if possible
    ]
    asked = people.asked_for(request)
    context = {
        **_call_row(row, seen),
        "asked": asked,
        "people": people.of_call(row, staff, asked) if row.party_id is None else [],
        "events": row.events.all(),
        "reported": queries.reported_in(row),
        "may_report": P.CLAIM_REPORT in staff.permissions and beginnings.can_be_reported(row),
        "has_recording": bool(row.recording),
        "forms": {name: (refused or {}).get(name) or _call_form(name, row, staff, asked) for name in names},
    }
    return page(request, "workbench/call.html", context, here="calls", status=status)


def _call_form(name: str, row: Call, staff: Staff, asked: str, data: Any = None) -> WorkbenchForm:
    given: dict[str, Any] = {"auto_id": f"{name}-%s"}
    if name == "link":
        return forms.LinkForm(data, people=people.of_call(row, staff, asked), **given)
    if name in ("unlink", "listen"):
        return forms.ReasonLineForm(data, **given)
    raise NotFound("call.step", _("There is no such action."))


def _callback(
    request: StaffRequest,
    row: CallRequest,
    refused: dict[str, WorkbenchForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = view(request.user, Purpose.CONTACT)
    context = {
        **_callback_row(row, seen, clock.now()),
        "attempts": row.attempts.all(),
        "forms": {
            name: (refused or {}).get(name) or form(auto_id=f"{name}-%s")
            for name, form in CALLBACK_FORMS.items()
        },
    }
    return page(request, "workbench/callback.html", context, here="calls", status=status)


def _call_row(row: Call, seen: View) -> dict[str, Any]:
    waited = (row.answered_at or row.ended_at or clock.now()) - row.queued_at if row.queued_at else None
    return {
        "row": row,
        "number": seen.phone(row.number) if row.number else _("number withheld"),
        "who": seen.name(row.party.name) if row.party else "",
        "waited": int(waited.total_seconds()) if waited is not None else None,
        "lasted": int((row.ended_at - row.answered_at).total_seconds())
        if row.ended_at and row.answered_at
        else None,
    }


def _callback_row(row: CallRequest, seen: View, now: datetime) -> dict[str, Any]:
    return {
        "row": row,
        "name": seen.name(row.name)
        if row.name
        else cases.person_name(row.claim, seen)
        if row.claim
        else _("Unknown caller"),
        "phone": seen.phone(row.phone),
        "left": clocks.left_words(row.due_at, now),
        "late": row.due_at < now,
        "tries": len(row.attempts.all()),
        "got_through": row.got_through,  # type: ignore[attr-defined]  # annotated by the query
    }


FormClass = Callable[..., WorkbenchForm]
CALLBACK_FORMS: dict[str, FormClass] = {
    "reached": forms.ReachedForm,
    "not-reached": forms.NotReachedForm,
    "give-up": forms.GiveUpForm,
}

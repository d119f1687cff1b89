"""Risk alerts at the desk: written from the advice library, counted, approved, sent, and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits
from anpei.alerts import actions, catalogue, effect, queries, rules, wording
from anpei.alerts.models import Alert, Level
from anpei.audit import queries as audit
from anpei.audit.registry import Audience
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.organisation import divisions
from anpei.workbench import alert_forms as forms
from anpei.workbench import places
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.forms import NoFields, WorkbenchForm
from anpei.workbench.presenters import alerts as presented
from anpei.workbench.shell import page

USUAL = timedelta(days=3)  # how long an alert holds until somebody says otherwise


@staff_page(P.ALERT_VIEW)
@require_GET
def alerts(request: StaffRequest) -> HttpResponse:
    """The newest first; older ones by the id of the last one shown."""
    before = request.GET.get("before", "")
    rows = queries.for_staff(request.user)
    if before.isascii() and before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: queries.PAGE + 1])
    context = {
        "rows": presented.rows(found[: queries.PAGE]),
        "older": found[queries.PAGE - 1].pk if len(found) > queries.PAGE else None,
        "may_write": permits(request.user, P.ALERT_WRITE),
        "start": forms.StartForm(auto_id="start-%s"),
    }
    return page(request, "workbench/alerts.html", context, here="alerts")


@staff_page(P.ALERT_WRITE)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """A draft that starts from the library's advice for the danger and level chosen."""
    given = request.POST if request.method == "POST" else request.GET
    peril = catalogue.peril(given.get("peril", ""))
    level = given.get("level", "")
    if peril is None or level not in Level.values:
        raise NotFound("alerts.peril", _("Please choose the danger and its level on the page before."))
    if request.method == "GET":
        now = clock.now().replace(second=0, microsecond=0)
        initial = {
            "starts_at": now,
            "ends_at": now + USUAL,
            "lines": peril.lines,
            **forms.initial_words(wording.from_library(peril, level)),
        }
        return _form(request, forms.DraftForm(peril=peril, level=level, initial=initial))
    form = forms.DraftForm(request.POST, peril=peril, level=level)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        alert = actions.draft(form.given(), unit=request.user.unit, by=request.user.actor)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _form(request, form, status=refused.status)
    messages.success(request, _("Kept as a draft. Next: count whom it would reach."))
    return redirect("workbench:alert", alert.pk)


@staff_page(P.ALERT_WRITE)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, alert_id: int) -> HttpResponse:
    alert = queries.get_for_staff(request.user, alert_id)
    said = {"GET": request.GET, "POST": request.POST}[request.method or "GET"].get("peril", "")
    peril = catalogue.peril(alert.peril or said)
    if peril is None and not alert.peril:
        return redirect("workbench:alert", alert.pk)
    if peril is None:
        raise NotFound("alerts.peril", _("The advice library does not know this danger any more."))
    if request.method == "GET":
        initial = forms.initial_of(alert) if alert.peril else forms.initial_with(alert, peril)
        return _form(request, forms.DraftForm(peril=peril, level=alert.level, initial=initial), alert)
    form = forms.DraftForm(request.POST, peril=peril, level=alert.level)
    if not form.is_valid():
        return _form(request, form, alert, status=422)
    try:
        actions.change(alert, form.given(), by=request.user.actor)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _form(request, form, alert, status=refused.status)
    messages.success(request, _("Changed. It has to be counted and approved again."))
    return redirect("workbench:alert", alert.pk)


@staff_page(P.ALERT_WRITE)
@require_GET
def find_places(request: StaffRequest) -> HttpResponse:
    """What the codes typed stand for, and the places whose name or code fits what is looked for."""
    q = request.GET.get("place", "").strip()[:40]
    context = {
        "q": q,
        "found": divisions.search(q),
        "chosen": places.chosen(request.GET.get("areas", "")[:600]),
    }
    return render(request, "workbench/parts/places.html", context)


@staff_page(P.ALERT_VIEW)
@require_GET
def alert(request: StaffRequest, alert_id: int) -> HttpResponse:
    return _shown(request, queries.get_for_staff(request.user, alert_id))


@staff_page(P.ALERT_WRITE, P.ALERT_APPROVE)
@require_POST
def act(request: StaffRequest, alert_id: int, name: str) -> HttpResponse:
    """Count, approve, send, withdraw, compare. A refusal keeps what was typed."""
    row = queries.get_for_staff(request.user, alert_id)
    if name not in STEPS:
        raise NotFound("alerts.step", _("There is no such action."))
    form_class, run = STEPS[name]
    form = form_class(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return _shown(request, row, {name: form}, status=422)
    try:
        done = run(row, form.cleaned_data, request)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _shown(
            request, queries.get_for_staff(request.user, alert_id), {name: form}, status=refused.status
        )
    messages.success(request, done)
    return redirect("workbench:alert", row.pk)


def _form(
    request: StaffRequest, form: forms.DraftForm, alert: Alert | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "alert": alert,
        "peril": form.peril,
        "level": Level(form.level),
        "tag": presented.TAGS[Level(form.level)],
    }
    return page(request, "workbench/alert_form.html", context, here="alerts", status=status)


def _shown(
    request: StaffRequest, row: Alert, refused: dict[str, WorkbenchForm] | None = None, status: int = 200
) -> HttpResponse:
    names = presented.steps(row, request.user)
    out = row.sending_at is not None
    context = {
        "row": presented.rows([row])[0],
        "alert": row,
        "words": wording.shown(row.words),
        "people": catalogue.people(row.who),
        "issuer": row.issuer,
        "warning": row.cap_messages.order_by("-id").first(),
        "which": forms.WhichForm() if not row.peril and "change" in names else None,
        "left_out": presented.left_out(row),
        "answers": queries.answers(row) if out else None,
        "by_way": presented.by_way(row) if out else [],
        "compared": presented.compared(row),
        "window": effect.window(row),
        "may_change": "change" in names,
        "steps": [
            (name, (refused or {}).get(name) or STEPS[name][0](auto_id=f"{name}-%s"))
            for name in dict.fromkeys([*names, *(refused or {})])
            if name in STEPS
        ],
        "second_person": rules.needs_second_person(row.level),
        "history": audit.timeline("alert", row.pk, audience=Audience.STAFF),
    }
    return page(request, "workbench/alert.html", context, here="alerts", status=status)


def _count(row: Alert, _values: dict[str, Any], request: StaffRequest) -> str:
    actions.ask_to_count(row, by=request.user.actor)
    return _("Being counted in the background; the figures appear here.")


def _approve(row: Alert, _values: dict[str, Any], request: StaffRequest) -> str:
    actions.approve(row, by=request.user.actor)
    return _("Approved. It goes out when somebody presses send.")


def _send(row: Alert, _values: dict[str, Any], request: StaffRequest) -> str:
    actions.send(row, by=request.user.actor)
    return _("On its way. You may leave this page.")


def _withdraw(row: Alert, values: dict[str, Any], request: StaffRequest) -> str:
    actions.withdraw(row, because=values["because"], by=request.user.actor)
    return _("Withdrawn. Whoever was told hears that it is over.")


def _compare(row: Alert, _values: dict[str, Any], request: StaffRequest) -> str:
    actions.ask_to_compare(row, by=request.user.actor)
    return _("Being compared in the background; look again in a moment.")


Step = Callable[[Alert, dict[str, Any], StaffRequest], str]
STEPS: dict[str, tuple[type[WorkbenchForm], Step]] = {
    "count": (NoFields, _count),
    "approve": (NoFields, _approve),
    "send": (NoFields, _send),
    "withdraw": (forms.WithdrawForm, _withdraw),
    "compare": (NoFields, _compare),
}

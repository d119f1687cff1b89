"""Figures of complaints, and the causes that are being changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts.permissions import Permission as P
from anpei.complaints import actions as complaints
from anpei.complaints import queries, ruleset, trends, wording
from anpei.complaints.models import Channel, PointsAt
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.organisation.models import Unit
from anpei.products.models import Product
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.complaint_forms import DenyForm, FixForm, PeriodForm
from anpei.workbench.forms import NoFields, WorkbenchForm
from anpei.workbench.presenters import causes as causes_view
from anpei.workbench.presenters.clocks import badges_of
from anpei.workbench.shell import page

USUAL_DAYS = 365
STEPS: dict[str, tuple[type[WorkbenchForm], Callable[..., object]]] = {
    "done": (FixForm, complaints.report_fix),
    "verify": (NoFields, complaints.verify_fix),
    "deny": (DenyForm, complaints.deny_fix),
}


@staff_page(P.COMPLAINT_TRENDS)
@require_GET
def complaint_trends(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    usual = {"from_on": today - timedelta(days=USUAL_DAYS - 1), "to_on": today}
    form = PeriodForm(request.GET or None, initial=usual)
    period, status = usual, 200
    if form.is_bound:
        if form.is_valid() and form.cleaned_data["from_on"] <= form.cleaned_data["to_on"]:
            period = form.cleaned_data
        else:
            if form.is_valid():
                form.add_error("to_on", _("This day lies before the first."))
            status = 422
    found = trends.figures(request.user, **period)
    rules = ruleset.in_force(today)
    kinds = dict(wording.choices(rules, "kinds"))
    products = {one.code: one.label for one in Product.objects.all()}
    units = {one.code: one.label for one in Unit.objects.all()}
    unknown = _("not known")
    context = {
        "form": form,
        "found": found,
        "kinds": trends.labelled(found.by_kind, lambda code: kinds.get(code, code)),
        "products": trends.labelled(found.by_product, lambda code: products.get(code, unknown)),
        "units": trends.labelled(found.by_unit, lambda code: units.get(code, code)),
        "channels": trends.labelled(found.by_channel, lambda code: str(Channel(code).label)),
        "periods": _periods(today),
        "busiest": max([1, *(row.count for row in found.by_month)]),
        "pointed": [(one, str(PointsAt(one.points_at).label)) for one in found.pointed],
        "causes": [
            (dict(wording.choices(rules, "causes")).get(kind, kind), named, changed)
            for kind, named, changed in found.causes
        ],
    }
    return page(request, "workbench/complaint_trends.html", context, here="complaints", status=status)


def _periods(today: date) -> list[tuple[str, date, date]]:
    """Periods one press away, each with its first and last day."""
    month = today.replace(day=1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last = month - timedelta(days=1)
    return [
        (_("This month"), month, today),
        (_("Last month"), last.replace(day=1), last),
        (_("This quarter"), quarter, today),
        (_("This year"), date(today.year, 1, 1), today),
        (_("Last 12 months"), today - timedelta(days=USUAL_DAYS - 1), today),
    ]


@staff_page()
@require_GET
def causes(request: StaffRequest) -> HttpResponse:
    """Causes not changed yet: mine to change, and those of the complaints I see."""
    return _causes(request)


@staff_page()
@require_POST
def cause_act(request: StaffRequest, cause_id: int, name: str) -> HttpResponse:
    """Report a change, confirm it, or send it back."""
    cause = queries.get_cause(request.user, cause_id)
    by = request.user.actor
    if name not in STEPS:
        raise NotFound("command.unknown", _("There is no such action."))
    form_class, act = STEPS[name]
    form = form_class(request.POST, auto_id=f"{name}{cause.pk}-%s")
    if not form.is_valid():
        return _causes(request, refused=(cause.pk, name, form), status=422)
    try:
        act(cause, by=by, **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _causes(request, refused=(cause.pk, name, form), status=refused.status)
    messages.success(request, _("Noted."))
    return redirect("workbench:complaint_causes")


def _causes(
    request: StaffRequest, *, refused: tuple[int, str, WorkbenchForm] | None = None, status: int = 200
) -> HttpResponse:
    staff = request.user
    found = list(queries.open_causes(staff))
    badges = badges_of([cause.pk for cause in found], queries.CAUSE)
    visible = set(queries.for_staff(staff).filter(causes__in=found).values_list("pk", flat=True))
    rows = []
    for shown in causes_view.views(found, staff):
        cause = shown.cause
        forms = {
            name: form_class(auto_id=f"{name}{cause.pk}-%s") for name, (form_class, _act) in STEPS.items()
        }
        if refused and refused[0] == cause.pk:
            forms[refused[1]] = refused[2]
        rows.append(
            {
                "cause": cause,
                "view": shown,
                "to_check": cause.done_at or shown.change,
                "badge": next(iter(badges.get(cause.pk, [])), None),
                "forms": forms,
                "mine": cause.owner_id == staff.pk,
                "second": bool({P.COMPLAINT_HANDLE, P.COMPLAINT_APPROVE} & staff.permissions)
                and staff.pk not in (cause.owner_id, cause.person_id),
                "sees": cause.complaint_id in visible,
                "open": refused[1] if refused and refused[0] == cause.pk else "",
            }
        )
    return page(request, "workbench/complaint_causes.html", {"rows": rows}, here="complaints", status=status)

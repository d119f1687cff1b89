"""Settings: units and staff, authority, holidays, the health of background work."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts import actions as accounts
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.queries import clients, staff_with
from anpei.accounts.roles import ROLES
from anpei.accounts.rules import permits, require
from anpei.core import clock
from anpei.core.errors import Invalid, NotFound, Refused
from anpei.deadlines import holidays
from anpei.deadlines.models import HolidayImport, SpecialDay
from anpei.jobs import actions as jobs
from anpei.jobs import queries as job_queries
from anpei.organisation.models import Unit
from anpei.settlement import actions as settlement
from anpei.settlement.models import AuthorityGrant
from anpei.workbench import forms
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.shell import page

SEES_SETTINGS = (P.STAFF_MANAGE, P.SYSTEM_WATCH, P.AUTHORITY_GRANT, P.API_CLIENT_MANAGE)
LARGEST_TABLE = 200_000


@staff_page(*SEES_SETTINGS)
@require_GET
def admin(request: StaffRequest) -> HttpResponse:
    return show(request)


@staff_page(P.STAFF_MANAGE)
@require_POST
def add_staff(request: StaffRequest) -> HttpResponse:
    form = _staff_form(request.POST)
    if not form.is_valid():
        return show(request, {"staff": form}, 422)
    try:
        person = accounts.create_staff(by=request.user.actor, **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return show(request, {"staff": form}, refused.status)
    messages.success(request, _("%(name)s can log in now.") % {"name": person.display_name})
    return redirect("workbench:admin")


@staff_page(P.STAFF_MANAGE)
@require_POST
def end_staff(request: StaffRequest, staff_id: int) -> HttpResponse:
    person = Staff.objects.filter(pk=staff_id).first()
    if person is None:
        raise NotFound("staff.unknown", _("There is no such person."))
    accounts.deactivate(staff=person, reason=request.POST.get("reason", ""), by=request.user.actor)
    messages.success(request, _("%(name)s cannot log in any more.") % {"name": person.display_name})
    return redirect("workbench:admin")


@staff_page(P.AUTHORITY_GRANT)
@require_POST
def grant(request: StaffRequest) -> HttpResponse:
    form = _authority_form(request.POST)
    if not form.is_valid():
        return show(request, {"authority": form}, 422)
    try:
        settlement.grant_authority(by=request.user.actor, **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return show(request, {"authority": form}, refused.status)
    messages.success(request, _("Authority granted."))
    return redirect("workbench:admin")


@staff_page(P.AUTHORITY_GRANT)
@require_POST
def end_grant(request: StaffRequest, grant_id: int) -> HttpResponse:
    row = AuthorityGrant.objects.filter(pk=grant_id).first()
    if row is None:
        raise NotFound("authority.unknown", _("There is no such grant."))
    settlement.end_authority(row, last_day=clock.today(), by=request.user.actor)
    messages.success(request, _("Authority ends today."))
    return redirect("workbench:admin")


@staff_page(P.SYSTEM_WATCH)
@require_POST
def import_holidays(request: StaffRequest) -> HttpResponse:
    form = forms.HolidayForm(request.POST, request.FILES)
    require(request.user, P.STAFF_MANAGE)  # an auditor watches, but changes nothing
    try:
        if not form.is_valid():
            return show(request, {"holidays": form}, 422)
        holidays.import_holidays(_rows_of(form.cleaned_data["file"]), by=request.user.actor)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return show(request, {"holidays": form}, refused.status)
    messages.success(request, _("Holidays imported. Provisional dates are computed again."))
    return redirect("workbench:admin")


@staff_page(P.SYSTEM_WATCH)
@require_POST
def retry_job(request: StaffRequest, job_id: int) -> HttpResponse:
    require(request.user, P.STAFF_MANAGE)
    job = job_queries.parked().filter(pk=job_id).first()
    if job is None:
        raise NotFound("job.unknown", _("This work is not parked any more."))
    jobs.retry(job)
    messages.success(request, _("It runs again."))
    return redirect("workbench:admin")


def show(request: StaffRequest, refused: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    refused = refused or {}
    staff = request.user
    context: dict[str, Any] = {"holds": staff.permissions}
    if permits(staff, P.STAFF_MANAGE):
        people = Staff.objects.select_related("unit").order_by("unit__path", "username")
        context |= {
            "people": people[:300],
            "units": Unit.objects.order_by("path"),
            "roles": list(ROLES.values()),
            "staff_form": refused.get("staff") or _staff_form(),
        }
    if permits(staff, P.AUTHORITY_GRANT):
        context |= {
            "grants": AuthorityGrant.objects.select_related("staff__unit", "unit", "granted_by").order_by(
                "staff__username", "kind", "level"
            )[:200],
            "authority_form": refused.get("authority") or _authority_form(),
            "today": clock.today(),
        }
    if permits(staff, P.API_CLIENT_MANAGE):
        context |= {
            "clients": clients(),
            "client_form": refused.get("client") or forms.ApiClientForm(),
            "opened": refused.get("opened"),
        }
    if permits(staff, P.SYSTEM_WATCH):
        context |= {
            "health": job_queries.health(),
            "parked": list(job_queries.parked()[:50]),
            "years": sorted({day.year for day in SpecialDay.objects.values_list("day", flat=True)}),
            "imports": list(HolidayImport.objects.order_by("-pk")[:5]),
            "holiday_form": refused.get("holidays") or forms.HolidayForm(),
        }
    return page(request, "workbench/admin.html", context, here="admin", status=status)


def _staff_form(data: Any = None) -> forms.StaffForm:
    form = forms.StaffForm(data, auto_id="staff-%s")
    form.fields["role"].choices = [(code, role.name) for code, role in ROLES.items()]  # type: ignore[attr-defined]
    form.fields["unit"].queryset = Unit.objects.order_by("path")  # type: ignore[attr-defined]
    return form


def _authority_form(data: Any = None) -> forms.AuthorityForm:
    form = forms.AuthorityForm(data, auto_id="authority-%s")
    form.fields["staff"].queryset = staff_with(P.CLAIM_APPROVE)  # type: ignore[attr-defined]
    return form


def _rows_of(file: Any) -> list[dict[str, str]]:
    """Rows of an uploaded CSV with a head line. Raises Invalid for anything that is no such table."""
    if file is None:
        raise Invalid(fields={"file": _("Please choose a file.")})
    if file.size > LARGEST_TABLE:
        raise Invalid(fields={"file": _("This file is too large for a holiday table.")})
    try:
        text = file.read().decode("utf-8-sig")
        return [
            {name or "": value or "" for name, value in row.items() if isinstance(value, str | None)}
            for row in csv.DictReader(io.StringIO(text))
        ]
    except (UnicodeDecodeError, csv.Error):
        raise Invalid(
            fields={"file": _("We could not read this table. Please save it as CSV in UTF-8.")}
        ) from None

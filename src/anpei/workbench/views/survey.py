"""Surveys on a phone: what is mine, photos with time and place, statements, the report."""

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
from anpei.core.errors import Invalid, NotFound, Refused
from anpei.documents import copies, pictures
from anpei.surveys import actions as surveys
from anpei.surveys import queries
from anpei.surveys.models import Survey, SurveyState
from anpei.surveys.states import OPEN
from anpei.workbench import forms
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.presenters import cases
from anpei.workbench.shell import page


@staff_page(P.SURVEY_DO)
@require_GET
def survey_list(request: StaffRequest) -> HttpResponse:
    seen = view(request.user, Purpose.VISIT)
    rows = [{"row": row, "name": cases.person_name(row.claim, seen)} for row in queries.mine(request.user)]
    return page(request, "workbench/surveys.html", {"rows": rows}, here="surveys")


@staff_page(P.SURVEY_DO, P.CLAIM_HANDLE)
@require_GET
def survey(request: StaffRequest, survey_id: int) -> HttpResponse:
    return _show(request, queries.get_for_staff(request.user, survey_id))


@staff_page(P.SURVEY_DO)
@require_POST
def act(request: StaffRequest, survey_id: int, name: str) -> HttpResponse:
    """Start, add a photo or a statement, hand in the report. A refusal keeps what was typed."""
    row = queries.get_for_staff(request.user, survey_id)
    if name not in STEPS:
        raise NotFound("survey.step", _("There is no such action."))
    form_class, run = STEPS[name]
    form = form_class(request.POST, request.FILES, auto_id=f"{name}-%s")
    if not form.is_valid():
        return _show(request, row, {name: form}, status=422)
    try:
        done = run(row, form.cleaned_data, request.user)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _show(request, row, {name: form}, status=refused.status)
    messages.success(request, done)
    return redirect("workbench:survey", survey_id=survey_id)


@staff_page(P.HEALTH_VIEW)
@require_GET
def photo(request: StaffRequest, survey_id: int, photo_id: int) -> HttpResponse:
    """A photo with the viewer's name on it; looking is recorded, the small picture on the page of the survey is not."""
    row = queries.get_photo(queries.get_for_staff(request.user, survey_id), photo_id)
    small = pictures.thumbnail(row.file) if request.GET.get("small") else None
    if small is None:
        surveys.note_photo_viewed(row, by=request.user.actor)
        copy = copies.for_viewer(row.file, by=request.user.actor, case=row.survey.claim.number)
        answer = HttpResponse(copy.content, content_type=copy.media_type)
    else:
        answer = HttpResponse(small, content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _show(
    request: StaffRequest, row: Survey, refused: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    refused = refused or {}
    seen = view(request.user, Purpose.VISIT)
    person = row.claim.insured
    context = {
        "survey": row,
        "claim": row.claim,
        "name": cases.person_name(row.claim, seen),
        "phone": seen.phone(person.phone)
        if person and person.phone
        else seen.phone(row.claim.reporter_phone)
        if row.claim.reporter_phone
        else "",
        "address": seen.address(person.address) if person and person.address else "",
        "photos": list(row.photos.order_by("id")),
        "statements": list(row.statements.order_by("id")),
        "mine": row.assignee_id == request.user.pk and row.state in OPEN,
        "begun": row.state == SurveyState.UNDER_WAY,
        "forms": {
            name: refused.get(name) or form_class(auto_id=f"{name}-%s")
            for name, (form_class, _run) in STEPS.items()
        },
    }
    return page(request, "workbench/survey.html", context, here="surveys", status=status)


def _start(row: Survey, _values: dict[str, Any], staff: Staff) -> str:
    surveys.start(row, by=staff.actor)
    return _("Started. Take care on the way.")


def _photo(row: Survey, values: dict[str, Any], staff: Staff) -> str:
    if values["file"] is None:
        raise Invalid(fields={"file": _("Please take or choose a photo.")})
    surveys.add_photo(
        row,
        content=values["file"].read(),
        place=values["place"],
        caption=values["caption"],
        latitude=values["latitude"],
        longitude=values["longitude"],
        by=staff.actor,
    )
    return _("Photo kept.")


def _statement(row: Survey, values: dict[str, Any], staff: Staff) -> str:
    surveys.add_statement(row, by=staff.actor, **values)
    return _("Statement kept.")


def _submit(row: Survey, values: dict[str, Any], staff: Staff) -> str:
    surveys.submit_report(row, by=staff.actor, **values)
    return _("Report handed in. Thank you.")


Step = Callable[[Survey, dict[str, Any], Staff], str]
STEPS: dict[str, tuple[type[forms.WorkbenchForm], Step]] = {
    "start": (forms.NoFields, _start),
    "photo": (forms.PhotoForm, _photo),
    "statement": (forms.StatementForm, _statement),
    "submit": (forms.SurveyReportForm, _submit),
}

"""The care desk: wishes for help, calls that ask how it was, bad answers that want a person, the figures."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts.masking import Purpose, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits, visible_units
from anpei.care import actions, catalogue, measures, queries
from anpei.care.models import Declared, Followup, FollowupState, ServiceRequest, ServiceState
from anpei.care.states import FOLLOWUP_OPEN, SERVICE_OPEN
from anpei.claims import queries as claims
from anpei.complaints import queries as complaints
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import NotFound, Refused
from anpei.hotline import measures as reach
from anpei.workbench import care_forms
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.forms import NoFields, WorkbenchForm
from anpei.workbench.periods import PeriodForm
from anpei.workbench.presenters import cases, clocks
from anpei.workbench.presenters import measures as shown
from anpei.workbench.shell import page

SHOWN = 30


@staff_page(P.CARE_DO)
@require_GET
def desk(request: StaffRequest) -> HttpResponse:
    staff, now = request.user, clock.now()
    seen = view(staff, Purpose.CONTACT)
    period = PeriodForm(request.GET)
    return page(
        request,
        "workbench/care.html",
        {
            "services": [
                {
                    "row": row,
                    "service": catalogue.service(row.kind),
                    "name": cases.person_name(row.claim, seen),
                    "waited": cases.waited(row.asked_at),
                }
                for row in queries.open_services(staff)[:SHOWN]
            ],
            "calls": [
                {
                    "row": row,
                    "policy": catalogue.policy(row.policy),
                    "name": cases.person_name(row.claim, seen),
                    "left": clocks.left_words(row.ends_at, now),
                }
                for row in queries.calls_to_make(staff)[:SHOWN]
            ],
            "tasks": [
                {
                    "row": task,
                    "reasons": " · ".join(queries.labels(task.reasons)),
                    "name": cases.person_name(task.followup.claim, seen),
                    "left": clocks.left_words(task.due_at, now),
                    "late": task.due_at < now,
                }
                for task in queries.open_tasks(staff)[:SHOWN]
            ],
            "period": period,
            "answers": shown.row(measures.total(visible_units(staff), period.span)),
            "tab": "desk",
            "reached": reach.calls(staff, period.span),
            "to_person": reach.all_channels(reach.humans(staff, period.span)),
        },
        here="care",
        status=period.status,
    )


@staff_page(P.CARE_DO)
@require_GET
def service(request: StaffRequest, service_id: int) -> HttpResponse:
    return _service(request, queries.get_service(request.user, service_id))


@staff_page(P.CARE_DO)
@require_POST
def act_on_service(request: StaffRequest, service_id: int, name: str) -> HttpResponse:
    """Arrange, finish or decline. A refusal keeps what was typed."""
    row = queries.get_service(request.user, service_id)
    form = _service_form(name, row, request.POST)
    if not form.is_valid():
        return _service(request, row, {name: form}, status=422)
    try:
        done = _carry_out(row, name, form.cleaned_data, by=request.user.actor)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _service(request, row, {name: form}, status=refused.status)
    messages.success(request, done)
    return redirect("workbench:care_service", row.pk)


@staff_page(P.CARE_DO)
@require_POST
def offer(request: StaffRequest, number: str) -> HttpResponse:
    """Offer a service from the case page."""
    claim = claims.get_for_staff(request.user, number)
    form = care_forms.OfferForm(request.POST, auto_id="offer-%s")
    back = redirect("workbench:case", number=number, section="care")
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return back
    try:
        actions.offer(claim, by=request.user.actor, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, str(next(iter(refused.fields.values()), refused.message)))
        return back
    messages.success(request, _("Offered. The customer says yes or no on their page."))
    return back


@staff_page(P.CARE_DO)
@require_GET
def followup(request: StaffRequest, followup_id: int) -> HttpResponse:
    return _followup(request, queries.get_followup(request.user, followup_id))


@staff_page(P.CARE_DO)
@require_POST
def act_on_followup(request: StaffRequest, followup_id: int, name: str) -> HttpResponse:
    """Take the call, note the answers, note a no, answer a bad answer."""
    row = queries.get_followup(request.user, followup_id)
    form = _followup_form(name, row, request.POST)
    if not form.is_valid():
        return _followup(request, row, {name: form}, status=422)
    by = request.user.actor
    try:
        if name == "call":
            actions.start_call(row, by=by)
            done = _("The call is yours. The script is below.")
        elif name == "answer":
            actions.answer(row, answers=form.cleaned_data, by=by)
            done = _("Noted. Thank you.")
        elif name == "no":
            actions.decline_followup(row, by=by)
            done = _("Noted: nobody asks again.")
        else:
            actions.close_task(row.task, by=by, **form.cleaned_data)
            done = _("Answered. The customer reads it on their page.")
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _followup(request, row, {name: form}, status=refused.status)
    messages.success(request, done)
    return redirect("workbench:care_followup", row.pk)


def _service(
    request: StaffRequest,
    row: ServiceRequest,
    refused: dict[str, WorkbenchForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = view(request.user, Purpose.CONTACT)
    person = row.claim.insured
    names = _steps(row)
    context = {
        "row": row,
        "service": catalogue.service(row.kind),
        "claim": row.claim,
        "name": cases.person_name(row.claim, seen),
        "phone": seen.phone(person.phone if person and person.phone else row.claim.reporter_phone or ""),
        "address": seen.address(person.address) if person and person.address else "",
        "declared": [Declared(code).label for code in row.declared],
        "entitled": [
            RULES.get(code, Declared(code).label if code in Declared.values else code)
            for code in row.entitled_by
        ],
        "forms": {name: (refused or {}).get(name) or _service_form(name, row) for name in names},
        "open": row.state in SERVICE_OPEN,
    }
    return page(request, "workbench/care_service.html", context, here="care", status=status)


def _carry_out(row: ServiceRequest, name: str, values: dict[str, Any], *, by: Actor) -> str:
    if name == "plan":
        actions.plan(row, by=by, **values)
        return _("Arranged. The customer knows.")
    if name == "finish":
        actions.finish(row, by=by, **values)
        return _("Done. Thank you.")
    actions.decline(row, by=by, **values)
    return _("The customer has been told, and why.")


def _steps(row: ServiceRequest) -> tuple[str, ...]:
    """What can be done with a service where it stands."""
    if row.state in (ServiceState.ASKED, ServiceState.PLANNED):
        return ("plan", "finish", "decline")
    return ()


def _service_form(name: str, row: ServiceRequest, data: Any = None) -> WorkbenchForm:
    given: dict[str, Any] = {"auto_id": f"{name}-%s"}
    if name == "plan":
        people = queries.able_to_go(row.claim.unit)
        return care_forms.PlanForm(
            data,
            people=people,
            initial={
                "person": row.person_id or row.claim.handler_id,
                "appointment_at": row.appointment_at,
                "place": row.place,
            },
            **given,
        )
    if name == "finish":
        return care_forms.FinishForm(data, **given)
    if name == "decline":
        return care_forms.DeclineForm(data, **given)
    raise NotFound("care.step", _("There is no such action."))


def _followup(
    request: StaffRequest,
    row: Followup,
    refused: dict[str, WorkbenchForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    staff = request.user
    seen = view(staff, Purpose.CONTACT)
    form = catalogue.questionnaire(row.questionnaire)
    person = row.claim.insured
    said = queries.said(row)
    task = getattr(row, "task", None)
    names = [
        name
        for name, possible in (
            ("call", row.channel == "phone" and row.state == FollowupState.PLANNED),
            ("answer", row.state in FOLLOWUP_OPEN and row.caller_id == staff.pk),
            ("no", row.state in FOLLOWUP_OPEN and row.caller_id == staff.pk),
            ("reply", task is not None and task.done_at is None),
        )
        if possible
    ]
    context = {
        "row": row,
        "claim": row.claim,
        "policy": catalogue.policy(row.policy),
        "script": str(form.script).format(insurer=settings.INSURER_NAME, name=staff.display_name),
        "name": cases.person_name(row.claim, seen),
        "phone": seen.phone(person.phone if person and person.phone else row.claim.reporter_phone or ""),
        "said": [
            (question.text, _said(question, said[question.id]))
            for question in form.questions
            if question.id in said
        ],
        "task": task,
        **_complaint_of(row, staff),
        "reasons": queries.labels(task.reasons) if task else [],
        "forms": {name: (refused or {}).get(name) or _followup_form(name, row) for name in names},
    }
    return page(request, "workbench/care_followup.html", context, here="care", status=status)


def _complaint_of(row: Followup, staff: Staff) -> dict[str, Any]:
    """Whether it can be or was registered as a complaint; its number only for whoever may open it."""
    known = complaints.of_followup(row)
    seen = known is not None and complaints.for_staff(staff).filter(pk=known.pk).exists()
    return {
        "complaint_known": known is not None,
        "complaint_number": known.number if known and seen else "",
        "complaint_possible": row.state == FollowupState.ANSWERED and permits(staff, P.COMPLAINT_TAKE),
        "complaint_proposed": queries.sounds_like_complaint(row),
    }


def _followup_form(name: str, row: Followup, data: Any = None) -> WorkbenchForm:
    given: dict[str, Any] = {"auto_id": f"{name}-%s"}
    if name == "answer":
        return care_forms.phone_form(catalogue.questionnaire(row.questionnaire).questions, data, **given)
    if name in ("call", "no"):
        return NoFields(data, **given)
    if name == "reply" and getattr(row, "task", None) is not None:
        return care_forms.ReplyForm(data, **given)
    raise NotFound("care.step", _("There is no such action."))


def _said(question: catalogue.Question, answer: Any) -> str:
    """An answer in words."""
    if question.options:
        chosen = [answer] if isinstance(answer, str) else answer
        return " · ".join(str(option.text) for option in question.options if option.code in chosen)
    most = {"faces": 5, "score": 10}.get(question.kind)
    return f"{answer} / {most}" if most else str(answer)


RULES = {
    "aged": gettext_lazy("age"),
    "bereaved": gettext_lazy("a death in the family"),
    "serious": gettext_lazy("a serious case in hospital"),
}

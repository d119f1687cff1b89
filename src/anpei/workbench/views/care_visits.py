"""Visits at the desk and on the way: proposals, answers, plans within the budget, what was learnt; and the budgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.accounts.masking import Purpose, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits, visible_units
from anpei.care import actions, programme
from anpei.care.actions.visits import visited_person
from anpei.care.models import AskedBy, BudgetKind, CareVisit, CareVisitState
from anpei.care.queries import able_to_go
from anpei.care.queries import visits as queries
from anpei.claims import queries as claims
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.organisation.models import Unit
from anpei.protection import queries as protection
from anpei.workbench import outreach_forms as forms
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.forms import NoFields, WorkbenchForm
from anpei.workbench.presenters import cases
from anpei.workbench.shell import page


@staff_page(P.CARE_DO)
@require_GET
def visits(request: StaffRequest) -> HttpResponse:
    staff = request.user
    seen = view(staff, Purpose.CONTACT)
    past = request.GET.get("past") == "yes"
    rows = queries.past_visits(staff) if past else queries.open_visits(staff)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: queries.PAGE + 1])
    shown = found[: queries.PAGE]
    context = {
        "rows": [
            {
                "row": one,
                "occasion": programme.occasion(one.occasion),
                "name": cases.person_name(one.claim, seen),
            }
            for one in shown
        ],
        "past": past,
        "next": shown[-1].pk if len(found) > queries.PAGE else None,
        "budgets": [
            one for one in queries.budgets(staff, year=clock.today().year) if one.kind == BudgetKind.VISITS
        ],
        "tab": "visits",
    }
    return page(request, "workbench/outreach_visits.html", context, here="care")


@staff_page()
@require_GET
def visit(request: StaffRequest, visit_id: int) -> HttpResponse:
    """Also for the person who goes, whatever their role."""
    return _visit(request, queries.get_visit(request.user, visit_id))


@staff_page()
@require_POST
def act(request: StaffRequest, visit_id: int, name: str) -> HttpResponse:
    row = queries.get_visit(request.user, visit_id)
    if name not in _steps(row, request.user):
        raise NotFound("care.step", _("There is no such action."))
    form = _form(name, row, request.POST)
    if not form.is_valid():
        return _visit(request, row, {name: form}, status=422)
    try:
        done = CARRY_OUT[name](row, form.cleaned_data, request.user)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        row.refresh_from_db()
        return _visit(request, row, {name: form}, status=refused.status)
    messages.success(request, done)
    return redirect("workbench:care_visit", row.pk)


@staff_page(P.CARE_DO)
@require_POST
def propose(request: StaffRequest, number: str) -> HttpResponse:
    """Propose a visit from the case page."""
    claim = claims.get_for_staff(request.user, number)
    form = forms.ProposeVisitForm(request.POST, auto_id="visit-%s")
    back = redirect("workbench:case", number=number, section="care")
    form.is_valid()
    try:
        made = actions.propose(claim, why=form.cleaned_data.get("why", ""), by=request.user.actor)
    except Refused as refused:
        messages.error(request, str(next(iter(refused.fields.values()), refused.message)))
        return back
    return redirect("workbench:care_visit", made.pk)


@staff_page(P.CARE_DO, P.CARE_BUDGET)
@require_http_methods(["GET", "POST"])
def budgets(request: StaffRequest) -> HttpResponse:
    """What may be spent, what is; a manager sets the amounts."""
    staff = request.user
    may_set = permits(staff, P.CARE_BUDGET)
    units = Unit.objects.filter(pk__in=visible_units(staff)).order_by("path")
    form = forms.BudgetForm(request.POST or None, units=units, auto_id="budget-%s") if may_set else None
    status = 200
    if request.method == "POST" and form is not None:
        status = 422
        if form.is_valid():
            try:
                actions.set_budget(by=staff.actor, **form.cleaned_data)
            except Refused as refused:
                form.refuse(refused.message, refused.fields)
                status = refused.status
            else:
                messages.success(request, _("Set. The desk sees it at once."))
                return redirect("workbench:care_budgets")
    year = clock.today().year
    rows = [one for wanted in (year, year + 1) for one in queries.budgets(staff, year=wanted)]
    context = {"rows": rows, "form": form, "tab": "budgets", "care": permits(staff, P.CARE_DO)}
    here = "care" if permits(staff, P.CARE_DO) else "budgets"
    return page(request, "workbench/outreach_budgets.html", context, here=here, status=status)


def _visit(
    request: StaffRequest, row: CareVisit, refused: dict[str, WorkbenchForm] | None = None, status: int = 200
) -> HttpResponse:
    seen = view(request.user, Purpose.CONTACT)
    person = visited_person(row.claim)
    periods = protection.of_person(person, on=clock.today()) if person is not None else []
    context = {
        "row": row,
        "claim": row.claim,
        "occasion": programme.occasion(row.occasion),
        "name": seen.name(person.name) if person is not None else cases.person_name(row.claim, seen),
        "phone": seen.phone(person.phone) if person is not None and person.phone else "",
        "address": seen.address(person.address) if person is not None and person.address else "",
        "note": person.care_note if person is not None else "",
        "periods": periods,
        "forms": {name: (refused or {}).get(name) or _form(name, row) for name in _steps(row, request.user)},
        "care": permits(request.user, P.CARE_DO),
    }
    return page(request, "workbench/outreach_visit.html", context, here="care", status=status)


def _steps(row: CareVisit, staff: Staff) -> list[str]:
    """What this person can do with a visit where it stands."""
    S = CareVisitState
    came = row.appointment_at is not None and row.appointment_at <= clock.now()
    own = row.person_id == staff.pk
    care = permits(staff, P.CARE_DO)
    possible = {
        "ask": care and row.state in (S.PROPOSED, S.LATER),
        "answer": care and row.state in (S.PROPOSED, S.ASKED, S.LATER),
        "finish": (care or own) and row.state == S.PLANNED and came,
        "plan": care and row.state in (S.AGREED, S.PLANNED),
        "page": care
        and row.state in (S.PLANNED, S.DONE)
        and row.page_sent_at is None
        and not row.no_selling
        and permits(staff, P.DISCLOSURE_PRESENT),
        "drop": care and row.state in (S.PROPOSED, S.ASKED, S.LATER, S.AGREED, S.PLANNED),
    }
    return [name for name, may in possible.items() if may]


def _form(name: str, row: CareVisit, data: Any = None) -> WorkbenchForm:
    given: dict[str, Any] = {"auto_id": f"{name}-%s"}
    if name == "plan":
        initial = {
            "person": row.person_id or row.claim.handler_id, "appointment_at": row.appointment_at, "place": row.place,
            "gift": row.gift, "gift_fen": row.gift_fen or None,
        }  # fmt: skip
        return forms.VisitPlanForm(data, people=able_to_go(row.claim.unit), initial=initial, **given)
    kinds: dict[str, type[WorkbenchForm]] = {
        "ask": NoFields,
        "answer": forms.AnswerForm,
        "finish": forms.VisitFinishForm,
        "page": forms.ProductPageForm,
        "drop": forms.DropForm,
    }
    return kinds[name](data, **given)


def _ask(row: CareVisit, values: dict[str, Any], staff: Staff) -> str:
    actions.ask(row, by=staff.actor)
    return _("The customer is asked: yes, later or no, with one tap.")


def _answer(row: CareVisit, values: dict[str, Any], staff: Staff) -> str:
    actions.answer_visit(row, answer=values["answer"], on=AskedBy.PHONE, by=staff.actor)
    return _("Noted as the customer said.")


def _plan(row: CareVisit, values: dict[str, Any], staff: Staff) -> str:
    actions.plan_visit(row, by=staff.actor, **values)
    return _("Planned. The customer knows.")


def _finish(row: CareVisit, values: dict[str, Any], staff: Staff) -> str:
    actions.finish_visit(row, by=staff.actor, **values)
    return _("Noted. Thank you for going.")


def _page(row: CareVisit, values: dict[str, Any], staff: Staff) -> str:
    actions.send_product_page(row, product=values["product"], by=staff.actor)
    return _("The page is on its way.")


def _drop(row: CareVisit, values: dict[str, Any], staff: Staff) -> str:
    actions.drop_visit(row, reason=values["reason"], by=staff.actor)
    return _("Dropped. Whoever was asked has been told.")


CARRY_OUT: dict[str, Callable[[CareVisit, dict[str, Any], Staff], str]] = {
    "ask": _ask,
    "answer": _answer,
    "finish": _finish,
    "plan": _plan,
    "page": _page,
    "drop": _drop,
}

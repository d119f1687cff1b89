"""Before and after a sale: shown face to face, the proof of it, contracts received, calls inside the cooling-off period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts.masking import Purpose, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.disclosure import actions, catalogue, printing, queries
from anpei.disclosure.models import ChangeOfMind, MindState, ReadThrough, ReturnVisit, VisitState
from anpei.enquiries.answering import Answer
from anpei.products import queries as products
from anpei.values.dates import local_date
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.disclosure_forms import (
    ContractForm,
    DeliveryForm,
    MindForm,
    PresentForm,
    SolutionForm,
    VisitForm,
)
from anpei.workbench.forms import WorkbenchForm
from anpei.workbench.shell import page
from anpei.workbench.views.queue import cursor_of, read_cursor


@staff_page(P.DISCLOSURE_PRESENT)
@require_GET
def disclosures(request: StaffRequest) -> HttpResponse:
    return _list(request, {})


@staff_page(P.DISCLOSURE_PRESENT)
@require_POST
def present(request: StaffRequest) -> HttpResponse:
    """Open the page on this tablet: the reading is face to face, and the adviser is named in it."""
    form = PresentForm(request.POST, auto_id=f"{request.POST.get('product', '')[:40]}-%s")
    try:
        form.is_valid()
        version = products.published(form.cleaned_data.get("product", ""))
        reading = actions.begin(
            version,
            language=get_language() or "zh-hans",
            by=request.user.actor,
            unit=request.user.unit,
            reader=form.cleaned_data.get("reader", ""),
        )
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _list(request, {form.data.get("product", ""): form}, status=refused.status)
    return redirect("portal:reading", reading.token)


@staff_page(P.DISCLOSURE_PRESENT)
@require_GET
def proof(request: StaffRequest, reading_id: int) -> HttpResponse:
    """What was shown, word for word, with the hash that proves it, how long each part was in view, and the questions."""
    return _proof(request, queries.get_reading(request.user, reading_id), _contract_form())


@staff_page(P.DISCLOSURE_PRESENT)
@require_POST
def name_contract(request: StaffRequest, reading_id: int) -> HttpResponse:
    """Which contract was bought after this reading."""
    reading = queries.get_reading(request.user, reading_id)
    form = _contract_form(request.POST)
    if not form.is_valid():
        return _proof(request, reading, form, status=422)
    number = form.cleaned_data["policy"].strip()
    if not number:
        form.refuse("", {"policy": _("Which contract is it? Please write its number.")})
        return _proof(request, reading, form, status=422)
    try:
        policy = queries.policy_for_staff(request.user, number)
        actions.led_to(reading, policy=policy, by=request.user.actor)
    except Refused as refused:
        form.refuse("", refused.fields or {"policy": refused.message})
        return _proof(request, reading, form, status=refused.status)
    messages.success(
        request, _("The reading belongs to contract %(number)s now.") % {"number": policy.number}
    )
    return redirect("workbench:proof", reading_id=reading.pk)


@staff_page(P.DISCLOSURE_PRESENT)
@require_GET
def proof_pdf(request: StaffRequest, reading_id: int) -> HttpResponse:
    reading = queries.get_reading(request.user, reading_id)
    shown, _sound = queries.proof(reading)
    answer = HttpResponse(printing.pdf(shown, at=reading.began_at), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{reading.text.sha256[:12]}.pdf"'
    return answer


@staff_page(P.CARE_DO)
@require_GET
def visits(request: StaffRequest) -> HttpResponse:
    return visits_page(request)


@staff_page(P.CARE_DO)
@require_POST
def deliver(request: StaffRequest) -> HttpResponse:
    """A holder has received the contract."""
    form = DeliveryForm(request.POST, auto_id="deliver-%s")
    if not form.is_valid():
        return visits_page(request, form, status=422)
    given = form.cleaned_data
    try:
        policy = queries.policy_for_staff(request.user, given["policy"])
        actions.deliver(
            policy, way=given["way"], received_on=given["received_on"] or clock.today(), by=request.user.actor
        )
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return visits_page(request, form, status=refused.status)
    messages.success(request, _("Recorded. The call is planned where there is a cooling-off period."))
    return redirect("workbench:visits")


@staff_page(P.CARE_DO)
@require_GET
def visit(request: StaffRequest, visit_id: int) -> HttpResponse:
    return _visit(request, queries.get_visit(request.user, visit_id))


@staff_page(P.CARE_DO)
@require_POST
def visit_act(request: StaffRequest, visit_id: int, name: str) -> HttpResponse:
    row = queries.get_visit(request.user, visit_id)
    if name not in STEPS:
        raise NotFound("visit.step", _("There is no such action."))
    form_class, run = STEPS[name]
    form = form_class(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return _visit(request, row, {name: form}, status=422)
    try:
        done = run(row, form.cleaned_data, request.user)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _visit(request, row, {name: form}, status=refused.status)
    messages.success(request, done)
    return redirect("workbench:visit", visit_id=visit_id)


def _list(request: StaffRequest, refused: dict[str, Any], status: int = 200) -> HttpResponse:
    rows = queries.readings(request.user)[: queries.PAGE]
    context = {
        "products": [
            {
                "version": one,
                "form": refused.get(one.product.code)
                or PresentForm(initial={"product": one.product.code}, auto_id=f"{one.product.code}-%s"),
            }
            for one in queries.on_sale()
        ],
        "readings": [{"row": one, "who": _reader(request.user, one)} for one in rows],
    }
    return page(request, "workbench/disclosures.html", context, here="disclosures", status=status)


def _contract_form(data: Any = None) -> ContractForm:
    return ContractForm(data, auto_id="contract-%s")


def _proof(
    request: StaffRequest, reading: ReadThrough, form: ContractForm, status: int = 200
) -> HttpResponse:
    shown, sound = queries.proof(reading)
    seconds = {row.section: row.seconds for row in reading.sections.all()}
    asked = reading.questions.select_related("enquiry__replied_by").order_by("id")
    context = {
        "reading": reading,
        "shown": shown,
        "sound": sound,
        "parts": [{"part": part, "seconds": seconds.get(part.code, 0)} for part in shown.sections],
        "total": sum(seconds.values()),
        "unseen": reading.acknowledged_at is not None and not seconds.get(actions.EXCLUSIONS),
        "questions": [{"row": row.enquiry, "answer": Answer.from_json(row.enquiry.answer)} for row in asked],
        "who": _reader(request.user, reading),
        "form": form,
    }
    return page(request, "workbench/disclosure_proof.html", context, here="disclosures", status=status)


def visits_page(
    request: StaffRequest,
    form: WorkbenchForm | None = None,
    *,
    mind_form: WorkbenchForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """New contracts: what is on its way, whom to call, who wants to leave; ``form``, ``mind_form``: as they were sent."""
    given = {"policy": request.GET.get("policy", "")[:40]}
    seen = view(request.user, Purpose.CONTACT)
    now = clock.now()
    rows = [
        {
            "row": one,
            "who": seen.name(one.policy.policyholder.name),
            "late": _due(one) < now,
        }
        for one in queries.visits(request.user)[: queries.PAGE]
    ]
    after = request.GET.get("after", "")
    found = queries.undelivered(request.user, after=read_cursor(after))
    shown = found[: queries.PAGE]
    context = {
        "rows": rows,
        "form": form or DeliveryForm(auto_id="deliver-%s", initial=given),
        "mind_form": mind_form or MindForm(auto_id="mind-%s"),
        "minds": [
            {
                "row": one,
                "who": seen.name(one.policy.policyholder.name),
                "due_on": local_date(one.due_at) if one.state == MindState.ASKED else one.refund_by,
                "late": _mind_late(one),
            }
            for one in queries.minds(request.user)[: queries.PAGE]
        ],
        "undelivered": [
            {"row": one, "who": seen.name(one.policy.policyholder.name), "late": one.clock.due_at < now}
            for one in shown
        ],
        "after": after,
        "next_url": f"?{urlencode({'after': cursor_of(shown[-1].clock.due_at, shown[-1].clock.pk)})}"
        if len(found) > queries.PAGE
        else "",
    }
    return page(request, "workbench/visits.html", context, here="visits", status=status)


def _visit(
    request: StaffRequest, row: ReturnVisit, refused: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    seen = view(request.user, Purpose.CONTACT)
    holder = row.policy.policyholder
    context = {
        "visit": row,
        "who": seen.name(holder.name),
        "phone": seen.phone(holder.phone) if holder.phone else "",
        "delivery": getattr(row.policy, "delivery", None),
        "due": row.state == VisitState.DUE,
        "opening": catalogue.script().opening_for(row.policy.product_version.product.label),
        "open_problem": row.state == VisitState.PROBLEM,
        "forms": {
            name: (refused or {}).get(name) or form_class(auto_id=f"{name}-%s")
            for name, (form_class, _run) in STEPS.items()
        },
    }
    return page(request, "workbench/visit.html", context, here="visits", status=status)


def _due(row: ReturnVisit) -> datetime:
    return row.problem_due_at if row.problem_due_at and row.state == VisitState.PROBLEM else row.due_at


def _mind_late(row: ChangeOfMind) -> bool:
    if row.state == MindState.ASKED:
        return row.due_at < clock.now()
    return row.refund_by is not None and row.refund_by < clock.today()


def _reader(staff: Staff, reading: Any) -> str:
    seen = view(staff, Purpose.CONTACT)
    name = reading.party.name if reading.party else reading.reader
    return seen.name(name) if name else str(_("A visitor"))


def _made(row: ReturnVisit, values: dict[str, Any], staff: Staff) -> str:
    problem = values.pop("problem")
    done = actions.return_visit(row, answers=values, problem=problem, by=staff.actor)
    if done.state == VisitState.PROBLEM:
        return _("Recorded. Somebody other than the seller puts it right, by the date shown.")
    return _("Recorded, all clear. Thank you.")


def _tried(row: ReturnVisit, _values: dict[str, Any], staff: Staff) -> str:
    actions.not_reached(row, by=staff.actor)
    return _("Noted. The date stays; please try again.")


def _solved(row: ReturnVisit, values: dict[str, Any], staff: Staff) -> str:
    actions.solve(row, solution=values["solution"], by=staff.actor)
    return _("Solved and recorded.")


Step = Callable[[ReturnVisit, dict[str, Any], Staff], str]
STEPS: dict[str, tuple[type[WorkbenchForm], Step]] = {
    "made": (VisitForm, _made),
    "tried": (WorkbenchForm, _tried),
    "solved": (SolutionForm, _solved),
}

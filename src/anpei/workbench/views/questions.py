"""Questions of customers: who waits for an answer, the answer itself, and what of it is kept for others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anpei.accounts.masking import Purpose, View, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.claims import queries as claims
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.enquiries import actions, queries
from anpei.enquiries.actions import About
from anpei.enquiries.answering import Answer
from anpei.enquiries.models import Enquiry, EnquiryState
from anpei.retrieval import meaning
from anpei.workbench import question_forms as forms
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.forms import WorkbenchForm
from anpei.workbench.shell import page

SHOWN = 50


@staff_page(P.MESSAGE_SEND)
@require_GET
def questions(request: StaffRequest) -> HttpResponse:
    seen = view(request.user, Purpose.CONTACT)
    waiting = list(queries.waiting(request.user)[:SHOWN])
    done = queries.for_staff(request.user).filter(state=EnquiryState.REPLIED).order_by("-id")
    context = {
        "waiting": [_row(one, seen) for one in waiting],
        "done": [_row(one, seen) for one in done[:SHOWN]],
        "mine": sum(one.person_id == request.user.pk for one in waiting),
    }
    return page(request, "workbench/questions.html", context, here="questions")


@staff_page(P.MESSAGE_SEND)
@require_GET
def question(request: StaffRequest, enquiry_id: int) -> HttpResponse:
    return _show(request, queries.get_for_staff(request.user, enquiry_id))


@staff_page(P.MESSAGE_SEND)
@require_POST
def act(request: StaffRequest, enquiry_id: int, name: str) -> HttpResponse:
    """Answer, pass on, keep for others. A refusal keeps what was typed."""
    row = queries.get_for_staff(request.user, enquiry_id)
    if name not in STEPS:
        raise NotFound("enquiry.step", _("There is no such action."))
    form_class, run = STEPS[name]
    form = form_class(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return _show(request, row, {name: form}, status=422)
    try:
        done = run(row, form.cleaned_data, request.user)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _show(request, row, {name: form}, status=refused.status)
    messages.success(request, done)
    return redirect("workbench:question", enquiry_id=enquiry_id)


@staff_page(P.CLAIM_VIEW)
@require_GET
def ask(request: StaffRequest, number: str) -> HttpResponse:
    """The assistant beside a case: the same answers a customer gets. Nothing is kept."""
    claim = claims.get_for_staff(request.user, number)
    asked = request.GET.get("q", "")
    context: dict[str, Any] = {"claim": claim, "asked": asked, "answer": None, "errors": {}}
    status = 200
    try:
        about = About(claim=claim, full=True, policy=claim.policy)
        context["answer"] = actions.answer(asked, about=about, language=get_language() or "zh-hans")
    except Refused as refused:
        context["errors"], status = refused.fields, refused.status
    if request.htmx:
        return render(request, "workbench/parts/answer.html", context, status=status)
    return page(request, "workbench/ask.html", context, here="queue", status=status)


def _show(
    request: StaffRequest, row: Enquiry, refused: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    meaning.warm()
    seen = view(request.user, Purpose.CONTACT)
    fresh = {
        "promote": {"title": row.question[:60], "plain_zh": row.reply, "asks": row.question}
        if row.state == EnquiryState.REPLIED
        else {}
    }
    context = {
        **_row(row, seen),
        "answer": Answer.from_json(row.answer),
        "open": row.state == EnquiryState.WAITING,
        "replied": row.state == EnquiryState.REPLIED,
        "kept": getattr(row, "promoted", None),
        "may_keep": P.KNOWLEDGE_KEEP in request.user.permissions,
        "forms": {
            name.replace("-", ""): (refused or {}).get(name)
            or form_class(auto_id=f"{name}-%s", initial=fresh.get(name))
            for name, (form_class, _run) in STEPS.items()
        },
    }
    return page(request, "workbench/question.html", context, here="questions", status=status)


def _row(row: Enquiry, seen: View) -> dict[str, Any]:
    return {
        "row": row,
        "who": seen.name(row.party.name) if row.party else _("A visitor"),
        "late": row.due_at is not None and row.state == EnquiryState.WAITING and row.due_at < clock.now(),
    }


def _reply(row: Enquiry, values: dict[str, Any], staff: Staff) -> str:
    actions.reply(row, text=values["text"], by=staff.actor)
    return _("Answered. The customer reads it in the same place, and on the phone.")


def _pass_on(row: Enquiry, values: dict[str, Any], staff: Staff) -> str:
    passed = actions.pass_on(row, to=values["to"], by=staff.actor)
    return _("%(name)s answers now; the date stays.") % {
        "name": passed.person.display_name if passed.person else ""
    }


def _promote(row: Enquiry, values: dict[str, Any], staff: Staff) -> str:
    actions.promote(row, by=staff.actor, **values)
    return _("Kept. The next person who asks this is answered at once.")


Step = Callable[[Enquiry, dict[str, Any], Staff], str]
STEPS: dict[str, tuple[type[WorkbenchForm], Step]] = {
    "reply": (forms.ReplyForm, _reply),
    "pass-on": (forms.PassOnForm, _pass_on),
    "promote": (forms.PromoteForm, _promote),
}

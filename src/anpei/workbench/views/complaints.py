"""Complaints: the queue by deadline, taking one, the page of one, what is asked of those concerned."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits, require
from anpei.care import queries as care
from anpei.care.models import Followup
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.complaints import actions as complaints
from anpei.complaints import queries, ruleset
from anpei.complaints.models import Channel, Complaint, From
from anpei.complaints.rules import heard_by
from anpei.complaints.states import ComplaintState
from anpei.core import clock
from anpei.core.errors import Invalid, NotFound, Refused
from anpei.documents import copies, vault
from anpei.messages import queries as messages_of
from anpei.policies import queries as policies
from anpei.policies.models import Policy
from anpei.values.dates import day_end
from anpei.workbench import complaint_commands as commands
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.complaint_forms import TakeForm, ViewForm, offered_targets
from anpei.workbench.presenters import complaints as shown
from anpei.workbench.shell import page
from anpei.workbench.views.queue import read_cursor

PAGE_SIZE = 18


@dataclass(frozen=True)
class QueueView:
    code: str
    label: str | Promise
    narrow: Callable[[Staff], Q]


VIEWS = (
    QueueView("mine", gettext_lazy("Mine"), queries.mine),
    QueueView(
        "due", gettext_lazy("Due today or late"), lambda _staff: Q(next_due_at__lte=day_end(clock.today()))
    ),
    QueueView("unheld", gettext_lazy("Nobody free of conflict"), lambda _staff: queries.unheld()),
    QueueView("sign", gettext_lazy("To be signed"), lambda _staff: queries.waiting_for_signature()),
    QueueView("review", gettext_lazy("In review"), lambda _staff: Q(state=ComplaintState.REVIEW)),
    QueueView("regulator", gettext_lazy("From the regulator"), lambda _staff: Q(channel=Channel.REGULATOR)),
    QueueView("major", gettext_lazy("Major"), lambda _staff: Q(major_at__isnull=False)),
    QueueView("all", gettext_lazy("All open"), lambda _staff: Q()),
)
BY_CODE = {one.code: one for one in VIEWS}


@staff_page(P.COMPLAINT_VIEW)
@require_GET
def complaint_queue(request: StaffRequest) -> HttpResponse:
    staff = request.user
    usual = "mine" if permits(staff, P.COMPLAINT_HANDLE) else "all"
    chosen = BY_CODE.get(request.GET.get("view", ""), BY_CODE[usual])
    after = request.GET.get("after", "")
    found = queries.queue(staff, chosen.narrow(staff), after=read_cursor(after), size=PAGE_SIZE)
    more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    last = found[-1] if found else None
    following = {"view": chosen.code, "after": f"{last.next_due_at.isoformat()}~{last.pk}"} if last else {}
    context = {
        "views": VIEWS,
        "chosen": chosen,
        "rows": shown.rows(found, staff),
        "after": after,
        "next_url": "?" + urlencode(following) if more else "",
    }
    return page(request, "workbench/complaints.html", context, here="complaints")


@staff_page(P.COMPLAINT_TAKE)
@require_http_methods(["GET", "POST"])
def take(request: StaffRequest) -> HttpResponse:
    """Write a complaint down at any desk; a case or a message it comes from fills in what is known."""
    rules = ruleset.in_force(clock.today())
    followup = _followup(request)
    claim = _claim(request.user, request.GET.get("claim", "")) if request.GET.get("claim") else None
    claim = followup.claim if followup else claim
    known = _said_in(followup) if followup else _known(request, claim)
    form = TakeForm(rules, request.POST if request.method == "POST" else None, initial=known)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                complaint = _registered(request, form.cleaned_data, followup)
                request.session["complaint_taken"] = complaint.number
                return redirect("workbench:complaint_taken", number=complaint.number)
            except Refused as refused:
                form.refuse(refused.message, refused.fields)
                status = refused.status
    context = {"form": form, "key": request.POST.get("key") or secrets.token_hex(12), "claim": claim}
    return page(request, "workbench/complaint_take.html", context, here="complaints", status=status)


@staff_page(P.COMPLAINT_TAKE)
@require_GET
def taken(request: StaffRequest, number: str) -> HttpResponse:
    """What to say now. To the desk that has just taken it, whatever else that desk may see."""
    complaint = queries.received_as(number)
    if complaint is None or request.session.get("complaint_taken") != number:
        raise NotFound("complaint.unknown", _("There is no such complaint, or it is not for you to see."))
    return page(
        request,
        "workbench/complaint_taken.html",
        {**shown.receipt(complaint), "may_open": _may_open(request.user, number)},
        here="complaints",
    )


@staff_page(P.COMPLAINT_VIEW)
@require_GET
def complaint(request: StaffRequest, number: str) -> HttpResponse:
    return _show(request, queries.get_for_staff(request.user, number))


@staff_page(P.COMPLAINT_VIEW)
@require_GET
def cause_targets(request: StaffRequest, number: str) -> HttpResponse:
    """The list a cause is picked from, as one types."""
    row = queries.get_for_staff(request.user, number)
    typed = request.GET.get("reference_words", "")[:120]
    found = offered_targets(row, request.GET.get("kind", ""), typed)
    return render(request, "workbench/complaint/targets.html", {"found": found, "picked": ""})


@staff_page(P.COMPLAINT_VIEW)
@require_POST
def command(request: StaffRequest, number: str, name: str) -> HttpResponse:
    """Do one thing to a complaint. A refusal comes back to the page with everything typed and a 4xx status."""
    row = queries.get_for_staff(request.user, number)
    if name not in commands.COMMANDS:
        raise NotFound("command.unknown", _("There is no such action."))
    target = request.POST.get("target", "")
    form = commands.fresh(name, row, request.POST, request.FILES, target)
    if not form.is_valid():
        return _show(request, row, refused=(name, target, form), status=422)
    try:
        done = commands.COMMANDS[name].run(row, commands.Sent(form.cleaned_data, target, request.user))
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        fresh = queries.get_for_staff(request.user, number)
        return _show(request, fresh, refused=(name, target, form), status=refused.status)
    messages.success(request, done)
    if not _may_open(request.user, number):  # whoever named themselves stands aside now
        return redirect("workbench:complaints")
    return redirect("workbench:complaint", number=number)


@staff_page(P.COMPLAINT_VIEW)
@require_GET
def letter(request: StaffRequest, number: str, decision_id: int) -> HttpResponse:
    row = queries.get_for_staff(request.user, number)
    decision = row.decisions.filter(pk=decision_id).exclude(letter_sha256="").first()
    if decision is None:
        raise NotFound("letter.not_ready", _("There is no letter yet."))
    answer = HttpResponse(vault.read_hash(decision.letter_sha256), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}-{decision.pk}.pdf"'
    return answer


@staff_page(P.COMPLAINT_VIEW)
@require_GET
def evidence(request: StaffRequest, number: str, evidence_id: int) -> HttpResponse:
    row = queries.get_for_staff(request.user, number).evidence.filter(pk=evidence_id).first()
    if row is None:
        raise NotFound("complaint.row", _("There is no such entry on this complaint."))
    copy = copies.for_viewer(row.file, by=request.user.actor, case=number)
    answer = HttpResponse(copy.content, content_type=copy.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@staff_page()
@require_http_methods(["GET", "POST"])
def asked(request: StaffRequest) -> HttpResponse:
    """Questions put to me. I see the question and the case it is about, not the complaint."""
    parts = list(queries.asked_of(request.user))
    forms = {part.pk: ViewForm(auto_id=f"view{part.pk}-%s") for part in parts}
    status = 200
    if request.method == "POST":
        part = next((one for one in parts if str(one.pk) == request.POST.get("part")), None)
        if part is None:
            raise NotFound("complaint.not_asked", _("There is no question for you here."))
        form = ViewForm(request.POST, auto_id=f"view{part.pk}-%s")
        forms[part.pk] = form
        if form.is_valid():
            try:
                complaints.state_view(part, text=form.cleaned_data["text"], by=request.user.actor)
                messages.success(request, _("Thank you. Your view stands beside the complaint."))
                return redirect("workbench:complaint_asked")
            except Refused as refused:
                form.refuse(refused.message, refused.fields)
        status = 422
    rows = [(part, forms[part.pk]) for part in parts]
    return page(request, "workbench/complaint_asked.html", {"rows": rows}, here="today", status=status)


def _show(
    request: StaffRequest,
    row: Complaint,
    *,
    refused: tuple[str, str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = shown.page_of(row, request.user, refused=refused)
    return page(request, "workbench/complaint.html", context, here="complaints", status=status)


def _registered(request: StaffRequest, values: dict[str, Any], followup: Followup | None) -> Complaint:
    """The form as a complaint; the case answers what was left empty."""
    staff = request.user
    claim = _claim(staff, values["claim"], field="claim") if values["claim"] and not followup else None
    claim = followup.claim if followup else claim
    policy = _policy(values["policy"]) if values["policy"] else None
    person = claim.insured if claim and values["standing"] == From.INSURED else None
    if person is None and policy and values["standing"] == From.HOLDER:
        person = policy.policyholder
    given = {
        name: values[name] for name in ("text", "kind", "wish", "standing", "mandate", "regulator_case_no")
    }
    form = complaints.ComplaintForm(
        **given,
        name=values["name"] or (person.name if person else ""),
        phone=values["phone"] or (person.phone if person else ""),
        people=values["people"] or 1,
        complainant=person,
        claim=claim,
        policy=policy,
        followup=followup,
        unit=claim.unit if claim else policy.unit if policy else None,
        about=tuple(values["about"]),
        regulator_due_on=values["regulator_due_on"],
    )
    key = request.POST.get("key", "")[:200] or secrets.token_hex(12)
    return complaints.register(form=form, channel=values["channel"], by=staff.actor, key=key)


def _known(request: StaffRequest, claim: Claim | None) -> dict[str, Any]:
    """What the page it comes from knows: the case, and the words of a message in the app."""
    known: dict[str, Any] = {"channel": request.GET.get("channel", Channel.HOTLINE), "people": 1}
    if claim is None:
        return known
    known["claim"] = claim.number
    wanted = request.GET.get("message", "")
    if wanted.isdigit() and len(wanted) < 19:
        said = messages_of.conversation("claim", claim.pk).filter(pk=int(wanted), direction="in").first()
        if said is not None:
            known |= {"text": said.body, "channel": Channel.MESSAGE}
    return known


def _followup(request: StaffRequest) -> Followup | None:
    """The follow-up the desk comes from, where its person may see follow-ups."""
    wanted = request.GET.get("followup", "")
    if not wanted:
        return None
    require(request.user, P.CARE_DO)
    return care.get_followup(request.user, int(wanted) if wanted.isdigit() and len(wanted) < 19 else 0)


def _said_in(followup: Followup) -> dict[str, Any]:
    """The case and the customer's own words, as the follow-up has them."""
    return {
        "channel": heard_by(followup),
        "people": 1,
        "claim": followup.claim.number,
        "text": care.own_words(followup),
    }


def _claim(staff: Staff, number: str, *, field: str = "") -> Claim:
    try:
        return claims.get_for_staff(staff, number.strip().upper())
    except NotFound as unknown:
        if field:
            raise Invalid(fields={field: unknown.message}) from None
        raise


def _policy(number: str) -> Policy:
    found = policies.by_number(number.strip().upper())
    if found is None:
        raise Invalid(fields={"policy": _("There is no such policy.")})
    return found


def _may_open(staff: Staff, number: str) -> bool:
    return queries.for_staff(staff).filter(number=number).exists()

"""Taking a report on the telephone or as an agent: one pass, the words to say, policies and look-alikes beside."""

from __future__ import annotations

import json
import re
import secrets
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anpei.accounts.masking import Purpose, view
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits, require
from anpei.claims import actions as claim_actions
from anpei.claims import matching
from anpei.claims import queries as claims
from anpei.claims.models import Claim, ReportDraft
from anpei.claims.wording import paper_name
from anpei.core import clock
from anpei.core.errors import NotFound, Refused
from anpei.deadlines import presenters as clock_views
from anpei.hotline import actions as hotline_actions
from anpei.hotline import beginnings
from anpei.hotline import queries as hotline
from anpei.hotline.beginnings import Beginning
from anpei.parties import queries as parties
from anpei.parties.models import Party
from anpei.policies import queries as policies
from anpei.policies.models import InsuredMember
from anpei.workbench.access import StaffRequest, staff_page
from anpei.workbench.forms import IntakeForm
from anpei.workbench.presenters import beginnings as presented
from anpei.workbench.presenters import cases
from anpei.workbench.shell import page

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,43}")

# What to say, in this order; the last column is what must not be asked.
SCRIPT = (
    (
        gettext_lazy("Greet, ask whether everybody is safe"),
        gettext_lazy(
            "Hello, I am glad you called. Is everybody safe now? Do you need an ambulance or a doctor first?"
        ),
        "",
    ),
    (
        gettext_lazy("Who calls, who is it about"),
        gettext_lazy(
            "May I have your name, and the name of the person concerned? I call you back at once if we are cut off."
        ),
        "",
    ),
    (
        gettext_lazy("When and where"),
        gettext_lazy("When did it happen, as far as you know, and where? A rough time is fine."),
        "",
    ),
    (
        gettext_lazy("What happened"),
        gettext_lazy("Tell me in your own words what happened. I write it down as you say it."),
        gettext_lazy("Do not ask: whose fault it was, or why they did not call earlier."),
    ),
    (
        gettext_lazy("Hospital and treatment"),
        gettext_lazy(
            "Which hospital? Staying there, or going home? Please look after each other first; we take care of the costs."
        ),
        "",
    ),
    (
        gettext_lazy("How to reach you"),
        gettext_lazy(
            "On which number, and when, may we call you? Would you rather have a text message first?"
        ),
        "",
    ),
    (
        gettext_lazy("Say what happens next"),
        gettext_lazy(
            "The report is taken. You need not call a second time. I tell you now who looks after it and which papers are needed."
        ),
        gettext_lazy("Do not ask for papers one by one on the telephone: the list goes out by itself."),
    ),
)


@staff_page(P.CLAIM_REPORT)
@require_http_methods(["GET", "POST"])
def intake(request: StaffRequest) -> HttpResponse:
    """The report form; ``from`` (``call-12``, ``inbound-7``, ``message-3``) names what it begins with."""
    token = _token(request)
    begun = _begun(request)
    if request.method == "GET":
        typed = _draft(token) or presented.typed(begun, request.user)
        return _show(request, IntakeForm(initial=typed), typed, token, begun)
    claim_actions.save_draft(token=token, data=_typed(request))  # saved before anything is checked
    form = IntakeForm(request.POST)
    if request.POST.get("do") == "look":
        return _show(request, form, _typed(request), token, begun)
    if not form.is_valid():
        return _show(request, form, _typed(request), token, begun, status=422)
    try:
        claim = _report(request.user, form.cleaned_data, token, begun)
    except Refused as refused:
        form.refuse(refused.message, refused.fields)
        return _show(request, form, _typed(request), token, begun, status=refused.status)
    return redirect("workbench:intake_done", number=claim.number)


@staff_page(P.CLAIM_REPORT)
@require_POST
def draft(request: StaffRequest, token: str) -> HttpResponse:
    """Keep what was typed so far, unchecked."""
    if not TOKEN.fullmatch(token):
        raise NotFound("draft.unknown", _("This form has expired. Please open it again."))
    claim_actions.save_draft(token=token, data=_typed(request))
    return HttpResponse(status=204)


@staff_page(P.CLAIM_REPORT)
@require_GET
def beside(request: StaffRequest) -> HttpResponse:
    """The side panel for what is typed at the moment: policies found and look-alikes."""
    return page(
        request,
        "workbench/parts/intake_side.html",
        _found(request.user, request.GET.dict()),
    )


@staff_page(P.CLAIM_REPORT)
@require_GET
def intake_done(request: StaffRequest, number: str) -> HttpResponse:
    """What to tell the caller now: number, contact, papers, dates."""
    claim = claims.get_for_staff(request.user, number)
    stranger = claim.reporter_relation != "self"
    kinds = (
        [need.kind for need, _item in claims.reporters_checklist(claim)]
        if stranger
        else list(claim.checklist.exclude(state="held").values_list("kind", flat=True))
    )
    return page(
        request,
        "workbench/intake_done.html",
        {
            "claim": claim,
            "papers": [paper_name(kind) for kind in kinds],
            "badges": list(clock_views.for_customer("claim", claim.pk)),
            "related": _visible_related(request.user, claim),
            "stranger": stranger,
            "written_to": hotline.written_to_reporter(claim),
        },
        here="intake",
    )


def _report(staff: Staff, values: dict[str, Any], token: str, begun: Beginning | None) -> Claim:
    form = claim_actions.ReportForm(**values)
    if begun is not None:
        return hotline_actions.take_report(begun, form=form, by=staff.actor, key=token, unit=staff.unit)
    external = staff.role_class.external
    return claim_actions.report(
        form=form,
        channel="agent" if external else "hotline",
        by=staff.actor,
        key=token,
        unit=staff.unit,
        agent=staff if external else None,
    )


def _begun(request: StaffRequest) -> Beginning | None:
    named = request.POST.get("from") or request.GET.get("from") or ""
    if not named:
        return None
    require(request.user, P.MESSAGE_SEND)
    kind, _dash, row_id = named.partition("-")
    if not (row_id.isdecimal() and len(row_id) < 19):
        raise NotFound("report.beginning", _("There is no such call or message."))
    return beginnings.beginning(request.user, kind, int(row_id))


def _show(
    request: StaffRequest,
    form: IntakeForm,
    typed: dict[str, str],
    token: str,
    begun: Beginning | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "token": token,
        "script": SCRIPT,
        "begun": presented.beginning(begun, request.user) if begun else None,
        **_found(request.user, typed),
    }
    return page(request, "workbench/intake.html", context, here="intake", status=status)


def _found(staff: Staff, typed: dict[str, str]) -> dict[str, Any]:
    """Cover of the person typed and cases that look like the same event. Only inside the units this person sees."""
    person = parties.by_id_number(typed["insured_id_number"]) if typed.get("insured_id_number") else None
    seen = view(staff, Purpose.LIST)
    event_on = _date(typed.get("event_on", ""))
    probe = Claim(
        insured=person,
        event_on=event_on,
        reported_at=clock.now(),
        reporter_phone_hash=parties.phone_hash(typed["reporter_phone"])
        if typed.get("reporter_phone")
        else "",
    )
    alike = matching.look_alikes(probe)
    visible = {
        claim.pk: claim for claim in claims.for_staff(staff).filter(pk__in=[one.claim.pk for one in alike])
    }
    on = event_on or clock.today()
    members = _covers(staff, person, typed.get("plate", ""), on)
    return {
        "person": seen.name(person.name) if person and permits(staff, P.PARTY_VIEW) else "",
        "looked": bool(typed.get("insured_id_number")),
        "covers": [
            {
                "member": member,
                "product": _product(member),
                "in_force": policies.was_in_force(member.policy, on)
                and member.joined_on <= on
                and (member.left_on is None or member.left_on > on),
            }
            for member in members
        ],
        "alike": [
            {
                "number": one.claim.number,
                "kind": one.kind,
                "reason": matching.REASONS[one.reason],
                "state": one.claim.get_state_display(),
                "on": one.claim.event_on,
            }
            for one in alike
            if one.claim.pk in visible
        ],
        "alike_elsewhere": sum(one.claim.pk not in visible for one in alike),
    }


def _covers(staff: Staff, person: Party | None, plate: str, on: date) -> list[InsuredMember]:
    """Policies of the person typed, and of the vehicle typed; each once."""
    if not permits(staff, P.POLICY_VIEW):
        return []
    found = list(policies.members_of(person)[:8]) if person else []
    if plate.strip():
        found += [one for one in policies.members_by_plate(plate, on)[:8] if one not in found]
    return found


def _visible_related(staff: Staff, claim: Claim) -> list[dict[str, Any]]:
    return [
        {"number": one.other.number, "reason": matching.REASONS.get(one.reason, one.reason)}
        for one in claims.related(claim, claims.for_staff(staff))
    ]


def _product(member: Any) -> str:
    return cases.product_name(Claim(product_version=member.policy.product_version))


def _typed(request: StaffRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in IntakeForm.base_fields}


def _token(request: StaffRequest) -> str:
    given = request.POST.get("token") or request.GET.get("draft") or ""
    return given if TOKEN.fullmatch(given) else secrets.token_urlsafe(30)


def _draft(token: str) -> dict[str, str]:
    """What was typed under this token; empty for a new one."""
    row = ReportDraft.objects.filter(token=token, claim__isnull=True).first()
    return json.loads(row.data) if row else {}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

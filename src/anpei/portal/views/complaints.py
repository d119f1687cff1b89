"""Not happy? Say so: one sentence, from every page of a case and from home; then where it stands, and what can be done."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.claims.queries import Standing
from anpei.complaints import actions as complaints
from anpei.complaints import queries, ruleset, wording
from anpei.complaints.models import Channel, Complaint, From
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import NotFound, Refused
from anpei.documents import vault
from anpei.mandates.models import Power
from anpei.portal.pages import open_page, page, typed_text_arrived
from anpei.portal.presenters import complaints as shown
from anpei.portal.visitor import Visitor, visitor_of

_MADE = "portal_complaints"


@require_http_methods(["GET", "POST"])
@open_page
def complain(request: HttpRequest) -> HttpResponse:
    """The entry. Never behind a rating or a log-in; what the case or the log-in says is not asked."""
    visitor = visitor_of(request)
    claim = _claim(visitor, request.POST.get("claim") or request.GET.get("claim") or "")
    known = queries.open_about(claim.pk, visitor.phone_hash) if claim and visitor else None
    values = {name: request.POST.get(name, "") for name in ("kind", "text", "wish", "name", "phone")}
    context: dict[str, Any] = {
        "claim": claim,
        "known": known,
        "kinds": wording.choices(ruleset.in_force(clock.today()), "kinds"),
        "plan": shown.before(claim),
        "asks_who": visitor is None,
        "values": values,
        "key": request.POST.get("key", "")[:200] or secrets.token_hex(12),
    }
    if request.method == "GET":
        values["kind"] = request.GET.get("kind", "")
        return page(request, "portal/complain.html", context)
    by = visitor.actor_in(claim) if visitor and claim else visitor.actor if visitor else _stranger(values)
    try:
        if known is not None:  # the same case again: it belongs to what is under way
            complaints.words_from_complainant(known, text=values["text"], by=by)
            complaint = known
        else:
            form = _form(visitor, claim, values)
            complaint = complaints.register(form=form, channel=Channel.PORTAL, by=by, key=context["key"])
    except Refused as refused:
        context |= {"errors": refused.fields, "refusal": "" if refused.fields else refused.message}
        return page(request, "portal/complain.html", context, status=refused.status)
    request.session[_MADE] = [*request.session.get(_MADE, []), complaint.number][-10:]
    typed_text_arrived(request, "complain")
    notes.success(request, _("We have it. Thank you for telling us."))
    return redirect("portal:complaint", complaint.number)


@require_safe
@open_page
def complaint_page(request: HttpRequest, number: str) -> HttpResponse:
    return _show(request, _mine(request, number))


@require_POST
@open_page
def words(request: HttpRequest, number: str) -> HttpResponse:
    complaint = _mine(request, number)
    text = request.POST.get("text", "")
    try:
        complaints.words_from_complainant(complaint, text=text, by=_actor(request, complaint))
    except Refused as refused:
        return _show(request, complaint, refused, values={"text": text})
    typed_text_arrived(request, f"complaint-{number}")
    notes.success(request, _("Your words have arrived."))
    return redirect("portal:complaint", number)


@require_http_methods(["GET", "POST"])
@open_page
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Taking it back, in one's own words; nobody is asked to."""
    complaint = _mine(request, number)
    typed = request.POST.get("words", "")
    context: dict[str, Any] = {"complaint": complaint, "values": {"words": typed}}
    if request.method == "GET":
        return page(request, "portal/complaint_withdraw.html", context)
    try:
        complaints.withdraw(complaint, words=typed, by=_actor(request, complaint))
    except Refused as refused:
        context |= {"errors": refused.fields, "refusal": "" if refused.fields else refused.message}
        return page(request, "portal/complaint_withdraw.html", context, status=refused.status)
    typed_text_arrived(request, f"complaint-withdraw-{number}")
    notes.success(request, _("You have taken it back. You can bring it up again at any time."))
    return redirect("portal:complaint", number)


@require_http_methods(["GET", "POST"])
@open_page
def review(request: HttpRequest, number: str) -> HttpResponse:
    """The unit above: one sentence, nothing said twice."""
    complaint = _mine(request, number)
    typed = request.POST.get("text", "")
    window = queries.review_clock(complaint)
    context: dict[str, Any] = {
        "complaint": complaint, "values": {"text": typed}, "review_by": window.due_on if window else None,
    }  # fmt: skip
    if request.method == "GET":
        return page(request, "portal/complaint_review.html", context)
    try:
        complaints.ask_review(complaint, text=typed, by=_actor(request, complaint))
    except Refused as refused:
        context |= {"errors": refused.fields, "refusal": "" if refused.fields else refused.message}
        return page(request, "portal/complaint_review.html", context, status=refused.status)
    typed_text_arrived(request, f"complaint-review-{number}")
    notes.success(request, _("The unit above looks at it again."))
    return redirect("portal:complaint", number)


@require_POST
@open_page
def accept(request: HttpRequest, number: str) -> HttpResponse:
    complaint = _mine(request, number)
    try:
        complaints.accept_answer(complaint, by=_actor(request, complaint))
    except Refused as refused:
        return _show(request, complaint, refused)
    notes.success(request, _("Thank you. What we promised is followed all the same."))
    return redirect("portal:complaint", number)


@require_POST
@open_page
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Bring up again what was taken back."""
    complaint = _mine(request, number)
    try:
        complaints.reopen(complaint, reason=_("Brought up again"), by=_actor(request, complaint))
    except Refused as refused:
        return _show(request, complaint, refused)
    notes.success(request, _("It is open again."))
    return redirect("portal:complaint", number)


@require_safe
@open_page
def letter(request: HttpRequest, number: str, decision_id: int) -> HttpResponse:
    found = _mine(request, number).decisions.filter(pk=decision_id).exclude(letter_sha256="").first()
    if found is None:
        raise NotFound("letter.not_ready", _("The letter is being written. It is here in a few minutes."))
    answer = HttpResponse(vault.read_hash(found.letter_sha256), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    return answer


def _show(
    request: HttpRequest,
    complaint: Complaint,
    refused: Refused | None = None,
    *,
    values: dict[str, str] | None = None,
) -> HttpResponse:
    context = shown.page_of(complaint)
    if refused is None:
        return page(request, "portal/complaint.html", context)
    context |= {
        "errors": refused.fields,
        "refusal": "" if refused.fields else refused.message,
        "values": values or {},
    }
    return page(request, "portal/complaint.html", context, status=refused.status)


def _mine(request: HttpRequest, number: str) -> Complaint:
    """Made with the phone that logged in, or from this very browser."""
    visitor = visitor_of(request)
    if visitor is not None:
        found = queries.for_visitor(visitor.phone_hash).select_related("claim").filter(number=number).first()
        if found is not None:
            return found
    found = queries.received_as(number) if number in request.session.get(_MADE, []) else None
    if found is None:
        raise NotFound("complaint.unknown", _("We could not find this complaint. Please log in, or call us."))
    return found


def _claim(visitor: Visitor | None, number: str) -> Claim | None:
    """The case it is about, for those who may know it; otherwise the complaint is about no case."""
    if visitor is None or not number:
        return None
    try:
        claim = claims.get_for_visitor(visitor.phone_hash, number)
        visitor.access(claim)
        return claim
    except NotFound:
        return None


def _form(visitor: Visitor | None, claim: Claim | None, values: dict[str, str]) -> complaints.ComplaintForm:
    """What was typed, and what the log-in and the case say already."""
    typed = complaints.ComplaintForm(text=values["text"], kind=values["kind"], wish=values["wish"])
    if visitor is None:
        standing = From.OTHER if values["phone"].strip() or values["name"].strip() else From.ANONYMOUS
        return replace(typed, name=values["name"], phone=values["phone"], standing=standing)
    access = visitor.access(claim) if claim else None
    standing_of = access.standing if access else None
    person, standing, mandate = visitor.person, From.OTHER, ""
    if claim is not None and claim.insured is not None and standing_of is Standing.INSURED:
        person, standing = claim.insured, From.INSURED
    elif claim is not None and claim.insured is not None and standing_of is Standing.GUARDIAN:
        person, standing, mandate = claim.insured.guardian, From.PROXY, _("Guardian, as we have on file")
    elif access is not None and standing_of is Standing.HEIR and access.heir is not None:
        person, standing = access.heir.person, From.BENEFICIARY
    elif access is not None and access.mandate is not None and access.may(Power.OBJECT):
        standing, mandate = From.PROXY, _("Mandate %(ref)s") % {"ref": access.mandate.ref}
        typed = replace(typed, name=access.mandate.agent_name, phone=access.mandate.agent_phone)
    elif person is not None and standing_of is not Standing.AGENT:
        standing = From.INSURED
    reporter = claim if standing_of is Standing.REPORTER else None
    phone = person.phone if person else reporter.reporter_phone if reporter else typed.phone
    return replace(
        typed,
        name=person.name if person else reporter.reporter_name if reporter else typed.name,
        phone=phone,
        phone_hash=visitor.phone_hash,
        standing=standing,
        mandate=mandate,
        complainant=person,
        claim=claim,
    )


def _actor(request: HttpRequest, complaint: Complaint) -> Actor:
    visitor = visitor_of(request)
    if visitor is not None:
        return visitor.actor_in(complaint.claim) if complaint.claim else visitor.actor
    return Actor(kind="customer", id="complain", name=complaint.name)


def _stranger(values: dict[str, str]) -> Actor:
    return Actor(kind="customer", id="complain", name=values["name"][:80])

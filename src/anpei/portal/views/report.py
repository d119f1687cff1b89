"""Reporting: one question a screen, kept before it is checked, sent once however often it is tapped."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from anpei.claims import actions as claims
from anpei.claims import queries as claim_queries
from anpei.claims.models import Channel, Claim
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, NotFound
from anpei.documents import actions as documents
from anpei.documents import vault
from anpei.documents.models import Origin
from anpei.parties import actions as parties
from anpei.parties import queries as party_queries
from anpei.parties.models import ConsentPurpose, LegalBasis
from anpei.portal import drafts, forms
from anpei.portal.pages import open_page, page, typed_text_arrived
from anpei.portal.presenters import reported
from anpei.portal.visitor import visitor_of

_KEPT = "report"


@require_safe
@open_page
def start(request: HttpRequest) -> HttpResponse:
    return drafts.remember(redirect("portal:report_step", forms.QUESTIONS[0].key), drafts.key_of(request))


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@open_page
def step_page(request: HttpRequest, step: str) -> HttpResponse:
    key = request.POST.get("key") or drafts.key_of(request)
    answers = _known_of_visitor(request) | drafts.answers(key)
    question = next((one for one in forms.asked(answers) if one.key == step), None)
    if question is None:
        return redirect("portal:report")
    if request.method == "GET":
        return drafts.remember(_screen(request, question, answers, key), key)
    answers |= forms.typed(question, answers, request.POST.dict())
    errors = _keep_voice(request, answers) if question.key == "story" else {}
    drafts.save(key, answers)
    errors |= forms.errors_in(question, answers)
    if errors:
        return drafts.remember(_screen(request, question, answers, key, errors=errors), key)
    if question.key == "check":
        return _send(request, answers, key)
    return drafts.remember(redirect("portal:report_step", _following(question, answers)), key)


@require_safe
@open_page
def received_page(request: HttpRequest, number: str) -> HttpResponse:
    """What a reporter may know, shown to the browser that reported or to somebody who proved the phone."""
    claim = claim_queries.reported_as(number) if number in drafts.received(request) else None
    visitor = visitor_of(request)
    if claim is None and visitor is not None:
        claim = claim_queries.get_for_visitor(visitor.phone_hash, number)
        visitor.access(claim)
    if claim is None:
        raise NotFound(
            "claim.unknown", _("We could not find this case. Please check the number, or call us.")
        )
    return page(request, "portal/received.html", reported.receipt(claim))


def _screen(
    request: HttpRequest,
    question: forms.Question,
    answers: dict[str, str],
    key: str,
    *,
    errors: dict[str, Any] | None = None,
) -> HttpResponse:
    asked = forms.asked(answers)
    position = asked.index(question)
    context = {
        "question": question,
        "fields": [field for field in question.fields if field.shown(answers)],
        "values": answers,
        "errors": errors or {},
        "key": key,
        "steps": [number <= position for number in range(len(asked))],
        "step_number": position + 1,
        "back": reverse("portal:report_step", args=[asked[position - 1].key])
        if position
        else reverse("portal:home"),
        "summary": forms.summary(answers) if question.key == "check" else [],
        "has_voice": bool(answers.get("voice")),
        "without_health": not forms.may_use_health_data(answers),
        "privacy_version": forms.PRIVACY_VERSION,
    }
    return page(request, "portal/report.html", context, status=422 if errors else 200)


def _following(question: forms.Question, answers: dict[str, str]) -> str:
    keys = [one.key for one in forms.asked(answers)]
    return keys[keys.index(question.key) + 1]


def _keep_voice(request: HttpRequest, answers: dict[str, str]) -> dict[str, Any]:
    """A recording waits in the vault under its hash until there is a case to hang it on."""
    recording = request.FILES.get("voice")
    if not isinstance(recording, UploadedFile):
        return {}
    try:
        answers["voice"] = vault.receive(recording.read(settings.UPLOAD_MAX_BYTES + 1), sound=True).sha256
    except Invalid as refused:
        return {"story": refused.fields["file"]}
    return {}


def _send(request: HttpRequest, answers: dict[str, str], key: str) -> HttpResponse:
    for question in forms.asked(answers):
        errors = forms.errors_in(question, answers)
        if errors:
            return drafts.remember(_screen(request, question, answers, key, errors=errors), key)
    by = Actor(kind="customer", id=f"draft:{key[:20]}", name=answers.get("reporter_name", "").strip())
    try:
        claim = claims.report(form=forms.form_of(answers), channel=Channel.PORTAL, by=by, key=key)
    except Invalid as refused:
        question = next(
            (
                one
                for one in forms.asked(answers)
                if any(field.name in refused.fields for field in one.fields)
            ),
            forms.QUESTIONS[-1],
        )
        return drafts.remember(_screen(request, question, answers, key, errors=dict(refused.fields)), key)
    if claim.number not in drafts.received(request):
        _record_consents(claim, answers, by)
        if answers.get("voice"):
            content = vault.read_hash(answers["voice"])
            documents.hand_in(claim, content=content, filename="voice", by=by, origin=Origin.VOICE)
    typed_text_arrived(request, _KEPT)
    return drafts.sent(request, redirect("portal:received", claim.number), claim.number)


def _record_consents(claim: Claim, answers: dict[str, str], by: Actor) -> None:
    phone_hash = party_queries.phone_hash(claim.reporter_phone)
    guardian = answers.get("guardian") == forms.YES and forms.about_a_child(answers)
    for purpose, agreed in (
        (ConsentPurpose.PRIVACY_NOTICE, answers.get("notice")),
        (ConsentPurpose.HEALTH_DATA, answers.get("health")),
    ):
        if agreed == forms.YES:
            parties.give_consent(
                purpose=purpose, text_version=forms.PRIVACY_VERSION, channel=Channel.PORTAL, by=by, phone_hash=phone_hash,
                basis=LegalBasis.GUARDIAN_CONSENT if guardian else LegalBasis.SEPARATE_CONSENT,
                given_by=by.name or claim.number,
            )  # fmt: skip


def _known_of_visitor(request: HttpRequest) -> dict[str, str]:
    """Nobody types a name and number we have: somebody logged in finds them filled in."""
    visitor = visitor_of(request)
    person = visitor.person if visitor else None
    return {"reporter_name": person.name, "reporter_phone": person.phone} if person else {}

"""Data and privacy: what was agreed to, taking it back, seeing, copying and correcting one's data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anpei.advice import queries as advice
from anpei.claims.models import Channel
from anpei.core.errors import NotFound
from anpei.parties import actions as parties
from anpei.parties import queries
from anpei.parties.models import FREELY_GIVEN, ConsentPurpose, DataRequestKind, Party
from anpei.portal.forms import PRIVACY_VERSION
from anpei.portal.pages import customer_page, page, typed_text_arrived
from anpei.portal.presenters import advice as presented
from anpei.portal.presenters import wording
from anpei.portal.visitor import Visitor

LONGEST = 1000


@require_safe
@customer_page
def privacy_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return page(request, "portal/privacy.html", _context(visitor))


@require_POST
@customer_page
def request_data(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    person = _person(visitor, request.POST.get("person", ""))
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    errors: dict[str, str] = {}
    if kind not in DataRequestKind.values:
        errors["kind"] = _("Please choose what you would like.")
    if kind == DataRequestKind.CORRECTION and not text.strip():
        errors["text"] = _("What is wrong, and how should it read?")
    if len(text) > LONGEST:
        errors["text"] = _("This is too long. The first part is enough for now.")
    if errors:
        return page(
            request,
            "portal/privacy.html",
            {**_context(visitor), "errors": errors, "values": {"kind": kind, "text": text}},
            status=422,
        )
    made = parties.request_data(party=person, kind=kind, text=text, by=person.actor)
    typed_text_arrived(request, "privacy")
    notes.success(
        request,
        _("We have it, number %(ref)s. You get an answer by %(day)s.")
        % {"ref": made.ref, "day": wording.day_week(made.due_on)},
    )
    return redirect("portal:privacy")


@require_POST
@customer_page
def withdraw_consent(request: HttpRequest, visitor: Visitor, consent_id: int) -> HttpResponse:
    consent = queries.consents_of(visitor.phone_hash).filter(pk=consent_id).first()
    if consent is None:
        raise NotFound("consent.unknown", _("We could not find this agreement."))
    parties.withdraw_consent(consent, by=visitor.actor)
    notes.success(request, _("Taken back. It costs you nothing; what was done before stays as it is."))
    return redirect("portal:privacy")


@require_POST
@customer_page
def give_consent(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Agree to something nothing else depends on: offers, and the use of health data for advice."""
    person = _person(visitor, request.POST.get("person", ""))
    purpose = request.POST.get("purpose", "")
    if purpose not in FREELY_GIVEN:
        raise NotFound("consent.unknown", _("We could not find this agreement."))
    if not queries.has_consent(person, ConsentPurpose(purpose)):
        parties.give_consent(
            party=person,
            purpose=purpose,
            text_version=PRIVACY_VERSION,
            channel=Channel.PORTAL,
            by=person.actor,
        )
    notes.success(request, _("Agreed. You can take it back here at any time."))
    return redirect("portal:privacy")


def _person(visitor: Visitor, chosen: str) -> Party:
    """The person a request is about: one of those who share this phone."""
    people = {str(person.pk): person for person in visitor.people}
    person = people.get(chosen) or visitor.person
    if person is None:
        raise NotFound(
            "party.unknown", _("We know nobody under this number yet. Please call us, a person helps you.")
        )
    return person


def _context(visitor: Visitor) -> dict[str, Any]:
    wards = list(queries.wards_of(visitor.phone_hash))
    ours = [person.pk for person in (*visitor.people, *wards)]
    return {
        "people": [
            {
                "id": person.pk,
                "name": person.name,
                "phone": wording.masked_phone(person.phone),
                "id_number": wording.masked_id(person.id_number) if person.id_number else "",
                "address": person.address,
            }
            for person in visitor.people
        ],
        "wards": wards,
        "consents": list(queries.consents_of(visitor.phone_hash)),
        "offered": presented.consents(visitor.people),
        "looks": presented.looks(advice.looks_at(ours)),
        "requests": list(queries.data_requests_of(visitor.phone_hash)),
        "kinds": DataRequestKind.choices,
        "values": {},
    }

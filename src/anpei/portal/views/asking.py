"""Ask anything about one's own policy, papers and case; a person is one tap away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.claims.roster import default_unit
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import NotFound, Refused
from anpei.enquiries import actions, queries
from anpei.enquiries.actions import About
from anpei.enquiries.models import Enquiry
from anpei.mandates.models import Power
from anpei.parties import queries as parties
from anpei.policies import queries as policies
from anpei.policies.models import InsuredMember, Policy
from anpei.portal.pages import customer_page, page, typed_text_arrived
from anpei.portal.presenters import asking, wording
from anpei.portal.presenters.journey import case_name
from anpei.portal.visitor import Visitor
from anpei.products.models import ProductVersion
from anpei.retrieval import meaning


@require_http_methods(["GET", "POST"])
@customer_page
def ask_page(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    claim = _claim(visitor, request.POST.get("claim") or request.GET.get("claim") or "")
    members = [] if claim else _members(visitor)
    member = _chosen(members, request.POST.get("policy") or request.GET.get("policy") or "")
    context = _context(visitor, claim, members, member)
    if request.method == "GET":
        meaning.warm()
        return page(request, "portal/ask.html", context)
    question = request.POST.get("question", "")
    if request.POST.get("person") and not question.strip():
        question = _("Please let a colleague talk to me.")
    try:
        asked = _ask(visitor, claim, members, member, question, wants_person=bool(request.POST.get("person")))
    except Refused as refused:
        return page(
            request,
            "portal/ask.html",
            {
                **context,
                "values": {"question": question},
                "errors": refused.fields,
                "refusal": "" if refused.fields else refused.message,
            },
            status=refused.status,
        )
    typed_text_arrived(request, "ask")
    return redirect(_address(asked))


@require_POST
@customer_page
def person(request: HttpRequest, visitor: Visitor, enquiry_id: int) -> HttpResponse:
    """A person answers, with whatever the customer wants to add."""
    asked = queries.get_for_visitor(visitor.phone_hash, enquiry_id)
    asked = actions.hand_over(asked, more=request.POST.get("more", ""), by=_actor(visitor, asked.claim))
    return redirect(_address(asked))


@require_POST
@customer_page
def understood(request: HttpRequest, visitor: Visitor, enquiry_id: int) -> HttpResponse:
    asked = actions.understood(queries.get_for_visitor(visitor.phone_hash, enquiry_id), yes=True)
    notes.success(request, _("Good. You can ask again at any time."))
    return redirect(_address(asked))


@require_POST
@customer_page
def withdraw(request: HttpRequest, visitor: Visitor, enquiry_id: int) -> HttpResponse:
    asked = queries.get_for_visitor(visitor.phone_hash, enquiry_id)
    asked = actions.withdraw(asked, by=_actor(visitor, asked.claim))
    notes.success(request, _("Taken back. Nobody calls you about it."))
    return redirect(_address(asked))


def _ask(
    visitor: Visitor,
    claim: Claim | None,
    members: list[InsuredMember],
    member: InsuredMember | None,
    question: str,
    *,
    wants_person: bool,
) -> Enquiry:
    """``members``: the visitor's contracts, read for a question that is about no case."""
    access = visitor.access(claim) if claim else None
    full = access is not None and (access.own or (access.may(Power.TALK) and access.may(Power.RESULT)))
    about = About(
        claim=claim,
        full=full,
        policy=member.policy if member else claim.policy if claim and full else None,
        others=_others(members, member.policy if member else None)
        if claim is None or access is None
        else _others(_members(visitor), claim.policy)
        if access.own
        else (),
        party=visitor.person,
        phone_hash=visitor.phone_hash,
    )
    unit = claim.unit if claim else member.policy.unit if member else default_unit()
    by = _actor(visitor, claim)
    asked = actions.ask(question, about=about, by=by, unit=unit, language=get_language() or "zh-hans")
    return actions.hand_over(asked, by=by) if wants_person else asked


def _context(
    visitor: Visitor, claim: Claim | None, members: list[InsuredMember], member: InsuredMember | None
) -> dict[str, Any]:
    rows = queries.conversation(queries.for_visitor(visitor.phone_hash), claim)
    contact = claim.handler.display_name if claim and claim.handler else ""
    return {
        "claim": claim,
        "full": True,
        "name": case_name(claim) if claim else "",
        "contact": contact,
        "turns": asking.turns(rows),
        "suggestions": asking.suggestions(claim),
        "members": [
            {"number": one.policy.number, "name": _product(one), "on": one == member} for one in members
        ],
        "member": member,
        "callback": wording.masked_phone(visitor.person.phone) if visitor.person else "",
        "hotline": settings.INSURER_HOTLINE,
        "values": {},
    }


def _claim(visitor: Visitor, number: str) -> Claim | None:
    """The case in view where it is this visitor's; any other page leads here too, and is then about no case."""
    if not number:
        return None
    try:
        claim = claims.get_for_visitor(visitor.phone_hash, number)
        visitor.access(claim)
        return claim
    except NotFound:
        return None


def _members(visitor: Visitor) -> list[InsuredMember]:
    people = [*visitor.people, *parties.wards_of(visitor.phone_hash)]
    found = [one for person in people for one in policies.members_in_force(person, clock.today())]
    return list({one.policy_id: one for one in found}.values())


def _others(members: list[InsuredMember], policy: Policy | None) -> tuple[ProductVersion, ...]:
    """Versions of the visitor's further contracts, each once: what one does not say another may."""
    versions = {one.policy.product_version_id: one.policy.product_version for one in members}
    if policy is not None:
        versions.pop(policy.product_version_id, None)
    return tuple(versions.values())


def _chosen(members: list[InsuredMember], number: str) -> InsuredMember | None:
    return next((one for one in members if one.policy.number == number), members[0] if members else None)


def _product(member: InsuredMember) -> str:
    return wording.product_name(member.policy.product_version.product)


def _actor(visitor: Visitor, claim: Claim | None) -> Actor:
    return visitor.actor_in(claim) if claim else visitor.actor


def _address(asked: Enquiry) -> str:
    about = (
        {"claim": asked.claim.number}
        if asked.claim
        else {"policy": asked.policy.number}
        if asked.policy
        else {}
    )
    where = f"?{urlencode(about)}" if about else ""
    return f"{reverse('portal:ask')}{where}#q{asked.pk}"

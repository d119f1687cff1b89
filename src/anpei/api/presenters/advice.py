"""A customer, entitlements and ideas as answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import visible_units
from anpei.accounts.scopes import Scope
from anpei.advice import rules, suggesting, wording
from anpei.advice.catalogue import Purpose, SectionCode
from anpei.advice.models import CustomerLook, Entitlement, EntitlementState
from anpei.advice.own_cover import OwnCover
from anpei.api.access import Call
from anpei.api.presenters import book
from anpei.api.schemas.advice import (
    CustomerCaseOut,
    CustomerComplaintOut,
    CustomerConsentOut,
    CustomerOut,
    CustomerPaymentOut,
    CustomerPolicyOut,
    EntitlementOut,
    IdeaOut,
    OwnCoverOut,
    ReasonOut,
)
from anpei.claims import queries as claims
from anpei.complaints import queries as complaints
from anpei.core import clock
from anpei.parties.models import Party
from anpei.payments import queries as payments
from anpei.payments.models import InstructionState
from anpei.policies.models import InsuredMember

SHOWN = 50


def customer(call: Call, look: CustomerLook, purpose: Purpose) -> CustomerOut:
    """What the purpose needs, and client and signer may see, in the signer's units; the latest rows of each."""
    codes = rules.opened(purpose, look.staff)
    parts = {
        code: read(look.party, look.staff)
        for code, read in PARTS.items()
        if code in codes and call.client.allows(SCOPES[code])
    }
    return CustomerOut(
        look=look.pk,
        purpose=look.purpose,
        at=look.at,
        party=book.party(call, look.party),
        **{code: parts.get(code) for code in PARTS},
    )


def own_cover(one: OwnCover) -> OwnCoverOut:
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return OwnCoverOut(
        benefit=one.benefit,
        name=one.name.in_(language),
        why=ReasonOut(text=one.why.text.in_(language), clause=one.why.clause),
        paper=one.paper,
        asked=one.asked,
    )


def entitlement(one: Entitlement) -> EntitlementOut:
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return EntitlementOut(
        id=one.pk,
        claim=one.claim.number,
        policy=one.member.policy.number,
        product=one.member.policy.product_version.product.code,
        state=EntitlementState(one.state),
        benefits=one.benefits,
        why=[ReasonOut(text=reason[language], clause=reason["clause"]) for reason in one.why],
        claim_by_on=one.claim_by_on,
        told_at=one.told_at,
        claimed_as=one.claimed_as.number if one.claimed_as else None,
    )


def _policies(party: Party, staff: Staff) -> list[CustomerPolicyOut]:
    rows = InsuredMember.objects.filter(party=party, policy__unit__in=visible_units(staff))
    return [
        CustomerPolicyOut(
            number=one.policy.number,
            product=one.policy.product_version.product.code,
            line=one.policy.product_version.product.line,
            group=one.policy.group,
            starts_on=one.policy.starts_on,
            ends_on=one.policy.ends_on,
            state=one.policy.state,
        )
        for one in rows.select_related("policy__product_version__product").order_by(
            "-policy__starts_on", "-id"
        )[:SHOWN]
    ]


def _cases(party: Party, staff: Staff) -> list[CustomerCaseOut]:
    rows = claims.for_staff(staff).filter(Q(insured=party) | Q(reporter=party))
    names = ("number", "state", "nature", "event_on", "reported_at", "paid_fen")
    return [
        CustomerCaseOut(
            next_due_at=one.next_due_at if one.is_open else None,
            **{name: getattr(one, name) for name in names},
        )
        for one in rows.order_by("-reported_at", "-id")[:SHOWN]
    ]


def _entitlements(party: Party, staff: Staff) -> list[EntitlementOut]:
    own = claims.for_staff(staff).filter(insured=party).order_by().values("pk")
    rows = Entitlement.objects.filter(claim__in=own).select_related(
        "claim", "member__policy__product_version__product", "claimed_as"
    )
    return [entitlement(one) for one in rows.order_by("-claim_id", "id")[:SHOWN]]


def _payments(party: Party, staff: Staff) -> list[CustomerPaymentOut]:
    rows = payments.for_staff(staff).filter(Q(claim__insured=party) | Q(payee__party=party))
    return [
        CustomerPaymentOut(
            claim=one.claim.number,
            amount_fen=one.amount_fen,
            state=InstructionState(one.state),
            settled_at=one.settled_at,
        )
        for one in rows[:SHOWN]
    ]


def _complaints(party: Party, staff: Staff) -> list[CustomerComplaintOut]:
    rows = complaints.for_staff(staff).filter(Q(complainant=party) | Q(claim__insured=party))
    return [
        CustomerComplaintOut(number=one.number, state=one.state, received_at=one.received_at)
        for one in rows.order_by("-received_at", "-id")[:SHOWN]
    ]


def _consents(party: Party, staff: Staff) -> list[CustomerConsentOut]:
    names = ("purpose", "basis", "given_at", "withdrawn_at")
    return [
        CustomerConsentOut(**{name: getattr(one, name) for name in names})
        for one in party.consents.order_by("-given_at", "-id")[:SHOWN]
    ]


def _ideas(party: Party, staff: Staff) -> list[IdeaOut]:
    """Every rule looked at; reading them shows nothing to the customer."""
    found = suggesting.advise(party, on=clock.today())
    shown = [one.suggestion.code for one in found.shown]
    sees_health = P.HEALTH_VIEW in staff.permissions
    return [
        IdeaOut(
            code=one.suggestion.code,
            kind=one.suggestion.kind,
            shown=one.suggestion.code in shown,
            why=wording.why(one.suggestion, one.figures)
            if one.met and (sees_health or one.suggestion.reads != "health")
            else "",
            claim=one.claim.number if one.claim else None,
            product=one.product.product.code if one.product else None,
            held=[reason.code for reason in one.held],
        )
        for one in found.looked_at
    ]


SCOPES = {
    "policies": Scope.POLICIES_READ,
    "cases": Scope.CLAIMS_READ,
    "entitlements": Scope.POLICIES_READ,
    "payments": Scope.PAYMENTS_READ,
    "complaints": Scope.COMPLAINTS_READ,
    "consents": Scope.POLICIES_READ,
    "ideas": Scope.POLICIES_READ,
}
PARTS: dict[SectionCode, Callable[[Party, Staff], Any]] = {
    "policies": _policies,
    "cases": _cases,
    "entitlements": _entitlements,
    "payments": _payments,
    "complaints": _complaints,
    "consents": _consents,
    "ideas": _ideas,
}

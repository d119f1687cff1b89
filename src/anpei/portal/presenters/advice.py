"""Other policies that may pay as well, and ideas, as a customer reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from anpei.advice import own_cover as further
from anpei.advice import queries, wording
from anpei.advice.catalogue import customer_view
from anpei.advice.models import CustomerLook, Entitlement, EntitlementState, Idea
from anpei.claims.models import Claim
from anpei.parties.models import FREELY_GIVEN, Party
from anpei.parties.queries import has_consent
from anpei.portal.presenters.wording import chinese, product_name
from anpei.products import queries as products


@dataclass(frozen=True)
class OtherPolicy:
    """One contract that may pay for the same event, or under which it was claimed."""

    id: int
    name: str
    number: str
    benefits: list[str]
    until: date
    state: str
    case: str

    @property
    def open(self) -> bool:
        return self.state in (EntitlementState.MAY, EntitlementState.NOT_WANTED)


def other_policies(claim: Claim) -> list[OtherPolicy]:
    return [other_policy(row) for row in queries.told_of(claim)]


def own_cover(claim: Claim) -> list[dict[str, Any]]:
    """Further cover of the same contract this event may bring, with the reason; what is asked for already says so."""
    language = "zh" if chinese() else "en"
    return [
        {
            "benefit": one.benefit,
            "name": one.name.in_(language),
            "why": one.why.text.in_(language),
            "clause": one.why.clause,
            "asked": one.asked,
        }
        for one in further.own_cover(claim)
    ]


def other_policy(row: Entitlement) -> OtherPolicy:
    policy = row.member.policy
    product = policy.product_version.product
    terms = products.terms(policy.product_version)
    language = "zh" if chinese() else "en"
    return OtherPolicy(
        id=row.pk,
        name=product_name(product),
        number=policy.number,
        benefits=[terms.benefit(code).name.in_(language) for code in row.benefits],
        until=row.claim_by_on,
        state=row.state,
        case=row.claimed_as.number if row.claimed_as else "",
    )


def ideas(rows: list[Idea]) -> list[dict[str, Any]]:
    return [shown for row in rows if (shown := wording.idea(row)) is not None]


def consents(people: list[Party]) -> list[dict[str, Any]]:
    """What each person has not agreed to and may, one row a person and purpose."""
    return [
        {"person": person, "purpose": purpose.value, "label": purpose.label}
        for person in people
        for purpose in FREELY_GIVEN
        if not has_consent(person, purpose)
    ]


def looks(rows: list[CustomerLook]) -> list[dict[str, Any]]:
    """Who looked, as department and role, and what for."""
    known = {one.code: str(one.name) for one in customer_view().purposes}
    return [
        {
            "at": row.at,
            "unit": row.staff.unit.name,
            "role": row.staff.role_class.name,
            "purpose": known.get(row.purpose, row.purpose),
            "about": row.claim.number if row.claim else row.words,
        }
        for row in rows
    ]

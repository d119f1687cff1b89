"""Persons, policies and products as answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language

from anpei.api.access import Call
from anpei.api.schemas.book import (
    EndorsementOut,
    MemberOut,
    MembershipOut,
    PartyOut,
    PolicyOut,
    ProductOut,
    VersionOut,
)
from anpei.organisation import divisions
from anpei.organisation.divisions import Place
from anpei.parties.models import Party
from anpei.policies.models import Endorsement, InsuredMember, Policy
from anpei.products.models import Product


def party(call: Call, one: Party) -> PartyOut:
    return PartyOut(
        id=one.pk,
        kind=one.kind,
        name=call.masked.name(one.name),
        id_type=one.id_type,
        id_number=call.masked.identity(one.id_number) if one.id_number else "",
        phone=call.masked.phone(one.phone) if one.phone else "",
        birth_year=one.birth_on.year if one.birth_on else None,
        external_ref=one.external_ref,
    )


def policy(one: Policy) -> PolicyOut:
    names = (
        "number",
        "group",
        "state",
        "issued_on",
        "starts_on",
        "ends_on",
        "terminated_on",
        "first_started_on",
        "premium_fen",
    )
    return PolicyOut(
        product=one.product_version.product.code,
        product_version=one.product_version.version,
        policyholder=one.policyholder_id,
        unit=one.unit.code,
        endorsements=[endorsement(each) for each in one.endorsements.all()],
        **{name: getattr(one, name) for name in names},
    )


def member(call: Call, one: InsuredMember) -> MemberOut:
    return members(call, [one])[0]


def members(call: Call, rows: Sequence[InsuredMember]) -> list[MemberOut]:
    """Insured persons with the names of their places, in one look into the table of divisions."""
    known = divisions.places(one.place_code for one in rows)
    return [_member(call, one, known) for one in rows]


def _member(call: Call, one: InsuredMember, known: Mapping[str, Place]) -> MemberOut:
    names = (
        "plan",
        "joined_on",
        "left_on",
        "first_joined_on",
        "social_insured",
        "place_code",
        "sums_insured",
    )
    return MemberOut(
        id=one.pk,
        party=one.party_id,
        name=call.masked.name(one.party.name),
        place_name=known[one.place_code].name if one.place_code else "",
        **{name: getattr(one, name) for name in names},
    )


def membership(call: Call, one: InsuredMember) -> MembershipOut:
    version = one.policy.product_version
    return MembershipOut(
        policy_number=one.policy.number,
        product=version.product.code,
        product_version=version.version,
        starts_on=one.policy.starts_on,
        ends_on=one.policy.ends_on,
        member=member(call, one),
    )


def endorsement(one: Endorsement) -> EndorsementOut:
    return EndorsementOut(
        number=one.number, effective_on=one.effective_on, summary=one.summary, terms=one.terms
    )


def product(one: Product) -> ProductOut:
    english = (get_language() or "").startswith("en")
    return ProductOut(
        code=one.code,
        name=one.name_en if english else one.name,
        line=one.line,
        versions=[
            VersionOut(
                version=each.version,
                sha256=each.sha256,
                valid_from=each.valid_from,
                valid_to=each.valid_to,
                published_at=each.published_at,
            )
            for each in one.versions.order_by("-valid_from", "-id")
        ],
    )

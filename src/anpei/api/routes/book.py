"""Persons, policies and products, and the calculator on its own."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Query

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import book as show
from anpei.api.schemas.base import MOST_ROWS, Number, RowId, page_of, read_cursor
from anpei.api.schemas.book import (
    AdjudicatedOut,
    AdjudicateIn,
    EndorsementIn,
    EndorsementOut,
    LeaveIn,
    MemberIn,
    MemberOut,
    MembershipOut,
    MembersOut,
    PartyIn,
    PartyOut,
    PolicyIn,
    PolicyOut,
    ProductOut,
    SearchPoliciesIn,
    TermsOut,
)
from anpei.core.errors import Invalid, NotFound
from anpei.engine import CaseFacts, calculate
from anpei.engine.facts import BadFacts
from anpei.parties import actions as parties
from anpei.parties import queries as party_queries
from anpei.policies import actions, queries
from anpei.policies.models import InsuredMember
from anpei.products import queries as terms
from anpei.products.models import Product, ProductVersion

book = Operations("book")


# ---- persons ----


@book.post("/parties", S.IMPORTS_WRITE, answer=PartyOut, status=201, permission=P.IMPORT_RUN, signed=False)
def register_party(call: Call, data: PartyIn) -> PartyOut:
    """Register a person or company. A resident ID number is checked and gives birth date and sex."""
    values = data.model_dump(exclude={"guardian", "id_type"})
    guardian = call.party(data.guardian) if data.guardian else None
    return show.party(
        call,
        parties.register(
            guardian=guardian, id_type=data.id_type or "", by=call.by, source=call.source, **values
        ),
    )


@book.read("/parties/{party_id}", S.POLICIES_READ, answer=PartyOut, permission=P.PARTY_VIEW)
def get_party(call: Call, party_id: RowId) -> PartyOut:
    """Read a person, masked."""
    return show.party(call, call.party(party_id))


# ---- policies ----


@book.post("/policies", S.IMPORTS_WRITE, answer=PolicyOut, status=201, permission=P.IMPORT_RUN, signed=False)
def issue_policy(call: Call, data: PolicyIn) -> PolicyOut:
    """Enter a policy on a published product version."""
    values = data.model_dump(exclude={"product", "product_version", "policyholder", "unit"})
    version, unit, holder = (
        terms.published(data.product, data.product_version),
        call.unit(data.unit),
        call.party(data.policyholder),
    )
    return show.policy(
        actions.issue(product_version=version, policyholder=holder, unit=unit, by=call.by, **values)
    )


@book.read("/policies/{policy_number}", S.POLICIES_READ, answer=PolicyOut, permission=P.POLICY_VIEW)
def get_policy(call: Call, policy_number: Number) -> PolicyOut:
    """Read a policy with its endorsements."""
    return show.policy(call.policy(policy_number))


@book.post(
    "/policy-search",
    S.POLICIES_READ,
    answer=list[MembershipOut],
    permission=P.POLICY_VIEW,
    signed=False,
    keyed=False,
)
def search_policies(call: Call, data: SearchPoliciesIn) -> list[MembershipOut]:
    """Find the cover of a person by ID number. A POST, so that the number stays out of addresses and logs."""
    person = party_queries.by_id_number(data.id_number)
    if person is None:
        return []
    rows = queries.members_in_force(person, data.on) if data.on else queries.members_of(person)
    return [show.membership(call, one) for one in rows.filter(policy__unit__in=call.units)[:MOST_ROWS]]


@book.read("/policies/{policy_number}/members", S.POLICIES_READ, answer=MembersOut, permission=P.POLICY_VIEW)
def list_members(
    call: Call,
    policy_number: Number,
    cursor: Annotated[str, Query("", max_length=80)],
    size: Annotated[int, Query(50, ge=1, le=MOST_ROWS)],
) -> MembersOut:
    """List the insured persons, the latest entered first."""
    rows = call.policy(policy_number).members.select_related("party").order_by("-pk")
    last = read_cursor(cursor)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    shown, following = page_of(list(rows[: size + 1]), size)
    return MembersOut(members=show.members(call, shown), next=following)


@book.post(
    "/policies/{policy_number}/members",
    S.IMPORTS_WRITE,
    answer=MemberOut,
    status=201,
    permission=P.IMPORT_RUN,
    signed=False,
)
def add_member(call: Call, policy_number: Number, data: MemberIn) -> MemberOut:
    """Insure a person under a policy."""
    policy = call.policy(policy_number)
    _require_known_keys(policy.product_version, data.sums_insured)
    values = data.model_dump(exclude={"party"})
    return show.member(
        call, actions.add_member(policy=policy, party=call.party(data.party), by=call.by, **values)
    )


@book.post(
    "/policies/{policy_number}/members/{member_id}/leave",
    S.IMPORTS_WRITE,
    answer=MemberOut,
    permission=P.IMPORT_RUN,
    signed=False,
)
def remove_member(call: Call, policy_number: Number, member_id: RowId, data: LeaveIn) -> MemberOut:
    """Record the first day on which a person is no longer insured."""
    found = (
        InsuredMember.objects.filter(policy=call.policy(policy_number), pk=member_id)
        .select_related("party")
        .first()
    )
    if found is None:
        raise NotFound("member.unknown", _("There is no such insured person under this policy."))
    return show.member(call, actions.remove_member(found, left_on=data.left_on, by=call.by))


@book.post(
    "/policies/{policy_number}/endorsements",
    S.IMPORTS_WRITE,
    answer=EndorsementOut,
    status=201,
    permission=P.IMPORT_RUN,
    signed=False,
)
def endorse_policy(call: Call, policy_number: Number, data: EndorsementIn) -> EndorsementOut:
    """Enter an endorsement."""
    return show.endorsement(
        actions.endorse(policy=call.policy(policy_number), by=call.by, **data.model_dump())
    )


# ---- products and the calculator ----


@book.read("/products", S.POLICIES_READ, answer=list[ProductOut], permission=P.TERMS_VIEW)
def list_products(call: Call) -> list[ProductOut]:
    """List the products with their published versions."""
    return [show.product(one) for one in Product.objects.prefetch_related("versions").order_by("code")]


@book.read(
    "/products/{product}/versions/{version}", S.POLICIES_READ, answer=TermsOut, permission=P.TERMS_VIEW
)
def get_terms(call: Call, product: Number, version: Number) -> TermsOut:
    """Read the terms of a published version: clauses, benefits, exclusions, papers, calculation."""
    found = terms.published(product, version)
    parsed = terms.terms(found)
    return TermsOut(
        code=parsed.code,
        version=parsed.version,
        sha256=found.sha256,
        sum_insured_keys=list(parsed.sum_insured_keys()),
        terms=parsed.model_dump(mode="json"),
    )


@book.post(
    "/adjudications",
    S.POLICIES_READ,
    answer=AdjudicatedOut,
    permission=P.TERMS_VIEW,
    signed=False,
    keyed=False,
)
def adjudicate(call: Call, data: AdjudicateIn) -> AdjudicatedOut:
    """Calculate what terms pay on given facts. Nothing is stored, so no idempotency key is needed."""
    try:
        facts = CaseFacts.from_json(data.facts)
    except BadFacts as refusal:
        raise Invalid(
            fields={f"facts.{place}".rstrip("."): words for place, words in refusal.places}
        ) from None
    worked = calculate(terms.compiled(terms.published(data.product, data.version)), facts).to_json()
    return AdjudicatedOut(
        **{
            name: worked[name]
            for name in ("engine_version", "total_fen", "claimed_fen", "payable_fen", "findings")
        },
        result=worked,
    )


def _require_known_keys(version: ProductVersion, sums: dict[str, int]) -> None:
    known = terms.terms(version).sum_insured_keys()
    if unknown := sorted(set(sums) - set(known)):
        raise Invalid(
            fields={
                f"sums_insured.{unknown[0]}": _("This product has no such sum insured. It has: %(keys)s.")
                % {"keys": ", ".join(known)}
            }
        )

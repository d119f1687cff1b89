"""Advice: a customer opened for a purpose, and other policies one event may come under."""

from __future__ import annotations

from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import signing
from anpei.accounts.scopes import Scope as S
from anpei.advice import actions, queries
from anpei.advice.own_cover import own_cover
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import advice as show
from anpei.api.presenters import book
from anpei.api.schemas.advice import (
    ClaimedInOut,
    ClaimedTooOut,
    CustomerOut,
    CustomerSearchIn,
    EntitlementOut,
    LookIn,
    OwnCoverOut,
)
from anpei.api.schemas.base import Number, RowId, Word
from anpei.api.schemas.book import PartyOut
from anpei.claims.models import Channel

advice = Operations("advice")


@advice.post(
    "/customers/search",
    S.POLICIES_READ,
    answer=list[PartyOut],
    permission=P.CUSTOMER_VIEW,
    keyed=False,
)
def find_customers(call: Call, data: CustomerSearchIn) -> list[PartyOut]:
    """Find customers in the units of the person the client signs for, by phone, ID number or whole name, exactly."""
    return [book.party(call, one) for one in queries.search(signing(call.by), data.text)]


@advice.post(
    "/customers/{party_id}/looks",
    S.POLICIES_READ,
    answer=CustomerOut,
    status=201,
    permission=P.CUSTOMER_VIEW,
)
def look_at_customer(call: Call, party_id: RowId, data: LookIn) -> CustomerOut:
    """Open everything about a customer, for a purpose.

    Each look is recorded and the customer reads who looked, when and what for. Only what the purpose needs is answered.
    """
    party = queries.get_customer(signing(call.by), party_id)
    look = actions.look_at(party, purpose=data.purpose, about=data.about, by=call.by, channel="api")
    _, purpose = queries.open_look(look.staff, look.pk)
    return show.customer(call, look, purpose)


@advice.read(
    "/claims/{number}/entitlements",
    S.POLICIES_READ,
    answer=list[EntitlementOut],
    permission=P.POLICY_VIEW,
    signed=True,
)
def list_entitlements(call: Call, number: Number) -> list[EntitlementOut]:
    """List other policies the same event may come under, and why the others do not fit."""
    return [show.entitlement(one) for one in queries.entitlements_of(call.claim(number))]


@advice.post(
    "/claims/{number}/entitlements/{entitlement_id}/claim",
    S.CLAIMS_REPORT,
    answer=ClaimedTooOut,
    status=201,
    permission=P.CLAIM_REPORT,
)
def claim_entitlement(call: Call, number: Number, entitlement_id: RowId) -> ClaimedTooOut:
    """Report the event under the other policy for the customer; papers handed in are carried over.

    Once claimed, the same case is answered again.
    """
    row = queries.entitlement_of(call.claim(number), entitlement_id)
    done = actions.claim_too(row, by=call.by, channel=Channel.API, key=call.key)
    return ClaimedTooOut(claim=done.claim.number, papers=len(done.papers))


@advice.post(
    "/claims/{number}/entitlements/{entitlement_id}/decline",
    S.CLAIMS_REPORT,
    answer=EntitlementOut,
    permission=P.CLAIM_REPORT,
)
def decline_entitlement(call: Call, number: Number, entitlement_id: RowId) -> EntitlementOut:
    """Note that the customer does not want to claim under the other policy now."""
    row = queries.entitlement_of(call.claim(number), entitlement_id)
    actions.not_wanted(row, by=call.by)
    return show.entitlement(queries.entitlement_of(row.claim, row.pk))


@advice.read("/claims/{number}/own-cover", S.CLAIMS_READ, answer=list[OwnCoverOut], permission=P.POLICY_VIEW)
def list_own_cover(call: Call, number: Number) -> list[OwnCoverOut]:
    """List further cover of the claim's own contract that the event may bring and nobody has claimed."""
    return [show.own_cover(one) for one in own_cover(call.claim(number))]


@advice.post(
    "/claims/{number}/own-cover/{benefit}/claim",
    S.CLAIMS_REPORT,
    answer=ClaimedInOut,
    status=201,
    permission=P.CLAIM_REPORT,
)
def claim_own_cover(call: Call, number: Number, benefit: Word) -> ClaimedInOut:
    """Claim further cover of the same contract for the customer: in this claim before its decision, else in a new one."""
    into = actions.claim_own_cover(call.claim(number), benefit=benefit, by=call.by, channel=Channel.API)
    return ClaimedInOut(claim=into.number)

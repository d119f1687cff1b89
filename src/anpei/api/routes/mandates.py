"""Acting for somebody: powers of attorney on paper, beneficiaries and heirs, and who is calling."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Query

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import mandates as show
from anpei.api.schemas.base import Number, RowId
from anpei.api.schemas.claims import ReasonIn
from anpei.api.schemas.mandates import CallerIn, CallerOut, HeirIn, HeirOut, MandateIn, MandateOut
from anpei.claims import actions as claims
from anpei.claims.actions import HeirForm
from anpei.claims.models import Claim, Heir, HeirState
from anpei.claims.queries import access, represented
from anpei.core.errors import Invalid, NotFound
from anpei.mandates import actions, queries
from anpei.mandates.models import Mandate, MandateState
from anpei.mandates.rules import Terms
from anpei.parties import actions as parties
from anpei.parties.models import Party
from anpei.parties.queries import phone_hash

mandates = Operations("mandates")


@mandates.read(
    "/claims/{number}/mandates", S.CLAIMS_READ, answer=list[MandateOut], permission=P.CLAIM_VIEW, signed=True
)
def list_mandates(
    call: Call,
    number: Number,
    state: Annotated[
        list[MandateState] | None,
        Query(None, description="Any of these states."),
    ],
) -> list[MandateOut]:
    """List who acts or acted for the people of this case, the latest first."""
    claim = call.claim(number)
    rows = queries.of_claim(claim.pk, represented(claim))
    if state:
        rows = rows.filter(state__in=state)
    return [show.mandate(one, call.masked) for one in rows[: queries.SHOWN]]


@mandates.post(
    "/claims/{number}/mandates", S.CLAIMS_HANDLE, answer=MandateOut, status=201, permission=P.MANDATE_RECORD
)
def record_mandate(call: Call, number: Number, data: MandateIn) -> MandateOut:
    """Record a power of attorney on paper. It counts once somebody else has accepted it."""
    claim = call.claim(number)
    made = actions.record_paper(
        _principal(claim, data.principal),
        terms=Terms(
            agent_name=data.agent_name,
            agent_phone=data.agent_phone,
            relation=data.relation,
            powers=data.powers,
            from_on=data.from_on,
            until_on=data.until_on,
        ),
        document=data.document,
        agent=parties.by_document(
            name=data.agent_name,
            id_number=data.id_number,
            phone=data.agent_phone,
            source=call.source,
            by=call.by,
        )
        if data.id_number
        else None,
        claim_id=None if data.all_cases else claim.pk,
        claim_number="" if data.all_cases else claim.number,
        by=call.by,
    )
    return show.mandate(made, call.masked)


@mandates.post(
    "/claims/{number}/mandates/{ref}/accept", S.CLAIMS_HANDLE, answer=MandateOut, permission=P.MANDATE_CHECK
)
def accept_mandate(call: Call, number: Number, ref: Number) -> MandateOut:
    """Say that paper, identity and signature are in order; never of one's own record."""
    return show.mandate(actions.accept_paper(_mandate(call, number, ref), by=call.by), call.masked)


@mandates.post(
    "/claims/{number}/mandates/{ref}/refuse", S.CLAIMS_HANDLE, answer=MandateOut, permission=P.MANDATE_CHECK
)
def refuse_mandate(call: Call, number: Number, ref: Number, data: ReasonIn) -> MandateOut:
    """Say why the paper does not do; the person represented reads it."""
    return show.mandate(
        actions.refuse(_mandate(call, number, ref), reason=data.reason, by=call.by), call.masked
    )


@mandates.post(
    "/claims/{number}/mandates/{ref}/end", S.CLAIMS_HANDLE, answer=MandateOut, permission=P.MANDATE_RECORD
)
def end_mandate(call: Call, number: Number, ref: Number) -> MandateOut:
    """Note that the person represented takes it back. Both are told."""
    return show.mandate(actions.revoke(_mandate(call, number, ref), by=call.by), call.masked)


@mandates.post(
    "/claims/{number}/caller",
    S.CLAIMS_READ,
    answer=CallerOut,
    permission=P.CLAIM_VIEW,
    keyed=False,
)
def who_calls(call: Call, number: Number, data: CallerIn) -> CallerOut:
    """Tell what somebody with this phone is to the case, and what may be said to them."""
    return show.caller(access(call.claim(number), phone_hash(data.phone)))


@mandates.read(
    "/claims/{number}/heirs", S.CLAIMS_READ, answer=list[HeirOut], permission=P.CLAIM_VIEW, signed=True
)
def list_heirs(
    call: Call,
    number: Number,
    state: Annotated[list[HeirState] | None, Query(None, description="Any of these states.")],
) -> list[HeirOut]:
    """List beneficiaries and heirs with what proves them and their part of the result."""
    claim = call.claim(number)
    rows = claim.heirs.select_related("person")
    if state:
        rows = rows.filter(state__in=state)
    return [show.heir(one, claim, call.masked) for one in rows]


@mandates.post(
    "/claims/{number}/heirs", S.CLAIMS_HANDLE, answer=HeirOut, status=201, permission=P.MANDATE_RECORD
)
def record_heir(call: Call, number: Number, data: HeirIn) -> HeirOut:
    """Record who receives after a death; whom the policy names comes first. It counts once somebody else accepted it."""
    claim = call.claim(number)
    form = HeirForm(
        capacity=data.capacity,
        relation=data.relation,
        proof=data.proof,
        document=data.document,
        estate_because=data.estate_because or "",
    )
    person = parties.by_document(
        name=data.name, id_number=data.id_number, phone=data.phone, source=call.source, by=call.by
    )
    made = claims.record_heir(claim, person=person, form=form, by=call.by)
    return show.heir(made, claim, call.masked)


@mandates.post(
    "/claims/{number}/heirs/{heir_id}/accept", S.CLAIMS_HANDLE, answer=HeirOut, permission=P.MANDATE_CHECK
)
def accept_heir(call: Call, number: Number, heir_id: RowId) -> HeirOut:
    """Say that the papers show it; never of one's own record. Needs the death certificate in order."""
    claim = call.claim(number)
    return show.heir(claims.accept_heir(_heir(claim, heir_id), by=call.by), claim, call.masked)


@mandates.post(
    "/claims/{number}/heirs/{heir_id}/refuse", S.CLAIMS_HANDLE, answer=HeirOut, permission=P.MANDATE_CHECK
)
def refuse_heir(call: Call, number: Number, heir_id: RowId, data: ReasonIn) -> HeirOut:
    """Say why the papers do not show it."""
    claim = call.claim(number)
    refused = claims.refuse_heir(_heir(claim, heir_id), reason=data.reason, by=call.by)
    return show.heir(refused, claim, call.masked)


@mandates.post(
    "/claims/{number}/heirs/{heir_id}/end", S.CLAIMS_HANDLE, answer=HeirOut, permission=P.MANDATE_CHECK
)
def end_heir(call: Call, number: Number, heir_id: RowId, data: ReasonIn) -> HeirOut:
    """Note that somebody accepted does not receive after all, with the reason."""
    claim = call.claim(number)
    ended = claims.end_heir(_heir(claim, heir_id), reason=data.reason, by=call.by)
    return show.heir(ended, claim, call.masked)


def _principal(claim: Claim, person_id: int | None) -> Party:
    if person_id is None and claim.insured is not None:
        return claim.insured
    if person_id not in represented(claim):
        raise Invalid(
            fields={"principal": _("Only the insured person or an heir of this case can let somebody act.")}
        )
    return Party.objects.get(pk=person_id)


def _mandate(call: Call, number: str, ref: str) -> Mandate:
    claim = call.claim(number)
    return queries.get_of_claim(claim.pk, represented(claim), ref)


def _heir(claim: Claim, heir_id: int) -> Heir:
    heir = claim.heirs.select_related("person").filter(pk=heir_id).first()
    if heir is None:
        raise NotFound("heir.unknown", _("There is no such person on this case."))
    return heir

"""Mandates, heirs and callers as answers; names and phones as clear as the signer may see them."""

from __future__ import annotations

from anpei.accounts.masking import View
from anpei.api.schemas.mandates import CallerOut, HeirOut, MandateOut
from anpei.claims.models import Capacity, Claim, EstateBecause, Heir, HeirProof, HeirState
from anpei.claims.queries import Access
from anpei.core import clock
from anpei.mandates.models import EndReason, How, Mandate, MandateState, Power, Relation
from anpei.settlement.entitlement import part_of


def mandate(one: Mandate, seen: View) -> MandateOut:
    today = clock.today()
    names = ("ref", "from_on", "until_on", "document", "refused_because", "given_at", "ended_at")
    return MandateOut(
        state=MandateState(one.state),
        how=How(one.how),
        principal=one.principal_id,
        agent=one.agent_id,
        agent_name=seen.name(one.agent_name),
        agent_phone=seen.phone(one.agent_phone),
        relation=Relation(one.relation),
        powers=[Power(code) for code in one.powers],
        claim=one.claim_number or None,
        in_force=one.state == MandateState.ACTIVE and one.from_on <= today <= one.until_on,
        end_reason=EndReason(one.end_reason) if one.end_reason else None,
        **{name: getattr(one, name) for name in names},
    )


def heir(one: Heir, claim: Claim, seen: View) -> HeirOut:
    part = part_of(claim, one.person.name) if one.state == HeirState.ACTIVE else None
    return HeirOut(
        id=one.pk,
        state=HeirState(one.state),
        person=one.person_id,
        name=seen.name(one.person.name),
        capacity=Capacity(one.capacity),
        relation=one.relation,
        proof=HeirProof(one.proof),
        document=one.document,
        estate_because=EstateBecause(one.estate_because) if one.estate_because else None,
        reason=one.reason,
        part_fen=part.amount_fen if part else None,
    )


def caller(access: Access) -> CallerOut:
    return CallerOut(
        standing=access.standing,
        powers=[one for one in Power if access.may(one)],
        mandate=access.mandate.ref if access.mandate else None,
    )

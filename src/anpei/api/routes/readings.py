"""What was read on papers, compared and confirmed; and receipts a hospital's system sends as data."""

from __future__ import annotations

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import readings as show
from anpei.api.schemas.base import Number, RowId
from anpei.api.schemas.readings import (
    AskOut,
    CheckOut,
    ConfirmFieldIn,
    FedOut,
    FeedIn,
    FieldOut,
    KindIn,
    PartOut,
    ReadingOut,
)
from anpei.claims.models import Claim
from anpei.documents import actions, checks, queries, supplement
from anpei.documents.understood import understood

readings = Operations("readings")


@readings.read(
    "/claims/{number}/readings", S.CLAIMS_READ, answer=list[ReadingOut], permission=P.HEALTH_VIEW, signed=True
)
def list_readings(call: Call, number: Number) -> list[ReadingOut]:
    """List the papers of a claim with how far reading is and what was read: kind, fields, confidence, place."""
    return [show.file(one) for one in understood(call.claim(number)).files]


@readings.read(
    "/claims/{number}/readings/checks",
    S.CLAIMS_READ,
    answer=list[CheckOut],
    permission=P.HEALTH_VIEW,
    signed=True,
)
def list_checks(call: Call, number: Number) -> list[CheckOut]:
    """List what was compared across the papers, with the policy and with other claims. Evidence, no verdict."""
    claim = call.claim(number)
    return [show.check(one) for one in checks.run(claim, understood(claim))]


@readings.read(
    "/claims/{number}/readings/asks",
    S.CLAIMS_READ,
    answer=list[AskOut],
    permission=P.HEALTH_VIEW,
    signed=True,
)
def list_asks(call: Call, number: Number) -> list[AskOut]:
    """List what would have to be asked of the claimant again, in the claimant's language. Nothing is sent."""
    claim = call.claim(number)
    found = understood(claim)
    return [show.ask(one) for one in supplement.proposals(claim, found, checks.run(claim, found))]


@readings.post(
    "/claims/{number}/parts/{part_id}/confirm", S.CLAIMS_HANDLE, answer=PartOut, permission=P.CLAIM_HANDLE
)
def confirm_part(call: Call, number: Number, part_id: RowId) -> PartOut:
    """Confirm every field of a paper that is sure and that no comparison doubts; the others stay proposed."""
    claim = call.claim(number)
    actions.confirm_consistent(queries.get_part(claim, part_id), by=call.by)
    return _part(claim, part_id)


@readings.post(
    "/claims/{number}/parts/{part_id}/kind", S.CLAIMS_HANDLE, answer=PartOut, permission=P.CLAIM_HANDLE
)
def say_kind(call: Call, number: Number, part_id: RowId, data: KindIn) -> PartOut:
    """Say what a paper is, or with null that it is none of a claim."""
    claim = call.claim(number)
    actions.say_kind(queries.get_part(claim, part_id), kind=data.kind.value if data.kind else "", by=call.by)
    return _part(claim, part_id)


@readings.post(
    "/claims/{number}/fields/{field_id}/confirm", S.CLAIMS_HANDLE, answer=FieldOut, permission=P.CLAIM_HANDLE
)
def confirm_field(call: Call, number: Number, field_id: RowId, data: ConfirmFieldIn) -> FieldOut:
    """Confirm one field as it stands, or with another value; what was read is kept beside it."""
    field = queries.get_field(call.claim(number), field_id)
    return show.field(actions.confirm_field(field, typed=data.value, by=call.by))


@readings.post(
    "/claims/{number}/hospital-receipts",
    S.PAPERS_WRITE,
    answer=FedOut,
    status=201,
    permission=P.PAPER_RECEIVE,
    signed=False,
)
def feed_receipt(call: Call, number: Number, data: FeedIn) -> FedOut:
    """Send a medical receipt as data, without a picture. It joins the list; a person confirms it.

    The same number again adds nothing and answers the paper that is there.
    """
    claim = call.claim(number)
    fed = actions.take_feed(claim, receipt=show.fed(data), source=data.source, by=call.by)
    return FedOut(paper=fed.part.paper_id, part=fed.part.pk, known=fed.known)


def _part(claim: Claim, part_id: int) -> PartOut:
    return next(show.part(one) for one in understood(claim).parts if one.row.pk == part_id)

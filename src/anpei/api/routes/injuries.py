"""Rated injuries: items of the standard with the grade the appraisal gave them, under the name of who rates."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Query

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import money as show
from anpei.api.schemas.base import Number, RowId
from anpei.api.schemas.settlement import InjuryIn, InjuryOut
from anpei.claims.models import Claim
from anpei.core.errors import NotFound
from anpei.documents import queries as papers
from anpei.settlement import actions
from anpei.settlement.models import Injury

injuries = Operations("injuries")


@injuries.read(
    "/claims/{number}/injuries", S.CLAIMS_READ, answer=list[InjuryOut], permission=P.HEALTH_VIEW, signed=True
)
def list_injuries(call: Call, number: Number) -> list[InjuryOut]:
    """List the rated injuries, in the order they were entered."""
    return [show.injury(one) for one in call.claim(number).injuries.select_related("rated_by")]


@injuries.post(
    "/claims/{number}/injuries",
    S.CLAIMS_HANDLE,
    answer=InjuryOut,
    status=201,
    permission=P.SETTLEMENT_ASSESS,
)
def add_injury(call: Call, number: Number, data: InjuryIn) -> InjuryOut:
    """Enter one rated injury; each item of the standard counts once."""
    claim = call.claim(number)
    values = data.model_dump(exclude={"paper"})
    paper = papers.get_paper(claim, data.paper) if data.paper else None
    return show.injury(actions.add_injury(claim, paper=paper, by=call.by, **values))


@injuries.change(
    "DELETE",
    "/claims/{number}/injuries/{injury_id}",
    S.CLAIMS_HANDLE,
    answer=None,
    status=204,
    permission=P.SETTLEMENT_ASSESS,
)
def remove_injury(
    call: Call, number: Number, injury_id: RowId, reason: Annotated[str, Query(..., max_length=200)]
) -> None:
    """Take a rated injury out, with the reason."""
    actions.remove_injury(_injury(call.claim(number), injury_id), reason=reason, by=call.by)


def _injury(claim: Claim, injury_id: int) -> Injury:
    found = claim.injuries.filter(pk=injury_id).first()
    if found is None:
        raise NotFound("injury.unknown", _("There is no such injury on this case."))
    return found

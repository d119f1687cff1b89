"""What past decisions would come to under changed terms: ask, read the sums, read the claims that move."""

from __future__ import annotations

from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query

from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import sees_unit
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.schemas.base import MOST_ROWS, RowId
from anpei.api.schemas.what_if import AskWhatIfIn, MovedClaimOut, MovedClaimsOut, WhatIfOut, WhatIfSumsOut
from anpei.core.errors import Forbidden
from anpei.organisation.models import Unit
from anpei.products.queries import published
from anpei.settlement import actions, queries
from anpei.settlement.models import WhatIf, WhatIfClaim

what_if = Operations("what-if")


@what_if.post("/what-if", S.POLICIES_READ, answer=WhatIfOut, status=202, permission=P.TERMS_WHAT_IF)
def ask_what_if(call: Call, data: AskWhatIfIn) -> WhatIfOut:
    """Ask what past decisions would come to under changed terms. No case is touched.

    Every decision that holds is recomputed from its stored inputs, a person's in the order they were made: what an
    earlier claim would have used or been paid otherwise is carried into the later ones. A small book is answered at
    once; a larger one goes on in the background, and the answer is asked for by its id.
    """
    return _shown(
        actions.ask_what_if(
            version=published(data.product, data.version),
            changes=data.changes,
            terms_text=data.terms,
            from_on=data.from_on,
            to_on=data.to_on,
            unit=_reach(call),
            by=call.by,
        )
    )


@what_if.read(
    "/what-if/{what_if_id}", S.POLICIES_READ, answer=WhatIfOut, permission=P.TERMS_WHAT_IF, signed=True
)
def get_what_if(call: Call, what_if_id: RowId) -> WhatIfOut:
    """Read how far the answer is and what came of it."""
    return _shown(queries.what_if(_readable(call), what_if_id))


@what_if.read(
    "/what-if/{what_if_id}/claims",
    S.POLICIES_READ,
    answer=MovedClaimsOut,
    permission=P.TERMS_WHAT_IF,
    signed=True,
)
def list_moved_claims(
    call: Call,
    what_if_id: RowId,
    skip: Annotated[int, Query(0, ge=0, le=10**7)],
    size: Annotated[int, Query(100, ge=1, le=MOST_ROWS)],
) -> MovedClaimsOut:
    """List the claims that would move, the largest difference first."""
    asked = queries.what_if(_readable(call), what_if_id)
    found = list(queries.movers(asked)[skip : skip + size + 1])
    return MovedClaimsOut(
        claims=[_moved(one) for one in found[:size]], next=str(skip + size) if len(found) > size else ""
    )


def _reach(call: Call) -> Unit:
    """The smaller of the client's unit and that of the person it signs for."""
    assert call.signer is not None  # the operation is signed
    if sees_unit(call.signer, call.client.unit):
        return call.client.unit
    if call.client.unit.contains(call.signer.unit):
        return call.signer.unit
    raise Forbidden("api.unit", _("The client and the person it signs for have no unit in common."))


def _readable(call: Call) -> QuerySet[WhatIf]:
    return queries.what_ifs(unit=_reach(call))


def _shown(asked: WhatIf) -> WhatIfOut:
    sums = asked.result and {**asked.result, "milliseconds": round(asked.result["seconds"] * 1000)}
    return WhatIfOut(
        id=asked.pk,
        product=asked.product_version.product.code,
        version=asked.product_version.version,
        changes=asked.changes,
        from_on=asked.from_on,
        to_on=asked.to_on,
        asked_by=asked.asked_by,
        asked_at=asked.created_at,
        state=asked.state,
        claims=asked.claims,
        done=asked.done,
        engine_version=asked.engine_version,
        result=WhatIfSumsOut.model_validate(sums) if sums else None,
    )


def _moved(one: WhatIfClaim) -> MovedClaimOut:
    return MovedClaimOut(
        claim=one.decision.claim.number,
        before_fen=one.before_fen,
        after_fen=one.after_fen,
        difference_fen=one.difference_fen,
        step=one.step,
        step_before=one.step_before,
        step_after=one.step_after,
        carried=bool(one.carried),
    )

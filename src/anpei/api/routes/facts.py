"""The fact sheet of a case: what the product asks, what was assessed, under the name of who assesses."""

from __future__ import annotations

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import facts as show
from anpei.api.schemas.base import Number
from anpei.api.schemas.facts import FactsIn, FactsOut, QuestionsOut
from anpei.settlement import actions, sheets

facts = Operations("facts")


@facts.read("/claims/{number}/facts/questions", S.CLAIMS_READ, answer=QuestionsOut, permission=P.CLAIM_VIEW)
def get_questions(call: Call, number: Number) -> QuestionsOut:
    """What has to be assessed for the product of this case: groups of fields, empty where receipts are enough."""
    return show.questions(call.claim(number))


@facts.read("/claims/{number}/facts", S.CLAIMS_READ, answer=FactsOut, permission=P.HEALTH_VIEW, signed=True)
def get_facts(call: Call, number: Number) -> FactsOut:
    """Read the facts as last assessed; number 0 while nothing was."""
    return show.sheet(sheets.latest(call.claim(number)))


@facts.change(
    "PUT", "/claims/{number}/facts", S.CLAIMS_HANDLE, answer=FactsOut, permission=P.SETTLEMENT_ASSESS
)
def put_facts(call: Call, number: Number, data: FactsIn) -> FactsOut:
    """Sign the facts as a new sheet. What the contract says of the vehicle is added; the same facts again change nothing."""
    return show.sheet(
        actions.assess_facts(call.claim(number), facts=data.facts, sources=data.sources, by=call.by)
    )

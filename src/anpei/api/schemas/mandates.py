"""Acting for somebody: mandates, beneficiaries and heirs, and what may be said to who calls."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from anpei.api.schemas.base import Day, Flag, In, Moment, Name, Out, RowId, Sentence, Word
from anpei.claims.models import Capacity, EstateBecause, HeirProof, HeirState
from anpei.claims.queries import Standing
from anpei.mandates.models import EndReason, How, MandateState, Power, Relation


class MandateIn(In):
    principal: RowId | None = Field(
        None, description="Person who lets somebody act; without it the insured person of the case."
    )
    id_number: Word = Field("", description="Of who acts; needed where they may `collect`.")
    agent_name: Name
    agent_phone: Word = Field(description="The phone they log in with.")
    relation: Relation
    powers: list[Power] = Field(description="`see` always belongs to them.")
    all_cases: Flag = False
    from_on: Day
    until_on: Day = Field(description="Last day.")
    document: Annotated[Sentence, Field(max_length=200)] = Field(description="The paper and its date.")


class MandateOut(Out):
    ref: str
    state: MandateState
    how: How
    principal: int = Field(description="Id of the person represented.")
    agent: int | None
    agent_name: str = Field(description="Masked unless the signer may see names.")
    agent_phone: str = Field(description="Masked unless the signer may see phones.")
    relation: Relation
    powers: list[Power]
    claim: str | None = Field(description="The one case it is for; null: all cases of the person.")
    from_on: Day
    until_on: Day
    document: str
    in_force: bool = Field(description="Whether it counts today.")
    refused_because: str
    end_reason: EndReason | None
    given_at: Moment | None
    ended_at: Moment | None


class HeirIn(In):
    name: Name
    id_number: Word = Field(description="Resident ID; who has it is registered where nobody has it yet.")
    phone: Word = Field("", description="The phone they log in with; not taken over where one is known.")
    capacity: Capacity
    relation: Annotated[Sentence, Field(max_length=40)] = Field(description="To the person who died.")
    proof: HeirProof
    document: Annotated[Sentence, Field(max_length=200)] = ""
    estate_because: EstateBecause | None = Field(
        None,
        description="Needed of an heir: why no beneficiary of the policy comes first (Insurance Law art. 42).",
    )


class HeirOut(Out):
    id: int
    state: HeirState
    person: int
    name: str = Field(description="Masked unless the signer may see names.")
    capacity: Capacity
    relation: str
    proof: HeirProof
    document: str
    estate_because: EstateBecause | None
    reason: str
    part_fen: int | None = Field(description="Their part of the result, where it is shared out.")


class CallerIn(In):
    phone: Word = Field(description="The number that calls.")


class CallerOut(Out):
    standing: Standing | None = Field(description="Null: nobody to this case; say nothing of it.")
    powers: list[Power] = Field(description="What may be done and said; `see` means the state of the case.")
    mandate: str | None

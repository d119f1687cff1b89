"""Everything about a customer for a purpose, other policies one event may come under, and ideas with their reasons."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from anpei.advice.models import EntitlementState
from anpei.api.schemas.base import Day, In, Moment, Out, Sentence, Word
from anpei.api.schemas.book import PartyOut
from anpei.claims.states import ClaimState
from anpei.payments.models import InstructionState
from anpei.terms.papers import PaperKind


class CustomerSearchIn(In):
    text: Annotated[Sentence, Field(max_length=80)] = Field(
        description="Phone, ID number or whole name, exactly."
    )


class LookIn(In):
    purpose: Word = Field(description="settle, call, complaint, care or data_request.")
    about: Annotated[Sentence, Field(max_length=200)] = Field(
        description="To settle a case: its number. Else one sentence; the customer reads it."
    )


class ReasonOut(Out):
    text: str = Field(description="In the language of `Accept-Language`.")
    clause: str


class EntitlementOut(Out):
    id: int
    claim: str
    policy: str
    product: str
    state: EntitlementState
    benefits: list[str] = Field(description="Codes of the benefits that may pay.")
    why: list[ReasonOut] = Field(description="For staff: what fits, or why it does not.")
    claim_by_on: Day = Field(description="Insurance Law art. 26, counted from the event.")
    told_at: Moment | None
    claimed_as: str | None = Field(description="Number of the case it was claimed as.")


class OwnCoverOut(Out):
    benefit: str
    name: str = Field(description="In the language of `Accept-Language`.")
    why: ReasonOut
    paper: PaperKind = Field(description="What claiming it begins with.")
    asked: bool = Field(description="That paper is on the list already.")


class ClaimedInOut(Out):
    claim: str = Field(description="Number of the case it is claimed in.")


class ClaimedTooOut(Out):
    claim: str
    papers: int = Field(description="Papers carried over by reference.")


class CustomerPolicyOut(Out):
    number: str
    product: str
    line: str
    group: bool
    starts_on: Day
    ends_on: Day
    state: str


class CustomerCaseOut(Out):
    number: str
    state: ClaimState
    nature: str
    event_on: Day | None
    reported_at: Moment
    paid_fen: int
    next_due_at: Moment | None = Field(description="Nearest running clock of an open case.")


class CustomerPaymentOut(Out):
    claim: str
    amount_fen: int
    state: InstructionState
    settled_at: Moment | None


class CustomerComplaintOut(Out):
    number: str
    state: str
    received_at: Moment


class CustomerConsentOut(Out):
    purpose: str
    basis: str
    given_at: Moment
    withdrawn_at: Moment | None


class IdeaOut(Out):
    code: str
    kind: str
    shown: bool = Field(description="Whether the customer sees it now.")
    why: str = Field(
        description="Empty where it does not apply, or reads health data this caller does not see."
    )
    claim: str | None
    product: str | None
    held: list[str] = Field(description="Reasons that hold it back.")


class CustomerOut(Out):
    """Null: not needed for the purpose, or not for this client or the person it signs for to see."""

    look: int
    purpose: str
    at: Moment
    party: PartyOut
    policies: list[CustomerPolicyOut] | None
    cases: list[CustomerCaseOut] | None
    entitlements: list[EntitlementOut] | None
    payments: list[CustomerPaymentOut] | None
    complaints: list[CustomerComplaintOut] | None
    consents: list[CustomerConsentOut] | None
    ideas: list[IdeaOut] | None

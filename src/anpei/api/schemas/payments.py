"""Who is paid, what is on its way, and what a bank says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from anpei.api.schemas.base import KEEPABLE, Fen, GivenMoment, In, Line, Moment, Name, Out, RowId, Sentence


class PayeeIn(In):
    party: RowId | None = Field(None, description="Person id; empty: the insured person.")
    capacity: Literal["insured", "beneficiary", "claimant", "guardian", "authorised"] = "insured"
    holder_name: Name
    account_number: Annotated[str, StringConstraints(max_length=40), KEEPABLE]
    bank_name: Name
    authority_reason: Annotated[Sentence, Field(max_length=200)] = ""
    share_bp: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 10_000
    entitlement: Line = Field(
        "", description="Key of the part of the result this person gets; see `entitlements`. Empty: by share."
    )


class VerifyPayeeIn(In):
    identity_checked: Line = Field(description="Which document was looked at.")
    relation: Line = Field(description="What the payee is to the insured person.")


class BankAnswerIn(In):
    message_id: Annotated[str, StringConstraints(min_length=1, max_length=60), KEEPABLE] = Field(
        description="The same id again changes nothing."
    )
    key: Annotated[str, StringConstraints(min_length=1, max_length=60), KEEPABLE] = Field(
        description="The key the order was sent with."
    )
    status: Literal["accepted", "paid", "returned"]
    at: GivenMoment
    bank_ref: Annotated[str, StringConstraints(max_length=60), KEEPABLE] = ""
    reason: Line = ""


class BankBookedOut(Out):
    booked: bool = Field(description="False when this message was booked before.")


class PayeeOut(Out):
    id: int
    capacity: str
    name: str
    bank_name: str
    last4: str
    share_bp: int
    verified: bool
    verified_how: str
    active: bool


class InstructionOut(Out):
    id: int
    part: str
    amount_fen: Fen
    state: str
    last4: str
    needs_release: bool
    released_at: Moment | None
    sent_at: Moment | None
    settled_at: Moment | None
    return_reason: str


class EntitledOut(Out):
    key: str
    name: str
    amount_fen: Fen


class PaymentsOut(Out):
    entitlements: list[EntitledOut] = Field(
        description="Whose the result is, as the calculation shares it; empty before one was made."
    )
    payees: list[PayeeOut]
    instructions: list[InstructionOut]

"""The money of a case: receipts, rated injuries, calculations, decisions, objections, advances."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt

from anpei.api.schemas.base import (
    BasisPoints,
    Clause,
    Day,
    Fen,
    Flag,
    In,
    Line,
    Moment,
    Name,
    Out,
    Prose,
    RowId,
    Sentence,
    Word,
)
from anpei.core.fields import MAX_FEN
from anpei.settlement.actions.injuries import STANDARD
from anpei.settlement.models import Outcome

Bounded = Annotated[StrictInt, Field(ge=-MAX_FEN, le=MAX_FEN)]
Value = Bounded | StrictBool | Annotated[str, Field(max_length=200)] | None


class RegisterIn(In):
    reserve_fen: Fen | None = Field(
        None, description="Opening reserve; empty: the usual one of this kind of case."
    )


class ReserveIn(In):
    reserve_fen: Fen
    reason: Annotated[Sentence, Field(max_length=120)]


class LineIn(In):
    item: Name
    category: Literal["drug", "material", "surgery", "exam", "treatment", "bed", "nursing", "other"]
    amount_fen: Fen
    nrdl_class: Literal["A", "B", "C"] = "A"
    first_pay_bp: BasisPoints = Field(
        0, description="Share of a class B item the patient pays first, in basis points."
    )
    item_code: Annotated[Word, Field(max_length=40)] = Field(
        "", description="Where a term of the product names the item."
    )
    drug_list: Annotated[Word, Field(max_length=40)] = Field(
        "", description="Code of the product's drug list it is on."
    )


class ReceiptIn(In):
    setting: Literal["inpatient", "outpatient"]
    issued_on: Day
    total_fen: Fen = Field(description="The sum of the lines, to the fen.")
    lines: Annotated[list[LineIn], Field(max_length=1000)]
    code: Annotated[Word, Field(max_length=20)] = ""
    number: Annotated[Word, Field(max_length=30)] = ""
    hospital: Line = ""
    admitted_on: Day | None = None
    discharged_on: Day | None = None
    social_fen: Fen = Field(0, description="Paid by the social insurance fund.")
    other_fen: Fen = Field(0, description="Paid by other payers.")
    account_fen: Fen = Field(
        0, description="From the personal social-insurance account: the person's own money."
    )
    social_settled: Flag = True
    hospital_class: Literal["", "tertiary", "secondary", "primary", "unrated"] = ""
    designated: Flag | None = Field(None, description="Whether the contract names this hospital.")
    emergency: Flag = False
    paper: RowId | None = Field(None, description="Id of the paper that shows it.")


class InjuryIn(In):
    item: Annotated[Word, Field(max_length=20)] = Field(
        description="Code of the item in the standard, as the appraisal prints it."
    )
    grade: Annotated[int, Field(strict=True, ge=1, le=10, description="1 is the worst, 10 the lightest.")]
    appraised_on: Day
    standard_code: Annotated[Word, Field(max_length=20)] = Field(
        STANDARD, description="The standard the appraisal was made by."
    )
    paper: RowId | None = Field(None, description="Id of the appraisal paper.")


class ExcludeIn(In):
    excluded_fen: Fen | None = Field(None, description="Empty: the whole line.")
    clause: Clause
    reason: Annotated[Sentence, Field(max_length=200)]


class WhatIfIn(In):
    changes: dict[Annotated[str, Field(max_length=120)], Value] = Field(
        default_factory=dict,
        max_length=50,
        description="Dotted path into the inputs to its value, e.g. `receipts.0.other_fen`.",
    )


class ProposeIn(In):
    outcome: Outcome
    amount_fen: Fen | None = Field(None, description="Only for an agreed amount; else the terms compute it.")
    undisputed_fen: Fen = Field(0, description="Paid at once while the rest is being agreed.")
    clause: Clause = ""
    reason: Prose = ""
    would_change: Prose = ""
    appeal: Prose = Field("", description="Empty: the ways to object that every letter names.")
    agreement_needed: Flag = False


class SignIn(In):
    comment: Annotated[str, Field(max_length=500)] = ""


class SendBackIn(In):
    comment: Annotated[str, Field(max_length=500)]


class CodeIn(In):
    code: Annotated[str, Field(max_length=12)]


class ObjectIn(In):
    text: Prose


class AnswerObjectionIn(In):
    upheld: Flag
    answer: Prose


class AdvanceIn(In):
    amount_fen: Fen
    reason: Sentence


class ExpenseLineOut(Out):
    id: int
    item: str
    category: str
    amount_fen: Fen
    nrdl_class: str
    first_pay_bp: int
    item_code: str
    drug_list: str
    excluded_fen: Fen
    excluded_clause: str
    excluded_reason: str


class ReceiptOut(Out):
    id: int
    setting: str
    code: str
    number: str
    hospital: str
    issued_on: Day
    admitted_on: Day | None
    discharged_on: Day | None
    total_fen: Fen
    social_fen: Fen
    other_fen: Fen
    account_fen: Fen
    social_settled: bool
    hospital_class: str
    designated: bool | None
    emergency: bool
    lines: list[ExpenseLineOut]


class WorkedOut(Out):
    engine_version: str
    claimed_fen: Fen
    payable_fen: Fen
    result: dict[str, Any] = Field(
        description="The calculation with its tree of steps: clause, inputs and result of each."
    )


class RunOut(WorkedOut):
    number: int
    made_by: str
    made_at: Moment


class SignatureOut(Out):
    by: str
    level: int
    verdict: str
    comment: str
    at: Moment


class DecisionOut(Out):
    number: int
    run: int | None
    outcome: Outcome
    amount_fen: Fen
    undisputed_fen: Fen
    clause: str
    reason: str
    would_change: str
    appeal: str
    state: str
    made_by: str
    made_at: Moment
    approved_by: str | None
    approved_at: Moment | None
    agreement_needed: bool
    agreed_at: Moment | None
    void_reason: str
    letter: bool = Field(description="Whether the letter is written and can be fetched.")
    signatures: list[SignatureOut]


class InjuryOut(Out):
    id: int
    item: str
    grade: int
    standard_code: str
    appraised_on: Day
    paper: int | None
    rated_by: str


class CodeOut(Out):
    expires_at: Moment
    shown_code: str | None = Field(description="The code itself, in the demo only.")


class ObjectionOut(Out):
    id: int
    decision: int
    text: str | None
    state: str
    reviewer: str
    raised_at: Moment
    due_at: Moment
    answer: str
    answered_at: Moment | None


class AdvanceOut(Out):
    id: int
    amount_fen: Fen
    reason: str
    state: str
    made_by: str
    made_at: Moment
    answered_by: str | None
    answered_at: Moment | None

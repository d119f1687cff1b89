"""What was read on a paper, compared and confirmed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from anpei.api.schemas.base import Day, Fen, In, Line, Moment, Name, Out, Sentence, Word
from anpei.terms.papers import PaperKind

Share = Annotated[float, Field(ge=0, le=1)]


class FieldOut(Out):
    id: int
    name: str
    row: int | None = Field(description="Item row of a bill, from 0; null in the head.")
    kind: Literal["money", "date", "number", "identity", "account", "text"]
    read: str = Field(description="The text as read.")
    value: str = Field(
        description="What holds now: fen, an ISO date, or text; empty when nothing could be read."
    )
    confidence_bp: int
    state: Literal["proposed", "confirmed", "corrected"]
    box: list[float] | None = Field(
        description="Page from 0, then left, top, width and height as shares of the upright page."
    )


class NoticedOut(Out):
    code: str
    level: Literal["error", "warning", "note"]
    text: str


class PartOut(Out):
    id: int
    kind: str | None = Field(description="Null while nobody knows what it is.")
    side: Literal["", "front", "back"]
    confidence_bp: int
    pages: tuple[int, int]
    confirmed_at: Moment | None
    fields: list[FieldOut]
    noticed: list[NoticedOut]


class ReadingOut(Out):
    paper: int
    state: Literal["", "queued", "reading", "read", "parked"] = Field(
        description="Empty: no machine reads this file."
    )
    why: str = Field(description="Why it could not be read, for people; else empty.")
    engine: str
    parts: list[PartOut]


class CheckOut(Out):
    code: str
    outcome: Literal["pass", "fail", "unknown"]
    text: str
    note: str
    parts: list[int]
    fields: list[int]
    cases: list[str] = Field(description="Other claims it found.")


class AskOut(Out):
    kind: str
    problem: str
    fix: str


class ConfirmFieldIn(In):
    value: Sentence | None = Field(
        None, description="Another value, as people write it (yuan, ISO date); null confirms what stands."
    )


class KindIn(In):
    kind: PaperKind | None


class FedItemIn(In):
    item: Line
    amount_fen: Fen
    insurance_class: Annotated[Word, Field(max_length=10)] = ""


class FeedIn(In):
    source: Line = Field(description="The system it comes from, as staff should read it.")
    kind: Literal["inpatient_receipt", "outpatient_receipt"]
    code: Word
    number: Annotated[Word, Field(min_length=1)]
    payer_name: Name
    hospital: Line
    issued_on: Day
    total_fen: Fen
    fund_paid_fen: Fen | None = None
    other_paid_fen: Fen | None = None
    account_paid_fen: Fen | None = None
    cash_paid_fen: Fen | None = None
    admitted_on: Day | None = None
    discharged_on: Day | None = None
    items: Annotated[list[FedItemIn], Field(max_length=500)] = []


class FedOut(Out):
    paper: int
    part: int
    known: bool = Field(description="This receipt was on the case already; nothing was added.")

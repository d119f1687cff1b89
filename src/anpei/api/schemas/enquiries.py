"""Questions and their answers: what was said, each sentence with what it rests on, and who answers the rest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from anpei.api.schemas.base import In, Moment, Out, Prose, Word
from anpei.enquiries.models import Channel, EnquiryState


class QuestionIn(In):
    question: Annotated[Prose, Field(max_length=500)] = Field(description="In the customer's own words.")
    claim: Annotated[Word, Field(max_length=24)] = Field(
        "", description="Number of a case the client reaches."
    )
    policy: Annotated[Word, Field(max_length=40)] = Field(
        "", description="Number of a policy, without a case."
    )
    product: Annotated[Word, Field(max_length=40)] = Field(
        "", description="Code of a product, without a policy: its latest published version."
    )
    language: Literal["zh-hans", "en"] = "zh-hans"


class MoreIn(In):
    more: Annotated[Prose, Field(max_length=500)] = Field("", description="What the customer adds.")


class ReplyIn(In):
    text: Annotated[Prose, Field(max_length=1000)]


class CitationOut(Out):
    kind: Literal["clause", "law", "knowledge", "case"]
    ref: str = Field(description="Number of the clause, or name of the entry.")
    label: str
    text: str
    source: str


class LineOut(Out):
    text: str
    cites: list[int] = Field(description="Places in `citations`, from 1.")


class AnswerOut(Out):
    lead: str
    lead_cites: list[int]
    lines: list[LineOut]
    citations: list[CitationOut]
    sure_bp: int = Field(description="How sure the search was, in basis points.")
    why: str = Field(description="Empty: answered. Otherwise why a person answers.")
    words: Literal["own", "model"]


class EnquiryOut(Out):
    id: int
    state: EnquiryState
    channel: Channel
    claim: str
    question: str
    answer: AnswerOut
    person: str = Field(description="Who answers, by name; empty where nobody has to.")
    due_at: Moment | None
    reply: str
    replied_by: str
    replied_at: Moment | None
    asked_at: Moment

"""Care: services people asked for or were offered, and follow-ups with what was answered."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from anpei.api.schemas.base import Day, Fen, GivenMoment, In, Moment, Name, Out, Prose, Sentence, Word
from anpei.care.models import FollowupState, ServiceOrigin, ServiceState


class ServiceIn(In):
    kind: Word = Field(description="A kind of the catalogue, as in `offers`.")
    declared: list[Word] = Field(
        default=[], description="What the customer says of themselves; no proof is asked for."
    )
    words: Annotated[Sentence, Field(max_length=300)] = ""


class OfferIn(In):
    kind: Word
    reason: Annotated[Sentence, Field(max_length=300)] = Field(description="Why it is offered.")


class PlanIn(In):
    person: Name = Field(description="User name of who does it.")
    appointment_at: GivenMoment | None = None
    place: Annotated[Sentence, Field(max_length=200)] = ""
    granted_because: Annotated[Sentence, Field(max_length=300)] = Field(
        "", description="Needed where no rule gives a right to it."
    )


class FinishIn(In):
    result: Prose = Field(description="What was done.")
    cost_fen: Fen | None = None


class MarkIn(In):
    satisfaction: Annotated[int, Field(strict=True, ge=1, le=5)]
    comment: Sentence = ""


class ServiceOut(Out):
    id: int
    kind: str
    name: str = Field(description="In the language of `Accept-Language`.")
    state: ServiceState
    origin: ServiceOrigin
    declared: list[str]
    entitled_by: list[str] = Field(description="Rules that give the right; empty: granted by a person.")
    asked_at: Moment
    appointment_at: Moment | None
    person: str | None = Field(description="User name of who does it.")
    cost_fen: int | None
    done_at: Moment | None
    declined_because: str
    satisfaction: int | None = Field(description="1 to 5, by the customer.")


class AnswersIn(In):
    answers: dict[str, Any] = Field(
        description="Question id to answer: a number for faces and scores, a code, a list of codes, or text."
    )


class FollowupReplyIn(In):
    reply: Prose = Field(description="What the customer was told; they read it.")
    change: Annotated[Sentence, Field(max_length=300)] = ""


class ShareOut(Out):
    value_bp: int = Field(description="Basis points: 8000 is 80 %.")
    low_bp: int = Field(description="Lower end of the 95 % interval (Wilson).")
    high_bp: int


class ScoreOut(Out):
    value: int = Field(description="Points from -100 to 100.")
    low: int = Field(description="Lower end of the 95 % interval (Agresti and Min, adjusted Wald).")
    high: int


class AnswerFiguresOut(Out):
    """One group. A figure is null where fewer than `least_answers` answered: too few to say."""

    code: str = Field(
        description="Of the unit or product, of the occasion, or the month; empty: together, or not known."
    )
    label: str
    asked: int
    never_asked: int = Field(description="Planned calls that nobody made before their time was over.")
    answered: int
    declined: int
    response: ShareOut | None = Field(description="Answered of asked.")
    rated: int = Field(description="Gave a mark of 1 to 5.")
    satisfied: int = Field(description="Gave 4 or 5.")
    csat: ShareOut | None = Field(description="Satisfied of rated.")
    scored: int = Field(description="Gave 0 to 10.")
    promoters: int = Field(description="9 and 10.")
    passives: int = Field(description="7 and 8.")
    detractors: int = Field(description="0 to 6.")
    nps: ScoreOut | None = Field(description="Share of promoters less share of detractors.")


class FollowupFiguresOut(Out):
    """Of follow-ups that ended in these local days, by an answer, a no or the time."""

    from_on: Day
    until_on: Day
    least_answers: int
    together: AnswerFiguresOut
    by_occasion: list[AnswerFiguresOut]
    by_unit: list[AnswerFiguresOut]
    by_product: list[AnswerFiguresOut]
    by_month: list[AnswerFiguresOut]


class FollowupOut(Out):
    id: int
    policy: str
    channel: str
    state: FollowupState
    ask_at: Moment
    asked_at: Moment | None
    ends_at: Moment
    ended_at: Moment | None
    satisfaction: int | None
    nps: int | None
    answers: dict[str, Any]
    complaint_proposed: bool = Field(
        description="The words sound like a complaint, which is always registered."
    )
    task_due_at: Moment | None = Field(description="A bad answer waits for a person until then.")
    task_done_at: Moment | None

"""What is shown before buying, word for word, and the receipt of a contract."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from anpei.api.schemas.base import Day, Fen, Flag, In, Moment, Name, Number, Out, Prose, Word
from anpei.api.schemas.enquiries import AnswerOut
from anpei.disclosure.models import MindState, VisitState, Way


class DisclosureItemOut(Out):
    title: str
    plain: str
    clause: str
    text: str = Field(description="The clause itself, in Chinese; empty where no clause stands behind it.")
    bold: bool = Field(description="Takes something away: show it so that nobody overlooks it.")
    rows: list[tuple[str, str]] = Field(description="Figures of a worked example.")


class DisclosureSectionOut(Out):
    code: str
    title: str
    important: bool
    items: list[DisclosureItemOut]


class DisclosureOut(Out):
    product: str
    code: str
    version: str
    insurer: str
    language: Literal["zh-hans", "en"]
    sections: list[DisclosureSectionOut]
    sha256: str = Field(description="Hash of this text: the proof of a reading names it.")


class DeliveryIn(In):
    way: Literal["app", "paper", "courier"]
    received_on: Day


class DeliveryOut(Out):
    policy: str
    way: str
    received_on: Day
    cooling_off_until: Day | None = Field(description="Last day; empty where the contract has none.")
    confirmed_at: Moment | None = Field(
        description="When the holder said so themself; empty where it was recorded for them."
    )


class MindIn(In):
    words: Prose = Field("", description="Why, if the holder cares to say; no reason is needed.")


class MindEndIn(In):
    cost_fen: Fen = Field(
        0, description="What is kept of the premium, at most what the rules allow; usually nothing."
    )


class MindKeepIn(In):
    note: Prose = Field(description="What the holder said in the talk, in their words.")


class MindPaidIn(In):
    paid_on: Day


class MindOut(Out):
    policy: str
    state: MindState
    asked_at: Moment
    person: str | None = Field(description="User name of who sees to it.")
    due_at: Moment = Field(description="Until when that person has called and seen to it.")
    words: str
    closed_at: Moment | None
    closed_by: str | None = Field(description="User name.")
    note: str
    ended_on: Day | None = Field(description="First day no longer covered.")
    cost_fen: int | None
    refund_fen: int | None
    refund_by: Day | None
    paid_on: Day | None


class ReadingIn(In):
    """A reading face to face, as the adviser's own system showed and measured it."""

    reader: Name = Field(description="Who sat there.")
    language: Literal["zh-hans", "en"] = "zh-hans"
    sha256: Annotated[str, Field(max_length=64)] = Field(
        "", description="Hash of the text that was shown; refused when the text reads otherwise today."
    )
    seconds: dict[Word, Annotated[int, Field(ge=0, le=86_400)]] = Field(
        default={}, description="Code of a section to the seconds it was in view."
    )
    read: Flag = Field(description="The reader says that they read it.")
    exclusions: Flag = Field(
        description="The reader says that they understood what is not covered, shown to them with care."
    )
    unseen: Flag = Field(
        False,
        description="Needed where no second of `not_covered` was measured: asked once more, the reader confirms.",
    )


class LedToIn(In):
    policy: Number


class ReadingQuestionOut(Out):
    question: str
    asked_at: Moment
    answer: AnswerOut = Field(description="What was answered at once, with what it rests on.")
    reply: str = Field(description="What a person answered afterwards; empty where nobody had to.")
    replied_at: Moment | None


class DisclosureReadingOut(Out):
    id: int
    product: str
    version: str
    way: Way
    reader: str = Field(description="Masked unless the signer may see names.")
    adviser: str | None = Field(description="User name.")
    policy: str | None = Field(description="The contract bought afterwards.")
    began_at: Moment
    acknowledged_at: Moment | None
    sha256: str


class ProofOut(DisclosureReadingOut):
    unchanged: bool = Field(description="Whether the text kept is still the one its hash names.")
    measured: bool
    seconds: dict[str, int]
    questions: list[ReadingQuestionOut]
    text: DisclosureOut


class ReturnVisitIn(In):
    answers: dict[Word, Literal["yes", "no"]] = Field(description="Every question of the script, by code.")
    problem: Prose = Field("", description="Needed where an answer is no.")


class SolutionIn(In):
    solution: Prose


class ReturnVisitOut(Out):
    policy: str
    state: VisitState
    due_at: Moment
    attempts: int
    made_at: Moment | None
    person: str | None = Field(description="User name of who called.")
    answers: dict[str, str]
    problem: str
    problem_due_at: Moment | None
    solved_at: Moment | None
    solution: str

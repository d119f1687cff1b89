"""Surveys: the order, what was seen and said on the spot, and the report."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from anpei.api.schemas.base import GivenMoment, In, Moment, Name, Out, Prose, Sentence, Upload, Word
from anpei.surveys.models import SurveyKind, SurveyState


class SurveyIn(In):
    assignee: Name = Field(description="User name of the person who goes.")
    reason: Sentence = Field(description="What makes a look on the spot necessary.")
    kind: SurveyKind = Field(
        SurveyKind.SURVEY,
        description="An investigation pauses internal targets only; the statutory clock runs on.",
    )
    questions: Prose = Field("", description="What has to be found out.")
    due_at: GivenMoment | None = Field(None, description="Empty: the usual time for a survey.")


class PhotoIn(Upload):
    taken_at: GivenMoment | None = Field(None, description="Empty: now.")
    place: Annotated[Sentence, Field(max_length=200)] = ""
    latitude: Word = Field("", description="Decimal degrees, as the phone wrote them.")
    longitude: Word = Field("", description="Decimal degrees; both or neither.")
    caption: Annotated[Sentence, Field(max_length=200)] = ""


class StatementIn(In):
    person: Name = Field(description="Who said it.")
    role: Annotated[Word, Field(max_length=60)] = Field(description="A witness, the doctor, a colleague.")
    text: Prose = Field(description="In their words.")
    taken_at: GivenMoment | None = Field(None, description="Empty: now.")


class SurveyReportIn(In):
    findings: Prose
    conclusion: Literal["confirmed", "differs", "unclear"]


class PhotoOut(Out):
    id: int
    taken_at: Moment
    place: str
    latitude_e6: int | None = Field(description="Degrees times one million.")
    longitude_e6: int | None
    caption: str
    media_type: str
    size: int
    sha256: str


class StatementOut(Out):
    id: int
    person: str = Field(description="Name as this caller may see it.")
    role: str
    text: str
    taken_at: Moment


class SurveyOut(Out):
    id: int
    kind: SurveyKind
    state: SurveyState
    reason: str
    questions: str
    assignee: str = Field(description="User name of the person who goes.")
    ordered_by: str
    due_at: Moment
    started_at: Moment | None
    reported_at: Moment | None
    findings: str
    conclusion: str
    cancel_reason: str
    photos: list[PhotoOut]
    statements: list[StatementOut]

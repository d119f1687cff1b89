"""The words of messages: in use, tried, drafted and published."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from anpei.api.schemas.base import In, Moment, Out, Prose
from anpei.messages.models import WordingState

Text = Annotated[Prose, Field(max_length=600)]


class WordingIn(In):
    zh: Text = Field(description="Chinese, the variables in braces.")
    en: Text = Field(description="English, the variables in braces.")
    reason: Annotated[Prose, Field(max_length=300)] = Field("", description="Why the text changes.")


class RemarkOut(Out):
    code: Literal["sentence", "mean", "clause", "hard", "blaming", "gap", "parts"]
    text: str
    where: str


class WordingCheckOut(Out):
    language: Literal["zh-hans", "en"]
    errors: list[str] = Field(description="Any of them keeps the words from being saved.")
    remarks: list[RemarkOut]
    longest_sentence: int = Field(description="Characters in Chinese, words in English.")
    tried_on: int = Field(description="Real messages the words were filled into.")
    most_parts: int = Field(description="Text messages the longest of them takes.")


class WordingOut(Out):
    template: str
    title: str = Field(description="What the message is called, in the language asked for.")
    variables: list[str]
    zh: str
    en: str
    version: int = Field(description="0: as shipped.")
    draft: int | None = Field(description="Version of the draft that waits to be published.")


class WordingVersionOut(Out):
    template: str
    version: int
    state: WordingState
    zh: str
    en: str
    reason: str
    written_by: str
    published_by: str
    published_at: Moment | None

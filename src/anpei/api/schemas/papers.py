"""Papers handed in: as files, or as originals somebody saw."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from anpei.api.schemas.base import In, Line, Moment, Out, RowId, Sentence, Upload, Word
from anpei.terms.papers import PaperKind


class PaperIn(Upload):
    filename: Line
    kind: PaperKind | None = Field(
        None, description="The item of the checklist it answers; empty while nobody knows."
    )
    replaces: RowId | None = Field(None, description="Id of the paper it takes the place of.")


class OriginalsIn(In):
    kinds: Annotated[list[PaperKind], Field(min_length=1, max_length=50)]
    origin: Literal["counter", "courier", "pickup"]
    tracking: Annotated[Word, Field(max_length=60)] = ""
    note: Annotated[Sentence, Field(max_length=200)] = ""


class SortIn(In):
    kind: PaperKind


class PaperOut(Out):
    id: int
    kind: str | None
    filename: str
    origin: str
    state: str
    media_type: str | None = Field(
        description="As found by looking into the file; null for an original seen on paper."
    )
    pages: int | None
    size: int | None
    sha256: str | None
    received_at: Moment


class HandedOut(PaperOut):
    known: bool = Field(description="This very file was on the case already; nothing was added.")

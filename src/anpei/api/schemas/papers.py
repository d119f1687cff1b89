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


class UploadIn(In):
    filename: Line
    size: Annotated[int, Field(ge=1, description="Bytes of the whole file.")]
    sha256: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = Field(
        "", description="Of the whole file. With it an upload begun before goes on, and the end is checked."
    )
    kind: PaperKind | None = Field(
        None, description="The item of the checklist it answers; empty while nobody knows."
    )
    replaces: RowId | None = Field(None, description="Id of the paper it takes the place of.")


class UploadOut(Out):
    token: str
    offset: int = Field(description="Bytes that have arrived: send the next piece from here.")
    size: int
    largest_piece: int
    expires_at: Moment
    paper: int | None = Field(description="The paper it became; null while something is missing.")
    known: bool = Field(description="This very file was on the case already; nothing was added.")


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

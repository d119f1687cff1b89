"""Types every schema is made of: bounded, strict, and each with one meaning."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from anpei.core.errors import Invalid
from anpei.core.fields import MAX_FEN

FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_ROWS = 200
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ISO_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?")


class In(BaseModel):
    """What a caller sends. A field that does not exist is refused, not dropped."""

    model_config = ConfigDict(extra="forbid")


class Upload(In):
    """The JSON form of an upload; larger files come as multipart/form-data with the same fields and `file`."""

    content_base64: Annotated[str, Field(max_length=5 * 1024 * 1024)]


class Out(BaseModel):
    """What a caller gets."""


def _day(value: Any) -> Any:
    if type(value) is date:  # out of a row; JSON never holds one
        return value
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day and FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    raise ValueError(_("A date like 2026-11-24 is needed."))


def _time(value: Any) -> Any:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and ISO_TIME.fullmatch(value):
        try:
            return time.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(_("A time of day like 14:30 is needed."))


def _moment(value: Any) -> Any:
    if isinstance(value, str) and len(value) <= 40:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment and moment.tzinfo and FIRST_YEAR < moment.year < LAST_YEAR:
            return moment.astimezone(UTC)
    raise ValueError(_("A moment with its time zone, like 2026-11-24T06:30:00Z, is needed."))


def _without_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError(_("This character cannot be kept."))
    return value


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


KEEPABLE = AfterValidator(_without_nul)
Fen = Annotated[int, Field(strict=True, ge=0, le=MAX_FEN)]
SignedFen = Annotated[int, Field(strict=True, ge=-MAX_FEN, le=MAX_FEN)]
BasisPoints = Annotated[int, Field(strict=True, ge=0, le=10_000)]
Position = Annotated[int, Field(ge=1, le=32_767)]
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
TimeOfDay = Annotated[
    time, BeforeValidator(_time), WithJsonSchema({"type": "string", "pattern": r"^\d{2}:\d{2}(:\d{2})?$"})
]
GivenMoment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
Moment = Annotated[
    datetime,
    PlainSerializer(_in_utc, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Word = Annotated[str, StringConstraints(max_length=40), KEEPABLE]
Name = Annotated[str, StringConstraints(max_length=80), KEEPABLE]
Line = Annotated[str, StringConstraints(max_length=120), KEEPABLE]
Sentence = Annotated[str, StringConstraints(max_length=300), KEEPABLE]
Prose = Annotated[str, StringConstraints(max_length=4000), KEEPABLE]
Clause = Annotated[str, StringConstraints(max_length=20), KEEPABLE]
# In an address: a letter or digit first, so that neither a control character nor a path reaches a query.
Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]


class Page(Out):
    next: str | None = Field(description="Send it as `cursor` for the next page; null on the last one.")


def page_of(rows: Sequence[Any], size: int) -> tuple[list[Any], str | None]:
    """The first ``size`` of up to ``size + 1`` rows, newest first, and the cursor of the page after them."""
    shown = list(rows[:size])
    more = len(rows) > size and shown
    return shown, cursor_after(shown[-1].pk) if more else None


def cursor_after(row_id: int) -> str:
    return urlsafe_b64encode(f"before:{row_id}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> int | None:
    """Id of the last row seen; None for an empty cursor. Invalid for a text we did not give out."""
    if not cursor:
        return None
    try:
        word, _colon, row_id = (
            urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(":")
        )
        found = int(row_id) if word == "before" and row_id.isdigit() and len(row_id) < 19 else 0
    except ValueError:
        found = 0
    if not found:
        raise Invalid(fields={"cursor": _("This cursor is not one of ours. Start without one.")})
    return found

"""What a reading of a file is: its parts, their fields with confidence and place, and what was noticed.

A reading is a proposal. Nothing here decides anything; a person confirms, and what was corrected is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Json = dict[str, Any]
Value = str | int

SURE_BP = 9_900
"""A field this sure may be confirmed together with the others; below it the handler looks at it first."""


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page as shown upright, in shares of its width and height (0 to 1), from the top left."""

    page: int
    x: float
    y: float
    width: float
    height: float

    def to_json(self) -> list[float]:
        return [self.page, *(round(one, 5) for one in (self.x, self.y, self.width, self.height))]

    @classmethod
    def from_json(cls, data: list[float]) -> Box:
        page, x, y, width, height = data
        return cls(int(page), x, y, width, height)


@dataclass(frozen=True, slots=True)
class Field:
    """``text`` as read; ``value`` in the product's own form: fen (int), ISO date, digits, else the cleaned text.

    ``kind`` says which: money, date, number, identity, account, text. ``value`` is None when the text has no such form.
    """

    name: str
    text: str
    value: Value | None
    kind: Literal["money", "date", "number", "identity", "account", "text"]
    confidence_bp: int
    box: Box | None = None

    def to_json(self) -> Json:
        return {
            "name": self.name,
            "text": self.text,
            "value": self.value,
            "kind": self.kind,
            "confidence_bp": self.confidence_bp,
            "box": self.box.to_json() if self.box else None,
        }

    @classmethod
    def from_json(cls, data: Json) -> Field:
        box = data.get("box")
        return cls(**{**data, "box": Box.from_json(box) if box else None})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed about a part: a check digit, a sum, glare. About the paper, never about the person.

    ``code`` is looked up in ``recognition.wording`` for both languages; ``fields`` are the names it is about.
    """

    code: str
    level: Level
    fields: tuple[str, ...] = ()
    detail: dict[str, Value] = field(default_factory=dict)

    def to_json(self) -> Json:
        return {
            "code": self.code,
            "level": self.level.value,
            "fields": list(self.fields),
            "detail": self.detail,
        }

    @classmethod
    def from_json(cls, data: Json) -> Finding:
        return cls(data["code"], Level(data["level"]), tuple(data["fields"]), dict(data["detail"]))


@dataclass(frozen=True, slots=True)
class Part:
    """One paper found in a file. ``kind`` is a ``terms.papers.PaperKind`` value, or empty: not a claim paper.

    ``side`` tells front from back where a paper has two. ``lines`` are item rows of a bill or list: one list of
    fields a row. ``pages`` are the first and last page, counted from 0; ``region`` is set when the page holds
    several papers.
    """

    kind: str
    confidence_bp: int
    pages: tuple[int, int]
    fields: tuple[Field, ...] = ()
    lines: tuple[tuple[Field, ...], ...] = ()
    findings: tuple[Finding, ...] = ()
    codes: tuple[str, ...] = ()
    side: Literal["", "front", "back"] = ""
    region: Box | None = None
    text: str = ""

    def get(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)

    def to_json(self) -> Json:
        return {
            "kind": self.kind,
            "confidence_bp": self.confidence_bp,
            "pages": list(self.pages),
            "fields": [one.to_json() for one in self.fields],
            "lines": [[one.to_json() for one in row] for row in self.lines],
            "findings": [one.to_json() for one in self.findings],
            "codes": list(self.codes),
            "side": self.side,
            "region": self.region.to_json() if self.region else None,
            "text": self.text,
        }

    @classmethod
    def from_json(cls, data: Json) -> Part:
        region = data["region"]
        return cls(
            kind=data["kind"],
            confidence_bp=data["confidence_bp"],
            pages=(data["pages"][0], data["pages"][1]),
            fields=tuple(Field.from_json(one) for one in data["fields"]),
            lines=tuple(tuple(Field.from_json(one) for one in row) for row in data["lines"]),
            findings=tuple(Finding.from_json(one) for one in data["findings"]),
            codes=tuple(data["codes"]),
            side=data["side"],
            region=Box.from_json(region) if region else None,
            text=data["text"],
        )


@dataclass(frozen=True, slots=True)
class PageView:
    """How a page was turned so that it stands upright: degrees clockwise, and its size in pixels after that."""

    turned: int
    width: int
    height: int
    sharpness: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one file. ``engine`` names the reader and its version; it is stored beside the result."""

    parts: tuple[Part, ...]
    pages: tuple[PageView, ...]
    engine: str

    def to_json(self) -> Json:
        return {
            "engine": self.engine,
            "pages": [
                {"turned": one.turned, "width": one.width, "height": one.height, "sharpness": one.sharpness}
                for one in self.pages
            ],
            "parts": [one.to_json() for one in self.parts],
        }

    @classmethod
    def from_json(cls, data: Json) -> Reading:
        return cls(
            parts=tuple(Part.from_json(one) for one in data["parts"]),
            pages=tuple(PageView(**one) for one in data["pages"]),
            engine=data["engine"],
        )

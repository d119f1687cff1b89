"""A reader that knows beforehand what it will read: tests say which bytes hold which papers."""

from __future__ import annotations

from typing import ClassVar

from anpei.recognition.reading import Box, Field, Finding, PageView, Part, Reading

ENGINE = "fake 1"
PAGE = PageView(turned=0, width=560, height=760, sharpness=1.0)


class FakeReader:
    engine = ENGINE
    known: ClassVar[dict[bytes, Reading | Exception]] = {}
    asked: ClassVar[list[bytes]] = []

    def read(self, content: bytes, media_type: str) -> Reading:
        FakeReader.asked.append(content)
        found = FakeReader.known.get(content, reading())
        if isinstance(found, Exception):
            raise found
        return found

    @classmethod
    def forget(cls) -> None:
        cls.known.clear()
        cls.asked.clear()


def reading(*parts: Part) -> Reading:
    return Reading(parts=parts, pages=(PAGE,), engine=ENGINE)


def part(
    kind: str,
    *fields: Field,
    lines: tuple[tuple[Field, ...], ...] = (),
    findings: tuple[Finding, ...] = (),
    confidence_bp: int = 9_950,
    side: str = "",
) -> Part:
    return Part(
        kind=kind,
        confidence_bp=confidence_bp,
        pages=(0, 0),
        fields=fields,
        lines=lines,
        findings=findings,
        side=side,  # type: ignore[arg-type]
    )


def field(
    name: str, value: str | int | None, kind: str = "text", *, confidence_bp: int = 9_950, at: float = 0.1
) -> Field:
    return Field(
        name=name,
        text=str(value),
        value=value,
        kind=kind,  # type: ignore[arg-type]
        confidence_bp=confidence_bp,
        box=Box(0, 0.1, at, 0.3, 0.03),
    )

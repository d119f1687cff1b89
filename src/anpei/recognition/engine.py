"""What the reader asks of an OCR engine. Another engine is a class with these two methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from anpei.recognition.pictures import Pixels

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners of a line of text as one reads it: start top, end top, end bottom, start bottom; in pixels."""


@dataclass(frozen=True)
class Line:
    """A line of text, where it stands, and how sure the engine is of its characters (0 to 1)."""

    text: str
    score: float
    quad: Quad


@dataclass(frozen=True)
class Seen:
    """The lines of a page after it was turned ``turned`` degrees clockwise; quads are on the turned page."""

    lines: tuple[Line, ...]
    turned: int = 0


class Engine(Protocol):
    @property
    def name(self) -> str:
        """Name and version, stored beside every reading."""

    def see(self, pixels: Pixels) -> Seen:
        """All lines of a page."""

    def again(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]:
        """Text and score of strips that each hold one line: a second look at what matters."""

"""Ink on paper: text, tables, seals and codes on a blank sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import segno
from PIL import Image, ImageChops, ImageDraw, ImageFont

from anpei.recognition.engine import Line

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
INK = (25, 25, 28)


@cache
def font(size: int, serif: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"Noto{'Serif' if serif else 'Sans'}SC-Regular.otf"), size)


def money(fen: int, grouped: bool = False, sign: str = "") -> str:
    return f"{sign}{fen // 100:,}.{fen % 100:02d}" if grouped else f"{sign}{fen // 100}.{fen % 100:02d}"


def chinese(day: str) -> str:
    year, month, rest = day.split("-")
    return f"{year}年{month}月{rest}日"


def loose(day: str) -> str:
    year, month, rest = day.split("-")
    return f"{year}年{int(month)}月{int(rest)}日"


def dotted(day: str) -> str:
    return day.replace("-", ".")


class Sheet:
    def __init__(
        self, width: int, height: int, paper: tuple[int, int, int] = (255, 255, 255), serif: bool = False
    ) -> None:
        self.image = Image.new("RGB", (width, height), paper)
        self.pen = ImageDraw.Draw(self.image)
        self.serif = serif
        self.words: list[str] = []
        self.lines: list[Line] = []

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def height(self) -> int:
        return self.image.height

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int = 26,
        ink: tuple[int, int, int] = INK,
        anchor: str = "la",
        bold: bool = False,
    ) -> float:
        """Writes, and says where the text ends."""
        used = font(size, self.serif)
        self.pen.text((x, y), text, fill=ink, font=used, anchor=anchor, stroke_width=1 if bold else 0)
        self.words.append(text)
        left, high, right, low = self.pen.textbbox((x, y), text, font=used, anchor=anchor)
        top, bottom = (
            (high + low - size * 1.3) / 2,
            (high + low + size * 1.3) / 2,
        )  # as an engine frames a line
        self.lines.append(Line(text, 1.0, ((left, top), (right, top), (right, bottom), (left, bottom))))
        return x + used.getlength(text)

    def title(self, text: str, y: float, size: int = 46, ink: tuple[int, int, int] = INK) -> None:
        self.text(self.width / 2, y, text, size, ink, anchor="ma", bold=True)

    def pair(
        self,
        x: float,
        y: float,
        label: str,
        value: str,
        size: int = 26,
        ink: tuple[int, int, int] = INK,
        colon: str = "：",
        gap: float = 4,
    ) -> None:
        end = self.text(x, y, label + colon, size, ink)
        self.text(end + gap, y, value, size)

    def wrapped(
        self, x: float, y: float, text: str, width: float, size: int = 26, leading: float = 1.6
    ) -> float:
        used, line = font(size, self.serif), ""
        for sign in text:
            if used.getlength(line + sign) > width:
                self.text(x, y, line, size)
                y, line = y + size * leading, ""
            line += sign
        self.text(x, y, line, size)
        return y + size * leading

    def grid(
        self,
        x: float,
        y: float,
        widths: Sequence[float],
        rows: Sequence[Sequence[str]],
        height: float = 52,
        size: int = 24,
        lines: bool = True,
        right: Sequence[int] = (),
    ) -> float:
        """A table; columns named in ``right`` are set to the right. Says where it ends."""
        for number, row in enumerate(rows):
            left = x
            for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
                if lines:
                    self.pen.rectangle((left, y, left + width, y + height), outline=(70, 70, 70), width=2)
                if cell and column in right and number:
                    self.text(left + width - 12, y + height / 2, cell, size, anchor="rm")
                elif cell:
                    self.text(left + 12, y + height / 2, cell, size, anchor="lm")
                left += width
            y += height
        return y

    def line(
        self, x0: float, y0: float, x1: float, y1: float, ink: tuple[int, int, int] = (90, 90, 90)
    ) -> None:
        self.pen.line((x0, y0, x1, y1), fill=ink, width=2)

    def code(self, x: int, y: int, text: str, size: int = 150) -> None:
        matrix = [list(row) for row in segno.make_qr(text, error="m").matrix]
        step = max(size // (len(matrix) + 4), 2)
        for j, row in enumerate(matrix):
            for i, dark in enumerate(row):
                if dark:
                    self.pen.rectangle(
                        (x + i * step, y + j * step, x + (i + 1) * step - 1, y + (j + 1) * step - 1),
                        fill=(0, 0, 0),
                    )

    def seal(self, x: float, y: float, text: str, radius: int = 110, strength: float = 0.8) -> None:
        stamp(self.image, x, y, text, radius, strength)


def stamp(
    image: Image.Image, x: float, y: float, text: str, radius: int = 110, strength: float = 0.8
) -> None:
    """A round red seal pressed over whatever is there, as ink is: it darkens and does not cover."""
    side = radius * 2 + 8
    layer = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(layer)
    pen.ellipse((4, 4, side - 4, side - 4), outline=255, width=max(radius // 18, 3))
    used = font(max(radius // 4, 12), True)
    for index, sign in enumerate(text):
        angle = math.radians(-200 + 220 * index / max(len(text) - 1, 1))
        place = side / 2 + math.cos(angle) * radius * 0.72, side / 2 + math.sin(angle) * radius * 0.72
        pen.text(place, sign, fill=255, font=used, anchor="mm")
    points = []
    for index in range(10):
        reach = radius * (0.3 if index % 2 == 0 else 0.12)
        angle = math.radians(-90 + 36 * index)
        points.append((side / 2 + math.cos(angle) * reach, side / 2 + math.sin(angle) * reach))
    pen.polygon(points, fill=255)
    mask = layer.point(lambda value: int(value * strength))
    box = int(x - side / 2), int(y - side / 2)
    under = image.crop((*box, box[0] + side, box[1] + side))
    red = Image.new("RGB", under.size, (215, 30, 35))
    inked = ImageChops.multiply(under, red)
    image.paste(Image.composite(inked, under, mask), box)

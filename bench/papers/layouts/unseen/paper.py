"""What these papers are made of: ruled rows with wrapped cells, upright labels, boxes for single digits, oval seals."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

from anpei.recognition.engine import Line
from bench.papers.drawing import INK, Sheet, font
from bench.papers.facts import Facts

Colour = tuple[int, int, int]
Cell = tuple[float, str] | tuple[float, str, str]
"""Width, text and, where it is not to the left, ``c`` or ``r``."""

PEN_BLUE, FAINT, RULE = (28, 52, 140), (206, 208, 212), (60, 60, 64)


NEVER_FIRST = "，。；：、）》”！？℃"


def chance(f: Facts) -> random.Random:
    """For what a paper carries beside its facts (a clerk, a bed, an item's code): the same for the same facts.

    What is looked at so, or by ``f.get``, is not counted as printed.
    """
    return random.Random("".join(map(str, f.values())))


def time(drawn: random.Random) -> str:
    return f"{drawn.randrange(8, 20):02d}:{drawn.randrange(60):02d}"


def width(s: Sheet, text: str, size: int) -> float:
    return font(size, s.serif).getlength(text)


def folded(s: Sheet, text: str, room: float, size: int) -> list[str]:
    """Text in lines, as a text program sets it: no number broken in two, no line begun by a full stop."""
    units: list[str] = []
    for unit in re.findall(r"[A-Za-z0-9.,:/]+|.", text):
        if units and unit in NEVER_FIRST:
            units[-1] += unit
        else:
            units.append(unit)
    lines = [""]
    for unit in units:
        if lines[-1] and width(s, lines[-1] + unit, size) > room:
            lines.append("")
        lines[-1] += unit
    return lines


def row(
    s: Sheet,
    x: float,
    y: float,
    height: float,
    cells: Sequence[Cell],
    size: int = 22,
    ink: Colour = INK,
    rule: Colour | None = RULE,
) -> float:
    """One row of a form, its texts folded to their cells and centred in the height. Says where the row ends."""
    for cell in cells:
        wide, text, align = cell if len(cell) == 3 else (*cell, "l")
        if rule:
            s.pen.rectangle((x, y, x + wide, y + height), outline=rule, width=2)
        lines = folded(s, text, wide - 14, size) if text else []
        leading = size * 1.32
        middle = y + height / 2 - leading * (len(lines) - 1) / 2
        for index, line in enumerate(lines):
            place = {"l": x + 9, "c": x + wide / 2, "r": x + wide - 9}[align]
            s.text(place, middle + index * leading, line, size, ink, anchor=f"{align.replace('c', 'm')}m")
        x += wide
    return y + height


def upright(s: Sheet, x: float, y: float, text: str, size: int, step: float, ink: Colour = INK) -> None:
    """A label set from top to bottom, its middle at ``x``."""
    for index, sign in enumerate(text):
        s.text(x, y + index * step, sign, size, ink, anchor="ma")


def boxed(s: Sheet, x: float, y: float, value: str, step: float, size: int, ink: Colour = INK) -> float:
    """One sign to a box, as forms ask for numbers; still one line to whoever reads it. Says where the boxes end."""
    used = font(size, s.serif)
    for index, sign in enumerate(value):
        left = x + index * step
        s.pen.rectangle((left, y, left + step, y + step * 1.3), outline=RULE, width=1)
        s.pen.text((left + step / 2, y + step * 0.65), sign, fill=ink, font=used, anchor="mm")
    right, low = x + step * len(value), y + step * 1.3
    s.words.append(value)
    s.lines.append(Line(value, 1.0, ((x, y), (right, y), (right, low), (x, low))))
    return right


def prose(
    s: Sheet, x: float, y: float, text: str, room: float, size: int = 24, leading: float = 1.6
) -> float:
    for line in folded(s, text, room, size):
        s.text(x, y, line, size)
        y += size * leading
    return y


def paragraphs(
    s: Sheet,
    x: float,
    y: float,
    texts: Sequence[str],
    room: float,
    size: int = 24,
    leading: float = 1.75,
    gap: float = 0,
) -> float:
    for text in texts:
        y = prose(s, x, y, text, room, size, leading) + gap
    return y


def option(label: str, chosen: bool) -> str:
    return f"{'√' if chosen else '□'}{label}"


def specimen(s: Sheet, x: float, y: float, size: int = 60, ink: Colour = FAINT) -> None:
    s.text(x, y, "样本", size, ink, anchor="mm")


def portrait(s: Sheet, left: float, top: float, right: float, bottom: float) -> None:
    """Where a face would be: a grey shape of nobody."""
    wide, high = right - left, bottom - top
    s.pen.rectangle((left, top, right, bottom), fill=(222, 226, 230))
    s.pen.ellipse(
        (left + wide * 0.3, top + high * 0.15, right - wide * 0.3, top + high * 0.55), fill=(176, 180, 184)
    )
    s.pen.pieslice(
        (left + wide * 0.1, top + high * 0.58, right - wide * 0.1, bottom + high * 0.4),
        180,
        360,
        fill=(176, 180, 184),
    )
    specimen(s, left + wide / 2, top + high * 0.8, int(wide / 4), (240, 242, 244))


def oval(s: Sheet, x: float, y: float, texts: Sequence[str], wide: int = 230, high: int = 150) -> None:
    """A seal as on invoices: two rims and lines of text across, pressed over what is there."""
    layer = Image.new("L", (wide, high), 0)
    pen = ImageDraw.Draw(layer)
    pen.ellipse((3, 3, wide - 4, high - 4), outline=255, width=5)
    pen.ellipse((12, 12, wide - 13, high - 13), outline=255, width=2)
    for index, text in enumerate(texts):
        size = min(high // 6, (wide - 50) // len(text))
        place = wide / 2, high / 2 + (index - (len(texts) - 1) / 2) * high * 0.22
        pen.text(place, text, fill=255, font=font(size), anchor="mm")
    press(s, int(x - wide / 2), int(y - high / 2), layer)


def square(s: Sheet, x: float, y: float, texts: Sequence[str], side: int) -> None:
    """A square seal, as on licences."""
    layer = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(layer)
    pen.rectangle((2, 2, side - 3, side - 3), outline=255, width=4)
    size = (side - 24) // max(len(text) for text in texts)
    for index, text in enumerate(texts):
        place = side / 2, side / 2 + (index - (len(texts) - 1) / 2) * size * 1.3
        pen.text(place, text, fill=255, font=font(size, True), anchor="mm")
    press(s, int(x), int(y), layer)


def press(s: Sheet, left: int, top: int, layer: Image.Image) -> None:
    box = (left, top, left + layer.width, top + layer.height)
    under = s.image.crop(box)
    inked = ImageChops.multiply(under, Image.new("RGB", under.size, (214, 44, 48)))
    s.image.paste(Image.composite(inked, under, layer.point(lambda value: int(value * 0.75))), box[:2])


def dashes(s: Sheet, x0: float, y: float, x1: float, ink: Colour = (110, 112, 118)) -> None:
    while x0 < x1:
        s.pen.line((x0, y, min(x0 + 9, x1), y), fill=ink, width=2)
        x0 += 15

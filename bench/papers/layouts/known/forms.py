"""Forms several papers share: lines to fill in, a screen, a letter, a ledger, a licence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.papers.drawing import Sheet, chinese, loose, money
from bench.papers.facts import Facts
from bench.papers.layouts import Layout

Rows = Sequence[tuple[str, str]]


GREEN, GREY, NAVY = (30, 110, 80), (120, 120, 126), (20, 40, 90)


def said(value: object, day: Callable[[str], str]) -> str:
    text = str(value)
    if isinstance(value, str) and len(text) == 10 and text[4] == text[7] == "-":
        return day(text)
    return money(value, grouped=True) if isinstance(value, int) and value > 1000 else text


def underlined(
    title: str, rows: Sequence[Rows], head: str = "", day: Callable[[str], str] = loose, size: int = 28
) -> Layout:
    """A printed form filled in on lines."""

    def draw(f: Facts) -> Sheet:
        s = Sheet(1300, 1800, (252, 250, 244), serif=True)
        if head:
            s.title(f[head], 70, 34)
        s.title(title, 130, 52)
        y = 270.0
        for row in rows:
            share = 1140 / len(row)
            for index, (label, key) in enumerate(row):
                x = 80 + index * share
                end = s.text(x, y, label, size)
                s.text(end + 24, y - 2, said(f[key], day), size)
                s.line(end + 10, y + size + 10, x + share - 24, y + size + 10, GREY)
            y += 84
        s.seal(1000, y + 160, "样本单位业务专用章", 120)
        return s

    return draw


def stacked(
    title: str, rows: Sequence[Rows], day: Callable[[str], str] = str, heading: tuple[int, int, int] = NAVY
) -> Layout:
    """A screen-like page: small grey label, value under it."""

    def draw(f: Facts) -> Sheet:
        s = Sheet(1080, 1500, (248, 249, 251))
        s.pen.rectangle((0, 0, 1080, 120), fill=heading)
        s.text(540, 60, title, 44, (255, 255, 255), anchor="mm")
        y = 170.0
        for row in rows:
            for index, (label, key) in enumerate(row):
                x = 60 + index * 980 / len(row)
                s.text(x, y, label, 24, GREY)
                s.text(x, y + 40, said(f[key], day), 30)
            s.line(60, y + 96, 1020, y + 96, (220, 222, 226))
            y += 122
        return s

    return draw


def letter(title: str, body: Callable[[Facts], str], end: Rows, head: str = "", number: str = "") -> Layout:
    """Running text, as an authority writes it."""

    def draw(f: Facts) -> Sheet:
        s = Sheet(1240, 1754, serif=True)
        if head:
            s.title(f[head], 80, 36)
        s.title(title, 140, 50)
        if number:
            s.text(1140, 230, f[number], 26, anchor="ra")
        y = 310.0
        for paragraph in body(f).split("\n"):
            y = s.wrapped(110, y, "　　" + paragraph, 1020, 28, 1.8) + 6
        y += 80
        for label, key in end:
            s.text(1120, y, (label + "：" if label else "") + said(f[key], chinese), 28, anchor="ra")
            y += 56
        s.seal(930, y - 40, "样本专用章示例专用章", 115)
        return s

    return draw


def ledger(
    title: str,
    top: Sequence[Rows],
    heads: Rows,
    total: str,
    after: Rows = (),
    serif: bool = False,
    head: str = "",
) -> Layout:
    """A list with hairlines under each row and the sum in its own row."""
    widths = {
        "#": 80,
        "item": 430,
        "unit": 110,
        "class": 120,
        "price": 190,
        "quantity": 130,
        "amount": 210,
        "rate": 110,
        "tax": 170,
    }

    def draw(f: Facts) -> Sheet:
        used = [widths[key] for _, key in heads]
        s = Sheet(sum(used) + 160, 1800, serif=serif)
        if head:
            s.title(f[head], 50, 34)
        s.title(title, 100, 42)
        y = 190.0
        for row in top:
            x = 80.0
            for label, key in row:
                x = s.text(x, y, f"{label}:{said(f[key], str)}", 24) + 60
            y += 46
        y += 20
        y = _ledger_row(s, y, used, [name for name, _ in heads], ())
        figures = [
            index for index, (_, key) in enumerate(heads) if key in ("price", "quantity", "amount", "tax")
        ]
        for number, item in enumerate(f["lines"], 1):
            cells = [
                str(number)
                if key == "#"
                else money(item[key])
                if key in ("price", "amount", "tax")
                else str(item[key])
                for _, key in heads
            ]
            y = _ledger_row(s, y, used, cells, figures)
        s.text(80, y + 12, total, 25)
        s.text(80 + sum(used) - 10, y + 12, money(f["total"]), 26, anchor="ra")
        y += 90
        for label, key in after:
            s.text(80, y, f"{label} {said(f[key], loose)}", 25)
            y += 48
        return s

    return draw


def _ledger_row(
    s: Sheet, y: float, widths: Sequence[float], cells: Sequence[str], right: Sequence[int]
) -> float:
    x = 80.0
    for index, (width, cell) in enumerate(zip(widths, cells, strict=True)):
        if index in right:
            s.text(x + width - 10, y + 10, cell, 24, anchor="ra")
        else:
            s.text(x + 6, y + 10, cell, 24)
        x += width
    s.line(80, y + 48, x, y + 48, (200, 200, 200))
    return y + 50


def licence(title: str, rows: Sequence[Rows]) -> Layout:
    def draw(f: Facts) -> Sheet:
        s = Sheet(1240, 860, (238, 244, 238), serif=True)
        s.title(title, 40, 46)
        y = 160.0
        for row in rows:
            for index, (label, key) in enumerate(row):
                s.text(80 + index * 1100 / len(row), y, f"{label}  {said(f[key], str)}", 30)
            y += 92
        return s

    return draw

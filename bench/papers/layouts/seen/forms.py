"""Forms several papers share: a letter-like page, ruled cells, a priced list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.papers.drawing import Sheet, chinese, money
from bench.papers.facts import Facts, words
from bench.papers.layouts import Layout

BLUE, BROWN = (40, 90, 160), (150, 80, 40)


PEOPLE = (("姓名", "name"), ("性别", "sex"), ("年龄", "age"))


def sections(
    title: str,
    rows: Sequence[Sequence[tuple[str, str]]],
    texts: Sequence[tuple[str, str]],
    end: Sequence[tuple[str, str]],
    format: Callable[[str], str] = chinese,
) -> Layout:
    """A letter-like page: pairs in lines, then headed text, then signature and date to the right, a seal over them."""

    def draw(f: Facts) -> Sheet:
        s = Sheet(1240, 1754)
        if ("hospital" in f and "诊" in title) or "出院" in title:
            s.title(f["hospital"], 90, 40)
        s.title(title, 160, 50)
        y = 280.0
        for row in rows:
            for index, (label, key) in enumerate(row):
                s.pair(90 + index * 1080 / len(row), y, label, shown(f[key], format))
            y += 58
        y += 20
        for label, key in texts:
            s.text(90, y, f"{label}：")
            y = (
                s.wrapped(90 + 27 * (len(label) + 1), y, shown(f[key], format), 1060 - 27 * (len(label) + 1))
                + 24
            )
        y = max(y + 120, 1100)
        for label, key in end:
            s.pair(720, y, label, shown(f[key], format))
            y += 56
        s.seal(880, y - 40, "样本专用章示例专用章", 110)
        return s

    return draw


def cells(
    title: str, rows: Sequence[Sequence[tuple[str, str]]], format: Callable[[str], str] = str
) -> Layout:
    """A form of ruled cells: label, value, label, value."""

    def draw(f: Facts) -> Sheet:
        s = Sheet(1240, 1754, serif=True)
        s.title(title, 90, 46)
        y = 200.0
        for row in rows:
            share = 1100 / len(row)
            flat: list[str] = []
            widths: list[float] = []
            for label, key in row:
                labels = max(190, 25 * len(label) + 24)
                flat += [label, shown(f[key], format)]
                widths += [labels, share - labels]
            y = s.grid(70, y, widths, [flat], 74, 25)
        return s

    return draw


def shown(value: object, format: Callable[[str], str]) -> str:
    text = str(value)
    if isinstance(value, str) and len(text) == 10 and text[4] == text[7] == "-":
        return format(text)
    return money(value) if isinstance(value, int) and value > 1000 else text


def priced_list(
    title: str,
    heads: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[tuple[str, str]]],
    end: Sequence[tuple[str, str]],
    total: str,
    ruled: bool,
) -> Layout:
    def draw(f: Facts) -> Sheet:
        s = Sheet(1300, 1700, serif=not ruled)
        s.title(title, 70, 46)
        y = 180.0
        for row in rows:
            for index, (label, key) in enumerate(row):
                s.pair(70 + index * 1160 / len(row), y, label, shown(f[key], str))
            y += 54
        table = [[head for head, _ in heads]]
        for number, item in enumerate(f["lines"], 1):
            table.append(
                [
                    str(number)
                    if key == "#"
                    else money(item[key])
                    if key in ("price", "amount")
                    else str(item[key])
                    for _, key in heads
                ]
            )
        widths = {"#": 90, "item": 470, "price": 200, "quantity": 140, "amount": 260}
        right = [index for index, (_, key) in enumerate(heads) if key in ("price", "amount", "quantity")]
        y = s.grid(70, y + 20, [widths[key] for _, key in heads], table, right=right, lines=ruled)
        s.pair(70, y + 30, total, money(f["total"], grouped=True, sign="¥"), 28)
        s.pair(640, y + 30, "大写", words(f["total_words"]), 26)
        y += 110
        for label, key in end:
            s.pair(760, y, label, shown(f[key], chinese))
            y += 54
        return s

    return draw

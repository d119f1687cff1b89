"""Identity cards and bank cards, in other wording, order and type."""

from __future__ import annotations

from bench.papers.drawing import Sheet, dotted, loose
from bench.papers.facts import Facts
from bench.papers.layouts import Layout
from bench.papers.layouts.known.forms import (
    NAVY,
)


def id_front(f: Facts) -> Sheet:
    s = Sheet(1280, 800, (228, 238, 246))
    for y, label, value in (
        (90, "姓 名", f["name"]),
        (190, "性 别", f["sex"]),
        (290, "出 生", loose(f["born_on"])),
        (390, "住 址", ""),
    ):
        s.text(90, y, label, 34, NAVY)
        s.text(230, y - 4, value, 42)
    s.text(430, 190, "民 族", 34, NAVY)
    s.text(570, 186, f["nation"], 42)
    s.wrapped(230, 388, f["address"], 560, 38)
    s.text(90, 660, "公民身份号码", 34, NAVY)
    s.text(400, 652, " ".join((f["number"][:6], f["number"][6:14], f["number"][14:])), 48)
    s.pen.rectangle((860, 90, 1190, 520), fill=(190, 200, 208))
    return s


def id_back(f: Facts) -> Sheet:
    s = Sheet(1280, 800, (238, 232, 238), serif=True)
    s.text(640, 140, "中华人民共和国", 56, anchor="ma")
    s.text(640, 250, "居民身份证", 72, anchor="ma")
    s.text(300, 560, "签发机关  " + f["authority"], 38)
    s.text(300, 650, f"有效期限  {dotted(f['valid_from'])} - {dotted(f['valid_until'])}", 38)
    return s


def bank_card(f: Facts) -> Sheet:
    s = Sheet(1100, 690, (30, 32, 38))
    gold = (230, 205, 140)
    s.text(70, 60, f["bank"], 42, gold)
    s.text(70, 118, "储蓄卡", 28, gold)
    number = f["number"]
    s.text(70, 360, "  ".join(number[index : index + 4] for index in range(0, len(number), 4)), 54, gold)
    year, month = f["valid_until"].split("-")
    s.text(70, 470, "VALID THRU", 22, gold)
    s.text(260, 462, f"{month}/{year[2:]}", 34, gold)
    s.text(1030, 600, "银联 UnionPay", 36, gold, anchor="ra")
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "id_card/front": [id_front],
    "id_card/back": [id_back],
    "bank_card": [bank_card],
}

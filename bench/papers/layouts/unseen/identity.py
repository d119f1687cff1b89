"""Identity cards, themselves and on a copier's glass, and bank cards."""

from __future__ import annotations

import math

from bench.papers.drawing import Sheet, dotted
from bench.papers.facts import Facts
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import PEN_BLUE, Colour, portrait, prose, specimen

LABEL = (62, 118, 178)


def _waves(s: Sheet, ink: Colour, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    for number in range(16):
        base = top + (bottom - top) * (number + 0.5) / 16
        points = [(x, base + math.sin(x / 90 + number * 0.7) * 14) for x in range(left, right, 6)]
        s.pen.line(points, fill=ink, width=2)


def _front(s: Sheet, f: Facts, x: float, y: float, k: float, label: Colour) -> None:
    """The card's face, ``k`` pixels to a tenth of a millimetre, its corner at x, y."""

    def put(left: float, top: float, text: str, size: float, ink: Colour = (22, 22, 26)) -> float:
        return s.text(x + left * k, y + top * k, text, int(size * k), ink)

    year, month, day = f["born_on"].split("-")
    portrait(s, x + 545 * k, y + 75 * k, x + 800 * k, y + 385 * k)
    put(55, 72, "姓　名", 24, label)
    put(155, 66, f["name"], 32)
    put(55, 138, "性　别", 24, label)
    put(155, 135, f["sex"], 28)
    put(245, 138, "民　族", 24, label)
    put(345, 135, f["nation"], 28)
    put(55, 204, "出　生", 24, label)
    left = 155.0
    for value, unit in ((year, "年"), (str(int(month)), "月"), (str(int(day)), "日")):
        end = put(left, 201, value, 28)
        left = (end - x) / k + 12
        end = put(left, 204, unit, 24, label)
        left = (end - x) / k + 14
    put(55, 270, "住　址", 24, label)
    prose(s, x + 155 * k, y + 266 * k, f["address"], 340 * k, int(28 * k), 1.35)
    put(55, 446, "公民身份号码", 24, label)
    put(280, 438, f["number"], 36)


def front(f: Facts) -> Sheet:
    s = Sheet(1498, 945, (232, 243, 248))
    _waves(s, (218, 233, 241), (0, 0, 1500, 945))
    _front(s, f, 0, 0, 1.75, LABEL)
    return s


def front_copied(f: Facts) -> Sheet:
    """On a copier, signed for its one use."""
    s = Sheet(1240, 1000, (247, 247, 246))
    s.pen.rounded_rectangle((130, 90, 1100, 690), 34, fill=(226, 226, 226), outline=(150, 150, 150), width=2)
    _waves(s, (216, 216, 216), (150, 100, 1080, 680))
    _front(s, f, 136, 84, 1.12, (92, 92, 92))
    s.serif = True
    s.text(200, 770, "此复印件仅供办理保险理赔使用，再次复印无效。", 34, PEN_BLUE)
    s.text(820, 850, "与原件核对无误", 32, PEN_BLUE)
    return s


def back(f: Facts) -> Sheet:
    s = Sheet(1498, 945, (244, 240, 236))
    _waves(s, (236, 226, 222), (0, 0, 1500, 945))
    s.pen.ellipse((90, 80, 340, 330), outline=(190, 90, 84), width=6)
    specimen(s, 215, 205, 66, (200, 110, 104))
    s.serif = True
    s.text(870, 100, "中华人民共和国", 74, anchor="ma")
    s.text(870, 235, "居 民 身 份 证", 98, anchor="ma", bold=True)
    s.serif = False
    s.text(330, 690, "签发机关", 40, anchor="la")
    s.text(560, 686, f["authority"], 46)
    s.text(330, 790, "有效期限", 40)
    until = f["valid_until"]
    s.text(560, 786, f"{dotted(f['valid_from'])}-{dotted(until)}", 46)
    return s


def back_copied(f: Facts) -> Sheet:
    s = Sheet(1240, 1000, (250, 249, 246))
    s.pen.rounded_rectangle((130, 90, 1100, 690), 34, fill=(231, 230, 229), outline=(150, 150, 150), width=2)
    s.pen.ellipse((180, 130, 330, 280), outline=(120, 120, 120), width=5)
    specimen(s, 255, 205, 40, (130, 130, 130))
    s.serif = True
    s.text(690, 140, "中华人民共和国", 50, anchor="ma")
    s.text(690, 225, "居 民 身 份 证", 66, anchor="ma", bold=True)
    s.serif = False
    s.text(330, 530, "签发机关", 27)
    s.text(480, 526, f["authority"], 31)
    s.text(330, 600, "有效期限", 27)
    s.text(480, 596, f"{dotted(f['valid_from'])}-{dotted(f['valid_until'])}", 31)
    s.serif = True
    s.text(380, 800, "复印件与原件一致", 34, PEN_BLUE)
    return s


def _grouped(number: str) -> str:
    return " ".join(number[index : index + 4] for index in range(0, len(number), 4))


def card(f: Facts) -> Sheet:
    s = Sheet(1284, 810, (168, 28, 44))
    for radius in range(900, 200, -50):
        s.pen.ellipse(
            (1100 - radius, 900 - radius, 1100 + radius, 900 + radius), outline=(182, 44, 58), width=3
        )
    white, pale = (252, 250, 246), (240, 214, 210)
    s.pen.ellipse((70, 62, 134, 126), outline=white, width=6)
    s.text(154, 68, f["bank"], 46, white)
    s.text(1210, 74, "借记卡", 34, white, anchor="ra")
    s.text(1210, 122, "DEBIT CARD", 22, pale, anchor="ra")
    s.pen.rounded_rectangle((92, 250, 242, 362), 16, fill=(214, 186, 120), outline=(150, 120, 60), width=3)
    for y in (288, 324):
        s.pen.line((92, y, 242, y), fill=(150, 120, 60), width=2)
    s.text(92, 440, _grouped(f["number"]), 62, white)
    year, month = f["valid_until"].split("-")
    s.text(470, 558, "月/年", 20, pale)
    s.text(470, 586, "MONTH/YEAR", 18, pale)
    s.text(620, 562, f"{month}/{year[2:]}", 40, white)
    s.text(92, 562, "ATM", 26, pale)
    s.pen.rounded_rectangle((1010, 630, 1220, 764), 12, fill=(246, 246, 246))
    s.text(1115, 634, "UnionPay", 36, (20, 90, 110), anchor="ma")
    s.text(1115, 690, "银联", 38, (20, 90, 110), anchor="ma")
    s.text(92, 716, "客户服务请拨打背面电话　闪付 QuickPass", 24, pale)
    specimen(s, 840, 300, 54, (196, 70, 82))
    return s


def card_upright(f: Facts) -> Sheet:
    """A card to be held upright, its number small and flat."""
    s = Sheet(760, 1200, (22, 66, 92))
    for y in range(0, 1200, 8):
        s.pen.line((0, y, 760, y - 300), fill=(26, 76, 104), width=2)
    white, pale = (240, 246, 248), (150, 186, 200)
    s.text(60, 70, f["bank"], 44, white)
    s.text(60, 134, "Ⅰ类账户　金卡", 26, pale)
    s.pen.rounded_rectangle((320, 260, 440, 420), 18, fill=(206, 208, 210), outline=(120, 124, 128), width=3)
    s.text(60, 800, "卡号 CARD NO.", 22, pale)
    s.text(60, 838, _grouped(f["number"]), 46, white)
    year, month = f["valid_until"].split("-")
    s.text(60, 936, "有效期 GOOD THRU", 22, pale)
    s.text(60, 970, f"{month}/{year[2:]}", 38, white)
    s.text(700, 1096, "银联 UnionPay", 36, white, anchor="ra")
    specimen(s, 380, 640, 60, (60, 112, 138))
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "id_card/front": [front, front_copied],
    "id_card/back": [back, back_copied],
    "bank_card": [card, card_upright],
}

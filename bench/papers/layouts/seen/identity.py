"""Identity cards and bank cards, as the reader was developed on."""

from __future__ import annotations

from bench.papers.drawing import Sheet, dotted, loose
from bench.papers.facts import Facts
from bench.papers.layouts import Layout
from bench.papers.layouts.seen.forms import BLUE


def id_front(f: Facts) -> Sheet:
    s = Sheet(1011, 638, (236, 244, 250))
    s.text(70, 70, "姓名", 30, BLUE)
    s.text(170, 66, f["name"], 38)
    s.text(70, 150, "性别", 30, BLUE)
    s.text(170, 148, f["sex"], 34)
    s.text(280, 150, "民族", 30, BLUE)
    s.text(380, 148, f["nation"], 34)
    s.text(70, 225, "出生", 30, BLUE)
    year, month, day = f["born_on"].split("-")
    s.text(170, 223, f"{year} 年 {int(month)} 月 {int(day)} 日", 34)
    s.text(70, 305, "住址", 30, BLUE)
    s.wrapped(170, 303, f["address"], 430, 32)
    s.text(70, 530, "公民身份号码", 30, BLUE)
    s.text(330, 524, f["number"], 42)
    s.pen.rounded_rectangle((680, 70, 930, 430), 20, fill=(200, 210, 220))
    s.pen.ellipse((750, 120, 860, 250), fill=(150, 140, 130))
    return s


def id_front_wide(f: Facts) -> Sheet:
    s = Sheet(1011, 638, (245, 240, 232))
    s.text(80, 80, f"姓 名 {f['name']}", 34)
    s.text(80, 160, f"性 别 {f['sex']}   民 族 {f['nation']}", 34)
    s.text(80, 240, f"出 生 {loose(f['born_on'])}", 34)
    s.text(80, 320, "住 址", 34)
    s.wrapped(190, 320, f["address"], 440, 34)
    s.text(80, 540, f"公民身份号码 {f['number']}", 40)
    return s


def id_back(f: Facts) -> Sheet:
    s = Sheet(1011, 638, (240, 236, 244))
    s.text(360, 120, "中华人民共和国", 48)
    s.text(340, 220, "居 民 身 份 证", 58)
    s.pen.ellipse((80, 80, 260, 260), fill=(200, 60, 60))
    s.text(200, 440, "签发机关", 30)
    s.text(400, 438, f["authority"], 34)
    s.text(200, 520, "有效期限", 30)
    s.text(400, 518, f"{dotted(f['valid_from'])}-{dotted(f['valid_until'])}", 34)
    return s


def bank_card(f: Facts) -> Sheet:
    s = Sheet(1011, 638, (50, 90, 160))
    white = (250, 250, 250)
    s.text(60, 50, f["bank"], 48, white)
    s.text(800, 60, "借记卡", 32, white)
    number = f["number"]
    s.text(80, 310, " ".join(number[index : index + 4] for index in range(0, len(number), 4)), 58, white)
    year, month = f["valid_until"].split("-")
    s.text(300, 430, f"有效期至 {month}/{year[2:]}", 30, white)
    s.text(800, 530, "银联", 44, white)
    s.text(800, 580, "UnionPay", 30, white)
    return s


def bank_card_plain(f: Facts) -> Sheet:
    s = Sheet(1011, 638, (225, 205, 160))
    s.text(60, 60, f["bank"], 44)
    s.text(60, 120, "CHINA DEBIT CARD", 26)
    s.text(70, 340, f["number"], 60)
    s.text(820, 540, "UnionPay", 34)
    s.text(60, 560, "ATM", 30)
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "id_card/front": [id_front, id_front_wide],
    "id_card/back": [id_back],
    "bank_card": [bank_card, bank_card_plain],
}

"""Receipts of hospitals: the electronic one of the whole country, and the printed form a dot matrix filled in."""

from __future__ import annotations

from collections.abc import Sequence

from bench.papers.drawing import Sheet, money
from bench.papers.facts import Facts, words
from bench.papers.facts.values import digits, name
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import Colour, chance, oval, specimen, upright

SEPIA, MATRIX = (158, 66, 42), (44, 46, 78)


def electronic(title: str, stay: bool) -> Layout:
    def draw(f: Facts) -> Sheet:
        s, drawn = Sheet(1654, 1160), chance(f)
        s.serif = True
        s.title(title, 56, 44, SEPIA)
        s.serif = False
        oval(s, 827, 150, ("财政票据监制章", "样　本"), 240, 110)
        s.code(90, 40, f"01,06,{f['code']},{f['number']},{money(f['total'])},{f['check_code']}", 160)
        for high, first, second in (
            (196, ("票据代码", f["code"]), ("票据号码", f["number"])),
            (234, ("交款人统一社会信用代码", f["payer_id"]), ("校验码", f["check_code"])),
            (272, ("交款人", f["payer_name"]), ("开票日期", f["issued_on"])),
        ):
            s.pair(80, high, *first, 22, SEPIA)
            s.pair(1150, high, *second, 22, SEPIA)
        top, low, bottom = 316, 700, 1046
        s.pen.rectangle((70, top, 1584, bottom), outline=SEPIA, width=3)
        for half in (80, 836):
            for left, head in ((0, "项目名称"), (300, "数量/单位"), (450, "金额（元）"), (620, "备注")):
                s.text(half + left, top + 10, head, 21, SEPIA)
        for index, item in enumerate(f["lines"]):
            x, y = (80, 836)[index % 2], top + 50 + index // 2 * 34
            s.text(x, y, item["item"], 21)
            s.text(x + 300, y, "1.00/项", 21)
            s.text(x + 560, y, money(item["amount"]), 21, anchor="ra")
        s.line(70, low - 60, 1584, low - 60, SEPIA)
        s.text(84, low - 45, "金额合计（大写）", 22, SEPIA)
        s.text(290, low - 45, words(f["total_words"]), 23)
        s.text(1060, low - 45, "（小写）", 22, SEPIA)
        s.text(1160, low - 45, money(f["total"]), 23)
        s.line(70, low, 1584, low, SEPIA)
        s.line(124, low, 124, bottom, SEPIA)
        upright(s, 97, low + 100, "其他信息", 22, 36, SEPIA)
        for index, (label, value) in enumerate(_others(f, stay, digits(drawn, 12))):
            s.pair(140 + index % 3 * 490, low + 16 + index // 3 * 46, label, value, 21, SEPIA, gap=2)
        s.pair(80, bottom + 22, "收款单位（章）", f["hospital"], 22, SEPIA)
        s.pair(800, bottom + 22, "复核人", name(drawn), 22, SEPIA)
        s.pair(1200, bottom + 22, "收款人", name(drawn), 22, SEPIA)
        s.seal(620, bottom - 30, f["hospital"] + "收费专用章", 96, 0.6)
        return s

    return draw


def _others(f: Facts, stay: bool, insured: str) -> list[tuple[str, str]]:
    if stay:
        refund = f.get("prepaid", 0) - f.get("cash_paid", 0)
        found = [
            ("业务流水号", f["business_number"]),
            ("病历号", f["record_number"]),
            ("住院科别", f["department"]),
            ("住院时间", f"{f['admitted_on']}至{f['discharged_on']}"),
            ("预缴金额", money(f["prepaid"])),
            ("补缴金额", money(max(-refund, 0))),
            ("退费金额", money(max(refund, 0))),
        ]
    else:
        found = [
            ("业务流水号", f["business_number"]),
            ("门诊号", f["record_number"]),
            ("就诊日期", f["visited_on"]),
        ]
    return [
        *found,
        ("医疗机构类型", "综合医院"),
        ("医保类型", f["insurance_type"]),
        ("医保编号", insured),
        ("性别", f["sex"]),
        ("医保统筹基金支付", money(f["fund_paid"])),
        ("其他支付", money(f["other_paid"])),
        ("个人账户支付", money(f["account_paid"])),
        ("个人现金支付", money(f["cash_paid"])),
        ("个人自付", money(f["own_share"])),
        ("个人自费", money(f["own_cost"])),
    ]


def _filled(
    s: Sheet, x: float, y: float, label: str, value: str, gap: float = 14, ink: Colour = MATRIX
) -> None:
    """A printed label, and a value the printer set a little off the line."""
    end = s.text(x, y, label, 22, (176, 40, 44))
    s.serif = True
    s.text(end + gap, y + 5, value, 23, ink)
    s.serif = False


def _dated(s: Sheet, x: float, y: float, day: str, units: Sequence[str] = ("年", "月", "日")) -> None:
    """Year, month and day set into the gaps the form leaves."""
    for index, (value, unit) in enumerate(zip(day.split("-"), units, strict=True)):
        s.serif = True
        s.text(x + index * 96 + (0 if index else -18), y + 5, value, 23, MATRIX)
        s.serif = False
        s.text(x + index * 96 + 44, y, unit, 22, (176, 40, 44))


def printed(title: str, stay: bool) -> Layout:
    """The older paper form: red print, filled in by a dot matrix."""

    def draw(f: Facts) -> Sheet:
        s, drawn = Sheet(1500, 850 if stay else 750, (253, 249, 240)), chance(f)
        red = (176, 40, 44)
        s.serif = True
        s.title(title, 34, 42, red)
        s.serif = False
        oval(s, 750, 128, ("财政票据监制章", "样　本"), 210, 84)
        _filled(s, 1120, 66, "№", f["number"], 10)
        _filled(s, 70, 110, "业务流水号：", f["business_number"])
        _filled(s, 1120, 110, "医院类型：", "综合医院")
        y = 166
        if stay:
            _filled(s, 70, y, "住院号：", f["record_number"])
            _filled(s, 420, y, "住院科别：", f["department"])
            s.text(780, y, "住院时间：", 22, red)
            s.serif = True
            s.text(900, y + 5, f"{f['admitted_on']} 至 {f['discharged_on']}", 23, MATRIX)
            s.serif = False
            y += 50
        _filled(s, 70, y, "姓名：", f["payer_name"])
        _filled(s, 340, y, "性别：", f["sex"])
        _filled(s, 520, y, "医保类型：", f["insurance_type"])
        _filled(s, 900, y, "社会保障号码：", f["payer_id"])
        top = y + 46
        s.pen.rectangle((60, top, 1440, top + 330), outline=red, width=2)
        s.line(60, top + 44, 1440, top + 44, red)
        parts, share = (3, 460) if stay else (2, 690)
        for part in range(parts):
            left = 60 + part * share
            if part:
                s.line(left, top, left, top + 274, red)
            s.text(left + 60, top + 9, "项　目", 22, red)
            s.text(left + share - 40, top + 9, "金　额", 22, red, anchor="ra")
        for index, item in enumerate(f["lines"]):
            left, line = 60 + index % parts * share, top + 60 + index // parts * 44
            s.serif = True
            s.text(left + 18, line, item["item"], 23, MATRIX)
            s.text(left + share - 24, line, money(item["amount"]), 23, MATRIX, anchor="ra")
            s.serif = False
        s.line(60, top + 274, 1440, top + 274, red)
        _filled(s, 76, top + 288, "合计（大写）", words(f["total_words"]))
        _filled(s, 1080, top + 288, "¥", money(f["total"]))
        y = top + 348
        if stay:
            refund = f.get("prepaid", 0) - f.get("cash_paid", 0)
            _filled(s, 70, y, "预缴金额：", money(f["prepaid"]))
            _filled(s, 520, y, "补缴金额：", money(max(-refund, 0)))
            _filled(s, 980, y, "退费金额：", money(max(refund, 0)))
            y += 48
        _filled(s, 70, y, "医保统筹支付：", money(f["fund_paid"]))
        _filled(s, 430, y, "个人账户支付：", money(f["account_paid"]))
        _filled(s, 790, y, "其他医保支付：", money(f["other_paid"]))
        _filled(s, 1110, y, "个人支付金额：", money(f["cash_paid"]))
        _filled(s, 70, y + 66, "收款单位（章）：", f["hospital"])
        _filled(s, 720, y + 66, "收款人：", name(drawn))
        _dated(s, 1120, y + 66, f["issued_on"])
        specimen(s, 1390, y + 130, 34, (226, 206, 196))
        s.seal(470, y + 60, f["hospital"] + "收费专用章", 88, 0.55)
        return s

    return draw


LAYOUTS: dict[str, list[Layout]] = {
    "outpatient_receipt": [
        electronic("云州省医疗门诊收费票据（电子）", False),
        printed("北原省医疗门诊收费票据", False),
    ],
    "inpatient_receipt": [
        electronic("云州省医疗住院收费票据（电子）", True),
        printed("北原省医疗住院收费票据", True),
    ],
}

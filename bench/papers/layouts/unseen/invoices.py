"""Invoices: the fully digital one, and the older electronic one with its cipher block and upright labels."""

from __future__ import annotations

import random

from bench.papers.drawing import Sheet, chinese, loose, money
from bench.papers.facts import Facts, words
from bench.papers.facts.lists import BANKS
from bench.papers.facts.values import address, bank_card, digits, name
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import Colour, chance, folded, oval, upright

MAROON, BLUE = (136, 54, 30), (36, 72, 150)


CLASSES = {
    "液晶电视机": "视听设备",
    "双门冰箱": "家用制冷电器具",
    "空调室内机": "家用制冷电器具",
    "洗衣机": "家用清洁卫生电器具",
    "布艺沙发": "家具",
    "实木书桌": "家具",
    "复合木地板": "木制品",
    "钢制货架": "金属制品",
    "棉纱原料": "纱",
    "包装纸箱": "纸制品",
}


def _goods(item: str) -> str:
    """With the short name of its class of goods, as the tax office asks."""
    return f"*{CLASSES.get(item, '汽车零配件')}*{item}"


def _tax_id(f: Facts, side: str) -> str:
    """A private buyer has none."""
    return f[f"{side}_tax_id"] if len(f[side]) > 4 else ""


def digital(f: Facts) -> Sheet:
    s, drawn = Sheet(1700, 1130), chance(f)
    s.serif = True
    s.text(850, 62, "电子发票（普通发票）", 50, MAROON, anchor="ma")
    s.serif = False
    s.line(520, 142, 1180, 142, MAROON)
    s.line(520, 150, 1180, 150, MAROON)
    oval(s, 850, 146, ("全国统一发票监制章", "样　本", "税务局"), 220, 130)
    s.code(80, 34, f"01,32,,{f['number']},{money(f['total'])},{f['issued_on'].replace('-', '')},", 170)
    s.pair(1220, 96, "发票号码", f["number"], 23, MAROON)
    s.pair(1220, 142, "开票日期", chinese(f["issued_on"]), 23, MAROON)
    left, right, top = 56, 1644, 216
    s.pen.rectangle((left, top, right, 1050), outline=MAROON, width=2)
    for x, side, label in ((left, "buyer", "购买方信息"), (850, "seller", "销售方信息")):
        upright(s, x + 23, top + 12, label, 21, 26, MAROON)
        s.line(x + 46, top, x + 46, top + 150, MAROON)
        s.pair(x + 58, top + 24, "名称", f[side], 23, MAROON)
        s.pair(x + 58, top + 92, "统一社会信用代码/纳税人识别号", _tax_id(f, side), 21, MAROON)
    s.line(850, top, 850, top + 150, MAROON)
    s.line(left, top + 150, right, top + 150, MAROON)
    heads = (
        (230, "项目名称", "ma"),
        (500, "规格型号", "ma"),
        (640, "单　位", "ma"),
        (800, "数　量", "ra"),
        (1000, "单　价", "ra"),
        (1220, "金　额", "ra"),
        (1400, "税率/征收率", "ra"),
        (1630, "税　额", "ra"),
    )
    for x, head, anchor in heads:
        s.text(x, top + 162, head, 21, MAROON, anchor=anchor)
    y = top + 206
    for item in f["lines"]:
        lines = folded(s, _goods(item["item"]), 350, 22)
        for index, line in enumerate(lines):
            s.text(70, y + index * 30, line, 22)
        s.text(640, y, item["unit"], 22, anchor="ma")
        s.text(800, y, str(item["quantity"]), 22, anchor="ra")
        s.text(1000, y, money(item["price"]), 22, anchor="ra")
        s.text(1220, y, money(item["amount"]), 22, anchor="ra")
        s.text(1370, y, item["rate"], 22, anchor="ra")
        s.text(1630, y, money(item["tax"]), 22, anchor="ra")
        y += 36 * len(lines)
    s.text(230, 764, "合　　　计", 22, MAROON, anchor="ma")
    s.text(1220, 764, money(f["net"], sign="¥"), 22, anchor="ra")
    s.text(1630, 764, money(f["tax"], sign="¥"), 22, anchor="ra")
    s.line(left, 808, right, 808, MAROON)
    s.text(76, 822, "价税合计（大写）", 22, MAROON)
    s.line(420, 808, 420, 866, MAROON)
    s.pen.ellipse((440, 826, 464, 850), outline=(40, 40, 40), width=2)
    s.pen.line((444, 830, 460, 846), fill=(40, 40, 40), width=2)
    s.pen.line((460, 830, 444, 846), fill=(40, 40, 40), width=2)
    s.text(478, 822, words(f["total_words"]), 23)
    s.text(1180, 822, "（小写）", 22, MAROON)
    s.text(1290, 822, money(f["total"], sign="¥"), 23)
    s.line(left, 866, right, 866, MAROON)
    upright(s, left + 23, 908, "备注", 21, 46, MAROON)
    s.line(left + 46, 866, left + 46, 1050, MAROON)
    s.text(left + 60, 884, f"销方开户银行：{drawn.choice(BANKS)}　银行账号：{bank_card(drawn)}", 20)
    s.pair(110, 1070, "开票人", f["drawer"], 22, MAROON)
    return s


def _party(s: Sheet, f: Facts, side: str, y: float, ink: Colour) -> None:
    drawn = random.Random(f.get(f"{side}_tax_id"))
    known = _tax_id(f, side)
    upright(s, 86, y + 14, "购买方" if side == "buyer" else "销售方", 23, 40, ink)
    s.text(126, y + 10, "名　　　　称：", 21, ink)
    s.text(280, y + 8, f[side], 23)
    s.text(126, y + 46, "纳税人识别号：", 21, ink)
    s.text(280, y + 44, known, 23)
    s.text(126, y + 82, "地 址、电 话：", 21, ink)
    s.text(126, y + 118, "开户行及账号：", 21, ink)
    if known:
        s.text(280, y + 84, f"{address(drawn)} 0571-{digits(drawn, 8)}", 19)
        s.text(280, y + 120, f"{drawn.choice(BANKS)} {bank_card(drawn)}", 19)


def electronic(f: Facts) -> Sheet:
    """The electronic invoice before the fully digital one."""
    s, drawn = Sheet(1640, 1080), chance(f)
    s.serif = True
    s.text(820, 54, "北原增值税电子普通发票", 46, BLUE, anchor="ma")
    s.line(520, 122, 1120, 122, BLUE)
    s.line(520, 130, 1120, 130, BLUE)
    s.code(70, 30, f"01,10,{f['code']},{f['old_number']},{money(f['net'])},{f['issued_on']}", 130)
    s.pair(70, 174, "机器编号", digits(drawn, 12), 21, BLUE)
    for index, (label, value) in enumerate(
        (
            ("发票代码", f["code"]),
            ("发票号码", f["old_number"]),
            ("开票日期", loose(f["issued_on"])),
            ("校 验 码", " ".join(digits(drawn, 5) for _ in range(4))),
        )
    ):
        s.pair(1170, 48 + index * 38, label, value, 21, BLUE)
    s.pen.rectangle((60, 214, 1580, 980), outline=BLUE, width=2)
    _party(s, f, "buyer", 218, BLUE)
    for x in (112, 1010, 1062):
        s.line(x, 214, x, 378, BLUE)
    upright(s, 1036, 240, "密码区", 23, 40, BLUE)
    for index in range(4):
        cipher = "".join(drawn.choice("0123456789+-*/<>") for _ in range(27))
        s.text(1080, 232 + index * 36, cipher, 23)
    s.line(60, 378, 1580, 378, BLUE)
    heads = (
        (210, "货物或应税劳务、服务名称", "ma"),
        (500, "规格型号", "ma"),
        (640, "单位", "ma"),
        (790, "数 量", "ra"),
        (990, "单 价", "ra"),
        (1220, "金 额", "ra"),
        (1340, "税率", "ra"),
        (1560, "税 额", "ra"),
    )
    for x, head, anchor in heads:
        s.text(x, 388, head, 20, BLUE, anchor=anchor)
    y = 428
    for item in f["lines"]:
        s.text(74, y, _goods(item["item"]), 22)
        s.text(640, y, item["unit"], 22, anchor="ma")
        s.text(790, y, str(item["quantity"]), 22, anchor="ra")
        s.text(990, y, f"{money(item['price'])}0000", 22, anchor="ra")
        s.text(1220, y, money(item["amount"]), 22, anchor="ra")
        s.text(1340, y, item["rate"], 22, anchor="ra")
        s.text(1560, y, money(item["tax"]), 22, anchor="ra")
        y += 38
    s.text(210, 700, "合　　计", 22, BLUE, anchor="ma")
    s.text(1220, 700, money(f["net"], sign="￥"), 22, anchor="ra")
    s.text(1560, 700, money(f["tax"], sign="￥"), 22, anchor="ra")
    s.line(60, 740, 1580, 740, BLUE)
    s.text(90, 753, "价税合计（大写）", 22, BLUE)
    s.text(420, 753, words(f["total_words"]), 23)
    s.text(1150, 753, "（小写）", 22, BLUE)
    s.text(1260, 753, money(f["total"], sign="￥"), 23)
    s.line(60, 794, 1580, 794, BLUE)
    s.line(112, 794, 112, 980, BLUE)
    _party(s, f, "seller", 806, BLUE)
    for x in (1010, 1062):
        s.line(x, 794, x, 980, BLUE)
    upright(s, 1036, 836, "备注", 23, 64, BLUE)
    s.pair(90, 1000, "收款人", name(drawn), 21, BLUE)
    s.pair(460, 1000, "复核", name(drawn), 21, BLUE)
    s.pair(800, 1000, "开票人", f["drawer"], 21, BLUE)
    s.text(1150, 1000, "销售方：（章）", 21, BLUE)
    oval(s, 1360, 930, (f["seller"][:11], "样　本", "发票专用章"), 280, 180)
    return s


LAYOUTS: dict[str, list[Layout]] = {"invoice": [digital, electronic]}

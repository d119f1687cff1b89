"""Itemised bills as a hospital's system prints them."""

from __future__ import annotations

from datetime import date, timedelta

from bench.papers.drawing import Sheet, money
from bench.papers.facts import Facts
from bench.papers.facts.lists import DRUGS
from bench.papers.facts.values import digits, name
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import chance, dashes, row, time

SPECIFICATIONS = {
    "胶囊": "0.25g*24粒",
    "钠": "1.0g",
    "片": "0.5g*20片",
    "氯化钠注射液": "250ml:2.25g",
    "素钠注射液": "0.4ml",
}


SHARES = {"甲类": "0%", "乙类": "10%", "丙类": "100%"}


def _specification(item: str) -> str:
    """Drugs have one, services have none."""
    if item not in DRUGS:
        return "-"
    return next(said for end, said in SPECIFICATIONS.items() if item.endswith(end))


def bill_dense(f: Facts) -> Sheet:
    """Eleven narrow columns in small type."""
    s, drawn = Sheet(1754, 1240), chance(f)
    s.title(f["hospital"] + "住院患者费用明细清单", 54, 36)
    first = date.fromisoformat(f["admitted_on"])
    y = 126.0
    for pairs in (
        (
            ("住院号", f["record_number"]),
            ("姓名", f["name"]),
            ("科室", f["department"]),
            ("床号", str(drawn.randrange(1, 60))),
            ("费别", "医保"),
        ),
        (
            ("入院日期", f["admitted_on"]),
            ("出院日期", f["discharged_on"]),
            ("住院天数", str(f["days"])),
            ("打印时间", f"{f.get('discharged_on')} {time(drawn)}"),
        ),
    ):
        for index, (label, value) in enumerate(pairs):
            s.pair(117 + index * 1560 / len(pairs), y, label, value, 21, colon=":")
        y += 36
    columns = (
        ("序号", 60, "c"),
        ("日期", 140, "c"),
        ("医保编码", 190, "l"),
        ("项目名称", 330, "l"),
        ("规格", 180, "l"),
        ("单位", 70, "c"),
        ("单价", 130, "r"),
        ("数量", 80, "r"),
        ("金额", 150, "r"),
        ("类别", 80, "c"),
        ("自付比例", 110, "c"),
    )
    y = row(s, 117, y + 10, 38, [(wide, head, "c") for head, wide, _ in columns], 20)
    for number, item in enumerate(f["lines"], 1):
        day = first + timedelta(days=drawn.randrange(f.get("days", 1)))
        values = (
            str(number),
            day.isoformat(),
            f"{'X' if item['item'] in DRUGS else 'F'}{digits(drawn, 11)}",
            item["item"],
            _specification(item["item"]),
            item["unit"],
            f"{money(item['price'])}00",
            str(item["quantity"]),
            money(item["amount"]),
            item["class"],
            SHARES[item["class"]],
        )
        cells = [(wide, value, align) for value, (_, wide, align) in zip(values, columns, strict=True)]
        y = row(s, 117, y, 34, cells, 19)
    y = row(s, 117, y, 38, [(1100, "合　　计", "c"), (230, money(f["total"]), "r"), (190, "", "c")], 21)
    s.text(117, y + 16, "注：本清单仅供核对费用使用，不作报销凭证；单价保留四位小数。", 19)
    s.text(117, y + 60, f"制表人:{name(drawn)}", 20)
    s.text(700, y + 60, "患者(家属)签字:", 20)
    s.text(1637, y + 60, "第1页/共1页", 20, anchor="ra")
    s.seal(1330, y + 60, f["hospital"] + "住院结算处", 90, 0.55)
    return s


def bill_matrix(f: Facts) -> Sheet:
    """Continuous paper without rules; what belongs to an item stands under it."""
    s, drawn = Sheet(1400, 1900, (250, 251, 247), serif=True), chance(f)
    ink = (48, 50, 82)
    for y in range(30, 1900, 60):
        for x in (24, 1376):
            s.pen.ellipse((x - 9, y - 9, x + 9, y + 9), outline=(190, 190, 186), width=2)
    s.text(700, 60, f["hospital"], 30, ink, anchor="ma")
    s.text(700, 108, "住院病人费用清单（汇总）", 34, ink, anchor="ma")
    s.text(90, 176, f"病人：{f['name']}", 23, ink)
    s.text(430, 176, f"病历号：{f['record_number']}", 23, ink)
    s.text(850, 176, f"病区：{f['department']}", 23, ink)
    s.text(90, 216, f"住院日期：{f['admitted_on']} ～ {f['discharged_on']}", 23, ink)
    s.text(850, 216, f"共{f['days']}天", 23, ink)
    dashes(s, 80, 258, 1320)
    for x, head in ((90, "项目名称"), (1310, "金额"), (960, "单价"), (1110, "数量")):
        s.text(x, 270, head, 23, ink, anchor="la" if x == 90 else "ra")
    s.text(660, 270, "单位", 23, ink)
    s.text(760, 270, "医保", 23, ink)
    dashes(s, 80, 308, 1320)
    y = 320
    for item in f["lines"]:
        s.text(90, y, item["item"], 23, ink)
        s.text(660, y, item["unit"], 23, ink)
        s.text(760, y, item["class"], 23, ink)
        s.text(960, y, money(item["price"]), 23, ink, anchor="ra")
        s.text(1110, y, str(item["quantity"]), 23, ink, anchor="ra")
        s.text(1310, y, money(item["amount"]), 23, ink, anchor="ra")
        s.text(130, y + 34, f"编码 {digits(drawn, 9)}　规格 {_specification(item['item'])}", 18, ink)
        y += 68
    dashes(s, 80, y + 4, 1320)
    s.text(90, y + 18, f"明细 {len(f.get('lines', ()))} 条", 23, ink)
    s.text(900, y + 18, "总金额：", 24, ink)
    s.text(1310, y + 18, money(f["total"]), 24, ink, anchor="ra")
    dashes(s, 80, y + 60, 1320)
    s.text(90, y + 76, f"操作员：{digits(drawn, 4)}　　打印：{f.get('discharged_on')} {time(drawn)}", 21, ink)
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "itemised_bill": [bill_dense, bill_matrix],
}

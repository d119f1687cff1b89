"""Receipts, bills and a hospital's papers, as the reader was developed on."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese, money
from bench.papers.facts import Facts, words
from bench.papers.layouts import Layout
from bench.papers.layouts.seen.forms import BROWN, PEOPLE, cells, sections


def receipt(title: str, stay: bool) -> Layout:
    def draw(f: Facts) -> Sheet:
        s = Sheet(1600, 1050)
        s.title(title, 40, 44, BROWN)
        s.pair(90, 130, "票据代码", f["code"], ink=BROWN)
        s.pair(1060, 130, "票据号码", f["number"], ink=BROWN)
        s.pair(90, 180, "交款人统一社会信用代码", f["payer_id"], ink=BROWN)
        s.pair(1060, 180, "校验码", f["check_code"], ink=BROWN)
        s.pair(90, 230, "交款人", f["payer_name"], ink=BROWN)
        s.pair(1060, 230, "开票日期", f["issued_on"], ink=BROWN)
        s.line(80, 275, 1520, 275, BROWN)
        rows = f["lines"]
        for x in (100, 820):
            s.text(x, 290, "项目名称", 26, BROWN)
            s.text(x + 440, 290, "金额（元）", 26, BROWN)
        for index, row in enumerate(rows):
            x, y = (100, 820)[index % 2], 345 + index // 2 * 46
            s.text(x, y, row["item"])
            s.text(x + 560, y, money(row["amount"]), anchor="ra")
        s.line(80, 560, 1520, 560, BROWN)
        s.pair(90, 575, "金额合计（大写）", words(f["total_words"]), ink=BROWN)
        s.pair(1000, 575, "（小写）", money(f["total"]), ink=BROWN)
        s.line(80, 622, 1520, 622, BROWN)
        left = [("业务流水号", f["business_number"]), ("医保类型", f["insurance_type"]), ("性别", f["sex"])]
        if stay:
            left += [
                ("住院号", f["record_number"]),
                ("住院科别", f["department"]),
                ("住院时间", f"{f['admitted_on']}至{f['discharged_on']}"),
                ("预缴金额", money(f["prepaid"])),
            ]
        else:
            left += [("门诊号", f["record_number"]), ("科别", f["department"]), ("就诊日期", f["visited_on"])]
        pay = [
            ("医保统筹基金支付", "fund_paid"),
            ("其他支付", "other_paid"),
            ("个人账户支付", "account_paid"),
            ("个人现金支付", "cash_paid"),
            ("个人自付", "own_share"),
            ("个人自费", "own_cost"),
        ]
        cells = [*left, *((label, money(f[key])) for label, key in pay)]
        for index, (label, value) in enumerate(cells):
            s.pair(90 + index % 3 * 490, 645 + index // 3 * 48, label, value, 24, ink=BROWN)
        s.pair(90, 960, "收款单位（章）", f["hospital"], ink=BROWN)
        s.pair(760, 960, "复核人", "张复", ink=BROWN)
        s.pair(1160, 960, "收款人", "李收", ink=BROWN)
        s.seal(520, 930, f["hospital"], 100)
        return s

    return draw


def receipt_narrow(title: str, stay: bool) -> Layout:
    def draw(f: Facts) -> Sheet:
        s = Sheet(1240, 1400, serif=True)
        s.title(f["hospital"], 40, 40)
        s.title(title, 100, 40)
        s.pair(70, 190, "电子票据代码", f["code"])
        s.pair(640, 190, "电子票据号码", f["number"])
        s.pair(70, 240, "校验码", f["check_code"])
        s.pair(640, 240, "开票日期", chinese(f["issued_on"]))
        s.pair(70, 290, "交款人", f["payer_name"])
        s.pair(640, 290, "住院号" if stay else "门诊号", f["record_number"])
        if stay:
            s.pair(70, 340, "入院日期", f["admitted_on"])
            s.pair(640, 340, "出院日期", f["discharged_on"])
        rows = [
            ["项目名称", "数量", "金额(元)"],
            *([row["item"], "1", money(row["amount"])] for row in f["lines"]),
        ]
        y = s.grid(70, 400, [560, 200, 340], rows, right=(2,))
        s.pair(70, y + 20, "合计（大写）", words(f["total_words"]))
        s.pair(760, y + 20, "合计（小写）", money(f["total"], sign="¥"))
        y += 80
        pay = [
            ("医保统筹基金支付", "fund_paid"),
            ("其他支付", "other_paid"),
            ("个人账户支付", "account_paid"),
            ("个人现金支付", "cash_paid"),
            ("个人自付", "own_share"),
            ("个人自费", "own_cost"),
        ]
        for index, (label, key) in enumerate(pay):
            s.pair(70 + index % 2 * 570, y + index // 2 * 50, label, money(f[key]))
        s.seal(950, y + 200, f["hospital"], 100)
        return s

    return draw


def bill_grid(f: Facts) -> Sheet:
    s = Sheet(1400, 1980)
    s.title(f"{f['hospital']}", 40, 40)
    s.title("住院费用清单", 100, 44)
    s.pair(60, 190, "姓名", f["name"])
    s.pair(460, 190, "住院号", f["record_number"])
    s.pair(920, 190, "科室", f["department"])
    s.pair(60, 240, "入院日期", f["admitted_on"])
    s.pair(460, 240, "出院日期", f["discharged_on"])
    rows = [["项目名称", "单位", "单价", "数量", "金额", "医保等级"]]
    rows += [
        [
            row["item"],
            row["unit"],
            money(row["price"]),
            str(row["quantity"]),
            money(row["amount"]),
            row["class"],
        ]
        for row in f["lines"]
    ]
    y = s.grid(60, 300, [440, 120, 190, 130, 220, 180], rows, right=(2, 3, 4))
    s.pair(60, y + 24, "费用合计", money(f["total"]), 30)
    return s


def bill_open(f: Facts) -> Sheet:
    s = Sheet(1400, 1980, serif=True)
    s.title("病人费用明细清单", 60, 44)
    s.text(70, 150, f"病人姓名：{f['name']}    住院号：{f['record_number']}    科别：{f['department']}", 26)
    s.line(60, 210, 1340, 210)
    x = (80, 560, 760, 940, 1120)
    for left, head in zip(x, ("收费项目", "规格", "单价(元)", "数量", "金额(元)"), strict=True):
        s.text(left, 225, head, 25)
    s.line(60, 270, 1340, 270)
    y = 290
    for row in f["lines"]:
        for left, cell in zip(
            x,
            (row["item"], row["unit"], money(row["price"]), str(row["quantity"]), money(row["amount"])),
            strict=True,
        ):
            s.text(left, y, cell, 25)
        y += 46
    s.line(60, y + 6, 1340, y + 6)
    s.text(900, y + 20, f"合计：{money(f['total'])}", 28)
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "outpatient_receipt": [
        receipt("示例省医疗门诊收费票据（电子）", False),
        receipt_narrow("门诊收费票据（电子）", False),
    ],
    "inpatient_receipt": [
        receipt("示例省医疗住院收费票据（电子）", True),
        receipt_narrow("住院收费票据（电子）", True),
    ],
    "itemised_bill": [bill_grid, bill_open],
    "discharge_summary": [
        sections(
            "出院小结",
            (
                PEOPLE,
                (("科室", "department"), ("住院号", "record_number")),
                (("入院日期", "admitted_on"), ("出院日期", "discharged_on"), ("住院天数", "days")),
            ),
            (("入院诊断", "admission_diagnosis"), ("出院诊断", "diagnosis")),
            (("医师签名", "doctor"),),
        ),
        cells(
            "出院记录",
            (
                (("姓名", "name"), ("性别", "sex")),
                (("年龄", "age"), ("住院号", "record_number")),
                (("入院时间", "admitted_on"), ("出院时间", "discharged_on")),
                (("入院诊断", "admission_diagnosis"),),
                (("出院诊断", "diagnosis"),),
            ),
        ),
    ],
    "diagnosis": [
        sections(
            "诊断证明书",
            (PEOPLE, (("科别", "department"), ("门诊号", "record_number"))),
            (("临床诊断", "diagnosis"), ("处理意见", "advice")),
            (("医师签名", "doctor"), ("日期", "issued_on")),
        ),
        cells(
            "疾病诊断证明书",
            (
                (("姓名", "name"), ("性别", "sex")),
                (("年龄", "age"), ("科室", "department")),
                (("诊断", "diagnosis"),),
                (("建议", "advice"),),
                (("医师", "doctor"), ("开具日期", "issued_on")),
            ),
        ),
    ],
}

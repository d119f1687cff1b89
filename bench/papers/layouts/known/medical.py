"""Receipts, bills and a hospital's papers, in other wording, order and type."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese, money
from bench.papers.facts import Facts, words
from bench.papers.layouts import Layout
from bench.papers.layouts.known.forms import (
    GREEN,
    ledger,
    said,
    stacked,
    underlined,
)


def receipt(title: str, stay: bool) -> Layout:
    def draw(f: Facts) -> Sheet:
        s = Sheet(1500, 1180, (255, 253, 248), serif=True)
        s.title(title, 36, 46, GREEN)
        for index, (label, key) in enumerate(
            (
                ("票据代码", "code"),
                ("票据号码", "number"),
                ("校验码", "check_code"),
                ("开票日期", "issued_on"),
            )
        ):
            s.pair(1010, 110 + index * 44, label, said(f[key], chinese), 24, GREEN)
        s.pair(70, 110, "交款人", f["payer_name"], 26, GREEN)
        s.pair(70, 154, "收款单位", f["hospital"], 26, GREEN)
        s.pair(70, 198, "科室", f["department"], 26, GREEN)
        s.pair(480, 198, "住院号" if stay else "门诊号", f["record_number"], 26, GREEN)
        if stay:
            s.pair(70, 242, "住院日期", f"{f['admitted_on']} 至 {f['discharged_on']}", 26, GREEN)
        s.line(60, 300, 1440, 300, GREEN)
        for left, head in ((80, "收费项目"), (700, "金额"), (980, "备注")):
            s.text(left, 312, head, 25, GREEN)
        y = 360
        for row in f["lines"]:
            s.text(80, y, row["item"], 25)
            s.text(790, y, money(row["amount"], grouped=True), 25, anchor="ra")
            y += 42
        s.line(60, y + 6, 1440, y + 6, GREEN)
        s.text(80, y + 20, "合计（大写）", 25, GREEN)
        s.text(280, y + 20, words(f["total_words"]), 26)
        s.text(1000, y + 20, "（小写）", 25, GREEN)
        s.text(1120, y + 20, money(f["total"], grouped=True, sign="￥"), 26)
        y += 80
        pay = (
            ("统筹基金支付", "fund_paid"),
            ("个人账户支付", "account_paid"),
            ("现金支付", "cash_paid"),
            ("其他支付", "other_paid"),
            ("个人自付", "own_share"),
            ("个人自费", "own_cost"),
        )
        for index, (label, key) in enumerate(pay):
            s.text(80 + index % 3 * 460, y + index // 3 * 46, f"{label} {money(f[key])}", 25)
        s.code(1270, y + 60, f"{f['code']},{f['number']},{f['check_code']}", 150)
        s.seal(560, y + 150, f["hospital"], 105)
        return s

    return draw


LAYOUTS: dict[str, list[Layout]] = {
    "outpatient_receipt": [receipt("江岭省医疗门诊收费票据（电子）", False)],
    "inpatient_receipt": [receipt("江岭省医疗住院收费票据（电子）", True)],
    "itemised_bill": [
        ledger(
            "住院费用明细清单",
            (
                (("患者姓名", "name"), ("病案号", "record_number"), ("病区", "department")),
                (("入院时间", "admitted_on"), ("出院时间", "discharged_on")),
            ),
            (
                ("费用名称", "item"),
                ("等级", "class"),
                ("单位", "unit"),
                ("数量", "quantity"),
                ("单价", "price"),
                ("金额", "amount"),
            ),
            "总计",
            head="hospital",
        ),
        ledger(
            "一日清单",
            ((("姓名", "name"), ("登记号", "record_number")),),
            (("序号", "#"), ("项目", "item"), ("单价", "price"), ("数量", "quantity"), ("金额", "amount")),
            "合计",
            serif=True,
        ),
    ],
    "discharge_summary": [
        underlined(
            "出院记录",
            (
                (("姓名", "name"), ("性别", "sex"), ("年龄", "age")),
                (("科别", "department"), ("病案号", "record_number")),
                (("入院日期", "admitted_on"), ("出院日期", "discharged_on")),
                (("实际住院", "days"),),
                (("入院诊断", "admission_diagnosis"),),
                (("出院诊断", "diagnosis"),),
                (("主治医师", "doctor"),),
            ),
            head="hospital",
        ),
        stacked(
            "出院小结",
            (
                (("患者姓名", "name"), ("住院号", "record_number")),
                (("入院时间", "admitted_on"), ("出院时间", "discharged_on")),
                (("出院诊断", "diagnosis"),),
                (("医师签名", "doctor"),),
            ),
        ),
    ],
    "diagnosis": [
        underlined(
            "疾病证明书",
            (
                (("姓名", "name"), ("性别", "sex"), ("年龄", "age")),
                (("科室", "department"), ("病历号", "record_number")),
                (("诊断", "diagnosis"),),
                (("处理意见", "advice"),),
                (("医师", "doctor"), ("日期", "issued_on")),
            ),
            head="hospital",
        ),
        stacked(
            "病情诊断证明书",
            (
                (("患者姓名", "name"), ("性别", "sex")),
                (("就诊科室", "department"), ("就诊日期", "visited_on")),
                (("初步诊断", "diagnosis"),),
                (("医生建议", "advice"),),
                (("签发日期", "issued_on"), ("医生签名", "doctor")),
            ),
        ),
    ],
}

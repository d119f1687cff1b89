"""Invoices, fire certificates, loss lists and proofs of ownership, as the reader was developed on."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese, money
from bench.papers.facts import Facts, words
from bench.papers.layouts import Layout
from bench.papers.layouts.seen.forms import BROWN, cells, priced_list, sections


def digital_invoice(f: Facts) -> Sheet:
    s = Sheet(1600, 1050)
    s.title("电子发票（普通发票）", 50, 46, BROWN)
    s.pair(1080, 60, "发票号码", f["number"], 24, BROWN)
    s.pair(1080, 105, "开票日期", chinese(f["issued_on"]), 24, BROWN)
    total = f["total"]
    s.code(70, 40, f"01,32,,{f['number']},{money(total)},{f['issued_on'].replace('-', '')},,74AE", 150)
    s.pen.rectangle((60, 200, 1540, 990), outline=BROWN, width=2)
    for x, side in ((80, "buyer"), (820, "seller")):
        s.text(x, 215, "购买方信息" if side == "buyer" else "销售方信息", 22, BROWN)
        s.pair(x, 255, "名称", f[side], 25, BROWN)
        s.pair(x, 305, "统一社会信用代码/纳税人识别号", f[f"{side}_tax_id"], 22, BROWN)
    s.line(60, 355, 1540, 355, BROWN)
    x = (80, 440, 560, 690, 860, 1090, 1300)
    for left, head in zip(
        x, ("项目名称", "规格型号", "单位", "数量", "单价", "金额", "税率/征收率"), strict=True
    ):
        s.text(left, 365, head, 24, BROWN)
    s.text(1500, 365, "税额", 24, BROWN, anchor="ra")
    y = 410
    for row in f["lines"]:
        s.text(80, y, f"*劳务*{row['item']}", 24)
        s.text(560, y, row["unit"], 24)
        s.text(720, y, str(row["quantity"]), 24)
        s.text(950, y, money(row["price"]), 24, anchor="ra")
        s.text(1180, y, money(row["amount"]), 24, anchor="ra")
        s.text(1340, y, row["rate"], 24)
        s.text(1500, y, money(row["tax"]), 24, anchor="ra")
        y += 42
    s.text(160, 720, "合　　计", 24, BROWN)
    s.text(1180, 720, money(f["net"], sign="¥"), 24, anchor="ra")
    s.text(1500, 720, money(f["tax"], sign="¥"), 24, anchor="ra")
    s.line(60, 765, 1540, 765, BROWN)
    s.text(80, 780, "价税合计（大写）", 24, BROWN)
    s.text(420, 780, words(f["total_words"]), 26)
    s.text(1080, 780, "（小写）", 24, BROWN)
    s.text(1200, 780, money(total, sign="¥"), 26)
    s.line(60, 830, 1540, 830, BROWN)
    s.text(80, 850, "备注", 24, BROWN)
    s.pair(160, 1005, "开票人", f["drawer"], 24, BROWN)
    return s


def vat_invoice(f: Facts) -> Sheet:
    s = Sheet(1600, 1000, serif=True)
    s.title("增值税电子普通发票", 40, 46, BROWN)
    s.pair(1120, 40, "发票代码", f["code"], 24, BROWN)
    s.pair(1120, 82, "发票号码", f["old_number"], 24, BROWN)
    s.pair(1120, 124, "开票日期", chinese(f["issued_on"]), 24, BROWN)
    for y, side, head in ((190, "buyer", "购买方"), (760, "seller", "销售方")):
        s.text(60, y + 10, head, 22, BROWN)
        s.pair(160, y, "名　　称", f[side], 24, BROWN)
        s.pair(160, y + 48, "纳税人识别号", f[f"{side}_tax_id"], 24, BROWN)
    x = (80, 540, 640, 800, 1010, 1230)
    for left, head in zip(
        x, ("货物或应税劳务、服务名称", "单位", "数量", "单价", "金额", "税率"), strict=True
    ):
        s.text(left, 310, head, 23, BROWN)
    s.text(1480, 310, "税额", 23, BROWN, anchor="ra")
    y = 355
    for row in f["lines"]:
        for left, cell in zip(
            x,
            (
                row["item"],
                row["unit"],
                str(row["quantity"]),
                money(row["price"]),
                money(row["amount"]),
                row["rate"],
            ),
            strict=True,
        ):
            s.text(left, y, cell, 24)
        s.text(1480, y, money(row["tax"]), 24, anchor="ra")
        y += 42
    s.text(160, 620, "合　计", 24, BROWN)
    s.text(1010, 620, money(f["net"], sign="¥"), 24)
    s.text(1480, 620, money(f["tax"], sign="¥"), 24, anchor="ra")
    s.text(120, 690, "价税合计（大写）", 24, BROWN)
    s.text(420, 690, words(f["total_words"]), 25)
    s.text(1060, 690, "（小写）", 24, BROWN)
    s.text(1180, 690, money(f["total"], sign="¥"), 25)
    s.pair(700, 900, "开票人", f["drawer"], 24, BROWN)
    s.seal(1250, 840, f["seller"], 110)
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "invoice": [digital_invoice, vat_invoice],
    "fire_certificate": [
        sections(
            "火灾事故认定书",
            ((("文号", "number"),), (("起火单位", "unit"),), (("起火时间", "happened_on"),)),
            (("起火地点", "place"), ("起火原因", "cause")),
            (("认定单位", "authority"), ("认定日期", "issued_on")),
        ),
        cells(
            "火灾事故简易调查认定书",
            (
                (("编号", "number"),),
                (("起火时间", "happened_on"), ("起火单位", "unit")),
                (("起火地点", "place"),),
                (("起火原因", "cause"),),
                (("出具日期", "issued_on"),),
            ),
        ),
    ],
    "loss_list": [
        priced_list(
            "财产损失清单",
            (
                ("序号", "#"),
                ("财产名称", "item"),
                ("单价", "price"),
                ("数量", "quantity"),
                ("损失金额", "amount"),
            ),
            (
                (("被保险人", "claimant"), ("保单号", "policy_number")),
                (("出险日期", "happened_on"),),
                (("出险地点", "place"),),
            ),
            (("填报日期", "signed_on"),),
            "合计",
            True,
        ),
        priced_list(
            "受损财产清单",
            (("物品名称", "item"), ("数量", "quantity"), ("单价(元)", "price"), ("金额(元)", "amount")),
            ((("申报人", "claimant"),), (("保单号码", "policy_number"),)),
            (("申报日期", "signed_on"),),
            "损失合计",
            False,
        ),
    ],
    "ownership_proof": [
        cells(
            "不动产权证书",
            (
                (("证书编号", "number"),),
                (("权利人", "owner"), ("共有情况", "shared")),
                (("坐落", "place"),),
                (("不动产单元号", "unit_number"),),
                (("用途", "use"), ("建筑面积", "area")),
                (("登记日期", "registered_on"),),
            ),
            chinese,
        ),
        sections(
            "房屋所有权证",
            (
                (("证号", "number"),),
                (("房屋所有权人", "owner"), ("共有情况", "shared")),
                (("房屋坐落", "place"),),
                (("规划用途", "use"), ("建筑面积", "area")),
            ),
            (),
            (("登记时间", "registered_on"),),
        ),
    ],
}

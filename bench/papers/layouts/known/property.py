"""Invoices, fire certificates, loss lists and proofs of ownership, in other wording, order and type."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese, loose, money
from bench.papers.facts import Facts, words
from bench.papers.layouts import Layout
from bench.papers.layouts.known.forms import (
    NAVY,
    ledger,
    letter,
    stacked,
    underlined,
)


def invoice(f: Facts) -> Sheet:
    s = Sheet(1700, 1120)
    s.title("电子发票（增值税专用发票）", 60, 48, NAVY)
    s.text(1640, 150, f"发票号码：{f['number']}", 24, anchor="ra")
    s.text(1640, 192, f"开票日期：{loose(f['issued_on'])}", 24, anchor="ra")
    s.code(60, 40, f"01,31,,{f['number']},{money(f['total'])},{f['issued_on'].replace('-', '')},,1F3C", 160)
    y = 250
    for head, side in (("购买方", "buyer"), ("销售方", "seller")):
        s.text(70, y, head, 24, NAVY)
        s.text(220, y, f"名称：{f[side]}", 25)
        s.text(900, y, f"纳税人识别号：{f[f'{side}_tax_id']}", 25)
        y += 60
    heads = (
        ("项目名称", 80),
        ("单位", 560),
        ("数量", 700),
        ("单价", 860),
        ("金额", 1080),
        ("税率", 1330),
        ("税额", 1500),
    )
    for name, x in heads:
        s.text(x, 400, name, 24, NAVY)
    y = 450
    for row in f["lines"]:
        for value, (_, x) in zip(
            (
                row["item"],
                row["unit"],
                str(row["quantity"]),
                money(row["price"]),
                money(row["amount"]),
                row["rate"],
                money(row["tax"]),
            ),
            heads,
            strict=True,
        ):
            s.text(x, y, value, 24)
        y += 44
    s.text(80, 760, "合计", 25, NAVY)
    s.text(1080, 760, money(f["net"], sign="￥"), 25)
    s.text(1500, 760, money(f["tax"], sign="￥"), 25)
    s.text(80, 830, "价税合计（大写）", 25, NAVY)
    s.text(380, 830, words(f["total_words"]), 26)
    s.text(1080, 830, f"（小写）{money(f['total'], sign='￥')}", 26)
    s.text(80, 1040, f"开票人：{f['drawer']}", 24)
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "invoice": [invoice],
    "fire_certificate": [
        letter(
            "火灾事故认定书",
            lambda f: (
                f"火灾发生时间：{chinese(f['happened_on'])}\n起火单位：{f['unit']}\n火灾地点：{f['place']}\n起火原因：{f['cause']}"
            ),
            (("", "authority"), ("", "issued_on")),
            number="number",
        ),
        underlined(
            "火灾证明",
            (
                (("编号", "number"),),
                (("受灾单位", "unit"),),
                (("火灾时间", "happened_on"),),
                (("地址", "place"),),
                (("火灾原因", "cause"),),
                (("日期", "issued_on"),),
            ),
        ),
    ],
    "loss_list": [
        ledger(
            "物品损失清单",
            ((("报损人", "claimant"), ("保险单号", "policy_number")), (("事故日期", "happened_on"),)),
            (
                ("序号", "#"),
                ("物品名称", "item"),
                ("数量", "quantity"),
                ("单价", "price"),
                ("损失金额", "amount"),
            ),
            "合计金额",
            (("填表日期", "signed_on"),),
        ),
        ledger(
            "财产损失明细表",
            ((("报损单位", "claimant"),), (("保单号", "policy_number"), ("出险时间", "happened_on"))),
            (("损失项目", "item"), ("单价", "price"), ("数量", "quantity"), ("金额", "amount")),
            "损失金额合计",
            (),
            serif=True,
        ),
    ],
    "ownership_proof": [
        underlined(
            "不动产权证书",
            (
                (("编号", "number"),),
                (("权利人", "owner"), ("共有情况", "shared")),
                (("坐落", "place"),),
                (("不动产单元号", "unit_number"),),
                (("用途", "use"), ("面积", "area")),
                (("登记时间", "registered_on"),),
            ),
        ),
        stacked(
            "产权证明",
            (
                (("产权证号", "number"),),
                (("产权人", "owner"), ("用途", "use")),
                (("房屋坐落", "place"),),
                (("房屋建筑面积", "area"), ("发证日期", "registered_on")),
            ),
        ),
    ],
}

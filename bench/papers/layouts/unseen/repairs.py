"""Repair lists: a workshop's settlement sheet, and an insurer's confirmation of a vehicle's loss."""

from __future__ import annotations

from datetime import date, timedelta

from bench.papers.drawing import Sheet, loose, money
from bench.papers.facts import Facts, words
from bench.papers.facts.values import digits, name
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import PEN_BLUE, chance, prose, row, time

LABOUR = ("四轮定位", "钣金整形", "左前门拆装喷漆")


def settlement(f: Facts) -> Sheet:
    s, drawn = Sheet(1600, 1080), chance(f)
    s.title(f["repairer"], 50, 38)
    s.title("机动车维修结算清单", 106, 34)
    s.text(1530, 60, f"结算单号：{f['number']}", 21, anchor="ra")
    came = date.fromisoformat(f["settled_on"]) - timedelta(days=drawn.randrange(2, 12))
    x, y = 70, 166.0
    for pairs in (
        (("托修方", f["owner"]), ("联系电话", f"138{digits(drawn, 8)}"), ("车牌号码", f["plate"])),
        (("厂牌型号", f["model"]), ("VIN码", f["vin"]), ("行驶里程", f"{drawn.randrange(3, 160) * 1000}km")),
        (("进厂日期", came.isoformat()), ("结算日期", f["settled_on"]), ("维修类别", "事故维修")),
    ):
        flat = [cell for label, value in pairs for cell in ((130, label, "c"), (356.6, value))]
        y = row(s, x, y, 44, flat, 21)
    widths = (70, 520, 150, 110, 100, 190, 220, 100)
    heads = ("序号", "维修项目 / 配件名称", "配件编号", "性质", "数量", "单价（元）", "金额（元）", "备注")
    y = row(s, x, y + 16, 44, [(wide, head, "c") for wide, head in zip(widths, heads, strict=True)], 21)
    for number, item in enumerate(f["lines"], 1):
        labour = item["item"] in LABOUR
        values = (
            str(number),
            item["item"],
            "" if labour else digits(drawn, 8),
            "工时" if labour else "更换",
            str(item["quantity"]),
            money(item["price"], grouped=True),
            money(item["amount"], grouped=True),
            "",
        )
        aligns = "clcccrrc"
        cells = [(w, v, a) for w, v, a in zip(widths, values, aligns, strict=True)]
        y = row(s, x, y, 40, cells, 21)
    y = row(
        s,
        x,
        y,
        48,
        [
            (240, "合计金额（大写）", "c"),
            (620, words(f["total_words"])),
            (200, "（小写）", "c"),
            (400, money(f["total"], grouped=True, sign="￥"), "r"),
        ],
        22,
    )
    y = prose(
        s,
        70,
        y + 20,
        "质量保证期：整车修理自竣工出厂之日起100日或行驶20000公里；其他修理10日或2000公里，以先达到者为准。"
        "旧件处理：□带走　√由修理厂处理",
        1460,
        19,
    )
    s.text(70, y + 40, "承修方（盖章）：", 22)
    s.text(560, y + 40, f"结算员：{name(drawn)}", 22)
    s.text(1000, y + 40, "托修方（签字）：", 22)
    s.serif = True
    s.text(1190, y + 34, f.get("owner", ""), 32, PEN_BLUE)
    s.serif = False
    s.seal(340, y + 60, f["repairer"] + "结算专用章", 96, 0.6)
    return s


def confirmation(f: Facts) -> Sheet:
    """An insurer's sheet: small serif type, prices before quantities, three signatures."""
    s, drawn = Sheet(1240, 1754, serif=True), chance(f)
    s.title("样本财产保险股份有限公司", 60, 28)
    s.title("机动车辆保险车辆损失情况确认书", 106, 36)
    s.text(70, 176, f"报案号：{digits(drawn, 18)}", 20)
    s.text(1170, 176, f"打印时间：{f.get('settled_on')} {time(drawn)}", 20, anchor="ra")
    x, y = 70, 214.0
    y = row(
        s, x, y, 44, [(130, "被保险人", "c"), (420, f["owner"]), (130, "车牌号", "c"), (420, f["plate"])], 21
    )
    y = row(
        s, x, y, 44, [(130, "车辆型号", "c"), (420, f["model"]), (130, "车架号", "c"), (420, f["vin"])], 21
    )
    y = row(s, x, y, 44, [(130, "修理厂", "c"), (970, f["repairer"])], 21)
    y = row(s, x, y, 40, [(1100, "一、更换及修理项目", "l")], 21)
    widths = (70, 470, 200, 120, 240)
    heads = ("序号", "项目名称", "核定单价", "数量", "核定金额（元）")
    y = row(s, x, y, 40, [(wide, head, "c") for wide, head in zip(widths, heads, strict=True)], 20)
    for number, item in enumerate(f["lines"], 1):
        values = (
            str(number),
            item["item"],
            money(item["price"]),
            str(item["quantity"]),
            money(item["amount"]),
        )
        y = row(s, x, y, 38, [(w, v, a) for w, v, a in zip(widths, values, "clrcr", strict=True)], 20)
    y = row(s, x, y, 40, [(860, "小计", "r"), (240, money(f["total"]), "r")], 20)
    y = row(s, x, y, 40, [(860, "减：残值作价", "r"), (240, "0.00", "r")], 20)
    y = row(
        s,
        x,
        y,
        50,
        [(1100, f"核定损失金额合计：人民币{words(f['total_words'])}（￥{money(f['total'])}）")],
        22,
    )
    y = prose(
        s,
        x,
        y + 16,
        "说明：1、本确认书仅作为损失金额的确认，不代表保险人承担赔偿责任。2、经三方确认，完全同意按以上核定的价格修理，"
        "超过此金额的部分由车主自行承担。",
        1100,
        19,
    )
    for index, who in enumerate(("车主（签章）", "修理厂（签章）", "查勘定损人")):
        s.text(80 + index * 370, y + 40, f"{who}：", 21)
    s.text(80 + 2 * 370 + 130, y + 40, name(drawn), 21)
    s.text(80 + 370 * 2, y + 100, loose(f["settled_on"]), 21)
    s.seal(520, y + 90, f["repairer"] + "专用章", 84, 0.55)
    return s


LAYOUTS: dict[str, list[Layout]] = {"repair_list": [settlement, confirmation]}

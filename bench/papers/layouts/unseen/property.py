"""Lists of lost goods and proofs of who owns a house."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese, loose, money
from bench.papers.facts import Facts, words
from bench.papers.facts.values import digits, name
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import PEN_BLUE, chance, prose, row, specimen, time

UNITS = {
    "液晶电视机": "台",
    "双门冰箱": "台",
    "布艺沙发": "套",
    "实木书桌": "张",
    "洗衣机": "台",
    "空调室内机": "台",
    "复合木地板": "平方米",
    "钢制货架": "组",
    "棉纱原料": "包",
    "包装纸箱": "捆",
}


def losses(f: Facts) -> Sheet:
    """A printed sheet with room for fifteen things, filled in by hand."""
    s, drawn = Sheet(1600, 1330), chance(f)
    s.title("企业（家庭）财产保险损失清单", 56, 40)
    s.text(70, 132, "被保险人：", 22)
    s.text(70, 174, "保险单号：", 22)
    s.text(760, 132, "出险时间：", 22)
    s.text(760, 174, "出险地点：", 22)
    s.text(1530, 100, "单位：人民币元", 19, anchor="ra")
    s.serif = True
    for x, high, value in (
        (185, 129, f["claimant"]),
        (185, 171, f["policy_number"]),
        (875, 129, loose(f["happened_on"])),
        (875, 171, f["place"]),
    ):
        s.text(x, high, value, 24, PEN_BLUE)
    s.serif = False
    widths = (70, 380, 170, 90, 110, 190, 150, 210, 90)
    heads = (
        "序号",
        "财产名称",
        "规格型号",
        "单位",
        "数量",
        "单价",
        "购置年份",
        "索赔金额",
        "残值",
    )
    y = row(s, 70, 220, 48, [(w, head, "c") for w, head in zip(widths, heads, strict=True)], 21)
    s.serif = True
    things = list(f["lines"])
    for index in range(14):
        values: tuple[str, ...] = ("",) * 9
        if index < len(things):
            item = things[index]
            values = (
                str(index + 1),
                item["item"],
                f"{drawn.choice('ABKX')}{digits(drawn, 4)}",
                UNITS[item["item"]],
                str(item["quantity"]),
                money(item["price"]),
                str(drawn.randrange(2017, 2026)),
                money(item["amount"]),
                "",
            )
        cells = [(w, v, a) for w, v, a in zip(widths, values, "clcccrcrc", strict=True)]
        y = row(s, 70, y, 46, cells, 22, PEN_BLUE)
    s.serif = False
    y = row(s, 70, y, 54, [(450, "合计（小写）", "c"), (1010, "")], 22)
    y = row(s, 70, y, 54, [(450, "合计（大写）", "c"), (1010, "")], 22)
    s.serif = True
    s.text(560, y - 94, f"￥{money(f['total'])}", 25, PEN_BLUE)
    s.text(560, y - 40, words(f["total_words"]), 25, PEN_BLUE)
    s.serif = False
    s.text(70, y + 24, "本人（单位）保证以上所列损失真实，并附相关凭证。被保险人（签章）：", 21)
    s.text(1530, y + 72, f"填表日期：{chinese(f['signed_on'])}", 21, anchor="ra")
    return s


def losses_register(f: Facts) -> Sheet:
    """As a surveyor's system prints it."""
    s, drawn = Sheet(1240, 1600, serif=True), chance(f)
    s.text(70, 60, "样本保险公估有限公司", 24)
    s.text(1170, 62, f"打印 {f.get('signed_on')} {time(drawn)}", 18, anchor="ra")
    s.line(70, 100, 1170, 100)
    s.title("受损财产现场清点表", 124, 36)
    y = 200.0
    for label, value in (
        ("受损单位（人）", f["claimant"]),
        ("保单号码", f["policy_number"]),
        ("事故日期", f["happened_on"]),
        ("标的地址", f["place"]),
    ):
        s.text(80, y, label, 21)
        s.text(300, y, value, 21)
        y += 38
    widths = (64, 406, 110, 190, 210, 120)
    heads = ("No.", "品名", "受损数量", "单价(元)", "损失金额(元)", "受损程度")
    y = row(s, 70, y + 10, 40, [(w, head, "c") for w, head in zip(widths, heads, strict=True)], 20)
    for number, item in enumerate(f["lines"], 1):
        values = (
            str(number),
            item["item"],
            str(item["quantity"]),
            money(item["price"], grouped=True),
            money(item["amount"], grouped=True),
            drawn.choice(("全损", "水渍", "烧毁", "破损")),
        )
        y = row(s, 70, y, 38, [(w, v, a) for w, v, a in zip(widths, values, "clcrrc", strict=True)], 20)
    y = row(
        s,
        70,
        y,
        42,
        [(770, "损失金额合计", "r"), (210, money(f["total"], grouped=True), "r"), (120, "")],
        21,
    )
    s.text(80, y + 20, f"金额大写：{words(f['total_words'])}", 21)
    s.text(80, y + 90, f"清点人：{name(drawn)}", 21)
    s.text(480, y + 90, "受损方确认：", 21)
    s.text(860, y + 90, f"确认日期：{f['signed_on']}", 21)
    s.serif = True
    s.text(620, y + 82, f.get("claimant", "")[:4], 30, PEN_BLUE)
    s.seal(300, y + 120, "样本保险公估有限公司", 88, 0.5)
    return s


def certificate(f: Facts) -> Sheet:
    """The opened book: what is registered to the right, who registered it to the left."""
    s, drawn = Sheet(1900, 1300, (252, 246, 236), serif=True), chance(f)
    s.line(950, 0, 950, 1300, (226, 214, 200))
    prose(
        s,
        120,
        170,
        "　　根据《中华人民共和国民法典》等法律法规，为保护不动产权利人合法权益，对不动产权利人申请登记的本证所列"
        "不动产权利，经审查核实，准予登记，颁发此证。",
        720,
        30,
        1.9,
    )
    s.text(460, 720, "登记机构（章）", 28)
    s.text(480, 800, loose(f["registered_on"]), 30)
    s.seal(580, 760, "样本市不动产登记专用章", 120, 0.6)
    s.text(120, 1160, f"编号　No. {digits(drawn, 11)}", 26)
    specimen(s, 780, 1170, 60, (232, 214, 196))
    s.text(1800, 110, f["number"], 25, anchor="ra")
    y = 160.0
    for label, value, height in (
        ("权利人", f["owner"], 76),
        ("共有情况", f["shared"], 76),
        ("坐　落", f["place"], 92),
        ("不动产单元号", f["unit_number"], 76),
        ("权利类型", "国有建设用地使用权/房屋所有权", 76),
        ("权利性质", "出让/市场化商品房", 76),
        ("用　途", f"{f.get('use')}用地/{f['use']}", 76),
        ("面　积", f"共有宗地面积{drawn.randrange(6000, 40000)}.00㎡/房屋建筑面积{f['area']}㎡", 92),
        ("使用期限", "国有建设用地使用权 2012年05月18日起2082年05月17日止", 92),
    ):
        y = row(s, 1010, y, height, [(180, label, "c"), (640, value)], 25)
    y = row(
        s,
        1010,
        y,
        250,
        [(180, "权利其他状况", "c"), (640, "")],
        25,
    )
    for index, text in enumerate(
        (
            "房屋结构：钢筋混凝土结构",
            f"专有建筑面积：{drawn.randrange(30, 200)}.{digits(drawn, 2)}㎡",
            "房屋总层数：26",
        )
    ):
        s.text(1206, y - 230 + index * 44, text, 23)
    return s


def extract(f: Facts) -> Sheet:
    """What the registry's counter prints."""
    s, drawn = Sheet(1240, 1500), chance(f)
    s.title("不动产登记信息查询结果", 90, 42)
    s.text(1150, 160, f"查询编号：{digits(drawn, 14)}", 20, anchor="ra")
    y = 210.0
    for label, value in (
        ("权利人", f["owner"]),
        ("不动产权证号", f["number"]),
        ("共有情况", f["shared"]),
        ("不动产坐落", f["place"]),
        ("不动产单元号", f["unit_number"]),
        ("规划用途", f["use"]),
        ("建筑面积（㎡）", f["area"]),
        ("登簿时间", f["registered_on"]),
        ("抵押情况", "无"),
        ("查封情况", "无"),
    ):
        y = row(s, 90, y, 66, [(270, label), (790, value)], 24)
    prose(
        s,
        90,
        y + 30,
        "以上信息为查询时点不动产登记簿记载的内容，仅供参考，不作为抵押、转让等的依据。",
        1060,
        21,
    )
    s.text(1150, y + 190, "样本市不动产登记中心", 24, anchor="ra")
    s.text(1150, y + 240, "查询时间：2026年11月02日", 22, anchor="ra")
    s.seal(980, y + 210, "样本市不动产登记中心查询专用章", 104, 0.6)
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "loss_list": [losses, losses_register],
    "ownership_proof": [certificate, extract],
}

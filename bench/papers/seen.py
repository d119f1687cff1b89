"""Layouts the reader was developed on: at least two of each kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.papers.drawing import Sheet, chinese, dotted, loose, money
from bench.papers.facts import Facts, words

Layout = Callable[[Facts], Sheet]
BLUE, BROWN, RED = (40, 90, 160), (150, 80, 40), (190, 40, 40)


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


def sections(
    title: str,
    rows: Sequence[Sequence[tuple[str, str]]],
    texts: Sequence[tuple[str, str]],
    end: Sequence[tuple[str, str]],
    format: Callable[[str], str] = chinese,
) -> Layout:
    """A letter-like page: pairs in lines, then headed text, then signature and date to the right, a seal over them."""

    def draw(f: Facts) -> Sheet:
        s = Sheet(1240, 1754)
        if ("hospital" in f and "诊" in title) or "出院" in title:
            s.title(f["hospital"], 90, 40)
        s.title(title, 160, 50)
        y = 280.0
        for row in rows:
            for index, (label, key) in enumerate(row):
                s.pair(90 + index * 1080 / len(row), y, label, _shown(f[key], format))
            y += 58
        y += 20
        for label, key in texts:
            s.text(90, y, f"{label}：")
            y = (
                s.wrapped(90 + 27 * (len(label) + 1), y, _shown(f[key], format), 1060 - 27 * (len(label) + 1))
                + 24
            )
        y = max(y + 120, 1100)
        for label, key in end:
            s.pair(720, y, label, _shown(f[key], format))
            y += 56
        s.seal(880, y - 40, "样本专用章示例专用章", 110)
        return s

    return draw


def cells(
    title: str, rows: Sequence[Sequence[tuple[str, str]]], format: Callable[[str], str] = str
) -> Layout:
    """A form of ruled cells: label, value, label, value."""

    def draw(f: Facts) -> Sheet:
        s = Sheet(1240, 1754, serif=True)
        s.title(title, 90, 46)
        y = 200.0
        for row in rows:
            share = 1100 / len(row)
            flat: list[str] = []
            widths: list[float] = []
            for label, key in row:
                labels = max(190, 25 * len(label) + 24)
                flat += [label, _shown(f[key], format)]
                widths += [labels, share - labels]
            y = s.grid(70, y, widths, [flat], 74, 25)
        return s

    return draw


def _shown(value: object, format: Callable[[str], str]) -> str:
    text = str(value)
    if isinstance(value, str) and len(text) == 10 and text[4] == text[7] == "-":
        return format(text)
    return money(value) if isinstance(value, int) and value > 1000 else text


def priced_list(
    title: str,
    heads: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[tuple[str, str]]],
    end: Sequence[tuple[str, str]],
    total: str,
    ruled: bool,
) -> Layout:
    def draw(f: Facts) -> Sheet:
        s = Sheet(1300, 1700, serif=not ruled)
        s.title(title, 70, 46)
        y = 180.0
        for row in rows:
            for index, (label, key) in enumerate(row):
                s.pair(70 + index * 1160 / len(row), y, label, _shown(f[key], str))
            y += 54
        table = [[head for head, _ in heads]]
        for number, item in enumerate(f["lines"], 1):
            table.append(
                [
                    str(number)
                    if key == "#"
                    else money(item[key])
                    if key in ("price", "amount")
                    else str(item[key])
                    for _, key in heads
                ]
            )
        widths = {"#": 90, "item": 470, "price": 200, "quantity": 140, "amount": 260}
        right = [index for index, (_, key) in enumerate(heads) if key in ("price", "amount", "quantity")]
        y = s.grid(70, y + 20, [widths[key] for _, key in heads], table, right=right, lines=ruled)
        s.pair(70, y + 30, total, money(f["total"], grouped=True, sign="¥"), 28)
        s.pair(640, y + 30, "大写", words(f["total_words"]), 26)
        y += 110
        for label, key in end:
            s.pair(760, y, label, _shown(f[key], chinese))
            y += 54
        return s

    return draw


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


def driving(f: Facts) -> Sheet:
    s = Sheet(1050, 720, (244, 246, 240))
    s.title("中华人民共和国机动车驾驶证", 30, 38)
    s.title("Driving License of the People's Republic of China", 82, 22)
    s.text(60, 130, "证号", 26, BLUE)
    s.text(170, 126, f["number"], 34)
    s.text(60, 190, "姓名", 26, BLUE)
    s.text(150, 188, f["name"], 30)
    s.text(420, 190, "性别", 26, BLUE)
    s.text(500, 188, f["sex"], 30)
    s.text(640, 190, "国籍", 26, BLUE)
    s.text(730, 188, f["nationality"], 30)
    s.text(60, 250, "住址", 26, BLUE)
    s.text(150, 248, f["address"], 27)
    s.text(300, 340, "出生日期", 26, BLUE)
    s.text(500, 338, f["born_on"], 30)
    s.text(300, 410, "初次领证日期", 26, BLUE)
    s.text(500, 408, f["first_issued_on"], 30)
    s.text(300, 480, "准驾车型", 26, BLUE)
    s.text(500, 478, f["vehicle_class"], 30)
    s.text(60, 620, "有效期限", 26, BLUE)
    s.text(200, 618, f"{f['valid_from']} 至 {f['valid_until']}", 30)
    s.pen.rectangle((800, 330, 980, 560), fill=(190, 200, 210))
    return s


def driving_electronic(f: Facts) -> Sheet:
    s = Sheet(900, 1300, (250, 252, 255))
    s.title("机动车驾驶证", 60, 44)
    rows = (
        ("姓名", f["name"]),
        ("性别", f["sex"]),
        ("证号", f["number"]),
        ("出生日期", f["born_on"]),
        ("准驾车型", f["vehicle_class"]),
        ("初次领证日期", f["first_issued_on"]),
        ("有效期限", f"{f['valid_from']}至{f['valid_until']}"),
        ("档案编号", f["file_number"]),
    )
    for index, (label, value) in enumerate(rows):
        s.text(70, 180 + index * 90, label, 28, (110, 110, 120))
        s.text(830, 180 + index * 90, value, 30, anchor="ra")
    return s


def vehicle(f: Facts) -> Sheet:
    s = Sheet(1050, 720, (240, 244, 250))
    s.title("中华人民共和国机动车行驶证", 28, 38)
    s.title("Vehicle License of the People's Republic of China", 80, 21)
    rows = (
        (("号牌号码", "plate"), ("车辆类型", "vehicle_type")),
        (("所有人", "owner"),),
        (("住址", "address"),),
        (("使用性质", "use"), ("品牌型号", "model")),
        (("车辆识别代号", "vin"),),
        (("发动机号码", "engine_number"),),
        (("注册日期", "registered_on"), ("发证日期", "issued_on")),
    )
    for index, row in enumerate(rows):
        for column, (label, key) in enumerate(row):
            x, y = 60 + column * 480, 140 + index * 78
            s.text(x, y, label, 25, BLUE)
            s.text(x + 30 * len(label) + 14, y - 2, f[key], 29)
    return s


def vehicle_ruled(f: Facts) -> Sheet:
    s = Sheet(1200, 820)
    s.title("机动车行驶证", 40, 44)
    y = 130.0
    for row in (
        (("号牌号码", "plate"), ("车辆类型", "vehicle_type")),
        (("所有人", "owner"), ("使用性质", "use")),
        (("品牌型号", "model"), ("发动机号码", "engine_number")),
        (("注册日期", "registered_on"), ("发证日期", "issued_on")),
    ):
        flat = [text for label, key in row for text in (label, f[key])]
        y = s.grid(60, y, [190, 350, 190, 350], [flat], 84, 26)
    s.grid(60, y, [240, 840], [["车辆识别代号", f["vin"]]], 84, 28)
    return s


def household(f: Facts) -> Sheet:
    return cells(
        "常住人口登记卡",
        (
            (("姓名", "name"), ("户主或与户主关系", "relation")),
            (("性别", "sex"), ("民族", "nation")),
            (("出生日期", "born_on"), ("户号", "household_number")),
            (("公民身份证件编号", "number"),),
            (("登记日期", "issued_on"),),
        ),
        chinese,
    )(f)


def responsibility(title: str) -> Layout:
    def draw(f: Facts) -> Sheet:
        s = Sheet(1240, 1754, serif=True)
        s.title(f["authority"], 80, 34)
        s.title(title, 140, 48)
        s.text(1150, 220, f["number"], 26, anchor="ra")
        s.pair(90, 290, "交通事故时间", f"{loose(f['happened_on'])}14时20分")
        s.pair(820, 290, "天气", f["weather"])
        s.pair(90, 345, "交通事故地点", f["place"])
        s.pair(90, 400, "当事人", f["party"])
        s.pair(520, 400, "身份证号码", f["id_number"])
        s.pair(90, 455, "机动车牌号", f["plate"])
        s.text(90, 530, "交通事故事实：")
        y = s.wrapped(
            90, 580, f"{f['party']}驾驶{f['plate']}号车由东向西行驶，与前方车辆发生碰撞，造成两车受损。", 1060
        )
        y = s.wrapped(90, y + 20, f"责任认定：{f['party']}承担此次事故的{f['responsibility']}。", 1060)
        s.pair(720, y + 200, "认定日期", chinese(f["issued_on"]))
        s.seal(880, y + 190, f["authority"][-10:], 110)
        return s

    return draw


PEOPLE = (("姓名", "name"), ("性别", "sex"), ("年龄", "age"))
LAYOUTS: dict[str, list[Layout]] = {
    "id_card/front": [id_front, id_front_wide],
    "id_card/back": [id_back],
    "bank_card": [bank_card, bank_card_plain],
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
    "invoice": [digital_invoice, vat_invoice],
    "driving_licence": [driving, driving_electronic],
    "vehicle_licence": [vehicle, vehicle_ruled],
    "traffic_certificate": [
        responsibility("道路交通事故认定书"),
        responsibility("道路交通事故认定书（简易程序）"),
    ],
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
    "repair_list": [
        priced_list(
            "车辆维修清单",
            (
                ("序号", "#"),
                ("维修项目", "item"),
                ("单价", "price"),
                ("数量", "quantity"),
                ("金额", "amount"),
            ),
            ((("车牌号", "plate"), ("车架号", "vin")), (("托修方", "owner"), ("承修方", "repairer"))),
            (("结算日期", "settled_on"),),
            "总金额",
            True,
        ),
        priced_list(
            "维修结算清单",
            (("项目名称", "item"), ("数量", "quantity"), ("单价(元)", "price"), ("金额(元)", "amount")),
            (
                (("车牌号码", "plate"), ("车型", "model")),
                (("VIN码", "vin"),),
                (("维修企业", "repairer"), ("车主", "owner")),
            ),
            (("日期", "settled_on"),),
            "合计金额",
            False,
        ),
    ],
    "disability_appraisal": [
        sections(
            "司法鉴定意见书",
            (
                (("编号", "number"),),
                (("委托人", "client"),),
                (("被鉴定人", "name"), ("性别", "sex")),
                (("身份证号码", "id_number"),),
            ),
            (("鉴定机构", "institution"),),
            (("鉴定日期", "appraised_on"),),
        ),
    ],
    "death_certificate": [
        cells(
            "居民死亡医学证明（推断）书",
            (
                (("死者姓名", "name"), ("性别", "sex")),
                (("证件号码", "number"),),
                (("出生日期", "born_on"), ("死亡日期", "died_on")),
                (("死亡地点", "place"), ("死亡原因", "cause")),
                (("填发单位", "authority"), ("填发日期", "issued_on")),
            ),
            chinese,
        ),
        sections(
            "死亡证明",
            ((("姓名", "name"), ("性别", "sex")), (("身份证号码", "number"),), (("死亡时间", "died_on"),)),
            (("死亡原因", "cause"),),
            (("出具单位", "authority"), ("开具日期", "issued_on")),
        ),
    ],
    "relationship_proof": [
        household,
        sections(
            "亲属关系证明",
            (
                (("姓名", "name"), ("性别", "sex")),
                (("公民身份号码", "number"),),
                (("关系人", "other_name"), ("关系", "relation")),
            ),
            (),
            (("开具日期", "issued_on"),),
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
    "claim_form": [
        cells(
            "人身保险理赔申请书",
            (
                (("保单号码", "policy_number"),),
                (("被保险人", "insured"), ("联系电话", "phone")),
                (("证件号码", "id_number"),),
                (("出险日期", "happened_on"), ("申请金额", "amount")),
                (("出险地点", "place"),),
                (("出险经过", "cause"),),
                (("开户银行", "bank"),),
                (("银行账号", "account"),),
                (("户名", "account_holder"), ("申请日期", "signed_on")),
            ),
            chinese,
        ),
        sections(
            "保险金给付申请书",
            (
                (("保险合同号", "policy_number"),),
                (("被保险人", "insured"), ("与被保险人关系", "relation")),
                (("身份证号码", "id_number"),),
                (("手机号码", "phone"), ("事故日期", "happened_on")),
                (("开户行", "bank"),),
                (("账号", "account"),),
            ),
            (("事故经过", "cause"),),
            (("申请人", "applicant"), ("申请日期", "signed_on")),
        ),
    ],
}


def _appraisal_with_grade(layout: Layout) -> Layout:
    def draw(f: Facts) -> Sheet:
        s = layout(f)
        s.wrapped(
            90,
            700,
            f"鉴定意见：被鉴定人{f['name']}的损伤构成{'一二三四五六七八九十'[f['grade'] - 1]}级伤残。",
            1060,
        )
        return s

    return draw


LAYOUTS["disability_appraisal"] = [_appraisal_with_grade(one) for one in LAYOUTS["disability_appraisal"]]
LAYOUTS["disability_appraisal"].append(
    cells(
        "伤残评定报告",
        (
            (("报告编号", "number"),),
            (("被鉴定人", "name"), ("伤残等级", "grade_text")),
            (("身份证号", "id_number"),),
            (("评定机构", "institution"),),
            (("评定日期", "appraised_on"),),
        ),
        chinese,
    )
)

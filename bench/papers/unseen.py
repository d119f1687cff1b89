# ruff: noqa: E501 - a layout is drawn line by line
"""Layouts kept apart from the reading code: other wording, other order, other type. Reported apart, never tuned on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.papers.drawing import Sheet, chinese, dotted, loose, money
from bench.papers.facts import Facts, words

Layout = Callable[[Facts], Sheet]
Rows = Sequence[tuple[str, str]]
GREEN, GREY, NAVY = (30, 110, 80), (120, 120, 126), (20, 40, 90)


def said(value: object, day: Callable[[str], str]) -> str:
    text = str(value)
    if isinstance(value, str) and len(text) == 10 and text[4] == text[7] == "-":
        return day(text)
    return money(value, grouped=True) if isinstance(value, int) and value > 1000 else text


def underlined(
    title: str, rows: Sequence[Rows], head: str = "", day: Callable[[str], str] = loose, size: int = 28
) -> Layout:
    """A printed form filled in on lines."""

    def draw(f: Facts) -> Sheet:
        s = Sheet(1300, 1800, (252, 250, 244), serif=True)
        if head:
            s.title(f[head], 70, 34)
        s.title(title, 130, 52)
        y = 270.0
        for row in rows:
            share = 1140 / len(row)
            for index, (label, key) in enumerate(row):
                x = 80 + index * share
                end = s.text(x, y, label, size)
                s.text(end + 24, y - 2, said(f[key], day), size)
                s.line(end + 10, y + size + 10, x + share - 24, y + size + 10, GREY)
            y += 84
        s.seal(1000, y + 160, "样本单位业务专用章", 120)
        return s

    return draw


def stacked(
    title: str, rows: Sequence[Rows], day: Callable[[str], str] = str, heading: tuple[int, int, int] = NAVY
) -> Layout:
    """A screen-like page: small grey label, value under it."""

    def draw(f: Facts) -> Sheet:
        s = Sheet(1080, 1500, (248, 249, 251))
        s.pen.rectangle((0, 0, 1080, 120), fill=heading)
        s.text(540, 60, title, 44, (255, 255, 255), anchor="mm")
        y = 170.0
        for row in rows:
            for index, (label, key) in enumerate(row):
                x = 60 + index * 980 / len(row)
                s.text(x, y, label, 24, GREY)
                s.text(x, y + 40, said(f[key], day), 30)
            s.line(60, y + 96, 1020, y + 96, (220, 222, 226))
            y += 122
        return s

    return draw


def letter(title: str, body: Callable[[Facts], str], end: Rows, head: str = "", number: str = "") -> Layout:
    """Running text, as an authority writes it."""

    def draw(f: Facts) -> Sheet:
        s = Sheet(1240, 1754, serif=True)
        if head:
            s.title(f[head], 80, 36)
        s.title(title, 140, 50)
        if number:
            s.text(1140, 230, f[number], 26, anchor="ra")
        y = 310.0
        for paragraph in body(f).split("\n"):
            y = s.wrapped(110, y, "　　" + paragraph, 1020, 28, 1.8) + 6
        y += 80
        for label, key in end:
            s.text(1120, y, (label + "：" if label else "") + said(f[key], chinese), 28, anchor="ra")
            y += 56
        s.seal(930, y - 40, "样本专用章示例专用章", 115)
        return s

    return draw


def ledger(
    title: str,
    top: Sequence[Rows],
    heads: Rows,
    total: str,
    after: Rows = (),
    serif: bool = False,
    head: str = "",
) -> Layout:
    """A list with hairlines under each row and the sum in its own row."""
    widths = {
        "#": 80,
        "item": 430,
        "unit": 110,
        "class": 120,
        "price": 190,
        "quantity": 130,
        "amount": 210,
        "rate": 110,
        "tax": 170,
    }

    def draw(f: Facts) -> Sheet:
        used = [widths[key] for _, key in heads]
        s = Sheet(sum(used) + 160, 1800, serif=serif)
        if head:
            s.title(f[head], 50, 34)
        s.title(title, 100, 42)
        y = 190.0
        for row in top:
            x = 80.0
            for label, key in row:
                x = s.text(x, y, f"{label}:{said(f[key], str)}", 24) + 60
            y += 46
        y += 20
        y = _ledger_row(s, y, used, [name for name, _ in heads], ())
        figures = [
            index for index, (_, key) in enumerate(heads) if key in ("price", "quantity", "amount", "tax")
        ]
        for number, item in enumerate(f["lines"], 1):
            cells = [
                str(number)
                if key == "#"
                else money(item[key])
                if key in ("price", "amount", "tax")
                else str(item[key])
                for _, key in heads
            ]
            y = _ledger_row(s, y, used, cells, figures)
        s.text(80, y + 12, total, 25)
        s.text(80 + sum(used) - 10, y + 12, money(f["total"]), 26, anchor="ra")
        y += 90
        for label, key in after:
            s.text(80, y, f"{label} {said(f[key], loose)}", 25)
            y += 48
        return s

    return draw


def _ledger_row(
    s: Sheet, y: float, widths: Sequence[float], cells: Sequence[str], right: Sequence[int]
) -> float:
    x = 80.0
    for index, (width, cell) in enumerate(zip(widths, cells, strict=True)):
        if index in right:
            s.text(x + width - 10, y + 10, cell, 24, anchor="ra")
        else:
            s.text(x + 6, y + 10, cell, 24)
        x += width
    s.line(80, y + 48, x, y + 48, (200, 200, 200))
    return y + 50


def id_front(f: Facts) -> Sheet:
    s = Sheet(1280, 800, (228, 238, 246))
    for y, label, value in (
        (90, "姓 名", f["name"]),
        (190, "性 别", f["sex"]),
        (290, "出 生", loose(f["born_on"])),
        (390, "住 址", ""),
    ):
        s.text(90, y, label, 34, NAVY)
        s.text(230, y - 4, value, 42)
    s.text(430, 190, "民 族", 34, NAVY)
    s.text(570, 186, f["nation"], 42)
    s.wrapped(230, 388, f["address"], 560, 38)
    s.text(90, 660, "公民身份号码", 34, NAVY)
    s.text(400, 652, " ".join((f["number"][:6], f["number"][6:14], f["number"][14:])), 48)
    s.pen.rectangle((860, 90, 1190, 520), fill=(190, 200, 208))
    return s


def id_back(f: Facts) -> Sheet:
    s = Sheet(1280, 800, (238, 232, 238), serif=True)
    s.text(640, 140, "中华人民共和国", 56, anchor="ma")
    s.text(640, 250, "居民身份证", 72, anchor="ma")
    s.text(300, 560, "签发机关  " + f["authority"], 38)
    s.text(300, 650, f"有效期限  {dotted(f['valid_from'])} - {dotted(f['valid_until'])}", 38)
    return s


def bank_card(f: Facts) -> Sheet:
    s = Sheet(1100, 690, (30, 32, 38))
    gold = (230, 205, 140)
    s.text(70, 60, f["bank"], 42, gold)
    s.text(70, 118, "储蓄卡", 28, gold)
    number = f["number"]
    s.text(70, 360, "  ".join(number[index : index + 4] for index in range(0, len(number), 4)), 54, gold)
    year, month = f["valid_until"].split("-")
    s.text(70, 470, "VALID THRU", 22, gold)
    s.text(260, 462, f"{month}/{year[2:]}", 34, gold)
    s.text(1030, 600, "银联 UnionPay", 36, gold, anchor="ra")
    return s


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


def licence(title: str, rows: Sequence[Rows]) -> Layout:
    def draw(f: Facts) -> Sheet:
        s = Sheet(1240, 860, (238, 244, 238), serif=True)
        s.title(title, 40, 46)
        y = 160.0
        for row in rows:
            for index, (label, key) in enumerate(row):
                s.text(80 + index * 1100 / len(row), y, f"{label}  {said(f[key], str)}", 30)
            y += 92
        return s

    return draw


LAYOUTS: dict[str, list[Layout]] = {
    "id_card/front": [id_front],
    "id_card/back": [id_back],
    "bank_card": [bank_card],
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
    "invoice": [invoice],
    "driving_licence": [
        licence(
            "中华人民共和国机动车驾驶证",
            (
                (("证号", "number"),),
                (("姓名", "name"), ("性别", "sex")),
                (("住址", "address"),),
                (("出生日期", "born_on"), ("初次领证日期", "first_issued_on")),
                (("准驾车型", "vehicle_class"), ("有效起始日期", "valid_from")),
                (("有效期至", "valid_until"),),
            ),
        ),
        stacked(
            "电子驾驶证 机动车驾驶证",
            (
                (("姓名", "name"), ("准驾车型", "vehicle_class")),
                (("证号", "number"),),
                (("初次领证日期", "first_issued_on"), ("有效期至", "valid_until")),
                (("档案编号", "file_number"),),
            ),
            heading=GREEN,
        ),
    ],
    "vehicle_licence": [
        licence(
            "中华人民共和国机动车行驶证",
            (
                (("号牌号码", "plate"), ("使用性质", "use")),
                (("车辆类型", "vehicle_type"), ("品牌型号", "model")),
                (("所有人", "owner"),),
                (("住址", "address"),),
                (("车辆识别代号", "vin"),),
                (("发动机号码", "engine_number"),),
                (("注册日期", "registered_on"), ("发证日期", "issued_on")),
            ),
        ),
        stacked(
            "机动车行驶证",
            (
                (("号牌号码", "plate"), ("所有人", "owner")),
                (("车辆识别代号", "vin"),),
                (("品牌型号", "model"), ("发动机号码", "engine_number")),
                (("注册日期", "registered_on"), ("发证日期", "issued_on")),
            ),
        ),
    ],
    "traffic_certificate": [
        letter(
            "道路交通事故认定书",
            lambda f: (
                f"事故时间：{chinese(f['happened_on'])}9时05分　天气：{f['weather']}\n事故地点：{f['place']}\n当事人：{f['party']}，驾驶证号：{f['id_number']}，号牌号码：{f['plate']}。\n经调查，当事人未按规定让行，根据《道路交通安全法》有关规定，当事人承担{f['responsibility']}。"
            ),
            (("", "authority"), ("", "issued_on")),
            number="number",
        ),
        underlined(
            "道路交通事故认定书（简易程序）",
            (
                (("编号", "number"),),
                (("事故时间", "happened_on"), ("天气", "weather")),
                (("事故地点", "place"),),
                (("当事人姓名", "party"), ("车牌号", "plate")),
                (("身份证号", "id_number"),),
                (("责任认定", "responsibility"),),
                (("认定日期", "issued_on"),),
            ),
        ),
    ],
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
    "repair_list": [
        ledger(
            "机动车维修结算清单",
            ((("车牌", "plate"), ("车架号", "vin")), (("客户名称", "owner"), ("维修单位", "repairer"))),
            (
                ("序号", "#"),
                ("项目名称", "item"),
                ("数量", "quantity"),
                ("单价", "price"),
                ("金额", "amount"),
            ),
            "总计金额",
            (("出厂日期", "settled_on"),),
        ),
        ledger(
            "车辆定损单",
            (
                (("号牌号码", "plate"), ("车辆识别代号", "vin")),
                (("被保险人", "owner"), ("修理厂", "repairer")),
            ),
            (("更换项目", "item"), ("单价", "price"), ("数量", "quantity"), ("金额", "amount")),
            "合计",
            (("定损日期", "settled_on"),),
            serif=True,
        ),
    ],
    "disability_appraisal": [
        letter(
            "法医临床鉴定意见书",
            lambda f: (
                f"委托单位：{f['client']}\n被鉴定人姓名：{f['name']}，性别：{f['sex']}，公民身份号码：{f['id_number']}\n鉴定意见：{f['name']}之伤残等级评定为{f['grade_text']}伤残。"
            ),
            (("鉴定机构", "institution"), ("鉴定时间", "appraised_on")),
            number="number",
        ),
        stacked(
            "人身保险伤残评定报告",
            (
                (("报告编号", "number"),),
                (("被评定人", "name"), ("性别", "sex")),
                (("证件号码", "id_number"),),
                (("评定结论", "grade_text"),),
                (("评定机构", "institution"), ("评定日期", "appraised_on")),
            ),
        ),
    ],
    "death_certificate": [
        underlined(
            "居民死亡医学证明（推断）书",
            (
                (("死者姓名", "name"), ("性别", "sex")),
                (("有效身份证件号码", "number"),),
                (("出生日期", "born_on"), ("死亡日期", "died_on")),
                (("根本死亡原因", "cause"),),
                (("签发单位", "authority"),),
                (("签发日期", "issued_on"),),
            ),
        ),
        letter(
            "死亡证明书",
            lambda f: (
                f"姓名：{f['name']}，性别：{f['sex']}，身份证号：{f['number']}\n死亡时间：{chinese(f['died_on'])}\n死亡原因：{f['cause']}"
            ),
            (("", "authority"), ("", "issued_on")),
        ),
    ],
    "relationship_proof": [
        underlined(
            "亲属关系证明",
            (
                (("姓名", "name"), ("性别", "sex")),
                (("身份证号码", "number"),),
                (("亲属姓名", "other_name"), ("与其关系", "relation")),
                (("签发日期", "issued_on"),),
            ),
        ),
        stacked(
            "常住人口登记卡",
            (
                (("姓名", "name"), ("与户主关系", "relation")),
                (("性别", "sex"), ("民族", "nation")),
                (("出生日期", "born_on"), ("户号", "household_number")),
                (("公民身份号码", "number"),),
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
    "claim_form": [
        underlined(
            "保险理赔申请书",
            (
                (("保险单号", "policy_number"),),
                (("被保险人姓名", "insured"), ("电话", "phone")),
                (("身份证号", "id_number"),),
                (("事故发生时间", "happened_on"), ("索赔金额", "amount")),
                (("事故地点", "place"),),
                (("出险原因", "cause"),),
                (("开户银行", "bank"),),
                (("银行卡号", "account"),),
                (("申请人姓名", "applicant"), ("填写日期", "signed_on")),
            ),
            size=26,
        ),
        stacked(
            "索赔申请书",
            (
                (("保单号", "policy_number"),),
                (("被保险人", "insured"), ("手机", "phone")),
                (("公民身份号码", "id_number"),),
                (("出险时间", "happened_on"), ("申请给付金额", "amount")),
                (("出险经过", "cause"),),
                (("领款人", "account_holder"), ("账号", "account")),
            ),
        ),
    ],
}

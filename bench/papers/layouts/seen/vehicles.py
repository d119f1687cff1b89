"""Licences, traffic certificates and repair lists, as the reader was developed on."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese, loose
from bench.papers.facts import Facts
from bench.papers.layouts import Layout
from bench.papers.layouts.seen.forms import BLUE, priced_list


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


LAYOUTS: dict[str, list[Layout]] = {
    "driving_licence": [driving, driving_electronic],
    "vehicle_licence": [vehicle, vehicle_ruled],
    "traffic_certificate": [
        responsibility("道路交通事故认定书"),
        responsibility("道路交通事故认定书（简易程序）"),
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
}

"""Driving and vehicle licences: the cards with their small English, and both halves on one copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.papers.drawing import Sheet
from bench.papers.facts import Facts
from bench.papers.facts.values import digits
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import Colour, chance, portrait, prose, specimen, square

GREEN = (58, 112, 88)
Face = Callable[[Sheet, Facts, float, float], None]


def _label(s: Sheet, x: float, y: float, chinese: str, english: str, ink: Colour = GREEN) -> None:
    s.text(x, y, chinese, 23, ink)
    s.text(x, y + 29, english, 14, ink)


def _head(s: Sheet, x: float, y: float, title: str, english: str) -> None:
    s.serif = True
    s.text(x + 528, y + 26, title, 42, anchor="ma")
    s.serif = False
    s.text(x + 528, y + 84, english, 20, anchor="ma")


def _driving(s: Sheet, f: Facts, x: float, y: float) -> None:
    _head(s, x, y, "中华人民共和国机动车驾驶证", "Driving License of the People's Republic of China")
    s.text(x + 330, y + 126, "证号", 24, GREEN)
    s.text(x + 400, y + 120, f["number"], 34)
    _label(s, x + 50, y + 178, "姓名", "Name")
    s.text(x + 130, y + 180, f["name"], 32)
    _label(s, x + 490, y + 178, "性别", "Sex")
    s.text(x + 570, y + 180, f["sex"], 32)
    _label(s, x + 720, y + 178, "国籍", "Nationality")
    s.text(x + 830, y + 180, f["nationality"], 32)
    _label(s, x + 50, y + 248, "住址", "Address")
    prose(s, x + 130, y + 244, f["address"], 860, 28, 1.3)
    square(s, x + 50, y + 350, ("样本市公安", "局交通警察", "支队样本章"), 190)
    for top, (chinese, english), key in (
        (348, ("出生日期", "Date of Birth"), "born_on"),
        (418, ("初次领证日期", "Date of First Issue"), "first_issued_on"),
        (488, ("准驾车型", "Class"), "vehicle_class"),
    ):
        _label(s, x + 300, y + top, chinese, english)
        s.text(x + 480, y + top + 2, f[key], 32)
    portrait(s, x + 790, y + 340, x + 980, y + 580)
    _label(s, x + 50, y + 592, "有效期限", "Valid Period")
    s.text(x + 200, y + 594, f["valid_from"], 32)
    s.text(x + 404, y + 594, "至", 30)
    s.text(x + 460, y + 594, f["valid_until"], 32)


def _driving_second(s: Sheet, f: Facts, x: float, y: float) -> None:
    s.serif = True
    s.text(x + 528, y + 30, "中华人民共和国机动车驾驶证副页", 38, anchor="ma")
    s.serif = False
    s.text(x + 50, y + 116, "证号", 24, GREEN)
    s.text(x + 130, y + 112, f["number"], 30)
    s.text(x + 50, y + 180, "姓名", 24, GREEN)
    s.text(x + 130, y + 176, f["name"], 30)
    s.text(x + 460, y + 180, "档案编号", 24, GREEN)
    s.text(x + 580, y + 176, f["file_number"], 30)
    s.line(x + 40, y + 234, x + 1016, y + 234, GREEN)
    s.text(x + 50, y + 256, "记录", 24, GREEN)
    s.text(x + 130, y + 256, "请于每个记分周期结束后三十日内接受审验。无记分的，免予本次审验。", 24)


def _vehicle(s: Sheet, f: Facts, x: float, y: float) -> None:
    _head(s, x, y, "中华人民共和国机动车行驶证", "Vehicle License of the People's Republic of China")
    _label(s, x + 50, y + 130, "号牌号码", "Plate No.")
    s.text(x + 170, y + 130, f["plate"], 32)
    _label(s, x + 460, y + 130, "车辆类型", "Vehicle Type")
    s.text(x + 590, y + 130, f["vehicle_type"], 32)
    _label(s, x + 50, y + 206, "所有人", "Owner")
    s.text(x + 170, y + 206, f["owner"], 32)
    _label(s, x + 50, y + 282, "住址", "Address")
    prose(s, x + 170, y + 276, f["address"], 840, 27, 1.25)
    _label(s, x + 50, y + 366, "使用性质", "Use Character")
    s.text(x + 170, y + 366, f["use"], 32)
    _label(s, x + 460, y + 366, "品牌型号", "Model")
    s.text(x + 590, y + 366, f["model"], 32)
    square(s, x + 50, y + 440, ("样本市公安", "局交通警察", "支队样本章"), 200)
    for top, (chinese, english), key in (
        (442, ("车辆识别代号", "VIN"), "vin"),
        (516, ("发动机号码", "Engine No."), "engine_number"),
    ):
        _label(s, x + 300, y + top, chinese, english)
        s.text(x + 480, y + top, f[key], 32)
    _label(s, x + 300, y + 590, "注册日期", "Register Date")
    s.text(x + 420, y + 592, f["registered_on"], 29)
    _label(s, x + 660, y + 590, "发证日期", "Issue Date")
    s.text(x + 780, y + 592, f["issued_on"], 29)


def _vehicle_second(s: Sheet, f: Facts, x: float, y: float) -> None:
    drawn = chance(f)
    s.text(x + 50, y + 40, "号牌号码", 24, GREEN)
    s.text(x + 180, y + 36, f["plate"], 30)
    s.text(x + 540, y + 40, "档案编号", 24, GREEN)
    s.text(x + 670, y + 36, digits(drawn, 12), 30)
    cells = (
        (("核定载人数", "5人"), ("总质量", "1850kg")),
        (("整备质量", "1420kg"), ("核定载质量", "—")),
        (("外廓尺寸", "4670×1806×1474mm"), ("准牵引总质量", "—")),
    )
    for index, pair in enumerate(cells):
        for column, (label, value) in enumerate(pair):
            left, top = x + 50 + column * 490, y + 112 + index * 66
            s.text(left, top, label, 24, GREEN)
            s.text(left + (170 if column else 140), top - 2, value, 27)
    s.text(x + 50, y + 312, "备注", 24, GREEN)
    s.text(x + 50, y + 396, "检验记录", 24, GREEN)
    s.text(x + 190, y + 394, f"检验有效期至20{drawn.randrange(27, 30)}年{drawn.randrange(1, 13):02d}月", 27)
    s.text(x + 528, y + 470, f"*{digits(drawn, 13)}*", 24, anchor="ma")


def card(face: Face) -> Layout:
    def draw(f: Facts) -> Sheet:
        s = Sheet(1056, 680, (236, 243, 238))
        for y in range(0, 700, 10):
            s.pen.line((0, y, 1056, y), fill=(229, 238, 232), width=1)
        face(s, f, 0, 0)
        specimen(s, 1000, 640, 34, (196, 210, 200))
        return s

    return draw


def copied(faces: Sequence[tuple[Face, int]]) -> Layout:
    """Both halves on one sheet from the copier."""

    def draw(f: Facts) -> Sheet:
        s = Sheet(1240, 1500, (249, 249, 248))
        y = 70
        for face, height in faces:
            s.pen.rounded_rectangle(
                (92, y, 1148, y + height), 26, fill=(233, 234, 233), outline=(140, 140, 140), width=2
            )
            face(s, f, 92, y)
            y += height + 60
        specimen(s, 1080, y - 110, 40, (190, 192, 190))
        return s

    return draw


LAYOUTS: dict[str, list[Layout]] = {
    "driving_licence": [card(_driving), copied(((_driving, 680), (_driving_second, 560)))],
    "vehicle_licence": [card(_vehicle), copied(((_vehicle, 680), (_vehicle_second, 560)))],
}

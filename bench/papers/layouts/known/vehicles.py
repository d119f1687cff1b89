# ruff: noqa: E501 - a layout is drawn line by line
"""Licences, traffic certificates and repair lists, in other wording, order and type."""

from __future__ import annotations

from bench.papers.drawing import chinese
from bench.papers.layouts import Layout
from bench.papers.layouts.known.forms import (
    GREEN,
    ledger,
    letter,
    licence,
    stacked,
    underlined,
)

LAYOUTS: dict[str, list[Layout]] = {
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
}

"""The certificate of death: the part the hospital keeps, and the family's."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese
from bench.papers.facts import Facts
from bench.papers.facts.values import address, digits, name
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import chance, option, row

LINEN = (252, 250, 245)


def _place(f: Facts) -> str:
    options = ("医疗卫生机构", "来院途中", "家中", "养老服务机构", "其他场所", "不详")
    said = f["place"]
    return "　".join(option(one, one == said) for one in options)


def death(f: Facts) -> Sheet:
    """The first part of the certificate, which the hospital keeps: the densest form of all."""
    s, drawn = Sheet(1500, 1120, serif=True), chance(f)
    s.title("居民死亡医学证明（推断）书", 50, 38)
    s.text(70, 120, f"行政区划代码 {digits(drawn, 6)}", 20)
    s.text(1430, 120, f"编号：{digits(drawn, 17)}", 20, anchor="ra")
    age = str(int(f.get("died_on", "")[:4]) - int(f.get("born_on", "")[:4]) - 1)
    x, y, z = 70, 156.0, 20
    home = address(drawn)
    y = row(
        s,
        x,
        y,
        58,
        [
            (130, "死者姓名", "c"),
            (200, f["name"], "c"),
            (80, "性别", "c"),
            (200, f"{option('男', f['sex'] == '男')}　{option('女', f['sex'] == '女')}", "c"),
            (90, "民族", "c"),
            (120, "汉族", "c"),
            (180, "国家或地区", "c"),
            (120, "中国", "c"),
            (90, "年龄", "c"),
            (150, age, "c"),
        ],
        z,
    )
    y = row(
        s,
        x,
        y,
        58,
        [
            (130, "有效身份证件类别", "c"),
            (360, "√身份证　□户口簿　□护照", "c"),
            (120, "证件号码", "c"),
            (330, f["number"], "c"),
            (120, "婚姻状况", "c"),
            (300, "□未婚　√已婚　□丧偶", "c"),
        ],
        z,
    )
    y = row(
        s,
        x,
        y,
        58,
        [
            (130, "出生日期", "c"),
            (310, chinese(f["born_on"]), "c"),
            (120, "文化程度", "c"),
            (230, "初中及以下", "c"),
            (120, "个人身份", "c"),
            (450, "□公务员　□职员　√退（离）休", "c"),
        ],
        z,
    )
    y = row(
        s,
        x,
        y,
        66,
        [
            (130, "死亡日期", "c"),
            (310, chinese(f["died_on"]), "c"),
            (110, "死亡地点", "c"),
            (810, _place(f), "l"),
        ],
        19,
    )
    y = row(
        s,
        x,
        y,
        58,
        [(130, "户籍地址", "c"), (560, home), (120, "常住地址", "c"), (550, home)],
        18,
    )
    y = row(
        s,
        x,
        y,
        58,
        [
            (210, "可联系的家属姓名", "c"),
            (230, name(drawn), "c"),
            (130, "联系电话", "c"),
            (260, f"139{digits(drawn, 8)}", "c"),
            (170, "家属住址或单位", "c"),
            (360, "同上", "c"),
        ],
        z,
    )
    y = row(
        s,
        x,
        y,
        50,
        [
            (380, "致死的主要疾病诊断", "c"),
            (640, "疾病名称（勿填症状体征）", "c"),
            (340, "发病至死亡大概间隔时间", "c"),
        ],
        z,
    )
    for label, found in (
        ("Ⅰ.(a)直接死亡原因", f["cause"]),
        ("(b)引起(a)的疾病或情况", ""),
        ("(c)引起(b)的疾病或情况", ""),
        ("(d)引起(c)的疾病或情况", ""),
        ("Ⅱ.其他疾病诊断（促进死亡）", ""),
    ):
        interval = f"{drawn.randrange(2, 40)}小时" if found else ""
        y = row(s, x, y, 52, [(380, label), (640, found, "c"), (340, interval, "c")], z)
    y = row(
        s,
        x,
        y,
        58,
        [
            (240, "最高诊断单位", "c"),
            (440, "√三级医院　□二级医院　□其他", "c"),
            (240, "最高诊断依据", "c"),
            (440, "□尸检　√临床＋理化　□推断", "c"),
        ],
        z,
    )
    y = row(
        s,
        x,
        y,
        110,
        [
            (130, "医师签名", "c"),
            (260, name(drawn), "c"),
            (190, "医疗卫生机构盖章", "c"),
            (420, f["authority"], "c"),
            (120, "填表日期", "c"),
            (240, chinese(f["issued_on"]), "c"),
        ],
        z,
    )
    y = row(
        s,
        x,
        y,
        52,
        [(380, "（以下由编码人员填写）根本死亡原因：", "l"), (640, "", "l"), (340, "ICD编码：", "l")],
        z,
    )
    s.seal(890, y - 130, f["authority"] + "医疗专用章", 92, 0.55)
    s.text(70, y + 16, "注：①此联由出具单位随病案保存；②死亡医学证明（推断）书一式四联，本联为样本。", 18)
    return s


def death_family(f: Facts) -> Sheet:
    """The part the family keeps."""
    s, drawn = Sheet(1500, 900, LINEN), chance(f)
    s.serif = True
    s.title("居民死亡医学证明（推断）书", 46, 38)
    s.serif = False
    s.text(1430, 60, "第三联　死者家属保存", 19, anchor="ra")
    s.text(70, 120, f"编号：{digits(drawn, 17)}", 20)
    x, y, z = 70, 160.0, 21
    age = str(int(f.get("died_on", "")[:4]) - int(f.get("born_on", "")[:4]) - 1)
    y = row(
        s,
        x,
        y,
        66,
        [
            (140, "死者姓名", "c"),
            (260, f["name"], "c"),
            (100, "性别", "c"),
            (120, f["sex"], "c"),
            (100, "民族", "c"),
            (140, "汉族", "c"),
            (160, "国家或地区", "c"),
            (120, "中国", "c"),
            (90, "年龄", "c"),
            (130, f"{age}岁", "c"),
        ],
        z,
    )
    y = row(
        s,
        x,
        y,
        66,
        [
            (140, "身份证件类别", "c"),
            (260, "居民身份证", "c"),
            (140, "证件号码", "c"),
            (360, f["number"], "c"),
            (140, "常住地址", "c"),
            (320, address(drawn)),
        ],
        18,
    )
    y = row(
        s,
        x,
        y,
        66,
        [
            (140, "出生日期", "c"),
            (260, chinese(f["born_on"]), "c"),
            (140, "死亡日期", "c"),
            (360, chinese(f["died_on"]), "c"),
            (140, "死亡地点", "c"),
            (320, f["place"], "c"),
        ],
        z,
    )
    y = row(
        s,
        x,
        y,
        76,
        [(140, "死亡原因", "c"), (760, f["cause"]), (140, "家属姓名", "c"), (320, name(drawn), "c")],
        z,
    )
    y = row(
        s,
        x,
        y,
        150,
        [
            (140, "医师签名", "c"),
            (260, name(drawn), "c"),
            (140, "医疗卫生机构盖章", "c"),
            (360, f["authority"], "c"),
            (140, "民警签名及派出所盖章", "c"),
            (320, "", "c"),
        ],
        z,
    )
    s.text(1400, y + 26, chinese(f["issued_on"]), 23, anchor="ra")
    s.text(70, y + 86, "注：死者家属持此联到公安机关办理户籍注销手续。无医师及民警签字、盖章无效。", 19)
    s.seal(790, y - 60, f["authority"] + "医疗专用章", 92, 0.55)
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "death_certificate": [death, death_family],
}

"""Who is related to whom: a household's book on the copier, and a committee's letter."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese, loose
from bench.papers.facts import Facts
from bench.papers.facts.values import address, name
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import chance, paragraphs, row


def household(f: Facts) -> Sheet:
    """The first page of a household's book and one member's page, on one copy."""
    s, drawn = Sheet(1240, 1754, (248, 246, 240), serif=True), chance(f)
    home = address(drawn)
    x, y = 110, 90.0
    y = row(
        s,
        x,
        y,
        70,
        [
            (150, "户　别", "c"),
            (360, "非农业家庭户", "c"),
            (170, "户主姓名", "c"),
            (340, f["other_name"], "c"),
        ],
    )
    y = row(
        s,
        x,
        y,
        90,
        [(150, "户　号", "c"), (360, f["household_number"], "c"), (120, "住　址", "c"), (390, home)],
    )
    s.text(180, y + 40, "省级公安机关", 20)
    s.text(180, y + 74, "户口专用章", 20)
    s.text(560, y + 40, "户口登记机关", 20)
    s.text(560, y + 74, "户口专用章", 20)
    s.seal(390, y + 90, "样本省公安厅户口专用章", 86, 0.5)
    s.seal(800, y + 90, "样本派出所户口专用章", 86, 0.5)
    s.text(700, y + 180, f"承办人签章：{name(drawn)}　　签发日期：2019年03月11日", 20)
    y += 270
    for left in range(80, 1160, 20):
        s.pen.line((left, y, left + 10, y), fill=(170, 168, 160), width=2)
    s.title("常住人口登记卡", int(y) + 30, 36)
    y += 100
    rows = (
        (("姓　　名", f["name"]), ("户主或与户主关系", f["relation"])),
        (("曾 用 名", ""), ("性　　别", f["sex"])),
        (("出 生 地", home[:6]), ("民　　族", f"{f['nation']}族")),
        (("籍　　贯", home[:6]), ("出 生 日 期", loose(f["born_on"]))),
        (("本市（县）其他住址", ""), ("宗教信仰", "")),
    )
    for (label, value), (second, other) in rows:
        y = row(
            s, x, y, 62, [(190, label, "c"), (350, value, "c"), (200, second, "c"), (280, other, "c")], 21
        )
    y = row(
        s,
        x,
        y,
        62,
        [
            (190, "公民身份证件编号", "c"),
            (430, f["number"], "c"),
            (90, "身高", "c"),
            (120, "", "c"),
            (90, "血型", "c"),
            (100, "", "c"),
        ],
        21,
    )
    y = row(
        s,
        x,
        y,
        62,
        [
            (190, "文化程度", "c"),
            (210, "高中", "c"),
            (130, "婚姻状况", "c"),
            (160, "已婚", "c"),
            (130, "兵役状况", "c"),
            (200, "", "c"),
        ],
        21,
    )
    y = row(s, x, y, 62, [(190, "服 务 处 所", "c"), (500, ""), (130, "职　业", "c"), (200, "职员", "c")], 21)
    y = row(s, x, y, 56, [(340, "何时由何地迁来本市（县）", "c"), (680, "")], 21)
    y = row(s, x, y, 56, [(340, "何时由何地迁来本址", "c"), (680, "")], 21)
    s.text(150, y + 26, f"承办人签章：{name(drawn)}", 21)
    s.text(700, y + 26, f"登记日期：{chinese(f['issued_on'])}", 21)
    s.seal(560, y + 20, "样本派出所户口专用章", 80, 0.5)
    return s


def kinship(f: Facts) -> Sheet:
    """A letter of a residents' committee."""
    s = Sheet(1240, 1500, serif=True)
    s.title("证　　明", 130, 56)
    y = paragraphs(
        s,
        130,
        290,
        (
            (
                f"　　兹证明我社区居民{f['name']}（性别：{f['sex']}，民族：{f['nation']}族，{loose(f['born_on'])}出生，"
                f"公民身份号码：{f['number']}）系{f['other_name']}之{f['relation']}，双方亲属关系属实。"
            ),
            "　　本证明仅用于办理保险理赔手续，他用无效。",
            "　　特此证明。",
        ),
        980,
        30,
        2.0,
        10,
    )
    s.text(1090, y + 150, "样本市测试区云杉路社区居民委员会", 28, anchor="ra")
    s.text(1090, y + 214, chinese(f["issued_on"]), 28, anchor="ra")
    s.seal(860, y + 190, "样本社区居民委员会", 110, 0.6)
    s.text(130, y + 330, "经办人：　　　　　　　　联系电话：", 24)
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "relationship_proof": [household, kinship],
}

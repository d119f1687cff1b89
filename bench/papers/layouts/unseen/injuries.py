"""Appraisals of a lasting injury: a forensic opinion by its parts, and an insurance grading on a form."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese, loose
from bench.papers.facts import Facts
from bench.papers.facts.values import name
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import chance, option, paragraphs, row


def appraisal(f: Facts) -> Sheet:
    """A forensic opinion by its numbered parts."""
    s, drawn = Sheet(1240, 1754, serif=True), chance(f)
    s.title(f["institution"], 80, 36)
    s.title("司 法 鉴 定 意 见 书", 136, 46)
    s.text(1130, 216, f["number"], 24, anchor="ra")
    day = loose(f["appraised_on"])
    y = paragraphs(
        s,
        110,
        270,
        (
            "一、基本情况",
            f"　　委 托 人：{f['client']}",
            f"　　委托事项：对{f['name']}的伤残等级进行鉴定",
            f"　　鉴定日期：{day}",
            "　　鉴定材料：委托书、住院病历复印件、影像资料",
            f"　　被鉴定人：{f['name']}，{f['sex']}，公民身份号码{f['id_number']}",
            "二、基本案情",
            "　　据委托材料记载，被鉴定人因交通事故受伤，经住院治疗，病情稳定后委托鉴定。",
            "三、资料摘要",
            "　　住院病历摘要：入院后完善检查，行手术治疗，术后予抗感染、消肿等治疗，切口愈合良好。",
            "四、鉴定过程",
            "　　按照《法医临床检验规范》（SF/T 0111）对被鉴定人进行检验，并审阅影像资料，骨折线模糊，内固定在位。",
            "五、分析说明",
            "　　被鉴定人外伤史明确，伤后遗留关节功能障碍，参照《人体损伤致残程度分级》相关条款进行评定。",
            "六、鉴定意见",
            f"　　被鉴定人{f['name']}的损伤构成{f['grade_text']}伤残。",
        ),
        1020,
        24,
        1.68,
    )
    s.text(640, y + 50, f"司法鉴定人：{name(drawn)}　{name(drawn)}", 24)
    s.text(1130, y + 110, chinese(f.get("appraised_on", "")), 24, anchor="ra")
    s.seal(900, y + 90, f["institution"] + "鉴定专用章", 108, 0.6)
    s.text(620, 1690, "第 1 页 共 3 页", 19, anchor="ma")
    return s


def appraisal_table(f: Facts) -> Sheet:
    s, drawn = Sheet(1240, 1600), chance(f)
    s.title("人身保险伤残评定表", 80, 42)
    s.text(70, 156, f"评定编号：{f['number']}", 22)
    x, y = 70, 200.0
    y = row(
        s,
        x,
        y,
        60,
        [
            (160, "被评定人", "c"),
            (290, f["name"]),
            (110, "性别", "c"),
            (110, f["sex"], "c"),
            (160, "评定日期", "c"),
            (270, f["appraised_on"]),
        ],
        22,
    )
    y = row(
        s,
        x,
        y,
        60,
        [(160, "身份证号", "c"), (510, f["id_number"]), (160, "评定地点", "c"), (270, "本机构诊室")],
    )
    y = row(s, x, y, 60, [(160, "委托单位", "c"), (940, f["client"])])
    y = row(
        s,
        x,
        y,
        170,
        [(160, "伤情摘要", "c"), (940, "意外伤害致骨折，经手术治疗，治疗终结，遗留肢体活动受限。")],
    )
    y = row(
        s,
        x,
        y,
        200,
        [(160, "查体所见", "c"), (940, "步入检查室，神清，检查合作。患肢关节活动度较健侧减少。")],
    )
    y = row(s, x, y, 90, [(160, "评定依据", "c"), (940, "《人身保险伤残评定标准及代码》JR/T 0083—2013")])
    grades = "　".join(
        option(f"{sign}级", f"{sign}级" == f.get("grade_text")) for sign in "一二三四五六七八九十"
    )
    y = row(s, x, y, 80, [(160, "伤残等级", "c"), (940, grades)], 23)
    y = row(s, x, y, 130, [(160, "评定结论", "c"), (940, f"被评定人伤残程度为{f['grade_text']}。")], 24)
    s.text(100, y + 50, f"评定人：{name(drawn)}", 24)
    s.text(560, y + 50, f"评定机构（盖章）：{f['institution']}", 24)
    s.seal(900, y + 90, f["institution"], 104, 0.55)
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "disability_appraisal": [appraisal, appraisal_table],
}

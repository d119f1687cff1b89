"""Discharge records and diagnosis certificates."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese, loose
from bench.papers.facts import Facts
from bench.papers.facts.values import digits, name
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import chance, paragraphs, prose, row, time, width


def record(f: Facts) -> Sheet:
    """As an electronic record prints it: small header, then headed paragraphs."""
    s, drawn = Sheet(1240, 1754, serif=True), chance(f)
    s.title(f["hospital"], 70, 38)
    s.title("出 院 记 录", 128, 42)
    x, y = 100.0, 208.0
    for label, value in (
        ("姓名", f["name"]),
        ("性别", f["sex"]),
        ("年龄", f"{f['age']}岁"),
        ("科室", f["department"]),
        ("床号", f"{drawn.randrange(1, 60)}床"),
        ("住院号", f["record_number"]),
    ):
        s.text(x, y, f"{label}：{value}", 21)
        x += width(s, f"{label}：{value}", 21) + 26
    s.line(95, 244, 1145, 244)
    found = f["diagnosis"]
    came = f["admission_diagnosis"]
    s.text(100, 270, f"入院日期：{chinese(f['admitted_on'])}{time(drawn)}", 24)
    s.text(640, 270, f"出院日期：{chinese(f['discharged_on'])}{time(drawn)}", 24)
    s.text(100, 314, f"住院天数：{f['days']}天", 24)
    y = paragraphs(
        s,
        100,
        368,
        (
            f"入院诊断：{came}",
            (
                "入院情况：患者因不适入院。查体：体温36.8℃，脉搏80次/分，呼吸18次/分，血压128/76mmHg。神志清，"
                "精神可，心肺听诊未闻及明显异常，双下肢无水肿。辅助检查见检验及影像报告。"
            ),
            (
                "诊疗经过：入院后完善三大常规、肝肾功能、凝血功能、心电图等检查，请相关科室会诊，予对症支持治疗，"
                "并密切观察病情变化。经治疗后患者症状明显好转，复查各项指标平稳，经上级医师查房同意，准予出院。"
            ),
            f"出院诊断：{found}",
            "出院情况：患者一般情况可，无发热，饮食睡眠可，二便正常。",
            "出院医嘱：1.注意休息，加强营养；2.按时服药，不适随诊；3.两周后门诊复查。",
        ),
        1040,
        24,
        1.7,
        14,
    )
    s.text(1140, y + 60, f"医师签名：{f['doctor']}", 24, anchor="ra")
    s.text(1140, y + 104, chinese(f.get("discharged_on", "")), 24, anchor="ra")
    s.text(620, 1690, "第 1 页", 20, anchor="ma")
    return s


def summary(f: Facts) -> Sheet:
    """A ruled form, its labels in the boxes."""
    s, drawn = Sheet(1240, 1754), chance(f)
    s.serif = True
    s.title(f["hospital"] + "出院小结", 80, 40)
    s.serif = False
    s.text(1170, 150, f"住院号 {f['record_number']}", 22, anchor="ra")
    left, y = 70, 190.0
    y = row(
        s,
        left,
        y,
        56,
        [
            (90, "姓名", "c"),
            (190, f["name"]),
            (80, "性别", "c"),
            (80, f["sex"], "c"),
            (80, "年龄", "c"),
            (110, f"{f['age']}岁", "c"),
            (80, "科别", "c"),
            (200, f["department"]),
            (80, "床号", "c"),
            (110, str(drawn.randrange(1, 60)), "c"),
        ],
    )
    y = row(
        s,
        left,
        y,
        56,
        [
            (150, "入院日期", "c"),
            (270, loose(f["admitted_on"])),
            (150, "出院日期", "c"),
            (270, loose(f["discharged_on"])),
            (150, "住院日数", "c"),
            (110, str(f["days"]), "c"),
        ],
    )
    y = row(s, left, y, 80, [(150, "入院诊断", "c"), (950, f["admission_diagnosis"])])
    y = row(s, left, y, 80, [(150, "出院诊断", "c"), (950, f["diagnosis"])])
    for label, text, height in (
        (
            "入院时主要症状及体征",
            "因不适就诊，门诊拟诊收入我科。查体：神清，生命体征平稳，余见病程记录。",
            150,
        ),
        ("主要化验结果", "血常规、肝肾功能、电解质、凝血功能大致正常。", 130),
        ("特殊检查及重要会诊", "心电图：窦性心律。影像检查详见报告单。", 130),
        ("病程与治疗结果", "入院后予相应治疗，过程顺利，症状缓解，未见并发症，今予出院。", 210),
        ("出院时情况", "一般情况良好，治疗结果：好转。", 110),
        ("出院后建议", "1、休息两周；2、按医嘱用药；3、门诊随访，如有不适及时就诊。", 130),
    ):
        y = row(s, left, y, height, [(150, label, "c"), (950, text)])
    s.pair(120, y + 40, "主治医师", name(drawn), 23)
    s.pair(720, y + 40, "住院医师", f["doctor"], 23)
    s.text(1170, y + 90, chinese(f.get("discharged_on", "")), 22, anchor="ra")
    s.seal(930, y + 60, f["hospital"] + "病历专用章", 100, 0.55)
    return s


def certificate_with_stub(f: Facts) -> Sheet:
    """The stub that stays with the hospital on the left, the certificate on the right."""
    s, drawn = Sheet(1754, 1100, (251, 252, 250), serif=True), chance(f)
    number = digits(drawn, 7)
    s.text(300, 70, "疾病诊断证明（存根）", 30, anchor="ma")
    y = 150
    for label, value in (
        ("№", number),
        ("姓名", f["name"]),
        ("性别", f["sex"]),
        ("科别", f["department"]),
        ("诊断", f["diagnosis"]),
        ("医师", f["doctor"]),
        ("日期", f["issued_on"]),
    ):
        end = s.text(70, y, label, 24)
        s.text(end + 16, y, value, 24)
        s.line(end + 8, y + 34, 540, y + 34)
        y += 84
    for y in range(30, 1080, 22):
        s.pen.line((590, y, 590, y + 12), fill=(120, 120, 120), width=2)
    s.text(1170, 60, f["hospital"], 34, anchor="ma", bold=True)
    s.text(1170, 116, "疾 病 诊 断 证 明 书", 44, anchor="ma", bold=True)
    s.text(1690, 186, f"№ {number}", 22, (180, 40, 40), anchor="ra")
    x = 650.0
    for label, value, room in (
        ("姓名", f["name"], 150),
        ("性别", f["sex"], 60),
        ("年龄", f"{f['age']}岁", 90),
        ("科别", f["department"], 160),
        ("门诊（住院）号", f["record_number"], 150),
    ):
        end = s.text(x, 240, label, 24)
        s.text(end + 10, 238, value, 24)
        s.line(end + 4, 274, end + room, 274)
        x = end + room + 12
    s.text(650, 330, "临床诊断：", 27, bold=True)
    prose(s, 720, 384, f["diagnosis"], 940, 27)
    s.text(650, 490, "处理意见：", 27, bold=True)
    prose(s, 720, 544, f["advice"], 940, 27)
    s.text(1160, 740, f"医师（签章）：{f['doctor']}", 26)
    s.text(1160, 800, chinese(f["issued_on"]), 26)
    s.text(650, 960, "注：1.本证明未加盖医院诊断证明专用章无效。2.涂改无效。3.不作伤残及司法依据。", 20)
    s.seal(1290, 790, f["hospital"] + "诊断证明专用章", 112, 0.6)
    return s


def certificate_letter(f: Facts) -> Sheet:
    s, drawn = Sheet(1240, 1200), chance(f)
    s.text(90, 60, f["hospital"], 30, bold=True)
    s.text(1150, 66, f"打印时间 {f['issued_on']} {time(drawn)}", 19, anchor="ra")
    s.line(80, 112, 1160, 112)
    s.title("门诊病情证明单", 140, 42)
    s.text(1150, 214, f"病案号 {f['record_number']}", 21, anchor="ra")
    y = paragraphs(
        s,
        100,
        270,
        (
            (
                f"　　兹有患者{f['name']}，{f['sex']}，{f['age']}岁，于{loose(f['visited_on'])}来我院"
                f"{f['department']}就诊。"
            ),
            f"　　诊断：{f['diagnosis']}",
            f"　　建议：{f['advice']}",
            "　　特此证明。",
        ),
        1040,
        28,
        1.8,
        16,
    )
    s.text(700, y + 90, f"接诊医生　{f['doctor']}", 26)
    s.text(700, y + 146, f"日　　期　{f['issued_on']}", 26)
    s.text(100, 1130, "（加盖医院门诊专用章后有效）", 20)
    s.seal(900, y + 120, f["hospital"] + "门诊专用章", 108, 0.6)
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "discharge_summary": [record, summary],
    "diagnosis": [certificate_with_stub, certificate_letter],
}

"""What the police and the fire brigade find: traffic accidents by both procedures, fires by both."""

from __future__ import annotations

from bench.papers.drawing import Sheet, chinese, loose
from bench.papers.facts import Facts
from bench.papers.facts.values import born, digits, name, plate, resident_id
from bench.papers.layouts import Layout
from bench.papers.layouts.unseen.paper import PEN_BLUE, chance, paragraphs, prose, row

OTHER_SIDE = {
    "全部责任": "无责任",
    "主要责任": "次要责任",
    "同等责任": "同等责任",
    "次要责任": "主要责任",
    "无责任": "全部责任",
}


def _blame(who: str, share: str) -> str:
    return f"{who}{share}" if share == "无责任" else f"{who}负此事故的{share}"


def traffic(f: Facts) -> Sheet:
    """The general procedure: four headed parts of running text, two parties."""
    s, drawn = Sheet(1240, 1754, serif=True), chance(f)
    birth = born(drawn)
    other, other_id, other_plate = name(drawn), resident_id(drawn, birth, "男"), plate(drawn)
    hour = f"{drawn.randrange(6, 22)}时{drawn.randrange(60):02d}分"
    ground = "干燥" if f.get("weather") in ("晴", "阴") else "湿滑"
    s.title(f["authority"], 90, 36)
    s.title("道路交通事故认定书", 148, 46)
    s.text(1130, 226, f["number"], 24, anchor="ra")
    y = paragraphs(
        s,
        110,
        280,
        (
            f"交通事故时间：{loose(f['happened_on'])}{hour}　　天气：{f['weather']}",
            f"交通事故地点：{f['place']}",
            "当事人、车辆、道路和交通环境等基本情况：",
            (
                f"　　一、当事人基本情况：1、{f['party']}，公民身份号码：{f['id_number']}，驾驶{f['plate']}号小型轿车。"
                f"2、{other}，公民身份号码：{other_id}，驾驶{other_plate}号小型普通客车。"
            ),
            f"　　二、道路和交通环境：事故现场位于城市道路，沥青路面，路面{ground}，有交通信号灯控制，视线良好。",
            "道路交通事故发生经过：",
            (
                f"　　{loose(f['happened_on'])}{hour}许，{f['party']}驾驶{f['plate']}号车沿道路由南向北行驶，"
                f"行至上述地点时，与{other}驾驶的{other_plate}号车发生碰撞，造成两车不同程度损坏的道路交通事故。"
            ),
            "道路交通事故证据及事故形成原因分析：",
            "　　以上事实有现场勘查笔录、现场图、现场照片、当事人陈述、视频监控资料等证据证实。",
            "当事人导致交通事故的过错及责任或者意外原因：",
            (
                f"　　根据《中华人民共和国道路交通安全法实施条例》第九十一条之规定，{_blame(f['party'], f['responsibility'])}，"
                f"{_blame(other, OTHER_SIDE[f.get('responsibility', '')])}。"
            ),
        ),
        1020,
        24,
        1.72,
        4,
    )
    s.text(700, y + 50, f"交通警察：{name(drawn)}　{name(drawn)}", 25)
    s.text(700, y + 110, chinese(f["issued_on"]), 25)
    prose(
        s,
        110,
        1600,
        "当事人对交通事故认定有异议的，可自本认定书送达之日起三日内提出书面复核申请。复核申请应当载明复核请求及其理由和主要证据。",
        1020,
        20,
    )
    s.seal(860, y + 100, f["authority"], 112, 0.6)
    return s


def traffic_simple(f: Facts) -> Sheet:
    """The simple procedure, filled in at the roadside: a table of the parties."""
    s, drawn = Sheet(1240, 1754), chance(f)
    s.title("道路交通事故认定书（简易程序）", 80, 40)
    s.text(1170, 148, f"编号：{f['number']}", 22, anchor="ra")
    x, y, other = 70, 190.0, name(drawn)
    other_plate, other_id = plate(drawn), resident_id(drawn, born(drawn), "女")
    y = row(
        s,
        x,
        y,
        60,
        [
            (150, "事故时间", "c"),
            (560, f"{loose(f['happened_on'])}{drawn.randrange(6, 22)}时{drawn.randrange(60):02d}分"),
            (120, "天气", "c"),
            (270, f["weather"], "c"),
        ],
    )
    y = row(s, x, y, 64, [(150, "事故地点", "c"), (950, f["place"])])
    parties = ((f["party"], f["id_number"], f["plate"]), (other, other_id, other_plate))
    for letter, (who, number, vehicle) in zip("AB", parties, strict=True):
        for label, value, second, other_value in (
            (f"当事人{letter}", who, "联系电话", f"13{digits(drawn, 9)}"),
            ("驾驶证或身份证号", number, "交通方式", "驾驶小型汽车"),
            ("车辆牌号", vehicle, "保险公司", "样本财产保险公司"),
        ):
            y = row(
                s,
                x,
                y,
                58,
                [(210, label, "c"), (400, value), (150, second, "c"), (340, other_value)],
            )
    said, who = f["responsibility"], f.get("party", "")
    shares = _blame(who, said), _blame(other, OTHER_SIDE[said])
    text = f"{who}、{other}负同等责任" if said == "同等责任" else "，".join(shares)
    y = row(
        s,
        x,
        y,
        300,
        [
            (150, "交通事故事实及责任", "c"),
            (
                950,
                (
                    f"{f.get('party')}驾驶车辆变更车道时，与{other}驾驶的车辆发生刮擦，造成两车车损，无人员受伤。"
                    f"根据《道路交通事故处理程序规定》，认定：{text}。"
                ),
            ),
        ],
        24,
    )
    y = row(
        s,
        x,
        y,
        150,
        [(150, "损害赔偿调解结果", "c"), (950, "各方自愿达成协议，车辆损失按责任比例由各自保险公司赔付。")],
        24,
    )
    y = row(s, x, y, 110, [(150, "当事人签名", "c"), (400, "A："), (550, "B：")])
    s.serif = True
    s.text(330, y - 74, f.get("party", ""), 34, PEN_BLUE)
    s.text(760, y - 74, other, 34, PEN_BLUE)
    s.serif = False
    s.text(110, y + 40, f"交通警察：{name(drawn)}", 24)
    s.text(700, y + 40, f["authority"], 23)
    s.text(700, y + 88, chinese(f["issued_on"]), 23)
    s.seal(880, y + 60, f.get("authority", ""), 100, 0.55)
    prose(
        s,
        70,
        1600,
        "有下列情形之一的，本认定书不予采用：当事人对事故事实有异议，拒绝在认定书上签名的。",
        1100,
        20,
    )
    return s


def fire(f: Facts) -> Sheet:
    s, drawn = Sheet(1240, 1754, serif=True), chance(f)
    s.title(f["authority"], 110, 40)
    s.title("火 灾 事 故 认 定 书", 180, 48)
    s.text(1120, 270, f["number"], 26, anchor="ra")
    hour = f"{drawn.randrange(24)}时{drawn.randrange(60):02d}分"
    y = paragraphs(
        s,
        120,
        340,
        (
            (
                f"　　火灾事故基本情况：{loose(f['happened_on'])}{hour}，{f['place']}{f['unit']}发生火灾，"
                f"过火面积约{drawn.randrange(8, 260)}平方米，烧毁部分设备、原料及装修，无人员伤亡。"
            ),
            (
                f"　　经调查，对起火原因认定如下：起火时间为{loose(f['happened_on'])}{hour}许；起火部位位于一层东侧；"
                f"起火点位于东墙距地面约0.8米处；起火原因为{f['cause']}。"
            ),
            "　　以上事实有火灾现场勘验笔录、现场照片、证人证言、物证鉴定意见等证据证实。",
            (
                "　　当事人对本火灾事故认定有异议的，可以自收到之日起十五日内，向上一级消防救援机构提出书面复核申请。"
                "复核以一次为限。"
            ),
        ),
        1000,
        27,
        1.95,
        8,
    )
    s.text(1100, y + 130, f.get("authority", ""), 27, anchor="ra")
    s.text(1060, y + 186, chinese(f["issued_on"]), 27, anchor="ra")
    s.seal(880, y + 160, f.get("authority", ""), 116, 0.6)
    s.text(120, 1590, "当事人（签名）：　　　　　　　　　　　年　　月　　日", 24)
    s.text(120, 1660, "一式三份：一份交当事人，一份存档，一份备案。", 20)
    return s


def fire_simple(f: Facts) -> Sheet:
    s, drawn = Sheet(1240, 1500), chance(f)
    s.title("火灾事故简易调查认定书", 80, 42)
    s.text(1170, 156, f["number"], 23, anchor="ra")
    x, y = 70, 200.0
    y = row(
        s,
        x,
        y,
        66,
        [
            (170, "起火时间", "c"),
            (430, f"{chinese(f['happened_on'])}{drawn.randrange(24):02d}时{drawn.randrange(60):02d}分"),
            (170, "调查方式", "c"),
            (330, "现场调查", "c"),
        ],
        23,
    )
    y = row(s, x, y, 80, [(170, "火灾地址", "c"), (930, f["place"])], 23)
    y = row(s, x, y, 66, [(170, "单位（个人）", "c"), (930, f["unit"])], 23)
    y = row(
        s,
        x,
        y,
        170,
        [
            (170, "火灾概况", "c"),
            (930, "火灾烧毁室内物品若干，未造成人员伤亡，直接财产损失由当事人自行统计。"),
        ],
        23,
    )
    y = row(s, x, y, 170, [(170, "认定的起火原因", "c"), (930, f["cause"])], 23)
    y = row(
        s,
        x,
        y,
        140,
        [(170, "当事人意见", "c"), (930, "以上情况属实，对起火原因无异议。当事人签名：")],
        23,
    )
    y = row(
        s,
        x,
        y,
        240,
        [(170, "消防救援机构", "c"), (930, "")],
        23,
    )
    s.text(270, y - 210, f"调查人员：{name(drawn)}、{name(drawn)}", 23)
    s.text(1130, y - 112, f["authority"], 24, anchor="ra")
    s.text(1130, y - 60, chinese(f["issued_on"]), 24, anchor="ra")
    s.seal(940, y - 90, f.get("authority", ""), 100, 0.55)
    s.text(
        70, y + 24, "注：适用简易调查程序的火灾，当事人对认定有异议的，可自收到之日起十五日内申请复核。", 20
    )
    return s


LAYOUTS: dict[str, list[Layout]] = {
    "traffic_certificate": [traffic, traffic_simple],
    "fire_certificate": [fire, fire_simple],
}

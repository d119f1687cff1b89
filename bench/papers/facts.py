"""Invented facts for one paper of each kind. Numbers pass their check digits; their regions are issued to nobody."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from stdnum import luhn
from stdnum.cn import ric, uscc

from anpei.recognition.forms import is_vin
from anpei.values.money import rmb_words

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰春梅志建文红海波宁晓雪松嘉思雨子轩梓涵一诺浩然欣怡"
REGIONS = ("110000", "130000", "310000", "330000", "440000", "510000", "610000")
STREETS = ("云杉路", "银桂街", "望江大道", "青石巷", "丰和路", "长亭西路", "百草园路", "新源南街")
CITIES = ("示例省样本市", "云州省临川市", "江岭省南屏市", "北原省清河市")
DISTRICTS = ("测试区", "东湖区", "新城区", "河西区", "高新区")
HOSPITALS = (
    "云州市第一人民医院",
    "临川市中心医院",
    "南屏大学附属医院",
    "清河市中医院",
    "样本市妇幼保健院",
    "江岭省人民医院",
)
DEPARTMENTS = ("心内科", "骨科", "普外科", "呼吸内科", "神经内科", "消化内科", "泌尿外科", "儿科")
DIAGNOSES = (
    "急性阑尾炎",
    "右股骨颈骨折",
    "社区获得性肺炎",
    "2型糖尿病",
    "脑梗死",
    "胆囊结石伴慢性胆囊炎",
    "腰椎间盘突出症",
    "高血压病3级",
    "急性胃肠炎",
    "左桡骨远端骨折",
)
COMPANIES = (
    "云州百汇商贸有限公司",
    "临川新程汽车服务有限公司",
    "清河宏达机械制造有限公司",
    "南屏悦家装饰工程有限公司",
    "样本市天工电子科技有限公司",
)
REPAIRERS = (
    "临川新程汽车维修有限公司",
    "清河远行汽车服务中心",
    "云州顺安汽修厂",
    "南屏捷诚汽车销售服务有限公司",
)
BANKS = (
    "中国工商银行",
    "中国建设银行",
    "中国农业银行",
    "招商银行",
    "交通银行",
    "中国银行",
    "兴业银行",
    "中国邮政储蓄银行",
)
DRUGS = (
    "阿莫西林胶囊",
    "注射用头孢曲松钠",
    "0.9%氯化钠注射液",
    "盐酸二甲双胍片",
    "奥美拉唑肠溶胶囊",
    "低分子肝素钠注射液",
    "布洛芬缓释胶囊",
    "复方甘草片",
)
SERVICES = (
    "普通床位费",
    "二级护理",
    "血常规",
    "肝功能检查",
    "胸部CT平扫",
    "静脉输液",
    "心电图",
    "彩色多普勒超声",
    "住院诊查费",
    "腹腔镜手术费",
)
FEES = (
    "西药费",
    "检查费",
    "化验费",
    "治疗费",
    "床位费",
    "护理费",
    "诊察费",
    "手术费",
    "卫生材料费",
    "中成药费",
    "挂号费",
)
PARTS = (
    "前保险杠总成",
    "左前大灯",
    "发动机盖",
    "右前翼子板",
    "前挡风玻璃",
    "左前门拆装喷漆",
    "散热器",
    "四轮定位",
    "钣金整形",
    "倒车镜总成",
)
GOODS = (
    "液晶电视机",
    "双门冰箱",
    "布艺沙发",
    "实木书桌",
    "洗衣机",
    "空调室内机",
    "复合木地板",
    "钢制货架",
    "棉纱原料",
    "包装纸箱",
)
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青川宁琼"
PLATE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


class Facts(dict[str, Any]):
    """Facts that remember which of them a layout printed: only those are asked of the reader."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.printed: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.printed.add(name)
        return super().__getitem__(name)


def facts(kind: str, chance: random.Random) -> Facts:
    return Facts(MAKERS[kind](chance))


def name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))


def day(chance: random.Random, first: date = date(2026, 1, 5), last: date = date(2026, 10, 30)) -> date:
    return first + timedelta(days=chance.randrange((last - first).days))


def born(chance: random.Random) -> date:
    return day(chance, date(1945, 1, 1), date(2008, 1, 1))


def resident_id(chance: random.Random, birth: date, sex: str) -> str:
    sequence = chance.randrange(10, 99) * 10 + chance.choice(
        (1, 3, 5, 7, 9) if sex == "男" else (0, 2, 4, 6, 8)
    )
    body = f"{chance.choice(REGIONS)}{birth:%Y%m%d}{sequence:03d}"
    return body + ric.calc_check_digit(f"{body}0")


def address(chance: random.Random) -> str:
    place = f"{chance.choice(CITIES)}{chance.choice(DISTRICTS)}{chance.choice(STREETS)}{chance.randrange(1, 300)}号"
    return (
        f"{place}{chance.randrange(1, 20)}栋{chance.randrange(101, 2505)}室"
        if chance.random() < 0.7
        else place
    )


def bank_card(chance: random.Random) -> str:
    body = "62" + digits(chance, chance.choice((13, 16)))
    return body + luhn.calc_check_digit(body)


def company_code(chance: random.Random) -> str:
    body = f"91{chance.choice(REGIONS)}MA{''.join(chance.choice('0123456789ABCDEFGH') for _ in range(7))}"
    return body + uscc.calc_check_digit(body)


def plate(chance: random.Random) -> str:
    start = chance.choice(PROVINCES) + chance.choice("ABCDEFGHJK")
    if chance.random() < 0.3:
        return f"{start}{chance.choice('DF')}{digits(chance, 5)}"
    return start + "".join(chance.choice(PLATE_SIGNS) for _ in range(5))


def vin(chance: random.Random) -> str:
    while True:
        body = "L" + "".join(chance.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(7))
        tail = chance.choice("NPRST") + chance.choice("ABCDE") + digits(chance, 6)
        for sign in "0123456789X":
            if is_vin(f"{body}{sign}{tail}"):
                return f"{body}{sign}{tail}"


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def fen(chance: random.Random, low: int, high: int) -> int:
    return chance.randrange(low * 100, high * 100)


def priced(chance: random.Random, items: tuple[str, ...], count: int, high: int) -> list[dict[str, Any]]:
    rows = []
    for item in chance.sample(items, count) if count <= len(items) else chance.choices(items, k=count):
        quantity, price = chance.randrange(1, 9), fen(chance, 3, high)
        rows.append({"item": item, "price": price, "quantity": quantity, "amount": price * quantity})
    return rows


def person(chance: random.Random) -> dict[str, Any]:
    sex, birth = chance.choice("男女"), born(chance)
    return {
        "name": name(chance),
        "sex": sex,
        "age": 2026 - birth.year,
        "born_on": birth.isoformat(),
        "nation": chance.choice(("汉", "汉", "汉", "回", "满", "壮")),
        "number": resident_id(chance, birth, sex),
    }


def id_front(chance: random.Random) -> dict[str, Any]:
    return {**person(chance), "address": address(chance)}


def id_back(chance: random.Random) -> dict[str, Any]:
    start = day(chance, date(2014, 1, 1), date(2025, 12, 1))
    until = (
        "长期"
        if chance.random() < 0.1
        else start.replace(day=min(start.day, 28), year=start.year + 20).isoformat()
    )
    start = start.replace(day=min(start.day, 28))
    return {
        "authority": f"样本市公安局{chance.choice(DISTRICTS[1:])[:-1]}分局",
        "valid_from": start.isoformat(),
        "valid_until": until,
    }


def card(chance: random.Random) -> dict[str, Any]:
    return {
        "number": bank_card(chance),
        "bank": chance.choice(BANKS),
        "valid_until": f"20{chance.randrange(27, 36)}-{chance.randrange(1, 13):02d}",
    }


def _receipt(chance: random.Random, code: str) -> dict[str, Any]:
    rows = [
        {"item": item, "amount": fen(chance, 5, 4000)} for item in chance.sample(FEES, chance.randrange(3, 8))
    ]
    total = sum(row["amount"] for row in rows)
    fund, account, other = int(total * chance.uniform(0.2, 0.7)), int(total * chance.uniform(0, 0.1)), 0
    cash = total - fund - account - other
    own_cost = int((account + cash) * chance.uniform(0.1, 0.6))
    issued = day(chance)
    someone = person(chance)
    return {
        "code": code,
        "number": digits(chance, 10),
        "check_code": "".join(chance.choice("0123456789abcdef") for _ in range(6)),
        "payer_name": someone["name"],
        "payer_id": someone["number"],
        "sex": someone["sex"],
        "issued_on": issued.isoformat(),
        "hospital": chance.choice(HOSPITALS),
        "total": total,
        "total_words": total,
        "fund_paid": fund,
        "other_paid": other,
        "account_paid": account,
        "cash_paid": cash,
        "own_share": account + cash - own_cost,
        "own_cost": own_cost,
        "record_number": digits(chance, 8),
        "business_number": digits(chance, 12),
        "department": chance.choice(DEPARTMENTS),
        "insurance_type": chance.choice(("职工医保", "城乡居民医保", "自费")),
        "lines": rows,
    }


def outpatient(chance: random.Random) -> dict[str, Any]:
    found = _receipt(chance, f"{chance.choice(('11', '31', '33', '44'))}0601{chance.choice(('25', '26'))}")
    return {**found, "visited_on": found["issued_on"]}


def inpatient(chance: random.Random) -> dict[str, Any]:
    found = _receipt(chance, f"{chance.choice(('11', '31', '33', '44'))}0602{chance.choice(('25', '26'))}")
    out = date.fromisoformat(found["issued_on"])
    return {**found, **_stay(chance, out), "prepaid": fen(chance, 100, 200) * 100}


def _stay(chance: random.Random, out: date) -> dict[str, Any]:
    days = chance.randrange(2, 25)
    return {
        "admitted_on": (out - timedelta(days=days)).isoformat(),
        "discharged_on": out.isoformat(),
        "days": days,
    }


def bill(chance: random.Random) -> dict[str, Any]:
    rows = priced(chance, DRUGS + SERVICES, chance.randrange(8, 17), 260)
    for row in rows:
        row["unit"] = chance.choice(("次", "盒", "支", "日"))
        row["class"] = chance.choice(("甲类", "乙类", "丙类"))
    return {
        "name": name(chance),
        "hospital": chance.choice(HOSPITALS),
        "record_number": digits(chance, 8),
        "department": chance.choice(DEPARTMENTS),
        **_stay(chance, day(chance)),
        "total": sum(row["amount"] for row in rows),
        "lines": rows,
    }


def summary(chance: random.Random) -> dict[str, Any]:
    someone = person(chance)
    found = chance.choice(DIAGNOSES)
    return {
        **{key: someone[key] for key in ("name", "sex", "age")},
        "department": chance.choice(DEPARTMENTS),
        "record_number": digits(chance, 8),
        **_stay(chance, day(chance)),
        "diagnosis": found,
        "admission_diagnosis": found,
        "doctor": name(chance),
        "hospital": chance.choice(HOSPITALS),
    }


def diagnosis(chance: random.Random) -> dict[str, Any]:
    someone = person(chance)
    issued = day(chance).isoformat()
    return {
        **{key: someone[key] for key in ("name", "sex", "age")},
        "department": chance.choice(DEPARTMENTS),
        "record_number": digits(chance, 8),
        "diagnosis": chance.choice(DIAGNOSES),
        "advice": chance.choice(
            ("建议休息两周", "建议住院治疗", "门诊随诊，不适随访", "卧床休息四周，定期复查")
        ),
        "visited_on": issued,
        "issued_on": issued,
        "doctor": name(chance),
        "hospital": chance.choice(HOSPITALS),
    }


def invoice(chance: random.Random) -> dict[str, Any]:
    rate = chance.choice((6, 13))
    rows = priced(chance, PARTS + GOODS, chance.randrange(1, 4), 900)
    for row in rows:
        row["rate"], row["unit"] = f"{rate}%", chance.choice(("件", "个", "台"))
        row["tax"] = round(row["amount"] * rate / 100)
    net, tax = sum(row["amount"] for row in rows), sum(row["tax"] for row in rows)
    issued = day(chance)
    return {
        "number": f"26{chance.choice(('11', '31', '44'))}{digits(chance, 16)}",
        "old_number": digits(chance, 8),
        "code": f"0{digits(chance, 11)}",
        "issued_on": issued.isoformat(),
        "buyer": chance.choice((name(chance), chance.choice(COMPANIES))),
        "buyer_tax_id": company_code(chance),
        "seller": chance.choice(REPAIRERS),
        "seller_tax_id": company_code(chance),
        "net": net,
        "tax": tax,
        "total": net + tax,
        "total_words": net + tax,
        "drawer": name(chance),
        "lines": rows,
    }


def driving(chance: random.Random) -> dict[str, Any]:
    someone = person(chance)
    first = day(chance, date(2012, 1, 1), date(2024, 12, 28))
    start = first.replace(day=min(first.day, 28))
    return {
        **{key: someone[key] for key in ("name", "sex", "born_on", "number")},
        "nationality": "中国",
        "address": address(chance),
        "first_issued_on": start.isoformat(),
        "vehicle_class": chance.choice(("C1", "C2", "B2", "A2", "C1")),
        "valid_from": start.isoformat(),
        "valid_until": start.replace(year=start.year + 16).isoformat(),
        "file_number": digits(chance, 12),
    }


def vehicle(chance: random.Random) -> dict[str, Any]:
    registered = day(chance, date(2015, 1, 1), date(2026, 6, 1)).isoformat()
    return {
        "plate": plate(chance),
        "vehicle_type": chance.choice(("小型轿车", "小型普通客车", "轻型厢式货车")),
        "owner": chance.choice((name(chance), chance.choice(COMPANIES))),
        "address": address(chance),
        "use": chance.choice(("非营运", "营运")),
        "model": chance.choice(("示范牌SF7150A", "远山牌YS6470B", "启明牌QM7001BEV")),
        "vin": vin(chance),
        "engine_number": f"{chance.choice('ABEK')}{digits(chance, 7)}",
        "registered_on": registered,
        "issued_on": registered,
    }


def traffic(chance: random.Random) -> dict[str, Any]:
    someone, when = person(chance), day(chance)
    return {
        "number": f"第{digits(chance, 12)}号",
        "happened_on": when.isoformat(),
        "place": f"样本市{chance.choice(DISTRICTS)}{chance.choice(STREETS)}与{chance.choice(STREETS)}路口",
        "weather": chance.choice("晴阴雨雪"),
        "party": someone["name"],
        "id_number": someone["number"],
        "plate": plate(chance),
        "responsibility": chance.choice(("全部责任", "主要责任", "同等责任", "次要责任", "无责任")),
        "authority": f"样本市公安局交通警察支队{chance.choice(DISTRICTS)[:-1]}大队",
        "issued_on": (when + timedelta(days=chance.randrange(0, 9))).isoformat(),
    }


def fire(chance: random.Random) -> dict[str, Any]:
    when = day(chance)
    return {
        "number": f"样消火认字〔2026〕第{digits(chance, 4)}号",
        "happened_on": when.isoformat(),
        "place": address(chance),
        "unit": chance.choice(COMPANIES),
        "cause": chance.choice(("电气线路短路引燃周围可燃物", "遗留火种引燃纸箱", "电动自行车充电故障")),
        "authority": f"样本市{chance.choice(DISTRICTS)}消防救援大队",
        "issued_on": (when + timedelta(days=chance.randrange(3, 30))).isoformat(),
    }


def repair(chance: random.Random) -> dict[str, Any]:
    rows = priced(chance, PARTS, chance.randrange(3, 8), 1800)
    total = sum(row["amount"] for row in rows)
    return {
        "number": f"WX{digits(chance, 10)}",
        "plate": plate(chance),
        "vin": vin(chance),
        "owner": name(chance),
        "repairer": chance.choice(REPAIRERS),
        "model": "示范牌SF7150A",
        "settled_on": day(chance).isoformat(),
        "total": total,
        "total_words": total,
        "lines": rows,
    }


def appraisal(chance: random.Random) -> dict[str, Any]:
    someone = person(chance)
    return {
        "name": someone["name"],
        "sex": someone["sex"],
        "id_number": someone["number"],
        "number": f"样正司鉴〔2026〕临鉴字第{digits(chance, 4)}号",
        "institution": chance.choice(("样本正衡司法鉴定所", "云州同济司法鉴定中心")),
        "client": chance.choice(COMPANIES),
        "grade": (grade := chance.randrange(3, 11)),
        "grade_text": f"{'一二三四五六七八九十'[grade - 1]}级",
        "appraised_on": day(chance).isoformat(),
    }


def death(chance: random.Random) -> dict[str, Any]:
    someone, when = person(chance), day(chance)
    return {
        **{key: someone[key] for key in ("name", "sex", "number", "born_on")},
        "died_on": when.isoformat(),
        "place": chance.choice(("医疗卫生机构", "家中")),
        "cause": chance.choice(("急性心肌梗死", "脑出血", "重症肺炎")),
        "authority": chance.choice(HOSPITALS),
        "issued_on": (when + timedelta(days=chance.randrange(0, 4))).isoformat(),
    }


def relationship(chance: random.Random) -> dict[str, Any]:
    someone = person(chance)
    return {
        **{key: someone[key] for key in ("name", "sex", "number", "born_on", "nation")},
        "relation": chance.choice(("配偶", "长子", "女儿", "父亲", "母亲")),
        "other_name": name(chance),
        "household_number": digits(chance, 9),
        "issued_on": day(chance).isoformat(),
    }


def losses(chance: random.Random) -> dict[str, Any]:
    rows = priced(chance, GOODS, chance.randrange(3, 8), 4000)
    total = sum(row["amount"] for row in rows)
    when = day(chance)
    return {
        "claimant": chance.choice((name(chance), chance.choice(COMPANIES))),
        "policy_number": f"PH2026{digits(chance, 10)}",
        "happened_on": when.isoformat(),
        "place": address(chance),
        "total": total,
        "total_words": total,
        "signed_on": (when + timedelta(days=chance.randrange(1, 9))).isoformat(),
        "lines": rows,
    }


def ownership(chance: random.Random) -> dict[str, Any]:
    return {
        "number": f"样(2021)临川市不动产权第{digits(chance, 7)}号",
        "owner": name(chance),
        "shared": chance.choice(("单独所有", "共同共有")),
        "place": address(chance),
        "unit_number": f"{digits(chance, 6)}GB{digits(chance, 5)}F{digits(chance, 8)}",
        "use": chance.choice(("住宅", "商业服务", "工业")),
        "area": f"{chance.randrange(40, 300)}.{chance.randrange(10, 99)}",
        "registered_on": day(chance, date(2018, 1, 1)).isoformat(),
    }


def claim(chance: random.Random) -> dict[str, Any]:
    someone, when = person(chance), day(chance)
    return {
        "policy_number": f"P{digits(chance, 14)}",
        "insured": someone["name"],
        "applicant": someone["name"],
        "relation": "本人",
        "id_number": someone["number"],
        "phone": f"1{chance.choice('3589')}{digits(chance, 9)}",
        "happened_on": when.isoformat(),
        "place": address(chance),
        "cause": chance.choice(("因急性阑尾炎住院手术", "下楼时摔倒致手腕骨折", "行驶中与护栏相撞")),
        "amount": fen(chance, 500, 90_000),
        "bank": chance.choice(BANKS) + "云州支行",
        "account_holder": someone["name"],
        "account": bank_card(chance),
        "signed_on": (when + timedelta(days=chance.randrange(1, 20))).isoformat(),
    }


MAKERS: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "id_card/front": id_front,
    "id_card/back": id_back,
    "bank_card": card,
    "outpatient_receipt": outpatient,
    "inpatient_receipt": inpatient,
    "itemised_bill": bill,
    "discharge_summary": summary,
    "diagnosis": diagnosis,
    "invoice": invoice,
    "driving_licence": driving,
    "vehicle_licence": vehicle,
    "traffic_certificate": traffic,
    "fire_certificate": fire,
    "repair_list": repair,
    "disability_appraisal": appraisal,
    "death_certificate": death,
    "relationship_proof": relationship,
    "loss_list": losses,
    "ownership_proof": ownership,
    "claim_form": claim,
}


def words(amount: int) -> str:
    return rmb_words(amount)

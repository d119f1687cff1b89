"""What the facts of a case are called in words, and how a value of each is written. One table for every family of product."""

from __future__ import annotations

import datetime
from typing import Any

from anpei.engine.calculation import Unit
from anpei.engine.explain import value_text
from anpei.engine.facts import CaseFacts
from anpei.engine.tree import CATEGORY_NAMES, row_name
from anpei.terms.base import Category, Text
from anpei.terms.product import Product

Path = tuple[str | int, ...]
"""Where a fact stands in CaseFacts: ("lines", 0, "service_on")."""

FIELDS: dict[str, Text] = {
    "absolute_deductible_bp": Text(zh="绝对免赔率", en="Absolute deductible"),
    "accident_on": Text(zh="事故日期", en="Day of the accident"),
    "admitted_on": Text(zh="入院日期", en="Day of admission"),
    "agreed_deductible_fen": Text(zh="约定免赔额", en="Agreed deductible"),
    "amount_fen": Text(zh="金额", en="Amount"),
    "claimed_fen": Text(zh="索赔金额", en="Claimed"),
    "code": Text(zh="疾病代码", en="Code of the illness"),
    "combined_grade": Text(zh="合并评定等级", en="Grade of both together"),
    "confirmed_on": Text(zh="确诊日期", en="Day of diagnosis"),
    "damage_fen": Text(zh="车辆损失", en="Damage of the vehicle"),
    "days": Text(zh="住院日数", en="Days in hospital"),
    "death_fen": Text(zh="死亡伤残赔偿", en="Death and disability"),
    "debris_fen": Text(zh="清理残骸费用", en="Removal of debris"),
    "depreciation_bp": Text(zh="查定折旧率", en="Depreciation found"),
    "designated": Text(zh="约定医院", en="Hospital named in the contract"),
    "destroyed": Text(zh="全部损失", en="Destroyed"),
    "died_on": Text(zh="身故日期", en="Day of death"),
    "discharged_on": Text(zh="出院日期", en="Day of discharge"),
    "earlier_grade": Text(zh="原有伤残等级", en="Grade from before"),
    "emergency": Text(zh="急诊", en="Emergency"),
    "ends_on": Text(zh="保险期间最后一日", en="Last day of the policy"),
    "energy": Text(zh="能源类型", en="Energy"),
    "entitled": Text(zh="有权受益", en="Entitled"),
    "excluded_clause": Text(zh="依据的条款", en="Clause"),
    "excluded_fen": Text(zh="认定在责任外的金额", en="Found outside cover"),
    "excluded_reason": Text(zh="理由（客户会看到）", en="Reason (the customer reads it)"),
    "fault": Text(zh="责任", en="Fault"),
    "fault_bp": Text(zh="过错比例", en="Share of the fault"),
    "first_diagnosis_on": Text(zh="首次确诊日期", en="Day of the first diagnosis"),
    "first_pay_bp": Text(zh="乙类先行自付比例", en="First share of class B"),
    "first_registered_on": Text(zh="初次登记日期", en="Day of first registration"),
    "first_started_on": Text(zh="连续承保起始日期", en="Start of unbroken cover"),
    "grade": Text(zh="伤残等级", en="Grade of disability"),
    "group": Text(zh="疾病组别", en="Group of the list"),
    "hooked_to": Text(zh="挂在哪辆车上", en="Hooked to"),
    "id": Text(zh="名称", en="Name"),
    "insured": Text(zh="有有效交强险", en="Has valid compulsory cover"),
    "legal_fen": Text(zh="法律费用", en="Legal costs"),
    "limit_fen": Text(zh="其他保险人单独应赔", en="What the other insurer alone would pay"),
    "loss_fen": Text(zh="无法修复的损失", en="Loss beyond repair"),
    "meant_it": Text(zh="受害人故意", en="The victim meant it"),
    "medical_fen": Text(zh="医疗费用", en="Medical costs"),
    "mitigation_fen": Text(zh="施救费用", en="Costs of mitigation"),
    "moral_fen": Text(zh="精神损害抚慰金", en="Moral damages"),
    "moral_first": Text(zh="精神损害优先", en="Moral damages first"),
    "name": Text(zh="姓名", en="Name"),
    "new_price_fen": Text(zh="新车购置价", en="Price of a new vehicle"),
    "non_motor": Text(zh="行人或非机动车", en="Pedestrian or non-motor vehicle"),
    "nrdl_class": Text(zh="医保目录类别", en="Class in the social insurance list"),
    "order": Text(zh="受益顺序", en="Order of the beneficiary"),
    "other_fen": Text(zh="其他途径已付", en="Paid by others"),
    "other_rescued_fen": Text(zh="一同施救的其他财产", en="Other property rescued"),
    "others_paid_fen": Text(zh="其他途径已付", en="Paid by others"),
    "outside_catalogue_fen": Text(zh="医保外用药", en="Outside the catalogue"),
    "paid_by_insured_fen": Text(zh="被保险人已赔付", en="Paid by the insured himself"),
    "personal_account_fen": Text(zh="医保个人账户支付", en="Paid from the personal account"),
    "pre_existing": Text(zh="既往症", en="Existed before"),
    "premium_paid_fen": Text(zh="已交保险费", en="Premium paid"),
    "property_fen": Text(zh="财产损失", en="Damage to property"),
    "received_fen": Text(zh="第三方已赔", en="Paid by third parties"),
    "recourse_grounds": Text(zh="可追偿的情形", en="Grounds for recourse"),
    "recovered_fen": Text(zh="已向责任方追回", en="Recovered from a third party"),
    "region": Text(zh="适用地区比例", en="Regional shares"),
    "repair_fen": Text(zh="修复费用", en="Cost of repair"),
    "replacement_fen": Text(zh="重置费用", en="Replacement cost"),
    "rescue_fen": Text(zh="抢救或施救费用", en="Costs of rescue"),
    "salvage_fen": Text(zh="残值", en="Salvage"),
    "salvage_kept": Text(zh="残值归被保险人", en="The insured keeps the salvage"),
    "saved_insured_fen": Text(zh="获救的保险财产", en="Insured property saved"),
    "saved_total_fen": Text(zh="获救财产合计", en="All property saved"),
    "seat": Text(zh="座位", en="Seat"),
    "seats": Text(zh="投保座位数", en="Seats insured"),
    "self_settlement_agreed": Text(zh="互碰自赔已同意", en="Own-damage settlement agreed"),
    "service_on": Text(zh="就诊日期", en="Day of the service"),
    "severity": Text(zh="程度", en="Severity"),
    "share": Text(zh="受益份额", en="Share of the beneficiary"),
    "social_fen": Text(zh="医保已付", en="Paid by social insurance"),
    "social_insured": Text(zh="有医保身份投保", en="Insured with social insurance"),
    "social_settled": Text(zh="已用医保结算", en="Settled with social insurance"),
    "sound_value_fen": Text(zh="完好时市值", en="Market value undamaged"),
    "stands_before": Text(zh="先于本保单赔付", en="Pays before this policy"),
    "starts_on": Text(zh="保险期间第一日", en="First day of the policy"),
    "sum_insured_fen": Text(zh="保险金额", en="Sum insured"),
    "survey_fen": Text(zh="查勘鉴定费用", en="Survey costs"),
    "third_party_not_found": Text(zh="找不到第三方", en="Third party not found"),
    "totally_lost": Text(zh="全部损失", en="Totally lost"),
    "use": Text(zh="使用性质", en="Use"),
    "used_months": Text(zh="已使用月数", en="Months in use"),
    "value_fen": Text(zh="保险价值", en="Insurable value"),
    "vehicle": Text(zh="所在车辆", en="In which vehicle"),
    "vehicle_class": Text(zh="车辆种类", en="Class of vehicle"),
}
"""By the last part of the path: the same name means the same thing wherever it stands."""

VALUES: dict[str, Text] = {
    "true": Text(zh="是", en="yes"),
    "false": Text(zh="否", en="no"),
    "full": Text(zh="全部责任", en="Full"),
    "main": Text(zh="主要责任", en="Main"),
    "equal": Text(zh="同等责任", en="Equal"),
    "secondary": Text(zh="次要责任", en="Secondary"),
    "none": Text(zh="无责任", en="None"),
    "driver": Text(zh="驾驶人", en="Driver"),
    "passenger": Text(zh="乘客", en="Passenger"),
    "unlicensed": Text(zh="无证驾驶", en="Unlicensed"),
    "drunk": Text(zh="醉酒驾驶", en="Drunk"),
    "drugs": Text(zh="吸毒或用药后驾驶", en="On drugs"),
    "stolen": Text(zh="被盗抢期间", en="Stolen"),
    "intentional": Text(zh="故意", en="On purpose"),
    "car": Text(zh="九座及以下客车", en="Car, fewer than 10 seats"),
    "bus": Text(zh="十座及以上客车", en="Bus, 10 seats and more"),
    "micro_truck": Text(zh="微型载货汽车", en="Micro truck"),
    "trailer_truck": Text(zh="带拖挂的载货汽车", en="Truck with trailer"),
    "slow": Text(zh="低速货车和三轮汽车", en="Low-speed truck or three-wheeler"),
    "other": Text(zh="其他车辆", en="Other vehicle"),
    "family": Text(zh="家庭自用", en="Family"),
    "non_business": Text(zh="非营业", en="Office or company"),
    "rental": Text(zh="出租", en="Rental"),
    "business": Text(zh="营业", en="Business"),
    "fuel": Text(zh="燃油", en="Fuel"),
    "electric": Text(zh="纯电动", en="Battery electric"),
    "hybrid": Text(zh="插电式混合动力", en="Plug-in hybrid"),
    "fuel_cell": Text(zh="燃料电池", en="Fuel cell"),
    "mild": Text(zh="轻度", en="Mild"),
    "moderate": Text(zh="中度", en="Moderate"),
    "severe": Text(zh="重度", en="Severe"),
    "death_disability": Text(zh="死亡伤残", en="Death and disability"),
    "medical": Text(zh="医疗费用", en="Treatment"),
    "property": Text(zh="财产损失", en="Property"),
    "tertiary": Text(zh="三级", en="Tertiary"),
    "primary": Text(zh="一级", en="Primary"),
    "unrated": Text(zh="未定级", en="Not rated"),
}
"""Values a person chooses from, by the word a fact stores."""

_ROWS: dict[str, Text] = {
    "beneficiaries": Text(zh="受益人", en="Beneficiary"),
    "claimants": Text(zh="赔偿请求人", en="Claimant"),
    "costs": Text(zh="损失以外的费用", en="Costs beside the loss"),
    "illnesses": Text(zh="疾病", en="Illness"),
    "injuries": Text(zh="伤残", en="Injury"),
    "insurers": Text(zh="其他保险人", en="Other insurer"),
    "items": Text(zh="财产", en="Item"),
    "lines": Text(zh="费用项", en="Line"),
    "prior_illnesses": Text(zh="此前赔过的疾病", en="Illness paid before"),
    "prior_payments": Text(zh="此前给付", en="Earlier payment"),
    "receipts": Text(zh="票据", en="Receipt"),
    "stays": Text(zh="住院", en="Stay"),
    "vehicles": Text(zh="车辆", en="Vehicle"),
    "victims": Text(zh="受害人", en="Victim"),
}
_VALUES: dict[bool | None, Text] = {
    True: Text(zh="是", en="yes"),
    False: Text(zh="否", en="no"),
    None: Text(zh="未注明", en="not said"),
}
_CLASSES = {
    "A": Text(zh="甲类", en="class A"),
    "B": Text(zh="乙类", en="class B"),
    "C": Text(zh="丙类（目录外）", en="class C (outside the list)"),
}


def unit_of(path: Path, product: Product) -> Unit:
    """The unit of a whole number at a path."""
    if path[0] == "accumulators":
        return next((a.unit for a in product.calculation.accumulators if a.code == path[-1]), "count")
    name = str(path[1] if "sum_insured_fen" in path else path[-1])
    if name.endswith("_fen"):
        return "fen"
    if name.endswith("_bp"):
        return "bp"
    if name.endswith("grade"):
        return "grade"
    if name == "days" or name.endswith("_days"):
        return "days"
    return "count"


def label(path: Path, facts: CaseFacts, product: Product) -> Text:
    """A fact in words, with the row it stands in: 床位费：就诊日期."""
    if path[0] == "accumulators":
        names = {a.code: a.name for a in product.calculation.accumulators}
        name = names.get(str(path[-1])) or _plain(str(path[-1]))
        return Text(zh=f"{name.zh}（此前已用）", en=f"{name.en} (used before)")
    if "sum_insured_fen" in path:
        benefits = [b.name for b in product.benefits if b.sum_insured_key == path[-1]]
        name = benefits[0] if benefits else _plain(str(path[-1]))
        return Text(zh=f"保险金额（{name.zh}）", en=f"Sum insured ({name.en})")
    own = FIELDS.get(str(path[-1])) or _plain(str(path[-1]))
    row = _row(path, facts, product)
    return Text(zh=f"{row.zh}：{own.zh}", en=f"{row.en}: {own.en}") if row else own


def _own_name(row: Any) -> Text | None:
    """What people call one row of a table: its item, its category; None where it only has a number."""
    item = str(getattr(row, "item", "") or getattr(row, "name", "") or "").strip()
    if item:
        return Text(zh=item, en=item)
    category = getattr(row, "category", None)
    return CATEGORY_NAMES[Category(category)] if category in CATEGORY_NAMES else None


def value_words(value: object, unit: Unit, name: str = "") -> Text:
    """A value of a fact written out: yuan, percent, a date, a class of the list, yes or no."""
    if isinstance(value, bool) or value is None:
        return _VALUES[value]
    if isinstance(value, datetime.date):
        return Text(zh=value.isoformat(), en=value.isoformat())
    if isinstance(value, int):
        return Text(zh=value_text(value, unit, "zh"), en=value_text(value, unit, "en"))
    if name == "nrdl_class" and value in _CLASSES:
        return _CLASSES[str(value)]
    return _plain(str(value))


def _row(path: Path, facts: CaseFacts, product: Product) -> Text | None:
    """The row a path leads through, named; None when the fact stands alone."""
    node: Any = facts
    for position, step in enumerate(path[:-1]):
        if isinstance(step, int):
            node = node[step]
            table = str(path[position - 1])
            kind = _ROWS.get(table) or _plain(table)
            return _own_name(node) or _numbered(kind, node, step, product)
        node = node[step] if isinstance(node, dict) else getattr(node, step)
    return None


def _numbered(kind: Text, row: Any, position: int, product: Product) -> Text:
    benefits = {b.code: b.name for b in product.benefits}
    paid_by = benefits.get(str(getattr(row, "benefit", "")))
    if paid_by:
        return Text(zh=f"{kind.zh}（{paid_by.zh}）", en=f"{kind.en} ({paid_by.en})")
    name = row_name(str(getattr(row, "id", "") or getattr(row, "code", "") or position + 1), position)
    return Text(zh=f"{kind.zh} {name.zh}", en=f"{kind.en} {name.en}")


def _plain(name: str) -> Text:
    words = name.replace("_", " ")
    return Text(zh=words, en=words)

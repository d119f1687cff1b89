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
    "accident_on": Text(zh="事故日期", en="Day of the accident"),
    "admitted_on": Text(zh="入院日期", en="Day of admission"),
    "amount_fen": Text(zh="金额", en="Amount"),
    "days": Text(zh="住院日数", en="Days in hospital"),
    "died_on": Text(zh="身故日期", en="Day of death"),
    "discharged_on": Text(zh="出院日期", en="Day of discharge"),
    "ends_on": Text(zh="保险期间最后一日", en="Last day of the policy"),
    "excluded_fen": Text(zh="认定在责任外的金额", en="Found outside cover"),
    "first_diagnosis_on": Text(zh="首次确诊日期", en="Day of the first diagnosis"),
    "first_pay_bp": Text(zh="乙类先行自付比例", en="First share of class B"),
    "grade": Text(zh="伤残等级", en="Grade of disability"),
    "nrdl_class": Text(zh="医保目录类别", en="Class in the social insurance list"),
    "other_fen": Text(zh="其他途径已付", en="Paid by others"),
    "personal_account_fen": Text(zh="医保个人账户支付", en="Paid from the personal account"),
    "service_on": Text(zh="就诊日期", en="Day of the service"),
    "social_fen": Text(zh="医保已付", en="Paid by social insurance"),
    "social_insured": Text(zh="有医保身份投保", en="Insured with social insurance"),
    "social_settled": Text(zh="已用医保结算", en="Settled with social insurance"),
    "starts_on": Text(zh="保险期间第一日", en="First day of the policy"),
}
"""By the last part of the path: the same name means the same thing wherever it stands."""

_ROWS: dict[str, Text] = {
    "injuries": Text(zh="伤残", en="Injury"),
    "lines": Text(zh="费用项", en="Line"),
    "prior_payments": Text(zh="此前给付", en="Earlier payment"),
    "receipts": Text(zh="票据", en="Receipt"),
    "stays": Text(zh="住院", en="Stay"),
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
    if name == "days" or name.endswith("_days"):
        return "days"
    return "grade" if name == "grade" else "count"


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
    item = str(getattr(row, "item", "") or "").strip()
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

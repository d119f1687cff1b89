"""The numbers of a product's calculation terms as a list: path, value, unit, clause and words for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from anpei.terms.base import Strict, Text
from anpei.terms.product import Product

NumberUnit = Literal["fen", "bp", "days", "count"]


@dataclass(frozen=True)
class NumberTerm:
    """One number a calculation reads. ``section`` is the benefit it belongs to."""

    path: str
    value: int
    unit: NumberUnit
    clause: str
    label: Text
    section: Text


# What a group of terms is called, and each number in it; what is not listed goes by the title of its clause.
_GROUPS: dict[str, Text] = {
    "deductible": Text(zh="免赔额", en="Deductible"),
    "ratio": Text(zh="赔付比例", en="Share paid"),
    "limits": Text(zh="赔付限额", en="Limit"),
    "sub_limits": Text(zh="分项限额", en="Sub-limit"),
    "window": Text(zh="住院前后门急诊", en="Visits around a stay"),
    "sum_insured": Text(zh="保险金额", en="Sum insured"),
}
_NUMBERS: dict[str, Text] = {
    "settled_bp": Text(zh="经医保结算", en="settled with social insurance"),
    "not_settled_bp": Text(zh="未经医保结算", en="not settled with social insurance"),
    "no_social_insurance_bp": Text(zh="无医保身份投保", en="insured without social insurance"),
    "days_before_admission": Text(zh="入院前天数", en="days before admission"),
    "days_after_discharge": Text(zh="出院后天数", en="days after discharge"),
    "deductible_days": Text(zh="免赔天数", en="deductible days"),
    "max_days_per_stay": Text(zh="每次住院最多天数", en="most days for each stay"),
    "max_days_in_period": Text(zh="期间内最多天数", en="most days in the period"),
    "within_days": Text(zh="事故后天数", en="days from the accident"),
    "grade_bp": Text(zh="伤残给付比例", en="share by grade"),
}
_UNNAMED = ("amount_fen", "limit_fen")
_WHOLE = Text(zh="整个产品", en="Whole product")


def number_terms(product: Product) -> list[NumberTerm]:
    """Every number of the benefits' terms, their own sums insured, and the common calculation terms, in file order.

    Waiting periods, windows of cover and the like decide whether something is covered, not how much: they are read by
    the review of cover, not by a calculation, and are left out.
    """
    found: list[NumberTerm] = []
    for position, benefit in enumerate(product.benefits):
        path = f"benefits[{position}]"
        for part in ("sum_insured", "terms"):
            walk = _Walk(product, benefit.name)
            found += walk.through(
                getattr(benefit, part), f"{path}.{part}", benefit.clause, _group(part, None)
            )
    found += _Walk(product, _WHOLE).through(product.calculation, "calculation", "", None)
    return found


@dataclass(frozen=True)
class _Walk:
    product: Product
    section: Text

    def through(self, node: Strict, path: str, clause: str, group: Text | None) -> Iterator[NumberTerm]:
        clause = getattr(node, "clause", None) or clause
        for name, value in node:
            here = f"{path}.{name}"
            own = getattr(node, f"{name.split('_')[0]}_clause", None) or clause
            if isinstance(value, Strict) and not isinstance(value, Text):
                yield from self.through(value, here, own, _group(name, value))
            elif isinstance(value, tuple):
                yield from self._list(name, value, here, own)
            elif type(value) is int:
                yield self._number(name, value, here, own, group)

    def _list(self, name: str, values: tuple[object, ...], path: str, clause: str) -> Iterator[NumberTerm]:
        for position, value in enumerate(values):
            here = f"{path}[{position}]"
            if isinstance(value, Strict):
                yield from self.through(value, here, clause, self._item(name, value, position))
            elif type(value) is int:
                label = _joined(_NUMBERS.get(name) or self._by_clause(clause, name), _numbered(position))
                yield NumberTerm(here, value, _unit(name), clause, label, self.section)

    def _item(self, name: str, value: Strict, position: int) -> Text | None:
        named = getattr(value, "name", None)
        if isinstance(named, Text):
            return named
        accumulator = getattr(value, "accumulator", None)
        if isinstance(accumulator, str):
            return self.product.accumulator(accumulator).name
        return _joined(_GROUPS.get(name), _numbered(position))

    def _number(self, name: str, value: int, path: str, clause: str, group: Text | None) -> NumberTerm:
        words = _NUMBERS.get(name)
        if words is None and not (name in _UNNAMED and group is not None):
            words = self._by_clause(clause, name)
        return NumberTerm(
            path=path,
            value=value,
            unit=_unit(name),
            clause=clause,
            label=_joined(group, words),
            section=self.section,
        )

    def _by_clause(self, clause: str, name: str) -> Text:
        plain = name.replace("_", " ").removesuffix(" fen").removesuffix(" bp")
        title = next((one.title for one in self.product.clauses if one.number == clause), plain)
        return Text(zh=title, en=plain)


def _group(name: str, value: object) -> Text | None:
    named = getattr(value, "name", None)
    return named if isinstance(named, Text) else _GROUPS.get(name)


def _joined(*parts: Text | None) -> Text:
    said = [part for part in parts if part is not None]
    return Text(zh=" · ".join(part.zh for part in said), en=" · ".join(part.en for part in said))


def _numbered(position: int) -> Text:
    return Text(zh=f"第 {position + 1} 项", en=f"no. {position + 1}")


def _unit(name: str) -> NumberUnit:
    if name.endswith("_fen"):
        return "fen"
    if name.endswith("_bp"):
        return "bp"
    return "days" if "days" in name else "count"

"""What changed between two versions of a product, in words: the wording, the money, the papers.

Things are matched by the name they carry (clause number, code, kind of paper), never by their place in the file: moving a
clause up changes nothing, and a new benefit in front does not make all others look changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from anpei.terms.base import Strict, Text
from anpei.terms.numbers import NumberTerm, number_terms
from anpei.terms.product import Product
from anpei.values.money import format_yuan

Group = Literal["wording", "money", "papers"]
Way = Literal["added", "removed", "changed"]

GROUPS: dict[Group, Text] = {
    "wording": Text(zh="文字", en="Wording"),
    "money": Text(zh="金额与计算", en="Money"),
    "papers": Text(zh="材料", en="Papers"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise. ``path`` names it as people do: benefits[inpatient].terms.deductible.amount_fen."""

    group: Group
    way: Way
    path: str
    label: Text
    was: str
    now: str

    def in_words(self, lang: str) -> str:
        """The change as one line: what it is, from what to what, and where it stands."""
        label = self.label.in_(lang)
        english = lang.startswith("en")
        match self.way:
            case "added":
                return f"{'New' if english else '新增'}: {label} {self.now} ({self.path})".replace("  ", " ")
            case "removed":
                return f"{'Gone' if english else '删去'}: {label} {self.was} ({self.path})".replace("  ", " ")
            case "changed":
                return f"{label}: {self.was} → {self.now} ({self.path})"


def difference(old: Product, new: Product) -> list[Change]:
    """Every change from one version to another, grouped, inside a group in the order of the new file."""
    before, after = _Shape(old), _Shape(new)
    found = [*_leaves(before, after), *_things(after, before, "added"), *_things(before, after, "removed")]
    order = list(GROUPS)
    return sorted(found, key=lambda change: order.index(change.group))


def report(changes: list[Change], lang: str) -> str:
    """The changes under their headings; one sentence when there are none."""
    if not changes:
        return "Nothing changed.\n" if lang.startswith("en") else "没有变化。\n"
    lines = []
    for group, heading in GROUPS.items():
        own = [change for change in changes if change.group == group]
        if own:
            lines += [f"{heading.in_(lang)} ({len(own)})", *(f"  {one.in_words(lang)}" for one in own), ""]
    return "\n".join(lines[:-1]) + "\n"


@dataclass(frozen=True, slots=True)
class _Leaf:
    value: object
    file_path: str


class _Shape:
    """A product laid flat: every value by its named path, and every thing of a list by the path of the thing."""

    def __init__(self, product: Product) -> None:
        self.leaves: dict[str, _Leaf] = {}
        self.things: dict[str, Strict] = {}
        self.numbers: dict[str, NumberTerm] = {term.path: term for term in number_terms(product)}
        self._lay(product, "", "")

    def _lay(self, node: object, path: str, file_path: str) -> None:
        if isinstance(node, Strict):
            for name, value in node:
                key = type(node).model_fields[name].alias or name
                self._lay(value, _under(path, key), _under(file_path, key))
        elif isinstance(node, tuple) and any(isinstance(item, Strict) for item in node):
            for position, item in enumerate(node):
                here = self._free(f"{path}[{_own_name(item, position)}]")
                self.things[here] = item
                self._lay(item, here, f"{file_path}[{position}]")
        else:
            self.leaves[path] = _Leaf(node, file_path)

    def _free(self, path: str) -> str:
        """Two papers of one kind: the second is told apart by its place among them."""
        number = 2
        free = path
        while free in self.things:
            free = f"{path[:-1]} {number}]"
            number += 1
        return free


def _leaves(before: _Shape, after: _Shape) -> Iterator[Change]:
    for path, leaf in after.leaves.items():
        earlier = before.leaves.get(path)
        if earlier is not None and earlier.value != leaf.value:
            yield Change(
                _group(path, leaf.value), "changed", path, _label(path, leaf, after),
                _written(earlier.value, path), _written(leaf.value, path),
            )  # fmt: skip
        elif earlier is None and not _inside(path, after, before):
            yield _one_sided(path, leaf, after, "added")
    for path, leaf in before.leaves.items():
        if path not in after.leaves and not _inside(path, before, after):
            yield _one_sided(path, leaf, before, "removed")


def _one_sided(path: str, leaf: _Leaf, shape: _Shape, way: Way) -> Change:
    words = _written(leaf.value, path)
    was, now = ("", words) if way == "added" else (words, "")
    return Change(_group(path, leaf.value), way, path, _label(path, leaf, shape), was, now)


def _things(here: _Shape, there: _Shape, way: Way) -> Iterator[Change]:
    """Whole things only one side has, each told once: not every value inside it."""
    for path, thing in here.things.items():
        if path in there.things or _inside(path, here, there):
            continue
        yield Change(_group(path, thing), way, path, _thing_words(thing), "", "")


def _inside(path: str, here: _Shape, there: _Shape) -> bool:
    """Whether a path lies inside a thing that the other side does not have at all."""
    return any(
        path.startswith(thing) and path != thing and thing not in there.things for thing in here.things
    )


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _own_name(item: Strict, position: int) -> str:
    for name in ("number", "code", "name", "kind", "accumulator", "term", "level"):
        value = getattr(item, name, None)
        if isinstance(value, Text):
            return value.zh
        if isinstance(value, str | int):
            return str(getattr(value, "value", value))
    return str(position + 1)


def _thing_words(thing: Strict) -> Text:
    """What a clause, benefit, paper… is called."""
    number, title = getattr(thing, "number", ""), getattr(thing, "title", "")
    if title:
        return Text(zh=f"条款 {number} {title}", en=f"Clause {number} {title}")
    for name in ("name", "label", "term"):
        value = getattr(thing, name, None)
        if isinstance(value, Text):
            return value
    return Text(zh=_own_name(thing, 0), en=_own_name(thing, 0))


def _group(path: str, value: object) -> Group:
    section = path.partition("[")[0].partition(".")[0]
    if section == "papers":
        return "papers"
    if section in ("calculation", "straight_through", "authority", "negotiable", "examples"):
        return "money"
    own = ".terms" in path or ".sum_insured" in path or ".waiting" in path
    words = path.endswith((".zh", ".en", "clause"))
    return "money" if section == "benefits" and own and not words else "wording"


def _label(path: str, leaf: _Leaf, shape: _Shape) -> Text:
    number = shape.numbers.get(leaf.file_path)
    if number is not None:
        return Text(
            zh=f"{number.section.zh} · {number.label.zh}", en=f"{number.section.en} · {number.label.en}"
        )
    owners = [thing for thing in shape.things if path.startswith(f"{thing}.") or path == thing]
    field = _FIELDS.get(path.rpartition("]")[2].strip(".")) or _field(path)
    if not owners:
        return field
    owner = _thing_words(shape.things[max(owners, key=len)])
    return Text(zh=f"{owner.zh} · {field.zh}", en=f"{owner.en} · {field.en}")


def _field(path: str) -> Text:
    own = path.rpartition("]")[2].strip(".")
    last = own.rpartition(".")[2]
    return _FIELDS.get(last) or Text(zh=own or path, en=(own or path).replace("_", " "))


def _written(value: object, path: str) -> str:
    name = path.rpartition(".")[2].partition("[")[0]
    if isinstance(value, bool) or value is None:
        return {True: "✓", False: "✗", None: "–"}[value]
    if isinstance(value, int):
        if name.endswith("_fen"):
            return format_yuan(value)
        if name.endswith("_bp"):
            return f"{value // 100}.{value % 100:02d}%"
        return str(value)
    if isinstance(value, tuple | list):
        return "(" + ", ".join(_written(one, path) for one in value) + ")"
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, Enum):
        return str(value.value)
    return f"“{value}”" if isinstance(value, str) else str(value)


_FIELDS: dict[str, Text] = {
    "asks": Text(zh="由谁核实", en="who finds out"),
    "clause": Text(zh="依据条款", en="clause it rests on"),
    "code": Text(zh="产品代码", en="product code"),
    "days": Text(zh="天数", en="days"),
    "en": Text(zh="英文", en="English wording"),
    "event_date": Text(zh="以哪一天为准", en="which day counts"),
    "expect": Text(zh="算例结果", en="expected figures"),
    "facts": Text(zh="算例事实", en="facts of the example"),
    "highlight": Text(zh="加粗提示", en="printed in bold"),
    "holder": Text(zh="由谁提供", en="who holds it"),
    "insurer.en": Text(zh="保险人（英文）", en="insurer, in English"),
    "insurer.zh": Text(zh="保险人", en="insurer, in Chinese"),
    "line": Text(zh="险种", en="line of business"),
    "max_fen": Text(zh="直接赔付上限", en="limit of straight-through payment"),
    "meaning.en": Text(zh="释义（英文）", en="meaning, in English"),
    "meaning.zh": Text(zh="释义", en="meaning, in Chinese"),
    "name.en": Text(zh="名称（英文）", en="name, in English"),
    "name.zh": Text(zh="名称", en="name, in Chinese"),
    "natures": Text(zh="出险性质", en="natures"),
    "order": Text(zh="计算顺序", en="order of the calculation"),
    "plain.en": Text(zh="通俗说明（英文）", en="plain words, in English"),
    "plain.zh": Text(zh="通俗说明", en="plain words, in Chinese"),
    "question.en": Text(zh="核实问题（英文）", en="question, in English"),
    "question.zh": Text(zh="核实问题", en="question, in Chinese"),
    "scope": Text(zh="费用范围", en="scope of costs"),
    "settings": Text(zh="门诊或住院", en="settings"),
    "text": Text(zh="条款正文", en="text"),
    "title": Text(zh="标题", en="title"),
    "title_en": Text(zh="标题（英文）", en="title, in English"),
    "valid_from": Text(zh="开始销售", en="first day of sale"),
    "valid_to": Text(zh="停止销售", en="last day of sale"),
    "version": Text(zh="版本", en="version"),
    "why.en": Text(zh="理由（英文）", en="why, in English"),
    "why.zh": Text(zh="理由", en="why, in Chinese"),
    "zh": Text(zh="中文", en="Chinese wording"),
}

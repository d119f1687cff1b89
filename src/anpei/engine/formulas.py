"""A compiled step in words: what it is worked out from, in the order of the terms, for people who do not read code."""

from __future__ import annotations

from collections.abc import Iterable

from anpei.engine.calculation import Unit
from anpei.engine.compiled import CompiledTerms, NamedStep
from anpei.engine.coverage import LOSS_WORDS
from anpei.engine.explain import value_text
from anpei.engine.expressions import (
    Add,
    AllOf,
    Allot,
    AllowInOrder,
    AnyOf,
    Apportion,
    Choose,
    Column,
    Compare,
    Const,
    Expr,
    Fact,
    Fold,
    Least,
    Left,
    Less,
    Most,
    Not,
    Proportion,
    Ref,
    Share,
    SpreadEvenly,
    Term,
    Times,
    When,
    children,
    leaves,
)
from anpei.engine.loss_names import COST_NAMES
from anpei.engine.medical import CATEGORY_CODES, CLASS_CODES, SETTING_CODES
from anpei.engine.motor_names import MOTOR_COLUMNS
from anpei.engine.tree import CATEGORY_NAMES, FACT_NAMES
from anpei.terms.base import Setting, Text
from anpei.terms.numbers import number_terms

GRAINS: dict[str, Text] = {
    "claim": Text(zh="整案", en="the claim"),
    "line": Text(zh="每个费用项", en="each line"),
    "receipt": Text(zh="每张票据", en="each receipt"),
    "stay": Text(zh="每次住院", en="each stay"),
    "injury": Text(zh="每处伤残", en="each injury"),
    "illness": Text(zh="每种疾病", en="each illness"),
    "beneficiary": Text(zh="每位受益人", en="each beneficiary"),
    "claimant": Text(zh="每位赔偿请求人", en="each claimant"),
    "item": Text(zh="每项财产", en="each item"),
    "insurer": Text(zh="每个保险人", en="each insurer"),
    "vehicle": Text(zh="每辆车", en="each vehicle"),
    "victim": Text(zh="每位受害人", en="each victim"),
    "pair": Text(zh="每位受害人与每辆车", en="each victim with each vehicle"),
}

_COLUMNS: dict[str, Text] = {
    "amount": Text(zh="费用", en="amount"),
    "excluded": Text(zh="认定在责任外的金额", en="amount found outside cover"),
    "class": Text(zh="医保目录类别", en="class in the social insurance list"),
    "first_pay_bp": Text(zh="乙类先行自付比例", en="first share of class B"),
    "category": Text(zh="费用类别", en="kind of cost"),
    "days_before_stay": Text(zh="距入院的天数", en="days before admission"),
    "days_after_stay": Text(zh="出院后的天数", en="days after discharge"),
    "setting": Text(zh="门诊或住院", en="outpatient or inpatient"),
    "social": Text(zh="医保已付", en="paid by social insurance"),
    "other": Text(zh="其他途径已付", en="paid by others"),
    "settled": Text(zh="已用医保结算", en="settled with social insurance"),
    "settled_or_zero": Text(zh="已用医保结算（含零元）", en="settled with social insurance (also at zero)"),
    "days": Text(zh="天数", en="days"),
    "grade": Text(zh="伤残等级", en="grade"),
    "entitled": Text(zh="有权受益", en="entitled"),
    "order": Text(zh="受益顺序", en="order of the beneficiary"),
    "share": Text(zh="受益份额", en="share of the beneficiary"),
    "code_paid": Text(zh="该病种已赔次数", en="times this illness was paid"),
    "group_paid": Text(zh="该组已赔次数", en="times this group was paid"),
    "times_paid": Text(zh="已赔次数", en="times paid before"),
    "days_covered": Text(zh="连续在保日数", en="days of unbroken cover"),
    "days_since_paid": Text(zh="距上次赔付日数", en="days since the last payment"),
    "severity": Text(zh="疾病程度", en="severity"),
    "before": Text(zh="先于本保单赔付", en="pays before this policy"),
    "benefit": Text(zh="所属责任", en="benefit it comes under"),
    "limit": Text(zh="该保险人单独应赔", en="what it alone would pay"),
    "lowest_limits": Text(zh="各保险人的较低限额", en="lowest limits of the insurers"),
    "sharing": Text(zh="参与分摊", en="shares in the loss"),
    "sum_insured": Text(zh="保险金额", en="sum insured"),
    "depreciation_bp": Text(zh="折旧率", en="depreciation rate"),
    "kind": Text(zh="财产种类", en="kind of property"),
    "loss": Text(zh="无法修复的损失", en="loss beyond repair"),
    "rate_given": Text(zh="已查定折旧率", en="a rate was found at the survey"),
    "recovered": Text(zh="已向责任方追回", en="recovered from a third party"),
    "repair": Text(zh="修复费用", en="cost of repair"),
    "replacement": Text(zh="重置费用", en="replacement cost"),
    "salvage": Text(zh="残值", en="salvage"),
    "salvage_kept": Text(zh="残值归被保险人", en="the insured keeps the salvage"),
    "totally_lost": Text(zh="全部损失", en="totally lost"),
    "used_months": Text(zh="已使用月数", en="months in use"),
    "used_years": Text(zh="已使用年数", en="years in use"),
    "value": Text(zh="保险价值", en="insurable value"),
    "drug_list": Text(zh="所在药品目录", en="drug list it is on"),
    "item_code": Text(zh="项目编码", en="code of the item"),
    "hospital_class": Text(zh="医院级别", en="class of the hospital"),
    "outside_hospital": Text(zh="在约定医院以外", en="outside the hospitals agreed"),
    **MOTOR_COLUMNS,
}
_CODES: dict[str, dict[int, Text]] = {
    "setting": {
        SETTING_CODES[Setting.INPATIENT]: Text(zh="住院", en="inpatient"),
        SETTING_CODES[Setting.OUTPATIENT]: Text(zh="门急诊", en="outpatient"),
    },
    "class": {code: Text(zh=f"{name} 类", en=f"class {name}") for name, code in CLASS_CODES.items()},
    "category": {code: CATEGORY_NAMES[category] for category, code in CATEGORY_CODES.items()},
}
"""Columns whose numbers stand for names."""

_MODES: dict[str, Text] = {
    "half_up": Text(zh="四舍五入到分", en="rounded half up to the fen"),
    "down": Text(zh="舍去不足一分的部分", en="rounded down to the fen"),
    "up": Text(zh="不足一分进为一分", en="rounded up to the fen"),
}
_SIGNS: dict[str, Text] = {
    "==": Text(zh="等于", en="is"),
    "<=": Text(zh="不超过", en="is at most"),
    ">=": Text(zh="至少为", en="is at least"),
    ">": Text(zh="大于", en="is above"),
}


def formula(step: NamedStep, compiled: CompiledTerms, lang: str) -> str:
    """How the value of a step is worked out, in one phrase."""
    return _Words(compiled, lang).of(step.expr)


def reads(step: NamedStep) -> list[str]:
    """Paths of the numbers of the product file this step itself reads, each with its value: path = value."""
    found: list[str] = []
    for term in _terms(step.expr):
        words = f"{term.path} = {term.value}"
        if words not in found:
            found.append(words)
    return found


def behind(compiled: CompiledTerms, name: str) -> list[NamedStep]:
    """The steps a figure rests on, itself last, in the order in which they are worked out. KeyError: no such step."""
    wanted: set[str] = set()
    waiting = [compiled.by_name[name].name]
    while waiting:
        one = waiting.pop()
        if one not in wanted:
            wanted.add(one)
            read = leaves(compiled.by_name[one].expr)
            waiting += [leaf.name for leaf in read if isinstance(leaf, Ref)]
    return [step for step in compiled.steps if step.name in wanted]


def limit_words(accumulator: str, compiled: CompiledTerms, lang: str) -> str:
    """How much an accumulator may hold, in words; a dash where no single limit governs it."""
    limit = compiled.limits.get(accumulator)
    if isinstance(limit, Term) and compiled.product.accumulator(accumulator).unit == "days":
        return value_text(limit.value, "days", lang)
    return "–" if limit is None else _Words(compiled, lang).of(limit)


def term_unit(path: str) -> Unit:
    """The unit of a number of the product file, by its name there."""
    name = path.rpartition(".")[2].partition("[")[0]
    if name.endswith("_fen"):
        return "fen"
    if name.endswith("_bp"):
        return "bp"
    return "days" if "days" in name else "count"


def _terms(expr: Expr) -> Iterable[Term]:
    if isinstance(expr, Term):
        yield expr
    if isinstance(expr, Choose):
        yield from expr.terms
    for child in children(expr):
        yield from _terms(child)


FOLDS = {
    "sum": ("{}合计", "sum of {}"),
    "least": ("{}中最小的", "least of {}"),
    "greatest": ("{}中最大的", "greatest of {}"),
}


class _Words:
    def __init__(self, compiled: CompiledTerms, lang: str) -> None:
        self.compiled = compiled
        self.lang = lang

    def of(self, expr: Expr) -> str:
        match expr:
            case Const(value):
                return str(value)
            case Term(path, value):
                return value_text(value, term_unit(path), self.lang)
            case Fact(name):
                return self._fact(name)
            case Column(_, name):
                return f"[{self._in(_COLUMNS.get(name) or _plain(name))}]"
            case Ref(name):
                return f"“{self._in(self.compiled.by_name[name].label)}”"
            case Less(whole, part):
                return f"{self.of(whole)} − {self._part(part)}"
            case Times(left, right):
                return f"{self._part(left)} × {self._part(right)}"
            case Share(whole, bp, mode):
                return f"{self._part(whole)} × {self._part(bp)}{self._rounded(mode)}"
            case Proportion(whole, part, of, mode):
                figures = f"{self._part(whole)} × {self._part(part)} ÷ {self._part(of)}"
                return f"{figures}{self._rounded(mode)}"
            case When(condition, then, otherwise):
                told = (self._condition(condition), self._branch(then), self._branch(otherwise))
                return self._say("若{}，则 {}；否则 {}", "if {}: {}; otherwise {}", *told)
            case _:
                return self._many(expr)

    def _many(self, expr: Expr) -> str:
        match expr:
            case Add(parts):
                return " + ".join(self._part(part) for part in parts)
            case Least(parts):
                return self._say("取小（{}）", "the least of ({})", self._listed(parts))
            case Most(parts):
                return self._say("取大（{}）", "the greatest of ({})", self._listed(parts))
            case AllOf() | AnyOf() | Not() | Compare():
                return self._condition(expr)
            case Choose(terms, position):
                listed = self._listed(terms)
                return self._say(
                    "按{}取对应的一个（{}）", "by {}, the one of ({})", self.of(position), listed
                )
            case Fold(of, how, _):
                words = FOLDS[how]
                return self._say(*words, self.of(of))
            case Apportion(whole, by):
                words = ("{}按{}的比例分摊到分", "{} shared out in proportion to {}, to the fen")
                return self._say(*words, self.of(whole), self.of(by))
            case SpreadEvenly(whole, room):
                words = ("{}平均分到各行，每行不超过{}", "{} in equal parts over the rows, none above {}")
                return self._say(*words, self.of(whole), self.of(room))
            case Allot(loss, room, may):
                words = (
                    "{}由各车按{}的比例分担，以{}为条件，各不超过自己的限额，未尽部分再次分摊",
                    "{} borne by the vehicles in proportion to {} where {}, each within its limit, the rest shared again",
                )
                return self._say(*words, self.of(loss), self.of(room), self.of(may))
            case AllowInOrder(of, limit, _):
                words = ("{}依次计入，直到用完 {}", "{}, one after the other until {} is used up")
                return self._say(*words, self.of(of), self.of(limit))
            case Left(accumulator, limit):
                name = self._in(self.compiled.product.accumulator(accumulator).name)
                words = ("{} − {}已用，不低于零", "{} less what was used of {}, not below zero")
                return self._say(*words, self._part(limit), name)
        # An expression without words of its own is still told by what it reads.
        return f"{type(expr).__name__}（{self._listed(children(expr))}）"

    def _condition(self, expr: Expr) -> str:
        match expr:
            case AllOf(parts):
                return self._say("，且", " and ").join(self._grouped(part) for part in parts)
            case AnyOf(parts):
                return self._say("，或", " or ").join(self._condition(part) for part in parts)
            case Not(part):
                return self._say("不是（{}）", "not ({})", self._condition(part))
            case Compare("==", Column(_, name), Const(value)) if name in _CODES:
                return f"{self.of(expr.left)} {self._in(_SIGNS['=='])} {self._in(_CODES[name][value])}"
            case Compare(sign, left, right):
                return f"{self.of(left)} {self._in(_SIGNS[sign])} {self.of(right)}"
            case _:
                return self.of(expr)

    def _grouped(self, part: Expr) -> str:
        words = self._condition(part)
        return f"({words})" if isinstance(part, AnyOf) and len(part.parts) > 1 else words

    def _branch(self, expr: Expr) -> str:
        return f"({self.of(expr)})" if isinstance(expr, When) else self.of(expr)

    def _fact(self, name: str) -> str:
        head, _, tail = name.partition(".")
        if name in FACT_NAMES:
            return self._in(FACT_NAMES[name])
        benefits = {b.code: b.name for b in self.compiled.product.benefits}
        match head:
            case "sum_insured":
                return self._say("保险金额", "the sum insured")
            case "prior":
                return self._say("{}此前已付", "paid before under {}", self._in(benefits[tail]))
            case "asked":
                return self._say("申请本项责任", "the benefit is asked for")
            case "term":
                return self._negotiable(tail)
            case "absolute":
                return self._say(
                    "附加的绝对免赔率（{}）", "absolute deductible rider ({})", self._in(benefits[tail])
                )
            case "losses" | "cost":
                return self._of_loss(head, tail, benefits)
            case "nature":
                words = LOSS_WORDS.get(tail) or _plain(tail)
                return self._say("属{}", "{}", words.in_(self.lang))
        return self._in(_plain(name))

    def _negotiable(self, path: str) -> str:
        """A number of the product that the documents of one policy may replace."""
        found = [term for term in number_terms(self.compiled.product) if term.path == path]
        value = value_text(found[0].value, term_unit(path), self.lang) if found else path
        return self._say("{}（保单可另行约定）", "{} (unless the policy says otherwise)", value)

    def _of_loss(self, head: str, tail: str, benefits: dict[str, Text]) -> str:
        benefit, _, cost = tail.partition(".")
        name = self._in(COST_NAMES.get(cost) or _plain(cost)) if cost else ""
        if head == "losses":
            return self._say("有损失（{}）", "there is a loss ({})", self._in(benefits[benefit]))
        return f"{name} ({self._in(benefits[benefit])})"

    def _part(self, expr: Expr) -> str:
        words = self.of(expr)
        return f"({words})" if isinstance(expr, Add | Less | When | Share | Proportion) else words

    def _listed(self, parts: Iterable[Expr]) -> str:
        return self._say("；", "; ").join(self.of(part) for part in parts)

    def _rounded(self, mode: str) -> str:
        return self._say("（{}）", " ({})", self._in(_MODES[mode]))

    def _say(self, zh: str, en: str, *parts: str) -> str:
        return (en if self.lang.startswith("en") else zh).format(*parts)

    def _in(self, text: Text) -> str:
        return text.in_(self.lang)


def _plain(name: str) -> Text:
    words = name.replace("_", " ").replace(".", " ")
    return Text(zh=words, en=words)

"""The coverage check as a condition tree: pass, fail, cut or unknown, with the clause and the fact behind each.

It proposes, a named person confirms: a fail is not a refusal. A condition whose fact is not known is unknown and says who
finds out; it is never taken as met or as failed.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter

from anpei.terms.base import EventDate, Nature, Setting, Text
from anpei.terms.benefits import (
    Benefit,
    CriticalIllnessBenefit,
    MedicalBenefit,
    TermLifeBenefit,
    Waiting,
    accumulators_used,
)
from anpei.terms.product import Exclusion, Product
from anpei.values.dates import add_years
from anpei.values.money import format_yuan

_STRICT = ConfigDict(extra="forbid")

Outcome = Literal["pass", "cut", "unknown", "fail"]
Answer = Literal["yes", "no", "part", "unknown"]
FindsOut = Literal["", "handler", "surveyor", "claimant"]

_RANK: dict[Outcome, int] = {"pass": 0, "cut": 1, "unknown": 2, "fail": 3}


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """What is known of contract, person and event. None and missing keys mean not known yet.

    ``ends_on`` is the last day covered; ``terminated_on`` and ``left_on`` are first days no longer covered; the ``first_``
    dates start unbroken cover (renewals carry them). ``answers`` maps the fact name of an exclusion to yes (it applies),
    no, part (some items only, shown as a cut) or unknown. ``limits_left`` maps an accumulator code to what is left.
    ``formed_on`` and ``reinstated_on`` start the years in which some exclusions hold; without them unbroken cover does.
    """

    __pydantic_config__ = _STRICT

    policy_starts_on: datetime.date
    policy_ends_on: datetime.date
    policy_in_force: bool = True
    terminated_on: datetime.date | None = None
    first_started_on: datetime.date | None = None
    insured: bool | None = None
    insured_name: str = ""
    joined_on: datetime.date | None = None
    left_on: datetime.date | None = None
    first_joined_on: datetime.date | None = None
    natures: tuple[Nature, ...] = ()
    settings: tuple[Setting, ...] = ()
    accident_on: datetime.date | None = None
    first_diagnosis_on: datetime.date | None = None
    admitted_on: datetime.date | None = None
    service_on: datetime.date | None = None
    died_on: datetime.date | None = None
    disabled: bool | None = None
    listed_illness: bool | None = None
    designated_hospital: bool | None = None
    emergency: bool | None = None
    formed_on: datetime.date | None = None
    reinstated_on: datetime.date | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    limits_left: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        dumped: dict[str, Any] = _FACTS.dump_python(self, mode="json", warnings=False)
        return dumped

    @staticmethod
    def from_json(data: dict[str, Any]) -> CoverageFacts:
        """Facts of their JSON form. pydantic.ValidationError when they are not."""
        return _FACTS.validate_json(json.dumps(data))


@dataclass(frozen=True, slots=True)
class ConditionTree:
    """One condition. A parent's outcome is the worst of its children; ``because`` holds the facts in words."""

    __pydantic_config__ = _STRICT

    name: str
    label: Text
    outcome: Outcome
    clause: str = ""
    because: Text | None = None
    finds_out: FindsOut = ""
    children: tuple[ConditionTree, ...] = ()

    def walk(self) -> Iterator[ConditionTree]:
        """This condition and all below it, in shown order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, name: str) -> ConditionTree:
        """The condition with this name. KeyError when there is none."""
        for node in self.walk():
            if node.name == name:
                return node
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        dumped: dict[str, Any] = _TREE.dump_python(self, mode="json", warnings=False)
        return dumped

    @staticmethod
    def from_json(data: dict[str, Any]) -> ConditionTree:
        """A stored tree. pydantic.ValidationError when it is not one."""
        return _TREE.validate_json(json.dumps(data))


_FACTS: TypeAdapter[CoverageFacts] = TypeAdapter(CoverageFacts)
_TREE: TypeAdapter[ConditionTree] = TypeAdapter(ConditionTree)


def check(product: Product, facts: CoverageFacts) -> ConditionTree:
    """The condition tree of one case under one product version."""
    matching = [benefit for benefit in product.benefits if _concerns(benefit, facts)]
    parts = [_in_force(facts), _insured_person(facts)]
    parts += [_benefit(benefit, facts) for benefit in matching] or [_no_benefit(facts)]
    if product.exclusions:
        parts.append(_exclusions(product, matching, facts))
    limits = list(_limits(product, matching, facts))
    if limits:
        parts.append(_parent("limits", Text(zh="限额有剩余", en="Limits left"), limits))
    return _parent("coverage", Text(zh="责任审核", en="Coverage"), parts)


def worst(outcomes: list[Outcome]) -> Outcome:
    """fail before unknown before cut before pass; pass of nothing."""
    return max(outcomes, key=_RANK.__getitem__, default="pass")


def _parent(name: str, label: Text, children: list[ConditionTree], clause: str = "") -> ConditionTree:
    outcome = worst([child.outcome for child in children])
    return ConditionTree(name=name, label=label, outcome=outcome, clause=clause, children=tuple(children))


def _leaf(
    name: str,
    label: Text,
    met: bool | None,
    because: Text,
    *,
    clause: str = "",
    finds_out: FindsOut = "handler",
) -> ConditionTree:
    outcome: Outcome = "unknown" if met is None else "pass" if met else "fail"
    return ConditionTree(
        name=name,
        label=label,
        outcome=outcome,
        clause=clause,
        because=because,
        finds_out=finds_out if met is None else "",
    )


# -- the contract and the person


def _event_on(facts: CoverageFacts) -> datetime.date | None:
    """The date the case as a whole is looked at: accident, else diagnosis, else treatment, else death."""
    dates = (facts.accident_on, facts.first_diagnosis_on, facts.admitted_on, facts.service_on, facts.died_on)
    return next((date for date in dates if date is not None), None)


_UNKNOWN_DATE = Text(zh="出险日期还不知道", en="The date of the event is not known yet")


def _in_force(facts: CoverageFacts) -> ConditionTree:
    status = Text(zh="保单有效", en="Policy in force") if facts.policy_in_force else _NOT_IN_FORCE
    return _parent(
        "in_force",
        Text(zh="保单有效", en="Policy in force"),
        [
            _leaf(
                "in_force.status",
                Text(zh="保单状态", en="State of the policy"),
                facts.policy_in_force,
                status,
            ),
            _within_period(facts, "in_force.period", _event_on(facts)),
        ],
    )


_NOT_IN_FORCE = Text(zh="保单当时没有效力", en="The policy had no effect")


def _within_period(facts: CoverageFacts, name: str, day: datetime.date | None) -> ConditionTree:
    label = Text(zh="出险日在保险期间内", en="Event inside the policy period")
    if day is None:
        return _leaf(name, label, None, _UNKNOWN_DATE)
    ended = facts.terminated_on is not None and day >= facts.terminated_on
    start, end = facts.policy_starts_on, facts.policy_ends_on
    because = Text(zh=f"{day}，保险期间 {start} 至 {end}", en=f"{day}; policy from {start} to {end}")
    if ended:
        because = Text(
            zh=f"{day}，保单已于 {facts.terminated_on} 终止",
            en=f"{day}; policy ended on {facts.terminated_on}",
        )
    return _leaf(name, label, start <= day <= end and not ended, because)


def _insured_person(facts: CoverageFacts) -> ConditionTree:
    name = facts.insured_name
    known = Text(zh=f"{name}在名单上", en=f"{name} is on the roster") if name.strip() else _ON_ROSTER
    told = {True: known, False: Text(zh="名单上没有这个人", en="Not on the roster"), None: _ROSTER_UNKNOWN}
    listed = _leaf(
        "insured.person", Text(zh="是被保险人", en="Is insured"), facts.insured, told[facts.insured]
    )
    return _parent(
        "insured", Text(zh="被保险人", en="Insured person"), [listed, *_membership(facts, _event_on(facts))]
    )


_ON_ROSTER = Text(zh="在名单上", en="On the roster")
_ROSTER_UNKNOWN = Text(zh="还没有核对名单", en="The roster has not been looked at yet")


def _membership(facts: CoverageFacts, day: datetime.date | None) -> Iterator[ConditionTree]:
    if facts.joined_on is None:
        return
    label = Text(zh="出险时在保", en="Insured at the time")
    if day is None:
        yield _leaf("insured.membership", label, None, _UNKNOWN_DATE)
        return
    left = facts.left_on
    met = facts.joined_on <= day and (left is None or day < left)
    until_zh, until_en = (f"，{left} 起不再在保", f", left on {left}") if left else ("", "")
    because = Text(
        zh=f"{day}，{facts.joined_on} 起在保{until_zh}", en=f"{day}; insured from {facts.joined_on}{until_en}"
    )
    yield _leaf("insured.membership", label, met, because)


# -- benefits


def _concerns(benefit: Benefit, facts: CoverageFacts) -> bool:
    """Whether the benefit could be meant at all. What is not known yet rules nothing out."""
    if facts.natures and not set(benefit.natures) & set(facts.natures):
        return False
    if facts.settings and benefit.settings and not set(benefit.settings) & set(facts.settings):
        return False
    if benefit.kind == "critical_illness" and facts.listed_illness is False:
        return False
    return not (benefit.kind == "disability" and facts.disabled is not True)


def _no_benefit(facts: CoverageFacts) -> ConditionTree:
    words = _words(facts)
    because = Text(
        zh=f"这类情况不在任何一项保险责任内（{words.zh}）",
        en=f"No benefit covers this kind of loss ({words.en})",
    )
    return _leaf("benefit", Text(zh="属于保险责任", en="A benefit applies"), False, because)


LOSS_WORDS: dict[str, Text] = {
    Nature.INJURY: Text(zh="意外伤害", en="injury"),
    Nature.ILLNESS: Text(zh="疾病", en="illness"),
    Nature.DEATH: Text(zh="身故", en="death"),
    Nature.FIRE: Text(zh="火灾", en="fire"),
    Nature.EXPLOSION: Text(zh="爆炸", en="explosion"),
    Nature.LIGHTNING: Text(zh="雷击", en="lightning"),
    Nature.STORM: Text(zh="风暴", en="storm"),
    Nature.FLOOD: Text(zh="洪水暴雨", en="flood"),
    Nature.WATER: Text(zh="水管漏水", en="leaking water"),
    Nature.THEFT: Text(zh="盗抢", en="theft"),
    Nature.DAMAGE: Text(zh="其他意外损坏", en="other accidental damage"),
    Nature.COLLISION: Text(zh="道路交通事故", en="road accident"),
    Nature.LIABILITY: Text(zh="对他人的赔偿责任", en="owed to others"),
    Setting.INPATIENT: Text(zh="住院", en="inpatient"),
    Setting.OUTPATIENT: Text(zh="门急诊", en="outpatient"),
}


def _words(facts: CoverageFacts) -> Text:
    """Natures and settings of the case, written out."""
    words = [LOSS_WORDS[part] for part in (*facts.natures, *facts.settings)]
    if not words:
        return Text(zh="未知", en="not known")
    return Text(zh="、".join(w.zh for w in words), en=", ".join(w.en for w in words))


def _benefit(benefit: Benefit, facts: CoverageFacts) -> ConditionTree:
    name = f"benefit.{benefit.code}"
    day = _benefit_date(benefit, facts)
    parts = [_applies(benefit, facts, name)]
    if day is not None and day != _event_on(facts):
        parts.append(_within_period(facts, f"{name}.period", day))
    if benefit.waiting is not None:
        # An illness counts from its diagnosis; a death that is paid whatever its cause, from the day of death.
        death = benefit.event_date is EventDate.DEATH
        happened = day if death else facts.first_diagnosis_on or day or _event_on(facts)
        waiting = _waiting(benefit.waiting, facts, name, happened)
        parts.append(_premium_instead(waiting) if returns_premium(benefit) else waiting)
    hospital = benefit.terms.hospital if isinstance(benefit, MedicalBenefit) else None
    if hospital is not None and hospital.designated_only:
        parts.append(_hospital(hospital.clause, facts, name))
    return _parent(name, benefit.name, parts, benefit.clause)


def _applies(benefit: Benefit, facts: CoverageFacts, name: str) -> ConditionTree:
    label = Text(zh="属于本项责任", en="The benefit applies")
    known = bool(facts.natures) and (not benefit.settings or bool(facts.settings))
    if benefit.kind in ("accident_death", "term_life") and facts.died_on is None:
        known = False
    if benefit.kind == "critical_illness" and facts.listed_illness is None:
        known = False
    words = _words(facts)
    because = (
        Text(zh=f"符合责任范围（{words.zh}）", en=f"Within the scope of the benefit ({words.en})")
        if known
        else Text(zh="出险性质还没有完全确定", en="What happened is not fully known yet")
    )
    return _leaf(f"{name}.applies", label, True if known else None, because, clause=benefit.clause)


def _benefit_date(benefit: Benefit, facts: CoverageFacts) -> datetime.date | None:
    return {
        EventDate.ACCIDENT: facts.accident_on,
        EventDate.FIRST_DIAGNOSIS: facts.first_diagnosis_on,
        EventDate.ADMISSION: facts.admitted_on,
        EventDate.SERVICE: facts.service_on,
        EventDate.DEATH: facts.died_on,
    }[benefit.event_date]


def returns_premium(benefit: Benefit) -> bool:
    """Whether an event in the waiting period brings the premium back instead of nothing."""
    if isinstance(benefit, CriticalIllnessBenefit | TermLifeBenefit):
        return benefit.terms.waiting_return is not None
    return False


def _premium_instead(waiting: ConditionTree) -> ConditionTree:
    """In the waiting period the premium comes back: less is paid, which is not the same as nothing."""
    if waiting.outcome != "fail" or waiting.because is None:
        return waiting
    told = Text(
        zh=f"{waiting.because.zh}，退还已交保险费", en=f"{waiting.because.en}; the premium is returned"
    )
    return replace(waiting, outcome="cut", because=told)


def _hospital(clause: str, facts: CoverageFacts, name: str) -> ConditionTree:
    """A hospital the contract names, or an emergency (Supreme Court, Interpretation III of the Insurance Law, art. 20)."""
    label = Text(zh="约定的医院或急诊", en="A hospital the contract names, or an emergency")
    if facts.emergency:
        because = Text(zh="急诊，不限医院", en="An emergency: any hospital will do")
        return _leaf(f"{name}.hospital", label, True, because, clause=clause)
    told = {
        True: Text(zh="是约定的医院", en="The contract names this hospital"),
        False: Text(
            zh="不是约定的医院，也不是急诊", en="Neither a hospital the contract names nor an emergency"
        ),
        None: Text(
            zh="还没有确认是不是约定的医院", en="Not known yet whether the contract names this hospital"
        ),
    }
    met = facts.designated_hospital
    if met is False and facts.emergency is None:
        return _leaf(f"{name}.hospital", label, None, _EMERGENCY_UNKNOWN, clause=clause)
    return _leaf(f"{name}.hospital", label, met, told[met], clause=clause)


_EMERGENCY_UNKNOWN = Text(
    zh="不是约定的医院，还没有确认是不是急诊",
    en="Not a hospital the contract names; not known yet whether it was an emergency",
)


def _waiting(
    waiting: Waiting, facts: CoverageFacts, name: str, happened: datetime.date | None
) -> ConditionTree:
    """The waiting period runs from the start of unbroken cover, its first day counted."""
    label = Text(zh=f"等待期 {waiting.days} 日", en=f"Waiting period of {waiting.days} days")

    def leaf(met: bool | None, zh: str, en: str) -> ConditionTree:
        return _leaf(f"{name}.waiting", label, met, Text(zh=zh, en=en), clause=waiting.clause)

    if waiting.waived_for_accident and Nature.INJURY in facts.natures:
        return leaf(True, "意外伤害，没有等待期", "An accident does not wait")
    start = facts.joined_on or facts.policy_starts_on
    if waiting.waived_on_renewal:
        start = facts.first_joined_on or facts.first_started_on or start
    first_covered = start + datetime.timedelta(days=waiting.days)
    if happened is None:
        return leaf(None, _UNKNOWN_DATE.zh, _UNKNOWN_DATE.en)
    zh = f"{happened}，{start} 起连续在保，{first_covered} 起过了等待期"
    en = f"{happened}; covered without a break from {start}, waiting period over from {first_covered}"
    return leaf(happened >= first_covered, zh, en)


# -- exclusions


def _exclusions(product: Product, benefits: list[Benefit], facts: CoverageFacts) -> ConditionTree:
    codes = {benefit.code for benefit in benefits}
    concerned = [e for e in product.exclusions if _exclusion_concerns(e, codes, facts)]
    return _parent(
        "exclusions", Text(zh="责任免除", en="Exclusions"), [_exclusion(product, e, facts) for e in concerned]
    )


def _exclusion_concerns(exclusion: Exclusion, benefits: set[str], facts: CoverageFacts) -> bool:
    if exclusion.natures and facts.natures and not set(exclusion.natures) & set(facts.natures):
        return False
    return not exclusion.benefits or bool(set(exclusion.benefits) & benefits)


def _exclusion(product: Product, exclusion: Exclusion, facts: CoverageFacts) -> ConditionTree:
    lapsed = _lapsed(exclusion, facts)
    if lapsed is not None:
        return lapsed
    answer = facts.answers.get(exclusion.fact, "unknown")
    outcomes: dict[Answer, Outcome] = {"yes": "fail", "no": "pass", "part": "cut", "unknown": "unknown"}
    told: dict[Answer, tuple[str, str]] = {
        "yes": ("是", "Yes"),
        "no": ("否", "No"),
        "part": ("部分费用是", "For some items"),
        "unknown": ("还没有回答", "Not answered yet"),
    }
    zh, en = told[answer]
    return ConditionTree(
        name=f"exclusion.{exclusion.code}",
        label=exclusion.name,
        outcome=outcomes[answer],
        clause=exclusion.clause,
        because=Text(zh=f"{exclusion.question.zh}{zh}", en=f"{exclusion.question.en} {en}"),
        finds_out=exclusion.asks if answer == "unknown" else "",
    )


def _lapsed(exclusion: Exclusion, facts: CoverageFacts) -> ConditionTree | None:
    """The exclusion passed without a question when its years had run out on the day of the event."""
    day = facts.died_on or _event_on(facts)
    if exclusion.first_years is None or day is None:
        return None
    start = facts.reinstated_on or facts.formed_on or facts.first_started_on or facts.policy_starts_on
    over = add_years(start, exclusion.first_years)
    if day < over:
        return None
    because = Text(
        zh=f"{day}，自 {start} 起已满 {exclusion.first_years} 年，不再适用",
        en=f"{day}: {exclusion.first_years} years from {start} are over; it no longer applies",
    )
    return _leaf(f"exclusion.{exclusion.code}", exclusion.name, True, because, clause=exclusion.clause)


# -- limits


def _limits(product: Product, benefits: list[Benefit], facts: CoverageFacts) -> Iterator[ConditionTree]:
    """Limits a payment needs something left of. A deductible is no limit: when it is used up, that is good news."""
    codes = dict.fromkeys(
        code
        for benefit in benefits
        for code, _unit, path in accumulators_used(benefit)
        if "limits[" in path or "days_accumulator" in path
    )
    for code in codes:
        term = product.accumulator(code)
        left = facts.limits_left.get(code)
        if left is None:
            because = Text(zh="还没有查到已用额", en="What was used is not known yet")
        elif term.unit == "days":
            because = Text(zh=f"剩余 {left} 日", en=f"{left} days left")
        else:
            yuan = format_yuan(max(left, 0))
            because = Text(zh=f"剩余 {yuan} 元", en=f"{yuan} yuan left")
        met = None if left is None else left > 0
        yield _leaf(f"limit.{code}", term.name, met, because, clause=term.clause)

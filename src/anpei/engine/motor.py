"""What all motor benefits of a product read of one accident: limits, share of fault, and what each compulsory cover bears.

The steps stand under ``road``. Formulas and their names: anpei.terms.motor.CompulsoryTerms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anpei.engine.compiled import Draft
from anpei.engine.expressions import (
    Add,
    AllOf,
    Allot,
    Choose,
    Column,
    Compare,
    Const,
    Expr,
    Fact,
    Fold,
    Least,
    Less,
    Mode,
    Not,
    Ref,
    Share,
    SpreadEvenly,
    Term,
    When,
)
from anpei.engine.medical import ZERO
from anpei.terms.base import Text
from anpei.terms.benefits import BenefitBase
from anpei.terms.motor import FaultLevel, FaultShares, MotorRules
from anpei.terms.product import Product

ROAD = "road"
RULES = "calculation.motor"
WHOLE = Const(10_000)


@dataclass(frozen=True, slots=True)
class Item:
    """One of the three items of a compulsory cover, as its limits, columns and steps are called."""

    code: str
    name: Text
    plain: Text


DEATH = Item(
    "death",
    Text(zh="死亡伤残", en="Death and disability"),
    Text(zh="死亡或伤残的损失", en="Losses from death or disability"),
)
MEDICAL = Item(
    "medical", Text(zh="医疗费用", en="Medical"), Text(zh="看伤治病的费用", en="Costs of treating injuries")
)
PROPERTY = Item(
    "property",
    Text(zh="财产损失", en="Property"),
    Text(zh="车和物品的损失", en="Damage to vehicles and things"),
)
ITEMS = (DEATH, MEDICAL, PROPERTY)


@dataclass(frozen=True, slots=True)
class Covers:
    """What the compulsory covers bear: for each pair by item, for each row in all, and the no-fault group's part."""

    pays: dict[str, Ref]
    part: dict[str, Ref]
    agency: Ref


@dataclass(frozen=True, slots=True)
class Road:
    """The shared steps. ``actual``: the vehicles that are insured pay; ``ought``: as if every vehicle were."""

    rules: MotorRules
    share: Ref
    share_non_motor: Ref
    limits: dict[str, Ref]
    losses: dict[str, Ref]
    actual: Covers
    ought: Covers


def write_road(draft: Draft, rules: MotorRules) -> Road:
    """Write the steps all motor benefits share."""
    draft.prefix = ROAD
    share = _fault_share(draft, rules)
    non_motor = _non_motor_share(draft, rules, share)
    limits = {item.code: _limit(draft, rules, item) for item in ITEMS}
    losses = {item.code: _loss(draft, rules, item) for item in ITEMS}
    other_unit = draft.bind(
        "other_unit",
        Column("pair", "other_unit"),
        Text(zh="是该车的第三者", en="Is a third party to the vehicle"),
        grain="pair",
        unit="flag",
    )
    damage = draft.bind(
        "at_fault_damage",
        When(Column("victim", "at_fault_vehicle"), losses["property"], ZERO),
        Text(zh="有责车辆的车损", en="Damage of vehicles at fault"),
        grain="victim",
    )
    insured = Column("vehicle", "insured")
    write = _Writer(draft, rules, limits, losses, other_unit, damage)
    return Road(
        rules, share, non_motor, limits, losses,
        actual=write.covers("actual", insured, _ACTUAL),
        ought=write.covers("ought", Const(1), _OUGHT),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Note:
    """What stands behind a label to tell the two readings of the same step apart."""

    zh: str = ""
    en: str = ""


_ACTUAL = _Note()
_OUGHT = _Note("（各车均视为投保）", " (every vehicle counted as insured)")


@dataclass(frozen=True, slots=True)
class _Writer:
    draft: Draft
    rules: MotorRules
    limits: dict[str, Ref]
    losses: dict[str, Ref]
    other_unit: Ref
    damage: Ref

    def covers(self, who: str, insured: Expr, note: _Note) -> Covers:
        """The no-fault group first, then every item over those who owe it."""
        clause = self.rules.compulsory_clause
        at_fault = Column("vehicle", "at_fault")
        owed = self.draft.bind(
            f"{who}_no_fault_owes",
            When(AllOf((insured, Not(at_fault))), by_period(self.rules, "without_fault", PROPERTY), ZERO),
            Text(zh=f"无责方财产限额{note.zh}", en=f"Owed by no-fault vehicles{note.en}"),
            grain="vehicle",
            clause=clause,
        )
        pool = self.draft.bind(
            f"{who}_pool",
            Fold(owed),
            Text(zh=f"无责方合计{note.zh}", en=f"No-fault group together{note.en}"),
            clause=clause,
        )
        agency = self.draft.bind(
            f"{who}_agency",
            SpreadEvenly(pool, self.damage),
            Text(zh=f"无责方对有责车损的赔偿{note.zh}", en=f"No-fault group pays towards{note.en}"),
            grain="victim",
            clause=clause,
            show="nonzero",
        )
        left = self.draft.bind(
            f"{who}_property_left",
            Less(self.losses["property"], agency),
            Text(zh=f"其余财产损失{note.zh}", en=f"Property loss left{note.en}"),
            grain="victim",
        )
        losses = {**self.losses, "property": left}
        rooms = {"death": insured, "medical": insured, "property": AllOf((insured, at_fault))}
        pays = {item.code: self._pays(who, item, losses[item.code], rooms[item.code], note) for item in ITEMS}
        part = {item.code: self._part(who, item, pays[item.code], note) for item in ITEMS}
        part["property"] = self.draft.bind(
            f"{who}_part_property_all",
            Add((part["property"], agency)),
            Text(zh=f"交强险财产赔款合计{note.zh}", en=f"Property paid by compulsory covers{note.en}"),
            grain="victim",
            clause=clause,
        )
        return Covers(pays, part, agency)

    def _pays(self, who: str, item: Item, loss: Ref, owes: Expr, note: _Note) -> Ref:
        room = self.draft.bind(
            f"{who}_room_{item.code}",
            When(owes, self.limits[item.code], ZERO),
            Text(zh=f"可用限额：{item.name.zh}{note.zh}", en=f"Limit to pay from: {item.name.en}{note.en}"),
            grain="vehicle",
            clause=self.rules.compulsory_clause,
        )
        return self.draft.bind(
            f"{who}_pays_{item.code}",
            Allot(loss, room, self.other_unit),
            Text(zh=f"各车交强险分担：{item.name.zh}{note.zh}", en=f"Borne by each cover: {item.name.en}{note.en}"),
            grain="pair",
            clause=self.rules.compulsory_clause,
            show="nonzero",
        )  # fmt: skip

    def _part(self, who: str, item: Item, pays: Ref, note: _Note) -> Ref:
        return self.draft.bind(
            f"{who}_part_{item.code}",
            Fold(pays, into="victim"),
            Text(zh=f"交强险赔款：{item.name.zh}{note.zh}", en=f"Compulsory part: {item.name.en}{note.en}"),
            grain="victim",
            clause=self.rules.compulsory_clause,
        )


def by_period(rules: MotorRules, fault: str, item: Item) -> Expr:
    """The limit of the period the accident lies in. ``fault``: with_fault or without_fault."""
    terms = tuple(
        Term(
            f"{RULES}.compulsory[{n}].{fault}.{item.code}_fen",
            getattr(getattr(period, fault), f"{item.code}_fen"),
        )
        for n, period in enumerate(rules.compulsory)
    )
    return Choose(terms, Fact("motor.period"))


def by_level(shares: FaultShares, path: str) -> Expr:
    """The share of the own vehicle's level of fault."""
    terms = tuple(Term(f"{path}.{level.value}_bp", shares.of(level)) for level in FaultLevel)
    return Choose(terms, Fact("motor.fault_level"))


def _fault_share(draft: Draft, rules: MotorRules) -> Ref:
    table = by_level(rules.fault_shares, f"{RULES}.fault_shares")
    return draft.bind(
        "fault_share",
        When(Fact("motor.fault_fixed"), Fact("motor.fault_bp"), table),
        Text(zh="事故责任比例", en="Share of fault"),
        plain=Text(zh="我方车辆在这次事故里的责任比例", en="How much of the fault is our vehicle's"),
        unit="bp",
        clause=rules.fault_shares.clause,
        show="always",
    )


def _non_motor_share(draft: Draft, rules: MotorRules, share: Ref) -> Ref:
    table: Expr = share
    for n, regional in enumerate(rules.non_motor_shares):
        own = by_level(regional.shares, f"{RULES}.non_motor_shares[{n}].shares")
        table = When(Compare("==", Fact("motor.region"), Const(n + 1)), own, table)
    return draft.bind(
        "fault_share_non_motor",
        When(Fact("motor.fault_fixed"), Fact("motor.fault_bp"), table),
        Text(zh="对非机动车和行人的责任比例", en="Share of fault against non-motor victims"),
        unit="bp",
        clause=rules.fault_shares.clause,
        show="always" if rules.non_motor_shares else "never",
    )


def _limit(draft: Draft, rules: MotorRules, item: Item) -> Ref:
    return draft.bind(
        f"limit_{item.code}",
        When(
            Column("vehicle", "at_fault"),
            by_period(rules, "with_fault", item),
            by_period(rules, "without_fault", item),
        ),
        Text(zh=f"交强险限额：{item.name.zh}", en=f"Compulsory limit: {item.name.en}"),
        grain="vehicle",
        clause=rules.compulsory_clause,
        show="always",
    )


def _loss(draft: Draft, rules: MotorRules, item: Item) -> Ref:
    loss: Expr = Column("victim", item.code)
    if item is MEDICAL and rules.medical_scope == "catalogue":
        loss = Less(loss, Column("victim", "outside"))
    return draft.bind(
        f"loss_{item.code}",
        When(Column("victim", "meant"), ZERO, loss),
        Text(zh=f"交强险核定损失：{item.name.zh}", en=f"Loss under the compulsory cover: {item.name.en}"),
        grain="victim",
        clause=rules.compulsory_clause,
        show="nonzero",
    )


# -- what several benefits end with


def rounding(draft: Draft) -> Mode:
    """How the product brings a figure to whole fen."""
    return draft.product.calculation.rounding.mode.value


def borne(draft: Draft, name: str, amount: Ref, bp: Expr, label: Text, clause: str, plain: Text) -> Ref:
    """A share of the amount stays with the insured: ``amount − amount × (10,000 − bp)``. Gives back what is left."""
    less = draft.bind(
        name,
        Less(amount, Share(amount, Less(WHOLE, bp), rounding(draft))),
        label,
        plain=plain,
        kind="less",
        sign=-1,
        show="nonzero",
        clause=clause,
    )
    return draft.bind(
        f"after_{name}",
        Less(amount, less),
        Text(zh=f"扣除{label.zh}后", en=f"After the {label.en.lower()}"),
        clause=clause,
    )


def taken(draft: Draft, name: str, amount: Ref, part: Expr, label: Text, clause: str, plain: Text) -> Ref:
    """A part comes off the amount, at most what there is. Gives back what is left."""
    less = draft.bind(
        name, Least((part, amount)), label, plain=plain, kind="less", sign=-1, show="nonzero", clause=clause
    )
    return draft.bind(
        f"after_{name}",
        Less(amount, less),
        Text(zh=f"减去{label.zh}后", en=f"After: {label.en.lower()}"),
        clause=clause,
    )


def capped(draft: Draft, amount: Ref, cap: Expr, clause: str, name: str = "sum_insured") -> Ref:
    """At most ``cap``; what lies above is shown as a limit. Gives back what is within."""
    over = draft.bind(
        f"over_{name}",
        Less(amount, Least((amount, cap))),
        Text(zh="责任限额", en="Limit"),
        plain=Text(zh="超过保单限额、赔不到的部分", en="Above the limit of the policy"),
        kind="limit",
        sign=-1,
        show="always",
        clause=clause,
    )
    return draft.bind(
        f"within_{name}", Less(amount, over), Text(zh="限额以内", en="Within the limit"), clause=clause
    )


def pay(draft: Draft, benefit: BenefitBase, due: Sequence[Ref]) -> Ref:
    """The sum due less what was already paid for this accident, bound as payable."""
    amount = draft.bind("due", Add(tuple(due)), Text(zh="应赔金额", en="Amount due"), clause=benefit.clause)
    left = taken(
        draft,
        "prior",
        amount,
        Fact(f"prior.{benefit.code}"),
        Text(zh="同一事故此前已付或垫付", en="Already paid or advanced for this accident"),
        benefit.clause,
        Text(zh="这次事故我们之前已经付过的", en="What we already paid for this accident"),
    )
    return draft.bind(
        "payable", Add((left,)), benefit.name, kind="benefit", show="always", clause=benefit.clause
    )


def rules_of(product: Product) -> MotorRules:
    """The rules of a product with motor benefits; the loader refuses one without."""
    if product.calculation.motor is None:
        raise TypeError("a motor benefit needs calculation.motor")
    return product.calculation.motor

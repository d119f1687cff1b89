"""Commercial liability, occupants and the rider for costs outside the list as named steps.

The formulas are those of anpei.terms.motor: LiabilityTerms, ThirdPartyTerms, OccupantsTerms, OutsideCatalogueTerms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anpei.engine.compiled import Draft
from anpei.engine.expressions import (
    Add,
    AllOf,
    AnyOf,
    Column,
    Const,
    Expr,
    Fact,
    Fold,
    Least,
    Less,
    Most,
    Not,
    Ref,
    Share,
    When,
)
from anpei.engine.medical import ZERO, applies, sum_insured
from anpei.engine.motor import DEATH, ITEMS, MEDICAL, Item, Road, borne, by_level, capped, pay, rounding
from anpei.terms.base import Text
from anpei.terms.benefits import MotorBenefit, OccupantsBenefit, OutsideCatalogueBenefit, ThirdPartyBenefit
from anpei.terms.motor import CommercialTerms, LiabilityTerms
from anpei.terms.product import Product

_OWN_UNIT = Column("victim", "own_unit")
_MEANT = Column("victim", "meant")
_MORAL = Column("victim", "moral")
_OUTSIDE = Column("victim", "outside")
_NON_MOTOR = Column("victim", "non_motor")


def write_third_party(draft: Draft, benefit: ThirdPartyBenefit, path: str, road: Road) -> Ref:
    """Losses of everybody outside the own vehicle beyond the compulsory covers, by share of fault, within the sum insured."""
    fits = applies(draft, benefit, Fact("motor.given"))
    mine = _mine(draft, benefit, AllOf((fits, Not(_OWN_UNIT))))
    base = _Bases(draft, benefit, benefit.terms, road, mine, "third_party").write(ITEMS)
    shared = _by_fault(draft, road, base)
    main = capped(draft, shared, sum_insured(benefit, path), benefit.terms.limit_clause)
    return pay(draft, benefit, [deductibles(draft, benefit, benefit.terms, path, main)])


def write_occupants(draft: Draft, benefit: OccupantsBenefit, path: str, road: Road) -> Ref:
    """Seat by seat: the loss beyond the compulsory covers, by share of fault, within the sum insured of one seat."""
    terms = benefit.terms
    fits = applies(draft, benefit, Fact("motor.given"))
    seats = AnyOf(tuple(Column("victim", seat) for seat in terms.seats))
    mine = _mine(draft, benefit, AllOf((fits, _OWN_UNIT, seats)))
    rider = "driver" if "driver" in terms.seats else "passenger"
    base = _Bases(draft, benefit, terms, road, mine, rider).write((DEATH, MEDICAL))
    shared = draft.bind(
        "row_shared",
        Share(base, road.share, rounding(draft)),
        Text(zh="按责任比例", en="By share of fault"),
        grain="victim",
        clause=road.rules.fault_shares.clause,
    )
    _others_share(
        draft, road, Less(_fold(draft, "base", base, _BASE), _fold(draft, "shared", shared, _SHARED))
    )
    limit = draft.bind(
        "seat_limit",
        When(fits, sum_insured(benefit, path), ZERO),
        Text(zh="每座保险金额", en="Sum insured of a seat"),
        show="nonzero",
        clause=terms.limit_clause,
    )
    seat = draft.bind(
        "row_seat",
        Least((shared, limit)),
        Text(zh="每座限额以内", en="Within the limit of a seat"),
        grain="victim",
        clause=terms.limit_clause,
    )
    main = draft.bind(
        "within_seat",
        Fold(seat),
        Text(zh="每座限额以内", en="Within the limit of a seat"),
        clause=terms.limit_clause,
    )
    draft.bind(
        "over_seat",
        Less(Ref(f"{benefit.code}.shared"), main),
        Text(zh="每座责任限额", en="Limit of each seat"),
        plain=Text(zh="超过每个座位限额、赔不到的部分", en="Above the limit of a seat"),
        kind="limit",
        sign=-1,
        show="always",
        clause=terms.limit_clause,
    )
    return pay(draft, benefit, [deductibles(draft, benefit, terms, path, main)])


def write_outside_catalogue(draft: Draft, benefit: OutsideCatalogueBenefit, path: str, road: Road) -> Ref:
    """Medical costs outside the list that no compulsory cover bears, by share of fault, within the rider's sum insured."""
    terms = benefit.terms
    fits = applies(draft, benefit, Fact("motor.given"))
    whose: dict[str, Expr] = {
        "third_party": Not(_OWN_UNIT),
        "driver": AllOf((_OWN_UNIT, Column("victim", "driver"))),
        "passenger": AllOf((_OWN_UNIT, Column("victim", "passenger"))),
    }
    mine = _mine(draft, benefit, AllOf((fits, AnyOf(tuple(whose[who] for who in terms.victims)))))
    clause = benefit.clause
    rows = _row(draft, "loss_outside", When(mine, _OUTSIDE, ZERO), _OUTSIDE_LOSS)
    loss = _shown(draft, "loss_outside", rows, _OUTSIDE_LOSS, clause, sign=1)
    meant = _row(draft, "intent", When(_MEANT, rows, ZERO), _INTENT)
    less = [_shown(draft, "intent", meant, _INTENT, clause)]
    part = _row(draft, "compulsory", When(AllOf((mine, Not(_MEANT))), taken_outside(road), ZERO), _COMPULSORY)
    less.append(_shown(draft, "compulsory", part, _COMPULSORY, road.rules.compulsory_clause))
    base = _row(draft, "base", Less(rows, Add((meant, part))), _BASE)
    draft.bind("subtotal", Less(loss, Add(tuple(less))), _BASE, kind="subtotal", show="always", clause=clause)
    shared = _by_fault(draft, road, base)
    main = capped(draft, shared, sum_insured(benefit, path), terms.limit_clause)
    return pay(draft, benefit, [deductibles(draft, benefit, terms, path, main)])


def deductibles(draft: Draft, benefit: MotorBenefit, terms: CommercialTerms, path: str, amount: Ref) -> Ref:
    """After the limit: the deductible by fault of older clauses, then the absolute deductible chosen in the policy."""
    if terms.fault_deductible is not None:
        amount = borne(
            draft,
            "fault_deductible",
            amount,
            by_level(terms.fault_deductible, f"{path}.terms.fault_deductible"),
            Text(zh="事故责任免赔", en="Deductible by fault"),
            terms.fault_deductible.clause,
            Text(zh="旧版合同按责任大小由您自己承担的部分", en="Your own part by fault, under the older contract"),
        )  # fmt: skip
    return absolute_deductible(draft, benefit, terms, amount)


def absolute_deductible(
    draft: Draft,
    benefit: MotorBenefit,
    terms: CommercialTerms,
    amount: Ref,
    name: str = "absolute_deductible",
) -> Ref:
    """The rider's share of one amount; nothing where the product knows no such rider."""
    if not terms.deductible_rates_bp:
        return amount
    return borne(
        draft,
        name,
        amount,
        Fact(f"absolute.{benefit.code}"),
        Text(zh="绝对免赔率", en="Absolute deductible"),
        terms.deductible_clause or benefit.clause,
        Text(zh="投保时约定由您自己承担的比例", en="The share you chose to bear yourself"),
    )


def taken_outside(road: Road) -> Expr:
    """What the compulsory medical part bears of a row's costs outside the list: the costs inside it come first."""
    if road.rules.medical_scope == "catalogue":
        return ZERO
    inside = Less(Column("victim", "medical"), _OUTSIDE)
    return Most((Less(road.ought.part["medical"], inside), ZERO))


_BASE = Text(zh="扣除交强险后的损失", en="Loss beyond the compulsory covers")
_SHARED = Text(zh="按责任比例计算", en="After the share of fault")
_COMPULSORY = Text(zh="交强险应赔部分", en="Part of the compulsory covers")
_INTENT = Text(zh="受害人故意造成", en="Caused by the victim on purpose")
_OUTSIDE_LOSS = Text(zh="医保范围外费用", en="Costs outside the catalogue")
_MORAL_LOSS = Text(zh="精神损害抚慰金", en="Moral damages")
_PLAIN = {
    "compulsory": Text(zh="先由交强险赔的部分", en="What compulsory insurance pays first"),
    "outside_catalogue": Text(zh="医保范围外的自费部分", en="Treatment outside the social insurance list"),
}


def _mine(draft: Draft, benefit: MotorBenefit, rows: Expr) -> Ref:
    return draft.bind(
        "mine", rows, Text(zh="属于本项责任", en="Falls under this benefit"), grain="victim", unit="flag",
        clause=benefit.clause,
    )  # fmt: skip


def _row(draft: Draft, name: str, expr: Expr, label: Text) -> Ref:
    return draft.bind(f"row_{name}", expr, label, grain="victim")


def _shown(draft: Draft, name: str, rows: Ref, label: Text, clause: str, sign: int = -1) -> Ref:
    return draft.bind(
        name, Fold(rows), label, plain=_PLAIN.get(name), kind="amount" if sign > 0 else "less",
        sign=1 if sign > 0 else -1, show="nonzero", clause=clause,
    )  # fmt: skip


def _fold(draft: Draft, name: str, rows: Ref, label: Text) -> Ref:
    return draft.bind(name, Fold(rows), label)


@dataclass(frozen=True, slots=True)
class _Bases:
    """Loss by item, less what is outside the cover and what the compulsory covers ought to bear, row by row."""

    draft: Draft
    benefit: MotorBenefit
    terms: LiabilityTerms
    road: Road
    mine: Ref
    victims: str

    def write(self, items: Sequence[Item]) -> Ref:
        """Steps of the items asked for. Gives back the base of each row."""
        loss = [self._loss(item) for item in items]
        whole = _row(self.draft, "loss", Add(tuple(loss)), Text(zh="损失合计", en="Loss together"))
        less = [self._cut("intent", When(_MEANT, whole, ZERO), _INTENT, self.benefit.clause)]
        if not self.terms.moral_damages:
            moral = Less(_MORAL, self._moral_part())
            less.append(self._cut("moral", self._counted(moral), _MORAL_LOSS, self.terms.moral_clause))
        if self.terms.medical_scope == "catalogue":
            outside = When(self._rider(), ZERO, Less(_OUTSIDE, taken_outside(self.road)))
            clause = self.terms.scope_clause
            less.append(self._cut("outside_catalogue", self._counted(outside), _OUTSIDE_LOSS, clause))
        part = Add(tuple(self._part(item) for item in items))
        less.append(self._cut("compulsory", self._counted(part), _COMPULSORY, self.terms.compulsory_clause))
        base = _row(self.draft, "base", Less(whole, Add(tuple(less))), _BASE)
        self.draft.bind(
            "subtotal", Fold(base), _BASE, kind="subtotal", show="always", clause=self.benefit.clause
        )
        return base

    def _loss(self, item: Item) -> Ref:
        column: Expr = Column("victim", item.code)
        if item is MEDICAL:
            # Costs outside the list belong to the rider where the policy has it, and are counted there.
            column = Less(column, When(self._rider(), _OUTSIDE, ZERO))
        label = Text(zh=f"损失：{item.name.zh}", en=f"Loss: {item.name.en}")
        rows = _row(self.draft, f"loss_{item.code}", When(self.mine, column, ZERO), label)
        _shown(self.draft, f"loss_{item.code}", rows, label, self.benefit.clause, sign=1)
        return rows

    def _cut(self, name: str, expr: Expr, label: Text, clause: str) -> Ref:
        rows = _row(self.draft, name, expr, label)
        _shown(self.draft, name, rows, label, clause)
        return rows

    def _counted(self, expr: Expr) -> Expr:
        return When(AllOf((self.mine, Not(_MEANT))), expr, ZERO)

    def _part(self, item: Item) -> Expr:
        part = self.road.ought.part[item.code]
        if item is MEDICAL:
            return Less(part, When(self._rider(), taken_outside(self.road), ZERO))
        return part

    def _moral_part(self) -> Expr:
        """Of the compulsory part for death and disability, what pays moral damages: first if asked, otherwise last."""
        part = self.road.ought.part["death"]
        last = Most((Less(part, Less(Column("victim", "death"), _MORAL)), ZERO))
        return When(Column("victim", "moral_first"), Least((_MORAL, part)), last)

    def _rider(self) -> Expr:
        """1 when a rider of the policy takes costs outside the list of these victims."""
        if self.terms.medical_scope == "all":
            return ZERO
        return AnyOf((Const(0), *(_asked(rider) for rider in riders(self.draft.product, self.victims))))


def riders(product: Product, victims: str) -> list[OutsideCatalogueBenefit]:
    """The riders of a product for costs outside the list of these victims."""
    return [
        benefit
        for benefit in product.benefits
        if isinstance(benefit, OutsideCatalogueBenefit) and victims in benefit.terms.victims
    ]


def _asked(benefit: OutsideCatalogueBenefit) -> Expr:
    natures = AnyOf(tuple(Fact(f"nature.{nature.value}") for nature in benefit.natures))
    return AllOf((Fact(f"asked.{benefit.code}"), natures))


def _by_fault(draft: Draft, road: Road, base: Ref) -> Ref:
    """Two figures, each rounded once: against motor and against non-motor victims."""
    mode = rounding(draft)
    clause = road.rules.fault_shares.clause
    figures = []
    for name, rows, share, label in (
        ("motor", When(_NON_MOTOR, ZERO, base), road.share, Text(zh="对机动车一方", en="Against motor vehicles")),
        ("non_motor", When(_NON_MOTOR, base, ZERO), road.share_non_motor, Text(zh="对非机动车、行人", en="Against non-motor")),
    ):  # fmt: skip
        of = _row(draft, f"base_{name}", rows, label)
        whole = draft.bind(f"base_{name}", Fold(of), label)
        figures.append(draft.bind(f"shared_{name}", Share(whole, share, mode), label, clause=clause))
    whole = draft.bind(
        "base", Add((Ref(f"{draft.prefix}.base_motor"), Ref(f"{draft.prefix}.base_non_motor"))), _BASE
    )
    shared = draft.bind("shared", Add(tuple(figures)), _SHARED, clause=clause)
    _others_share(draft, road, Less(whole, shared))
    return shared


def _others_share(draft: Draft, road: Road, rest: Expr) -> Ref:
    clause = road.rules.fault_shares.clause
    draft.bind(
        "ratio",
        Add((road.share,)),
        Text(zh="事故责任比例", en="Share of fault"),
        plain=Text(zh="我方车辆的责任比例", en="Our vehicle's share of the fault"),
        kind="ratio",
        unit="bp",
        show="always",
        clause=clause,
    )
    return draft.bind(
        "others_share",
        rest,
        Text(zh="不属于本车责任的部分", en="Not of the own vehicle's fault"),
        plain=Text(zh="按责任划分，由别人承担的部分", en="For others to bear, by their share of the fault"),
        kind="less",
        sign=-1,
        show="nonzero",
        clause=clause,
    )

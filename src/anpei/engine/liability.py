"""Liability benefits as named steps. Formulas and their order: anpei.terms.liability (Insurance Law art. 65, 66)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anpei.engine.compiled import Draft
from anpei.engine.expressions import (
    Add,
    AllOf,
    Apportion,
    Column,
    Compare,
    Const,
    Expr,
    Fact,
    Fold,
    Least,
    Left,
    Less,
    Mode,
    Ref,
    Share,
    Term,
    When,
)
from anpei.engine.losses import ZERO, capped, deduct, position, reduce
from anpei.engine.medical import applies, limit_amount, post_to_limits, within_limits
from anpei.terms.base import Text
from anpei.terms.benefits import LiabilityBenefit
from anpei.terms.liability import DamageHead, LimitAmount


def write_liability(draft: Draft, benefit: LiabilityBenefit, path: str) -> Ref:
    """What is due to each claimant, what the occurrence pays of it, each one's part, then the legal cost."""
    return _Cover(draft, benefit, path).write()


@dataclass(slots=True)
class _Cover:
    draft: Draft
    benefit: LiabilityBenefit
    path: str

    @property
    def mode(self) -> Mode:
        return self.draft.product.calculation.rounding.mode.value

    def write(self) -> Ref:
        fits = applies(self.draft, self.benefit, Fact(f"losses.{self.benefit.code}"))
        mine = self.draft.bind(
            "claimant_mine",
            AllOf(
                (
                    fits,
                    Compare(
                        "==",
                        Column("claimant", "benefit"),
                        Const(position(self.draft, self.benefit.code)),
                    ),
                )
            ),
            Text(zh="属于本项责任", en="Under this benefit"),
            grain="claimant",
            unit="flag",
        )
        due = self._due(mine)
        indemnity = self._indemnity(due)
        self._parts(due, indemnity)
        return self.draft.bind(
            "payable",
            Add((indemnity, self._legal(fits, indemnity))),
            self.benefit.name,
            kind="benefit",
            show="always",
            clause=self.benefit.clause,
        )

    # -- each claimant

    def _due(self, mine: Ref) -> Ref:
        terms = self.benefit.terms
        due = self.draft.bind(
            "claimant_claimed",
            When(mine, self._sum(DamageHead), ZERO),
            Text(zh="索赔金额", en="Claimed"),
            grain="claimant",
        )
        self.draft.bind(
            "claimed",
            Fold(due),
            Text(zh="受害人索赔合计", en="Claimed by all claimants"),
            plain=Text(zh="对方向您要求的赔偿", en="What others claim from you"),
            kind="amount",
            sign=1,
            show="always",
        )
        outside = [head for head in DamageHead if head not in terms.covers]
        if outside:
            due = reduce(
                self.draft, "heads_outside", When(mine, self._sum(outside), ZERO), due,
                Text(zh="本责任不保的损失类别", en="Heads of damage not covered"),
                clause=self.benefit.clause, grain="claimant",
            )  # fmt: skip
        due = reduce(
            self.draft, "excluded", When(mine, self._sum(terms.covers, "_excluded"), ZERO), due,
            Text(zh="责任外损失", en="Damage outside cover"), clause="", grain="claimant",
        )  # fmt: skip
        paid = {head: self._paid(mine, head) for head in terms.covers}
        due = reduce(
            self.draft, "others_paid", Add(tuple(paid.values())), due,
            Text(zh="其他途径已赔偿", en="Already paid by others"),
            plain=Text(zh="工伤保险等其他途径已经赔的", en="Already paid by work injury insurance or others"),
            clause=terms.compensation_clause, grain="claimant",
        )  # fmt: skip
        borne = {head: self._borne(mine, head, paid[head]) for head in terms.covers}
        due = reduce(
            self.draft, "beyond_fault", Less(due, Add(tuple(borne.values()))), due,
            Text(zh="被保险人责任比例以外", en="Beyond the insured's share of the fault"),
            plain=Text(zh="按责任划分不该由您承担的部分", en="The part that is not your fault"),
            clause=self.benefit.clause, grain="claimant",
        )  # fmt: skip
        for n, limit in enumerate(terms.person_limits):
            amount = Add(tuple(borne[head] for head in limit.heads))
            cap = self._amount(limit.limit, f"{self.path}.terms.person_limits[{n}].limit")
            due = reduce(
                self.draft, f"over_{limit.code}", Less(amount, Least((amount, cap))), due,
                Text(zh=f"超过{limit.name.zh}", en=f"Above the {limit.name.en.lower()}"),
                clause=limit.clause, grain="claimant",
            )  # fmt: skip
        return due

    def _sum(self, heads: Sequence[DamageHead] | type[DamageHead], suffix: str = "") -> Expr:
        return Add(tuple(Column("claimant", f"{head.value}{suffix}") for head in heads))

    def _paid(self, mine: Ref, head: DamageHead) -> Ref:
        left = Less(Column("claimant", head.value), Column("claimant", f"{head.value}_excluded"))
        return self.draft.bind(
            f"claimant_{head.value}_paid",
            When(mine, Least((Column("claimant", f"{head.value}_paid"), left)), ZERO),
            Text(zh=f"{HEAD_NAMES[head].zh}：他人已付", en=f"{HEAD_NAMES[head].en}: paid by others"),
            grain="claimant",
        )

    def _borne(self, mine: Ref, head: DamageHead, paid: Ref) -> Ref:
        left = Less(Column("claimant", head.value), Column("claimant", f"{head.value}_excluded"))
        return self.draft.bind(
            f"claimant_{head.value}",
            When(mine, Share(Less(left, paid), Column("claimant", "fault_bp"), self.mode), ZERO),
            HEAD_NAMES[head],
            grain="claimant",
        )

    # -- the occurrence

    def _indemnity(self, due: Ref) -> Ref:
        terms = self.benefit.terms
        amount = self.draft.bind(
            "liability",
            Fold(due),
            Text(zh="被保险人依法应承担的赔偿", en="What the insured owes by law"),
            plain=Text(zh="依法该由您承担的赔偿", en="What you owe by law"),
            kind="subtotal",
            show="always",
            clause=self.benefit.clause,
        )
        if terms.deductible is not None:
            amount = deduct(self.draft, terms.deductible, f"{self.path}.terms.deductible", amount, "claim")
        amount = capped(
            self.draft, "over_occurrence", self._occurrence(), amount,
            Text(zh="超过每次事故责任限额", en="Above the limit of an occurrence"),
            clause=terms.occurrence.clause,
        )  # fmt: skip
        amount = within_limits(self.draft, self.benefit, terms.limits, self.path, amount)
        indemnity = self.draft.bind(
            "indemnity",
            Add((amount,)),
            Text(zh="责任赔款", en="Indemnity for the liability"),
            kind="subtotal",
            show="always",
            clause=self.benefit.clause,
        )
        post_to_limits(self.draft, terms.limits, indemnity)
        return indemnity

    def _occurrence(self) -> Expr:
        return self._amount(self.benefit.terms.occurrence.limit, f"{self.path}.terms.occurrence.limit")

    def _amount(self, limit: LimitAmount, path: str) -> Expr:
        if limit.amount_fen is not None:
            return Term(f"{path}.amount_fen", limit.amount_fen)
        return Fact(f"sum_insured.{limit.key}")

    def _parts(self, due: Ref, indemnity: Ref) -> None:
        """Each claimant's part, and to whom it goes: never to an insured who has not paid himself (art. 65)."""
        label = Text(zh="各受害人应得", en="Part of each claimant")
        part = self.draft.bind("claimant_part", Apportion(indemnity, due), label, grain="claimant")
        insured = self._flow("to_insured", Least((part, Column("claimant", "paid_by_insured"))), _TO_INSURED)
        self._flow("to_claimants", Less(part, insured), _TO_CLAIMANTS)

    def _flow(self, name: str, of_each: Expr, label: Text) -> Ref:
        each = self.draft.bind(f"claimant_{name}", of_each, label, grain="claimant")
        self.draft.bind(name, Fold(each), label, show="nonzero")
        return each

    # -- legal cost

    def _legal(self, fits: Ref, indemnity: Ref) -> Ref:
        terms = self.benefit.terms
        legal = terms.legal_costs
        cost = self.draft.bind(
            "legal",
            When(fits, Fact(f"cost.{self.benefit.code}.legal"), ZERO),
            Text(zh="法律费用", en="Legal cost"),
            plain=Text(zh="打官司、仲裁的必要费用", en="Necessary cost of court or arbitration"),
            kind="amount",
            sign=1,
            show="nonzero",
            clause=legal.clause,
        )
        if legal.limit_bp is not None:
            cap: Expr = Share(
                self._occurrence(), Term(f"{self.path}.terms.legal_costs.limit_bp", legal.limit_bp), self.mode
            )
        else:
            cap = Least((Less(self._occurrence(), indemnity), *self._left()))
        paid = capped(
            self.draft, "legal_over_limit", cap, cost,
            Text(zh="法律费用超过限额", en="Legal cost above its limit"), clause=legal.clause,
        )  # fmt: skip
        if legal.placed == "within":
            post_to_limits(self.draft, terms.limits, paid, name="legal")
        return paid

    def _left(self) -> list[Left]:
        """What the indemnity leaves of each limit of this benefit."""
        return [
            Left(limit.accumulator, limit_amount(self.benefit, limit, f"{self.path}.terms.limits[{n}]"))
            for n, limit in enumerate(self.benefit.terms.limits)
        ]


_TO_INSURED = Text(zh="付给已先行赔偿的被保险人", en="To the insured, who has paid already")
_TO_CLAIMANTS = Text(zh="直接付给受害人", en="To the claimants")
HEAD_NAMES: dict[DamageHead, Text] = {
    DamageHead.DEATH_DISABILITY: Text(zh="死亡伤残", en="Death and disability"),
    DamageHead.MEDICAL: Text(zh="医疗费用", en="Medical expenses"),
    DamageHead.PROPERTY: Text(zh="财产损失", en="Property damage"),
}

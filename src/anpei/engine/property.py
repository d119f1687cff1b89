"""Property benefits as named steps. Formulas and their order: anpei.terms.property (Insurance Law art. 55–60, 64)."""

from __future__ import annotations

from dataclasses import dataclass

from anpei.engine.compiled import Draft
from anpei.engine.expressions import (
    Add,
    AllOf,
    Column,
    Compare,
    Const,
    Expr,
    Fact,
    Fold,
    Grain,
    Least,
    Less,
    Mode,
    Most,
    Proportion,
    Ref,
    Share,
    Term,
    Times,
    When,
)
from anpei.engine.losses import ZERO, capped, deduct, pay_share, position, reduce
from anpei.engine.medical import applies, post_to_limits, sum_insured, within_limits
from anpei.terms.base import Text
from anpei.terms.benefits import PropertyBenefit
from anpei.terms.property import Depreciation, PropertyKind

KIND_CODES = {kind: number for number, kind in enumerate(PropertyKind, start=1)}
_TEN_THOUSAND = Const(10_000)


def write_property(draft: Draft, benefit: PropertyBenefit, path: str) -> Ref:
    """Items measured, averaged and deducted; other insurers, recoveries and limits; then the costs beside the loss."""
    return _Section(draft, benefit, path).write()


@dataclass(slots=True)
class _Section:
    draft: Draft
    benefit: PropertyBenefit
    path: str

    @property
    def mode(self) -> Mode:
        return self.draft.product.calculation.rounding.mode.value

    @property
    def number(self) -> Const:
        return Const(position(self.draft, self.benefit.code))

    def write(self) -> Ref:
        fits = applies(self.draft, self.benefit, Fact(f"losses.{self.benefit.code}"))
        mine = self.draft.bind(
            "item_mine",
            AllOf((fits, Compare("==", Column("item", "benefit"), self.number))),
            Text(zh="属于本项责任", en="Under this benefit"),
            grain="item",
            unit="flag",
        )
        value = self._value(mine)
        net = self._net_loss(mine, value)
        whole = self.draft.bind(
            "net_loss",
            Fold(net),
            Text(zh="核定净损失", en="Net loss"),
            plain=Text(zh="核定下来的实际损失", en="Your actual loss"),
            kind="subtotal",
            show="always",
            clause=self.benefit.clause,
        )
        item_sum = self._item_sum(mine)
        proportion = self._proportion(value, item_sum)
        insured = self._averaged(net, whole, proportion)
        insured = self._within_item_sum(insured, item_sum)
        amount = self._deducted(insured)
        amount = self._after_other_insurers(amount, whole, item_sum)
        amount = self._after_recoveries(amount, mine)
        return self._with_costs(fits, whole, self._indemnity(amount), proportion)

    # -- the loss of each item

    def _value(self, mine: Ref) -> Ref:
        """Insurable value of each item at the loss."""
        basis = self.benefit.terms.basis
        depreciation = self.benefit.terms.depreciation
        worth: Expr = Column("item", "value")
        if basis in ("actual_value", "replacement_cost"):
            worth = Column("item", "replacement")
        if depreciation is not None:
            worth = Share(worth, self._remaining(depreciation), self.mode)
        return self.draft.bind(
            "item_value",
            When(mine, worth, ZERO),
            Text(zh="出险时价值", en="Value at the loss"),
            grain="item",
            clause=self.benefit.terms.basis_clause,
        )

    def _remaining(self, depreciation: Depreciation) -> Ref:
        """Share of the replacement cost that remains after the whole periods of use."""
        where = f"{self.path}.terms.depreciation"
        rate: Expr = ZERO
        for n, given in enumerate(depreciation.rates):
            is_kind = Compare("==", Column("item", "kind"), Const(KIND_CODES[given.kind]))
            rate = When(is_kind, Term(f"{where}.rates[{n}].bp", given.bp), rate)
        rate = When(Column("item", "rate_given"), Column("item", "depreciation_bp"), rate)
        lost = Times(rate, Column("item", f"used_{depreciation.per}s"))
        floor = Term(f"{where}.floor_bp", depreciation.floor_bp)
        return self.draft.bind(
            "item_remaining",
            Most((Less(_TEN_THOUSAND, lost), floor)),
            Text(zh="折旧后剩余比例", en="Share left after depreciation"),
            grain="item",
            unit="bp",
            clause=depreciation.clause,
        )

    def _net_loss(self, mine: Ref, value: Ref) -> Ref:
        terms = self.benefit.terms
        lost = Column("item", "totally_lost")
        whole: Expr = Column("item", "replacement") if terms.basis == "actual_value" else value
        excluded: Expr = Column("item", "excluded")
        partial: Expr = Add((Column("item", "repair"), Column("item", "loss")))
        if terms.basis == "agreed_value":
            sound = Column("item", "sound_value")
            partial = Proportion(partial, value, sound, self.mode)
            excluded = When(lost, excluded, Proportion(excluded, value, sound, self.mode))
        claimed = self.draft.bind(
            "item_claimed",
            When(mine, When(lost, whole, partial), ZERO),
            Text(zh="损失金额", en="Loss"),
            grain="item",
            clause=terms.basis_clause,
        )
        self.draft.bind(
            "claimed",
            Fold(claimed),
            Text(zh="各项损失合计", en="Losses of all items"),
            plain=Text(zh="您申报的损失", en="The losses you claimed"),
            kind="amount",
            sign=1,
            show="always",
            clause=terms.basis_clause,
        )
        net = reduce(
            self.draft, "excluded", When(mine, excluded, ZERO), claimed,
            Text(zh="责任外损失", en="Loss outside cover"),
            plain=Text(zh="合同不保的损失", en="Losses the contract does not cover"),
            clause="", grain="item",
        )  # fmt: skip
        if terms.depreciation is not None:
            left = Share(net, Ref(f"{self.draft.prefix}.item_remaining"), self.mode)
            net = reduce(
                self.draft, "depreciation", When(lost, Less(net, left), ZERO), net,
                Text(zh="折旧", en="Depreciation"),
                plain=Text(zh="东西用旧了少掉的价值", en="The value the things had lost with age"),
                clause=terms.depreciation.clause, grain="item",
            )  # fmt: skip
        net = capped(
            self.draft, "above_value", value, net,
            Text(zh="超过出险时价值的部分", en="Above the value at the loss"),
            plain=Text(zh="修理费比东西本身还贵的部分", en="Repair that costs more than the thing was worth"),
            clause=terms.basis_clause, grain="item",
        )  # fmt: skip
        kept = When(Column("item", "salvage_kept"), Least((Column("item", "salvage"), net)), ZERO)
        net = reduce(
            self.draft, "salvage", kept, net,
            Text(zh="残值", en="Salvage"),
            plain=Text(zh="剩下的东西还值的钱，归您", en="What the remains are worth; they stay with you"),
            clause=terms.salvage_clause, grain="item",
        )  # fmt: skip
        if terms.recoveries.rule == "from_payment":
            return net
        return reduce(
            self.draft, "recovered", Least((Column("item", "recovered"), net)), net, _RECOVERED,
            plain=_RECOVERED_PLAIN, clause=terms.recoveries.clause, grain="item",
        )  # fmt: skip

    # -- average

    def _item_sum(self, mine: Ref) -> Ref | None:
        """Sum insured of each item; None under a blanket sum."""
        if self.benefit.terms.sum_insured_over == "benefit":
            return None
        return self.draft.bind(
            "item_sum_insured",
            When(mine, Column("item", "sum_insured"), ZERO),
            Text(zh="保险金额", en="Sum insured"),
            grain="item",
        )

    def _proportion(self, value: Ref, item_sum: Ref | None) -> tuple[Ref, Ref, Grain] | None:
        """Insured and required value, between which the average stands, and their grain. None for a first loss."""
        average = self.benefit.terms.average
        if average.rule == "first_loss":
            return None
        grain: Grain = "claim" if item_sum is None else "item"
        insured: Expr = item_sum or sum_insured(self.benefit, self.path)
        required: Expr = value if item_sum else Ref(self._whole_value(value).name)
        if average.required_bp is not None:
            # Both times 10,000, so that the share and the average are rounded once.
            insured = Times(insured, _TEN_THOUSAND)
            required = Times(required, Term(f"{self.path}.terms.average.required_bp", average.required_bp))
        prefix = "" if grain == "claim" else "item_"
        full = self.draft.bind(
            f"{prefix}required_value",
            required,
            Text(zh="应保价值", en="Value to be insured"),
            grain=grain,
            clause=average.clause,
        )
        cover = self.draft.bind(
            f"{prefix}insured_value",
            Least((insured, full)),
            Text(zh="已保价值", en="Value insured"),
            grain=grain,
            clause=average.clause,
        )
        return cover, full, grain

    def _whole_value(self, value: Ref) -> Ref:
        return self.draft.bind(
            "value", Fold(value), Text(zh="全部财产出险时价值", en="Value of all items at the loss")
        )

    def _averaged(self, net: Ref, whole: Ref, proportion: tuple[Ref, Ref, Grain] | None) -> Ref:
        if proportion is None:
            return net
        cover, full, _grain = proportion
        return reduce(
            self.draft, "under_insurance", self._unless_waived(whole, Less(net, self._part(net, cover, full))),
            net, _UNDER_INSURANCE, plain=_UNDER_INSURANCE_PLAIN,
            clause=self.benefit.terms.average.clause, grain="item",
        )  # fmt: skip

    def _part(self, amount: Ref, cover: Ref, full: Ref) -> Expr:
        return Proportion(amount, cover, full, self.mode)

    def _unless_waived(self, whole: Ref, taken: Expr) -> Expr:
        waived = self.benefit.terms.average.waived_up_to_fen
        if not waived:
            return taken
        term = Term(f"{self.path}.terms.average.waived_up_to_fen", waived)
        return When(Compare("<=", whole, term), ZERO, taken)

    def _within_item_sum(self, amount: Ref, item_sum: Ref | None) -> Ref:
        if item_sum is None:
            return amount
        return capped(
            self.draft, "over_item_sum", item_sum, amount,
            Text(zh="超过单项保险金额", en="Above the item's sum insured"),
            plain=Text(zh="超过这一项投保金额的部分", en="Above the amount this item was insured for"),
            clause=self.benefit.terms.average.clause, grain="item",
        )  # fmt: skip

    # -- from the insured loss to the indemnity

    def _deducted(self, insured: Ref) -> Ref:
        terms = self.benefit.terms
        grain: Grain = "item" if terms.deductible and terms.deductible.per == "item" else "claim"
        amount = insured if grain == "item" else self._brought_up(insured)
        steps = [self._deduct, self._share]
        for step in steps if terms.order == "deductible_first" else reversed(steps):
            amount = step(amount, grain)
        return self._brought_up(amount) if grain == "item" else amount

    def _deduct(self, amount: Ref, grain: Grain) -> Ref:
        deductible = self.benefit.terms.deductible
        if deductible is None:
            return amount
        return deduct(self.draft, deductible, f"{self.path}.terms.deductible", amount, grain)

    def _share(self, amount: Ref, grain: Grain) -> Ref:
        share = self.benefit.terms.paid_share
        if share is None:
            return amount
        return pay_share(self.draft, share, f"{self.path}.terms.paid_share", amount, grain)

    def _brought_up(self, amount: Ref) -> Ref:
        return self.draft.bind(
            "insured_loss", Fold(amount), Text(zh="各项合计", en="All items"), clause=self.benefit.clause
        )

    def _after_other_insurers(self, amount: Ref, whole: Ref, item_sum: Ref | None) -> Ref:
        """Formula: anpei.terms.property.Contribution."""
        terms = self.benefit.terms
        own: list[Expr] = []
        own += [Ref(f"{self.draft.prefix}.deductible")] if terms.deductible else []
        own += [Ref(f"{self.draft.prefix}.own_share")] if terms.paid_share else []
        loss = self.draft.bind(
            "shared_loss",
            Less(whole, Add(tuple(own))) if own else Add((whole,)),
            Text(zh="由各保险人分摊的损失", en="Loss the insurers share"),
            clause=terms.contribution.clause,
        )
        also = self.draft.bind(
            "insurer_also",
            AllOf(
                (
                    Ref(f"{self.draft.prefix}.applies"),
                    Compare("==", Column("insurer", "benefit"), self.number),
                )
            ),
            Text(zh="同一财产另有保险", en="Also insures it"),
            grain="insurer",
            unit="flag",
            clause=terms.contribution.clause,
        )
        ours = self._our_part(amount, loss, also, item_sum)
        return capped(
            self.draft, "other_insurers", ours, amount,
            Text(zh="由其他保险人分摊", en="Borne by other insurers"),
            plain=Text(zh="由您的其他保险公司赔的部分", en="The part your other insurers pay"),
            clause=terms.contribution.clause,
        )  # fmt: skip

    def _our_part(self, amount: Ref, loss: Ref, also: Ref, item_sum: Ref | None) -> Expr:
        match self.benefit.terms.contribution.rule:
            case "by_sum_insured":
                if item_sum is None:
                    own: Expr = sum_insured(self.benefit, self.path)
                else:
                    own = self.draft.bind(
                        "item_sums",
                        Fold(item_sum),
                        Text(zh="各项保险金额合计", en="Sums insured of the items"),
                    )
                others = self._of_others("sums_insured", When(also, Column("insurer", "sum_insured"), ZERO))
                return Proportion(loss, own, Add((own, others)), self.mode)
            case "by_limit":
                others = self._of_others("limits", When(also, Column("insurer", "limit"), ZERO))
                return Proportion(loss, amount, Add((amount, others)), self.mode)
            case "in_sequence":
                before = AllOf((also, Column("insurer", "before")))
                others = self._of_others("limits", When(before, Column("insurer", "limit"), ZERO))
                return Most((Less(loss, others), ZERO))
            case "equal_shares":
                return self._level(loss, also)

    def _of_others(self, what: str, of_each: Expr) -> Ref:
        label = Text(zh="其他保险人的金额", en="Amounts of the other insurers")
        each = self.draft.bind(f"insurer_{what}", of_each, label, grain="insurer")
        return self.draft.bind(f"others_{what}", Fold(each), label)

    def _level(self, loss: Ref, also: Ref) -> Expr:
        """How far all pay alike: the greatest of the candidates, found as the loss less the least of the rest."""
        left = Most((Less(loss, Column("insurer", "lowest_limits")), ZERO))
        candidate = Proportion(left, Const(1), Column("insurer", "sharing"), self.mode)
        label = Text(zh="平均分摊以外的部分", en="Beyond an equal share")
        beyond = self.draft.bind(
            "insurer_beyond", When(also, Less(loss, candidate), loss), label, grain="insurer"
        )
        least = self.draft.bind("beyond_level", Fold(beyond, how="least"), label)
        count = self.draft.bind(
            "others", Fold(also), Text(zh="其他保险人个数", en="Other insurers"), unit="count"
        )
        alike = Proportion(loss, Const(1), Add((count, Const(1))), self.mode)
        return Most((alike, When(count, Less(loss, least), ZERO)))

    def _after_recoveries(self, amount: Ref, mine: Ref) -> Ref:
        recoveries = self.benefit.terms.recoveries
        if recoveries.rule == "from_loss":
            return amount
        label = Text(zh="第三者已赔偿", en="Already paid by third parties")
        received = self.draft.bind(
            "item_received", When(mine, Column("item", "recovered"), ZERO), label, grain="item"
        )
        total = self.draft.bind("received", Fold(received), label)
        return reduce(
            self.draft, "recovered", Least((total, amount)), amount, _RECOVERED, plain=_RECOVERED_PLAIN,
            clause=recoveries.clause,
        )  # fmt: skip

    def _indemnity(self, amount: Ref) -> Ref:
        terms = self.benefit.terms
        if terms.reinstatement is not None:
            amount = capped(
                self.draft, "over_sum_insured", sum_insured(self.benefit, self.path), amount,
                Text(zh="超过保险金额", en="Above the sum insured"), clause=terms.reinstatement.clause,
            )  # fmt: skip
        amount = within_limits(self.draft, self.benefit, terms.limits, self.path, amount)
        indemnity = self.draft.bind(
            "indemnity",
            Add((amount,)),
            Text(zh="损失赔款", en="Indemnity for the loss"),
            plain=Text(zh="损失部分赔给您", en="Paid for the loss itself"),
            kind="subtotal",
            show="always",
            clause=self.benefit.clause,
        )
        post_to_limits(self.draft, terms.limits, indemnity)
        if terms.reinstatement is not None:
            bp = Term(f"{self.path}.terms.reinstatement.premium_bp", terms.reinstatement.premium_bp)
            self.draft.bind(
                "reinstatement_premium",
                Proportion(
                    Times(indemnity, bp),
                    Fact("days_left"),
                    Times(Fact("policy_days"), _TEN_THOUSAND),
                    self.mode,
                ),
                Text(zh="恢复保险金额应交保费（不从赔款中扣）", en="Premium for reinstatement (not netted)"),
                show="nonzero",
                clause=terms.reinstatement.clause,
            )
        return indemnity

    # -- costs beside the loss

    def _with_costs(
        self, fits: Ref, whole: Ref, indemnity: Ref, proportion: tuple[Ref, Ref, Grain] | None
    ) -> Ref:
        parts = [indemnity, self._mitigation(fits, whole, proportion), self._survey(fits)]
        if self.benefit.terms.debris is not None:
            parts.append(self._debris(fits))
        return self.draft.bind(
            "payable",
            Add(tuple(parts)),
            self.benefit.name,
            kind="benefit",
            show="always",
            clause=self.benefit.clause,
        )

    def _cost(self, name: str, fits: Ref, label: Text, clause: str) -> Ref:
        return self.draft.bind(
            name,
            When(fits, Fact(f"cost.{self.benefit.code}.{name}"), ZERO),
            label,
            kind="amount",
            sign=1,
            show="nonzero",
            clause=clause,
        )

    def _mitigation(self, fits: Ref, whole: Ref, proportion: tuple[Ref, Ref, Grain] | None) -> Ref:
        term = self.benefit.terms.mitigation
        cost = self._cost("mitigation", fits, Text(zh="施救费用", en="Mitigation cost"), term.clause)
        insured = Fact(f"cost.{self.benefit.code}.saved_insured")
        total = Fact(f"cost.{self.benefit.code}.saved_total")
        for_insured = Proportion(cost, insured, total, self.mode)
        cost = reduce(
            self.draft, "mitigation_other_property", When(total, Less(cost, for_insured), ZERO), cost,
            Text(zh="施救其他财产的费用", en="Saving property not insured"),
            plain=Text(zh="抢救没有投保的东西花的那部分", en="The part spent on things not insured"),
            clause=term.clause,
        )  # fmt: skip
        if term.by_average and proportion is not None:
            cost = self._mitigation_by_average(cost, whole, proportion, term.clause)
        return capped(
            self.draft, "mitigation_over_sum", sum_insured(self.benefit, self.path), cost,
            Text(zh="施救费用超过保险金额", en="Mitigation above the sum insured"), clause=term.clause,
        )  # fmt: skip

    def _mitigation_by_average(
        self, cost: Ref, whole: Ref, proportion: tuple[Ref, Ref, Grain], clause: str
    ) -> Ref:
        cover, full, grain = proportion
        if grain == "item":
            cover = self.draft.bind("insured_value", Fold(cover), Text(zh="已保价值", en="Value insured"))
            full = self.draft.bind(
                "required_value", Fold(full), Text(zh="应保价值", en="Value to be insured")
            )
        taken = When(full, Less(cost, self._part(cost, cover, full)), ZERO)
        return reduce(
            self.draft, "mitigation_under_insurance", self._unless_waived(whole, taken), cost,
            Text(zh="施救费用按不足额投保比例自担", en="Under-insurance, of the mitigation cost"),
            plain=_UNDER_INSURANCE_PLAIN, clause=clause,
        )  # fmt: skip

    def _survey(self, fits: Ref) -> Ref:
        label = Text(zh="查勘检验费用", en="Cost of survey and appraisal")
        return self._cost("survey", fits, label, self.benefit.terms.survey_clause)

    def _debris(self, fits: Ref) -> Ref:
        debris = self.benefit.terms.debris
        if debris is None:
            raise TypeError("no term for debris")
        cost = self._cost(
            "debris", fits, Text(zh="残骸清理费用", en="Cost of clearing debris"), debris.clause
        )
        bp = Term(f"{self.path}.terms.debris.limit_bp", debris.limit_bp)
        cap = Share(sum_insured(self.benefit, self.path), bp, self.mode)
        return capped(
            self.draft, "debris_over_limit", cap, cost,
            Text(zh="超过清理费用限额", en="Above the limit for debris"), clause=debris.clause,
        )  # fmt: skip


_RECOVERED = Text(zh="已从第三者获得赔偿", en="Already received from a third party")
_RECOVERED_PLAIN = Text(zh="责任方已经赔给您的", en="What the liable party already paid you")
_UNDER_INSURANCE = Text(zh="不足额投保自担部分", en="Under-insurance")
_UNDER_INSURANCE_PLAIN = Text(
    zh="投保金额低于实际价值，按比例由您自己承担的部分",
    en="The things were worth more than insured, so this share stays with you",
)

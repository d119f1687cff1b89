"""Damage of the own vehicle as named steps (anpei.terms.motor.VehicleDamageTerms holds the formula)."""

from __future__ import annotations

from anpei.engine.compiled import Draft
from anpei.engine.expressions import (
    Add,
    AllOf,
    AnyOf,
    Choose,
    Compare,
    Expr,
    Fact,
    Least,
    Less,
    Most,
    Proportion,
    Ref,
    Share,
    Term,
    Times,
    When,
)
from anpei.engine.medical import ZERO, applies, sum_insured
from anpei.engine.motor import RULES, WHOLE, borne, capped, pay, rounding, rules_of, taken
from anpei.engine.motor_liability import absolute_deductible, deductibles
from anpei.terms.base import Text
from anpei.terms.benefits import VehicleDamageBenefit
from anpei.terms.motor import MotorRules, VehicleDamageTerms


def write_vehicle_damage(draft: Draft, benefit: VehicleDamageBenefit, path: str) -> Ref:
    """Repair or total loss, less receipts, salvage and deductibles, within the sum insured; rescue costs beside it."""
    terms = benefit.terms
    insured = sum_insured(benefit, path)
    fits = applies(draft, benefit, AllOf((Fact("motor.given"), Fact("motor.own_given"))))
    actual = _actual_value(draft, rules_of(draft.product), fits)
    loss = _loss(draft, terms, fits, actual, insured)
    left = taken(
        draft, "received", loss, Fact("motor.received"), *_RECEIVED[0], terms.received_clause, _RECEIVED[1]
    )
    left = taken(
        draft, "salvage", left, Fact("motor.salvage"), *_SALVAGE[0], terms.salvage_clause, _SALVAGE[1]
    )
    before = left
    left = taken(
        draft, "agreed_deductible", left, Fact("motor.agreed_deductible"), *_AGREED[0],
        terms.agreed_deductible_clause, _AGREED[1],
    )  # fmt: skip
    agreed = Less(before, left)
    main = capped(draft, left, insured, terms.limit_clause)
    damage = _deductibles(draft, benefit, path, main)
    _cover_ends(draft, terms, fits, main, agreed, insured)
    return pay(draft, benefit, [damage, _rescue(draft, benefit, fits, actual, insured)])


_RECEIVED = (
    (Text(zh="已从第三方获得的赔偿", en="Received from third parties"),),
    Text(zh="别人已经赔给您的", en="What others already paid you"),
)
_SALVAGE = (
    (Text(zh="残值", en="Salvage"),),
    Text(zh="残值归您，按约定的价值扣除", en="The salvage is yours; its agreed value comes off"),
)
_AGREED = (
    (Text(zh="约定免赔额", en="Agreed deductible"),),
    Text(zh="合同约定先由您自己承担的金额", en="What the contract leaves with you first"),
)


def _actual_value(draft: Draft, rules: MotorRules, fits: Ref) -> Ref:
    """New price × max(floor, 1 − full months × monthly rate)."""
    table = rules.depreciation
    if table is None:
        raise TypeError("vehicle damage needs calculation.motor.depreciation")
    where = f"{RULES}.depreciation"
    draft.bind(
        "months", When(fits, Fact("motor.months"), ZERO), Text(zh="已使用月数（不足一月不计）", en="Full months in use"),
        unit="count", show="nonzero", clause=table.clause,
    )  # fmt: skip
    rates = tuple(
        Term(f"{where}.rates[{n}].monthly_bp", rate.monthly_bp) for n, rate in enumerate(table.rates)
    )
    monthly = draft.bind(
        "monthly_rate", Choose(rates, Fact("motor.depreciation")), Text(zh="月折旧系数", en="Monthly depreciation"),
        unit="bp", clause=table.clause,
    )  # fmt: skip
    kept = draft.bind(
        "value_kept",
        Most((Less(WHOLE, Times(Fact("motor.months"), monthly)), Term(f"{where}.floor_bp", table.floor_bp))),
        Text(zh="折旧后成新率", en="Share of the new price kept"),
        unit="bp",
        clause=table.clause,
    )
    return draft.bind(
        "actual_value",
        When(fits, Share(Fact("motor.new_price"), kept, rounding(draft)), ZERO),
        Text(zh="出险时实际价值", en="Actual value at the accident"),
        plain=Text(zh="出事时车还值多少钱", en="What the vehicle was worth at the accident"),
        show="nonzero",
        clause=table.clause,
    )


def _loss(draft: Draft, terms: VehicleDamageTerms, fits: Ref, actual: Ref, insured: Expr) -> Ref:
    total = draft.bind(
        "total_loss",
        AllOf((fits, AnyOf((Fact("motor.destroyed"), Compare(">", Fact("motor.repair"), actual))))),
        Text(zh="全损或推定全损", en="Total or constructive total loss"),
        plain=Text(zh="车已经报废，或者修理比车还贵", en="Destroyed, or dearer to repair than it is worth"),
        unit="flag",
        show="nonzero",
        clause=terms.total_loss_clause,
    )
    whole = insured if terms.total_loss == "sum_insured" else Least((insured, actual))
    return draft.bind(
        "loss",
        When(fits, When(total, whole, Fact("motor.repair")), ZERO),
        Text(zh="车辆损失", en="Loss of the vehicle"),
        plain=Text(
            zh="修车的钱，全损时是车辆的保险金额", en="The repair, or the sum insured of a total loss"
        ),
        kind="amount",
        sign=1,
        show="always",
        clause=terms.limit_clause,
    )


def _deductibles(draft: Draft, benefit: VehicleDamageBenefit, path: str, main: Ref) -> Ref:
    terms = benefit.terms
    if not terms.not_found_bp:
        return deductibles(draft, benefit, terms, path, main)
    not_found = borne(
        draft,
        "not_found_deductible",
        main,
        When(Fact("motor.not_found"), Term(f"{path}.terms.not_found_bp", terms.not_found_bp), ZERO),
        Text(zh="无法找到第三方免赔", en="Deductible: third party not found"),
        terms.not_found_clause or benefit.clause,
        Text(zh="该由别人赔却找不到人时，由您承担的部分", en="Your part when whoever did it cannot be found"),
    )
    return deductibles(draft, benefit, terms, path, not_found)


def _cover_ends(
    draft: Draft, terms: VehicleDamageTerms, fits: Ref, main: Ref, agreed: Expr, insured: Expr
) -> None:
    """Main is what is paid with what the later deductibles take; with the agreed deductible it is measured by the sum insured."""
    draft.bind(
        "cover_ends",
        AllOf((fits, Compare(">", main, ZERO), Compare(">=", Add((main, agreed)), insured))),
        Text(
            zh="一次赔款达到保险金额，本项保险责任终止",
            en="One payment reached the sum insured: this cover ends",
        ),
        unit="flag",
        show="nonzero",
        clause=terms.end_clause,
    )


def _rescue(draft: Draft, benefit: VehicleDamageBenefit, fits: Ref, actual: Ref, insured: Expr) -> Ref:
    terms = benefit.terms
    clause = terms.rescue_clause
    cost = draft.bind(
        "rescue", When(fits, Fact("motor.rescue"), ZERO), Text(zh="施救费", en="Rescue costs"),
        plain=Text(zh="拖车、吊车等施救的费用", en="Towing and other rescue costs"), kind="amount", sign=1,
        show="nonzero", clause=clause,
    )  # fmt: skip
    own = draft.bind(
        "own_rescue",
        When(
            Fact("motor.other_rescued"),
            Proportion(cost, actual, Add((actual, Fact("motor.other_rescued"))), rounding(draft)),
            cost,
        ),
        Text(zh="属于本车的施救费", en="Rescue costs of the own vehicle"),
        clause=clause,
    )
    draft.bind(
        "rescue_of_others", Less(cost, own), Text(zh="其他财产的施救费", en="Rescue of other property"),
        plain=Text(zh="施救别的财产、不属于本车的部分", en="For rescuing other property"), kind="less", sign=-1,
        show="nonzero", clause=clause,
    )  # fmt: skip
    within = capped(draft, own, insured, clause, name="rescue_limit")
    if terms.rescue_bears_deductible:
        return absolute_deductible(draft, benefit, terms, within, "rescue_deductible")
    return within

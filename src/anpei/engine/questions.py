"""Which assessed facts a product asks for, as a form or a client may ask them: groups of fields, made from the fact types.

A field's kind follows from its type and name; which fields are asked follows from the benefits. A product of another family
is one more entry in ``_groups``.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from anpei.engine.assessed import AssessedFacts
from anpei.engine.fact_names import FIELDS, VALUES
from anpei.engine.facts import Beneficiary, Illness
from anpei.engine.facts_loss import LiabilityClaimant, LossCosts, OtherInsurer
from anpei.engine.facts_motor import MotorFacts, OwnVehicleFacts, VehicleFacts, VictimFacts
from anpei.terms.base import Text
from anpei.terms.benefits import (
    MOTOR_BENEFITS,
    Benefit,
    CompulsoryBenefit,
    CriticalIllnessBenefit,
    DeathBenefit,
    DisabilityBenefit,
    LiabilityBenefit,
    MedicalBenefit,
    OccupantsBenefit,
    PropertyBenefit,
    TermLifeBenefit,
    VehicleDamageBenefit,
)
from anpei.terms.liability import DamageHead
from anpei.terms.product import Product, deductible_rates

Kind = Literal["yuan", "percent", "whole", "date", "choice", "several", "tick", "text"]


@dataclass(frozen=True, slots=True)
class Field:
    """One fact. ``name`` is its path below the row: ``claimed_fen.medical``. ``choices``: value and words."""

    name: str
    label: Text
    kind: Kind
    required: bool
    choices: tuple[tuple[str, Text], ...] = ()
    default: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together. ``many``: rows at ``path.0``, ``path.1``; otherwise one record at ``path`` ("" the sheet)."""

    path: str
    label: Text
    many: bool
    fields: tuple[Field, ...]
    hint: Text | None = None
    numbered: bool = False
    """Rows are told apart by their position: nobody names them."""


@dataclass(frozen=True, slots=True)
class BillMarks:
    """What of a bill only some terms ask for: the hospital, and (code, name) of drug lists and of items a term names."""

    hospital: bool
    lists: tuple[tuple[str, Text], ...]
    items: tuple[tuple[str, Text], ...]


def bills(product: Product) -> BillMarks:
    """What has to be marked on the bills of this product."""
    medical = [one.terms for one in product.benefits if isinstance(one, MedicalBenefit)]
    limits = [limit for terms in medical for limit in terms.sub_limits]
    return BillMarks(
        hospital=any(terms.hospital is not None for terms in medical),
        lists=tuple((one.code, one.name) for one in product.calculation.drug_lists),
        items=tuple((code, limit.name) for limit in limits for code in limit.items),
    )


CONTRACT: dict[str, tuple[str, ...]] = {
    "motor": ("seats", "absolute_deductible_bp"),
    "motor.own_vehicle": (
        "vehicle_class",
        "use",
        "energy",
        "first_registered_on",
        "agreed_deductible_fen",
    ),
}
"""What of a road accident the contract says; asked only while the policy carries no vehicle."""


def questions(product: Product, *, contract_known: bool = False) -> tuple[Group, ...]:
    """What a person has to assess for this product, in the order of the work."""
    return tuple(group for group in _groups(product, contract_known) if group.fields)


def _groups(product: Product, contract_known: bool) -> Iterator[Group]:
    benefits = product.benefits
    if any(isinstance(one, MOTOR_BENEFITS) for one in benefits):
        yield from _motor(product, contract_known)
    if any(isinstance(one, CriticalIllnessBenefit) for one in benefits):
        hint = Text(
            zh="照诊断证明和保险公司的疾病清单填。没有分组的，组别空着。",
            en="As the diagnosis and the insurer's list say. Leave the group empty where the list has none.",
        )
        names = ("code", "severity", "confirmed_on", "group")
        yield _rows("illnesses", Illness, names, Text(zh="确诊的疾病", en="Illnesses diagnosed"), hint)
    if any(isinstance(one, LiabilityBenefit) for one in benefits):
        yield from _liability(product)
    if any(isinstance(one, PropertyBenefit) for one in benefits):
        label = Text(zh="同一财产的其他保险", en="Other insurance of the same property")
        codes = _codes(product, PropertyBenefit)
        other = ("id", "benefit", "sum_insured_fen", "limit_fen", "stands_before")
        yield _rows("insurers", OtherInsurer, other, label, benefits=codes)
    if any(_shares(one) for one in benefits):
        hint = Text(
            zh="先取保单上写的受益人。先于被保险人去世、放弃或丧失权利的，去掉“有权受益”。",
            en="Those of the policy come first. Whoever died before, gave up or lost the right is not entitled.",
        )
        share = ("id", "share", "order", "entitled")
        yield _rows("beneficiaries", Beneficiary, share, Text(zh="受益人", en="Beneficiaries"), hint)
    yield Group("", Text(zh="其他事实", en="Further facts"), False, tuple(_further(product)))


def _further(product: Product) -> Iterator[Field]:
    for benefit in product.benefits:
        match benefit:
            case MedicalBenefit() if benefit.terms.ratio.pre_existing_bp is not None:
                yield _field(AssessedFacts, "pre_existing")
                break
    if any(isinstance(one, DisabilityBenefit) and one.terms.pre_existing for one in product.benefits):
        yield _field(AssessedFacts, "earlier_grade")
        yield _field(AssessedFacts, "combined_grade")
    if any(
        isinstance(one, TermLifeBenefit | CriticalIllnessBenefit) and one.terms.waiting_return
        for one in product.benefits
    ):
        yield _field(AssessedFacts, "premium_paid_fen")


def _motor(product: Product, contract_known: bool) -> Iterator[Group]:
    kinds = {type(one) for one in product.benefits}
    yield _rows(
        "motor.vehicles",
        VehicleFacts,
        ("id", "fault", "fault_bp", "damage_fen", "insured", "hooked_to"),
        Text(zh="事故车辆", en="Vehicles in the accident"),
        Text(
            zh="第一行是投保的车。责任照交警的认定填；只有定了具体比例的，才填比例。",
            en="The first row is the insured vehicle. Fault as the police found it; a percentage only where one was fixed.",
        ),
    )
    yield _rows(
        "motor.victims",
        VictimFacts,
        (
            "id", "vehicle", "seat", "non_motor", "death_fen", "moral_fen", "moral_first", "medical_fen",
            "outside_catalogue_fen", "rescue_fen", "property_fen", "meant_it",
        ),
        Text(zh="受害人", en="Victims"),
        Text(
            zh="伤亡的人，和车以外受损的财物。不在任何车上的，车辆空着。",
            en="People hurt, and things damaged other than the vehicles. Leave the vehicle empty for whoever was in none.",
        ),
    )  # fmt: skip
    if VehicleDamageBenefit in kinds:
        yield _record(
            "motor.own_vehicle",
            OwnVehicleFacts,
            Text(zh="投保车辆的损失", en="Damage of the insured vehicle"),
            contract_known,
        )
    asked = [_field(MotorFacts, "region")]
    if CompulsoryBenefit in kinds:
        asked += [_field(MotorFacts, name) for name in ("self_settlement_agreed", "recourse_grounds")]
    if OccupantsBenefit in kinds and not contract_known:
        asked.append(_field(MotorFacts, "seats"))
    if not contract_known:
        asked += list(_deductibles(product))
    yield Group("motor", Text(zh="事故", en="The accident"), False, tuple(asked))


def _deductibles(product: Product) -> Iterator[Field]:
    names = {one.code: one.name for one in product.benefits}
    for code, rates in deductible_rates(product).items():
        label = Text(
            zh=f"绝对免赔率（{names[code].zh}）", en=f"Absolute deductible ({names[code].en.lower()})"
        )
        percent = [(str(rate), Text(zh=f"{rate / 100:g}%", en=f"{rate / 100:g} %")) for rate in rates]
        choices = (("0", Text(zh="没有", en="none")), *percent)
        yield Field(f"absolute_deductible_bp.{code}", label, "choice", False, tuple(choices), "0")


def _liability(product: Product) -> Iterator[Group]:
    codes = _codes(product, LiabilityBenefit)
    names = ("name", "benefit", "fault_bp", "claimed_fen", "others_paid_fen", "paid_by_insured_fen",
             "excluded_fen", "excluded_clause", "excluded_reason")  # fmt: skip
    heads = {
        head for one in product.benefits if isinstance(one, LiabilityBenefit) for head in one.terms.covers
    }
    hint = Text(
        zh="每位向被保险人索赔的人一行，照判决、调解书或协议填。金额按损失的种类分开。",
        en="One row for each person who claims from the insured, as the judgment or agreement says, by kind of damage.",
    )
    label = Text(zh="赔偿请求人", en="Claimants")
    yield _rows("claimants", LiabilityClaimant, names, label, hint, benefits=codes, heads=heads)
    yield _rows(
        "costs", LossCosts, ("benefit", "legal_fen"), Text(zh="法律费用", en="Legal costs"), benefits=codes
    )


def _codes(product: Product, kind: type[Benefit]) -> tuple[tuple[str, Text], ...]:
    return tuple((one.code, one.name) for one in product.benefits if isinstance(one, kind))


def _shares(benefit: Benefit) -> bool:
    return (
        isinstance(benefit, DeathBenefit | TermLifeBenefit) and benefit.terms.beneficiary_clause is not None
    )


def _rows(
    path: str,
    of: type,
    names: tuple[str, ...],
    label: Text,
    hint: Text | None = None,
    *,
    benefits: tuple[tuple[str, Text], ...] = (),
    heads: set[DamageHead] | None = None,
) -> Group:
    asked: list[Field] = []
    for name in names:
        if name == "benefit":
            asked.append(Field("benefit", BENEFIT, "choice", True, benefits, benefits[0][0]))
        elif heads and name in ("claimed_fen", "others_paid_fen", "excluded_fen"):
            asked += [_by_head(name, head) for head in DamageHead if head in heads]
        else:
            asked.append(_field(of, name))
    return Group(path, label, True, tuple(asked), hint, numbered=of is LiabilityClaimant)


def _by_head(name: str, head: DamageHead) -> Field:
    of, what = VALUES[head], FIELDS[name]
    return Field(
        f"{name}.{head}", Text(zh=f"{what.zh}：{of.zh}", en=f"{what.en}: {of.en.lower()}"), "yuan", False
    )


def _record(path: str, of: type, label: Text, contract_known: bool) -> Group:
    left_out = CONTRACT[path] if contract_known else ()
    names = [one.name for one in fields(of) if one.name not in left_out]
    return Group(path, label, False, tuple(_field(of, name) for name in names))


BENEFIT = Text(zh="保险责任", en="Benefit")
_SHARES = frozenset({"share"})  # a weight, written as a percentage like every share in a policy


def _field(of: type, name: str) -> Field:
    hint = get_type_hints(of)[name]
    known = next(one for one in fields(of) if one.name == name)
    required = known.default is MISSING and known.default_factory is MISSING
    optional = False
    if get_origin(hint) in (Union, types.UnionType):
        optional = True
        hint = next(one for one in get_args(hint) if one is not type(None))
    default = None if known.default is MISSING else known.default
    kind, choices = _kind(name, hint, optional)
    return Field(name, FIELDS.get(name, Text(zh=name, en=name)), kind, required, choices, default)


def _kind(name: str, hint: Any, optional: bool) -> tuple[Kind, tuple[tuple[str, Text], ...]]:
    if hint is bool and optional:
        return "choice", (("true", VALUES["true"]), ("false", VALUES["false"]))
    if hint is bool:
        return "tick", ()
    if hint is int:
        if name.endswith("_fen"):
            return "yuan", ()
        return ("percent", ()) if name.endswith("_bp") or name in _SHARES else ("whole", ())
    if hint is datetime.date:
        return "date", ()
    if get_origin(hint) is tuple:
        return "several", _choices(get_args(hint)[0])
    choices = _choices(hint)
    return ("choice", choices) if choices else ("text", ())


def _choices(hint: Any) -> tuple[tuple[str, Text], ...]:
    if get_origin(hint) is Literal:
        return tuple((str(one), VALUES[str(one)]) for one in get_args(hint))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return tuple((one.value, VALUES[one.value]) for one in hint)
    return ()

"""Cases of the road and of losses for the tests of the engine, small enough to work out by hand."""

from __future__ import annotations

import datetime
from typing import Any

from tests.engine.cases import PRODUCTS

from anpei.engine import Calculation, calculate
from anpei.engine.compiler import compile
from anpei.engine.facts import CaseFacts, EventFacts, PolicyFacts
from anpei.engine.facts_loss import ItemLoss, LiabilityClaimant, LossFacts
from anpei.engine.facts_motor import MotorFacts, OwnVehicleFacts, VehicleFacts, VictimFacts
from anpei.terms import Product
from anpei.terms.base import Nature
from anpei.terms.liability import DamageHead
from anpei.terms.motor import FaultLevel, VehicleClass, VehicleUse
from anpei.terms.property import PropertyKind

COMPULSORY = PRODUCTS["qc-motor-compulsory-2026"]
MOTOR = PRODUCTS["qc-motor-2026"]
HOUSEHOLD = PRODUCTS["qc-household-2026"]
LIABILITY = PRODUCTS["qc-liability-2026"]
ACCIDENT_ON = datetime.date(2026, 6, 9)
YEAR = (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))


def crash(*vehicles: VehicleFacts, **changed: Any) -> CaseFacts:
    """An accident under the motor products: the own vehicle A at full fault and a pedestrian with 1,000.00 of treatment."""
    case = {name: changed.pop(name) for name in ("benefits", "policy", "event") if name in changed}
    motor: dict[str, Any] = {
        "own": "A",
        "vehicles": vehicles or (VehicleFacts("A", FaultLevel.FULL),),
        "victims": (victim(),),
    }
    sums = {"third_party": 100_000_000, "vehicle_damage": 9_000_000, "driver_seat": 5_000_000}
    return CaseFacts(**{
        "policy": PolicyFacts(*YEAR, {**sums, "passenger_seat": 10_000_000, "outside_list": 5_000_000}),
        "event": EventFacts((Nature.COLLISION, Nature.INJURY), ACCIDENT_ON),
        "motor": MotorFacts(**{**motor, **changed}),
        **case,
    })  # fmt: skip


def victim(**changed: Any) -> VictimFacts:
    return VictimFacts(**{"id": "walker", "medical_fen": 100_000, **changed})


def sedan(**changed: Any) -> OwnVehicleFacts:
    given: dict[str, Any] = {
        "vehicle_class": VehicleClass.CAR,
        "use": VehicleUse.FAMILY,
        "new_price_fen": 15_000_000,
        "first_registered_on": datetime.date(2020, 5, 10),
    }
    return OwnVehicleFacts(**{**given, **changed})


def fire(*items: ItemLoss, **changed: Any) -> CaseFacts:
    """A fire in the home of the household product: the kitchen, insured for what it is worth."""
    case = {name: changed.pop(name) for name in ("benefits", "policy", "event") if name in changed}
    return CaseFacts(**{
        "policy": PolicyFacts(*YEAR, {"building": 100_000_000, "contents": 10_000_000}),
        "event": EventFacts((Nature.FIRE,), ACCIDENT_ON),
        "loss": LossFacts(**{"items": items or (kitchen(),), **changed}),
        **case,
    })  # fmt: skip


def kitchen(**changed: Any) -> ItemLoss:
    given: dict[str, Any] = {
        "id": "i1",
        "benefit": "building",
        "kind": PropertyKind.DECORATION,
        "sum_insured_fen": 10_000_000,
        "replacement_fen": 10_000_000,
        "repair_fen": 1_000_000,
    }
    return ItemLoss(**{**given, **changed})


def injured(**changed: Any) -> LiabilityClaimant:
    given: dict[str, Any] = {
        "id": "c1",
        "benefit": "public",
        "claimed_fen": {DamageHead.MEDICAL: 1_000_000},
    }
    return LiabilityClaimant(**{**given, **changed})


def codes(product: Product, facts: CaseFacts) -> dict[str, str]:
    """Findings by code, each with the line it names; every finding has words in both languages."""
    calc = calculate(compile(product), facts)
    assert all(one.text.zh and one.text.en for one in calc.findings)
    assert (calc.total_fen is None) == any(one.level == "error" for one in calc.findings)
    return {one.code: one.line for one in calc.findings}


def figures(product: Product, facts: CaseFacts) -> Calculation:
    """The calculation of a sound case."""
    calc = calculate(compile(product), facts)
    assert [one.code for one in calc.findings if one.level == "error"] == []
    return calc

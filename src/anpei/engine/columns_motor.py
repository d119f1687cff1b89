"""A road accident as the integers the motor steps read. Rows of ``victim``: the victims, then every vehicle's own damage."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from anpei.engine.facts import CaseFacts
from anpei.engine.facts_motor import MotorFacts, OwnVehicleFacts, VehicleFacts, VictimFacts
from anpei.terms.motor import FaultLevel, MotorRules, RecourseGround
from anpei.terms.product import Product

Tables = dict[str, dict[str, list[int]]]
LEVELS = tuple(FaultLevel)
"""Position from 1: the number under which the steps know a level of fault."""


def motor_values(product: Product, facts: CaseFacts) -> dict[str, int]:
    """One integer for every motor fact the product's steps may read; all 0 without an accident on the road."""
    rules, motor = product.calculation.motor, facts.motor
    if rules is None:
        return {}
    own = own_of(motor) if motor else None
    fixed = bearer(motor, own).fault_bp if motor and own else None
    absolute = motor.absolute_deductible_bp if motor else {}
    return {
        "motor.given": int(own is not None),
        "motor.period": period_of(rules, facts.event.accident_on),
        "motor.fault_level": LEVELS.index(fault_of(motor, own)) + 1 if motor and own else 0,
        "motor.fault_fixed": int(fixed is not None),
        "motor.fault_bp": fixed or 0,
        "motor.region": region_of(rules, motor.region) if motor else 0,
        "motor.self_settled": int(motor is not None and self_settlement(motor)),
        **{
            f"motor.ground.{ground.value}": int(motor is not None and ground in motor.recourse_grounds)
            for ground in RecourseGround
        },
        **_own_values(rules, facts, motor.own_vehicle if motor else None),
        **{f"absolute.{benefit.code}": absolute.get(benefit.code, 0) for benefit in product.benefits},
    }


def _own_values(rules: MotorRules, facts: CaseFacts, own: OwnVehicleFacts | None) -> dict[str, int]:
    accident = facts.event.accident_on
    return {
        "motor.own_given": int(own is not None),
        "motor.repair": damage_of_own(facts.motor) if facts.motor and own else 0,
        "motor.new_price": own.new_price_fen if own else 0,
        "motor.months": full_months(own.first_registered_on, accident) if own and accident else 0,
        "motor.depreciation": rate_of(rules, own) if own else 0,
        "motor.destroyed": int(own is not None and own.destroyed),
        "motor.received": own.received_fen if own else 0,
        "motor.salvage": own.salvage_fen if own else 0,
        "motor.agreed_deductible": own.agreed_deductible_fen if own else 0,
        "motor.rescue": own.rescue_fen if own else 0,
        "motor.other_rescued": own.other_rescued_fen if own else 0,
        "motor.not_found": int(own is not None and own.third_party_not_found),
    }


def motor_tables(motor: MotorFacts | None) -> Tables:
    """The tables ``vehicle``, ``victim`` and ``pair`` (victim by victim, each with every vehicle); empty without an accident."""
    vehicles = motor.vehicles if motor else ()
    victims = motor.victims if motor else ()
    units = [unit_of(motor, vehicle.id) for vehicle in vehicles] if motor else []
    row_units = [unit_of(motor, victim.vehicle) for victim in victims] + units if motor else []
    own_unit = unit_of(motor, motor.own) if motor else ""
    at_fault = [int(fault_of(motor, v) != FaultLevel.NONE) for v in vehicles] if motor else []
    pairs = [(row, vehicle) for row in range(len(row_units)) for vehicle in range(len(vehicles))]
    return {
        "vehicle": {
            "row": list(range(len(vehicles))),
            "own": [int(motor is not None and vehicle.id == motor.own) for vehicle in vehicles],
            "insured": [int(vehicle.insured) for vehicle in vehicles],
            "at_fault": at_fault,
        },
        "victim": {
            "row": list(range(len(row_units))),
            "own": [0] * len(victims) + [int(motor is not None and v.id == motor.own) for v in vehicles],
            "own_unit": [int(unit == own_unit) for unit in row_units],
            "at_fault_vehicle": [0] * len(victims) + at_fault,
            "driver": [int(victim.seat == "driver") for victim in victims] + [0] * len(vehicles),
            "passenger": [int(victim.seat == "passenger") for victim in victims] + [0] * len(vehicles),
            "non_motor": [int(victim.non_motor) for victim in victims] + [0] * len(vehicles),
            "meant": [int(victim.meant_it) for victim in victims] + [0] * len(vehicles),
            "moral_first": [int(victim.moral_first) for victim in victims] + [0] * len(vehicles),
            "death": [victim.death_fen for victim in victims] + [0] * len(vehicles),
            "moral": [victim.moral_fen for victim in victims] + [0] * len(vehicles),
            "medical": [victim.medical_fen for victim in victims] + [0] * len(vehicles),
            "outside": [victim.outside_catalogue_fen for victim in victims] + [0] * len(vehicles),
            "rescue": [victim.rescue_fen for victim in victims] + [0] * len(vehicles),
            "property": [victim.property_fen for victim in victims] + [v.damage_fen for v in vehicles],
        },
        "pair": {
            "row": list(range(len(pairs))),
            "victim": [row for row, _ in pairs],
            "vehicle": [vehicle for _, vehicle in pairs],
            "other_unit": [int(row_units[row] != units[vehicle]) for row, vehicle in pairs],
            "own": [int(motor is not None and vehicles[vehicle].id == motor.own) for _, vehicle in pairs],
        },
    }


def row_names(motor: MotorFacts | None, table: str) -> list[str]:
    """What the rows of a motor table are called, in their order."""
    vehicles = [vehicle.id for vehicle in motor.vehicles] if motor else []
    rows = [victim.id for victim in motor.victims] + vehicles if motor else []
    if table == "vehicle":
        return vehicles
    return rows if table == "victim" else [f"{row} ← {vehicle}" for row in rows for vehicle in vehicles]


def own_of(motor: MotorFacts) -> VehicleFacts | None:
    return next((vehicle for vehicle in motor.vehicles if vehicle.id == motor.own), None)


def damage_of_own(motor: MotorFacts) -> int:
    own = own_of(motor)
    return own.damage_fen if own else 0


def bearer(motor: MotorFacts, vehicle: VehicleFacts) -> VehicleFacts:
    """The vehicle whose fault counts: a trailer without one of its own has that of the vehicle pulling it."""
    if vehicle.hooked_to and vehicle.fault == FaultLevel.NONE:
        return next((one for one in motor.vehicles if one.id == vehicle.hooked_to), vehicle)
    return vehicle


def fault_of(motor: MotorFacts, vehicle: VehicleFacts | None) -> FaultLevel:
    """The vehicle's level of fault."""
    return FaultLevel(bearer(motor, vehicle).fault) if vehicle else FaultLevel.NONE


def unit_of(motor: MotorFacts, vehicle: str) -> str:
    """The vehicle that stands for it: a trailer is one with whatever pulls it. "" for whoever was in no vehicle."""
    pulled = next((v.hooked_to for v in motor.vehicles if v.id == vehicle), "")
    return pulled or vehicle


def period_of(rules: MotorRules, day: datetime.date | None) -> int:
    """Position from 1 of the period of limits a day lies in; 0 when it lies in none."""
    return next(
        (
            position
            for position, period in enumerate(rules.compulsory, start=1)
            if day is not None and period.from_on <= day and (period.to_on is None or day <= period.to_on)
        ),
        0,
    )


def region_of(rules: MotorRules, region: str) -> int:
    """Position from 1 of the region's shares against non-motor victims; 0 when it has none of its own."""
    return next((n for n, one in enumerate(rules.non_motor_shares, start=1) if one.region == region), 0)


def rate_of(rules: MotorRules, own: OwnVehicleFacts) -> int:
    """Position from 1 of the depreciation rate of a vehicle; 0 when the table has none."""
    rates = rules.depreciation.rates if rules.depreciation else ()
    return next(
        (
            position
            for position, rate in enumerate(rates, start=1)
            if rate.fits(own.vehicle_class, own.use, own.energy, own.new_price_fen)
        ),
        0,
    )


def full_months(since: datetime.date, until: datetime.date) -> int:
    """Whole months between two days; a part month does not count. 0 when ``until`` is not later."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return max(0, months - (until.day < since.day))


def self_settlement(motor: MotorFacts) -> bool:
    """Agreed, and possible as far as the facts alone tell (互碰自赔); the property limit is looked at by a step."""
    return motor.self_settlement_agreed and not list(self_settlement_obstacles(motor))


def self_settlement_obstacles(motor: MotorFacts) -> Iterator[str]:
    """What stands in the way of each vehicle's insurer paying its own: codes of the reasons."""
    if len({unit_of(motor, vehicle.id) for vehicle in motor.vehicles}) < 2:
        yield "one_side"
    if not all(vehicle.insured for vehicle in motor.vehicles):
        yield "uninsured"
    if any(fault_of(motor, vehicle) == FaultLevel.NONE for vehicle in motor.vehicles):
        yield "no_fault"
    if any(map(_suffered, motor.victims)):
        yield "victims"


def _suffered(victim: VictimFacts) -> bool:
    return bool(victim.death_fen or victim.medical_fen or victim.property_fen)

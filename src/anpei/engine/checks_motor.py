"""Looks at the facts of a road accident before any arithmetic (anpei.engine.facts_motor)."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields

from anpei.engine.calculation import Finding
from anpei.engine.columns_motor import (
    fault_of,
    own_of,
    period_of,
    rate_of,
    region_of,
    self_settlement_obstacles,
    unit_of,
)
from anpei.engine.facts import CaseFacts
from anpei.engine.facts_motor import MotorFacts, OwnVehicleFacts, VehicleFacts, VictimFacts
from anpei.engine.findings import error, number, warning
from anpei.terms.benefits import (
    MOTOR_BENEFITS,
    Benefit,
    CompulsoryBenefit,
    MotorBenefit,
    OccupantsBenefit,
    VehicleDamageBenefit,
)
from anpei.terms.motor import FaultLevel, MotorRules
from anpei.terms.product import Product

MAX_FEN = 10**15
MAX_VEHICLES = 100
MAX_VICTIMS = 1_000


def motor_numbers(facts: CaseFacts) -> Iterator[Finding]:
    """Every number of the accident is a whole one inside its bounds."""
    motor = facts.motor
    if motor is None:
        return
    for vehicle in motor.vehicles:
        yield from number(vehicle.damage_fen, "damage", vehicle.id)
        if vehicle.fault_bp is not None:
            yield from number(vehicle.fault_bp, "fault_share", vehicle.id, most=10_000)
    for victim in motor.victims:
        for name in _fen_fields(VictimFacts):
            yield from number(getattr(victim, name), name.removesuffix("_fen"), victim.id)
    if motor.own_vehicle is not None:
        for name in _fen_fields(OwnVehicleFacts):
            yield from number(getattr(motor.own_vehicle, name), name.removesuffix("_fen"), motor.own)
    if motor.seats is not None:
        yield from number(motor.seats, "seats", motor.own, least=1, most=1_000)
    for code, share in motor.absolute_deductible_bp.items():
        yield from number(share, "absolute_deductible", code, most=10_000)


def _fen_fields(facts: type[VictimFacts] | type[OwnVehicleFacts]) -> list[str]:
    return [field.name for field in fields(facts) if field.name.endswith("_fen")]


def motor_accident(product: Product, facts: CaseFacts, asked: Iterable[Benefit]) -> Iterator[Finding]:
    """Findings about the accident itself. Its numbers must be sound already."""
    wanted = [benefit for benefit in asked if isinstance(benefit, MOTOR_BENEFITS)]
    rules, motor = product.calculation.motor, facts.motor
    if rules is None or not wanted:
        return
    if motor is None:
        yield error(
            "motor.accident_missing", "缺少事故车辆和受害人信息", "Nothing is said of the road accident"
        )
        return
    if len(motor.vehicles) > MAX_VEHICLES or len(motor.victims) > MAX_VICTIMS:
        yield error("motor.too_many", "车辆或受害人过多", "Too many vehicles or victims")
        return
    yield from _names(motor)
    yield from _date(rules, facts.event.accident_on)
    yield from _faults(motor)
    for vehicle in motor.vehicles:
        yield from _trailer(motor, vehicle)
    for victim in motor.victims:
        yield from _victim(motor, victim)
    yield from _sums(motor)
    yield from _own_side(motor, wanted)
    yield from _deductibles(motor, product)
    yield from _vehicle_damage(rules, facts, wanted)
    yield from _notes(rules, facts, motor)


def _names(motor: MotorFacts) -> Iterator[Finding]:
    names = [vehicle.id for vehicle in motor.vehicles] + [victim.id for victim in motor.victims]
    for name, times in Counter(names).items():
        if times > 1:
            yield error("motor.given_twice", "同一车辆或受害人出现两次", "Given twice", name)
        if not name.strip():
            yield error(
                "motor.name_missing", "车辆和受害人都要有名称", "Every vehicle and victim needs a name"
            )
    if own_of(motor) is None:
        yield error(
            "motor.own_unknown", "本车不在事故车辆中", "The own vehicle is not among the vehicles", motor.own
        )


def _date(rules: MotorRules, day: datetime.date | None) -> Iterator[Finding]:
    if day is None:
        yield error("motor.date_missing", "缺少事故日期", "The day of the accident is missing")
    elif not period_of(rules, day):
        yield error(
            "motor.date_outside_limits",
            f"{day} 没有适用的交强险限额",
            f"No compulsory limits hold for {day}",
        )


def _faults(motor: MotorFacts) -> Iterator[Finding]:
    # A trailer repeats the fault of whatever pulls it.
    if sum(vehicle.fault_bp or 0 for vehicle in motor.vehicles if not vehicle.hooked_to) > 10_000:
        yield error("motor.fault_above_whole", "各车责任合计超过 100%", "The shares of fault exceed 100 %")
    for vehicle in motor.vehicles:
        if vehicle.fault_bp is not None and (vehicle.fault == FaultLevel.NONE) != (vehicle.fault_bp == 0):
            yield error(
                "motor.fault_contradicts",
                "责任等级与责任百分比矛盾",
                "Level and percentage of fault contradict",
                vehicle.id,
            )
    own_faults = [v for v in motor.vehicles if not v.hooked_to and v.fault != FaultLevel.NONE]
    if len(own_faults) > 1 and any(vehicle.fault == FaultLevel.FULL for vehicle in own_faults):
        yield error(
            "motor.full_fault_shared",
            "有全责车辆时其他车辆应为无责",
            "Beside full fault nobody else can have any",
        )
    if sum(vehicle.fault == FaultLevel.MAIN for vehicle in own_faults) > 1:
        yield error("motor.two_main_faults", "主责只能有一方", "Only one side can bear the main fault")


def _trailer(motor: MotorFacts, vehicle: VehicleFacts) -> Iterator[Finding]:
    if not vehicle.hooked_to:
        return
    pulling = next((v for v in motor.vehicles if v.id == vehicle.hooked_to), None)
    if pulling is None or pulling.id == vehicle.id:
        yield error("motor.tractor_unknown", "没有对应的牵引车", "There is no such tractor", vehicle.id)
    elif pulling.hooked_to:
        yield error(
            "motor.tractor_is_hooked", "牵引车本身又是挂车", "The tractor is itself a trailer", vehicle.id
        )
    elif vehicle.fault not in (FaultLevel.NONE, pulling.fault) or vehicle.fault_bp not in (
        None,
        pulling.fault_bp,
    ):
        yield error(
            "motor.trailer_fault_differs",
            "挂车责任应与牵引车一致",
            "A trailer shares the fault of its tractor",
            vehicle.id,
        )


def _victim(motor: MotorFacts, victim: VictimFacts) -> Iterator[Finding]:
    if victim.vehicle and victim.vehicle not in {vehicle.id for vehicle in motor.vehicles}:
        yield error(
            "motor.victim_vehicle_unknown", "受害人所在车辆不存在", "There is no such vehicle", victim.id
        )
    if victim.vehicle and victim.non_motor:
        yield error(
            "motor.non_motor_in_vehicle",
            "车上人员不是行人",
            "Somebody in a vehicle is no pedestrian",
            victim.id,
        )
    for part, whole in (
        ("moral_fen", "death_fen"),
        ("outside_catalogue_fen", "medical_fen"),
        ("rescue_fen", "medical_fen"),
    ):
        if getattr(victim, part) > getattr(victim, whole):
            yield error(
                f"motor.{part.removesuffix('_fen')}_above_whole",
                "部分金额大于所属损失",
                "A part is larger than the loss it belongs to",
                victim.id,
            )


def _sums(motor: MotorFacts) -> Iterator[Finding]:
    losses = sum(v.death_fen + v.medical_fen + v.property_fen for v in motor.victims)
    if losses + sum(vehicle.damage_fen for vehicle in motor.vehicles) > MAX_FEN:
        yield error("claim.too_large", "损失合计超过上限", "The losses add up to more than can be")


def _own_side(motor: MotorFacts, wanted: list[MotorBenefit]) -> Iterator[Finding]:
    own = own_of(motor)
    if own is not None and not own.insured and any(isinstance(b, CompulsoryBenefit) for b in wanted):
        yield error(
            "motor.own_not_insured",
            "按交强险理算，但本车没有有效交强险",
            "Claimed under the compulsory cover, but the own vehicle has none",
            own.id,
        )
    own_unit = unit_of(motor, motor.own)
    occupants = [one for one in motor.victims if one.vehicle and unit_of(motor, one.vehicle) == own_unit]
    if sum(victim.seat == "driver" for victim in occupants) > 1:
        yield error("motor.two_drivers", "本车有两名驾驶人", "The own vehicle has two drivers", motor.own)
    covered = any(isinstance(benefit, OccupantsBenefit) for benefit in wanted)
    if covered and motor.seats is not None and len(occupants) > motor.seats:
        yield warning(
            "motor.more_than_seats",
            f"伤亡人数多于投保座位数 {motor.seats}，请确认",
            f"More people hurt than the {motor.seats} seats insured; please confirm",
            motor.own,
        )
    for victim in occupants:
        if victim.property_fen:
            yield warning(
                "motor.property_in_own_vehicle",
                "本车上的财物不属于第三者财产，未计入",
                "Property in the own vehicle is no third party's: not counted",
                victim.id,
            )


def _deductibles(motor: MotorFacts, product: Product) -> Iterator[Finding]:
    benefits = {benefit.code: benefit for benefit in product.benefits}
    for code, share in motor.absolute_deductible_bp.items():
        benefit = benefits.get(code)
        rates = getattr(benefit.terms, "deductible_rates_bp", ()) if benefit else ()
        if benefit is None:
            yield error("benefit.unknown", "本产品没有这项责任", "There is no such benefit", code)
        elif share and share not in rates:
            yield error(
                "motor.deductible_rate_unknown",
                "产品没有这一档绝对免赔率",
                "The product offers no such absolute deductible",
                code,
            )


def _vehicle_damage(rules: MotorRules, facts: CaseFacts, wanted: list[MotorBenefit]) -> Iterator[Finding]:
    motor, day = facts.motor, facts.event.accident_on
    if motor is None or not any(isinstance(benefit, VehicleDamageBenefit) for benefit in wanted):
        return
    own = motor.own_vehicle
    if own is None:
        vehicle = own_of(motor)
        if vehicle is not None and vehicle.damage_fen:
            yield warning(
                "motor.own_vehicle_missing",
                "缺少本车信息，车损未计算",
                "The own vehicle is not described: its damage is not worked out",
                motor.own,
            )
        return
    if not own.new_price_fen:
        yield error(
            "motor.new_price_missing", "缺少新车购置价", "The price of a new vehicle is missing", motor.own
        )
    elif not rate_of(rules, own):
        yield error(
            "motor.depreciation_unknown",
            "折旧表没有这类车辆",
            "The depreciation table has no such vehicle",
            motor.own,
        )
    if day is not None and own.first_registered_on > day:
        yield error(
            "motor.registered_after_accident",
            "初次登记晚于事故日期",
            "First registered after the accident",
            motor.own,
        )


def _notes(rules: MotorRules, facts: CaseFacts, motor: MotorFacts) -> Iterator[Finding]:
    for vehicle in motor.vehicles:
        if not vehicle.insured and vehicle.id != motor.own:
            yield warning(
                "motor.vehicle_uninsured",
                "该车没有交强险：先由投保车辆赔付，再向其追偿",
                "No compulsory cover: the insured vehicles pay first and take recourse",
                vehicle.id,
            )
    if motor.region and not region_of(rules, motor.region):
        yield warning(
            "motor.region_unknown",
            "没有该地区的比例，按通用比例计算",
            "No shares for this region: the general ones apply",
            motor.region,
        )
    period = period_of(rules, facts.event.accident_on)
    most = rules.compulsory[period - 1].with_fault.property_fen if period else 0
    too_large = any(vehicle.damage_fen > most for vehicle in motor.vehicles)
    if motor.self_settlement_agreed and (too_large or any(self_settlement_obstacles(motor))):
        yield warning(
            "motor.self_settlement_not_possible",
            "不符合互碰自赔条件，按责任分摊",
            "Each paying its own is not possible here: shared by fault",
        )
    own = own_of(motor)
    nobody = all(fault_of(motor, vehicle) == FaultLevel.NONE for vehicle in motor.vehicles)
    if own is not None and nobody and len(motor.vehicles) > 1:
        yield warning(
            "motor.nobody_at_fault", "没有任何车辆有责，请确认", "No vehicle is at fault; please confirm"
        )

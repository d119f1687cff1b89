"""A road accident: who is at fault, and what each compulsory cover bears (regulations §3.2, §3.3; anpei.terms.motor).

Rows are the victims in order, then every vehicle in order as its own damage.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from tests.reference.sheet import Sheet, split

from anpei.engine.facts_motor import MotorFacts, VehicleFacts, VictimFacts
from anpei.terms.motor import FaultLevel, FaultShares, ItemLimits, MotorRules

ITEMS = ("death", "medical", "property")
Allotted = list[list[int]]
"""For each row what each vehicle bears of it."""


@dataclass
class Row:
    """Somebody's or something's loss. ``unit``: the vehicle it is in, a trailer counting as whatever pulls it."""

    victim: VictimFacts
    unit: str
    damage_of: VehicleFacts | None = None

    def loss(self, item: str) -> int:
        """What was lost of an item: death, medical or property."""
        if item == "property" and self.damage_of is not None:
            return self.damage_of.damage_fen
        whole: int = getattr(self.victim, f"{item}_fen")
        return whole


class Accident:
    """The facts of one accident under a product's rules, as people would lay them out on a table."""

    def __init__(self, sheet: Sheet) -> None:
        rules, motor = sheet.product.calculation.motor, sheet.facts.motor
        assert rules is not None and motor is not None
        self.rules: MotorRules = rules
        self.motor: MotorFacts = motor
        self.day = sheet.facts.event.accident_on
        self.pulled_by = {vehicle.id: vehicle.hooked_to for vehicle in motor.vehicles if vehicle.hooked_to}
        self.rows = [Row(victim, self.unit(victim.vehicle)) for victim in motor.victims]
        self.rows += [Row(VictimFacts(one.id), self.unit(one.id), one) for one in motor.vehicles]
        self.own = next(vehicle for vehicle in motor.vehicles if vehicle.id == motor.own)
        self.own_unit = self.unit(motor.own)

    def unit(self, vehicle: str) -> str:
        return self.pulled_by.get(vehicle, vehicle)

    def own_place(self) -> int:
        return self.motor.vehicles.index(self.own)

    def own_row(self) -> Row:
        return next(row for row in self.rows if row.damage_of is self.own)

    # -- fault

    def _bears_fault(self, vehicle: VehicleFacts) -> VehicleFacts:
        """The vehicle whose fault counts: a trailer without one of its own has that of the vehicle pulling it."""
        if vehicle.hooked_to and vehicle.fault is FaultLevel.NONE:
            return next(one for one in self.motor.vehicles if one.id == vehicle.hooked_to)
        return vehicle

    def at_fault(self, vehicle: VehicleFacts) -> bool:
        return self._bears_fault(vehicle).fault is not FaultLevel.NONE

    def own_level(self) -> FaultLevel:
        return FaultLevel(self._bears_fault(self.own).fault)

    def fault_share(self, non_motor: bool = False) -> int:
        """A percentage that police or court fixed prevails; else the table, of the region against non-motor victims."""
        fixed = self._bears_fault(self.own).fault_bp
        if fixed is not None:
            return fixed
        table: FaultShares = self.rules.fault_shares
        if non_motor:
            for regional in self.rules.non_motor_shares:
                if regional.region == self.motor.region:
                    table = regional.shares
        return table.of(self.own_level())

    # -- limits and losses under the compulsory covers

    @cached_property
    def with_fault(self) -> ItemLimits:
        return self._limits(True)

    @cached_property
    def without_fault(self) -> ItemLimits:
        return self._limits(False)

    def _limits(self, fault: bool) -> ItemLimits:
        assert self.day is not None
        for period in self.rules.compulsory:
            if period.from_on <= self.day <= (period.to_on or datetime.date.max):
                return period.with_fault if fault else period.without_fault
        raise LookupError(f"no limits hold on {self.day}")

    def limit(self, vehicle: VehicleFacts, item: str) -> int:
        limits = self.with_fault if self.at_fault(vehicle) else self.without_fault
        amount: int = getattr(limits, f"{item}_fen")
        return amount

    def loss(self, row: Row, item: str) -> int:
        """What the covers look at: nothing of a victim who meant it; perhaps nothing outside the list."""
        if row.victim.meant_it:
            return 0
        outside = (
            row.victim.outside_catalogue_fen
            if item == "medical" and self.rules.medical_scope == "catalogue"
            else 0
        )
        return row.loss(item) - outside

    # -- who pays what

    def covers(self, every_vehicle_insured: bool) -> Covers:
        return Covers(self, every_vehicle_insured)


class Covers:
    """What the compulsory covers bear: those there are, or (``every_vehicle_insured``) those there ought to be."""

    def __init__(self, accident: Accident, every_vehicle_insured: bool) -> None:
        self.accident = accident
        vehicles = accident.motor.vehicles
        insured = [every_vehicle_insured or vehicle.insured for vehicle in vehicles]
        self.agency = self._no_fault_group(insured)
        self.pays: dict[str, Allotted] = {}
        for item in ITEMS:
            rooms = [
                accident.limit(vehicle, item) if has and (item != "property" or accident.at_fault(vehicle)) else 0
                for vehicle, has in zip(vehicles, insured, strict=True)
            ]  # fmt: skip
            losses = [accident.loss(row, item) for row in accident.rows]
            if item == "property":
                losses = [loss - paid for loss, paid in zip(losses, self.agency, strict=True)]
            owes = [[row.unit != accident.unit(vehicle.id) for vehicle in vehicles] for row in accident.rows]
            self.pays[item] = allot(losses, rooms, owes)

    def _no_fault_group(self, insured: list[bool]) -> list[int]:
        """Vehicles without fault owe their small limit to the damage of those at fault, in equal parts (无责代赔)."""
        accident = self.accident
        blameless = [
            has and not accident.at_fault(vehicle)
            for vehicle, has in zip(accident.motor.vehicles, insured, strict=True)
        ]
        pool = accident.without_fault.property_fen * sum(blameless)
        rooms = [
            row.loss("property") if row.damage_of and accident.at_fault(row.damage_of) else 0
            for row in accident.rows
        ]
        return spread(pool, rooms)

    def part(self, item: str) -> list[int]:
        """What each row gets of an item, from all covers together."""
        parts = [sum(of_row) for of_row in self.pays[item]]
        if item == "property":
            return [part + more for part, more in zip(parts, self.agency, strict=True)]
        return parts

    def of_own(self, item: str) -> list[int]:
        """What each row gets of an item from the own vehicle's cover."""
        place = self.accident.own_place()
        return [of_row[place] for of_row in self.pays[item]]


def allot(losses: list[int], rooms: list[int], owes: list[list[bool]]) -> Allotted:
    """Losses over payers by their limits, in rounds, until every loss is met or nobody has room (Interpretation 18, 19)."""
    losses, weights, rooms = list(losses), list(rooms), list(rooms)
    borne = [[0 for _ in rooms] for _ in losses]
    while True:
        offers = []
        for row, loss in enumerate(losses):
            able = [
                weight if rooms[payer] > 0 and owes[row][payer] else 0 for payer, weight in enumerate(weights)
            ]
            offers.append(split(loss, able))
        if sum(map(sum, offers)) == 0:
            return borne
        for payer in range(len(rooms)):
            offered = [of_row[payer] for of_row in offers]
            takes = split(min(rooms[payer], sum(offered)), offered)
            for row, amount in enumerate(takes):
                borne[row][payer] += amount
                losses[row] -= amount
                rooms[payer] -= amount


def spread(amount: int, rooms: list[int]) -> list[int]:
    """In equal parts, nobody above his room, the rest moving on to the others."""
    paid = [0 for _ in rooms]
    while True:
        offers = split(amount, [1 if room > got else 0 for room, got in zip(rooms, paid, strict=True)])
        if sum(offers) == 0:
            return paid
        for row, offer in enumerate(offers):
            fits = min(offer, rooms[row] - paid[row])
            paid[row] += fits
            amount -= fits


def road(sheet: Sheet, accident: Accident) -> None:
    """What every motor benefit of the accident reads, and is shown once."""
    figures: dict[str, int | list[int]] = {
        "fault_share": accident.fault_share(),
        "fault_share_non_motor": accident.fault_share(non_motor=True),
    }
    for item in ITEMS:
        figures[f"limit_{item}"] = [accident.limit(vehicle, item) for vehicle in accident.motor.vehicles]
        figures[f"loss_{item}"] = [accident.loss(row, item) for row in accident.rows]
    for who, covers in (("actual", accident.covers(False)), ("ought", accident.covers(True))):
        figures[f"{who}_agency"] = covers.agency
        for item in ITEMS:
            figures[f"{who}_pays_{item}"] = [paid for of_row in covers.pays[item] for paid in of_row]
    sheet.figures |= {f"road.{name}": value for name, value in figures.items()}

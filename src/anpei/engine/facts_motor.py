"""What a road accident brings to a calculation: vehicles, victims, and the own vehicle. Formulas: anpei.terms.motor.

Amounts are fen as approved by the loss assessment; the date of the accident is ``event.accident_on`` of the case.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal

from pydantic import ConfigDict

from anpei.terms.motor import Energy, FaultLevel, RecourseGround, VehicleClass, VehicleUse

_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """A vehicle in the accident. ``fault_bp`` only where police, court or arbitration fixed a percentage: it prevails."""

    __pydantic_config__ = _STRICT

    id: str
    fault: FaultLevel
    fault_bp: int | None = None
    insured: bool = True
    """Has a valid compulsory cover."""
    hooked_to: str = ""
    """A trailer: the vehicle that pulls it."""
    damage_fen: int = 0
    """Approved damage of the vehicle itself; of the own vehicle the approved repair cost."""


@dataclass(frozen=True, slots=True)
class VictimFacts:
    """A person or thing that suffered, vehicles aside. ``vehicle`` is empty for whoever was in none.

    ``moral_fen`` is part of ``death_fen``, ``outside_catalogue_fen`` and ``rescue_fen`` are parts of ``medical_fen``.
    """

    __pydantic_config__ = _STRICT

    id: str
    vehicle: str = ""
    seat: Literal["driver", "passenger"] = "passenger"
    non_motor: bool = False
    """A pedestrian or a non-motor vehicle: the region's shares may differ."""
    death_fen: int = 0
    moral_fen: int = 0
    moral_first: bool = False
    medical_fen: int = 0
    outside_catalogue_fen: int = 0
    rescue_fen: int = 0
    """Rescue costs a hospital asked to be advanced."""
    property_fen: int = 0
    meant_it: bool = False
    """The victim caused the accident on purpose: nothing is owed to this victim."""


@dataclass(frozen=True, slots=True)
class OwnVehicleFacts:
    """What the vehicle damage cover reads of the insured vehicle."""

    __pydantic_config__ = _STRICT

    vehicle_class: VehicleClass
    use: VehicleUse
    new_price_fen: int
    """Price of a new one of the same kind on the day of the accident."""
    first_registered_on: datetime.date
    energy: Energy = Energy.FUEL
    destroyed: bool = False
    """Total loss: destroyed or not to be recovered."""
    received_fen: int = 0
    """What third parties already paid for the damage."""
    salvage_fen: int = 0
    """Agreed value of what the insured keeps."""
    agreed_deductible_fen: int = 0
    rescue_fen: int = 0
    other_rescued_fen: int = 0
    """Value of uninsured property rescued with the vehicle."""
    third_party_not_found: bool = False


@dataclass(frozen=True, slots=True)
class MotorFacts:
    """One road accident as seen by the insurer of vehicle ``own``.

    ``absolute_deductible_bp`` by benefit code: the rider chosen in the policy; a benefit not named has none.
    ``seats`` is how many seats the occupants covers insure (driver included); None: not limited.
    """

    __pydantic_config__ = _STRICT

    own: str
    vehicles: tuple[VehicleFacts, ...]
    victims: tuple[VictimFacts, ...] = ()
    own_vehicle: OwnVehicleFacts | None = None
    recourse_grounds: tuple[RecourseGround, ...] = ()
    self_settlement_agreed: bool = False
    region: str = ""
    seats: int | None = None
    absolute_deductible_bp: dict[str, int] = field(default_factory=dict)

"""Which steps each motor benefit is written with, and the one road they all read."""

from __future__ import annotations

from anpei.engine.compiled import Draft
from anpei.engine.expressions import Ref
from anpei.engine.motor import Road, rules_of, write_road
from anpei.engine.motor_compulsory import write_compulsory
from anpei.engine.motor_damage import write_vehicle_damage
from anpei.engine.motor_liability import write_occupants, write_outside_catalogue, write_third_party
from anpei.terms.benefits import (
    CompulsoryBenefit,
    MotorBenefit,
    OccupantsBenefit,
    OutsideCatalogueBenefit,
    ThirdPartyBenefit,
    VehicleDamageBenefit,
)


class MotorDraft:
    """Writes the shared steps before the first motor benefit, and only then."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._road: Road | None = None

    def write(self, benefit: MotorBenefit, path: str) -> Ref:
        """The steps of one benefit. Gives back its payable amount."""
        if self._road is None:
            self._road = write_road(self.draft, rules_of(self.draft.product))
        self.draft.prefix = benefit.code
        match benefit:
            case CompulsoryBenefit():
                return write_compulsory(self.draft, benefit, self._road)
            case ThirdPartyBenefit():
                return write_third_party(self.draft, benefit, path, self._road)
            case OccupantsBenefit():
                return write_occupants(self.draft, benefit, path, self._road)
            case OutsideCatalogueBenefit():
                return write_outside_catalogue(self.draft, benefit, path, self._road)
            case VehicleDamageBenefit():
                return write_vehicle_damage(self.draft, benefit, path)

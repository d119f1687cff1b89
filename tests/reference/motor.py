"""The motor benefits of one accident, in the order of the product (anpei.terms.motor)."""

from __future__ import annotations

from tests.reference.motor_commercial import occupants, outside_catalogue, third_party
from tests.reference.motor_compulsory import compulsory
from tests.reference.motor_damage import vehicle_damage
from tests.reference.motor_road import Accident, road
from tests.reference.sheet import Sheet

from anpei.terms.benefits import (
    MOTOR_BENEFITS,
    CompulsoryBenefit,
    OccupantsBenefit,
    OutsideCatalogueBenefit,
    ThirdPartyBenefit,
    VehicleDamageBenefit,
)


def road_accident(sheet: Sheet) -> None:
    """Every motor benefit that applies; nothing under the others."""
    benefits = [benefit for benefit in sheet.product.benefits if isinstance(benefit, MOTOR_BENEFITS)]
    applying = [benefit for benefit in benefits if sheet.applies(benefit)]
    for benefit in benefits:
        if benefit not in applying:
            sheet.pays(benefit, 0)
    if not applying:
        return
    accident = Accident(sheet)
    road(sheet, accident)
    for benefit in applying:
        match benefit:
            case CompulsoryBenefit():
                compulsory(sheet, benefit, accident)
            case ThirdPartyBenefit():
                third_party(sheet, benefit, accident)
            case OccupantsBenefit():
                occupants(sheet, benefit, accident)
            case OutsideCatalogueBenefit():
                outside_catalogue(sheet, benefit, accident)
            case VehicleDamageBenefit():
                vehicle_damage(sheet, benefit, accident)

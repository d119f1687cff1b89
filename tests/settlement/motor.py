"""A road accident for tests: a vehicle insured under both motor products, and what the survey found."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.settlement import cast

from anpei.claims.models import Care, Casualty, Claim, Nature
from anpei.parties.models import Party
from anpei.policies import actions as policies
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement

PLATE = "新Z00001"
DAY = date(2026, 10, 12)
COMMERCIAL = {"third_party": 100_000_000, "vehicle_damage": 9_000_000}


def insure_vehicle(
    house: cast.House, party: Party, sums: dict[str, int] | None = None, plate: str = PLATE
) -> InsuredMember:
    """A policy of the product the house sells, with its vehicle."""
    member = cast.insure(house, party, sums=sums or COMMERCIAL)
    policies.insure_vehicle(
        member,
        form=policies.VehicleForm(
            plate=plate,
            vehicle_class="car",
            use="family",
            first_registered_on=date(2020, 5, 10),
            new_price_fen=15_000_000,
            model="示例轿车",
            agreed_deductible_fen=50_000,
        ),
        by=cast.SYSTEM,
    )
    return member


def crash(house: cast.House, member: InsuredMember, **more: Any) -> Claim:
    """An accepted and registered case of a road accident in which somebody was hurt."""
    claim = cast.claim_of(
        house,
        member,
        **{
            "nature": Nature.COLLISION, "casualty": Casualty.INJURED, "care": Care.INPATIENT, "event_on": DAY, **more,
        },
    )  # fmt: skip
    claim = settlement.register_case(claim, by=house.handler.actor)
    claim.refresh_from_db()
    return claim


def found(**changes: Any) -> dict[str, Any]:
    """Main fault of the own vehicle; a second one damaged; a pedestrian hurt beyond the compulsory limits."""
    return {
        "motor": {
            "own": PLATE,
            "vehicles": [
                {"id": PLATE, "fault": "main", "damage_fen": 1_200_000},
                {"id": "新Z00002", "fault": "secondary", "damage_fen": 1_000_000},
            ],
            "victims": [
                {"id": "行人", "non_motor": True, "death_fen": 26_000_000, "medical_fen": 5_000_000},
            ],
            "own_vehicle": {"new_price_fen": 15_000_000, "received_fen": 200_000},
            **changes,
        }
    }  # fmt: skip

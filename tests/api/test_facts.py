"""The fact sheet over HTTP: the questions of the product, facts signed as the next sheet, each refusal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tests.api.scene import Desks, good, open_desks, refused
from tests.settlement import cast
from tests.settlement.motor import PLATE, crash, found, insure_vehicle

from anpei.settlement.models import FactSheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(db: None, frozen_clock: datetime) -> Desks:
    return open_desks(cast.open_house("qc-motor-2026.yaml"))


@pytest.fixture
def number(road: Desks) -> str:
    return crash(road.house, insure_vehicle(road.house, cast.person())).number


def test_questions_are_those_of_the_product(road: Desks, number: str) -> None:
    groups = good(road.handler.get(f"/claims/{number}/facts/questions"))["groups"]
    assert [group["path"] for group in groups] == [
        "motor.vehicles",
        "motor.victims",
        "motor.own_vehicle",
        "motor",
    ]
    fault = next(field for field in groups[0]["fields"] if field["name"] == "fault")
    assert (fault["kind"], fault["required"], fault["choices"][1]) == (
        "choice",
        True,
        {"value": "main", "label": "Main"},
    )


def test_facts_are_put_read_and_calculated(road: Desks, number: str) -> None:
    path = f"/claims/{number}/facts"
    assert good(road.handler.get(path))["number"] == 0
    made = good(road.handler.put(path, {"facts": found()}))
    assert (made["number"], made["assessed_by"], made["facts"]["motor"]["own"]) == (1, "林晓棠", PLATE)
    assert made["facts"]["motor"]["own_vehicle"]["vehicle_class"] == "car"  # from the contract
    assert good(road.handler.put(path, {"facts": found()}))["number"] == 1
    assert good(road.handler.get(path)) == made
    assert good(road.handler.post(f"/claims/{number}/calculations"), 201)["payable_fen"] == 2_490_000
    parts = good(road.payer.get(f"/claims/{number}/payments"))["entitlements"]
    assert [one["amount_fen"] for one in parts] == [980_000, 560_000, 950_000]


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"motor": {"own": PLATE, "vehicles": [{"id": PLATE}]}}, "motor.vehicles.0.fault"),
        ({"motor": []}, "motor"),
        ({"colour": "red"}, "colour"),
        ({"motor": {"own": "nobody", "vehicles": [{"id": PLATE, "fault": "full"}]}}, "motor.vehicles.0.id"),
    ],
)
def test_wrong_facts_are_named_in_their_place(road: Desks, number: str, facts: Any, place: str) -> None:
    problem = refused(road.handler.put(f"/claims/{number}/facts", {"facts": facts}), 422, "invalid")
    assert place in str(problem["fields"])
    assert not FactSheet.objects.exists()


def test_client_that_signs_for_nobody_assesses_nothing(road: Desks, number: str) -> None:
    answer = road.partner.put(f"/claims/{number}/facts", {"facts": found()})
    assert answer.status_code == 403
    assert not FactSheet.objects.exists()


def test_road_accident_is_reported_with_its_plate(road: Desks, number: str) -> None:
    body = {
        "nature": "collision", "casualty": "injured", "care": "outpatient", "plate": "新Z·00001",
        "event_on": "2026-10-12", "reporter_relation": "victim", "reporter_phone": "13800000077",
    }  # fmt: skip
    made = good(road.partner.post("/claims", body), 201)
    assert made["nature"] == "collision"

"""Advice by contract: what it insures, where, and the time of year."""

from __future__ import annotations

from datetime import date

import pytest
from tests.alerts.conftest import HERE, Town
from tests.cast import Cast

from anpei.alerts import seasons
from anpei.policies import queries as policies


@pytest.mark.parametrize(
    ("region", "on", "perils"),
    [
        (HERE, date(2026, 7, 1), ["typhoon", "rainstorm", "heat", "hail"]),
        ("510104", date(2026, 7, 1), ["rainstorm", "heat", "hail"]),
        ("", date(2026, 7, 1), ["rainstorm", "heat", "hail"]),
        (HERE, date(2026, 12, 20), ["cold", "household_fire", "carbon_monoxide"]),
        (HERE, date(2027, 1, 5), ["cold", "household_fire", "carbon_monoxide"]),
    ],
)
def test_the_season_and_the_place_decide(town: Town, region: str, on: date, perils: list[str]):
    person = town.settle("何春", region)

    found = seasons.advice(policies.members_of(person), on)

    assert [one.peril.code for one in found] == perils
    assert {one.members for one in found} == {(town.members["何春"],)}


def test_the_house_decides_when_it_lies_elsewhere(town: Town):
    town.settle("何春", "510104")
    member = town.members["何春"]
    member.place_code = HERE

    assert "typhoon" in [one.peril.code for one in seasons.advice([member], date(2026, 7, 1))]


def test_the_line_decides(cast: Cast):
    house = cast.member
    house.policy.product_version.product.line = "property"

    assert [one.peril.code for one in seasons.advice([house], date(2026, 12, 20))] == [
        "cold",
        "household_fire",
    ]


def test_without_a_contract_there_is_nothing_to_say():
    assert seasons.advice([], date(2026, 7, 1)) == []

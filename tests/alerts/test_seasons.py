"""Advice by contract: what it insures, where, and the time of year."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries
from tests.alerts.conftest import HERE, NEXT, Town, sent
from tests.alerts.test_effect import claim
from tests.cast import SYSTEM, Cast

from anpei.alerts import seasons
from anpei.core import clock
from anpei.organisation import actions as organisation
from anpei.organisation.models import Division
from anpei.parties import actions as parties
from anpei.policies import queries as policies
from anpei.policies.models import InsuredMember


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


def reasons(town: Town, peril: str, on: date) -> list[tuple[str, str, str]]:
    """Why this is advised for 何春."""
    found = seasons.advice(policies.members_of(town.people["何春"]), on)
    one = next(one for one in found if one.peril.code == peril)
    return [(reason.code, reason.words, reason.source) for reason in one.reasons]


def test_each_piece_says_why_and_where_that_stands(town: Town):
    town.settle("何春", HERE)
    rows = [Division(code="990000", name="示例省"), Division(code=HERE, name="北湖区")]
    organisation.keep_divisions(rows, by=SYSTEM)

    with translation.override("zh-hans"):
        assert reasons(town, "typhoon", date(2026, 7, 1)) == [
            ("season", "示例省北湖区每年 6月1日到10月31日是这个季节", "建议库（2026年1月1日版）"),
        ]
        assert reasons(town, "heat", date(2026, 7, 1)) == [
            ("season", "每年 6月15日到9月10日是这个季节", "建议库（2026年1月1日版）"),
        ]


def test_a_notice_that_holds_there_comes_first_also_out_of_season(town: Town):
    town.settle("何春", HERE)
    town.settle("邻一", NEXT)
    sent(town.cast, peril="hail")

    with translation.override("en"):
        assert reasons(town, "hail", clock.today()) == [
            ("alert", "A notice holds there until 19 November 2026", "Hail: notice, level Yellow"),
        ]
    found = seasons.advice(policies.members_of(town.people["何春"]), clock.today())
    assert (found[0].peril.code, found[0].pressing) == ("hail", True)
    beside = seasons.advice(policies.members_of(town.people["邻一"]), clock.today())
    assert "hail" not in [one.peril.code for one in beside]


def test_a_case_of_the_kind_is_named_only_with_consent_where_it_is_about_the_person(town: Town):
    person = town.settle("何春", HERE)
    claim(town, "何春", date(2026, 7, 20))
    on = date(2026, 8, 1)
    assert [code for code, _words, _source in reasons(town, "typhoon", on)] == ["season"]

    parties.give_consent(
        party=person, purpose="health_advice", text_version="1", channel="portal", by=person.actor
    )
    with translation.override("en"):
        assert [words for _code, words, _source in reasons(town, "typhoon", on)] == [
            "At this time of the year there was a case: Accidental injury, 20 July 2026",
            "Season from 1 June to 31 October in 990201",
        ]
    assert [code for code, _words, _source in reasons(town, "cold", date(2026, 12, 1))] == ["season"]


def test_a_case_about_things_needs_no_consent(town: Town):
    town.settle("何春", HERE)
    claim(town, "何春", date(2026, 7, 20), nature="flood")

    assert [code for code, *_rest in reasons(town, "rainstorm", date(2026, 8, 1))] == ["claim", "season"]


def test_many_contracts_cost_as_much_as_one(town: Town, django_assert_num_queries: DjangoAssertNumQueries):
    for name in ("何春", "林夏", "邻一"):
        town.settle(name, HERE)
    members = list(InsuredMember.objects.select_related("policy__product_version__product", "party"))

    with django_assert_num_queries(3):  # notices, cases with their consents, names of places
        seasons.advice(members, date(2026, 7, 1))


def test_without_a_contract_there_is_nothing_to_say():
    assert seasons.advice([], date(2026, 7, 1)) == []

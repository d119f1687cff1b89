"""The advice library is read strictly and hangs together with the rest of the product."""

from __future__ import annotations

from datetime import date

import pytest

from anpei.alerts import catalogue, wording
from anpei.alerts.catalogue import Feed, Library
from anpei.alerts.models import Level
from anpei.claims.models import Nature
from anpei.core.rule_files import CatalogueError, read

LINES = {"property", "motor", "accident", "health", "group_health", "life", "liability"}


def test_the_shipped_perils_are_those_of_the_manual():
    assert [one.code for one in catalogue.library().perils] == [
        "typhoon", "rainstorm", "heat", "cold", "wildfire", "hail", "earthquake", "household_fire", "carbon_monoxide",
    ]  # fmt: skip


@pytest.mark.parametrize("peril", catalogue.library().perils, ids=lambda one: one.code)
def test_the_words_of_every_peril_can_go_out_as_they_are(peril: catalogue.Peril):
    for level in Level.values:
        assert wording.problems(wording.from_library(peril, level)) == {}
    assert set(peril.lines) <= LINES
    assert set(peril.natures) <= set(Nature.values)


def test_a_season_may_run_over_new_year():
    season = next(one for one in catalogue.library().schedules if one.code == "fire_season")

    days = [date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 15), date(2027, 2, 28), date(2027, 3, 1)]
    assert [season.holds(day) for day in days] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("second_person: [orange, red]", "second_person: [orange]", "red is always approved"),
        ("levels: [blue, yellow]", "levels: [blue, orange]", "orange reaches everybody"),
        ('from: "12-01"', 'from: "02-29"', "day is out of range"),
        ("peril: heat, level", "peril: snow, level", "heat_elderly: there is no snow"),
        ("health], who: elderly}\n  - {code: fire", "motor], who: elderly}\n  - {code: fire", "motor is no line"),
        ("most: 4", "most: 4, least: 1", "rules.budget.least"),
        ("看看空调、风扇好不好用, ", "", "3 steps in Chinese and 4 in English"),
        ("- code: hail", "- code: heat", "peril named twice: heat"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_place(old: str, new: str, said: str):
    text = (catalogue._LIBRARY / "cn-default.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1

    with pytest.raises(CatalogueError, match=said):
        read(Library, text.replace(old, new), origin="cn-default.yaml")


def test_a_feed_knows_colours_only():
    text = (catalogue._LIBRARY / "cap-cn.yaml").read_text(encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"severity\.Minor"):
        read(Feed, text.replace("Minor: blue", "Minor: green"), origin="cap-cn.yaml")

"""Claims of those who were told beside those of comparable people who were not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.alerts.conftest import FAR, HERE, NEXT, Town, sent
from tests.cast import course_to

from anpei.alerts import effect, tasks
from anpei.alerts.effect import Comparison, Group, Stratum
from anpei.alerts.models import Alert
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.policies.models import InsuredMember


def claim(town: Town, name: str, event_on: date, **changes: object) -> Claim:
    """A case of this person's contract; what matters for the comparison is set as given."""
    made = course_to(town.cast, "reported", key=f"{name}-{event_on}")
    Claim.objects.filter(pk=made.pk).update(
        member=town.members[name],
        insured=town.people[name],
        event_on=event_on,
        **{"nature": "injury", **changes},
    )
    return made


def counted(found: dict[str, Any], name: str) -> list[int]:
    """Contracts and those with a claim of one side, over all products and ages."""
    return [sum(row[place] for row in found[name]) for place in (4, 5)]


def compared(*strata: tuple[str, Group, Group]) -> Comparison:
    return Comparison("neighbours", tuple(Stratum("p", ages, *both) for ages, *both in strata))


@pytest.fixture
def told(town: Town) -> Alert:
    for name, region in (
        ("何春", HERE),
        ("林夏", HERE),
        ("邻一", NEXT),
        ("邻二", NEXT),
        ("邻三", NEXT),
        ("远秋", FAR),
    ):
        town.settle(name, region)
    return sent(town.cast)


def test_neighbours_are_the_same_contracts_one_region_up_who_were_not_told(town: Town, told: Alert):
    today = clock.today()
    claim(town, "何春", today)
    claim(town, "邻一", today + timedelta(days=6))  # the last day: three of the alert, three after it
    claim(town, "邻二", today + timedelta(days=7))
    claim(town, "邻三", today - timedelta(days=1))
    claim(town, "远秋", today)

    found = effect.work_out(told)

    assert (found["from"], found["until"], found["so_far"]) == ("2026-11-16", "2026-11-22", True)
    assert (found["alerted"], counted(found, "neighbours")) == ([2, 1], [3, 1])


def test_claims_of_another_nature_and_those_that_were_none_do_not_count(town: Town, told: Alert):
    today = clock.today()
    claim(town, "何春", today, nature="illness")
    claim(town, "林夏", today, state="closed", is_open=False, close_reason="duplicate")
    claim(town, "邻一", today)
    claim(town, "邻一", today + timedelta(days=1))  # a second case of one contract

    found = effect.work_out(told)

    assert (found["alerted"], counted(found, "neighbours")) == ([2, 0], [3, 1])


def test_whom_another_alert_told_of_the_same_danger_is_nobodys_comparison(town: Town, told: Alert):
    sent(town.cast, areas=[NEXT], level="red")

    assert counted(effect.work_out(told), "neighbours") == [0, 0]


def test_another_danger_at_the_same_time_does_not_matter(town: Town, told: Alert):
    sent(town.cast, peril="cold", areas=[NEXT], level="red")

    assert counted(effect.work_out(told), "neighbours") == [3, 0]


def test_a_year_before_counts_contracts_of_that_day_in_the_same_place(town: Town, told: Alert):
    assert counted(effect.work_out(told), "year_before") == [0, 0]
    for name in ("何春", "林夏"):
        policy = town.members[name].policy
        policy.starts_on, policy.issued_on = date(2025, 3, 1), date(2025, 3, 1)
        policy.save()
        town.members[name].joined_on = date(2025, 3, 1)
        town.members[name].save()
    claim(town, "林夏", date(2025, 11, 20))

    assert counted(effect.work_out(told), "year_before") == [2, 1]


def test_a_province_and_everywhere_have_no_neighbours(town: Town):
    town.settle("何春", HERE)
    town.settle("远秋", FAR)

    assert counted(effect.work_out(sent(town.cast, areas=["99"])), "neighbours") == [0, 0]
    assert counted(effect.work_out(sent(town.cast, areas=[], level="red")), "neighbours") == [0, 0]


def test_it_is_kept_when_the_time_is_over_and_once_more_when_claims_had_theirs(town: Town, told: Alert):
    tasks.compare()
    told.refresh_from_db()
    assert told.effect is None

    with clock.at(told.ends_at + timedelta(hours=1)):
        tasks.compare()
        told.refresh_from_db()
        assert told.effect["so_far"] is True
        [neighbours] = effect.comparisons(told)
        assert (neighbours.with_whom, neighbours.few) == ("neighbours", True)
    later = told.ends_at + timedelta(days=4)
    with clock.at(later):
        tasks.compare()
        tasks.compare()
    told.refresh_from_db()
    assert (told.effect["so_far"], told.effect_at) == (False, later)


def test_a_difference_is_only_called_one_beyond_chance():
    clear = compared(("18-39", Group(1000, 10), Group(1000, 40)))
    unclear = compared(("18-39", Group(1000, 10), Group(1000, 14)))
    few = compared(("18-39", Group(50, 0), Group(1000, 400)))

    assert [(one.few, one.shows_difference) for one in (clear, unclear, few)] == [
        (False, True), (False, False), (True, False),
    ]  # fmt: skip
    assert clear.difference == pytest.approx((-0.03, -0.0444, -0.0164), abs=5e-4)


def test_the_others_are_weighted_as_the_alerted_are_mixed():
    """Half the alerted are old, a tenth of the others: ages that differ are no effect of an alert."""
    mixed = compared(
        ("18-39", Group(100, 10), Group(900, 90)),
        ("60-", Group(100, 40), Group(100, 40)),
    )

    assert (mixed.others.share, mixed.others_share) == (0.13, pytest.approx(0.25))
    assert mixed.difference == pytest.approx((0.0, -0.0754, 0.0787), abs=5e-3)
    assert not mixed.shows_difference


def test_whoever_has_nobody_alike_is_named_and_not_compared():
    alone = compared(
        ("18-39", Group(200, 10), Group(400, 20)),
        ("60-", Group(30, 9), Group(0, 0)),
        ("0-17", Group(0, 0), Group(50, 5)),
    )

    assert (alone.alerted, alone.others) == (Group(200, 10), Group(400, 20))
    assert [(one.ages, one.alerted) for one in alone.alone] == [("60-", Group(30, 9))]
    assert compared(("60-", Group(0, 0), Group(5, 1))).difference is None


def test_products_and_ages_are_told_apart(town: Town):
    town.settle("何春", HERE, born_on=date(1950, 1, 1))
    town.settle("林夏", HERE)
    town.settle("邻一", NEXT, born_on=date(1986, 11, 17))  # 39 until tomorrow
    town.settle("邻二", NEXT, born_on=date(1986, 11, 16))
    town.settle("邻三", NEXT, born_on=None)

    assert effect.work_out(sent(town.cast))["neighbours"] == [
        ["qc_accident", "", 0, 0, 1, 0],
        ["qc_accident", "18-39", 0, 0, 1, 0],
        ["qc_accident", "40-59", 1, 0, 1, 0],
        ["qc_accident", "60-", 1, 0, 0, 0],
    ]


def test_whoever_is_in_no_group_is_counted(town: Town):
    for name, region in (("何春", HERE), ("林夏", HERE), ("无址", "")):
        town.settle(name, region)
    alert = sent(town.cast)
    InsuredMember.objects.filter(pk=town.members["林夏"].pk).update(place_code=FAR)

    found = effect.work_out(alert)

    others = 2  # of the house, whose place is not known either
    assert (found["alerted"], found["no_contract"], found["no_place"]) == ([1, 0], 1, 1 + others)


def test_what_happened_before_it_was_sent_does_not_count(town: Town):
    town.settle("何春", HERE)
    now = clock.now()
    alert = sent(town.cast, starts_at=now - timedelta(days=2))
    claim(town, "何春", clock.today() - timedelta(days=1))

    found = effect.work_out(alert)

    assert (found["from"], found["alerted"]) == ("2026-11-16", [1, 0])

"""An alert is written, counted and approved, the serious ones by two people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from tests.alerts.conftest import HERE, Town, counted, drafted, form
from tests.cast import Cast

from anpei.accounts.models import Staff
from anpei.alerts import actions, catalogue, tasks
from anpei.alerts.models import Alert, AlertState
from anpei.audit import queries as audit
from anpei.audit.registry import Audience
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.jobs.worker import drain

WORDS = ("title", "coming", "report", "before", "during", "after")
EVERY_WORD = {f"{short}_{name}" for short in ("zh", "en") for name in WORDS}


def test_a_draft_is_counted_and_approved(town: Town):
    cast = town.cast
    town.settle("何春", HERE)

    alert = counted(cast)
    assert (alert.state, alert.counted) == ("previewed", {"reached": 1, "left_out": {}, "no_place": 2})
    alert = actions.approve(alert, by=cast.staff["care"].actor)

    assert (alert.state, alert.approved_by) == ("approved", cast.staff["care"])
    with translation.override("en"):
        told = [one.text for one in audit.timeline("alert", alert.pk, audience=Audience.STAFF)]
    assert told == [
        "Alert drafted: Heavy rain and flood, Yellow. Source: Written here",
        "Counted: 1 would be told, 0 left out",
        "care甲 approved the alert",
    ]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"level": "green"}, {"level"}),
        ({"who": "pilots"}, {"who"}),
        ({"areas": ["5"]}, {"areas"}),
        ({"areas": ["51010"]}, {"areas"}),
        ({"areas": ["05"]}, {"areas"}),
        ({"areas": [str(code) for code in range(10, 71)]}, {"areas"}),
        ({"starts_at": None, "ends_at": None}, {"starts_at", "ends_at"}),
        ({"lines": []}, {"lines"}),
        ({"lines": ["cargo"]}, {"lines"}),
        ({"products": ["qc_million_medical"]}, {"products"}),
        ({"words": {}}, EVERY_WORD),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field(cast: Cast, changes: dict[str, Any], fields: set[str]):
    with pytest.raises(Invalid) as refused:
        drafted(cast, **changes)

    assert set(refused.value.fields) == fields
    assert not Alert.objects.exists()


def test_a_period_ends_after_it_begins_and_in_the_future(cast: Cast):
    now = clock.now()
    for ends_at in (now, now + timedelta(hours=1)):
        with pytest.raises(Invalid) as refused:
            drafted(cast, starts_at=now + timedelta(hours=2), ends_at=ends_at)
        assert set(refused.value.fields) == {"ends_at"}


def test_steps_are_few_short_and_as_many_in_both_languages(cast: Cast):
    words = form().words
    for steps, wrong in (
        (["x"] * 13, {"zh_before", "en_before"}),
        (["长" * 121], {"zh_before", "en_before"}),
    ):
        with pytest.raises(Invalid) as refused:
            drafted(cast, words={**words, "zh": {**words["zh"], "before": steps}})
        assert set(refused.value.fields) == wrong


def test_a_serious_alert_needs_a_second_person(town: Town):
    cast = town.cast
    town.settle("何春", HERE)
    alert = counted(cast, level="red")

    with pytest.raises(Forbidden):
        actions.approve(alert, by=cast.staff["care"].actor)
    assert actions.approve(alert, by=cast.supervisor.actor).state == "approved"


def test_nobody_approves_a_serious_alert_of_their_own(town: Town):
    """Also where somebody who approves once wrote it, in another role."""
    cast = town.cast
    town.settle("何春", HERE)
    alert = counted(cast, level="orange")
    Alert.objects.filter(pk=alert.pk).update(drafted_by=cast.supervisor)
    alert.refresh_from_db()

    with pytest.raises(Refused) as refused:
        actions.approve(alert, by=cast.supervisor.actor)
    assert refused.value.code == "alerts.second_person"
    alert.refresh_from_db()
    assert alert.state == "previewed"


def test_the_database_holds_that_red_has_two_people(town: Town):
    town.settle("何春", HERE)
    alert = counted(town.cast, level="red")

    with pytest.raises(IntegrityError, match="alert_red_needs_two_people"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(
            state="approved", approved_by=alert.drafted_by, approved_at=clock.now()
        )
    with pytest.raises(IntegrityError, match="alert_leaves_only_approved"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(state="sending")


def test_a_change_takes_count_and_approval_back(town: Town):
    cast = town.cast
    town.settle("何春", HERE)
    alert = actions.approve(counted(cast), by=cast.staff["care"].actor)

    alert = actions.change(alert, form(level="red"), by=cast.staff["care"].actor)

    assert (alert.state, alert.counted, alert.approved_by) == ("draft", None, None)
    with pytest.raises(Refused):
        actions.approve(alert, by=cast.supervisor.actor)


def test_a_count_of_an_earlier_version_is_not_kept(town: Town):
    cast = town.cast
    town.settle("何春", HERE)
    care = cast.staff["care"].actor
    alert = actions.ask_to_count(drafted(cast), by=care)
    actions.change(alert, form(areas=["98"]), by=care)

    drain(strict=True)

    alert.refresh_from_db()
    assert (alert.state, alert.counted) == ("draft", None)


def test_what_reaches_nobody_is_not_approved(cast: Cast):
    alert = counted(cast)
    assert alert.counted["reached"] == 0

    with pytest.raises(Refused) as refused:
        actions.approve(alert, by=cast.supervisor.actor)
    assert refused.value.code == "alerts.nobody"


def test_two_people_at_once_do_not_overwrite_each_other(cast: Cast):
    alert = drafted(cast)
    same = Alert.objects.get(pk=alert.pk)
    actions.change(alert, form(level="blue"), by=cast.staff["care"].actor)

    with pytest.raises(Refused) as refused:
        actions.change(same, form(level="red"), by=cast.staff["care"].actor)
    assert refused.value.code == "alerts.state"
    alert.refresh_from_db()
    assert alert.level == "blue"


def test_only_care_of_the_unit_writes(cast: Cast):
    elsewhere = Staff.objects.create(
        username="care2", display_name="别处", role="care", unit=cast.other_branch, employee_no="T-c2"
    )

    with pytest.raises(Forbidden):
        actions.draft(form(), unit=cast.branch, by=cast.handler.actor)
    with pytest.raises(Forbidden):
        actions.draft(form(), unit=cast.branch, by=elsewhere.actor)
    with pytest.raises(Forbidden):
        actions.draft(form(), unit=cast.branch, by=cast.customer.actor)
    assert not Alert.objects.exists()


def test_a_season_is_drafted_once_before_it_begins(cast: Cast):
    begins = {one.code: one for one in catalogue.library().schedules}["fire_season"]
    assert (begins.starts, begins.lead_days) == ("12-01", 10)
    for day in (20, 21, 22, 30):
        with clock.at(clock.now().replace(day=day)):
            tasks.seasons()

    alert = Alert.objects.get()
    assert (alert.peril, alert.source, alert.state, alert.unit) == (
        "household_fire", "schedule", AlertState.DRAFT, cast.head_office,
    )  # fmt: skip
    assert (alert.starts_at.isoformat(), alert.ends_at.date().isoformat()) == (
        "2026-11-30T16:00:00+00:00", "2027-02-28",
    )  # fmt: skip
    assert alert.drafted_by is None


def test_a_season_that_has_begun_is_not_drafted_any_more(cast: Cast):
    with clock.at(clock.now() + timedelta(days=16)):  # 2 December
        tasks.seasons()

    assert not Alert.objects.exists()

"""Notices of danger as a customer meets them: on the first page, behind the link, and where they choose."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.alerts.conftest import HERE, Town, drafted, sent, town
from tests.cast import Cast
from tests.portal import scene

from anpei.alerts import actions, queries
from anpei.alerts.models import Alert, Reach
from anpei.claims.models import CallRequest
from anpei.core.actor import Actor
from anpei.organisation import actions as organisation
from anpei.organisation.models import Division
from anpei.parties.models import Party

__all__ = ["town"]
SYSTEM = Actor.system("tests")


@pytest.fixture
def person(town: Town) -> Party:
    return town.settle("何春", HERE)


@pytest.fixture
def alert(town: Town, person: Party) -> Alert:
    return sent(town.cast, level="orange")


@pytest.fixture
def phone(person: Party) -> Client:
    return scene.log_in(person.phone)


def test_the_first_page_shows_what_holds_and_the_notice_says_what_to_do(alert: Alert, phone: Client):
    home = phone.get("/").content.decode()
    assert f'href="/alerts/{alert.pk}/"' in home and 'data-test="alert"' in home

    page = phone.get(f"/alerts/{alert.pk}/").content.decode()

    for words in (
        "把地下室和一楼的贵重东西搬高",
        "家里进水先拉电闸",
        "先拍照，再清理",
    ):
        assert words in page
    assert "T0000" not in page
    reach = Reach.objects.get()
    assert reach.seen_at is not None


def test_the_notice_says_for_which_place_by_name_where_it_is_known(alert: Alert, phone: Client):
    assert HERE in phone.get(f"/alerts/{alert.pk}/").content.decode()

    rows = [Division(code="990000", name="示例省"), Division(code=HERE.ljust(6, "0"), name="临泽县")]
    organisation.keep_divisions(rows, by=SYSTEM)

    assert "涉及：示例省临泽县" in phone.get(f"/alerts/{alert.pk}/").content.decode()


def test_ticks_are_kept_and_shown_again(alert: Alert, phone: Client):
    answer = phone.post(f"/alerts/{alert.pk}/", {"do": "steps", "steps": ["0", "3"]})

    assert answer.status_code == 302
    assert Reach.objects.get().done == [0, 3]
    page = phone.get(f"/alerts/{alert.pk}/").content.decode()
    assert page.count(" checked") == 2


@pytest.mark.parametrize("step", ["9", "-1", "x", "99999999999999999999", "²"])
def test_a_step_nobody_wrote_is_refused(alert: Alert, phone: Client, step: str):
    answer = phone.post(f"/alerts/{alert.pk}/", {"do": "steps", "steps": [step]})

    assert answer.status_code == 422
    assert Reach.objects.get().done == []


def test_help_is_one_tap_and_promises_a_time(alert: Alert, phone: Client, person: Party):
    phone.post(f"/alerts/{alert.pk}/", {"do": "help"})
    page = phone.get(f"/alerts/{alert.pk}/").content.decode()

    assert CallRequest.objects.get().phone == person.phone
    assert "已经约好了" in page and 'data-test="need-help"' not in page


def test_in_danger_the_advice_needs_no_code_and_says_nothing_of_anybody(alert: Alert):
    page = Client().get(f"/alerts/{alert.pk}/").content.decode()

    assert "把地下室和一楼的贵重东西搬高" in page
    assert "何春" not in page and 'data-test="step-0"' not in page
    assert Reach.objects.get().seen_at is None


def test_somebody_else_can_read_but_not_tick(alert: Alert, cast: Cast):
    other = scene.log_in(cast.customer.phone)

    assert 'data-test="step-0"' not in other.get(f"/alerts/{alert.pk}/").content.decode()
    assert other.post(f"/alerts/{alert.pk}/", {"do": "help"}).status_code == 404
    assert Client().post(f"/alerts/{alert.pk}/", {"do": "steps", "steps": ["0"]}).status_code == 404
    assert not CallRequest.objects.exists()


def test_a_draft_has_no_page(cast: Cast):
    assert Client().get(f"/alerts/{drafted(cast).pk}/").status_code == 404


def test_a_guardian_reads_whom_it_concerns(town: Town, person: Party):
    town.settle("何一", HERE, guardian=person, phone=False)
    alert = sent(town.cast, level="red")

    assert "何春 · 何一" in scene.log_in(person.phone).get(f"/alerts/{alert.pk}/").content.decode()


def test_what_was_withdrawn_says_so_and_leaves_the_first_page(town: Town, alert: Alert, phone: Client):
    actions.withdraw(alert, because="解除", by=town.cast.staff["care"].actor)

    assert "已经解除了，谢谢您留意。" in phone.get(f"/alerts/{alert.pk}/").content.decode()
    assert 'data-test="alert"' not in phone.get("/").content.decode()


def test_the_season_of_the_contracts_is_there_at_any_time(alert: Alert, phone: Client):
    """16 November: cold, fire at home and carbon monoxide."""
    page = phone.get("/alerts/").content.decode()
    assert 'data-test="my-alert"' in page
    for code in ("cold", "wildfire", "household_fire", "carbon_monoxide"):
        assert f'data-test="season-{code}"' in page
    assert 'data-test="season-heat"' not in page

    assert "把露在外面的水管、水表包好" in phone.get("/alerts/advice/cold/").content.decode()
    assert phone.get("/alerts/advice/aliens/").status_code == 404


def test_the_choice_stands_with_the_ways_to_be_reached(person: Party, phone: Client):
    assert 'value="all" checked' in phone.get("/reach/").content.decode()

    phone.post("/reach/", {"channel": "sms", "language": "zh-hans", "notices": "serious"})
    assert queries.serious_only(person)
    assert 'value="serious" checked' in phone.get("/reach/").content.decode()
    phone.post("/reach/", {"channel": "sms", "language": "zh-hans"})
    assert queries.serious_only(person)


def test_a_refused_way_keeps_the_choice_typed_and_changes_nothing(person: Party, phone: Client):
    answer = phone.post("/reach/", {"channel": "email", "language": "zh-hans", "notices": "serious"})

    assert answer.status_code == 422
    assert 'value="serious" checked' in answer.content.decode()
    assert not queries.serious_only(person)

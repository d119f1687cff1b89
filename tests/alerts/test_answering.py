"""What people did: looked, ticked, asked for help; what they want to hear."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from tests.alerts.conftest import HERE, Town, drafted, sent

from anpei.alerts import actions, queries
from anpei.alerts.models import AlertChoice, Reach
from anpei.audit import queries as audit
from anpei.audit.registry import Audience
from anpei.claims import actions as claims
from anpei.claims.models import CallRequest
from anpei.core import clock
from anpei.core.errors import Invalid, NotFound


def test_looking_ticking_and_asking_are_counted(town: Town):
    first, _second = town.settle("何春", HERE), town.settle("林夏", HERE)
    alert = sent(town.cast)
    reaches = queries.told_of([first], alert.pk)

    actions.saw(reaches)
    actions.did(reaches, steps=[2, 0])
    actions.needs_help(reaches[0], phone=first.phone, by=first.actor)

    assert queries.answers(alert) == queries.Answers(told=2, seen=1, did_something=1, asked_for_help=1)
    assert Reach.objects.get(insured=first).done == [0, 2]


def test_unticking_everything_takes_it_back(town: Town):
    person = town.settle("何春", HERE)
    alert = sent(town.cast)
    actions.did(queries.told_of([person], alert.pk), steps=[1])
    actions.did(queries.told_of([person], alert.pk), steps=[])

    assert queries.answers(alert) == queries.Answers(told=1, seen=1, did_something=0, asked_for_help=0)


def test_a_step_that_does_not_exist_is_refused(town: Town):
    person = town.settle("何春", HERE)
    reaches = queries.told_of([person], sent(town.cast).pk)

    with pytest.raises(Invalid):
        actions.did(reaches, steps=[5])
    assert Reach.objects.get().done == []


def test_help_is_one_call_with_a_promise_until_it_was_made(town: Town):
    person = town.settle("何春", HERE)
    [reach] = queries.told_of([person], sent(town.cast).pk)

    reach = actions.needs_help(reach, phone=person.phone, by=person.actor)
    actions.needs_help(reach, phone=person.phone, by=person.actor)

    call = CallRequest.objects.get()
    assert (reach.call, call.phone, call.name, call.topic, call.unit) == (
        call, person.phone, "何春", "需要帮忙：暴雨和积水风险提示（黄色）", town.cast.branch,
    )  # fmt: skip
    assert call.due_at > clock.now()
    with translation.override("en"):
        said = [one.text for one in audit.timeline("party", person.pk, audience=Audience.CUSTOMER)]
    assert said[-1] == "You asked for help after an alert"
    claims.call_made(call, outcome="接通了", by=town.cast.handler.actor)
    reach.refresh_from_db()
    actions.needs_help(reach, phone=person.phone, by=person.actor)
    assert CallRequest.objects.count() == 2


def test_a_wrong_number_is_said_and_nothing_is_kept(town: Town):
    person = town.settle("何春", HERE)
    [reach] = queries.told_of([person], sent(town.cast).pk)

    with pytest.raises(Invalid) as refused:
        actions.needs_help(reach, phone="12", by=person.actor)
    assert set(refused.value.fields) == {"phone"}
    assert Reach.objects.get().help_at is None


def test_somebody_else_does_not_find_it(town: Town):
    person, other = town.settle("何春", HERE), town.settle("林夏", "980101")
    alert = sent(town.cast)

    assert len(queries.told_of([person], alert.pk)) == 1
    with pytest.raises(NotFound):
        queries.told_of([other], alert.pk)
    with pytest.raises(NotFound):
        queries.told_of([person], drafted(town.cast).pk)


def test_what_holds_now_comes_once_with_the_most_serious_first(town: Town):
    mother = town.settle("何春", HERE)
    town.settle("何一", HERE, born_on=date(2018, 1, 1), guardian=mother, phone=False)
    yellow, red, withdrawn = sent(town.cast), sent(town.cast, level="red"), sent(town.cast, level="orange")
    actions.withdraw(withdrawn, because="解除", by=town.cast.staff["care"].actor)

    assert [one.alert for one in queries.current([mother])] == [red, yellow]
    with clock.at(yellow.ends_at):
        assert queries.current([mother]) == []


def test_a_choice_is_recorded_when_it_changes(town: Town):
    person = town.settle("何春", HERE)
    for serious_only in (False, True, True, False):
        actions.choose(person, serious_only=serious_only, by=person.actor)

    with translation.override("en"):
        said = [one.text for one in audit.timeline("party", person.pk, audience=Audience.CUSTOMER)]
    assert said == ["You want to hear of serious dangers only", "You want to hear of every danger"]
    assert (queries.serious_only(person), AlertChoice.objects.count()) == (False, 1)

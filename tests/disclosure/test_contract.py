"""The contract received, the call inside the cooling-off period, notices before cover ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from tests.cast import SYSTEM, Cast

from anpei.audit.models import Event
from anpei.audit.queries import present
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.disclosure import actions, queries
from anpei.disclosure.catalogue import script
from anpei.disclosure.models import Delivery, PolicyNotice, ReturnVisit, VisitState
from anpei.disclosure.tasks import tell_of_ends, tell_of_lapse, watch_delivery
from anpei.messages.models import Message
from anpei.parties.models import Party
from anpei.policies import actions as policies
from anpei.policies.models import Policy, PolicyState
from anpei.values.dates import day_start

pytestmark = pytest.mark.django_db
YES = dict.fromkeys(script().codes, "yes")


def clock_of(policy: Policy, rule: str) -> Clock:
    return Clock.objects.get(subject="policy", subject_id=policy.pk, rule_id=rule)


def test_an_issued_contract_has_to_reach_its_holder_in_fifteen_working_days(long: Policy) -> None:
    watch_delivery(event_id=Event.objects.get(type="policy.issued", subject_id=long.pk).pk)

    assert clock_of(long, "policy.delivery").due_on == date(2026, 12, 4)


def test_one_entered_from_an_earlier_system_is_not_watched(cast: Cast) -> None:
    issued = Event.objects.filter(type="policy.issued", subject_id=cast.policy.pk).first()
    assert issued is not None
    watch_delivery(event_id=issued.pk)
    assert not Clock.objects.filter(subject="policy").exists()


def test_with_the_receipt_the_cooling_off_period_and_the_call_start(cast: Cast, long: Policy) -> None:
    actions.watch_delivery(long)
    delivery = actions.deliver(long, way="paper", received_on=date(2026, 11, 15), by=cast.staff["care"].actor)

    assert delivery.cooling_off_until == date(2026, 11, 30)
    assert clock_of(long, "policy.delivery").state == ClockState.MET
    visit = ReturnVisit.objects.get(policy=long)
    assert (visit.state, clock_of(long, "policy.return_visit").due_on) == (VisitState.DUE, date(2026, 11, 30))
    assert "11月30日" in Message.objects.get(template="policy.delivered", channel="in_app").body
    with pytest.raises(Refused):
        actions.deliver(long, way="app", received_on=date(2026, 11, 15), by=SYSTEM)
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("received_on", "call_by", "until"),
    [
        (
            date(2026, 11, 13),
            date(2026, 11, 28),
            date(2026, 11, 30),
        ),  # a Saturday: the customer has until Monday
        (date(2026, 11, 16), date(2026, 12, 1), date(2026, 12, 1)),
    ],
)
def test_the_call_is_due_inside_the_days_the_customer_counts(
    long: Policy, received_on: date, call_by: date, until: date
) -> None:
    delivery = actions.deliver(long, way="paper", received_on=received_on, by=SYSTEM)

    assert (clock_of(long, "policy.return_visit").due_on, delivery.cooling_off_until) == (call_by, until)


def test_a_contract_of_one_year_has_no_return_visit(cast: Cast) -> None:
    delivery = actions.deliver(cast.policy, way="app", received_on=date(2026, 11, 15), by=SYSTEM)

    assert delivery.cooling_off_until is None
    assert not ReturnVisit.objects.exists()


@pytest.mark.parametrize(
    ("way", "on", "field"),
    [
        ("pigeon", date(2026, 11, 15), "way"),
        ("app", date(2026, 11, 17), "received_on"),
        ("app", date(2026, 11, 12), "received_on"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused(long: Policy, way: str, on: date, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.deliver(long, way=way, received_on=on, by=SYSTEM)
    assert set(refused.value.fields) == {field}
    assert not Delivery.objects.exists()


@pytest.fixture
def visit(cast: Cast, long: Policy) -> ReturnVisit:
    actions.deliver(long, way="paper", received_on=date(2026, 11, 15), by=SYSTEM)
    return ReturnVisit.objects.get(policy=long)


def test_a_call_with_every_answer_yes_is_all_clear(cast: Cast, visit: ReturnVisit) -> None:
    actions.not_reached(visit, by=cast.staff["care"].actor)
    made = actions.return_visit(visit, answers=YES, problem="", by=cast.staff["care"].actor)

    assert (made.state, made.attempts, made.person, made.answers) == (
        VisitState.DONE,
        1,
        cast.staff["care"],
        YES,
    )
    assert clock_of(visit.policy, "policy.return_visit").state == ClockState.MET
    with pytest.raises(Refused):
        actions.return_visit(visit, answers=YES, problem="", by=cast.staff["care"].actor)


def test_a_no_opens_a_problem_with_its_own_clock_until_somebody_solves_it(
    cast: Cast, visit: ReturnVisit
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.return_visit(visit, answers={**YES, "signed": "no"}, problem=" ", by=cast.staff["care"].actor)
    assert set(refused.value.fields) == {"problem"}

    found = actions.return_visit(
        visit, answers={**YES, "signed": "no"}, problem="签名是业务员代签的", by=cast.staff["care"].actor
    )
    assert (found.state, clock_of(visit.policy, "returnvisit.problem").due_on) == (
        VisitState.PROBLEM,
        date(2026, 12, 7),
    )
    solved = actions.solve(found, solution="重新签了名，退回了多收的。", by=cast.staff["care"].actor)
    assert (solved.state, solved.problem) == (VisitState.SOLVED, "签名是业务员代签的")
    assert clock_of(visit.policy, "returnvisit.problem").state == ClockState.MET


def test_the_seller_neither_calls_nor_solves(cast: Cast, visit: ReturnVisit) -> None:
    care = cast.staff["care"]
    reading = actions.begin(
        visit.policy.product_version, language="zh-hans", by=care.actor, unit=care.unit, reader="周桂芬"
    )
    reading.policy = visit.policy
    reading.save()
    with pytest.raises(Forbidden):
        actions.return_visit(visit, answers=YES, problem="", by=care.actor)
    visit.refresh_from_db()
    assert visit.state == VisitState.DUE


def test_every_question_of_the_script_is_asked_and_only_care_calls(cast: Cast, visit: ReturnVisit) -> None:
    with pytest.raises(Invalid) as refused:
        actions.return_visit(visit, answers={"person": "yes"}, problem="", by=cast.staff["care"].actor)
    assert set(refused.value.fields) == set(script().codes) - {"person"}
    with pytest.raises(Forbidden):
        actions.return_visit(visit, answers=YES, problem="", by=cast.handler.actor)
    assert list(queries.visits(cast.staff["care"])) == [visit]
    assert list(queries.visits(cast.other_handler)) == []


def test_a_holder_is_told_once_before_cover_ends(cast: Cast) -> None:
    with clock.at(
        datetime.combine(cast.policy.ends_on - timedelta(days=20), datetime.min.time(), clock.LOCAL)
    ):
        tell_of_ends()
        tell_of_ends()

    told = Message.objects.filter(template="policy.renewal", subject_id=cast.policy.pk, channel="in_app")
    assert told.count() == 1
    assert PolicyNotice.objects.filter(policy=cast.policy, kind="renewal").count() == 1


def test_the_notice_of_an_end_has_its_clock_from_thirty_days_before(cast: Cast) -> None:
    with clock.at(day_start(cast.policy.ends_on - timedelta(days=27)) + timedelta(hours=9)):
        tell_of_ends()

    told = clock_of(cast.policy, "policy.renewal_notice")
    assert (told.state, told.started_at) == (
        ClockState.MET,
        day_start(cast.policy.ends_on - timedelta(days=30)),
    )


def test_a_lapse_is_told_within_its_clock(cast: Cast, frozen_clock: datetime) -> None:
    policies.lapse(cast.policy, on=date(2026, 11, 12), by=SYSTEM)
    tell_of_ends()
    tell_of_ends()

    told = clock_of(cast.policy, "policy.lapse_notice")
    assert (told.state, told.started_at, told.due_on, told.stopped_at) == (
        ClockState.MET,
        day_start(date(2026, 11, 12)),
        date(2026, 11, 26),
        frozen_clock,
    )
    assert Message.objects.filter(template="policy.lapse", channel="in_app").count() == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "从11月12日（星期四）起发生的事，这份保单不赔。申请恢复最晚到2028年11月13日"),
        ("en", "What happens from 12 November (Thursday) on is not covered. Until Nov. 13, 2028 you can ask"),
    ],
)
def test_a_lapse_says_what_is_not_covered_and_until_when_it_can_be_taken_up_again(
    cast: Cast, language: str, words: str
) -> None:
    """Two years from the lapse (Insurance Law art. 37); 12 November 2028 is a Sunday."""
    Party.objects.filter(pk=cast.customer.pk).update(language=language)
    policies.lapse(cast.policy, on=date(2026, 11, 12), by=SYSTEM)
    tell_of_ends()

    assert words in Message.objects.get(template="policy.lapse", channel="in_app").body
    told = Event.objects.get(type="policy.notice_sent")
    with translation.override(language):
        assert "2026-11-12" in present(told, for_customer=True).text


def test_a_lapse_told_too_late_shows_as_missed(cast: Cast) -> None:
    policies.lapse(cast.policy, on=date(2026, 10, 12), by=SYSTEM)
    tell_of_ends()

    assert clock_of(cast.policy, "policy.lapse_notice").state == ClockState.MISSED


def test_a_recorded_lapse_is_told_without_waiting_for_the_round(cast: Cast) -> None:
    policies.lapse(cast.policy, on=date(2026, 11, 12), by=SYSTEM)
    tell_of_lapse(event_id=Event.objects.get(type="policy.lapsed").pk)

    assert clock_of(cast.policy, "policy.lapse_notice").state == ClockState.MET
    assert Message.objects.filter(template="policy.lapse", channel="in_app").count() == 1


def test_what_lapses_again_or_is_renewed_in_place_is_told_again(cast: Cast, frozen_clock: datetime) -> None:
    policies.lapse(cast.policy, on=date(2026, 11, 12), by=SYSTEM)
    tell_of_ends()
    Policy.objects.filter(pk=cast.policy.pk).update(state=PolicyState.IN_FORCE, terminated_on=None)
    with clock.at(day_start(cast.policy.ends_on - timedelta(days=20))):
        tell_of_ends()
    Policy.objects.filter(pk=cast.policy.pk).update(ends_on=cast.policy.ends_on + timedelta(days=365))
    with clock.at(day_start(cast.policy.ends_on + timedelta(days=345))):
        tell_of_ends()
        policies.lapse(cast.policy, on=clock.today(), by=SYSTEM)
        tell_of_ends()

    told = PolicyNotice.objects.filter(policy=cast.policy).order_by("pk").values_list("kind", "about_on")
    ends_on = cast.policy.ends_on
    assert list(told) == [
        ("lapse", date(2026, 11, 12)),
        ("renewal", ends_on),
        ("renewal", ends_on + timedelta(days=365)),
        ("lapse", ends_on + timedelta(days=345)),
    ]

"""Figures with what they are a share of: worked by hand on a small week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import Cast
from tests.hotline.test_calls import missed, tell

from anpei.claims import actions as claims
from anpei.claims.models import CallRequest, Claim
from anpei.core import clock
from anpei.core.errors import Invalid
from anpei.core.periods import Span
from anpei.hotline import actions, measures
from anpei.hotline.measures import Human

DAY = 24 * 3600
WEEK = Span(date(2026, 11, 14), date(2026, 11, 16))


@pytest.fixture
def week(cast: Cast) -> None:
    """Saturday: two answered (10 s, 31 s). Monday: one answered (19 s), one missed, one only in the menu, one out."""
    for number, (began, waited) in enumerate(((-2 * DAY, 10), (-2 * DAY + 60, 31), (0, 19))):
        tell(cast, "ringing", began, call_id=f"a-{number}")
        tell(cast, "answered", began + waited, call_id=f"a-{number}")
    missed(cast, "m-1", 300, number=cast.stranger.phone)
    tell(cast, "ringing", 400, call_id="menu", menu=True)
    tell(cast, "ringing", 500, call_id="out", direction="out")
    tell(cast, "answered", 505, call_id="out", direction="out")


def test_answered_is_a_share_of_those_who_asked_for_a_person(cast: Cast, week: None):
    found = measures.calls(cast.supervisor, WEEK)

    assert (found.offered, found.answered, found.abandoned, found.quick) == (4, 3, 1, 2)
    assert (found.answered_bp, found.abandoned_bp, found.quick_bp) == (7500, 2500, 5000)
    assert (found.seconds, found.slowest) == (20, 31)


def test_by_day_by_week_and_by_unit(cast: Cast, week: None):
    by_day = measures.calls_by(cast.supervisor, WEEK, "day")
    by_week = measures.calls_by(cast.supervisor, WEEK, "week")
    by_unit = measures.calls_by(cast.supervisor, WEEK, "unit")

    assert [(one.label, one.answered, one.offered) for one in by_day] == [
        ("2026-11-14", 2, 2),
        ("2026-11-16", 1, 2),
    ]
    assert [(one.label, one.answered, one.offered) for one in by_week] == [
        ("2026-11-09", 2, 2),
        ("2026-11-16", 1, 2),
    ]
    assert [(one.label, one.answered, one.offered) for one in by_unit] == [("云洲分公司", 3, 4)]


def test_another_units_calls_are_not_counted(cast: Cast, week: None):
    found = measures.calls(cast.other_handler, WEEK)

    assert (found.offered, found.answered_bp) == (0, None)


def test_a_call_near_midnight_belongs_to_its_local_day(cast: Cast):
    tell(cast, "ringing", -8 * 3600 - 1800)  # Monday 00:30 in Shanghai, Sunday in UTC

    assert [one.label for one in measures.calls_by(cast.supervisor, WEEK, "day")] == ["2026-11-16"]


def test_time_to_a_person_on_every_channel(cast: Cast, week: None, reported_claim: Claim):
    now = clock.now()
    claims.message_from_customer(reported_claim, text="在吗", by=cast.customer.actor)
    with clock.at(now + timedelta(minutes=3)):
        claims.write_to_customer(reported_claim, text="在", by=cast.handler.actor)
        waiting = CallRequest.objects.get()
        actions.attempt(waiting, reached=False, by=cast.handler.actor)
    with clock.at(now + timedelta(minutes=10)):
        actions.attempt(waiting, reached=True, note="好", by=cast.handler.actor)

    found = {one.channel: one for one in measures.humans(cast.supervisor, WEEK)}

    assert (found["call"].asked, found["call"].got, found["call"].seconds) == (4, 3, 20)
    assert found["message"] == Human("message", 1, 1, 180, 180)
    assert found["callback"] == Human("callback", 1, 1, 600, 600)
    assert found["enquiry"] == Human("enquiry", 0, 0, None, None)
    whole = measures.all_channels(found.values())
    assert (whole.asked, whole.got, whole.seconds, whole.slowest) == (6, 5, 168, 600)


def test_a_question_handed_over_counts_until_a_person_answers(cast: Cast):
    from anpei.enquiries import actions as enquiries
    from anpei.enquiries.actions import About

    asked = enquiries.ask(
        "我要找人工", about=About(), by=cast.customer.actor, unit=cast.branch, language="zh-hans"
    )
    if asked.person is None:
        asked = enquiries.hand_over(asked, by=cast.customer.actor)
    with clock.at(clock.now() + timedelta(minutes=7)):
        enquiries.reply(asked, text="您好，我是人工。", by=cast.handler.actor)

    found = measures.humans(cast.supervisor, WEEK)[-1]

    assert found == Human("enquiry", 1, 1, 420, 420)


def test_a_caller_given_up_on_was_not_reached(cast: Cast):
    request = missed(cast).callback
    assert request is not None
    for hours in range(3):
        with clock.at(clock.now() + timedelta(hours=3 * hours)):
            actions.attempt(request, reached=False, by=cast.handler.actor)
    actions.give_up(request, note="", by=cast.handler.actor)

    assert measures.humans(cast.supervisor, WEEK)[1] == Human("callback", 1, 0, None, None)


def test_a_span_is_at_most_a_year_and_runs_forward():
    with pytest.raises(Invalid):
        Span(date(2026, 11, 2), date(2026, 11, 1))
    with pytest.raises(Invalid):
        Span(date(2025, 1, 1), date(2026, 11, 1))


def test_the_figures_cost_five_statements(cast: Cast, week: None, django_assert_num_queries):  # type: ignore[no-untyped-def]
    with django_assert_num_queries(5):
        measures.humans(cast.staff["operator"], WEEK)
        measures.calls(cast.staff["operator"], WEEK)

"""The duty roster: shifts in local time, who sits there, the hours nobody does, what a customer may be told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from tests.cast import Cast

from anpei.accounts import actions, duty
from anpei.accounts.models import Shift
from anpei.core import clock
from anpei.core.clock import LOCAL
from anpei.core.errors import Forbidden, Invalid, Refused

MONDAY = date(2026, 11, 16)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LOCAL)


def plan(cast: Cast, **changed: object) -> list[Shift]:
    given = {
        "unit": cast.branch,
        "person": cast.handler,
        "from_on": MONDAY,
        "until_on": MONDAY,
        "begins": time(8),
        "ends": time(16),
        "by": cast.supervisor.actor,
    }
    return actions.plan_shifts(**{**given, **changed})  # type: ignore[arg-type]


def test_a_night_shift_ends_the_next_day(cast: Cast):
    night = plan(cast, begins=time(22), ends=time(6))[0]

    assert (night.starts_at, night.ends_at) == (at(16, 22), at(17, 6))
    assert duty.on_duty(at(17, 5, 59), cast.branch) == [cast.handler]
    assert duty.on_duty(at(17, 6), cast.branch) == []


def test_a_week_of_working_days_is_planned_at_once(cast: Cast):
    rows = plan(cast, until_on=date(2026, 11, 22), weekdays={0, 1, 2, 3, 4})

    assert [row.starts_at.astimezone(LOCAL).day for row in rows] == [16, 17, 18, 19, 20]


def test_the_hours_nobody_sits_there_are_named(cast: Cast):
    plan(cast)
    plan(cast, person=cast.supervisor, begins=time(18), ends=time(23))
    span = (at(16, 0), at(17, 0))

    found = duty.gaps(duty.shifts(cast.branch, span), span)

    assert found == [(at(16, 0), at(16, 8)), (at(16, 16), at(16, 18)), (at(16, 23), at(17, 0))]


def test_shifts_that_touch_leave_no_gap(cast: Cast):
    for person, begins, ends in (
        (cast.handler, time(0), time(8)),
        (cast.supervisor, time(8), time(16)),
        (cast.staff["care"], time(16), time(0)),
    ):
        plan(cast, person=person, begins=begins, ends=ends)
    span = (at(16, 0), at(17, 0))

    assert duty.gaps(duty.shifts(cast.branch, span), span) == []


def test_whoever_is_on_leave_leaves_a_gap_until_somebody_stands_in(cast: Cast):
    shift = plan(cast)[0]
    cast.handler.on_leave_until = MONDAY
    cast.handler.save()
    span = (at(16, 8), at(16, 16))
    assert duty.gaps(duty.shifts(cast.branch, span), span) == [span]

    actions.substitute(shift, person=cast.supervisor, reason="请假", by=cast.supervisor.actor)

    assert duty.gaps(duty.shifts(cast.branch, span), span) == []
    assert duty.on_duty(at(16, 10), cast.branch) == [cast.supervisor]


def test_nobody_sits_in_two_places(cast: Cast):
    plan(cast)

    with pytest.raises(Invalid) as refused:
        plan(cast, unit=cast.sub_branch, begins=time(15), ends=time(20))

    assert "handler甲" in str(refused.value.fields["person"])
    assert Shift.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"until_on": date(2026, 11, 15)}, "until_on"),
        ({"until_on": date(2027, 2, 1)}, "until_on"),
        ({"ends": time(8)}, "ends"),
        ({"begins": time(6), "ends": time(23)}, "ends"),
        ({"weekdays": {6}}, "weekdays"),
    ],
)
def test_what_cannot_be_planned_is_said_beside_its_field(cast: Cast, changed: dict[str, object], field: str):
    with pytest.raises(Invalid) as refused:
        plan(cast, **changed)

    assert list(refused.value.fields) == [field]
    assert not Shift.objects.exists()


def test_an_auditor_talks_to_nobody_and_cannot_be_planned(cast: Cast):
    with pytest.raises(Invalid) as refused:
        plan(cast, person=cast.staff["auditor"])

    assert list(refused.value.fields) == ["person"]


def test_only_who_keeps_the_roster_of_the_unit_plans(cast: Cast):
    with pytest.raises(Forbidden):
        plan(cast, by=cast.handler.actor)
    with pytest.raises(Forbidden):
        plan(cast, unit=cast.other_branch, by=cast.supervisor.actor)


def test_a_shift_is_taken_out_with_a_reason_and_only_before_it_is_over(cast: Cast):
    shift = plan(cast)[0]
    with pytest.raises(Invalid):
        actions.cancel_shift(shift, reason="", by=cast.supervisor.actor)
    with clock.at(at(16, 17)), pytest.raises(Refused) as refused:
        actions.cancel_shift(shift, reason="取消", by=cast.supervisor.actor)
    assert refused.value.code == "roster.over"

    actions.cancel_shift(shift, reason="取消", by=cast.supervisor.actor)

    assert duty.on_duty(at(16, 10)) == []
    with pytest.raises(Refused) as refused:
        actions.cancel_shift(shift, reason="取消", by=cast.supervisor.actor)
    assert refused.value.code == "roster.cancelled"


def test_a_customer_is_told_which_number_is_answered_and_when_a_person_is_back(cast: Cast):
    plan(cast)
    plan(cast, unit=cast.head_office, person=cast.staff["operator"], from_on=date(2026, 11, 17),
         until_on=date(2026, 11, 17), by=cast.staff["manager"].actor)  # fmt: skip

    by_day = duty.lines(at(16, 10))
    by_night = duty.lines(at(16, 20))

    assert [(one.unit, one.answered, one.until, one.back_at) for one in by_day] == [
        (cast.head_office, False, None, at(17, 8)),
        (cast.branch, True, at(16, 16), None),
    ]
    assert duty.back_at(by_day) is None
    assert [(one.unit, one.answered) for one in by_night] == [(cast.head_office, False), (cast.branch, False)]
    assert duty.back_at(by_night) == at(17, 8)


def test_without_a_roster_nothing_is_said(cast: Cast):
    assert duty.lines(clock.now()) == []
    assert duty.back_at([]) is None


def test_what_customers_are_told_costs_one_statement(cast: Cast, django_assert_num_queries):  # type: ignore[no-untyped-def]
    plan(cast, until_on=MONDAY + timedelta(days=9))

    with django_assert_num_queries(1):
        assert len(duty.lines(at(16, 10))) == 1

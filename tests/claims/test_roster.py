"""Who takes the next case."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.settlement import cast

from anpei.claims import actions as claims
from anpei.claims import queries, roster


@pytest.fixture
def house(db: None, frozen_clock: datetime) -> cast.House:
    return cast.open_house()


def test_a_case_goes_to_its_own_unit_then_to_the_nearest_above(house: cast.House) -> None:
    team = cast.unit("T1", "team", "一组", house.branch)
    assert roster.next_handler(team) == house.handler
    own = cast.staff("wu", "handler", team, "吴一")
    assert roster.next_handler(team) == own


def test_head_office_without_handlers_finds_one_below(house: cast.House) -> None:
    assert roster.next_handler(house.head) == house.handler
    assert roster.place(house.head) == (house.branch, house.handler)


def test_a_handler_of_head_office_keeps_what_nobody_could_place(house: cast.House) -> None:
    own = cast.staff("wu", "handler", house.head, "吴一")
    assert roster.place(house.head) == (house.head, own)


def test_nobody_at_work_leaves_the_case_with_its_unit(house: cast.House) -> None:
    house.handler.on_leave_until = date(2026, 11, 16)
    house.handler.save()
    assert roster.place(house.head) == (house.head, None)


def test_an_unplaced_report_is_seen_by_whom_it_was_given_to(house: cast.House) -> None:
    form = claims.ReportForm(story="摔伤了", reporter_phone="13800000009")
    claim = claims.report(form=form, channel="portal", by=cast.SYSTEM, key="1")
    assert claim.handler == house.handler
    assert queries.get_for_staff(house.handler, claim.number) == claim

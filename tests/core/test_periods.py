"""Whole local days: which moments lie in them, which are refused, and the usual ones."""

from __future__ import annotations

from datetime import date

import pytest

from anpei.core.errors import Invalid
from anpei.core.periods import Span, last_days, usual

TODAY = date(2026, 3, 31)


def test_a_period_runs_forward_for_at_most_a_year():
    for first, last in ((date(2026, 11, 2), date(2026, 11, 1)), (date(2025, 11, 1), date(2026, 11, 2))):
        with pytest.raises(Invalid) as refused:
            Span(first, last)
        assert set(refused.value.fields) == {"until_on"}
    assert Span(date(2024, 1, 1), date(2024, 12, 31)).months[0] == date(2024, 1, 1)


def test_a_slip_of_the_finger_in_the_year_is_named_at_its_field():
    with pytest.raises(Invalid) as refused:
        Span(date(1, 1, 1), date(9999, 12, 31))
    assert set(refused.value.fields) == {"from_on", "until_on"}


def test_the_months_are_every_one_the_days_touch():
    found = Span(date(2025, 11, 30), date(2026, 2, 1)).months
    assert [f"{one:%Y-%m}" for one in found] == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_what_people_usually_ask_for():
    assert last_days(7, today=TODAY) == Span(date(2026, 3, 25), TODAY)
    assert usual(today=TODAY) == {
        "month": Span(date(2026, 3, 1), TODAY),
        "last_month": Span(date(2026, 2, 1), date(2026, 2, 28)),
        "quarter": Span(date(2026, 1, 1), TODAY),
        "year": Span(date(2026, 1, 1), TODAY),
        "twelve_months": Span(date(2025, 4, 1), TODAY),
    }

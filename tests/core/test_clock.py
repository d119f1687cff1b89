from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from anpei.core import clock

EVENING = datetime(2026, 11, 14, 17, 30, tzinfo=UTC)


def test_now_is_aware_and_moves() -> None:
    before = clock.now()
    assert before.utcoffset() == timedelta(0)
    assert clock.now() >= before


def test_today_is_the_date_in_shanghai() -> None:
    with clock.at(EVENING):
        assert clock.now() == EVENING
        assert clock.today() == date(2026, 11, 15)


def test_blocks_nest_and_end() -> None:
    with clock.at(EVENING):
        with clock.at(EVENING + timedelta(days=1)):
            assert clock.today() == date(2026, 11, 16)
        assert clock.today() == date(2026, 11, 15)
    assert clock.now() != EVENING


def test_a_moment_from_another_zone_is_kept_in_utc() -> None:
    with clock.at(datetime(2026, 11, 15, 1, 30, tzinfo=timezone(timedelta(hours=8)))):
        assert clock.now() == EVENING
        assert clock.now().tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = EVENING.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"), clock.at(naive):
        pass
    with pytest.raises(ValueError, match="aware"):
        clock.local_date(naive)

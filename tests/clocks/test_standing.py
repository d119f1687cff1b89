from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import anpei
from anpei.clocks.loader import load_clock_set
from anpei.clocks.rules import ClockRule
from anpei.clocks.standing import Standing, Window, delay_notice_at, running_standing, warn_at
from anpei.values.dates import SHANGHAI, day_end

SHIPPED = Path(anpei.__file__).parent / "library" / "clocks" / "cn-default.yaml"
RULES = load_clock_set(SHIPPED.read_text(encoding="utf-8"), origin="cn-default.yaml")


def rule(rule_id: str) -> ClockRule:
    return RULES.get(rule_id, date(2026, 1, 1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


# 30 days from 20 October with five days deducted: the last day is 24 November.
THIRTY_DAYS = Window(at("2026-10-20 09:00"), day_end(date(2026, 11, 24)), timedelta(days=5))


@pytest.mark.parametrize(
    ("now", "standing"),
    [
        ("2026-11-10 10:00", Standing.NEUTRAL),
        ("2026-11-19 10:00", Standing.SOON),
        ("2026-11-23 23:59", Standing.SOON),
        ("2026-11-24 00:00", Standing.DUE),
        ("2026-11-24 23:59", Standing.DUE),
        ("2026-11-25 00:00", Standing.OVER),
    ],
)
def test_statutory_clock_turns_amber_then_red_then_solid(now: str, standing: Standing) -> None:
    assert running_standing(rule("any.determination.complex"), THIRTY_DAYS, at(now)) is standing


def test_three_days_left_warn_once_sixty_percent_are_used() -> None:
    window = Window(at("2026-11-16 09:00"), day_end(date(2026, 11, 23)))
    # Three days before the last day less than 60 % are used, so the larger of the two moments counts.
    assert warn_at(rule("life.determination.simple"), window) == window.moment_at(6000)


@pytest.mark.parametrize(
    ("now", "standing"),
    [
        ("2026-11-24 12:01", Standing.SOON),
        ("2026-11-24 13:36", Standing.DUE),
        ("2026-11-24 14:01", Standing.OVER),
    ],
)
def test_promised_call_today_is_amber_at_once_and_red_in_its_last_fifth(now: str, standing: Standing) -> None:
    window = Window(at("2026-11-24 12:00"), at("2026-11-24 14:00"))
    assert running_standing(rule("any.callback"), window, at(now)) is standing


def test_share_used_leaves_pauses_out_and_stays_between_bounds() -> None:
    window = Window(at("2026-11-24 10:00"), at("2026-11-24 13:00"), timedelta(hours=1))
    used = [window.used_bp(at(f"2026-11-24 {hour}:00")) for hour in ("10", "12", "13", "15")]
    assert used == [0, 5000, 10000, 10000]


def test_delay_is_announced_the_day_before_the_promised_date() -> None:
    promised_at = day_end(date(2026, 11, 20))
    assert delay_notice_at(rule("any.determination.complex"), promised_at, THIRTY_DAYS) == at(
        "2026-11-19 00:00"
    )


def test_delay_of_a_call_is_announced_before_the_moment() -> None:
    window = Window(at("2026-11-24 12:00"), at("2026-11-24 14:00"))
    assert delay_notice_at(rule("any.callback"), window.due_at, window) == at("2026-11-24 13:36")


@given(st.sampled_from(RULES.rules), st.integers(1, 60 * 24 * 90), st.integers(0, 10_000))
def test_clock_is_never_neutral_after_its_warning_and_over_only_after_its_end(
    shipped: ClockRule, minutes: int, share_bp: int
) -> None:
    started_at = at("2026-03-02 09:00")
    window = Window(started_at, started_at + timedelta(minutes=minutes))
    now = window.moment_at(share_bp)
    standing = running_standing(shipped, window, now)
    assert standing is not Standing.OVER
    assert (standing is Standing.NEUTRAL) <= (now < warn_at(shipped, window))
    assert running_standing(shipped, window, window.due_at + timedelta(microseconds=1)) is Standing.OVER

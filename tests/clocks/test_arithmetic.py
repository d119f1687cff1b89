import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import anpei
from anpei.clocks.arithmetic import DueResult, Pause, compute_due, merged_spans
from anpei.clocks.loader import load_clock_set
from anpei.clocks.rules import ClockRule, PauseKind
from anpei.values.calendar import DayKind, SpecialDay, WorkingCalendar
from anpei.values.dates import SHANGHAI, day_end, local_date

LIBRARY = Path(anpei.__file__).parent / "library" / "clocks"
RULES = load_clock_set((LIBRARY / "cn-default.yaml").read_text(encoding="utf-8"), origin="cn-default.yaml")
with (LIBRARY / "holidays-cn.csv").open(encoding="utf-8", newline="") as rows:
    CALENDAR = WorkingCalendar(
        SpecialDay(date.fromisoformat(row["day"]), DayKind(row["kind"]), row["name"])
        for row in csv.DictReader(rows)
    )
SUPPLEMENT, INVESTIGATION = PauseKind.SUPPLEMENT, PauseKind.INVESTIGATION


def rule(rule_id: str) -> ClockRule:
    return RULES.get(rule_id, date(2026, 1, 1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def due(rule_id: str, start: str, *pauses: Pause, as_of: str | None = None) -> DueResult:
    return compute_due(rule(rule_id), at(start), pauses=pauses, calendar=CALENDAR, as_of=at(as_of or start))


def test_trigger_day_is_not_counted_and_the_day_ends_at_midnight_in_shanghai() -> None:
    result = due("any.determination.complex", "2026-10-20 09:00")
    assert result.due_on == date(2026, 11, 19)
    assert result.due_at == datetime(2026, 11, 19, 15, 59, 59, 999999, tzinfo=UTC)


def test_receipt_after_midnight_in_shanghai_belongs_to_the_new_day() -> None:
    started_at = datetime(2026, 10, 19, 16, 30, tzinfo=UTC)
    result = compute_due(rule("any.determination.complex"), started_at, calendar=CALENDAR, as_of=started_at)
    assert result.due_on == date(2026, 11, 19)


def test_five_days_of_supplement_move_the_thirty_day_clock_by_five_days() -> None:
    pause = Pause(SUPPLEMENT, at("2026-10-25 16:20"), at("2026-10-30 15:06"))
    result = due("any.determination.complex", "2026-10-20 09:00", pause, as_of="2026-11-24 10:26")
    assert (result.due_on, result.paused_days, result.elapsed_days) == (date(2026, 11, 24), 5, 30)


def test_last_day_on_a_weekend_rolls_and_the_internal_target_does_not() -> None:
    result = due(
        "any.determination.complex", "2026-11-13 10:00"
    )  # 30 days: Sunday 13 December; 24 days: Monday 7
    assert (result.due_on, result.internal_due_on) == (date(2026, 12, 14), date(2026, 12, 7))
    assert due("any.determination.complex", "2026-11-11 10:00").internal_due_on == date(
        2026, 12, 5
    )  # a Saturday


def test_last_day_in_the_national_week_rolls_behind_it() -> None:
    assert due("any.payment", "2026-09-22 10:00").due_on == date(2026, 10, 8)


def test_working_days_leave_out_holidays_and_count_swapped_weekends() -> None:
    assert due("life.determination.simple", "2026-09-29 10:00").due_on == date(
        2026, 10, 12
    )  # 30, 8, 9, 10, 12


def test_payment_target_is_one_working_day() -> None:
    result = due("any.payment", "2026-11-27 10:00")  # a Friday
    assert (result.internal_due_on, result.due_on) == (date(2026, 11, 30), date(2026, 12, 7))


def test_internal_target_never_lies_behind_the_period() -> None:
    result = due("any.denial_notice", "2026-09-28 10:00")
    assert (result.internal_due_on, result.due_on) == (date(2026, 9, 29), date(2026, 10, 8))
    long_investigation = Pause(INVESTIGATION, at("2026-09-28 11:00"), at("2026-11-20 11:00"))
    assert due("any.denial_notice", "2026-09-28 10:00", long_investigation).internal_due_on == date(
        2026, 10, 8
    )


def test_investigation_moves_the_internal_target_and_never_the_statutory_date() -> None:
    pause = Pause(INVESTIGATION, at("2026-10-22 09:00"), at("2026-10-26 09:00"))
    free, stopped = (due("any.determination.complex", "2026-10-20 09:00", *ps) for ps in ((), (pause,)))
    assert stopped.due_on == free.due_on == date(2026, 11, 19)
    assert (free.internal_due_on, stopped.internal_due_on) == (date(2026, 11, 13), date(2026, 11, 17))
    assert stopped.paused_days == 0


def test_supplement_does_not_stop_a_clock_nothing_may_stop() -> None:
    pause = Pause(SUPPLEMENT, at("2026-10-22 09:00"), at("2026-10-26 09:00"))
    assert (
        due("any.advance", "2026-10-20 09:00", pause).due_on == due("any.advance", "2026-10-20 09:00").due_on
    )


def test_overlapping_supplements_are_deducted_once() -> None:
    first = Pause(SUPPLEMENT, at("2026-10-22 09:00"), at("2026-10-26 09:00"))
    second = Pause(SUPPLEMENT, at("2026-10-24 09:00"), at("2026-10-28 09:00"))
    result = due("any.determination.complex", "2026-10-20 09:00", first, second)
    assert (result.due_on, result.paused_days) == (date(2026, 11, 25), 6)


def test_notice_and_material_on_one_day_deduct_nothing() -> None:
    pause = Pause(SUPPLEMENT, at("2026-10-22 09:00"), at("2026-10-22 17:00"))
    assert due("any.determination.complex", "2026-10-20 09:00", pause).due_on == date(2026, 11, 19)


def test_open_pause_counts_until_the_moment_asked_about() -> None:
    pause = Pause(SUPPLEMENT, at("2026-10-25 09:00"))
    result = due("any.determination.complex", "2026-10-20 09:00", pause, as_of="2026-10-28 09:00")
    assert (result.due_on, result.paused_days, result.elapsed_days) == (
        date(2026, 11, 23),
        3,
        5,
    )  # 22 is a Sunday


def test_supplement_after_the_end_heals_nothing() -> None:
    pause = Pause(SUPPLEMENT, at("2026-11-20 09:00"), at("2026-11-27 09:00"))
    assert due("any.determination.complex", "2026-10-20 09:00", pause).due_on == date(2026, 11, 19)


def test_working_day_pause_deducts_working_days_only() -> None:
    pause = Pause(SUPPLEMENT, at("2026-11-19 09:00"), at("2026-11-23 09:00"))  # Thursday to Monday
    result = due("life.determination.simple", "2026-11-17 09:00", pause, as_of="2026-11-25 09:00")
    assert (result.due_on, result.paused_days, result.elapsed_days) == (date(2026, 11, 26), 2, 4)


def test_material_on_the_weekend_after_the_last_working_day_leaves_monday() -> None:
    pause = Pause(SUPPLEMENT, at("2026-11-20 09:00"), at("2026-11-21 09:00"))  # Friday is the last day
    assert due("life.determination.simple", "2026-11-13 09:00", pause).due_on == date(2026, 11, 23)


def test_minutes_and_hours_run_from_the_moment_over_any_night() -> None:
    assert due("report.response", "2026-10-01 23:50").due_at == at("2026-10-02 00:20")
    assert due("report.response", "2026-10-01 23:50").internal_due_at == at("2026-10-02 00:14")
    assert due("any.callback", "2026-10-03 11:15").due_at == at("2026-10-03 13:15")


def test_years_end_on_the_corresponding_day_and_roll() -> None:
    assert due("limitation.nonlife", "2024-02-29 09:00").due_on == date(2026, 2, 28)  # a worked Saturday
    assert due("limitation.nonlife", "2024-03-01 09:00").due_on == date(2026, 3, 2)  # 1 March is a Sunday


def test_result_beyond_the_known_years_is_provisional() -> None:
    assert due("any.advance", "2026-11-24 09:00").provisional is True
    assert due("any.payment", "2026-11-24 09:00").provisional is False
    assert due("any.payment", "2026-12-21 09:00").provisional is False  # 31 December, a working day
    assert due("life.determination.simple", "2026-12-29 09:00").provisional is True
    assert due("report.response", "2027-12-29 09:00").provisional is False


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 9, 1), timezones=st.just(UTC))  # noqa: DTZ001
RULE_IDS = st.sampled_from([shipped.rule_id for shipped in RULES.rules])
SHIFTS = st.timedeltas(timedelta(), timedelta(days=40))


@st.composite
def timelines(draw: st.DrawFn) -> tuple[datetime, list[Pause]]:
    started_at = draw(MOMENTS)
    pauses = []
    for _ in range(draw(st.integers(0, 4))):
        began_at = started_at + draw(SHIFTS)
        pauses.append(Pause(draw(st.sampled_from(PauseKind)), began_at, began_at + draw(SHIFTS)))
    return started_at, pauses


def ends(rule_id: str, started_at: datetime, pauses: list[Pause]) -> DueResult:
    return compute_due(rule(rule_id), started_at, pauses=pauses, calendar=CALENDAR, as_of=started_at)


@given(RULE_IDS, timelines(), SHIFTS)
def test_later_start_never_ends_earlier(rule_id: str, timeline, shift: timedelta) -> None:
    started_at, _ = timeline
    assert ends(rule_id, started_at, []).due_at <= ends(rule_id, started_at + shift, []).due_at


@given(RULE_IDS, timelines(), SHIFTS, SHIFTS, st.sampled_from(PauseKind))
def test_one_more_pause_never_shortens(
    rule_id: str, timeline, after: timedelta, length: timedelta, kind
) -> None:
    started_at, pauses = timeline
    extra = Pause(kind, started_at + after, started_at + after + length)
    without, with_it = ends(rule_id, started_at, pauses), ends(rule_id, started_at, [*pauses, extra])
    assert without.due_at <= with_it.due_at
    assert without.internal_due_at <= with_it.internal_due_at


@given(RULE_IDS, timelines())
def test_only_the_kind_the_rule_names_moves_the_statutory_date(rule_id: str, timeline) -> None:
    started_at, pauses = timeline
    relevant = [pause for pause in pauses if pause.kind == rule(rule_id).pausable_by]
    assert ends(rule_id, started_at, pauses).due_at == ends(rule_id, started_at, relevant).due_at


@given(RULE_IDS, timelines())
def test_day_clocks_end_with_a_working_day_and_the_target_before_it(rule_id: str, timeline) -> None:
    started_at, pauses = timeline
    result = ends(rule_id, started_at, pauses)
    assert result.internal_due_at <= result.due_at
    assert local_date(result.due_at) == result.due_on
    if rule(rule_id).counts_days:
        assert CALENDAR.is_working_day(result.due_on) or not rule(rule_id).is_rolled
        assert result.due_at == day_end(result.due_on)


@given(timelines())
def test_thirty_day_clock_follows_the_formula_of_the_court(timeline) -> None:
    started_at, pauses = timeline
    inside = [p for p in pauses if p.kind is SUPPLEMENT and p.ended_at - started_at < timedelta(days=29)]
    spans = merged_spans(inside, started_at)
    paused = sum((local_date(b) - local_date(a)).days for a, b in spans)
    formula = local_date(started_at) + timedelta(days=30 + paused)
    assert ends("any.determination.complex", started_at, inside).due_on == CALENDAR.roll_forward(formula)


@pytest.mark.parametrize("kind", PauseKind)
def test_order_of_pauses_does_not_matter(kind: PauseKind) -> None:
    first = Pause(kind, at("2026-10-22 09:00"), at("2026-10-26 09:00"))
    second = Pause(kind, at("2026-10-27 09:00"), at("2026-10-28 09:00"))
    start = "2026-10-20 09:00"
    assert due("any.determination.complex", start, first, second) == due(
        "any.determination.complex", start, second, first
    )

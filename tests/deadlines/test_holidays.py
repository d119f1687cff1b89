from datetime import UTC, date, datetime

import pytest

from anpei.core import clock as time
from anpei.core.actor import Actor
from anpei.core.errors import Invalid
from anpei.deadlines import actions
from anpei.deadlines.catalogue import shipped_holidays, working_calendar
from anpei.deadlines.models import Clock, HolidayImport, SpecialDay
from anpei.jobs import worker
from anpei.values.dates import SHANGHAI

pytestmark = pytest.mark.django_db
OFFICER = Actor(kind="staff", id="3", name="郑敏", role="compliance")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def year_2027() -> list[dict[str, str]]:
    """An invented notice: rest 1-3 January and 18-24 January, work on Sunday 10 January."""
    rest = [*range(1, 4), *range(18, 25)]
    rows = [
        {"day": f"2027-01-{day:02d}", "kind": "holiday", "name": "放假", "source": "test"} for day in rest
    ]
    return [*rows, {"day": "2027-01-10", "kind": "workday", "name": "调休", "source": "test"}]


def refusal(rows: list[dict[str, str]]) -> list[str]:
    with pytest.raises(Invalid) as refused:
        actions.import_holidays(rows, by=OFFICER)
    assert not SpecialDay.objects.exists()
    return list(refused.value.fields)


def test_calendar_works_before_anything_is_imported() -> None:
    assert working_calendar().known_through == 2026
    assert not working_calendar().is_working_day(date(2026, 10, 1))


def test_defaults_load_the_shipped_years_once() -> None:
    actions.ensure_defaults()
    actions.ensure_defaults()
    assert HolidayImport.objects.get().years == list(range(2019, 2027))
    assert SpecialDay.objects.count() == len(shipped_holidays())


def test_defaults_leave_a_year_somebody_imported_alone() -> None:
    actions.import_holidays([{"day": "2026-01-01", "kind": "holiday"}], by=OFFICER)
    actions.ensure_defaults()
    assert SpecialDay.objects.filter(day__year=2026).count() == 1
    assert SpecialDay.objects.filter(day__year=2025).exists()


def test_import_replaces_the_year_and_moves_provisional_dates() -> None:
    actions.ensure_defaults()
    with time.at(at("2026-11-24 10:00")):
        row = actions.start(rule="any.advance", subject="claim", subject_id=1, at=at("2026-11-19 10:00"))
        known = actions.start(rule="any.payment", subject="claim", subject_id=1, at=at("2026-11-19 10:00"))
        assert (row.due_on, row.provisional) == (date(2027, 1, 18), True)
        actions.import_holidays(year_2027(), by=OFFICER)
        worker.drain()
    row.refresh_from_db()
    known.refresh_from_db()
    assert (row.due_on, row.provisional) == (date(2027, 1, 25), False)
    assert known.due_on == date(2026, 11, 30)


def test_recompute_counts_only_the_dates_that_moved() -> None:
    actions.ensure_defaults()
    actions.start(rule="any.advance", subject="claim", subject_id=1, at=at("2026-11-16 10:00"))
    actions.import_holidays(year_2027(), by=OFFICER)
    assert actions.recompute_provisional() == 0
    assert Clock.objects.get().provisional is False


def test_date_a_person_gave_survives_the_import() -> None:
    actions.ensure_defaults()
    with time.at(at("2026-12-30 10:00")):
        row = actions.start(rule="internal.survey", subject="claim", subject_id=1, at=at("2026-12-30 10:00"))
        row = actions.extend(row, due_on=date(2027, 1, 20), reason="道路不通", by=OFFICER)
        actions.import_holidays(year_2027(), by=OFFICER)
        actions.recompute_provisional()
    row.refresh_from_db()
    assert (row.due_on, row.provisional) == (date(2027, 1, 20), False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": "2027/01/05"}, "row 12"),
        ({"day": "2027-01-01"}, "row 12"),
        ({"kind": "rest"}, "row 12"),
        ({"kind": "workday"}, "row 12"),
        ({"colour": "red"}, "row 12"),
    ],
)
def test_import_names_the_row_and_keeps_nothing(change: dict[str, str], field: str) -> None:
    extra = {"day": "2027-01-05", "kind": "holiday", "name": "", "source": ""} | change
    assert refusal([*year_2027(), extra]) == [field]


def test_import_without_new_year_is_not_a_whole_year() -> None:
    assert refusal(year_2027()[1:]) == ["2027"]


def test_empty_import_is_refused() -> None:
    assert refusal([]) == ["rows"]

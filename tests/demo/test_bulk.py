"""Copies: row for row and column for column what the real actions write, with people, numbers and days of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import DateField, DateTimeField, Model
from tests.cast import STAGES, Cast, course_to

from anpei.audit import actions as audit
from anpei.audit.models import Event
from anpei.audit.verify import verify
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.demo import bulk
from anpei.demo.bulk.family import rows_of
from anpei.jobs.worker import drain
from anpei.parties.models import Party
from anpei.settlement import adjudication
from anpei.values.dates import local_date

# Ends of periods stay at their hour; the moments around them move by some minutes as well.
MOST_MINUTES = timedelta(minutes=45)
WEEK = timedelta(days=7)


def copied(claim: Claim, *, days: int = 0) -> Claim:
    """One copy of the case, the newest in the database."""
    assert bulk.copy_cases(bulk.patterns_of([claim]), [(0, days)], seed=1) == 1
    return Claim.objects.latest("pk")


def taken_to(cast: Cast, stage: str) -> Claim:
    """As ``course_to``, and on to the archive through the background work of two weeks."""
    if stage != "archived":
        return course_to(cast, stage)
    claim = course_to(cast, "paying")
    for day in range(15):
        with clock.at(datetime(2026, 11, 16, 3, tzinfo=UTC) + timedelta(days=day)):
            drain(strict=True)
    claim.refresh_from_db()
    assert claim.state == "archived"
    return claim


@pytest.mark.parametrize("stage", [*STAGES, "archived"])
def test_a_copy_fills_the_same_columns_of_the_same_rows(cast: Cast, stage: str) -> None:
    original = taken_to(cast, stage)
    copy = copied(original)
    theirs, ours = rows_of(original), rows_of(copy)

    assert {model: len(found) for model, found in ours.items()} == {
        model: len(found) for model, found in theirs.items()
    }
    for model, found in theirs.items():
        for one, other in zip(found, ours[model], strict=True):
            assert _shape(other) == _shape(one), model.__name__
    assert (copy.state, copy.is_open, copy.paid_fen, copy.next_due_at) == (
        original.state,
        original.is_open,
        original.paid_fen,
        original.next_due_at,
    )


def test_the_chains_of_copies_hold_the_same_events_and_verify(cast: Cast) -> None:
    original = taken_to(cast, "archived")
    copy = copied(original, days=-7)
    audit.seal()

    assert _types(copy) == _types(original)
    assert verify().findings == []


def test_a_copy_is_about_somebody_else(cast: Cast) -> None:
    original = taken_to(cast, "paying")
    copy = copied(original)
    texts = [
        value
        for found in rows_of(copy).values()
        for row in found
        for value in vars(row).values()
        if isinstance(value, str)
    ]
    texts += [
        str(event.data) + (event.personal or "")
        for event in Event.objects.filter(subject="claim", subject_id=copy.pk)
    ]

    assert copy.insured != original.insured
    assert Party.objects.filter(id_hash=copy.insured.id_hash).count() == 1
    for word in (
        original.number,
        cast.customer.name,
        cast.customer.id_number,
        cast.customer.phone,
        cast.policy.number,
    ):
        assert not [text for text in texts if word in text], word


def test_a_copy_moved_by_a_week_has_every_date_a_week_earlier(cast: Cast) -> None:
    original = taken_to(cast, "paying")
    copy = copied(original, days=-7)

    for model, found in rows_of(original).items():
        for one, other in zip(found, rows_of(copy)[model], strict=True):
            for fld in model._meta.concrete_fields:
                before, after = getattr(one, fld.attname), getattr(other, fld.attname)
                if before is None or fld.name == "birth_on":
                    continue
                if isinstance(fld, DateTimeField):
                    assert before - WEEK - MOST_MINUTES <= after <= before - WEEK, (model, fld.name)
                elif isinstance(fld, DateField):
                    assert after == before - WEEK, (model, fld.name)


def test_the_calculation_of_a_copy_rests_on_the_copys_own_rows(cast: Cast) -> None:
    copy = copied(taken_to(cast, "assessed"))
    run = copy.runs.get()

    assert run.inputs == adjudication.inputs_of(copy)
    assert adjudication.run(copy, run.inputs).result == run.result


def test_many_copies_in_batches_share_no_number_and_leave_room_for_real_cases(cast: Cast) -> None:
    patterns = bulk.patterns_of([course_to(cast, "reported")])
    done: list[int] = []
    weeks = bulk.weeks_back(patterns, 520, earliest=date(2025, 11, 16), seed=2)

    assert bulk.copy_cases(patterns, weeks, seed=2, done=done.append) == 520
    assert done == [500, 20]
    numbers = list(Claim.objects.values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers) == 521
    reported = [local_date(moment) for moment in Claim.objects.values_list("reported_at", flat=True)]
    assert min(reported) >= date(2025, 11, 16)
    assert {day.weekday() for day in reported} <= {0, 6}
    course_to(cast, "reported", key="after")


def _types(claim: Claim) -> list[tuple[int, str]]:
    return list(
        Event.objects.filter(subject="claim", subject_id=claim.pk).order_by("seq").values_list("seq", "type")
    )


def _shape(row: Model) -> dict[str, Any]:
    """What must not differ: which columns are filled, and every choice, flag and amount."""
    shape: dict[str, Any] = {}
    for fld in row._meta.concrete_fields:
        value = getattr(row, fld.attname)
        plain = fld.choices or isinstance(value, bool) or fld.name.endswith(("_fen", "_bp"))
        shape[fld.name] = value if plain and fld.name != "sex" else value not in (None, "")
    return shape

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from anpei.core.models import IdempotencyKey
from anpei.core.randomness import randomness, seeded
from anpei.core.refs import ATTEMPTS, new_ref, with_new_ref

LATE = datetime(2026, 11, 13, 16, 0, tzinfo=UTC)


def test_a_number_has_the_local_date_and_six_digits() -> None:
    with seeded(7):
        digits = f"{randomness().randrange(10**6):06d}"
    with seeded(7):
        assert new_ref("AP", LATE) == f"AP20261114-{digits}"


def test_numbers_are_dated_by_the_clock(frozen_clock: datetime) -> None:
    assert new_ref("AP").startswith("AP20261116-")


def test_without_a_seed_numbers_differ() -> None:
    assert len({new_ref("AP", LATE) for _ in range(20)}) > 1


def insert(ref: str) -> IdempotencyKey:
    return IdempotencyKey.objects.create(
        scope="ref", key=ref, fingerprint="", token="00000000-0000-0000-0000-000000000000"
    )


@pytest.mark.django_db
def test_a_number_already_taken_is_replaced_by_another() -> None:
    with seeded(7):
        first = with_new_ref("AP", insert, when=LATE)
    with seeded(7):
        second = with_new_ref("AP", insert, when=LATE)
    assert first.key != second.key
    assert IdempotencyKey.objects.count() == 2


@pytest.mark.django_db
def test_a_constraint_that_is_broken_every_time_is_raised() -> None:
    insert("taken")
    tried: list[str] = []

    def always_taken(ref: str) -> IdempotencyKey:
        tried.append(ref)
        return insert("taken")

    with pytest.raises(IntegrityError):
        with_new_ref("AP", always_taken)
    assert len(tried) == ATTEMPTS
    assert IdempotencyKey.objects.count() == 1

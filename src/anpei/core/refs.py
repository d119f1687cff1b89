"""Numbers that people read out on the phone: ``AP20261114-048213``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction

from anpei.core import clock
from anpei.core.randomness import randomness

T = TypeVar("T")
ATTEMPTS = 8  # with 100,000 numbers given out on one day, all eight collide once in 10**8


def new_ref(prefix: str, when: datetime | None = None) -> str:
    """Prefix, local date (Asia/Shanghai), six random digits: no sequence to guess, not unique by itself."""
    return f"{prefix}{clock.local_date(when or clock.now()):%Y%m%d}-{randomness().randrange(10**6):06d}"


def with_new_ref(prefix: str, create: Callable[[str], T], *, when: datetime | None = None) -> T:
    """Call ``create`` with a fresh number inside a savepoint, and again with another when it was taken.

    ``create`` inserts the row whose unique column takes the number. Another broken constraint is raised as
    IntegrityError after the attempts.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return create(new_ref(prefix, when))
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")

"""The only source of random numbers that people see; seeded for tests and the demo. Not for secrets."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_source: ContextVar[random.Random | None] = ContextVar("anpei_randomness", default=None)
_system = random.SystemRandom()


def randomness() -> random.Random:
    """The current source: the system's own unless a ``seeded`` block is open."""
    return _source.get() or _system


@contextmanager
def seeded(seed: int | str) -> Iterator[random.Random]:
    """Inside the block the same seed gives the same numbers."""
    source = random.Random(seed)
    token = _source.set(source)
    try:
        yield source
    finally:
        _source.reset(token)

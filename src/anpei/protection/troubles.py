"""Hard times of a person that no case tells of. Apps say for themselves what they know of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Trouble:
    """``party`` is the id of who lives through it; ``until`` is the last day of it, or None while it goes on."""

    code: str
    party: int
    until: date | None


Source = Callable[[Collection[int]], Iterable[Trouble]]
_sources: dict[str, Source] = {}


def source(of: Source) -> Source:
    """Register a function from ids of parties to their troubles, from the ``troubles`` module of an app."""
    _sources[f"{of.__module__}.{of.__qualname__}"] = of
    return of


def of(party_ids: Collection[int]) -> list[Trouble]:
    """What every app knows of these people."""
    return [trouble for find in _sources.values() for trouble in find(party_ids)]

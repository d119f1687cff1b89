"""What has to be kept before a person may be erased. Apps above say for themselves what they must keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from anpei.core.errors import Words
from anpei.parties.models import Party

YEARS = 10  # Anti-Money-Laundering Law art. 34; longer than Insurance Law art. 87 asks for, so the one that counts


@dataclass(frozen=True)
class Hold:
    """One reason to keep. ``until`` is the last day, or None while it has no end yet."""

    why: Words
    until: date | None


Keeper = Callable[[Party], Iterable[Hold]]
_keepers: dict[str, Keeper] = {}


def keeper(of: Keeper) -> Keeper:
    """Register a function that gives the holds of a person, from the ``retention`` module of an app."""
    _keepers[f"{of.__module__}.{of.__qualname__}"] = of
    return of


def holds(party: Party) -> list[Hold]:
    return [hold for of in _keepers.values() for hold in of(party)]

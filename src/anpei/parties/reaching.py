"""At which hours a person may be written to, as a page asks it: not in the house's quiet hours, not in their own, or any."""

from __future__ import annotations

from typing import TypedDict

from anpei.parties.models import Party

HOUSE, OWN, ANY = "house", "own", "any"


class Hours(TypedDict):
    """As ``actions.choose_way`` takes them."""

    at_night: bool
    quiet_from: str
    quiet_until: str


def hours_of(person: Party) -> str:
    """Which of the three holds now."""
    if person.write_at_night:
        return ANY
    return OWN if person.quiet_hours else HOUSE


def hours_given(chosen: str, quiet_from: str, quiet_until: str) -> Hours:
    """What was typed; only who chose hours of their own keeps them."""
    own = chosen == OWN
    return {
        "at_night": chosen == ANY,
        "quiet_from": quiet_from if own else "",
        "quiet_until": quiet_until if own else "",
    }

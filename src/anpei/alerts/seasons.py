"""What helps now, by contract: from the line of business, the place and the season."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from anpei.alerts import catalogue
from anpei.alerts.catalogue import Peril
from anpei.policies.models import InsuredMember


@dataclass(frozen=True)
class Advice:
    """A peril of the season, and the contracts it concerns."""

    peril: Peril
    members: tuple[InsuredMember, ...]


def advice(members: Iterable[InsuredMember], on: date) -> list[Advice]:
    """For contracts with their product and insured person: what is in season where they hold, in the library's order."""
    members = list(members)
    found = [
        Advice(peril, tuple(member for member in members if concerns(peril, member, on)))
        for peril in catalogue.library().perils
    ]
    return [one for one in found if one.members]


def concerns(peril: Peril, member: InsuredMember, on: date) -> bool:
    """A season with areas is not claimed for a place we do not know."""
    if member.policy.product_version.product.line not in peril.lines:
        return False
    place = member.place_code or member.party.region_code
    return any(
        season.holds(on)
        and (not season.areas or any(place.startswith(area) for area in season.areas if place))
        for season in peril.seasons
    )

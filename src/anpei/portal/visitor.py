"""Who stands in front of the portal, and what they are to a case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from anpei.accounts import sessions
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.claims.queries import Standing
from anpei.core.actor import Actor
from anpei.parties import queries as parties
from anpei.parties.models import Party


@dataclass(frozen=True)
class Visitor:
    """Somebody who proved a phone number; a family may share it, so one visitor can be several people."""

    phone_hash: str

    @cached_property
    def people(self) -> list[Party]:
        return list(parties.by_phone(self.phone_hash))

    @property
    def person(self) -> Party | None:
        """The one person with this phone; with several, nobody in particular is greeted."""
        return self.people[0] if len(self.people) == 1 else None

    @property
    def actor(self) -> Actor:
        return (
            self.person.actor
            if self.person
            else Actor(kind="customer", id=f"phone:{self.phone_hash[:24]}", name="")
        )

    def actor_in(self, claim: Claim) -> Actor:
        """Acts as the insured or the guardian where they are one, else as the reporter."""
        standing = claims.standing(claim, self.phone_hash)
        insured = claim.insured
        if standing is Standing.INSURED and insured is not None:
            return insured.actor
        if standing is Standing.GUARDIAN and insured is not None and insured.guardian is not None:
            return insured.guardian.actor
        return Actor(kind="customer", id=f"phone:{self.phone_hash[:24]}", name=claim.reporter_name)


def visitor_of(request: HttpRequest) -> Visitor | None:
    phone_hash = sessions.current_phone_hash(request)
    return Visitor(phone_hash) if phone_hash else None

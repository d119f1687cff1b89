"""Who stands in front of the portal, and what they are to a case."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _

from anpei.accounts import sessions
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.claims.queries import Access, Standing
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, NotFound
from anpei.disclosure.holding import Contract
from anpei.mandates import actions as mandates
from anpei.mandates.models import Mandate, Power
from anpei.parties import queries as parties
from anpei.parties.models import Party


@dataclass(frozen=True)
class Visitor:
    """Somebody who proved a phone number; a family may share it, so one visitor can be several people."""

    phone_hash: str
    known: dict[int, Access] = field(
        default_factory=dict, compare=False
    )  # what they are to cases looked at already
    acting_for: list[Party] = field(
        default_factory=list, compare=False
    )  # whom this page is for, if somebody else

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

    def access(self, claim: Claim) -> Access:
        """What they are to this case; NotFound for whom it is no case of theirs. The page says so where they act for another."""
        if claim.pk not in self.known:
            self.known[claim.pk] = claims.access(claim, self.phone_hash)
        access = self.known[claim.pk]
        if access.standing is None:
            raise NotFound(
                "claim.unknown", _("We could not find this case. Please check the number, or call us.")
            )
        if access.mandate is not None and not self.acting_for:
            self.acting_for.append(access.mandate.principal)
        return access

    def require(self, claim: Claim, power: Power | None) -> Access:
        """Insured person and guardian may do everything; others what ``power`` names, and nothing where it names nothing."""
        access = self.access(claim)
        if access.own or (power is not None and access.may(power)):
            return access
        if access.standing is Standing.REPORTER:
            raise Forbidden(
                "claim.reporter",
                _(
                    "You reported this case for somebody else. What is in it belongs to that person; "
                    "they can log in with their own phone."
                ),
            )
        raise Forbidden(
            "mandate.out_of_scope",
            _(
                "This is not among what you may do here. The person themself can do it, or let you do it, too."
            ),
        )

    def looked(self, claim: Claim, what: Power) -> None:
        """Whoever reads for another leaves a note for them."""
        access = self.access(claim)
        if access.mandate is not None:
            mandates.note_looked(access.mandate, what=what, by=self.actor_in(claim))

    def actor_in(self, claim: Claim) -> Actor:
        """Acts as the insured, the guardian or the heir where they are one, for one of them under a mandate, else as reporter."""
        access = self.access(claim)
        standing, insured = access.standing, claim.insured
        if standing is Standing.HEIR and access.heir is not None:
            return access.heir.person.actor
        if standing is Standing.AGENT and access.mandate is not None:
            return self._acting_under(access.mandate)
        if standing is Standing.INSURED and insured is not None:
            return insured.actor
        if standing is Standing.GUARDIAN and insured is not None and insured.guardian is not None:
            return insured.guardian.actor
        return Actor(kind="customer", id=f"phone:{self.phone_hash[:24]}", name=claim.reporter_name)

    def actor_of(self, contract: Contract) -> Actor:
        """Acts as the policyholder where they are one, else for them under the mandate; the page says for whom."""
        if contract.mandate is None:
            return contract.policy.policyholder.actor
        if not self.acting_for:
            self.acting_for.append(contract.mandate.principal)
        return self._acting_under(contract.mandate)

    def _acting_under(self, mandate: Mandate) -> Actor:
        own = (
            self.person.actor
            if self.person
            else Actor(kind="customer", id=f"phone:{self.phone_hash[:24]}", name=mandate.agent_name)
        )
        return own.acting_for(mandate.principal.actor)


def visitor_of(request: HttpRequest) -> Visitor | None:
    phone_hash = sessions.current_phone_hash(request)
    return Visitor(phone_hash) if phone_hash else None

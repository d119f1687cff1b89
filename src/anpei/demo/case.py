"""What every part of a case's course needs: the case as it stands, its people, its terms, its time."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from anpei.accounts.models import Staff
from anpei.claims.models import Claim
from anpei.core.actor import Actor
from anpei.demo.house import House
from anpei.demo.office import Office
from anpei.demo.plan import Plan
from anpei.parties.models import Party
from anpei.products import queries as products
from anpei.terms.product import Exclusion, Product


class Case:
    """One case on its way; ``claim`` is set once it is reported."""

    def __init__(self, plan: Plan, *, house: House, office: Office, source: Random, key: str) -> None:
        self.plan, self.house, self.office, self.source, self.key = plan, house, office, source, key
        self.claim: Claim
        self.now = plan.reported_at

    def _at_desk(self, hours: float = 0) -> datetime:
        """The next moment in office hours, this much later; a quick case takes less."""
        return self._wait(self.office.next_desk(self.now, self.source, hours=hours * self.plan.pace))

    def _at_home(self, hours: float = 0) -> datetime:
        return self._wait(self.office.at_home(self.now, self.source, hours=hours * self.plan.pace))

    def _wait(self, until: datetime) -> datetime:
        self.now = max(until, self.now + timedelta(seconds=40))
        return self.now

    def _fresh(self) -> Claim:
        self.claim.refresh_from_db()
        return self.claim

    def _state(self) -> str:
        return self._fresh().state

    def _handler(self) -> Staff:
        handler = self.claim.handler
        assert handler is not None  # every unit of the demo has handlers
        return handler

    def _acting(self) -> Party:
        """Who speaks to us: the beneficiary after a death, the guardian of a child, else the insured person."""
        party, beneficiary = self.plan.insured.party, self.plan.beneficiary
        return beneficiary.party if beneficiary else party.guardian or party

    def _customer(self) -> Actor:
        return self._acting().actor

    def _terms(self) -> Product:
        version = self.claim.product_version
        assert version is not None
        return products.terms(version)

    def _clause_of(self, fact: str) -> str:
        return next(
            (e.clause for e in self._terms().exclusions if e.fact == fact), self._terms().exclusions[0].clause
        )

    def _ground(self) -> Exclusion:
        """The exclusion a refusal of this demo rests on: one that fits the nature of the case."""
        fitting = [e for e in self._terms().exclusions if not e.natures or self.plan.nature in e.natures]
        return next(
            (e for e in fitting if e.fact in ("drunk_driving", "undisclosed_illness", "cosmetic")), fitting[0]
        )

    def _first_amount_clause(self) -> str:
        for benefit in self._terms().benefits:
            deductible = getattr(getattr(benefit, "terms", None), "deductible", None)
            if deductible is not None:
                return str(deductible.clause)
        return str(self._terms().benefits[0].clause)

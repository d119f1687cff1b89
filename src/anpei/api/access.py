"""Who calls and what they reach: an API client, in the units of the client, with the role of whom it signs for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from anpei.accounts import masking
from anpei.accounts.masking import Purpose, View
from anpei.accounts.models import ApiClient, Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.queries import client_for
from anpei.accounts.rules import visible_units
from anpei.accounts.scopes import Scope
from anpei.audit.models import Event
from anpei.audit.registry import Audience
from anpei.claims.models import ChecklistItem, Claim
from anpei.claims.queries import for_staff
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, NotFound
from anpei.organisation.models import Unit
from anpei.organisation.queries import by_code, within
from anpei.parties.models import Party
from anpei.policies import queries as policies
from anpei.policies.models import Policy
from anpei.settlement.models import Decision

NOBODY = View(clear=frozenset(), health=False, may_reveal=False)
COUNTERSIGN = "Countersign"


@dataclass(frozen=True)
class Call:
    """One call by one client. ``key`` is its idempotency key, empty where none is needed."""

    request: HttpRequest
    client: ApiClient
    key: str = ""

    @property
    def by(self) -> Actor:
        return self.client.actor

    @property
    def signer(self) -> Staff | None:
        return self.client.signs_for

    @cached_property
    def units(self) -> list[int]:
        return units_of(self.client)

    @cached_property
    def masked(self) -> View:
        """How personal values are shown: never clearer than to the person the client signs for."""
        return masking.view(self.signer, Purpose.CONTACT) if self.signer else NOBODY

    @property
    def is_staff(self) -> bool:
        """Whether the caller sees what case staff see: internal targets, reserves, staff events."""
        return self.signer is not None and not self.signer.role_class.external

    @property
    def audience(self) -> Audience:
        """Restricted events never leave through the API, whoever asks."""
        return Audience.STAFF if self.is_staff else Audience.CUSTOMER

    @property
    def sees_policies(self) -> bool:
        if not self.client.allows(Scope.POLICIES_READ):
            return False
        return self.signer is None or Permission.POLICY_VIEW in self.signer.permissions

    def claims(self) -> QuerySet[Claim]:
        return claims_for(self.client)

    def claim(self, number: str) -> Claim:
        found = (
            self.claims()
            .select_related(
                "policy__product_version__product",
                "policy__policyholder",
                "member",
                "product_version__product",
                "reporter",
                "merged_into",
            )
            .filter(number=number)
            .first()
        )
        if found is None:
            raise NotFound("claim.unknown", _("There is no such case, or it belongs to another unit."))
        return found

    def item(self, claim: Claim, kind: str) -> ChecklistItem:
        found = claim.checklist.filter(kind=kind).first()
        if found is None:
            raise NotFound("item.unknown", _("This paper is not on the list of this case."))
        return found

    def decision(self, claim: Claim, number: int) -> Decision:
        found = claim.decisions.filter(number=number).first()
        if found is None:
            raise NotFound("decision.unknown", _("There is no such decision on this case."))
        return found

    def unit(self, code: str) -> Unit:
        found = by_code(code) if code else self.client.unit
        if found is None or found.pk not in self.units:
            raise Invalid(fields={"unit": _("There is no such unit, or it is not one of yours.")})
        return found

    def policy(self, number: str) -> Policy:
        found = policies.by_number(number)
        if found is None or found.unit_id not in self.units:
            raise NotFound("policy.unknown", _("There is no such policy, or it belongs to another unit."))
        return found

    def party(self, party_id: int) -> Party:
        """A person this client registered, or who has a policy or a case in its units."""
        found = Party.objects.filter(pk=party_id).first()
        if found is None or not (self._in_own_book(found) or self._registered_here(found)):
            raise NotFound("party.unknown", _("We could not find this person."))
        return found

    @property
    def source(self) -> str:
        """How events name where a registered person came from."""
        return f"api:{self.client.key_id}"

    def countersigner(self) -> Staff | None:
        """The person behind the second bearer, where something needs two signatures; None without one."""
        second = client_for(self.request.headers.get(COUNTERSIGN, "").removeprefix("Bearer "))
        if COUNTERSIGN in self.request.headers and (second is None or second.signs_for is None):
            raise Forbidden(
                "api.countersign",
                _("The second bearer is not that of an active client that signs for a person."),
            )
        return second.signs_for if second else None

    def _in_own_book(self, party: Party) -> bool:
        held = Policy.objects.filter(unit__in=self.units)
        return (
            held.filter(policyholder=party).exists()
            or held.filter(members__party=party).exists()
            or self.claims().filter(insured=party).exists()
            or self.claims().filter(reporter=party).exists()
        )

    def _registered_here(self, party: Party) -> bool:
        return Event.objects.filter(
            subject="party", subject_id=party.pk, type="party.registered", data__source=self.source
        ).exists()


def units_of(client: ApiClient) -> list[int]:
    """Ids of the client's unit and those below, further limited to what the person it signs for may see."""
    own = list(within(client.unit.path).values_list("pk", flat=True))
    return own if client.signs_for is None else sorted(set(own) & set(visible_units(client.signs_for)))


def claims_for(client: ApiClient) -> QuerySet[Claim]:
    """Cases the client reaches: through the person it signs for, in its units; an agent's only their own."""
    rows = (
        for_staff(client.signs_for)
        if client.signs_for
        else Claim.objects.select_related("handler", "insured", "unit")
    )
    if client.signs_for is not None and client.signs_for.role_class.external:
        return rows
    return rows.filter(unit__in=units_of(client))

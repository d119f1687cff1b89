"""Reads of advice, always through who is asking."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import permits, visible_units
from anpei.advice.catalogue import Purpose, customer_view
from anpei.advice.models import CustomerLook, Entitlement, EntitlementState, Idea, IdeaState
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Forbidden, NotFound
from anpei.parties import queries as parties
from anpei.parties.models import Party
from anpei.policies.models import InsuredMember, Policy

FOUND = 20


def customers(staff: Staff) -> QuerySet[Party]:
    """People and companies with a contract or a case in the units this person sees; nobody without the permission."""
    if not permits(staff, Permission.CUSTOMER_VIEW) or staff.role_class.external:
        return Party.objects.none()
    units = visible_units(staff)
    insured = InsuredMember.objects.filter(party=OuterRef("pk"), policy__unit__in=units)
    holds = Policy.objects.filter(policyholder=OuterRef("pk"), unit__in=units)
    cases = Claim.objects.filter(insured=OuterRef("pk"), unit__in=units)
    reported = Claim.objects.filter(reporter=OuterRef("pk"), unit__in=units)
    return Party.objects.filter(
        Exists(insured) | Exists(holds) | Exists(cases) | Exists(reported), erased_at__isnull=True
    )


def search(staff: Staff, text: str) -> list[Party]:
    """Customers by phone, ID number or whole name: exact, through keyed hashes, each way on its own index."""
    text = text.strip()
    if not text:
        return []
    visible = customers(staff)
    found: set[int] = set()
    for way in (
        Q(phone_hash=parties.phone_hash(text)),
        Q(id_hash=parties.id_hash(text)),
        Q(name_hash=parties.name_hash(text)),
    ):
        found |= set(visible.filter(way).order_by("-id").values_list("pk", flat=True)[:FOUND])
    return list(Party.objects.filter(pk__in=found).order_by("-id")[:FOUND])


def get_customer(staff: Staff, party_id: int) -> Party:
    found = customers(staff).select_related("guardian").filter(pk=party_id).first()
    if found is None:
        raise NotFound("party.unknown", _("There is no such customer, or they belong to another unit."))
    return found


def open_look(staff: Staff, look_id: int) -> tuple[CustomerLook, Purpose]:
    """A look of this very person that is still open. After its minutes the purpose is asked again."""
    look = (
        CustomerLook.objects.select_related("party__guardian", "claim")
        .filter(pk=look_id, staff=staff)
        .first()
    )
    purpose = customer_view().purpose(look.purpose) if look else None
    if look is None or purpose is None:
        raise NotFound("advice.no_look", _("Please look the customer up again."))
    if clock.now() >= look.at + timedelta(minutes=customer_view().minutes):
        raise Forbidden("advice.look_over", _("This look is over. Please say again what you need it for."))
    get_customer(staff, look.party_id)
    return look, purpose


def looks_at(party_ids: list[int], *, most: int = 20) -> list[CustomerLook]:
    """Who looked at these people, the latest first."""
    rows = CustomerLook.objects.filter(party__in=party_ids).select_related("staff__unit", "claim", "party")
    return list(rows.order_by("-at", "-id")[:most])


def entitlements_of(claim: Claim) -> QuerySet[Entitlement]:
    return claim.entitlements.select_related(
        "member__policy__product_version__product", "claimed_as"
    ).order_by("id")


def told_of(claim: Claim) -> list[Entitlement]:
    """What the customer sees on the case page: what may pay as well, and what was claimed by it."""
    shown = (EntitlementState.MAY, EntitlementState.CLAIMED, EntitlementState.NOT_WANTED)
    return [row for row in entitlements_of(claim) if row.state in shown]


def entitlement_of(claim: Claim, entitlement_id: int) -> Entitlement:
    row = entitlements_of(claim).filter(pk=entitlement_id).first()
    if row is None:
        raise NotFound("advice.no_entitlement", _("We could not find this. Please look at your case again."))
    return row


def idea_of(people: list[Party], idea_id: int) -> Idea:
    """An idea of one of these people."""
    row = Idea.objects.select_related("party").filter(pk=idea_id, party__in=people).first()
    if row is None:
        raise NotFound("advice.no_idea", _("We could not find this idea."))
    return row


def ideas_answered(party: Party, *, most: int = 10) -> list[Idea]:
    """What was shown and what the person said, the latest first."""
    return list(
        Idea.objects.filter(party=party)
        .select_related("product_version__product", "claim")
        .order_by("-shown_at", "-id")[:most]
    )


def asked(party: Party) -> bool:
    return Idea.objects.filter(party=party, state=IdeaState.ASKED).exists()

"""Reads of cases, always through who is asking. A forgotten check is a missing row, never a leak."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import visible_units
from anpei.audit import queries as audit
from anpei.audit.queries import Item
from anpei.audit.registry import Audience
from anpei.claims import needs
from anpei.claims.models import (
    CallRequest,
    ChecklistItem,
    Claim,
    Heir,
    HeirState,
    Nature,
    RelatedClaim,
    ReportDraft,
)
from anpei.claims.needs import Need
from anpei.core.errors import NotFound
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.mandates import queries as mandates
from anpei.mandates.models import OF_CASES, Mandate, Power
from anpei.messages import queries as messages
from anpei.messages.models import Message
from anpei.parties import queries as parties
from anpei.parties.models import Party

PAGE = 50
DETERMINATION = ("life.determination.simple", "any.determination.complex")
COMPULSORY = ("ctp.doc_list", "ctp.determination")
RESTRICTED_SUBJECT = "claim.restricted"  # chain of what only the restricted audience may know to exist


class Standing(StrEnum):
    """What a customer is to a case; a reporter who is not the insured learns nothing of the policy."""

    INSURED = "insured"
    GUARDIAN = "guardian"
    HEIR = "heir"  # beneficiary or heir after a death, accepted by two of us
    AGENT = "agent"  # acts for one of the above under a mandate, inside its powers
    REPORTER = "reporter"


OF_HEIRS = OF_CASES - {Power.COLLECT}


@dataclass(frozen=True)
class Access:
    """What one person is to one case, and what they may do there."""

    standing: Standing | None = None
    powers: frozenset[Power] = frozenset()
    heir: Heir | None = None  # their own share, or that of the heir they act for
    mandate: Mandate | None = None

    @property
    def own(self) -> bool:
        """Whether the case is the person's own, or that of a ward."""
        return self.standing in (Standing.INSURED, Standing.GUARDIAN)

    def may(self, power: Power) -> bool:
        return power in self.powers

    def own_party_id(self, claim: Claim) -> int | None:
        """The party who looks, where they are the insured person or the guardian; None for whoever acts for somebody."""
        if self.standing == Standing.GUARDIAN and claim.insured is not None:
            return claim.insured.guardian_id
        return claim.insured_id if self.standing == Standing.INSURED else None


def locked(claim_id: int) -> Claim:
    """The case, held until the transaction ends."""
    return Claim.objects.select_for_update().get(pk=claim_id)


def for_staff(staff: Staff) -> QuerySet[Claim]:
    """Cases of the units this person may see; an agent sees only what they reported themselves."""
    rows = Claim.objects.select_related("handler", "insured", "unit")
    return (
        rows.filter(agent=staff) if staff.role_class.external else rows.filter(unit__in=visible_units(staff))
    )


def get_for_staff(staff: Staff, number: str) -> Claim:
    claim = (
        for_staff(staff)
        .select_related(
            "policy__product_version__product",
            "policy__policyholder",
            "member",
            "product_version__product",
            "reporter",
            "complex_by",
            "merged_into",
            "agent",
        )
        .filter(number=number)
        .first()
    )
    if claim is None:
        raise NotFound(
            code="claim.unknown", message=_("There is no such case, or it belongs to another unit.")
        )
    return claim


def for_visitor(phone_hash: str) -> QuerySet[Claim]:
    """Cases of a customer who proved this phone number: as insured, guardian, heir, reporter, or acting for one of them.

    Each way is looked up on its own index, within the one statement: joined by OR they would read every case.
    """
    if not phone_hash:
        return Claim.objects.none()
    mine = parties.by_phone(phone_hash).order_by().values("pk")
    held = mandates.held_by(phone_hash)
    of_all = held.filter(claim_id__isnull=True).values("principal")
    heirs = Heir.objects.filter(state=HeirState.ACTIVE).order_by()
    first, *others = (
        Claim.objects.filter(way).order_by().values("pk")
        for way in (
            Q(insured__in=mine),
            Q(insured__guardian__in=mine),
            Q(reporter_phone_hash=phone_hash),
            Q(reporter__in=mine),
            Q(pk__in=heirs.filter(person__in=mine).values("claim")),
            Q(insured__in=of_all),
            Q(pk__in=heirs.filter(person__in=of_all).values("claim")),
            Q(pk__in=held.filter(claim_id__isnull=False).values("claim_id")),
        )
    )
    return Claim.objects.filter(pk__in=first.union(*others)).order_by("-reported_at", "-id")


def get_for_visitor(phone_hash: str, number: str) -> Claim:
    claim = (
        for_visitor(phone_hash)
        .select_related(
            "handler", "insured", "insured__guardian", "policy", "product_version__product", "unit"
        )
        .filter(number=number)
        .first()
    )
    if claim is None:
        raise NotFound(
            code="claim.unknown",
            message=_("We could not find this case. Please check the number, or call us."),
        )
    return claim


def latest_open_of(person: Party) -> Claim | None:
    """The open case a person's words are most likely about: the one reported last, as insured or as guardian."""
    own = Q(insured=person) | Q(insured__guardian=person)
    return (
        Claim.objects.filter(own, is_open=True)
        .select_related("handler", "insured__guardian", "unit")
        .order_by("-reported_at", "-id")
        .first()
    )


def visible_state(phone_hash: str, number: str) -> tuple[int, str] | None:
    """(version, state) of a case this customer may see, or None: all that cheap polling needs, in one statement."""
    return for_visitor(phone_hash).filter(number=number).values_list("version", "state").first()


def reported_as(number: str) -> Claim | None:
    """A case by its number alone, for the browser that has just reported it: show nothing but the receipt."""
    return Claim.objects.select_related("handler").filter(number=number).first()


def numbers_of(claim_ids: list[int]) -> dict[int, str]:
    """Case numbers by id, for a list that has read whose the cases are."""
    return dict(Claim.objects.filter(pk__in=claim_ids).values_list("pk", "number")) if claim_ids else {}


def draft_data(token: str) -> dict[str, Any]:
    """What was typed so far under this key; empty when there is nothing."""
    draft = ReportDraft.objects.filter(token=token).first()
    return dict(json.loads(draft.data)) if draft else {}


def standing(claim: Claim, phone_hash: str) -> Standing | None:
    """What the person with this phone is to the case, or None."""
    return access(claim, phone_hash).standing


def access(claim: Claim, phone_hash: str) -> Access:
    """What the person with this phone is to the case and may do there. No statement for the insured person and guardian."""
    return accesses([claim], phone_hash)[claim.pk]


def accesses(rows: list[Claim], phone_hash: str) -> dict[int, Access]:
    """The same for several cases, by id: mandates and heirs of all of them are read together."""
    found = {claim.pk: _own_access(claim, phone_hash) for claim in rows}
    others = [claim for claim in rows if not found[claim.pk].own] if phone_hash else []
    if not others:
        return found
    held = list(mandates.kept_for(phone_hash))
    deaths = [claim.pk for claim in others if claim.nature == Nature.DEATH]
    heirs = (
        list(Heir.objects.filter(claim__in=deaths, state=HeirState.ACTIVE).select_related("person"))
        if deaths
        else []
    )
    for claim in others:
        of_claim = [heir for heir in heirs if heir.claim_id == claim.pk]
        better = _as_heir(of_claim, phone_hash) or _as_agent(claim, of_claim, held)
        found[claim.pk] = better or found[claim.pk]
    return found


def _own_access(claim: Claim, phone_hash: str) -> Access:
    insured = claim.insured
    if not phone_hash:
        return Access()
    if insured is not None and insured.phone_hash == phone_hash:
        return Access(Standing.INSURED, OF_CASES)
    if insured is not None and insured.guardian is not None and insured.guardian.phone_hash == phone_hash:
        return Access(Standing.GUARDIAN, OF_CASES)
    reporter_hash = claim.reporter.phone_hash if claim.reporter else ""
    if phone_hash in (claim.reporter_phone_hash, reporter_hash):
        unidentified_self = insured is None and claim.reporter_relation == "self"
        return Access(Standing.INSURED, OF_CASES) if unidentified_self else Access(Standing.REPORTER)
    return Access()


def _as_heir(heirs: list[Heir], phone_hash: str) -> Access | None:
    mine = next((heir for heir in heirs if heir.person.phone_hash == phone_hash), None)
    return Access(Standing.HEIR, OF_HEIRS, heir=mine) if mine else None


def _as_agent(claim: Claim, heirs: list[Heir], held: list[Mandate]) -> Access | None:
    """Under the mandates for this case of the insured person, or of one of the heirs; with a guardian, of nobody."""
    if claim.insured is not None and claim.insured.guardian_id:
        return None
    for_this = [one for one in held if one.claim_id in (None, claim.pk)]
    of_insured = [one for one in for_this if one.principal_id == claim.insured_id]
    if of_insured:
        return Access(Standing.AGENT, mandates.powers(of_insured), mandate=of_insured[0])
    for heir in heirs:
        given = [one for one in for_this if one.principal_id == heir.person_id]
        if given:
            return Access(Standing.AGENT, mandates.powers(given) & OF_HEIRS, heir=heir, mandate=given[0])
    return None


def represented(claim: Claim) -> list[int]:
    """Ids of those a mandate for this case can come from: the insured person, and who receives after their death."""
    heirs = claim.heirs.filter(state=HeirState.ACTIVE).values_list("person_id", flat=True)
    return [
        *([claim.insured_id] if claim.insured_id else []),
        *(heirs if claim.nature == Nature.DEATH else []),
    ]


def talk_with_reporter(claim: Claim) -> QuerySet[Message]:
    """What the reporter wrote and what staff wrote to them, oldest first. Nothing the system words: that may name the
    policy, and a reporter who is not the insured learns nothing of it.
    """
    return messages.conversation("claim", claim.pk).filter(
        recipient_kind="reporter", recipient_id=str(claim.pk), template=""
    )


def queue(
    staff: Staff, where: Q | None = None, *, after: tuple[datetime, int] | None = None, size: int = PAGE
) -> list[Claim]:
    """One page of the open cases this person sees, by the nearest clock, and one case more where there are more.

    ``where`` narrows them; ``after`` is the (next_due_at, id) of the last row seen.
    """
    rows = for_staff(staff).select_related("product_version__product").filter(where or Q(), is_open=True)
    if after:
        due, last = after
        rows = rows.filter(Q(next_due_at__gt=due) | Q(next_due_at=due, id__gt=last), next_due_at__gte=due)
    return list(rows.order_by("next_due_at", "id")[: size + 1])


def related(claim: Claim, visible: QuerySet[Claim]) -> QuerySet[RelatedClaim]:
    """What looks like the same event or person, among the cases the reader reaches anyway."""
    return claim.related.filter(other__in=visible.order_by().values("pk")).select_related("other__insured")


def reporters_checklist(claim: Claim) -> list[tuple[Need, ChecklistItem | None]]:
    """The papers as somebody reads them who may learn nothing of the policy: the default list by nature of loss, each
    with the item of the case where there is one.
    """
    items = {item.kind: item for item in claim.checklist.all()}
    return [(need, items.get(need.kind)) for need in needs.default(claim.nature, claim.care, claim.casualty)]


def own_open_count(staff: Staff) -> int:
    """Open cases this person looks after: by handler alone, because with the unit beside it the database would read
    the whole unit's index."""
    return Claim.objects.filter(handler=staff, is_open=True).count()


def calls_waiting(staff: Staff) -> QuerySet[CallRequest]:
    return (
        CallRequest.objects.filter(
            Q(assignee=staff) | Q(assignee__isnull=True, unit__in=visible_units(staff)), done_at__isnull=True
        )
        .select_related("claim")
        .order_by("due_at", "id")
    )


def search(staff: Staff, text: str, *, most: int = 20) -> list[Claim]:
    """By case number, policy number, ID number, phone, name or receipt number: exact, through keyed hashes.

    Each way is a statement of its own on its own index, so that the cost does not grow with the book.
    """
    text = text.strip()
    if not text:
        return []
    phone = parties.phone_hash(text)
    ways = (
        Q(number=text.upper()),
        Q(policy__number=text.upper()),
        Q(reporter_phone_hash=phone),
        Q(receipts__number=text),
        Q(insured__name_hash=parties.name_hash(text)),
        Q(insured__phone_hash=phone),
        Q(insured__id_hash=parties.id_hash(text)),
    )
    visible = for_staff(staff)
    found = {
        pk for way in ways for pk in visible.filter(way).order_by("-id").values_list("pk", flat=True)[:most]
    }
    return list(visible.filter(pk__in=found).order_by("-id")[:most])


def delays_to_announce(staff: Staff) -> list[Claim]:
    """Own cases whose promised date is near and whose customer has not been told of a delay yet; nearest first.

    The list is read from the clocks: announcing the delay or deciding the case takes it off.
    """
    flagged = Clock.objects.filter(
        subject="claim",
        owner_id=staff.pk,
        rule_id__in=DETERMINATION,
        state=ClockState.RUNNING,
        delay_flagged_at__isnull=False,
    )
    order = {row.subject_id: row.due_at for row in flagged}
    return sorted(for_staff(staff).filter(pk__in=order, is_open=True), key=lambda claim: order[claim.pk])


def timeline(claim: Claim, *, restricted: bool, limit: int | None = None) -> list[Item]:
    """What happened, for staff; with the restricted events where the reader may know of them. Oldest first."""
    items = audit.timeline("claim", claim.pk, audience=Audience.STAFF, limit=limit)
    if restricted:
        items += audit.timeline(RESTRICTED_SUBJECT, claim.pk, audience=Audience.RESTRICTED)
    return sorted(items, key=lambda item: item.at)

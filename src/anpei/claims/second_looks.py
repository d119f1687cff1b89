"""Powers of attorney and proofs of heirs that one of us recorded and another has yet to look at, the oldest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from anpei.accounts.models import Staff
from anpei.claims.models import Claim, Heir, HeirState, Nature
from anpei.claims.queries import for_staff
from anpei.mandates.models import How, Mandate, MandateState

PAGE = 30
HEIR, MANDATE = "heir", "mandate"
Paper = TypeVar("Paper", Heir, Mandate)


@dataclass(frozen=True)
class Mark:
    """The last row of a page."""

    at: datetime
    kind: str
    pk: int


@dataclass(frozen=True)
class SecondLook:
    """``claim``: the case it is for; of a mandate for all cases the one with the nearest date."""

    paper: Heir | Mandate
    kind: str
    claim: Claim

    @property
    def mark(self) -> Mark:
        return Mark(self.paper.created_at, self.kind, self.paper.pk)


def waiting(staff: Staff, *, after: Mark | None = None, size: int | None = None) -> list[SecondLook]:
    """One page of what waits in the cases this person sees, and one more where there are more. Five statements."""
    size = size or PAGE
    visible = for_staff(staff)
    heirs = _page(_heirs(visible), HEIR, after)[: size + 1]
    mandates = _page(_mandates(visible), MANDATE, after)[: size + 1]
    cases = _cases(visible, mandates)
    found = [SecondLook(one, HEIR, one.claim) for one in heirs]
    found += [SecondLook(one, MANDATE, cases[one.pk]) for one in mandates if one.pk in cases]
    return sorted(found, key=lambda one: (one.mark.at, one.mark.kind, one.mark.pk))[: size + 1]


def count_for(staff: Staff) -> int:
    """How many wait for this person: not what they recorded themself. Three statements."""
    visible = for_staff(staff)
    return sum(rows.exclude(recorded_by=staff).count() for rows in (_heirs(visible), _mandates(visible)))


def _heirs(visible: QuerySet[Claim]) -> QuerySet[Heir]:
    rows = Heir.objects.filter(state=HeirState.WAITING, claim__in=visible.order_by().values("pk"))
    return rows.select_related("claim__insured", "person", "recorded_by")


def _mandates(visible: QuerySet[Claim]) -> QuerySet[Mandate]:
    """Few wait, and each looks for its own case: a list of all visible cases would be read from end to end."""
    visible = visible.order_by()
    inherits = Heir.objects.filter(
        Exists(visible.filter(pk=OuterRef("claim_id"), nature=Nature.DEATH)),
        state=HeirState.ACTIVE,
        person=OuterRef("principal"),
    )
    of_case = Exists(visible.filter(pk=OuterRef("claim_id")))
    of_person = Exists(visible.filter(insured=OuterRef("principal"))) | Exists(inherits)
    rows = Mandate.objects.filter(
        of_case | (Q(claim_id__isnull=True) & of_person),
        state=MandateState.WAITING,
        how=How.PAPER,
    )
    return rows.select_related("principal", "recorded_by")


def _page(rows: QuerySet[Paper], kind: str, after: Mark | None) -> QuerySet[Paper]:
    if after is not None:
        later = Q(created_at__gt=after.at)
        if kind > after.kind:
            later |= Q(created_at=after.at)
        elif kind == after.kind:
            later |= Q(created_at=after.at, pk__gt=after.pk)
        rows = rows.filter(later)
    return rows.order_by("created_at", "pk")


def _cases(visible: QuerySet[Claim], mandates: Iterable[Mandate]) -> dict[int, Claim]:
    """By id of the mandate the case to open: the one it is for, else the person's open one with the nearest date."""
    named = [one.claim_id for one in mandates if one.claim_id is not None]
    people = [one.principal_id for one in mandates if one.claim_id is None]
    inherited = Heir.objects.filter(person__in=people, state=HeirState.ACTIVE).order_by().values("claim")
    rows = (
        visible.filter(Q(pk__in=named) | Q(insured__in=people) | Q(pk__in=inherited, nature=Nature.DEATH))
        .prefetch_related("heirs")
        .order_by("-is_open", "next_due_at", "id")
    )
    claims = list(rows) if named or people else []
    return {
        one.pk: claim
        for one in mandates
        for claim in reversed(claims)
        if (claim.pk == one.claim_id if one.claim_id else one.principal_id in _people(claim))
    }


def _people(claim: Claim) -> set[int | None]:
    """Whom a mandate for this case can come from, as ``queries.represented``, from what is read already."""
    heirs = [one.person_id for one in claim.heirs.all() if one.state == HeirState.ACTIVE]
    return {claim.insured_id, *(heirs if claim.nature == Nature.DEATH else ())}

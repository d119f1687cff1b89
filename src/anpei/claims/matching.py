"""Finding the same event reported before, and other cases of the same person close in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim

CLOSE_DAYS = 30
REPORTED_CLOSE = timedelta(days=2)
MOST_SHOWN = 10

REASONS = {
    "same_person_same_day": _("Same person, same day of the event"),
    "same_event_other_policy": _("Same person and day, under another policy"),
    "same_phone_same_day": _("Same phone, reported on the same day of the event"),
    "same_person_close": _("Same person, events within 30 days"),
    "same_person_reported_close": _("Same person, reported within two days"),
    "same_phone_reported_close": _("Same phone, reported within two days"),
}


@dataclass(frozen=True)
class LookAlike:
    claim: Claim
    kind: str  # duplicate | related
    reason: str  # key of REASONS


def look_alikes(claim: Claim) -> list[LookAlike]:
    """Cases that may be the same event (duplicate) or belong together (related); the most likely first."""
    found: dict[int, LookAlike] = {}
    for look in (*_of_the_person(claim), *_of_the_phone(claim)):
        found.setdefault(look.claim.pk, look)
    return sorted(found.values(), key=lambda look: (look.kind != "duplicate", -look.claim.pk))


def _of_the_person(claim: Claim) -> Iterator[LookAlike]:
    if claim.insured_id is None:
        return
    for other in _latest(Claim.objects.filter(_near(claim), insured=claim.insured_id).exclude(pk=claim.pk)):
        if claim.event_on is None or other.event_on is None:
            yield LookAlike(other, "duplicate", "same_person_reported_close")
        elif other.event_on == claim.event_on and _under_two_contracts(claim, other):
            yield LookAlike(other, "related", "same_event_other_policy")
        elif other.event_on == claim.event_on:
            yield LookAlike(other, "duplicate", "same_person_same_day")
        else:
            yield LookAlike(other, "related", "same_person_close")


def _of_the_phone(claim: Claim) -> Iterator[LookAlike]:
    """While one of two cases does not know its person, the phone they were reported with links them.

    Somebody who reports for several people (an employer after a bus accident) names different people.
    """
    if not claim.reporter_phone_hash:
        return
    rows = Claim.objects.filter(reporter_phone_hash=claim.reporter_phone_hash).exclude(pk=claim.pk)
    if claim.insured_id:
        rows = rows.filter(insured__isnull=True)
    same_event = Q(event_on=claim.event_on) if claim.event_on else Q()
    for other in _latest(rows.filter(same_event | _reported_close(claim) & Q(event_on__isnull=True))):
        dated = claim.event_on is not None and other.event_on is not None
        if not dated and abs(other.reported_at - claim.reported_at) > REPORTED_CLOSE:
            continue
        names = {name for name in (_name(claim), _name(other)) if name}
        kind = "related" if len(names) > 1 else "duplicate"
        yield LookAlike(other, kind, "same_phone_same_day" if dated else "same_phone_reported_close")


def _under_two_contracts(claim: Claim, other: Claim) -> bool:
    """One event may come under several contracts of a person: each has a case of its own, and neither is too many."""
    return None not in (claim.policy_id, other.policy_id) and claim.policy_id != other.policy_id


def _near(claim: Claim) -> Q:
    if claim.event_on is None:
        return _reported_close(claim)
    days = timedelta(days=CLOSE_DAYS)
    near = Q(event_on__gte=claim.event_on - days, event_on__lte=claim.event_on + days)
    return near | Q(event_on__isnull=True) & _reported_close(claim)


def _reported_close(claim: Claim) -> Q:
    return Q(
        reported_at__gte=claim.reported_at - REPORTED_CLOSE,
        reported_at__lte=claim.reported_at + REPORTED_CLOSE,
    )


def _latest(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    return rows.select_related("insured").order_by("-id")[:MOST_SHOWN]


def _name(claim: Claim) -> str:
    return claim.insured.name if claim.insured else claim.insured_name_given

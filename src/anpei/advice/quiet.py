"""Times in which nothing is suggested to a person: which, until when, and why; the data says which count."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from anpei.advice.catalogue import Quiet, advice
from anpei.claims.models import PERSONS, Claim
from anpei.parties import troubles
from anpei.parties.models import Party
from anpei.parties.troubles import Trouble
from anpei.settlement.models import Injury, Objection
from anpei.values.dates import local_date

LATEST = 20


@dataclass(frozen=True)
class QuietTime:
    """``until`` is the last day; None while the reason itself goes on."""

    rule: Quiet
    until: date | None


def times(party: Party, *, on: date) -> list[QuietTime]:
    """The quiet times of a person and of the children they look after, one a reason, those that go on first."""
    people = [party.pk, *Party.objects.filter(guardian=party).values_list("pk", flat=True)[:LATEST]]
    known = [*_deaths(people), *_serious(people), *_disputed(people), *troubles.of(people)]
    found = []
    for rule in advice().quiet:
        ends = [
            None if one.until is None else one.until + timedelta(days=rule.days_after)
            for one in known
            if one.code == rule.code
        ]
        running = [until for until in ends if until is None or until >= on]
        if running:
            found.append(
                QuietTime(rule, None if None in running else max(until for until in running if until))
            )
    return sorted(found, key=lambda one: one.until is not None)


def _deaths(people: Collection[int]) -> Iterator[Trouble]:
    """Somebody of the household died: their case was reported by this person, or their contract is this person's."""
    died = Q(nature="death") | Q(died_on__isnull=False)
    ways = (
        Q(insured__in=people),
        Q(reporter__in=people),
        Q(policy__policyholder__in=people, policy__group=False),
    )
    for way in ways:
        for claim in Claim.objects.filter(way & died).order_by("-id")[:LATEST]:
            yield Trouble("death", claim.died_on or claim.event_on or local_date(claim.reported_at))


def _serious(people: Collection[int]) -> Iterator[Trouble]:
    """Dear cases about a person, and those with lasting harm: while they are open, and after."""
    hurt = Exists(Injury.objects.filter(claim=OuterRef("pk")))
    rows: QuerySet[Claim] = Claim.objects.filter(insured__in=people, nature__in=PERSONS)
    for claim in rows.filter(Q(claimed_fen__gte=advice().serious_fen) | hurt).order_by("-id")[:LATEST]:
        ended = claim.closed_at or claim.paid_at or claim.decided_at or claim.reported_at
        yield Trouble("serious_case", None if claim.is_open else local_date(ended))


def _disputed(people: Collection[int]) -> Iterator[Trouble]:
    """Objections to a refusal or a reduction."""
    rows = Objection.objects.filter(claim__insured__in=people).order_by("-id")[:LATEST]
    for row in rows:
        yield Trouble("disputed_refusal", local_date(row.answered_at) if row.answered_at else None)

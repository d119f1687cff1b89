"""Vulnerable periods: who is sold nothing now, who is left in peace, and until when (library/care/protection)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from anpei.care import programme
from anpei.care.catalogue import Words
from anpei.care.programme import Period, When
from anpei.claims.models import Care, Claim, Heir, Nature
from anpei.core import clock
from anpei.core.errors import Refused
from anpei.parties.models import Party
from anpei.settlement.models import Decision, DecisionState, Outcome, Receipt
from anpei.values.dates import day_start, local_date


@dataclass(frozen=True)
class Circumstances:
    """What a case says of the person's life. Money in fen."""

    nature: str
    death: bool
    inpatient: bool
    claimed_fen: int
    hospital_days: int
    refused: bool


@dataclass(frozen=True)
class Protected:
    """Why a person is protected and the last day of it; ``silent``: no invitation of any kind."""

    code: str
    name: Words
    until: date
    silent: bool


def circumstances(claim: Claim) -> Circumstances:
    """Read from the case, its receipts and its decisions."""
    stays = [
        (receipt.discharged_on - receipt.admitted_on).days
        for receipt in claim.receipts.all()
        if receipt.admitted_on and receipt.discharged_on
    ]
    return Circumstances(
        nature=claim.nature,
        death=claim.nature == Nature.DEATH or claim.died_on is not None,
        inpatient=claim.care == Care.INPATIENT,
        claimed_fen=claim.claimed_fen or 0,
        hospital_days=max(stays, default=0),
        refused=any(
            one.outcome == Outcome.REFUSE and one.state == DecisionState.APPROVED
            for one in claim.decisions.all()
        ),
    )


def met(when: When, known: Circumstances) -> bool:
    """Whether a case is what the rule says; a rule that says nothing matches nothing."""
    stated = [
        (when.death, known.death),
        (bool(when.natures), known.nature in when.natures),
        (when.inpatient, known.inpatient),
        (when.claimed_fen is not None, known.claimed_fen >= (when.claimed_fen or 0)),
        (when.hospital_days is not None, known.hospital_days >= (when.hospital_days or 0)),
        (when.refused, known.refused),
    ]
    return any(said for said, _holds in stated) and all(holds for said, holds in stated if said)


def of_people(people: Collection[int], *, on: date) -> dict[int, list[Protected]]:
    """By id of the party, what protects each on a day; whoever nothing protects is missing. Four statements."""
    rules = programme.protection()
    ids = set(people)
    since = day_start(on - timedelta(days=rules.longest_days))
    # Each way is looked up on its own index: joined by OR they would read every case.
    own = Claim.objects.filter(insured__in=ids).order_by().values("pk")
    reported = Claim.objects.filter(reporter__in=ids).order_by().values("pk")
    inherited = Heir.objects.filter(person__in=ids).order_by().values("claim")
    claims = (
        Claim.objects.filter(pk__in=own.union(reported, inherited))
        .filter(Q(reported_at__gte=since) | Q(decided_at__gte=since))
        .prefetch_related(
            Prefetch("receipts", queryset=Receipt.objects.only("claim_id", "admitted_on", "discharged_on")),
            Prefetch("heirs", queryset=Heir.objects.only("claim_id", "person_id", "state")),
            Prefetch("decisions", queryset=Decision.objects.only("claim_id", "outcome", "state")),
        )
    )
    found: dict[int, list[Protected]] = defaultdict(list)
    for claim in claims:
        known = circumstances(claim)
        for period in rules.periods:
            until = _last_day(period, claim)
            if until is None or until < on or not met(period.when, known):
                continue
            protected = Protected(period.code, period.name, until, period.silent)
            for person in _who(period, claim) & ids:
                found[person].append(protected)
    return dict(found)


def of_person(person: Party, *, on: date) -> list[Protected]:
    return of_people([person.pk], on=on).get(person.pk, [])


def refuse_selling(person: Party) -> None:
    """Raise Refused while something protects the person. Whatever would offer a product asks here first."""
    periods = of_person(person, on=clock.today())
    if periods:
        raise Refused(
            "care.no_selling",
            _("This person is going through a hard time (%(why)s). Nothing is offered before %(day)s.")
            % {
                "why": _(", ").join(str(one.name) for one in periods),
                "day": (max(one.until for one in periods) + timedelta(days=1)).isoformat(),
            },
        )


def _last_day(period: Period, claim: Claim) -> date | None:
    start = claim.reported_at if period.since == "reported" else claim.decided_at
    return local_date(start) + timedelta(days=period.days) if start else None


def _who(period: Period, claim: Claim) -> set[int]:
    found = {claim.insured_id}
    if period.who == "family":
        found |= {claim.reporter_id, *(heir.person_id for heir in claim.heirs.all())}
    return {person for person in found if person is not None}

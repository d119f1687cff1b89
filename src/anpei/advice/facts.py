"""What suggestions are drawn from: a person's own contracts, cases and calculations, each figure with where it stands.

Claims about a person are read only where the separate consent for it is given; without it those facts are simply not there.
Every look-up is bounded: the latest decisions, contracts and cases count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from anpei.advice.catalogue import advice
from anpei.claims.models import PERSONS, Claim
from anpei.claims.states import ClaimState
from anpei.engine import Calculation
from anpei.engine.explain import split
from anpei.parties.models import Party
from anpei.policies.models import InsuredMember, Policy
from anpei.policies.queries import members_in_force
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.settlement.models import Decision, DecisionState
from anpei.terms.base import Text
from anpei.terms.benefits import accumulators_used
from anpei.values.dates import age_on, local_date

LATEST_DECISIONS = 10
LATEST_CASES = 30
MOST_CONTRACTS = 30
MOST_RELATIVES = 20


@dataclass(frozen=True)
class Borne:
    """A part of a bill the person bore, as the stored calculation says: ``because`` names its biggest step."""

    claim: Claim
    part: str
    claimed_fen: int
    amount_fen: int
    because: Text
    clause: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class UsedUp:
    claim: Claim
    limit: Text


@dataclass(frozen=True)
class Happened:
    claim: Claim
    nature: str
    on: date


@dataclass(frozen=True)
class Ending:
    policy: Policy
    product: Text
    on: date


@dataclass(frozen=True)
class Facts:
    """``kinds``, ``lines`` and ``products`` (codes) are what is in force today; ``ages`` those of the people at home."""

    age: int | None
    products: frozenset[str]
    lines: frozenset[str]
    kinds: frozenset[str]
    ages: tuple[int, ...]
    region_code: str
    ending: tuple[Ending, ...]
    happened: tuple[Happened, ...]
    borne: tuple[Borne, ...]
    used_up: tuple[UsedUp, ...]
    reads_health: bool


def of(party: Party, *, on: date, health: bool) -> Facts:
    """Everything the conditions ask for. ``health`` says whether claims about the person may be read for it."""
    members = list(members_in_force(party, on)[:MOST_CONTRACTS])
    versions = [one.policy.product_version for one in members]
    since = on - timedelta(days=advice().lookback_days)
    worked = list(_worked_out(party, since)) if health else []
    return Facts(
        age=age_on(party.birth_on, on) if party.birth_on else None,
        products=frozenset(version.product.code for version in versions),
        lines=frozenset(version.product.line for version in versions),
        kinds=frozenset(kinds_of(versions)),
        ages=tuple(sorted(_ages_at_home(party, on))),
        region_code=party.region_code,
        ending=tuple(_ending(party, members, on)),
        happened=tuple(_happened(party, since, health=health)),
        borne=tuple(one for claim, run, _ in worked for one in _borne(claim, run)),
        used_up=tuple(one for row in worked for one in _used_up(*row)),
        reads_health=health,
    )


def kinds_of(versions: list[ProductVersion]) -> Iterator[str]:
    """Kinds of benefit of products, as the product files name them."""
    for version in versions:
        for benefit in products.terms(version).benefits:
            yield benefit.kind


def _ages_at_home(party: Party, on: date) -> set[int]:
    """Of wards, and of people insured under policies the person holds; never of a group's roster."""
    wards = Q(guardian=party)
    insured = Q(memberships__policy__policyholder=party, memberships__policy__group=False)
    ages: set[int] = set()
    for way in (wards, insured):
        rows = Party.objects.filter(way, erased_at__isnull=True, birth_on__isnull=False).exclude(pk=party.pk)
        born = rows.values_list("birth_on", flat=True).distinct()[:MOST_RELATIVES]
        ages |= {age_on(day, on) for day in born if day is not None}
    return ages


def _ending(party: Party, members: list[InsuredMember], on: date) -> Iterator[Ending]:
    """Contracts in force with no later one of the same product: the nearest end first."""
    later = InsuredMember.objects.filter(party=party, policy__starts_on__gt=on)
    renewed = set(later.values_list("policy__product_version__product", flat=True)[:MOST_CONTRACTS])
    rows = [one.policy for one in members if not one.policy.group]
    for policy in sorted(rows, key=lambda one: (one.ends_on, one.pk)):
        product = policy.product_version.product
        continued = any(
            other.product_version.product_id == product.pk and other.ends_on > policy.ends_on
            for other in rows
        )
        if product.pk not in renewed and not continued:
            yield Ending(policy, Text(zh=product.name, en=product.name_en), policy.ends_on)


def _happened(party: Party, since: date, *, health: bool) -> Iterator[Happened]:
    """Own cases by what happened, the latest first; those taken back or reported twice left out."""
    rows = Claim.objects.filter(insured=party, event_on__gte=since).exclude(state=ClaimState.CLOSED)
    if not health:
        rows = rows.exclude(nature__in=PERSONS)
    for claim in rows.order_by("-event_on", "-id")[:LATEST_CASES]:
        if claim.event_on is not None:
            yield Happened(claim, claim.nature, claim.event_on)


def _worked_out(party: Party, since: date) -> Iterator[tuple[Claim, Calculation, ProductVersion]]:
    """The calculations behind decisions that hold, of cases about the person; the latest first."""
    rows = (
        Decision.objects.filter(
            claim__insured=party,
            claim__event_on__gte=since,
            claim__nature__in=PERSONS,
            state=DecisionState.APPROVED,
            run__isnull=False,
        )
        .select_related("run__product_version", "claim")
        .order_by("-id")[:LATEST_DECISIONS]
    )
    for decision in rows:
        if decision.run is not None:
            yield decision.claim, Calculation.from_json(decision.run.result), decision.run.product_version


def _borne(claim: Claim, worked: Calculation) -> Iterator[Borne]:
    if worked.tree is None:
        return
    shares = split(worked)
    for part in shares.parts:
        if part.code == "payable" or not part.amount_fen:
            continue
        steps = [worked.step(name) for name in part.steps]
        biggest = max(steps, key=lambda step: -(step.effect_fen or 0))
        yield Borne(
            claim, part.code, shares.claimed_fen, part.amount_fen, biggest.label, biggest.clause, part.steps
        )


def _used_up(claim: Claim, worked: Calculation, version: ProductVersion) -> Iterator[UsedUp]:
    """Limits this case used up. A deductible that is used up is good news and no limit."""
    limits = {
        code
        for benefit in products.terms(version).benefits
        for code, _unit, path in accumulators_used(benefit)
        if "limits[" in path or "days_accumulator" in path
    }
    for change in worked.accumulators:
        if change.key in limits and change.limit and change.delta > 0 and change.after >= change.limit:
            yield UsedUp(claim, change.label)


def month_of(claim: Claim) -> date:
    """First day of the month a case is spoken of by."""
    return (claim.event_on or local_date(claim.reported_at)).replace(day=1)

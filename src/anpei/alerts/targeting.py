"""Whom an alert concerns, and who of them is written to: the same code counts beforehand and decides when it goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from django.db.models import Count, Q, QuerySet

from anpei.alerts import catalogue
from anpei.alerts.models import Alert, AlertChoice, LeftOut, Reach
from anpei.claims.models import Care, Claim
from anpei.core import clock
from anpei.parties.models import Party
from anpei.policies.models import InsuredMember, PolicyState
from anpei.policies.queries import covering
from anpei.values.dates import add_years

BATCH = 100
_NEEDED = ("id", "birth_on", "erased_at", "phone_hash", "wechat_hash", "phone", "email", "wechat_openid",
           "preferred_channel", "language", "write_at_night", "quiet_from",
           "quiet_until")  # fmt: skip


@dataclass(frozen=True)
class Decided:
    """One insured person: who is written to for them, or why nobody is."""

    insured: Party
    addressee: Party
    left_out: str = ""


def concerned(alert: Alert, on: date) -> QuerySet[InsuredMember]:
    """Memberships of the lines and products, in force on a day, of the alert's unit and those below, in any place."""
    rows = covering(InsuredMember.objects.all(), on).exclude(
        policy__state=PolicyState.LAPSED, policy__terminated_on__isnull=True
    )
    rows = rows.filter(
        policy__product_version__product__line__in=alert.lines,
        policy__unit__path__startswith=alert.unit.path,
    )
    if alert.products:
        rows = rows.filter(policy__product_version__product__code__in=alert.products)
    return rows


def at_risk(alert: Alert, on: date) -> Q:
    """The kind of people by age; a birth date we do not know is decided on later."""
    kind = catalogue.people(alert.who)
    found = Q()
    if kind and kind.from_age is not None:
        found &= Q(party__birth_on__lte=add_years(on, -kind.from_age))
    if kind and kind.below_age is not None:
        found &= Q(party__birth_on__gt=add_years(on, -kind.below_age))
    return found | Q(party__birth_on__isnull=True) if found else found


def within(areas: Sequence[str]) -> Q:
    """Where what is insured lies; where the contract names no place, where the person lives. No areas: everywhere."""
    if not areas:
        return Q()
    return _in_range("place_code", areas) | Q(place_code="") & _in_range("party__region_code", areas)


def _in_range(field: str, areas: Sequence[str]) -> Q:
    """Region codes that begin with one of the prefixes; a range reads the index on every database."""
    found = Q()
    for area in areas:
        found |= Q(**{f"{field}__gte": area.ljust(6, "0"), f"{field}__lte": area.ljust(6, "9")})
    return found


def persons(alert: Alert, *, after: int = 0) -> QuerySet[InsuredMember, int]:
    """Ids of the insured persons concerned, each once, in order."""
    today = clock.today()
    return (
        concerned(alert, today)
        .filter(within(alert.areas), at_risk(alert, today), party_id__gt=after)
        .order_by("party_id")
        .values_list("party_id", flat=True)
        .distinct()
    )


def batches(alert: Alert) -> Iterator[list[int]]:
    after = 0
    while ids := list(persons(alert, after=after)[:BATCH]):
        yield ids
        after = ids[-1]


def decide(alert: Alert, ids: Sequence[int]) -> list[Decided]:
    """For a batch of insured persons, in order. Seven statements at most, however many persons."""
    rows = {
        party.pk: party
        for party in Party.objects.filter(pk__in=ids)
        .select_related("guardian")
        .only(*_NEEDED, *(f"guardian__{name}" for name in _NEEDED))
    }
    facts = _Facts(alert, rows.values())
    return [Decided(rows[pk], _addressee(rows[pk]), facts.left_out(rows[pk])) for pk in ids]


class Counted(TypedDict):
    """How many would be told, how many left out for which reason, and of how many no place is known."""

    reached: int
    left_out: dict[str, int]
    no_place: int


def count(alert: Alert) -> Counted:
    """How many would be told and how many left out for which reason, and of how many we know no place."""
    reasons: Counter[str] = Counter()
    for ids in batches(alert):
        reasons.update(one.left_out for one in decide(alert, ids))
    today = clock.today()
    no_place = (
        concerned(alert, today)
        .filter(at_risk(alert, today), place_code="", party__region_code="")
        .values("party_id")
        if alert.areas
        else InsuredMember.objects.none()
    )
    return {
        "reached": reasons.pop("", 0),
        "left_out": {reason: reasons[reason] for reason in LeftOut.values if reasons[reason]},
        "no_place": no_place.distinct().count(),
    }


def _addressee(party: Party) -> Party:
    return party.guardian if party.guardian_id and party.guardian else party


class _Facts:
    """What the rules ask about a batch of people, each kind of fact in one statement."""

    def __init__(self, alert: Alert, people: Collection[Party]) -> None:
        rules, today = catalogue.rules(), clock.today()
        ids = [one.pk for one in people]
        told = {_addressee(one).pk for one in people}
        kind = catalogue.people(alert.who)
        self.by_age = bool(kind and kind.by_age)
        self.dead = set(
            Claim.objects.filter(insured__in=ids, died_on__isnull=False).values_list("insured_id", flat=True)
        )
        self.spared: set[int] = set()
        if alert.level in rules.spared.levels:
            mourning = today - timedelta(days=rules.spared.bereaved_days)
            self.spared |= set(
                Claim.objects.filter(reporter__in=told, died_on__gte=mourning).values_list(
                    "reporter_id", flat=True
                )
            )
            if rules.spared.in_hospital:
                lying = Claim.objects.filter(insured__in=ids, is_open=True, care=Care.INPATIENT)
                self.spared |= set(lying.values_list("insured_id", flat=True))
        self.opted_out: set[int] = set()
        if alert.level not in rules.always:
            self.opted_out = set(
                AlertChoice.objects.filter(party__in=told, serious_only=True).values_list(
                    "party_id", flat=True
                )
            )
        self.had_enough: set[int] = set()
        if alert.level not in rules.budget.beyond:
            since = clock.now() - timedelta(days=rules.budget.days)
            had = (
                Reach.objects.filter(addressee__in=told, sent_at__gte=since)
                .exclude(alert=alert)
                .exclude(alert__level__in=rules.budget.beyond)
                .values("addressee_id")
                .annotate(alerts=Count("alert", distinct=True))
                .filter(alerts__gte=rules.budget.most)
            )
            self.had_enough = {row["addressee_id"] for row in had}

    def left_out(self, party: Party) -> str:
        """The first reason of ``LeftOut`` that applies, or nothing."""
        to = _addressee(party)
        reasons = {
            LeftOut.ERASED: party.erased_at is not None or to.erased_at is not None,
            LeftOut.DECEASED: party.pk in self.dead,
            LeftOut.AGE_UNKNOWN: self.by_age and party.birth_on is None,
            LeftOut.SPARED: party.pk in self.spared or to.pk in self.spared,
            LeftOut.OPTED_OUT: to.pk in self.opted_out,
            LeftOut.BUDGET: to.pk in self.had_enough,
            LeftOut.NO_WAY: not (to.phone_hash or to.wechat_hash),
        }
        return next((reason.value for reason, holds in reasons.items() if holds), "")

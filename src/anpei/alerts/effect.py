"""Later claims of people who were alerted, beside those of comparable people who were not.

Counted are contracts (memberships): with at least one claim of the peril's natures whose event fell into the window, or
without. The window begins when the alert holds and was sent: what happened before, it could not change. Comparable means:
the same product and age band, the same window, in force on its first day, and

``neighbours``   at home in the region one level above (5101 for 510104, 51 for 5101), outside the alert's areas, and not
                 told of this peril in the window;
``year_before``  at home in the same areas, in the same window a year earlier, not told then.

A product and age band with nobody on the other side is compared with nobody, and named. The share of the others is
standardised: weighted as products and ages are mixed among the alerted. Its interval is Wilson's with the effective number
of contracts (Kish 1965), the interval of the difference Newcombe's.

It is a comparison and no trial: who lives where, and who can be written to, was not drawn by lot.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When

from anpei.alerts import catalogue
from anpei.alerts.models import Alert, Reach
from anpei.alerts.targeting import at_risk, concerned, within
from anpei.claims.models import Claim, CloseReason
from anpei.core import clock
from anpei.parties.models import Party
from anpei.policies.models import InsuredMember
from anpei.values.dates import add_years, local_date
from anpei.values.shares import newcombe, wilson

FEW_CONTRACTS, FEW_CLAIMS = 100, 10  # fewer in a group, or in both together: chance decides


@dataclass(frozen=True)
class Group:
    contracts: int
    with_claim: int

    @property
    def share(self) -> float:
        return self.with_claim / self.contracts if self.contracts else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.with_claim, self.contracts)


@dataclass(frozen=True)
class Stratum:
    """Contracts of one product and age band; ``ages`` in completed years, like 18-39 or 60-, empty where not known."""

    product: str
    ages: str
    alerted: Group
    others: Group

    @property
    def has_both(self) -> bool:
        return bool(self.alerted.contracts and self.others.contracts)


@dataclass(frozen=True)
class Comparison:
    """``difference`` of the shares, alerted less others; its 95 % interval; None where nobody can be compared."""

    with_whom: str
    strata: tuple[Stratum, ...]

    @property
    def alerted(self) -> Group:
        """Of the strata that have both sides."""
        return _sum(one.alerted for one in self.strata if one.has_both)

    @property
    def others(self) -> Group:
        return _sum(one.others for one in self.strata if one.has_both)

    @property
    def alone(self) -> list[Stratum]:
        """The alerted who have nobody like them on the other side."""
        return [one for one in self.strata if one.alerted.contracts and not one.others.contracts]

    @property
    def others_share(self) -> float:
        """What share of the others would have a claim, were they mixed as the alerted are."""
        return sum(weight * one.others.share for weight, one in self._weighted)

    @property
    def others_interval(self) -> tuple[float, float]:
        return wilson(self.others_share * self._effective, self._effective)

    @property
    def difference(self) -> tuple[float, float, float] | None:
        if not self._weighted:
            return None
        return newcombe(
            self.alerted.with_claim,
            self.alerted.contracts,
            self.others_share * self._effective,
            self._effective,
        )

    @property
    def few(self) -> bool:
        return (
            min(self.alerted.contracts, self.others.contracts) < FEW_CONTRACTS
            or self.alerted.with_claim + self.others.with_claim < FEW_CLAIMS
        )

    @property
    def shows_difference(self) -> bool:
        """The interval leaves out zero, and the numbers are not too small to say so."""
        return bool(not self.few and self.difference and not self.difference[1] <= 0 <= self.difference[2])

    @property
    def _weighted(self) -> list[tuple[float, Stratum]]:
        both = [one for one in self.strata if one.has_both]
        whole = sum(one.alerted.contracts for one in both)
        return [(one.alerted.contracts / whole, one) for one in both]

    @property
    def _effective(self) -> float:
        """How many contracts drawn alike would be as sure (Kish 1965); all of them where the mix is the same."""
        return 1 / sum(weight * weight / one.others.contracts for weight, one in self._weighted)


def keep(alert: Alert) -> None:
    """Work it out and keep it with the alert."""
    Alert.objects.filter(pk=alert.pk).update(effect=work_out(alert), effect_at=clock.now())


def work_out(alert: Alert) -> dict[str, Any]:
    """As kept: {from, until, so_far, alerted, neighbours, year_before, no_contract, no_place}.

    ``alerted`` is [contracts, with_claim]; the others are strata [product, ages, alerted contracts, with claim, other
    contracts, with claim]. ``no_contract``: people told who had no such contract there on the first day; ``no_place``: such
    contracts of which we do not know where they are. Both are in no group.
    """
    first, last = window(alert)
    reached = Reach.objects.filter(alert=alert, left_out="").values("insured")
    # Withdrawn later or not: who was told of the peril in the window is nobody's comparison.
    told_of_it = Reach.objects.filter(
        left_out="",
        alert__peril=alert.peril,
        alert__starts_at__lte=alert.ends_at,
        alert__ends_at__gte=alert.starts_at,
    ).values("insured")
    alike = concerned(alert, first).filter(at_risk(alert, first))
    neighbours = InsuredMember.objects.none()
    if above := regions_above(alert.areas):
        neighbours = alike.filter(within(above)).exclude(within(alert.areas)).exclude(party__in=told_of_it)
    earlier, earlier_last = add_years(first, -1), add_years(last, -1)
    told_then = Reach.objects.filter(
        left_out="",
        alert__peril=alert.peril,
        alert__starts_at__date__lte=earlier_last,
        alert__ends_at__date__gte=earlier,
    ).values("insured")
    before = (
        concerned(alert, earlier)
        .filter(at_risk(alert, earlier), within(alert.areas))
        .exclude(party__in=told_then)
    )
    here = alike.filter(within(alert.areas))
    told = _strata(alert, here.filter(party__in=reached), first, last)
    return {
        "from": first.isoformat(),
        "until": last.isoformat(),
        "so_far": clock.today() <= last,
        "alerted": [sum(one[place] for one in told.values()) for place in (0, 1)],
        "neighbours": _beside(told, _strata(alert, neighbours, first, last)),
        "year_before": _beside(told, _strata(alert, before, earlier, earlier_last)),
        "no_contract": Party.objects.filter(pk__in=reached).exclude(pk__in=here.values("party")).count(),
        "no_place": alike.filter(place_code="", party__region_code="").count() if alert.areas else 0,
    }


def comparisons(alert: Alert) -> list[Comparison]:
    """What was kept, as groups to be shown; empty before it was worked out."""
    if not alert.effect:
        return []
    found = [_comparison(name, alert.effect[name]) for name in ("neighbours", "year_before")]
    return [one for one in found if any(each.others.contracts for each in one.strata)]


def _comparison(with_whom: str, kept: list[list[Any]]) -> Comparison:
    strata = (
        Stratum(product, ages, Group(contracts, with_claim), Group(others, others_with_claim))
        for product, ages, contracts, with_claim, others, others_with_claim in kept
    )
    return Comparison(with_whom, tuple(strata))


def window(alert: Alert) -> tuple[date, date]:
    """First and last day on which an event counts: from when it held and was sent to the peril's days after its end."""
    peril = catalogue.peril(alert.peril)
    tail = timedelta(days=peril.claims_within_days if peril else 0)
    begins = max(alert.starts_at, min(alert.sending_at or alert.starts_at, alert.ends_at))
    return local_date(begins), local_date(alert.ends_at) + tail


def regions_above(areas: list[str]) -> list[str]:
    """One level up; a province has nothing above it to compare with but the country, which is no neighbour."""
    return list(dict.fromkeys(area[:-2] for area in areas if len(area) > 2))


Strata = dict[tuple[str, str], tuple[int, int]]


def _strata(alert: Alert, members: QuerySet[InsuredMember], first: date, last: date) -> Strata:
    """Contracts, and those with a claim, by product and age band on the first day."""
    peril = catalogue.peril(alert.peril)
    claims = Claim.objects.filter(
        member=OuterRef("pk"), event_on__range=(first, last), nature__in=peril.natures if peril else ()
    ).exclude(close_reason__in=[CloseReason.DUPLICATE, CloseReason.MISDIRECTED])
    rows = (
        members.annotate(ages=_age_band(first), hit=Exists(claims))
        .order_by()
        .values("policy__product_version__product__code", "ages")
        .annotate(contracts=Count("id"), with_claim=Count("id", filter=Q(hit=True)))
    )
    return {
        (row["policy__product_version__product__code"], row["ages"]): (row["contracts"], row["with_claim"])
        for row in rows
    }


def _beside(told: Strata, others: Strata) -> list[list[Any]]:
    """Each product and age band of either side, in order."""
    nobody = (0, 0)
    return [
        [*key, *told.get(key, nobody), *others.get(key, nobody)]
        for key in sorted(told.keys() | others.keys())
    ]


def _age_band(on: date) -> Case:
    """Completed years on a day, cut as the rules say: "18-39"; the last is open, "60-"; empty: not known."""
    edges = catalogue.rules().compared_ages
    bands = [
        When(party__birth_on__gt=add_years(on, -until), then=Value(f"{since}-{until - 1}"))
        for since, until in pairwise((0, *edges))
    ]
    known = When(party__birth_on__isnull=True, then=Value(""))
    return Case(known, *bands, default=Value(f"{edges[-1]}-"), output_field=CharField())


def _sum(groups: Iterable[Group]) -> Group:
    groups = list(groups)
    return Group(sum(one.contracts for one in groups), sum(one.with_claim for one in groups))

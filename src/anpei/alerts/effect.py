"""Later claims of people who were alerted, beside those of comparable people who were not.

Counted are contracts (memberships): with at least one claim of the peril's natures whose event fell into the window, or
without. Comparable means: the same lines and products, the same kind of people, the same window, in force on its first
day, and

``neighbours``   at home in the region one level above (5101 for 510104, 51 for 5101), outside the alert's areas, and not
                 told of this peril in the window;
``year_before``  at home in the same areas, in the same window a year earlier, not told then.

It is a comparison and no trial: who lives where, and who can be written to, was not drawn by lot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from anpei.alerts import catalogue
from anpei.alerts.models import Alert, Reach
from anpei.alerts.targeting import at_risk, concerned, within
from anpei.claims.models import Claim, CloseReason
from anpei.core import clock
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
class Comparison:
    """``difference`` of the shares, alerted less others; its 95 % interval; None where one group is empty."""

    with_whom: str
    alerted: Group
    others: Group

    @property
    def difference(self) -> tuple[float, float, float] | None:
        if not (self.alerted.contracts and self.others.contracts):
            return None
        return newcombe(
            self.alerted.with_claim, self.alerted.contracts, self.others.with_claim, self.others.contracts
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


def keep(alert: Alert) -> None:
    """Work it out and keep it with the alert."""
    Alert.objects.filter(pk=alert.pk).update(effect=work_out(alert), effect_at=clock.now())


def work_out(alert: Alert) -> dict[str, Any]:
    """As kept: {from, until, so_far, alerted, neighbours, year_before}, the groups as [contracts, with_claim]."""
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
    return {
        "from": first.isoformat(),
        "until": last.isoformat(),
        "so_far": clock.today() <= last,
        "alerted": _counted(alert, alike.filter(party__in=reached), first, last),
        "neighbours": _counted(alert, neighbours, first, last),
        "year_before": _counted(alert, before, earlier, earlier_last),
    }


def comparisons(alert: Alert) -> list[Comparison]:
    """What was kept, as groups to be shown; empty before it was worked out."""
    if not alert.effect:
        return []
    alerted = Group(*alert.effect["alerted"])
    return [
        Comparison(name, alerted, Group(*alert.effect[name]))
        for name in ("neighbours", "year_before")
        if alert.effect[name][0]
    ]


def window(alert: Alert) -> tuple[date, date]:
    """First and last day on which an event counts: the alert's period and the peril's days after it."""
    peril = catalogue.peril(alert.peril)
    tail = timedelta(days=peril.claims_within_days if peril else 0)
    return local_date(alert.starts_at), local_date(alert.ends_at) + tail


def regions_above(areas: list[str]) -> list[str]:
    """One level up; a province has nothing above it to compare with but the country, which is no neighbour."""
    return list(dict.fromkeys(area[:-2] for area in areas if len(area) > 2))


def _counted(alert: Alert, members: QuerySet[InsuredMember], first: date, last: date) -> list[int]:
    peril = catalogue.peril(alert.peril)
    claims = Claim.objects.filter(
        member=OuterRef("pk"), event_on__range=(first, last), nature__in=peril.natures if peril else ()
    ).exclude(close_reason__in=[CloseReason.DUPLICATE, CloseReason.MISDIRECTED])
    return [members.count(), members.filter(Exists(claims)).count()]

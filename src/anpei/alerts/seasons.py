"""What helps now, by contract, and why: the season and the place, a notice that holds there, own cases of the kind.

Each piece of advice says what it rests on. Cases about a person are read only with the separate consent for it, as
recommendations read them (Personal Information Protection Law art. 29); those about things belong to the contract.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anpei.alerts import catalogue, wording
from anpei.alerts.catalogue import Peril, Season
from anpei.alerts.models import Alert, AlertState, Level
from anpei.claims.models import PERSONS, Claim, Nature
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.organisation import divisions
from anpei.organisation.divisions import Place
from anpei.parties.models import Consent, ConsentPurpose
from anpei.policies.models import InsuredMember
from anpei.values.dates import local_date

MOST_ALERTS, MOST_CASES = 50, 60


@dataclass(frozen=True)
class Reason:
    """Why a piece of advice is given, in words, and where that stands."""

    code: str  # alert | claim | season
    words: str
    source: str


@dataclass(frozen=True)
class Advice:
    """A peril, the contracts it concerns, and why; the most pressing reason first."""

    peril: Peril
    members: tuple[InsuredMember, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def pressing(self) -> bool:
        return bool(self.reasons) and self.reasons[0].code == "alert"


def advice(members: Iterable[InsuredMember], on: date) -> list[Advice]:
    """For contracts with their product and insured person: what a notice or the season speaks for, with own cases beside it.

    What a notice holds for comes first, else the library's order. Four statements at most, however many contracts.
    """
    known = _Known(list(members), on)
    found = [known.advice(peril) for peril in catalogue.library().perils]
    return sorted((one for one in found if one.members), key=lambda one: not one.pressing)


@dataclass
class _Known:
    """What is known of some contracts and their people on a day."""

    members: list[InsuredMember]
    on: date
    alerts: list[Alert] = field(init=False)
    cases: list[Claim] = field(init=False)
    places: dict[str, Place] = field(init=False)

    def __post_init__(self) -> None:
        self.alerts = _alerts() if self.members else []
        self.cases = _cases(self.members, self.on)
        self.places = divisions.places(_place(one) for one in self.members)

    def advice(self, peril: Peril) -> Advice:
        alerts = {one.pk: self._alert(peril, one) for one in self.members}
        season = {one.pk: _season(peril, one, self.on) for one in self.members}
        concerned = [one for one in self.members if alerts[one.pk] or season[one.pk]]
        reasons: list[Reason] = []
        for member in concerned:
            if alert := alerts[member.pk]:
                reasons.append(_of_alert(alert))
            reasons += [_of_case(one) for one in self._cases(peril, member)]
            if (holds := season[member.pk]) is not None:
                reasons.append(_of_season(holds, self.places.get(_place(member))))
        order = ("alert", "claim", "season")
        return Advice(
            peril,
            tuple(concerned),
            tuple(sorted(dict.fromkeys(reasons), key=lambda reason: order.index(reason.code))),
        )

    def _alert(self, peril: Peril, member: InsuredMember) -> Alert | None:
        """A notice of this peril that holds now where the contract is; one without areas holds everywhere."""
        product, place = member.policy.product_version.product, _place(member)
        return next(
            (
                alert
                for alert in self.alerts
                if alert.peril == peril.code
                and product.line in alert.lines
                and (not alert.products or product.code in alert.products)
                and (not alert.areas or any(place.startswith(area) for area in alert.areas if place))
            ),
            None,
        )

    def _cases(self, peril: Peril, member: InsuredMember) -> list[Claim]:
        """The latest own case of what this peril does, at this time of an earlier year or of this one."""
        found = (
            one
            for one in self.cases
            if one.insured_id == member.party_id
            and one.nature in peril.natures
            and one.event_on is not None
            and any(season.holds(one.event_on) and season.holds(self.on) for season in peril.seasons)
        )
        return list(found)[:1]


def _season(peril: Peril, member: InsuredMember, on: date) -> Season | None:
    if member.policy.product_version.product.line not in peril.lines:
        return None
    place = _place(member)
    return next(
        (
            season
            for season in peril.seasons
            if season.holds(on)
            and (not season.areas or any(place.startswith(area) for area in season.areas if place))
        ),
        None,
    )


def _place(member: InsuredMember) -> str:
    return member.place_code or member.party.region_code


def _alerts() -> list[Alert]:
    """What went out and holds now, the most serious first."""
    holding = Alert.objects.filter(state=AlertState.SENT, starts_at__lte=clock.now(), ends_at__gt=clock.now())
    rows = holding.order_by("-id")[:MOST_ALERTS]
    return sorted(rows, key=lambda one: -Level.values.index(one.level))


def _cases(members: Collection[InsuredMember], on: date) -> list[Claim]:
    """Own cases, the latest first; those about a person only where that person agreed."""
    people = {one.party_id for one in members}
    if not people:
        return []
    agreed = Consent.objects.filter(
        party__in=people, purpose=ConsentPurpose.HEALTH_ADVICE, withdrawn_at__isnull=True
    ).values_list("party_id", flat=True)
    since = on - timedelta(days=catalogue.rules().own_cases_days)
    rows = Claim.objects.filter(insured__in=people, event_on__range=(since, on)).exclude(
        state=ClaimState.CLOSED
    )
    allowed = rows.exclude(~Q(insured__in=agreed), nature__in=PERSONS)
    return list(allowed.order_by("-event_on", "-id")[:MOST_CASES])


def _of_alert(alert: Alert) -> Reason:
    words = _("A notice holds there until %(day)s") % {"day": _day(local_date(alert.ends_at))}
    return Reason("alert", words, alert.issuer or wording.shown(alert.words)["title"])


def _of_case(claim: Claim) -> Reason:
    assert claim.event_on is not None  # only dated cases are looked up
    words = _("At this time of the year there was a case: %(nature)s, %(day)s") % {
        "nature": Nature(claim.nature).label,
        "day": _day(claim.event_on),
    }
    return Reason("claim", words, claim.number)


def _of_season(season: Season, place: Place | None) -> Reason:
    begins, ends = (
        date.fromisoformat(f"{catalogue.COMMON_YEAR}-{one}") for one in (season.starts, season.ends)
    )
    period = {"from": _day_of_year(begins), "until": _day_of_year(ends)}
    if season.areas and place is not None:
        named = period | {"place": place.name or place.code}
        words = _("Season from %(from)s to %(until)s in %(place)s") % named
    else:
        words = _("Season from %(from)s to %(until)s") % period
    since = {"day": _day(catalogue.library().valid_from)}
    return Reason("season", words, _("our advice of %(day)s") % since)


def _day(day: date) -> str:
    return date_format(day, pgettext("a day", "j F Y"))


def _day_of_year(day: date) -> str:
    return date_format(day, pgettext("day of the year", "j F"))

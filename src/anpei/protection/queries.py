"""Who lives through a vulnerable period: sold nothing, given no ideas, perhaps left in peace, and until when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from anpei.claims.models import Claim, Heir
from anpei.core import clock
from anpei.core.errors import Refused
from anpei.core.rule_files import Words
from anpei.parties.models import Party
from anpei.protection import troubles
from anpei.protection.catalogue import Moment, Period, TroubleRule, protection
from anpei.protection.circumstances import circumstances, met
from anpei.settlement.models import Decision, Injury, Objection, Receipt
from anpei.values.dates import day_start, local_date

GOES_ON = date.max


@dataclass(frozen=True)
class Protected:
    """Why a person is protected; ``until`` the last day, None while the reason itself goes on.

    ``silent``: no invitation of any kind.
    """

    code: str
    name: Words
    until: date | None
    silent: bool


def of_people(people: Collection[int], *, on: date) -> dict[int, list[Protected]]:
    """By id of the party, what protects each on a day, one a reason, what goes on first and the rest as the file says.

    Whoever nothing protects is missing. A number of statements that does not grow with the people.
    """
    ids = set(people)
    looked_after = _looked_after(ids)
    concerned = ids | set(looked_after)
    latest: dict[int, dict[str, date]] = defaultdict(dict)
    for person, code, until in (*_from_cases(concerned, on), *_from_troubles(concerned)):
        if until < on:
            continue
        for one in ids.intersection({person, looked_after.get(person, person)}):
            latest[one][code] = max(until, latest[one].get(code, until))
    return {person: _said(found) for person, found in latest.items()}


def of_person(person: Party, *, on: date) -> list[Protected]:
    return of_people([person.pk], on=on).get(person.pk, [])


def refuse_selling(person: Party) -> None:
    """Raise Refused while something protects the person. Whatever would offer a product asks here first."""
    periods = of_person(person, on=clock.today())
    if not periods:
        return
    why = _(", ").join(str(one.name) for one in periods)
    ends = [one.until for one in periods if one.until is not None]
    if len(ends) < len(periods):
        raise Refused(
            "protection.no_selling",
            _("This person is going through a hard time (%(why)s). Nothing is offered while it lasts.")
            % {"why": why},
        )
    raise Refused(
        "protection.no_selling",
        _("This person is going through a hard time (%(why)s). Nothing is offered before %(day)s.")
        % {"why": why, "day": (max(ends) + timedelta(days=1)).isoformat()},
    )


def _looked_after(ids: Collection[int]) -> dict[int, int]:
    """Children by their id, with whoever of these people looks after them."""
    children = Party.objects.filter(guardian__in=ids).values_list("pk", "guardian")
    return {child: guardian for child, guardian in children if guardian is not None}


Found = Iterator[tuple[int, str, date]]
"""Whom, which rule, the last day of it or GOES_ON."""


def _from_cases(ids: Collection[int], on: date) -> Found:
    for claim in _claims(ids, on):
        known = circumstances(claim)
        for period in protection().periods:
            if any(met(when, known) for when in period.when):
                ends = _ends(period, claim)
                for person in _who(period, claim) if ends else ():
                    yield person, period.code, max(ends)


def _from_troubles(ids: Collection[int]) -> Found:
    days = {one.code: one.days_after for one in protection().troubles}
    for one in troubles.of(ids):
        if one.code in days:
            yield one.party, one.code, _after(one.until or GOES_ON, days[one.code])


def _claims(ids: Collection[int], on: date) -> QuerySet[Claim]:
    # Each way is looked up on its own index: joined by OR they would read every case.
    own = Claim.objects.filter(insured__in=ids).order_by().values("pk")
    reported = Claim.objects.filter(reporter__in=ids).order_by().values("pk")
    held = Claim.objects.filter(policy__policyholder__in=ids, policy__group=False).order_by().values("pk")
    inherited = Heir.objects.filter(person__in=ids).order_by().values("claim")
    since = day_start(on - timedelta(days=protection().longest_days))
    disputed = Objection.objects.filter(claim=OuterRef("pk"))
    return (
        Claim.objects.filter(pk__in=own.union(reported, held, inherited))
        .filter(
            Q(is_open=True)
            | Q(reported_at__gte=since)
            | Q(decided_at__gte=since)
            | Q(paid_at__gte=since)
            | Q(closed_at__gte=since)
            | Exists(disputed.filter(Q(answered_at__isnull=True) | Q(answered_at__gte=since)))
        )
        .select_related("policy")
        .prefetch_related(
            Prefetch("receipts", queryset=Receipt.objects.only("claim_id", "admitted_on", "discharged_on")),
            Prefetch("heirs", queryset=Heir.objects.only("claim_id", "person_id", "state")),
            Prefetch("injuries", queryset=Injury.objects.only("claim_id")),
            Prefetch("decisions", queryset=Decision.objects.only("claim_id", "outcome", "state")),
            Prefetch("objections", queryset=Objection.objects.only("claim_id", "answered_at")),
        )
    )


def _decided(claim: Claim) -> date | None:
    return _day(claim.decided_at)


def _ended(claim: Claim) -> date | None:
    return (
        GOES_ON
        if claim.is_open
        else _day(claim.closed_at or claim.paid_at or claim.decided_at or claim.reported_at)
    )


def _answered(claim: Claim) -> date | None:
    answers = [_day(one.answered_at) or GOES_ON for one in claim.objections.all()]
    return max(answers, default=None)


MOMENTS: dict[Moment, Callable[[Claim], date | None]] = {
    "reported": lambda claim: _day(claim.reported_at),
    "decided": _decided,
    "ended": _ended,
    "answered": _answered,
}


def _ends(period: Period, claim: Claim) -> list[date]:
    """The last day counted from each moment that came."""
    moments = [(MOMENTS[name](claim), days) for name, days in period.lasts.items()]
    return [_after(day, days) for day, days in moments if day is not None]


def _after(day: date, days: int) -> date:
    return day if day == GOES_ON else day + timedelta(days=days)


def _day(moment: datetime | None) -> date | None:
    return local_date(moment) if moment is not None else None


def _who(period: Period, claim: Claim) -> set[int]:
    found = {claim.insured_id}
    if period.who == "family":
        found |= {claim.reporter_id, *(heir.person_id for heir in claim.heirs.all())}
        if claim.policy is not None and not claim.policy.group:
            found.add(claim.policy.policyholder_id)
    return {person for person in found if person is not None}


def _said(found: dict[str, date]) -> list[Protected]:
    rules: list[Period | TroubleRule] = [*protection().periods, *protection().troubles]
    said = [
        Protected(
            rule.code, rule.name, None if found[rule.code] == GOES_ON else found[rule.code], rule.silent
        )
        for rule in rules
        if rule.code in found
    ]
    return sorted(said, key=lambda one: one.until is not None)

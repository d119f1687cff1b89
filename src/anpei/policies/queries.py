"""Reads about contracts: who is insured, on which day, and how much is already used."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet, Sum

from anpei.core.fields import keyed_hash
from anpei.parties.models import Party
from anpei.parties.queries import name_hash
from anpei.policies.models import (
    AccumulatorEntry,
    Endorsement,
    InsuredMember,
    InsuredVehicle,
    Policy,
    PolicyState,
)

SUM_INSURED = "sum_insured."  # an endorsement's path: sum_insured.<key of the product file>


def members_of(party: Party) -> QuerySet[InsuredMember]:
    """Every membership of a person, newest cover first."""
    return (
        InsuredMember.objects.filter(party=party)
        .select_related("policy__product_version__product", "policy__policyholder", "policy__unit", "party")
        .order_by("-policy__starts_on", "-id")
    )


def members_in_force(party: Party, on: date) -> QuerySet[InsuredMember]:
    """Memberships of a person that cover ``on``."""
    return covering(members_of(party), on)


def covering(members: QuerySet[InsuredMember], on: date) -> QuerySet[InsuredMember]:
    """Those that cover ``on``: the day lies in the policy and between joining and leaving."""
    return members.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=on),
        Q(policy__terminated_on__isnull=True) | Q(policy__terminated_on__gt=on),
        joined_on__lte=on,
        policy__starts_on__lte=on,
        policy__ends_on__gte=on,
    )


def member_of_policy(policy: Policy, party: Party, on: date | None) -> InsuredMember | None:
    """The membership that applies: the one in force on the day, else the latest one."""
    rows = (
        InsuredMember.objects.filter(policy=policy, party=party)
        .select_related("policy__product_version", "policy__unit", "party")
        .order_by("-joined_on")
    )
    if on:
        covering = rows.filter(Q(left_on__isnull=True) | Q(left_on__gt=on), joined_on__lte=on).first()
        if covering:
            return covering
    return rows.first()


def by_number(number: str) -> Policy | None:
    return (
        Policy.objects.filter(number=number.strip().upper())
        .select_related("product_version__product")
        .first()
    )


def only_insured_called(policy: Policy, name: str) -> Party | None:
    """The insured person of this name, if the policy has exactly one."""
    if not name.strip():
        return None
    found = Party.objects.filter(memberships__policy=policy, name_hash=name_hash(name)).distinct()[:2]
    return found[0] if len(found) == 1 else None


def sums_insured_on(member: InsuredMember, on: date) -> dict[str, int]:
    """Sum insured key to fen on a day: what the policy says, as endorsements in effect on that day changed it."""
    sums = {key: int(fen) for key, fen in member.sums_insured.items()}
    for endorsement in endorsements_in_effect(member.policy, on):
        for path, fen in endorsement.terms.items():
            if path.startswith(SUM_INSURED):
                sums[path.removeprefix(SUM_INSURED)] = int(fen)
    return sums


def overrides_on(policy: Policy, on: date) -> list[tuple[str, int, str, str]]:
    """Other values of negotiable terms in effect on a day: (path, value, kind, document number).

    Of two documents of one kind the later one holds.
    """
    latest: dict[tuple[str, str], tuple[str, int, str, str]] = {}
    for document in endorsements_in_effect(policy, on):
        for path, value in document.terms.items():
            if not path.startswith(SUM_INSURED):
                latest[path, document.kind] = (path, int(value), document.kind, document.number)
    return sorted(latest.values())


def vehicle_of(member: InsuredMember) -> InsuredVehicle | None:
    return InsuredVehicle.objects.filter(member=member).first()


def plate_hash(plate: str) -> str:
    return keyed_hash("plate", tidy_plate(plate))


def tidy_plate(plate: str) -> str:
    """A number plate without the dot and the blanks people write in it."""
    return re.sub(r"[\s·•.\-]", "", plate).upper()


def members_by_plate(plate: str, on: date) -> QuerySet[InsuredMember]:
    """Whose policies cover this vehicle on a day, the oldest entry first."""
    return (
        InsuredMember.objects.filter(
            Q(left_on__isnull=True) | Q(left_on__gt=on),
            Q(policy__terminated_on__isnull=True) | Q(policy__terminated_on__gt=on),
            vehicle__plate_hash=plate_hash(plate),
            policy__starts_on__lte=on,
            policy__ends_on__gte=on,
        )
        .select_related("policy__product_version__product", "policy__unit", "party", "vehicle")
        .order_by("id")
    )


def endorsements_in_effect(policy: Policy, on: date) -> QuerySet[Endorsement]:
    return policy.endorsements.filter(effective_on__lte=on)


def policy_year_start(policy: Policy, on: date) -> date:
    """First day of the policy year that contains ``on``."""
    return year_start(policy.starts_on, on)


def year_start(start: date, on: date) -> date:
    """First day of the year that contains ``on``, in years counted from ``start``."""
    years = on.year - start.year - ((on.month, on.day) < (start.month, start.day))
    return _anniversary(start, max(0, years))


def accumulators_used(member: InsuredMember, on: date) -> dict[str, int]:
    """Used so far per accumulator key, in fen: of the policy year that contains ``on`` and of the lifetime."""
    year = policy_year_start(member.policy, on)
    rows = (
        AccumulatorEntry.objects.filter(Q(period_start=year) | Q(period_start__isnull=True), member=member)
        .values("key")
        .annotate(used=Sum("amount_fen"))
    )
    return {row["key"]: row["used"] for row in rows}


def used_in_periods(
    member: InsuredMember, periods: dict[str, date | None], family: Collection[str] = ()
) -> dict[str, int]:
    """Used of each accumulator, in fen or days, in the period whose first day is given (None: lifetime).

    Those named in ``family`` count everybody insured under the policy.
    """
    used = dict.fromkeys(periods, 0)
    counted = Q(member=member) | Q(member__policy=member.policy_id, key__in=family)
    rows = (
        AccumulatorEntry.objects.filter(counted, key__in=periods)
        .values("key", "period_start")
        .annotate(used=Sum("amount_fen"))
    )
    for row in rows:
        if row["period_start"] == periods[row["key"]]:
            used[row["key"]] += row["used"]
    return used


def was_in_force(policy: Policy, on: date) -> bool:
    if policy.terminated_on and policy.terminated_on <= on:
        return False
    return policy.starts_on <= on <= policy.ends_on and (
        policy.state != PolicyState.LAPSED or policy.terminated_on is not None
    )


def _anniversary(start: date, years: int) -> date:
    """The year before ends on 28 February where there is no 29th (Civil Code art. 202), so this one starts in March."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)

"""Value-added services: what a contract still gives, what waits at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import visible_units
from anpei.care import programme
from anpei.care.models import ExtraOrder, ExtraQuota, ExtraState
from anpei.care.programme import Extra
from anpei.care.states import EXTRA_OPEN
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import NotFound
from anpei.parties.models import Party
from anpei.parties.queries import name_hash
from anpei.policies import queries as policies
from anpei.policies.models import InsuredMember
from anpei.values.dates import day_start

PAGE = 30


@dataclass(frozen=True)
class Right:
    """One service under one contract: how often it may still be used, or why not now."""

    extra: Extra
    member: InsuredMember
    year_start: date
    used: int
    hindrance: str  # "", waiting, needs_case, used_up
    until: date | None = None  # the day a wait ends

    @property
    def left(self) -> int:
        return max(0, self.extra.per_year - self.used)


def included(extra: Extra, member: InsuredMember) -> bool:
    """Whether this contract brings the service at all."""
    product = member.policy.product_version.product
    return product.line in extra.lines and (not extra.products or product.code in extra.products)


def right(extra: Extra, member: InsuredMember, *, on: date) -> Right:
    """The right to one service as it stands on a day; the contract is in force and brings it."""
    start = policies.policy_year_start(member.policy, on)
    used = (
        ExtraQuota.objects.filter(member=member, kind=extra.kind, year_start=start)
        .values_list("used", flat=True)
        .first()
    ) or 0
    opens = max(member.first_joined_on, member.policy.first_started_on) + timedelta(days=extra.waits_days)
    if extra.waits_days and on < opens:
        return Right(extra, member, start, used, "waiting", opens)
    if extra.after and not _had_case(extra, member, start):
        return Right(extra, member, start, used, "needs_case")
    return Right(extra, member, start, used, "" if used < extra.per_year else "used_up")


def rights(people: Sequence[Party]) -> list[Right]:
    """Every service of every contract in force of these people, those that can be used first."""
    on = clock.today()
    found = [
        right(extra, member, on=on)
        for person in people
        for member in policies.members_in_force(person, on)
        for extra in programme.extras().extras
        if included(extra, member)
    ]
    return sorted(found, key=lambda one: bool(one.hindrance))


def member_of(people: Sequence[Party], member_id: int) -> InsuredMember:
    """A cover in force of one of these people."""
    for person in people:
        member = policies.members_in_force(person, clock.today()).filter(pk=member_id).first()
        if member is not None:
            return member
    raise NotFound("care.unknown", _("There is no such contract in force."))


def orders_of(people: Sequence[Party]) -> QuerySet[ExtraOrder]:
    return _orders().filter(member__party__in=people).order_by("-id")


def order_of(people: Sequence[Party], order_id: int) -> ExtraOrder:
    found = orders_of(people).filter(pk=order_id).first()
    if found is None:
        raise _unknown()
    return found


def for_staff(staff: Staff) -> QuerySet[ExtraOrder]:
    """Orders under the contracts of one's units, the newest first."""
    return _orders().filter(member__policy__unit__in=visible_units(staff)).order_by("-id")


def open_orders(staff: Staff) -> QuerySet[ExtraOrder]:
    """What waits for the desk or the provider, the longest waiting first."""
    return for_staff(staff).filter(state__in=EXTRA_OPEN).order_by("ordered_at", "id")


def get_for_staff(staff: Staff, order_id: int) -> ExtraOrder:
    found = for_staff(staff).filter(pk=order_id).first()
    if found is None:
        raise _unknown()
    return found


def member_for_staff(staff: Staff, policy_number: str, name: str = "") -> InsuredMember:
    """Who is insured under a contract of one's units; of several people the one with this name."""
    rows = (
        InsuredMember.objects.filter(
            policy__number=policy_number.strip().upper(), policy__unit__in=visible_units(staff)
        )
        .filter(Q(left_on__isnull=True) | Q(left_on__gt=clock.today()))
        .select_related("policy__product_version__product", "policy__unit", "party__guardian")
        .order_by("id")
    )
    if name.strip():
        rows = rows.filter(party__name_hash=name_hash(name))
    found = list(rows[:2])
    if not found:
        raise NotFound(
            "policy.unknown", _("There is no such policy with this person, or it belongs to another unit.")
        )
    if len(found) > 1:
        raise NotFound("policy.several", _("Several people are insured. Please write the name as well."))
    return found[0]


@dataclass(frozen=True)
class ExtraFigures:
    """Uses of one service since a moment: how many, what they cost, how they were judged."""

    extra: Extra
    ordered: int
    done: int
    cost_fen: int
    judged: int
    mark: float | None  # mean of 1 to 5


def figures(staff: Staff, *, since_days: int) -> list[ExtraFigures]:
    since = day_start(clock.today() - timedelta(days=since_days))
    rows = (
        ExtraOrder.objects.filter(ordered_at__gte=since, member__policy__unit__in=visible_units(staff))
        .order_by()
        .values("kind")
        .annotate(
            ordered=Count("id"),
            done=Count("id", filter=Q(state=ExtraState.DONE)),
            cost=Sum("cost_fen"),
            judged=Count("satisfaction"),
            mark=Avg("satisfaction"),
        )
    )
    by_kind = {row["kind"]: row for row in rows}
    return [
        ExtraFigures(one, row["ordered"], row["done"], row["cost"] or 0, row["judged"], row["mark"])
        for one in programme.extras().extras
        if (row := by_kind.get(one.kind)) is not None
    ]


def _had_case(extra: Extra, member: InsuredMember, start: date) -> bool:
    return Claim.objects.filter(
        member=member, nature__in=extra.after, reported_at__gte=day_start(start)
    ).exists()


def _orders() -> QuerySet[ExtraOrder]:
    return ExtraOrder.objects.select_related(
        "member__party__guardian",
        "member__policy__product_version__product",
        "member__policy__unit",
        "consent",
    )


def _unknown() -> NotFound:
    return NotFound("care.unknown", _("There is no such order."))

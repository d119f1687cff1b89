"""Facts about a contract that the rules of selling hang from."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require
from anpei.claims.models import Claim
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Refused
from anpei.deadlines import queries as clocks
from anpei.disclosure.models import Delivery, ReadThrough
from anpei.disclosure.queries import DELIVERY
from anpei.policies.models import Policy, PolicyState
from anpei.values.dates import day_start

COOLING_OFF = "policy.cooling_off"  # the clock rule; the call inside it is `policy.return_visit`
A_YEAR = timedelta(days=366)
OF_PERSONS = ("health", "life", "accident")


def has_cooling_off(policy: Policy) -> bool:
    """Personal insurance of more than a year, not a group's (Basic Service Rules for Personal Insurance)."""
    personal = policy.product_version.product.line in OF_PERSONS and not policy.group
    return personal and policy.ends_on - policy.starts_on > A_YEAR


def cooling_off_until(received_on: date) -> date:
    """The customer's last day to change their mind: a rest day rolls to the next working day (Civil Code art. 203)."""
    return clocks.forecast(rule=COOLING_OFF, at=day_start(received_on)).due_on


def is_on_its_way(policy: Policy) -> bool:
    """Whether the contract was issued lately and its receipt is still watched."""
    return clocks.find(rule=DELIVERY, subject="policy", subject_id=policy.pk) is not None


def seller(policy: Policy) -> Staff | None:
    """Whoever showed the contract face to face; nobody where the holder read it alone."""
    shown = (
        ReadThrough.objects.filter(policy=policy, adviser__isnull=False)
        .select_related("adviser")
        .order_by("-id")
        .first()
    )
    return shown.adviser if shown else None


def refuse_other_than_holder(policy: Policy, by: Actor) -> None:
    """A contract is the policyholder's: they, or whoever they let act for them; staff and the insurer's own app pass it on."""
    if by.kind == "customer":
        holder = policy.policyholder.actor
        if holder.id not in (by.id, by.for_id):
            raise Forbidden(
                "contract.not_yours",
                _(
                    "Somebody else took out this contract, and only they can do this. They can log in with their own phone,"
                    " or let you do it for them."
                ),
            )
    elif by.kind != "api":
        require(by, Permission.CARE_DO)


def refuse_to_leave(policy: Policy) -> None:
    """Why a contract cannot be left the easy way today, with what can be done instead. Before the receipt it always can."""
    ways = {"number": policy.number, "hotline": settings.INSURER_HOTLINE}
    if policy.state != PolicyState.IN_FORCE:
        raise Refused("policy.not_in_force", _("This contract is not in force."))
    if not has_cooling_off(policy):
        raise Refused(
            "mind.no_cooling_off",
            _(
                "Contracts of a year or less, and those of a company, have no days for changing one's mind. You can leave"
                " all the same: call %(hotline)s, we work out with you what comes back before you decide."
            )
            % ways,
        )
    if resting := claim_resting_on(policy):
        raise Refused(
            "mind.claim",
            _(
                "Case %(claim)s is about this contract. A contract a case rests on is not simply given back, so that you lose"
                " nothing you may be owed. Call %(hotline)s, we look for the best way together."
            )
            % {**ways, "claim": resting},
        )
    delivery = Delivery.objects.filter(policy=policy).first()
    if delivery is None and not is_on_its_way(policy):
        raise Refused(
            "mind.receipt_unknown",
            _(
                "This contract has been with you for a long time, and the days for changing your mind are counted from its"
                " receipt. You can still leave: call %(hotline)s, we tell you first what comes back."
            )
            % ways,
        )
    until = delivery.cooling_off_until if delivery else None
    if until is not None and until < clock.today():
        raise Refused(
            "mind.over",
            _(
                "The days for changing your mind ended on %(day)s. You can still leave, but then the cash value comes back,"
                " which may be less than you paid. Call %(hotline)s: we tell you the amount first, and you decide."
            )
            % {**ways, "day": date_format(until, "DATE_FORMAT")},
        )


def claim_resting_on(policy: Policy) -> str:
    """Number of a case that runs, or was paid; empty where there is none."""
    rows = Claim.objects.filter(Q(is_open=True) | Q(state=ClaimState.PAID), policy=policy).order_by("-id")
    return rows.values_list("number", flat=True).first() or ""

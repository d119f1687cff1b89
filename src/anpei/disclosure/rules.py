"""Facts about a contract that the rules of selling hang from."""

from __future__ import annotations

from datetime import date, timedelta

from anpei.accounts.models import Staff
from anpei.deadlines import queries as clocks
from anpei.disclosure.models import ReadThrough
from anpei.policies.models import Policy
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


def seller(policy: Policy) -> Staff | None:
    """Whoever showed the contract face to face; nobody where the holder read it alone."""
    shown = (
        ReadThrough.objects.filter(policy=policy, adviser__isnull=False)
        .select_related("adviser")
        .order_by("-id")
        .first()
    )
    return shown.adviser if shown else None

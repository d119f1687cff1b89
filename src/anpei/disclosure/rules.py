"""Facts about a contract that the rules of selling hang from."""

from __future__ import annotations

from datetime import timedelta

from anpei.accounts.models import Staff
from anpei.disclosure.models import ReadThrough
from anpei.policies.models import Policy

COOLING_OFF_DAYS = 15  # long-term health at least; a contract may give more
A_YEAR = timedelta(days=366)
OF_PERSONS = ("health", "life", "accident")


def has_cooling_off(policy: Policy) -> bool:
    """Personal insurance of more than a year, not a group's (Basic Service Rules for Personal Insurance)."""
    personal = policy.product_version.product.line in OF_PERSONS and not policy.group
    return personal and policy.ends_on - policy.starts_on > A_YEAR


def seller(policy: Policy) -> Staff | None:
    """Whoever showed the contract face to face; nobody where the holder read it alone."""
    shown = (
        ReadThrough.objects.filter(policy=policy, adviser__isnull=False)
        .select_related("adviser")
        .order_by("-id")
        .first()
    )
    return shown.adviser if shown else None

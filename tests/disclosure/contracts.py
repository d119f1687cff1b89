"""A contract of twenty years, as it is sold, on its way to its holder, and as it has reached them."""

from __future__ import annotations

from datetime import date

from tests.cast import SYSTEM, Cast

from anpei.disclosure import actions
from anpei.policies import actions as policies
from anpei.policies.models import Policy


def sold(cast: Cast, number: str = "L2026000001") -> Policy:
    """Term life from 13 November 2026; nobody watches yet whether it arrives."""
    return policies.issue(
        number=number,
        product_version=cast.versions["qc_term_life"],
        policyholder=cast.customer,
        unit=cast.branch,
        starts_on=date(2026, 11, 13),
        ends_on=date(2046, 11, 12),
        premium_fen=1_800_00,
        by=SYSTEM,
    )


def on_its_way(cast: Cast, number: str = "L2026000001") -> Policy:
    policy = sold(cast, number)
    actions.watch_delivery(policy)
    return policy


def deliver(policy: Policy) -> Policy:
    """Received on Sunday 15 November: the holder may change their mind until Monday 30 November."""
    actions.deliver(policy, way="paper", received_on=date(2026, 11, 15), by=SYSTEM)
    return policy

"""A contract of twenty years, as it is sold, and as it has reached its holder."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.cast import SYSTEM, Cast

from anpei.disclosure import actions
from anpei.policies import actions as policies
from anpei.policies.models import Policy


@pytest.fixture
def long(cast: Cast, frozen_clock: datetime) -> Policy:
    """A term life contract of twenty years, issued three days ago."""
    return policies.issue(
        number="L2026000001",
        product_version=cast.versions["qc_term_life"],
        policyholder=cast.customer,
        unit=cast.branch,
        starts_on=date(2026, 11, 13),
        ends_on=date(2046, 11, 12),
        premium_fen=1_800_00,
        by=SYSTEM,
    )


@pytest.fixture
def received(long: Policy) -> Policy:
    """Received on Sunday 15 November: the holder may change their mind until Monday 30 November."""
    actions.watch_delivery(long)
    actions.deliver(long, way="paper", received_on=date(2026, 11, 15), by=SYSTEM)
    return long

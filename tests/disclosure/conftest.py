"""A contract of twenty years, as it is sold, and as it has reached its holder."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.cast import Cast
from tests.disclosure import contracts

from anpei.disclosure import actions
from anpei.policies.models import Policy


@pytest.fixture
def long(cast: Cast, frozen_clock: datetime) -> Policy:
    """A term life contract of twenty years, issued three days ago."""
    return contracts.sold(cast)


@pytest.fixture
def received(long: Policy) -> Policy:
    """The holder may change their mind until Monday 30 November."""
    actions.watch_delivery(long)
    return contracts.deliver(long)

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.portal import scene
from tests.settlement import cast
from tests.settlement.conftest import house, member

from anpei.policies.models import InsuredMember

__all__ = ["house", "member"]


@pytest.fixture
def anyone(house: cast.House) -> Client:
    """A phone that nobody is logged in on; the insurer is open."""
    return Client()


@pytest.fixture
def insured(member: InsuredMember) -> Client:
    """The insured person, logged in with a code."""
    return scene.log_in(member.party.phone)


@pytest.fixture
def stranger(member: InsuredMember) -> Client:
    return scene.log_in("13900000009")


@pytest.fixture
def log_in(house: cast.House) -> Callable[[str], Client]:
    return scene.log_in

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from tests.settlement import cast

from anpei.accounts.models import Staff
from anpei.policies.models import InsuredMember


@pytest.fixture
def house(db: None, frozen_clock: datetime) -> cast.House:
    return cast.open_house()


@pytest.fixture
def member(house: cast.House) -> InsuredMember:
    return cast.insure(house, cast.person())


@pytest.fixture
def browser_of() -> Callable[[Staff], Client]:
    """A browser in which a person is logged in, in English so that words can be compared."""

    def logged_in(person: Staff) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return logged_in


@pytest.fixture
def handler(house: cast.House, browser_of: Callable[[Staff], Client]) -> Client:
    return browser_of(house.handler)


@pytest.fixture
def approver(house: cast.House, browser_of: Callable[[Staff], Client]) -> Client:
    return browser_of(house.approver)

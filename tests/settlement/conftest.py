from __future__ import annotations

from datetime import datetime

import pytest
from tests.settlement import cast

from anpei.policies.models import InsuredMember


@pytest.fixture
def house(db: None, frozen_clock: datetime) -> cast.House:
    return cast.open_house()


@pytest.fixture
def member(house: cast.House) -> InsuredMember:
    return cast.insure(house, cast.person())

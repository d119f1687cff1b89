from __future__ import annotations

from datetime import datetime

import pytest
from tests.api import scene
from tests.settlement import cast


@pytest.fixture
def desks(db: None, frozen_clock: datetime) -> scene.Desks:
    return scene.open_desks(cast.open_house())


@pytest.fixture
def insured(desks: scene.Desks) -> scene.Desks:
    """The desks, and 周桂芬 insured with policy QC2026000001."""
    scene.insure(desks)
    return desks

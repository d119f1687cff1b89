"""The same seed and day give the same insurer."""

from __future__ import annotations

from typing import Any

import pytest
from tests.demo.conftest import made_once

from anpei.demo import showcase


@pytest.mark.django_db
def test_the_same_seed_and_day_give_the_same_insurer(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        first, second = (made_once(seed=3, claims=8) for _ in range(2))

    assert [name for name in first if first[name] != second[name]] == []
    # asked for, shown to visitors, reported twice, claimed besides under another contract, told by three strangers
    assert len(first["claims"]) == 8 + len(showcase.ROLES) + 5

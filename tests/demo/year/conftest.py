"""A small demo insurer, made once for all tests of this folder and rolled back after them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.demo.conftest import AS_OF, CLAIMS, SEED, Quiet, rolled_back

from anpei.demo import create


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The insurer of (SEED, AS_OF)."""
    with django_db_blocker.unblock(), rolled_back():
        create.create(seed=SEED, as_of=AS_OF, claims=CLAIMS, progress=Quiet())
        yield

"""What tests of reading share. One reader a session: it takes a second and half a gigabyte to load."""

from __future__ import annotations

import pytest

from anpei.recognition.rapid import RapidEngine, default


@pytest.fixture(scope="session")
def engine() -> RapidEngine:
    return default()

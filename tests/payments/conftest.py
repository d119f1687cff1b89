from __future__ import annotations

from tests.settlement.conftest import house, member

__all__ = ["house", "member"]

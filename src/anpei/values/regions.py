"""Administrative division codes (GB/T 2260)."""

from __future__ import annotations

import re

_CODE = re.compile(r"[1-9][0-9]{5}")


def is_region_code(text: str) -> bool:
    """Six digits, the first not 0; whether there is such a place is not known here."""
    return _CODE.fullmatch(text) is not None

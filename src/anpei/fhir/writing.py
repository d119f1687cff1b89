"""A FHIR resource as JSON in which every amount keeps both decimals: 12000.00, never 12000.0 and never by way of a float."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal
from typing import Any

# No string of a FHIR message may hold U+0000 (the reader refuses it), so nothing else can look like a marked number.
_NUMBER = re.compile(r'"\\u0000(-?[0-9.]+)\\u0000"')


def written(resource: Any) -> str:
    """The JSON text of a resource of fhir.resources."""
    marked = json.dumps(resource.model_dump(exclude_none=True), ensure_ascii=False, indent=2, default=_plain)
    return _NUMBER.sub(r"\1", marked) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"\x00{value:f}\x00"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)

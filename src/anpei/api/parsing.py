"""Reading what comes in: strict JSON, since leniency here is a surprise in a column later."""

from __future__ import annotations

import json
import math
from typing import Any, cast

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.types import DictStrAny


class StrictParser(Parser):
    """JSON without NaN and infinities; no NUL, which a database column cannot hold."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        body = request.body
        try:
            value = json.loads(body, parse_constant=_refuse, parse_float=_finite)
        except (ValueError, RecursionError):
            raise HttpError(400, "not JSON") from None
        if b"\\u0000" in body and _holds_nul(value):
            raise HttpError(400, "holds NUL")
        return cast(DictStrAny, value)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number.")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is too large.")
    return value


def _holds_nul(value: Any) -> bool:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and "\0" in one:
            return True
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
    return False

"""The id of the request at work, so that events and log lines of one click can be found together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("anpei_request_id", default="")


def current_id() -> str:
    """The id of the web request or job at work, or empty."""
    return _request_id.get()


@contextmanager
def identified(request_id: str) -> Iterator[str]:
    token = _request_id.set(request_id)
    try:
        yield request_id
    finally:
        _request_id.reset(token)

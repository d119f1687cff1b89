"""The network address a request comes from, for lock-out and rate limits."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"


def client_ip(request: HttpRequest) -> str:
    """The caller's address; behind a proxy the one our own proxy saw, which is the last it appended.

    Earlier entries of X-Forwarded-For are the caller's claim and would let anyone evade a limit.
    """
    candidate = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        candidate = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or candidate
    try:
        return str(ipaddress.ip_address(candidate))
    except ValueError:
        return UNKNOWN

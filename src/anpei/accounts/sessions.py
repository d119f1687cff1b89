"""Which customer this browser belongs to. A customer is known by the keyed hash of a confirmed phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest

from anpei.core import clock

LIFETIME = timedelta(hours=12)
_PHONE = "customer_phone_hash"
_UNTIL = "customer_until"


def start(request: HttpRequest, phone_hash: str) -> None:
    """Log the customer in under a new session key, so that a key planted beforehand is worthless.

    A staff log-in in the same browser stays: the two use different entries of the session.
    """
    request.session.cycle_key()
    request.session[_PHONE] = phone_hash
    request.session[_UNTIL] = (clock.now() + LIFETIME).isoformat()


def current_phone_hash(request: HttpRequest) -> str | None:
    until = request.session.get(_UNTIL)
    if until is None or datetime.fromisoformat(until) <= clock.now():
        return None
    phone_hash: str = request.session[_PHONE]
    return phone_hash


def end(request: HttpRequest) -> None:
    """Log the customer out; harmless when nobody is logged in."""
    request.session.pop(_PHONE, None)
    request.session.pop(_UNTIL, None)
    request.session.cycle_key()

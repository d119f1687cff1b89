"""A report that is being written: kept on the server at every step under a key that only this phone has."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from anpei.claims import actions, queries

COOKIE = "anpei_draft"
_THIRTY_DAYS = 30 * 24 * 3600
_RECEIVED = "portal_received"


def key_of(request: HttpRequest) -> str:
    """The key this phone has, or a fresh one; ``remember`` puts it into the answer."""
    key = request.COOKIES.get(COOKIE, "")
    return key if len(key) == 43 and key.isascii() else secrets.token_urlsafe(32)


def answers(key: str) -> dict[str, str]:
    return {name: str(value) for name, value in queries.draft_data(key).items()}


def save(key: str, typed: dict[str, str]) -> None:
    actions.save_draft(token=key, data=typed)


def remember(response: HttpResponse, key: str) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        key,
        max_age=_THIRTY_DAYS,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def sent(request: HttpRequest, response: HttpResponse, number: str) -> HttpResponse:
    """The report became a case: this browser may see its receipt, and the next report starts afresh."""
    request.session[_RECEIVED] = [*received(request), number][-10:]
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def received(request: HttpRequest) -> list[str]:
    """Numbers of the cases reported from this browser."""
    return list(request.session.get(_RECEIVED, []))

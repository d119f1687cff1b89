"""What every answer has: a request id, safe headers, a helpful page when the database is away; what no page gets: NUL."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from urllib.parse import quote

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict

from anpei.core import request as current
from anpei.core.outage import unavailable

UNREADABLE = "\ufffd"
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
HEADERS = {
    # The portal takes photos, voice messages and places of loss; nothing else is ever asked of the device.
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A page about a person is not for shared caches, and is asked for again on a shared phone.
    "Cache-Control": "private, no-cache",
}


class RequestContext:
    """Outermost: gives the request its id (a well formed one of the caller is kept), adds missing headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        with current.identified(given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex) as request_id:
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError | InterfaceError):
            return unavailable(request, error)
        return None


class WithoutNul:
    """NUL, which no keyboard types and PostgreSQL refuses to look for, reaches no page.

    In an address it becomes U+FFFD, which names nothing, so the answer is the one to an unknown name. From a form of a
    page it is left out. A body sent to the API is refused there, with the name of its field.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.path_info = request.path_info.replace("\0", UNREADABLE)
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", quote(UNREADABLE))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> None:
        # Only where the check against forged forms has read the form already: what is streamed stays so.
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            typed = request.POST
            if any("\0" in value for _name, values in typed.lists() for value in values):
                request.POST = _without_nul(typed)  # type: ignore[assignment]


def _without_nul(typed: QueryDict) -> QueryDict:
    kept = typed.copy()
    for name, values in typed.lists():
        kept.setlist(name, [value.replace("\0", "") for value in values])
    kept._mutable = False
    return kept

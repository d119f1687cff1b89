"""What every answer has: a request id, safe headers, and a helpful page when the database is away."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from anpei.core import request as current
from anpei.core.outage import unavailable

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

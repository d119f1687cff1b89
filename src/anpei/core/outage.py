"""The answer when the database is away: 503, what to do, and everything that was typed."""

from __future__ import annotations

import logging
import re
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import server_error as plain_server_error

from anpei.core import request as current

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30
SECRET_FIELD = re.compile(r"pass|code|otp|token|secret", re.IGNORECASE)


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """503 for people (a page that sends the form again), htmx (a notice) or machines (problem+json)."""
    logger.error("database away during %s %s: %s", request.method, request.path, error)
    if request.path.startswith("/api/"):
        response: HttpResponse = _problem()
    else:
        template = "core/outage_notice.html" if request.headers.get("HX-Request") else "core/outage.html"
        response = HttpResponse(render_to_string(template, _context(request)))
    response.status_code = 503
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """``handler500``: an outage that struck outside a view (session, log-in) is a 503 as well."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable(request, error)
    return plain_server_error(request, template_name="core/server_error.html")


def _problem() -> JsonResponse:
    body = {
        "type": "about:blank",
        "title": "Service unavailable",
        "status": 503,
        "code": "unavailable",
        "detail": _(
            "Nothing was saved. Send the same request with the same Idempotency-Key again in half a minute."
        ),
        "request_id": current.current_id(),
    }
    return JsonResponse(body, content_type="application/problem+json")


def _context(request: HttpRequest) -> dict[str, object]:
    typed = _typed(request)
    return {
        "action": request.get_full_path(),
        "typed": [(name, value) for name, value in typed if name != "csrfmiddlewaretoken"],
        "csrf": dict(typed).get("csrfmiddlewaretoken", ""),
        "had_secret": request.method == "POST"
        and any(SECRET_FIELD.search(name) for name in request.POST if "csrf" not in name),
        "had_files": request.method == "POST" and bool(request.FILES),
        "hotline": settings.INSURER_HOTLINE,
        "insurer": settings.INSURER_NAME,
        "request_id": current.current_id(),
        "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
    }


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    if request.method != "POST":
        return []
    csrf = "csrfmiddlewaretoken"
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name == csrf or not SECRET_FIELD.search(name)
        for value in values
        if isinstance(value, str)
    ]

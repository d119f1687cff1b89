"""Pages for what goes wrong: what is safe, what to do, and a person in one tap."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import requires_csrf_token

from anpei.portal.pages import page


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; a form with more data than we take is named as such."""
    if type(exception).__name__ in ("RequestDataTooBig", "TooManyFilesSent", "TooManyFieldsSent"):
        return page(request, "portal/errors/413.html", status=413)
    return page(request, "portal/errors/400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403, also for a form that was open too long (CSRF)."""
    return page(request, "portal/errors/403.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "portal/errors/404.html", status=404)

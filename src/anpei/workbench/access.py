"""Who reaches a page, and what a refusal looks like: a page with the right status, never a stack trace."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django_htmx.middleware import HtmxDetails

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import permits, require
from anpei.core.errors import Forbidden, Refused
from anpei.workbench.shell import page

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """What a view behind ``staff_page`` gets: somebody is logged in. For the type checker; Django makes the request."""

    user: Staff
    htmx: HtmxDetails


def staff_page(*permissions: Permission) -> Callable[[View], View]:
    """A page for a logged-in person who holds at least one of ``permissions`` (none given: everybody)."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            try:
                if permissions and not any(permits(request.user, one) for one in permissions):
                    require(request.user, permissions[0])
                return view(request, *args, **kwargs)
            except Refused as refused:
                return refusal(request, refused)

        return checked

    return decorate


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal as a page of its own, for requests that have no form to return to."""
    return page(
        request,
        "workbench/refused.html",
        {"refused": refused, "forbidden": isinstance(refused, Forbidden)},
        status=refused.status,
    )

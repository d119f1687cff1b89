"""How every portal page is answered: the shell around it, the log-in before it, refusals as pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from anpei.core import request as current
from anpei.core.errors import Refused
from anpei.portal import hours
from anpei.portal.guiding import guided_visitor
from anpei.portal.visitor import Visitor, visitor_of

SIZE_COOKIE = "anpei_size"
LEGAL_FORM = "股份有限公司"  # Chinese is meant: left out of the name in the top bar
_KEPT_DONE = "portal_kept_done"
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
CustomerView = Callable[Concatenate[HttpRequest, Visitor, P], HttpResponse]


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    return render(request, template, {"shell": shell(request), **(context or {})}, status=status)


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the frame of each page needs: names, numbers, the size of the letters, the way back here."""
    visitor: Visitor | None = getattr(request, "visitor", None)
    return {
        "insurer": settings.INSURER_NAME,
        "short_name": settings.INSURER_NAME.removesuffix(LEGAL_FORM),
        "hotline": settings.INSURER_HOTLINE,
        # Asked only by pages that say when somebody answers: one statement there, none elsewhere.
        "hours": SimpleLazyObject(hours.now),
        "demo": settings.DEMO,
        "guided": getattr(request, "guided", None),
        "acting_for": next(iter(visitor.acting_for), None) if visitor else None,
        "request_id": current.current_id(),
        "large": request.COOKIES.get(SIZE_COOKIE) == "large",
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "kept_done": request.session.pop(_KEPT_DONE, "") if _KEPT_DONE in request.session else "",
    }


def typed_text_arrived(request: HttpRequest, form_name: str) -> None:
    """The next page tells the phone to forget what it kept of this form."""
    request.session[_KEPT_DONE] = form_name


def open_page(view: View[P]) -> View[P]:
    """A page for everybody. Refusals nobody handled become a page with the same words."""

    @wraps(view)
    @never_cache
    @csrf_protect
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refused_page(request, refused)

    return answered


def customer_page(view: CustomerView[P]) -> View[P]:
    """A page for somebody who proved their phone; others are asked for a code first and come back here."""

    @open_page
    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visitor = guided_visitor(request, str(kwargs.get("number", ""))) or visitor_of(request)
        if visitor is None:
            here = request.get_full_path() if request.method == "GET" else request.path
            return redirect(f"{reverse('portal:login')}?{urlencode({'next': here})}")
        shown: Any = request
        shown.visitor = visitor
        return view(request, visitor, *args, **kwargs)

    return answered


def refused_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    named = {403, 404, 429}
    template = f"portal/errors/{refused.status if refused.status in named else 'refused'}.html"
    return page(request, template, {"words": refused.message}, status=refused.status)


def safe_next(request: HttpRequest, default: str) -> str:
    """Where to go afterwards, only inside this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and allowed else default

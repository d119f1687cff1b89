"""The door: a code by phone, large text, language."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from anpei.accounts import actions as accounts
from anpei.accounts import sessions
from anpei.accounts.addresses import client_ip
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.portal.pages import SIZE_COOKIE, open_page, page, safe_next
from anpei.portal.presenters.wording import masked_phone

_PHONE, _SHOWN, _NEXT = "portal_login_phone", "portal_login_shown", "portal_login_next"
_YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("phone")
@open_page
def login_page(request: HttpRequest) -> HttpResponse:
    """Ask for the phone number. Whether somebody with this number exists shows nowhere."""
    next_url = safe_next(request, reverse("portal:home"))
    if request.method == "GET":
        return page(request, "portal/login.html", {"next": next_url, "values": {}})
    phone = request.POST.get("phone", "")
    try:
        requested = accounts.request_code(
            phone=phone, ip=client_ip(request), by=Actor(kind="customer", id="login", name="")
        )
    except Refused as refused:
        context = {
            "next": next_url,
            "values": {"phone": phone},
            "errors": refused.fields,
            "refusal": "" if refused.fields else refused.message,
        }
        return page(request, "portal/login.html", context, status=refused.status)
    request.session[_PHONE], request.session[_SHOWN], request.session[_NEXT] = (
        phone,
        requested.shown_code or "",
        next_url,
    )
    return redirect("portal:code")


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
@open_page
def code_page(request: HttpRequest) -> HttpResponse:
    phone = request.session.get(_PHONE)
    if not phone:
        return redirect("portal:login")
    context = {
        "phone": masked_phone(phone.replace(" ", "")),
        "shown_code": request.session.get(_SHOWN, ""),
        "next": request.session.get(_NEXT, "/"),
    }
    if request.method == "GET":
        return page(request, "portal/code.html", context)
    try:
        phone_hash = accounts.verify_code(phone=phone, code=request.POST.get("code", ""))
    except Refused as refused:
        context |= {"errors": refused.fields, "refusal": "" if refused.fields else refused.message}
        return page(request, "portal/code.html", context, status=refused.status)
    target = request.session.get(_NEXT) or reverse("portal:home")
    for key in (_PHONE, _SHOWN, _NEXT):
        request.session.pop(key, None)
    sessions.start(request, phone_hash)
    return redirect(target)


@require_POST
@open_page
def logout(request: HttpRequest) -> HttpResponse:
    sessions.end(request)
    messages.success(request, _("You are logged out. Nothing of yours is left open on this phone."))
    return redirect("portal:home")


@require_POST
@open_page
def size(request: HttpRequest) -> HttpResponse:
    """Large text, kept in a cookie; a form, so that it works without script."""
    response = redirect(safe_next(request, reverse("portal:home")))
    chosen = "large" if request.POST.get("size") == "large" else "normal"
    response.set_cookie(
        SIZE_COOKIE,
        chosen,
        max_age=_YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@require_POST
@open_page
def language(request: HttpRequest) -> HttpResponse:
    return set_language(request)

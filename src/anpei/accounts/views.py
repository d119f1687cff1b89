"""Pages of staff log-in and profile. The steps themselves are in ``accounts.login``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as django_logout
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from anpei.accounts import actions, login, queries
from anpei.accounts.forms import LanguageForm, LoginForm, PasswordForm, TotpForm
from anpei.accounts.models import Staff
from anpei.core.errors import Refused


@never_cache
@sensitive_post_parameters("password")
@csrf_protect
@require_http_methods(["GET", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    next_url = _safe_next(request)
    if request.user.is_authenticated:
        return redirect(next_url or resolve_url(settings.LOGIN_REDIRECT_URL))
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        staff = login.check_password(request, **form.cleaned_data)
        if staff is not None:
            return _after_password(request, staff, next_url)
        form.add_error(None, _("User name and password do not match. Please type both again."))
    return _login_response(request, form, next_url, status=422 if form.is_bound else 200)


def locked_out(
    request: HttpRequest, _original: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What django-axes shows instead of the log-in page after too many wrong passwords."""
    username = (credentials or {}).get("username") or ""
    minutes = login.minutes_locked(request, username)
    form = LoginForm({"username": username, "password": "-"})
    form.is_valid()
    form.add_error(
        None,
        format_lazy(
            ngettext_lazy(
                "Too many wrong passwords. This log-in opens again in {minutes} minute. "
                "Forgotten it? Your administrator can help.",
                "Too many wrong passwords. This log-in opens again in {minutes} minutes. "
                "Forgotten it? Your administrator can help.",
                minutes,
            ),
            minutes=minutes,
        ),
    )
    return _login_response(request, form, _safe_next(request), status=429)


@never_cache
@csrf_protect
@require_http_methods(["GET", "POST"])
def totp_page(request: HttpRequest) -> HttpResponse:
    """The code after the password; or setting the second factor up, when required or wished."""
    waiting = login.pending(request)
    if waiting is not None:
        if queries.totp_device(waiting.staff) is not None:
            return _ask_code(request, waiting)
        return _enrol(request, waiting.staff, waiting)
    if not isinstance(request.user, Staff):
        messages.info(request, _("Five minutes have passed. Please enter your password again."))
        return redirect("accounts:login")
    if queries.totp_device(request.user) is not None:
        return redirect("accounts:profile")
    return _enrol(request, request.user, None)


@require_POST
@csrf_protect
def logout_page(request: HttpRequest) -> HttpResponse:
    django_logout(request)
    return redirect("accounts:login")


@never_cache
@sensitive_post_parameters("old", "new")
@csrf_protect
@login_required
@require_http_methods(["GET", "POST"])
def profile_page(request: HttpRequest) -> HttpResponse:
    staff = request.user
    assert isinstance(staff, Staff)  # login_required
    password_form, language_form = PasswordForm(), LanguageForm(initial={"language": staff.language})
    if "language" in request.POST:
        language_form = LanguageForm(request.POST)
        if language_form.is_valid():
            return _change_language(staff, language_form.cleaned_data["language"])
    elif request.method == "POST":
        password_form = PasswordForm(request.POST)
        if password_form.is_valid() and _change_password(request, staff, password_form):
            messages.success(request, _("Your password is changed. Other browsers are logged out."))
            return redirect("accounts:profile")
    context = {
        "staff": staff,
        "role": staff.role_class,
        "device": queries.totp_device(staff),
        "password_form": password_form,
        "language_form": language_form,
    }
    invalid = password_form.errors or language_form.errors
    return render(request, "accounts/profile.html", context, status=422 if invalid else 200)


def _after_password(request: HttpRequest, staff: Staff, next_url: str) -> HttpResponse:
    if login.next_step(staff) is not login.Step.DONE:
        login.hold(request, staff, next_url=next_url)
        return redirect("accounts:totp")
    login.finish(request, staff)
    return _welcome(staff, next_url)


def _ask_code(request: HttpRequest, waiting: login.Pending) -> HttpResponse:
    form = TotpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = login.check_code(waiting.staff, form.cleaned_data["code"])
        if answer.device is not None:
            login.finish(request, waiting.staff, device=answer.device)
            return _welcome(waiting.staff, waiting.next_url)
        form.add_error("code", _wrong_code(answer.wait_seconds))
    return render(request, "accounts/totp.html", {"form": form}, status=422 if form.is_bound else 200)


def _enrol(request: HttpRequest, staff: Staff, waiting: login.Pending | None) -> HttpResponse:
    form = TotpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = actions.confirm_totp(staff=staff, code=form.cleaned_data["code"], by=staff.actor)
        if device is not None:
            login.finish(request, staff, device=device)
            messages.success(request, _("Your second factor is on. The next log-in asks for a code."))
            return _welcome(staff, waiting.next_url) if waiting else redirect("accounts:profile")
        form.add_error("code", _wrong_code(0))
    device = actions.start_totp(staff=staff)
    context = {
        "form": form,
        "qr": login.qr_image(device),
        "secret": login.readable_secret(device),
        "required": waiting is not None,
    }
    return render(request, "accounts/totp_enrol.html", context, status=422 if form.is_bound else 200)


def _wrong_code(wait_seconds: int) -> str:
    if wait_seconds:
        return ngettext(
            "For your safety the next try is possible in {seconds} second.",
            "For your safety the next try is possible in {seconds} seconds.",
            wait_seconds,
        ).format(seconds=wait_seconds)
    return gettext("This code does not match. Please wait for the next one in the app and enter it.")


def _change_password(request: HttpRequest, staff: Staff, form: PasswordForm) -> bool:
    try:
        changed = actions.change_password(staff=staff, **form.cleaned_data, by=staff.actor)
    except Refused as refusal:
        for field, message in refusal.fields.items():
            form.add_error(field, str(message))
        return False
    update_session_auth_hash(request, changed)
    return True


def _change_language(staff: Staff, language: str) -> HttpResponse:
    actions.set_language(staff=staff, language=language)
    response = redirect("accounts:profile")
    _remember_language(response, language)
    return response


def _welcome(staff: Staff, next_url: str) -> HttpResponse:
    response = redirect(next_url or resolve_url(settings.LOGIN_REDIRECT_URL))
    _remember_language(response, staff.language)
    return response


def _remember_language(response: HttpResponse, language: str) -> None:
    translation.activate(language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _login_response(request: HttpRequest, form: LoginForm, next_url: str, *, status: int) -> HttpResponse:
    return render(request, "accounts/login.html", {"form": form, "next": next_url}, status=status)


def _safe_next(request: HttpRequest) -> str:
    """The page asked for before the log-in, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else ""

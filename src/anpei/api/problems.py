"""Every refusal as ``application/problem+json`` (RFC 9457): a code for machines, words and the field for people."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from anpei.core import request as current
from anpei.core.errors import Refused, Words
from anpei.core.outage import unavailable

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
# Where pydantic says the value came from, and the name of the handler's parameter: no part of the field's name.
SOURCES = {"body": 2, "query": 1, "path": 1, "header": 1, "form": 1, "file": 1}


def problem(
    *,
    status: int,
    code: str,
    detail: Words,
    fields: Mapping[str, Words] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One answer of a refusal. ``code`` is stable; ``detail`` and ``fields`` are words in the caller's language."""
    body = {
        "type": f"urn:anpei:problem:{code}",
        "title": title_of(status),
        "status": status,
        "detail": str(detail),
        "code": code,
        "fields": {name: str(words) for name, words in (fields or {}).items()},
        "request_id": current.current_id(),
    }
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(
        text, status=status, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", **(headers or {})}
    )


def title_of(status: int) -> str:
    """A few words for a status, the same for each of its problems."""
    titles = {
        400: _("The request cannot be read"),
        401: _("Not authenticated"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Method not allowed"),
        409: _("Not possible as things stand"),
        413: _("Too large"),
        415: _("Unsupported content type"),
        422: _("Something given cannot be right"),
        503: _("Service unavailable"),
    }
    return titles.get(status) or (_("An error of ours") if status >= 500 else titles[400])


def of_refusal(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problem(status=refusal.status, code=refusal.code, detail=refusal.message, fields=refusal.fields)


def install(api: NinjaAPI) -> None:
    """Have every exception of an operation answered as a problem."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Exception: _of_fault,
        OperationalError: unavailable,
        InterfaceError: unavailable,
        IntegrityError: _of_contradiction,
        DataError: _of_contradiction,
        Refused: of_refusal,
        ValidationError: _of_wrong_values,
        AuthenticationError: _of_missing_bearer,
        HttpError: _of_unreadable,
        Http404: lambda _request, _error: unknown_address(_request),
        RequestDataTooBig: _of_too_large,
        SuspiciousOperation: _of_unreadable,
        MultiPartParserError: _of_unreadable,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def unknown_address(request: HttpRequest, **_path: str) -> HttpResponse:
    return problem(
        status=404,
        code="api.no_such_address",
        detail=_("There is no such address. The list of operations is at /api/docs."),
    )


def spoken_as_problem(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What the framework itself refuses (a wrong method) becomes a problem too."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            words = _("This address takes %(methods)s.") % {"methods": response.headers.get("Allow", "")}
            return problem(
                status=405,
                code="api.method",
                detail=words,
                headers={"Allow": response.headers.get("Allow", "")},
            )
        return response

    return answered


def field_name(location: tuple[str | int, ...]) -> str:
    """``("body", "data", "lines", 0, "amount_fen")`` gives ``lines.0.amount_fen``."""
    return ".".join(map(str, location[SOURCES.get(str(location[0]), 0) :])) or "body"


def _of_wrong_values(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {field_name(tuple(one["loc"])): _words(one) for one in error.errors}
    return problem(
        status=422,
        code="invalid",
        detail=_("Please look at the fields named; nothing was saved."),
        fields=fields,
    )


def _words(error: Mapping[str, Any]) -> str:
    """A plain sentence for the usual mistakes; the validator's own words for the rest."""
    kind, about = error["type"], error.get("ctx", {})
    if kind == "missing":
        return _("This field is required.")
    if kind == "extra_forbidden":
        return _("There is no such field.")
    if kind == "string_too_long":
        return _("At most %(most)s characters.") % {"most": about.get("max_length")}
    if kind in {"int_type", "int_from_float", "int_parsing", "int_parsing_size"}:
        return _("A whole number is needed.")
    if kind == "bool_type":
        return _("true or false is needed.")
    if kind in {"greater_than_equal", "less_than_equal"}:
        return _("This number is out of range.")
    if kind == "literal_error" or kind == "enum":
        return _("One of these is needed: %(expected)s.") % {"expected": about.get("expected")}
    return str(about.get("error") or error["msg"])


def _of_missing_bearer(_request: HttpRequest, _error: Exception) -> HttpResponse:
    words = _("Send the header “Authorization: Bearer <key id>.<secret>” of an active API client.")
    return problem(status=401, code="api.bearer", detail=words, headers={"WWW-Authenticate": "Bearer"})


def _of_unreadable(_request: HttpRequest, error: Exception) -> HttpResponse:
    status = getattr(error, "status_code", 400)
    return problem(
        status=status,
        code="api.unreadable",
        detail=_("The body cannot be read. It is one JSON object, with finite numbers, in UTF-8."),
    )


def _of_too_large(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(
        status=413,
        code="api.too_large",
        detail=_("This is too large for JSON. Send files as multipart/form-data."),
    )


def _of_contradiction(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database holds rules of its own; one that no action foresaw is logged and refused, and nothing was saved."""
    logger.error("the database refused %s %s: %s", request.method, request.path, error, exc_info=error)
    words = _("This contradicts something that is recorded already. Nothing was saved.")
    return problem(status=409, code="conflict", detail=words)


def _of_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("unexpected error in %s %s", request.method, request.path, exc_info=error)
    words = _("Nothing was saved. Send the request again; if it fails again, tell us the request id.")
    return problem(status=500, code="internal", detail=words)

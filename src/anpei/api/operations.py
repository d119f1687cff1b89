"""Declaring operations: each line names its scope, its permission and what it answers; POST has its effect once."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel

from anpei.accounts.permissions import Permission
from anpei.accounts.scopes import Scope
from anpei.api.access import Call
from anpei.api.authentication import Bearer
from anpei.core.errors import Invalid
from anpei.core.fields import decrypt, encrypt
from anpei.core.idempotency import once

Handler = Callable[..., Any]
KEY = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
JSON = "application/json"
KEPT = "api.answer"  # what the answer kept for a retry is encrypted for: it may name a person

BINARY = {"type": "string", "format": "binary"}
KEY_PARAMETER = {
    "in": "header",
    "name": KEY,
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Any text unique to this command. A retry with the same key gets the first answer and does nothing.",
}


class Operations:
    """The operations of one subject. Handlers take a ``Call`` and the declared parameters, and answer a schema."""

    def __init__(self, tag: str) -> None:
        self.router = Router(tags=[tag])

    def read(
        self,
        path: str,
        *scopes: Scope,
        answer: Any,
        file: str = "",
        permission: Permission | None = None,
        signed: bool = False,
    ) -> Callable[[Handler], Handler]:
        """A GET. ``file`` is the media type where the answer is a file, for the document."""
        extra = {"responses": {200: {"content": {file: {"schema": BINARY}}}}} if file else None
        return self._declare("GET", path, scopes, answer, permission=permission, signed=signed, extra=extra)

    def post(
        self,
        path: str,
        *scopes: Scope,
        answer: Any,
        status: int = 200,
        permission: Permission | None = None,
        signed: bool = True,
        keyed: bool = True,
        extra: dict[str, Any] | None = None,
    ) -> Callable[[Handler], Handler]:
        """A command. ``keyed=False`` only for calculations that store nothing."""
        return self._declare(
            "POST",
            path,
            scopes,
            answer,
            status=status,
            permission=permission,
            signed=signed,
            keyed=keyed,
            extra=extra,
        )

    def change(
        self,
        method: str,
        path: str,
        *scopes: Scope,
        answer: Any,
        status: int = 200,
        permission: Permission | None = None,
        signed: bool = True,
        extra: dict[str, Any] | None = None,
    ) -> Callable[[Handler], Handler]:
        """PUT, PATCH or DELETE: what they set is the same however often they are sent."""
        return self._declare(
            method,
            path,
            scopes,
            answer,
            status=status,
            permission=permission,
            signed=signed,
            extra=extra,
        )

    def _declare(
        self,
        method: str,
        path: str,
        scopes: tuple[Scope, ...],
        answer: Any,
        *,
        permission: Permission | None,
        signed: bool,
        status: int = 200,
        keyed: bool = False,
        extra: dict[str, Any] | None = None,
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            details: dict[str, Any] = {
                "x-scopes": [scope.value for scope in scopes],
                "x-signed": signed,
                **(extra or {}),
            }
            if keyed:
                details["parameters"] = [KEY_PARAMETER, *details.get("parameters", [])]
            words = inspect.getdoc(handler) or ""
            self.router.api_operation(
                [method],
                path,
                auth=Bearer(*scopes, permission=permission, signed=signed),
                response={status: answer},
                operation_id=handler.__name__,
                summary=words.split("\n")[0].rstrip("."),
                description="\n".join(words.split("\n")[1:]).strip() or None,
                openapi_extra=details,
            )(_view(handler, status=status, keyed=keyed))
            return handler

        return register


def _view(handler: Handler, *, status: int, keyed: bool) -> Handler:
    @wraps(handler)
    def view(request: HttpRequest, **given: Any) -> HttpResponse:
        client = request.auth  # type: ignore[attr-defined]
        if not keyed:
            return _rendered(handler(Call(request, client), **given), status)
        key = request.headers.get(KEY, "")
        if not key or len(key) > 200 or "\0" in key:
            raise Invalid(
                "idempotency.key",
                fields={KEY: _("Send this header with 1 to 200 characters, unique to this command.")},
            )
        with once(scope=f"api:{client.key_id}", key=key, fingerprint=_fingerprint(request)) as slot:
            if slot.result is not None:
                return _replayed(slot.result)
            response = _rendered(handler(Call(request, client, key), **given), status)
            slot.keep(
                encrypt(json.dumps({"status": response.status_code, "body": response.content.decode()}), KEPT)
            )
        return response

    # The framework evaluates annotations in the module of the function it is given: here they would mean nothing.
    signature = inspect.signature(handler, eval_str=True)
    first, *rest = signature.parameters.values()
    seen = signature.replace(parameters=[first.replace(name="request", annotation=HttpRequest), *rest])
    setattr(view, "__signature__", seen)  # noqa: B010 - the checker knows no such attribute of a function
    return view


def _rendered(result: Any, status: int) -> HttpResponse:
    if isinstance(result, HttpResponse):
        return result
    if result is None:
        return HttpResponse(status=204)
    if isinstance(result, list):
        return HttpResponse(
            "[" + ",".join(one.model_dump_json() for one in result) + "]", status=status, content_type=JSON
        )
    if not isinstance(result, BaseModel):
        raise TypeError(f"{type(result).__name__} is not an answer: handlers give schemas.")
    return HttpResponse(result.model_dump_json(), status=status, content_type=JSON)


def _replayed(kept: str) -> HttpResponse:
    answer = json.loads(decrypt(kept, KEPT))
    return HttpResponse(
        answer["body"], status=answer["status"], content_type=JSON, headers={REPLAYED: "true"}
    )


def _fingerprint(request: HttpRequest) -> str:
    """Method, address and content: the same key with another content is a mistake, not a retry."""
    return f"{request.method} {request.path} {_content_digest(request)}"


def _content_digest(request: HttpRequest) -> str:
    if request.content_type != "multipart/form-data":
        return hashlib.sha256(request.body).hexdigest()
    digest = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        digest.update(json.dumps([name, values]).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(json.dumps([name, file.name]).encode())
            for chunk in file.chunks():
                digest.update(hashlib.sha256(chunk).digest())
            file.seek(0)
    return digest.hexdigest()

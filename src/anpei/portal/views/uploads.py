"""Photos in pieces, for the script of the papers page: begin, add, ask how far it is, give up. Answers are JSON.

The form that sends whole files works without it; both end in the same action.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from anpei.claims import queries
from anpei.claims.models import Claim
from anpei.claims.queries import Standing
from anpei.core.errors import Refused
from anpei.documents import queries as papers
from anpei.documents.actions import uploads
from anpei.documents.models import Upload
from anpei.mandates.models import Power
from anpei.portal.visitor import Visitor, visitor_of

P = ParamSpec("P")


def for_script(
    view: Callable[Concatenate[HttpRequest, Visitor, P], JsonResponse],
) -> Callable[Concatenate[HttpRequest, P], JsonResponse]:
    """Like a customer's page, with answers a script reads: what was refused comes with its words."""

    @wraps(view)
    @never_cache
    @csrf_protect
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> JsonResponse:
        visitor = visitor_of(request)
        if visitor is None:
            words = _("Please log in once more; then it goes on by itself.")
            return JsonResponse(
                {"code": "login", "words": words, "login": reverse("portal:login")}, status=401
            )
        try:
            return view(request, visitor, *args, **kwargs)
        except Refused as refused:
            words = str(refused.fields.get("file", refused.message))
            return JsonResponse({"code": refused.code, "words": words}, status=refused.status)

    return answered


@require_POST
@for_script
def begin(request: HttpRequest, visitor: Visitor, number: str) -> JsonResponse:
    claim = queries.get_for_visitor(visitor.phone_hash, number)
    helping = _helps_only(visitor, claim)
    kind, replaces = request.POST.get("item", ""), request.POST.get("replaces", "")
    upload = uploads.begin_upload(
        claim,
        filename=request.POST.get("name", ""),
        size=_number(request.POST.get("size", "")),
        # Whoever only helps is not told what the case has already.
        sha256="" if helping else request.POST.get("sha256", ""),
        item=claim.checklist.filter(kind=kind).first() if kind and not helping else None,
        replaces=papers.get_paper(claim, _number(replaces)) if replaces and not helping else None,
        by=visitor.actor_in(claim),
    )
    return JsonResponse(_state(upload), status=201)


@require_http_methods(["GET", "PUT", "DELETE"])
@for_script
def one(request: HttpRequest, visitor: Visitor, number: str, token: str) -> JsonResponse:
    claim = queries.get_for_visitor(visitor.phone_hash, number)
    _helps_only(visitor, claim)
    by = visitor.actor_in(claim)
    upload = papers.get_upload(claim, token, by=by)
    if request.method == "PUT":
        offset = _number(request.headers.get("Upload-Offset", ""))
        upload = uploads.add_piece(upload, offset=offset, content=request.body, by=by)
    elif request.method == "DELETE":
        uploads.give_up_upload(upload, by=by)
    return JsonResponse(_state(upload))


def _helps_only(visitor: Visitor, claim: Claim) -> bool:
    """Whether they only reported the case; whoever else may not hand in papers is refused."""
    if visitor.access(claim).standing is Standing.REPORTER:
        return True
    visitor.require(claim, Power.PAPERS)
    return False


def _state(upload: Upload) -> dict[str, Any]:
    return {
        "token": upload.token,
        "offset": upload.received,
        "size": upload.size,
        "done": upload.paper_id is not None,
        "known": upload.known,
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else -1


urlpatterns = [
    path("", begin, name="uploads"),
    path("<str:token>/", one, name="upload"),
]

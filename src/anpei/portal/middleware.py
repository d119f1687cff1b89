"""What a browser shows where an address takes a form only: a reload or a step back must not end on an empty page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from anpei.portal.pages import page


class FormsOnly:
    """A page in words in place of the empty 405 to somebody who reads; the status stays. Programs get theirs as it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.method != "GET" or response.content:
            return response
        told = page(request, "portal/errors/405.html", status=405)
        told["Allow"] = response["Allow"]
        return told

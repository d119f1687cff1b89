"""NUL reaches no page: an address with it names nothing, a form is read without it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware", "anpei.core.middleware.WithoutNul"]


def told(request: HttpRequest, name: str) -> HttpResponse:
    return JsonResponse({"name": name, "q": request.GET.get("q", ""), "form": dict(request.POST.lists())})


@csrf_exempt
def streamed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.read())


urlpatterns = [path("about/<name>/", told), path("streamed/", streamed)]


@pytest.fixture
def client() -> Iterator[Client]:
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=MIDDLEWARE):
        yield Client()


def test_an_address_names_something_unreadable_instead(client: Client) -> None:
    assert client.get("/about/AP%001/?q=a%00b").json() == {"name": "AP\ufffd1", "q": "a\ufffdb", "form": {}}


def test_a_form_is_read_without_it(client: Client) -> None:
    answer = client.post("/about/x/", {"story": "摔\0倒", "paper": ["a\0", "b"], "place": "门口"})
    assert answer.json()["form"] == {"story": ["摔倒"], "paper": ["a", "b"], "place": ["门口"]}


def test_a_form_without_it_stays_as_it_is(client: Client) -> None:
    assert client.post("/about/x/", {"story": " 摔倒\r\n"}).json()["form"] == {"story": [" 摔倒\r\n"]}


def test_what_is_streamed_is_not_read_on_the_way(client: Client) -> None:
    body = b"\x00\x01"
    assert client.post("/streamed/", body, content_type="application/octet-stream").content == body

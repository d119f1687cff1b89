from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import translation

from anpei.core import outage
from anpei.core import request as current
from anpei.core.middleware import RequestContext

MIDDLEWARE = ["anpei.core.middleware.RequestContext", "django.middleware.csrf.CsrfViewMiddleware"]


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse(current.current_id())


urlpatterns = [path("report", away), path("api/claims", away), path("fine", fine)]


@pytest.fixture
def client() -> Any:
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=MIDDLEWARE), translation.override("en"):
        yield Client()


def test_an_outage_is_a_503_that_keeps_what_was_typed(client: Client) -> None:
    response = client.post("/report", {"story": 'Fell on the stairs <b>"hard"</b>', "where": "成都"})
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (
        503,
        "30",
        "no-store",
    )
    assert (
        '<input type="hidden" name="story" value="Fell on the stairs &lt;b&gt;&quot;hard&quot;&lt;/b&gt;">'
        in page
    )
    assert '<form method="post" action="/report" id="again">' in page
    assert "成都" in page
    assert 'href="tel:95000"' in page


def test_a_secret_is_not_shown_again(client: Client) -> None:
    page = client.post("/report", {"username": "li.na", "password": "hunter2hunter2"}).content.decode()
    assert "li.na" in page
    assert "hunter2" not in page
    assert '<a class="again" href="/report">' in page


def test_a_page_that_was_only_read_offers_to_try_again(client: Client) -> None:
    page = client.get("/report?step=2").content.decode()
    assert '<a class="again" href="/report?step=2">' in page
    assert "What you typed" not in page


def test_the_words_follow_the_language(client: Client) -> None:
    with translation.override("zh-hans"):
        assert "我们的系统在修，对不起" in client.get("/report").content.decode()


def test_a_machine_gets_a_problem(client: Client) -> None:
    response = client.post("/api/claims", {}, content_type="application/json")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    problem = json.loads(response.content)
    assert (problem["status"], problem["code"]) == (503, "unavailable")
    assert problem["request_id"] == response["X-Request-ID"]


def test_a_live_part_of_a_page_gets_a_short_notice(client: Client) -> None:
    response = client.get("/report", headers={"HX-Request": "true"})
    assert response.status_code == 503
    assert response.content.decode().startswith('<div role="alert"')


def test_an_outage_outside_a_view_is_a_503_too(client: Client, rf: Any) -> None:
    request = rf.get("/report")
    try:
        raise OperationalError("gone")
    except OperationalError:
        assert outage.server_error(request).status_code == 503
    try:
        raise ValueError("a mistake of ours")
    except ValueError:
        response = outage.server_error(request)
    assert response.status_code == 500
    assert "This step did not work" in response.content.decode()


def test_every_answer_has_a_request_id_and_safe_headers(client: Client) -> None:
    response = client.get("/fine")
    assert response.content.decode() == response["X-Request-ID"]
    assert len(response["X-Request-ID"]) == 32
    assert response["Cache-Control"] == "private, no-cache"
    assert "microphone=(self)" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert current.current_id() == ""


@pytest.mark.parametrize(
    ("given", "kept"), [("gateway-0042", True), ("short", False), ("a b\tc<script>", False)]
)
def test_a_well_formed_request_id_of_the_caller_is_kept(client: Client, given: str, kept: bool) -> None:
    assert (client.get("/fine", headers={"X-Request-ID": given})["X-Request-ID"] == given) is kept


def test_a_header_set_by_the_page_is_left_alone(rf: Any) -> None:
    page = RequestContext(lambda request: HttpResponse(headers={"Cache-Control": "public, max-age=60"}))
    assert page(rf.get("/"))["Cache-Control"] == "public, max-age=60"

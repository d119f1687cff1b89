"""What cannot be read is refused in words, never with a 5xx."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from tests.api.scene import Desks, good, refused, report_body

from anpei.api.schemas.base import page_of


def raw(desks: Desks, body: bytes, path: str = "/claims", **headers: str) -> Any:
    headers = {
        "Authorization": f"Bearer {desks.partner.bearer}",
        "Idempotency-Key": "k",
        "Accept-Language": "en",
    } | headers
    return desks.partner.http.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"nonsense", b"\xff\xfe", b'{"claimed_fen": NaN}', b'{"claimed_fen": 1e999}', b'{"claimed_fen": -Infinity}',
        b'{"story": "\\u0000", "reporter_phone": "13800000001"}', b'{"claimed_fen": ' + b"9" * 5000 + b"}",
        b'{"a":' * 5000 + b"1" + b"}" * 5000, b"[" * 100_000,
    ],
)  # fmt: skip
def test_body_that_is_no_json_is_refused(desks: Desks, body: bytes) -> None:
    refused(raw(desks, body), 400, "api.unreadable")


@pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b"7", b"null", b"true"])
def test_body_that_is_no_object_is_refused(desks: Desks, body: bytes) -> None:
    refused(raw(desks, body), 422, "invalid")


def test_body_beyond_the_limit_is_refused(desks: Desks) -> None:
    refused(raw(desks, b'{"story": "' + b"x" * (6 * 1024 * 1024) + b'"}'), 413, "api.too_large")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("event_on", "2026-02-30"), ("event_on", "0001-01-01"), ("event_on", "20261012"), ("event_on", 1_700_000_000),
        ("event_on", "2026-12-01"), ("event_time", "25:00"), ("event_time", "noon"),
        ("claimed_fen", 10**30), ("claimed_fen", -1), ("claimed_fen", 1.5), ("claimed_fen", "100"), ("claimed_fen", True),
        ("nature", "plague"), ("nature", None), ("story", 7), ("story", "x" * 4001), ("story", "\ud800"), ("surprise", 1),
        ("reporter_phone", "12345"), ("hospital", ["a"]), ("cause", {"a": 1}),
    ],
)  # fmt: skip
def test_value_that_cannot_be_right_is_named(desks: Desks, field: str, value: Any) -> None:
    import json

    body = json.dumps(report_body(**{field: value})).encode()
    assert set(refused(raw(desks, body), 422, "invalid")["fields"]) == {field}


def test_refusal_speaks_the_callers_language(desks: Desks) -> None:
    body = b'{"reporter_phone": "1"}'
    english = refused(raw(desks, body), 422, "invalid")
    chinese = refused(raw(desks, body, **{"Accept-Language": "zh-CN"}), 422, "invalid")
    assert english["title"] == "Something given cannot be right"
    assert chinese["title"] == "填写的内容有误"
    assert english["fields"]["reporter_phone"] == "This does not look like a mobile number of 11 digits."
    assert chinese["fields"]["reporter_phone"] == "手机号是 11 位数字，请再看一眼。"


def test_unknown_address_and_method_are_problems(desks: Desks) -> None:
    for path in ("/api/v1/nothing", "/api/", "/api/v2/claims", "/api/v1/claims/AP1/"):
        refused(Client(headers={"Accept-Language": "en"}).get(path), 404, "api.no_such_address")
    response = Client().delete("/api/v1/claims")
    refused(response, 405, "api.method")
    assert set(response["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("number", ["a%00b", "..%2F", "'", "AP1%0A", "名"])
def test_number_that_is_none_is_refused(desks: Desks, number: str) -> None:
    response = desks.handler.get(f"/claims/{number}")
    assert response.status_code in {404, 422}
    assert response["Content-Type"] == "application/problem+json"


def test_outage_is_a_503_that_says_what_to_do(desks: Desks) -> None:
    with patch("anpei.api.authentication.client_for", side_effect=OperationalError("gone")):
        response = desks.partner.get("/claims")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response.json()["code"] == "unavailable"


def test_fault_of_ours_is_a_problem_without_details(desks: Desks) -> None:
    with patch("anpei.api.routes.claims.page_of", side_effect=RuntimeError("secret")):
        body = refused(desks.handler.get("/claims"), 500, "internal")
    assert "secret" not in str(body)
    assert page_of([], 1) == ([], None)


def test_health_tells_database_and_queue(db: None) -> None:
    assert good(Client().get("/api/health")) == {
        "status": "ok",
        "database": "ok",
        "queue": {"oldest_waiting_seconds": 0, "parked": 0},
    }
    with patch("anpei.api.pages.queue_health", side_effect=OperationalError("gone")):
        assert Client().get("/api/health").status_code == 503

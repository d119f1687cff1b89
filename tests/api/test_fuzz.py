"""Whatever is sent to any operation is answered or refused, never with a 5xx. A small fixed slice of all that could be sent."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.api.scene import Caller, Desks, assessing, client_of, report
from tests.api.shapes import WORDS, body_of

from anpei.accounts.scopes import Scope as S
from anpei.api.urls import api

DOCUMENT = json.loads(json.dumps(api.get_openapi_schema(), default=str))
OPERATIONS = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


@pytest.fixture
def scene(insured: Desks) -> tuple[Caller, list[str]]:
    """A client that may call everything its person may, and numbers that exist."""
    supervisor = client_of(insured.house.branch, list(S), signs_for=insured.house.supervisor)
    return supervisor, [report(insured), assessing(insured, event_on="2026-10-01")]


@given(data=st.data())
@settings(
    max_examples=400, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
def test_nothing_sent_causes_a_fault(scene: tuple[Caller, list[str]], data: st.DataObject) -> None:
    caller, numbers = scene
    path, method, operation = data.draw(st.sampled_from(OPERATIONS))
    address = path
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            known = [*numbers, *numbers, "1", "id_card", "QC2026000001", *WORDS]
            value = data.draw(st.sampled_from(known)) or "0"
            address = address.replace("{" + parameter["name"] + "}", quote(value[:60], safe=""))
    query = {
        one["name"]: data.draw(st.sampled_from(WORDS))
        for one in operation["parameters"]
        if one["in"] == "query" and data.draw(st.booleans())
    }
    response = _send(caller, method, address, query, data.draw(body_of(operation, DOCUMENT)))
    assert response.status_code < 500, (method, address, response.content[:500])
    if response.status_code < 400:
        return
    if response["Content-Type"] == "application/fhir+json":  # FHIR has a way of its own to refuse
        assert response.json()["resourceType"] == "OperationOutcome"
    else:
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"]


def _send(caller: Caller, method: str, address: str, query: dict[str, str], body: Any) -> Any:
    headers = {
        "Authorization": f"Bearer {caller.bearer}",
        "Idempotency-Key": f"fuzz-{id(body)}-{hash(address)}",
    }
    if method == "get":
        return caller.http.get(address, query, headers=headers)
    text = json.dumps(body)
    return caller.http.generic(
        method.upper(), address, text, content_type="application/json", headers=headers, query_params=query
    )

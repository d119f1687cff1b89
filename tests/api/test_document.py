"""The document that describes the API: committed, current, complete; and the page that shows it."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from django.test import Client
from pydantic import BaseModel

from anpei.accounts.scopes import Scope
from anpei.api import schemas, webhooks
from anpei.api.urls import api
from anpei.cli.api import schema

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "docs" / "openapi.json"
UNKEYED = {
    "try_out",
    "find_customers",
    "search_policies",
    "adjudicate",
    "submit_fhir_claim",
    "take_bank_answer",
    "who_calls",
}


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    document = json.loads(COMMITTED.read_text())
    return [
        (path, method, one) for path, methods in document["paths"].items() for method, one in methods.items()
    ]


def test_committed_document_is_current(tmp_path: Path) -> None:
    made = tmp_path / "openapi.json"
    finished = CliRunner().invoke(schema, ["--output", str(made)])
    assert finished.exit_code == 0, finished.output
    assert made.read_text() == COMMITTED.read_text(), "run: anpei api schema"


def test_every_schema_has_a_name_of_its_own() -> None:
    """The document holds one shape per name: a second one would be described with the fields of the first."""
    named: dict[str, set[str]] = {}
    for module in pkgutil.iter_modules(schemas.__path__):
        for name, one in vars(importlib.import_module(f"{schemas.__name__}.{module.name}")).items():
            if isinstance(one, type) and issubclass(one, BaseModel):
                named.setdefault(name, set()).add(one.__module__)
    assert {name: modules for name, modules in named.items() if len(modules) > 1} == {}


def test_care_visit_and_return_visit_are_described_with_their_own_fields() -> None:
    shapes = json.loads(COMMITTED.read_text())["components"]["schemas"]
    assert set(shapes["VisitIn"]["properties"]) == {"why"}
    assert set(shapes["ReturnVisitIn"]["properties"]) == {"answers", "problem"}


def test_every_operation_names_its_scope_and_its_refusals() -> None:
    for path, method, one in operations():
        assert {"400", "401", "403", "404", "409", "422", "503"} <= set(one["responses"]), (method, path)
        if one["operationId"] != "take_bank_answer":
            assert set(one["x-scopes"]) <= set(Scope.values) and one["x-scopes"], (method, path)
        assert one["summary"] and re.fullmatch(r"[a-z_]+", one["operationId"])


def test_every_post_that_changes_something_needs_an_idempotency_key() -> None:
    without = {
        one["operationId"]
        for _path, method, one in operations()
        if method == "post"
        and not any(
            parameter["name"] == "Idempotency-Key" and parameter["required"]
            for parameter in one["parameters"]
        )
    }
    assert without == UNKEYED


def test_operations_that_decide_or_pay_are_signed_by_a_person() -> None:
    signed = {
        Scope.CLAIMS_HANDLE.value,
        Scope.CLAIMS_APPROVE.value,
        Scope.PAYMENTS_WRITE.value,
        Scope.COMPLAINTS_HANDLE.value,
    }
    for _path, method, one in operations():
        if method != "get" and set(one.get("x-scopes", [])) and set(one["x-scopes"]) <= signed:
            assert one["x-signed"] is True, one["operationId"]


def test_money_is_whole_fen_and_named_so() -> None:
    for name, shape in json.loads(COMMITTED.read_text())["components"]["schemas"].items():
        for field, described in shape.get("properties", {}).items():
            kinds = {described.get("type")} | {one.get("type") for one in described.get("anyOf", [])}
            assert "number" not in kinds, (name, field)
            if field.endswith(("_fen", "_bp")) and "object" not in kinds:
                assert "integer" in kinds, (name, field)


def test_page_of_the_guide_names_every_event_and_scope() -> None:
    guide = (ROOT / "docs" / "api.md").read_text()
    assert [name for name in (*webhooks.PUBLISHED, *Scope.values) if f"`{name}`" not in guide] == []


def test_document_is_served_without_a_client(db: None) -> None:
    assert Client().get("/api/v1/openapi.json").json()["info"]["version"] == api.version


@pytest.mark.browser
def test_page_of_operations_works_under_our_content_security_policy(
    live_server: Any, chromium: Browser
) -> None:
    page = chromium.new_context(locale="zh-CN").new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/api/docs")
    page.set_default_timeout(120_000)  # it draws some two hundred operations
    page.locator("#operations-claims-report_claim").wait_for()
    assert page.title() == "安赔接口"
    page.locator("#operations-claims-report_claim .opblock-summary-control").click()
    page.locator("#operations-claims-report_claim .opblock-description").wait_for()
    assert troubles == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []

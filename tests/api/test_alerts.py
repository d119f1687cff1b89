"""Risk alerts over HTTP: written or taken in as CAP, counted, approved by another person, sent, looked at."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from tests.alerts.test_feed import message, reference
from tests.api.scene import Caller, Desks, client_of, good, refused

from anpei.accounts.models import Staff
from anpei.accounts.scopes import Scope as S
from anpei.alerts.models import Alert, CapMessage
from anpei.core.actor import Actor
from anpei.jobs.worker import drain
from anpei.organisation import actions as organisation
from anpei.organisation.models import Division
from anpei.parties.models import Party

SCOPES = [S.ALERTS_READ, S.ALERTS_WRITE]


@pytest.fixture
def carer(insured: Desks) -> Caller:
    person = Staff.objects.create(
        username="wen", display_name="温晴", role="care", unit=insured.house.branch, employee_no="T-wen"
    )
    Party.objects.filter(memberships__isnull=False).update(region_code="990201")
    return client_of(insured.house.branch, SCOPES, signs_for=person)


@pytest.fixture
def supervisor(insured: Desks) -> Caller:
    return client_of(insured.house.branch, SCOPES, signs_for=insured.house.supervisor)


def body(**changes: Any) -> dict[str, Any]:
    return {
        "peril": "heat", "level": "red", "areas": ["9902"], "starts_at": "2026-11-16T02:00:00Z",
        "ends_at": "2026-11-20T02:00:00Z", "lines": ["health"], **changes,
    }  # fmt: skip


def post_xml(caller: Caller, content: bytes, *, key: str = "xml-1") -> HttpResponse:
    return caller.http.post(
        "/api/v1/alerts/cap",
        content,
        content_type="application/cap+xml",
        headers={"Authorization": f"Bearer {caller.bearer}", "Accept-Language": "en", "Idempotency-Key": key},
    )


def test_areas_have_names_and_are_found_by_name(carer: Caller):
    rows = [Division(code="990000", name="示例省"), Division(code="990200", name="云洲市")]
    organisation.keep_divisions(rows, by=Actor.system("tests"))

    made = good(carer.post("/alerts", body(areas=["9902", "990201"])), 201)
    assert made["places"] == [
        {"code": "9902", "name": "示例省云洲市"},
        {"code": "990201", "name": ""},
    ]
    found = good(carer.get("/divisions?q=云洲"))
    assert found["items"] == [{"code": "9902", "name": "示例省云洲市"}]


def test_an_alert_is_written_counted_approved_sent_and_looked_at(carer: Caller, supervisor: Caller):
    made = good(carer.post("/alerts", body()), 201)
    path = f"/alerts/{made['id']}"
    assert (made["state"], made["unit"], made["drafted_by"], made["source"]) == (
        "draft",
        "B1",
        "wen",
        "manual",
    )
    assert made["words"]["en"]["title"] == "Extreme heat: notice, level Red"

    assert good(carer.post(f"{path}/count"))["counting"] is True
    drain(strict=True)
    assert good(carer.get(path))["counted"] == {"reached": 1, "left_out": {}, "no_place": 0}
    refused(carer.post(f"{path}/approve"), 403, "accounts.not_permitted")
    assert good(supervisor.post(f"{path}/approve"))["state"] == "approved"
    assert good(carer.post(f"{path}/send"))["state"] == "sending"
    drain(strict=True)

    assert good(carer.get(path))["state"] == "sent"
    found = good(carer.get(f"{path}/effect"))
    assert found["answers"] == {"told": 1, "seen": 0, "did_something": 0, "asked_for_help": 0}
    assert (found["so_far"], found["alerted"], found["comparisons"]) == (None, None, [])
    assert good(carer.post(f"{path}/withdraw", {"because": "降温了"}))["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"peril": "aliens"}, "peril"),
        ({"level": "green"}, "level"),
        ({"areas": ["5"]}, "areas.0"),
        ({"lines": ["motor"]}, "lines"),
        ({"ends_at": "2026-11-16T01:00:00Z"}, "ends_at"),
        ({"ends_at": "2026-11-20"}, "ends_at"),
        ({"unit": "B9"}, "unit"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_is_named(carer: Caller, changes: dict[str, Any], field: str):
    problem = refused(carer.post("/alerts", body(**changes)), 422, "invalid")

    assert field in problem["fields"]
    assert not Alert.objects.exists()


def test_a_warning_comes_in_as_xml_once(carer: Caller):
    taken = good(post_xml(carer, message()), 201)
    again = good(post_xml(carer, message(), key="xml-2"), 201)

    assert (taken["new"], again["new"], taken["alert"]["id"]) == (True, False, again["alert"]["id"])
    assert (taken["alert"]["peril"], taken["alert"]["level"], taken["alert"]["areas"]) == (
        "typhoon",
        "orange",
        ["9902"],
    )
    cancelled = good(
        post_xml(carer, message("EX-2", "Cancel", references=reference("EX-1")), key="xml-3"), 201
    )
    assert cancelled["alert"]["state"] == "withdrawn"
    assert CapMessage.objects.count() == 2


def test_a_wrong_message_is_refused_with_what_is_wrong(carer: Caller):
    problem = refused(post_xml(carer, message(severity="Unknown", area="1")), 422, "cap.invalid")
    assert set(problem["fields"]) == {"severity", "geocode"}
    refused(post_xml(carer, b'{"xml": 1}', key="xml-9"), 422, "cap.invalid")
    refused(
        post_xml(carer, message(kind="Cancel", references=reference("EX-0")), key="xml-8"),
        409,
        "cap.unknown_reference",
    )
    assert not Alert.objects.exists()


def test_scopes_roles_and_units_hold(insured: Desks, carer: Caller):
    made = good(carer.post("/alerts", body()), 201)
    path = f"/alerts/{made['id']}"
    reader = client_of(insured.house.branch, [S.ALERTS_READ], signs_for=insured.house.supervisor)
    handler = client_of(insured.house.branch, SCOPES, signs_for=insured.house.handler)
    unsigned = client_of(insured.house.branch, SCOPES)

    assert [one["id"] for one in good(reader.get("/alerts"))["items"]] == [made["id"]]
    assert reader.post(f"{path}/count").status_code == 403
    refused(handler.get(path), 403, "accounts.not_permitted")
    assert unsigned.post("/alerts", body()).status_code == 403
    Alert.objects.update(unit=insured.house.head)
    refused(carer.get(path), 404, "alerts.unknown")


def test_pages_go_on_where_the_last_one_ended(carer: Caller, monkeypatch: pytest.MonkeyPatch):
    from anpei.alerts import queries

    monkeypatch.setattr(queries, "PAGE", 2)
    ids = [good(carer.post("/alerts", body()), 201)["id"] for _turn in range(3)]

    first = good(carer.get("/alerts"))
    second = good(carer.get("/alerts", cursor=first["next"]))

    assert [one["id"] for one in first["items"] + second["items"]] == ids[::-1]
    assert second["next"] is None
    refused(carer.get("/alerts", cursor="x"), 422, "invalid")

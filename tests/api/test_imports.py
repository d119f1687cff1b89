"""Importing a book over HTTP: the same code as the command line, with a key, in the client's own units."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.api.scene import Desks, client_of, good, refused

from anpei.accounts.scopes import Scope as S
from anpei.parties.models import Party

BOOK = "客户号,姓名,手机号\nC1,周桂芬,13800000001\nC2,陈建国,123\n"


def sent(content: str = BOOK) -> SimpleUploadedFile:
    return SimpleUploadedFile("客户.csv", content.encode(), content_type="text/csv")


def test_a_trial_is_read_and_then_carried_out(desks: Desks) -> None:
    caller = client_of(desks.house.branch, [S.IMPORTS_WRITE])
    trial = good(caller.upload("/imports", files=sent()), 202)
    assert (trial["dry_run"], trial["state"], Party.objects.count()) == (True, "done", 0)
    assert trial["counts"] == {"customers": {"created": 1, "updated": 0, "unchanged": 0, "rejected": 1}}
    found = good(caller.get(f"/imports/{trial['id']}/findings"))["findings"]
    assert [(one["row"], one["column"], one["value"], one["code"]) for one in found] == [
        (3, "手机号", "*23", "mobile")
    ]
    done = good(caller.post(f"/imports/{trial['id']}/carry-out"), 202)
    assert (done["dry_run"], done["state"], Party.objects.get().external_ref) == (False, "done", "C1")
    refused(caller.post(f"/imports/{trial['id']}/carry-out"), 409, "import.files_gone")
    assert good(caller.get(f"/imports/{done['id']}"))["counts"] == done["counts"]


def test_a_retry_with_the_same_key_imports_once(desks: Desks) -> None:
    caller = client_of(desks.house.branch, [S.IMPORTS_WRITE])
    first = good(caller.upload("/imports", key="k", files=sent(), dry_run="false"), 202)
    again = good(caller.upload("/imports", key="k", files=sent(), dry_run="false"), 202)
    assert again == first
    refused(
        caller.upload("/imports", key="k", files=sent("客户号,姓名\nC9,甲\n"), dry_run="false"),
        409,
        "idempotency.mismatch",
    )


def test_wrong_callers_and_wrong_bodies_are_refused(desks: Desks) -> None:
    caller = client_of(desks.house.branch, [S.IMPORTS_WRITE])
    refused(client_of(desks.house.branch, [S.CLAIMS_READ]).upload("/imports", files=sent()), 403, "api.scope")
    refused(
        client_of(desks.house.branch, [S.IMPORTS_WRITE], signs_for=desks.house.handler).upload(
            "/imports", files=sent()
        ),
        403,
        "accounts.not_permitted",
    )
    refused(caller.upload("/imports"), 422, "invalid")
    refused(caller.upload("/imports", files=sent(), dry_run="perhaps"), 422, "invalid")
    assert caller.post("/imports", {"files": []}).status_code == 415
    refused(caller.get("/imports/999"), 404, "import.unknown")
    other = good(client_of(desks.house.head, [S.IMPORTS_WRITE]).upload("/imports", files=sent()), 202)
    refused(caller.get(f"/imports/{other['id']}"), 404, "import.unknown")

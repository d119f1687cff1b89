"""Papers over HTTP: both ways of uploading, looking, taking back."""

from __future__ import annotations

import base64
import hashlib
import io

import pytest
from tests.api.scene import Caller, Desks, good, photo, refused, report

from anpei.documents import vault
from anpei.documents.models import Paper


def named(content: bytes, name: str = "身份证.png") -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def test_photo_is_handed_in_as_a_form_and_fetched_as_a_marked_copy(insured: Desks) -> None:
    number = report(insured)
    handed = good(
        insured.partner.upload(f"/claims/{number}/papers", file=named(photo()), kind="id_card"), 201
    )
    assert (handed["kind"], handed["media_type"], handed["known"]) == ("id_card", "image/png", False)
    assert handed["sha256"] == hashlib.sha256(photo()).hexdigest()
    fetched = insured.handler.get(f"/claims/{number}/papers/{handed['id']}/content")
    assert fetched.content != photo() and fetched["Content-Type"] == "image/jpeg"
    assert vault.read(Paper.objects.get().file) == photo()
    assert fetched["Cache-Control"] == "no-store"
    assert fetched["Content-Disposition"] == f'attachment; filename="{number}-{handed["id"]}"'
    refused(
        insured.partner.get(f"/claims/{number}/papers/{handed['id']}/content"),
        403,
        "accounts.signature_needed",
    )
    timeline = [one["type"] for one in good(insured.handler.get(f"/claims/{number}"))["timeline"]]
    assert timeline[-1] == "paper.viewed"


def test_photo_is_handed_in_as_json(insured: Desks) -> None:
    number = report(insured)
    body = {"filename": "id.png", "content_base64": base64.b64encode(photo()).decode(), "kind": "id_card"}
    first = good(insured.partner.post(f"/claims/{number}/papers", body), 201)
    assert good(insured.partner.post(f"/claims/{number}/papers", body), 201) == {**first, "known": True}
    better = body | {"content_base64": base64.b64encode(photo(90)).decode(), "replaces": first["id"]}
    second = good(insured.partner.post(f"/claims/{number}/papers", better), 201)
    assert [one["id"] for one in good(insured.handler.get(f"/claims/{number}/papers"))] == [second["id"]]


def test_retried_upload_keeps_one_paper(insured: Desks) -> None:
    number = report(insured)
    answers = [
        insured.partner.upload(f"/claims/{number}/papers", key="photo-1", file=named(photo()), kind="id_card")
        for _ in range(2)
    ]
    assert answers[0].content == answers[1].content
    assert Paper.objects.count() == 1
    other = insured.partner.upload(
        f"/claims/{number}/papers", key="photo-1", file=named(photo(7)), kind="id_card"
    )
    refused(other, 409, "idempotency.mismatch")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"file": b"just text"}, "file"),
        ({"file": b""}, "file"),
        ({}, "file"),
        ({"file": photo(), "kind": "ID"}, "kind"),
        ({"file": photo(), "replaces": "x"}, "replaces"),
        ({"file": photo(), "colour": "red"}, "colour"),
    ],
)  # fmt: skip
def test_upload_that_cannot_be_right_is_refused_beside_its_field(
    insured: Desks, fields: dict, field: str
) -> None:
    number = report(insured)
    sent = {name: named(value) if isinstance(value, bytes) else value for name, value in fields.items()}
    assert set(
        refused(insured.partner.upload(f"/claims/{number}/papers", **sent), 422, "invalid")["fields"]
    ) == {field}


@pytest.mark.parametrize("change", [{"content_base64": "***"}, {"kind": 7}, {"filename": None}, {"more": 1}])
def test_json_upload_that_cannot_be_right_is_refused(insured: Desks, change: dict) -> None:
    number = report(insured)
    body = {"filename": "id.png", "content_base64": "", "kind": "id_card"} | change
    assert set(
        refused(insured.partner.post(f"/claims/{number}/papers", body), 422, "invalid")["fields"]
    ) == set(change)


def test_upload_in_another_form_is_refused(insured: Desks) -> None:
    number = report(insured)
    headers = {"Authorization": f"Bearer {insured.partner.bearer}", "Idempotency-Key": "k"}
    response = insured.partner.http.post(
        f"/api/v1/claims/{number}/papers", b"x", content_type="text/plain", headers=headers
    )
    refused(response, 415, "api.unreadable")


def test_paper_is_sorted_and_taken_back(insured: Desks) -> None:
    number = report(insured)
    paper = good(insured.partner.upload(f"/claims/{number}/papers", file=named(photo())), 201)
    assert paper["kind"] is None
    assert (
        good(insured.handler.post(f"/claims/{number}/papers/{paper['id']}/sort", {"kind": "id_card"}))["kind"]
        == "id_card"
    )
    assert good(insured.partner.delete(f"/claims/{number}/papers/{paper['id']}"))["state"] == "withdrawn"
    refused(insured.partner.delete(f"/claims/{number}/papers/999999"), 404, "paper.unknown")


def test_checklist_is_worked_on(insured: Desks) -> None:
    number = report(insured)
    path = f"/claims/{number}/checklist"
    refused(insured.handler.post(f"{path}/id_card/check", {"in_order": True}), 409, "item.nothing_came")
    refused(insured.handler.post(f"{path}/nothing/waive", {"reason": "x"}), 404, "item.unknown")
    assert good(insured.handler.post(f"{path}/id_card/waive", {"reason": "已当面核对"}))["state"] == "waived"
    added = good(insured.handler.post(path, {"kind": "diagnosis", "why": "看诊断日期"}), 201)
    assert (added["kind"], added["state"]) == ("diagnosis", "wanted")
    refused(insured.handler.post(path, {"kind": "diagnosis", "why": "再要"}), 409, "item.known")
    refused(insured.handler.post(f"/claims/{number}/accept"), 409, "claim.papers_missing")
    refused(insured.handler.post(f"/claims/{number}/supplement-notice", {}), 409, "supplement.too_early")


def announced(desk: Caller, number: str, content: bytes, **more: object) -> dict[str, object]:
    body = {"filename": "id.png", "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), **more}
    answer: dict[str, object] = good(desk.post(f"/claims/{number}/uploads", body), 201)
    return answer


def test_file_comes_in_pieces_and_goes_on_after_a_break(insured: Desks) -> None:
    number, content = report(insured), photo()
    upload = announced(insured.partner, number, content, kind="id_card")
    path = f"/claims/{number}/uploads/{upload['token']}"
    half = len(content) // 2
    assert good(insured.partner.piece(path, 0, content[:half]))["offset"] == half
    assert announced(insured.partner, number, content, kind="id_card")["token"] == upload["token"]
    refused(insured.partner.piece(path, 0, content[:half]), 409, "upload.offset")
    assert good(insured.partner.get(path))["offset"] == half
    done = good(insured.partner.piece(path, half, content[half:]))
    paper = Paper.objects.get()
    assert (done["paper"], done["known"], paper.origin) == (paper.pk, False, "api")
    assert announced(insured.partner, number, content)["known"] is True


def test_piece_says_where_it_belongs(insured: Desks) -> None:
    number = report(insured)
    upload = announced(insured.partner, number, photo())
    answer = insured.partner.piece(f"/claims/{number}/uploads/{upload['token']}", "", b"xx")
    assert refused(answer, 422, "invalid")["fields"].keys() == {"Upload-Offset"}


def test_upload_belongs_to_its_client(insured: Desks) -> None:
    number = report(insured)
    path = f"/claims/{number}/uploads/{announced(insured.partner, number, photo())['token']}"
    refused(insured.handler.get(path), 404, "upload.unknown")
    good(insured.partner.delete(path))
    refused(insured.partner.get(path), 404, "upload.unknown")

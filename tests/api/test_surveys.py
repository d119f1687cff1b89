"""Surveys over HTTP: ordered by the handler, written by the assigned person; each refusal."""

from __future__ import annotations

import base64
import hashlib
import io
from typing import Any

import pytest
from tests.api.scene import HANDLING, Caller, Desks, client_of, good, photo, proposed, refused, report
from tests.settlement import cast

from anpei.surveys.models import Statement, Survey, SurveyPhoto

ORDER = {"assignee": "qin", "reason": "金额较大", "questions": "在哪里摔的？"}


@pytest.fixture
def surveyor(insured: Desks) -> Caller:
    return client_of(insured.house.branch, HANDLING, signs_for=insured.house.surveyor)


@pytest.fixture
def case(insured: Desks) -> str:
    """The address of the surveys of a reported case."""
    return f"/claims/{report(insured)}/surveys"


def ordered(desks: Desks, case: str, **changes: Any) -> str:
    """The address of a survey of the case."""
    return f"{case}/{good(desks.handler.post(case, {**ORDER, **changes}), 201)['id']}"


def shot(shade: int = 200) -> io.BytesIO:
    file = io.BytesIO(photo(shade))
    file.name = "楼梯.png"
    return file


def test_survey_from_order_to_report(insured: Desks, surveyor: Caller, case: str) -> None:
    made = good(insured.handler.post(case, ORDER), 201)
    assert (made["state"], made["kind"], made["assignee"], made["ordered_by"]) == (
        "assigned",
        "survey",
        "qin",
        "林晓棠",
    )
    path = f"{case}/{made['id']}"
    assert good(surveyor.post(f"{path}/start"))["state"] == "under_way"
    taken = {
        "taken_at": "2026-11-16T01:00:00Z",
        "place": "楼梯",
        "latitude": "30.657",
        "longitude": "104.066",
    }
    picture = good(surveyor.upload(f"{path}/photos", file=shot(), caption="台阶湿滑", **taken), 201)
    assert picture == {
        "id": SurveyPhoto.objects.get().pk,
        "taken_at": "2026-11-16T01:00:00.000Z",
        "place": "楼梯",
        "latitude_e6": 30_657_000,
        "longitude_e6": 104_066_000,
        "caption": "台阶湿滑",
        "media_type": "image/png",
        "size": len(photo()),
        "sha256": hashlib.sha256(photo()).hexdigest(),
    }
    said = good(
        surveyor.post(f"{path}/statements", {"person": "李邻", "role": "证人", "text": "看见她滑倒"}), 201
    )
    assert (said["person"], said["role"], said["text"]) == ("李邻", "证人", "看见她滑倒")
    done = good(surveyor.post(f"{path}/report", {"findings": "与报案一致", "conclusion": "confirmed"}))
    assert (done["state"], done["findings"], done["conclusion"]) == ("reported", "与报案一致", "confirmed")
    assert good(insured.handler.get(case)) == [{**done, "photos": [picture], "statements": [said]}]


def test_photo_comes_as_json_too_and_each_look_at_it_is_recorded(
    insured: Desks, surveyor: Caller, case: str
) -> None:
    path = ordered(insured, case)
    body = {"content_base64": base64.b64encode(photo()).decode(), "place": "楼梯"}
    picture = good(surveyor.post(f"{path}/photos", body), 201)
    fetched = insured.handler.get(f"{path}/photos/{picture['id']}/content")
    assert fetched.content != photo() and fetched["Content-Type"] == "image/jpeg"  # a copy with who looked
    assert fetched["Cache-Control"] == "no-store"
    number = case.split("/")[2]
    last = good(insured.handler.get(f"/claims/{number}"))["timeline"][-1]
    assert (last["type"], last["who"]) == ("survey.photo_viewed", "林晓棠")
    refused(insured.handler.get(f"{path}/photos/999999/content"), 404, "photo.unknown")
    refused(insured.payer.get(f"{path}/photos/{picture['id']}/content"), 403, "accounts.not_permitted")


def test_retried_order_and_photo_happen_once(insured: Desks, surveyor: Caller, case: str) -> None:
    orders = [insured.handler.post(case, ORDER, key="order-1") for _ in range(2)]
    assert orders[0].content == orders[1].content
    path = f"{case}/{Survey.objects.get().pk}"
    shots = [surveyor.upload(f"{path}/photos", key="shot-1", file=shot()) for _ in range(2)]
    assert shots[0].content == shots[1].content
    assert SurveyPhoto.objects.count() == 1
    refused(surveyor.upload(f"{path}/photos", key="shot-1", file=shot(9)), 409, "idempotency.mismatch")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"assignee": "nobody"}, "assignee"),
        ({"assignee": "lin"}, "assignee"),  # a handler does not carry out surveys
        ({"kind": "visit"}, "kind"),
        ({"due_at": "2026-11-15T00:00:00Z"}, "due_at"),
        ({"due_at": "soon"}, "due_at"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_order_that_cannot_be_right_is_refused_beside_its_field(
    insured: Desks, case: str, change: dict[str, str], field: str
) -> None:
    refusal = refused(insured.handler.post(case, {**ORDER, **change}), 422, "invalid")
    assert set(refusal["fields"]) == {field}
    assert Survey.objects.count() == 0


def test_surveyor_of_another_branch_is_not_sent(insured: Desks, case: str) -> None:
    elsewhere = cast.unit("B2", "branch", "湖北分公司", insured.house.head)
    cast.staff("bai", "surveyor", elsewhere, "白露")
    refusal = refused(insured.handler.post(case, {**ORDER, "assignee": "bai"}), 422, "invalid")
    assert set(refusal["fields"]) == {"assignee"}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "file"),
        ({"file": b"just text"}, "file"),
        ({"file": photo(), "latitude": "north", "longitude": "1"}, "place"),
        ({"file": photo(), "latitude": "inf", "longitude": "nan"}, "place"),
        ({"file": photo(), "latitude": "91", "longitude": "1"}, "place"),
        ({"file": photo(), "latitude": "30.6"}, "place"),
        ({"file": photo(), "taken_at": "2026-11-17T00:00:00Z"}, "taken_at"),
        ({"file": photo(), "taken_at": "today"}, "taken_at"),
        ({"file": photo(), "caption": "长" * 201}, "caption"),
        ({"file": photo(), "kind": "id_card"}, "kind"),
    ],
)
def test_photo_that_cannot_be_right_is_refused_beside_its_field(
    insured: Desks, surveyor: Caller, case: str, sent: dict[str, Any], field: str
) -> None:
    path = f"{ordered(insured, case)}/photos"
    fields = {name: io.BytesIO(value) if isinstance(value, bytes) else value for name, value in sent.items()}
    assert set(refused(surveyor.upload(path, **fields), 422, "invalid")["fields"]) == {field}
    assert SurveyPhoto.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"person": " "}, "person"),
        ({"role": ""}, "role"),
        ({"text": ""}, "text"),
        ({"taken_at": "2026-11-17T00:00:00Z"}, "taken_at"),
    ],
)
def test_statement_that_cannot_be_right_is_refused_beside_its_field(
    insured: Desks, surveyor: Caller, case: str, change: dict[str, str], field: str
) -> None:
    said = {"person": "李邻", "role": "证人", "text": "看见她滑倒", **change}
    refusal = refused(surveyor.post(f"{ordered(insured, case)}/statements", said), 422, "invalid")
    assert set(refusal["fields"]) == {field}
    assert Statement.objects.count() == 0


def test_report_says_what_was_found_and_concludes(insured: Desks, surveyor: Caller, case: str) -> None:
    path = f"{ordered(insured, case)}/report"
    empty = refused(surveyor.post(path, {"findings": "", "conclusion": "confirmed"}), 422, "invalid")
    maybe = refused(surveyor.post(path, {"findings": "属实", "conclusion": "maybe"}), 422, "invalid")
    assert (set(empty["fields"]), set(maybe["fields"])) == ({"findings"}, {"conclusion"})
    assert Survey.objects.get().state == "assigned"


def test_only_the_assigned_person_writes(insured: Desks, surveyor: Caller, case: str) -> None:
    path = ordered(insured, case)
    other = client_of(
        insured.house.branch, HANDLING, signs_for=cast.staff("bai", "surveyor", insured.house.branch, "白露")
    )
    said = {"person": "李邻", "role": "证人", "text": "看见她滑倒"}
    for step, body in (
        ("start", {}),
        ("statements", said),
        ("report", {"findings": "x", "conclusion": "unclear"}),
    ):
        refused(other.post(f"{path}/{step}", body), 403, "survey.not_mine")
        refused(insured.handler.post(f"{path}/{step}", body), 403, "accounts.not_permitted")
    refused(other.upload(f"{path}/photos", file=shot()), 403, "survey.not_mine")
    refused(surveyor.post(case, ORDER), 403, "accounts.not_permitted")
    refused(surveyor.post(f"{path}/cancel", {"reason": "太远"}), 403, "accounts.not_permitted")
    refused(insured.partner.post(case, ORDER), 403, "api.scope")
    refused(insured.partner.get(case), 403, "accounts.signature_needed")
    refused(insured.payer.get(case), 403, "accounts.not_permitted")


def test_cancelled_survey_says_why_and_takes_nothing_more(
    insured: Desks, surveyor: Caller, case: str
) -> None:
    path = ordered(insured, case)
    assert set(
        refused(insured.handler.post(f"{path}/cancel", {"reason": " "}), 422, "invalid")["fields"]
    ) == {"reason"}
    done = good(insured.handler.post(f"{path}/cancel", {"reason": "病历已经说明"}))
    assert (done["state"], done["cancel_reason"]) == ("cancelled", "病历已经说明")
    refused(insured.handler.post(f"{path}/cancel", {"reason": "再次"}), 409, "survey.state")
    refused(surveyor.post(f"{path}/start"), 409, "survey.state")
    refused(surveyor.upload(f"{path}/photos", file=shot()), 409, "survey.state")


def test_survey_of_another_case_is_not_reached(insured: Desks, surveyor: Caller, case: str) -> None:
    path = ordered(insured, case)
    other = f"/claims/{report(insured, event_on='2026-10-01')}/surveys"
    refused(surveyor.post(f"{other}/{path.rpartition('/')[2]}/start"), 404, "survey.unknown")
    assert Survey.objects.get().state == "assigned"


def test_survey_is_ordered_before_the_decision_is_proposed(insured: Desks) -> None:
    refused(insured.handler.post(f"/claims/{proposed(insured)}/surveys", ORDER), 409, "survey.not_open")

"""Every step of a complaint over HTTP: how it ends, who takes part, what is kept, why it happened."""

from __future__ import annotations

import base64

from tests.api.scene import Caller, client_of, good, refused
from tests.api.test_complaints import ALL, complaint, decided, desk, officer
from tests.cast import Cast
from tests.complaints.conftest import answer, complain, second

from anpei.accounts.models import Staff
from anpei.claims.models import Claim
from anpei.complaints.models import Channel, Complaint
from anpei.demo import papers
from anpei.jobs import worker

__all__ = ["complaint", "decided", "officer", "second"]


def path_of(complaint: Complaint) -> str:
    return f"/complaints/{complaint.number}"


def test_it_is_withdrawn_in_the_words_of_the_complainant_and_opened_again(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    handler, path = desk(cast, officer), path_of(complaint)
    assert "words" in refused(handler.post(f"{path}/withdraw", {"words": " "}), 422, "invalid")["fields"]
    ended = good(handler.post(f"{path}/withdraw", {"words": "问题解决了"}))
    assert (ended["state"], ended["close_note"]) == ("withdrawn", "问题解决了")
    assert good(handler.post(f"{path}/reopen", {"reason": "又没有回电"}))["state"] == "investigating"


def test_it_is_declined_for_a_reason_of_the_rule_set(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    handler, path = desk(cast, officer), path_of(complaint)
    refused(handler.post(f"{path}/decline", {"code": "mood", "note": "不办"}), 422, "invalid")
    ended = good(handler.post(f"{path}/decline", {"code": "court", "note": "法院已经受理。"}))
    assert (ended["state"], ended["close_code"]) == ("declined", "court")


def test_the_later_one_is_joined_to_the_earlier(cast: Cast, officer: Staff, complaint: Complaint) -> None:
    handler = desk(cast, officer)
    later = complain(cast, complaint.claim, key="c-2")
    refused(handler.post(f"{path_of(later)}/merge", {"into": "TS1"}), 422, "invalid")
    joined = good(handler.post(f"{path_of(later)}/merge", {"into": complaint.number}))
    assert (joined["state"], joined["merged_into"]) == ("merged", complaint.number)


def test_it_changes_hands_and_those_it_is_about_stand_aside_and_give_their_view(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    handler, path = desk(cast, officer), path_of(complaint)
    refused(handler.post(f"{path}/handler", {"handler": "nobody", "reason": "休假"}), 422, "invalid")
    given = good(handler.post(f"{path}/handler", {"handler": second.username, "reason": "休假"}))
    assert given["handler"] == second.username
    now = desk(cast, second)
    receipt = good(now.post(f"{path}/concerned", {"people": [cast.other_handler.username]}))
    assert receipt["handler"] == second.display_name
    question = {"person": cast.other_handler.username, "question": "为什么没有回电？"}
    good(now.post(f"{path}/views", question))
    asked = client_of(cast.branch, ALL, signs_for=cast.other_handler)
    (one,) = good(asked.get("/complaint-questions"))
    assert (one["question"], one["claim"]) == ("为什么没有回电？", complaint.claim.number)  # type: ignore[union-attr]
    good(asked.post(f"/complaint-questions/{one['id']}", {"text": "那天我在查勘。"}), 204)
    refused(asked.post(f"/complaint-questions/{one['id']}", {"text": "再说一次"}), 404, "complaint.row")
    assert good(asked.get("/complaint-questions")) == []
    (part,) = [one for one in good(now.get(path))["parts"] if one["statement"]]
    assert (part["username"], part["statement"]) == (cast.other_handler.username, "那天我在查勘。")


def test_naming_oneself_answers_who_looks_after_it_now(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    handler = desk(cast, officer)
    receipt = good(handler.post(f"{path_of(complaint)}/concerned", {"people": [officer.username]}))
    assert receipt["handler"] == second.display_name
    refused(handler.get(path_of(complaint)), 404, "complaint.unknown")


def test_the_answer_has_a_letter_its_promise_is_kept_and_the_unit_above_reviews_it(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    handler, manager, path = desk(cast, officer), desk(cast, cast.staff["manager"]), path_of(complaint)
    decision = answer(cast, complaint, officer)
    letter = f"{path}/answers/{decision.pk}/letter"
    refused(handler.get(letter), 404, "letter.not_ready")
    worker.drain()
    file = handler.get(letter)
    assert (file.status_code, file["Content-Type"], file.content[:5]) == (200, "application/pdf", b"%PDF-")
    promised = good(handler.get(path))["decisions"][0]["remedies"][0]
    done = good(handler.post(f"{path}/remedies/{promised['id']}/done", {"what": "已经打电话道歉"}))
    assert done["decisions"][0]["remedies"][0]["done_note"] == "已经打电话道歉"
    refused(handler.post(f"{path}/remedies/999999/done", {"what": "x"}), 404, "complaint.row")
    day = {"organisation": "成都金融消费纠纷调解中心", "held_on": "2026-12-01", "outcome": "planned"}
    assert good(handler.post(f"{path}/mediations", day))["mediations"][0]["outcome"] == "planned"
    assert good(handler.post(f"{path}/review-request", {"text": "没有说清楚"}))["state"] == "review"
    refused(handler.post(f"{path}/review/take"), 403, "accounts.not_permitted")
    given = {"outcome": "partly", "facts": "复查了全部记录。", "basis": "服务承诺"}
    reviewer = next(
        desk(cast, one.staff) for one in complaint.parts.filter(role="reviewer").select_related("staff")
    )
    refused(reviewer.post(f"{path}/review/take"), 409, "complaint.reviewed")
    refused(manager.post(f"{path}/review", given), 403, "complaint.not_mine")
    assert good(reviewer.post(f"{path}/review", given))["state"] == "closed"


def test_a_file_is_kept_as_evidence_and_read_with_the_name_of_the_reader_on_it(
    cast: Cast, officer: Staff, complaint: Complaint
) -> None:
    handler, path = desk(cast, officer), path_of(complaint)
    finding = good(handler.post(f"{path}/findings", {"text": "没有回电"}))["findings"][-1]["id"]
    content = base64.b64encode(papers.picture("id_card")).decode()
    body = {"title": "通话记录", "finding": finding, "content_base64": content}
    kept = good(handler.post(f"{path}/evidence", body), 201)["evidence"]
    assert [(one["title"], one["finding"]) for one in kept] == [("通话记录", finding)]
    refused(handler.post(f"{path}/evidence", body | {"finding": 999_999}), 404, "complaint.row")
    assert (
        "title" in refused(handler.post(f"{path}/evidence", body | {"title": ""}), 422, "invalid")["fields"]
    )
    file = handler.get(f"{path}/evidence/{kept[0]['id']}/content")
    assert (file.status_code, file["Content-Type"]) == (200, "image/jpeg")
    assert good(handler.post(f"{path}/messages", {"text": "我们在查。"}))["number"] == complaint.number


def test_a_major_complaint_is_declared_logged_and_reported(cast: Cast, officer: Staff, second: Staff) -> None:
    complaint = complain(cast, None, people=25)
    handler, path = desk(cast, Staff.objects.get(complaint_parts__complaint=complaint)), path_of(complaint)
    refused(handler.post(f"{path}/situation", {"text": "x"}), 409, "complaint.not_major")
    body = {"criteria": ["group"], "lead": second.username}
    assert good(handler.post(f"{path}/major", body))["major"] is True
    refused(handler.post(f"{path}/major-report"), 409, "complaint.no_situation")
    assert (
        good(handler.post(f"{path}/situation", {"text": "到场 25 人"}))["situation"][0]["text"]
        == "到场 25 人"
    )
    assert good(handler.post(f"{path}/major-report"))["major_reported_at"] is not None


def test_a_cause_is_changed_sent_back_and_seen(
    cast: Cast, officer: Staff, second: Staff, complaint: Complaint
) -> None:
    owner: Caller = client_of(cast.branch, ALL, signs_for=cast.other_handler)
    other = desk(cast, second)
    body = {"kind": "letter", "reference": "B-07", "text": "没列全", "action": "改", "owner": "handler2"}
    path = path_of(complaint)
    assert "reference" in refused(desk(cast, officer).post(f"{path}/causes", body), 422, "invalid")["fields"]
    offered = good(desk(cast, officer).get(f"{path}/cause-targets", kind="letter", words="asked for once"))
    assert offered[-1] == {
        "key": "message:claim.supplement",
        "title": "What is missing, asked for once",
        "note": "message, as shipped",
    }
    assert good(desk(cast, officer).get(f"{path}/cause-targets", kind="process")) == []
    good(desk(cast, officer).post(f"{path}/causes", body | {"reference": offered[-1]["key"]}))
    (cause,) = good(owner.get("/complaint-causes"))
    assert (cause["complaint"], cause["owner"]) == (complaint.number, "handler2")
    assert (cause["title"], cause["changed"]) == ("What is missing, asked for once", False)
    at = f"/complaint-causes/{cause['id']}"
    refused(other.post(f"{at}/verify"), 409, "cause.not_done")
    good(owner.post(f"{at}/changed", {"what": "改好了"}))
    assert good(other.post(f"{at}/deny", {"reason": "英文版没有改"}))["done_at"] is None
    assert good(owner.post(f"{at}/changed", {"what": "都改了"}))["done_note"] == "都改了"
    refused(owner.post(f"{at}/verify"), 403, "accounts.not_permitted")
    assert good(other.post(f"{at}/verify"))["verified_at"] is not None
    assert good(owner.get("/complaint-causes")) == []


def test_a_transfer_is_reported_back_after_the_answer(cast: Cast, officer: Staff, decided: Claim) -> None:
    transfer = complain(cast, decided, channel=Channel.REGULATOR, regulator_case_no="川金监转 2026-118")
    handler = desk(cast, officer)
    refused(handler.post(f"{path_of(transfer)}/regulator-report"), 409, "complaint.not_answered")
    answer(cast, transfer, officer)
    assert good(handler.post(f"{path_of(transfer)}/regulator-report"))["regulator_reported_at"] is not None

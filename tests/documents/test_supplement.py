"""What is asked again: only what the claimant can mend, each with its reason and how; nothing is sent by itself."""

from __future__ import annotations

import pytest
from tests.cast import Cast, course_to
from tests.documents.fake import FakeReader, field, part, reading

from anpei.claims import actions as claims
from anpei.claims.models import Claim, ItemState
from anpei.core.errors import Forbidden
from anpei.demo import papers
from anpei.documents import actions, checks, supplement
from anpei.documents.understood import understood
from anpei.jobs import worker
from anpei.recognition.errors import Unreadable
from anpei.recognition.reading import Finding, Level, Part, Reading


@pytest.fixture(autouse=True)
def _reader(fake_reader: type[FakeReader]) -> None:
    """Every test here has papers read."""


def come(
    claim: Claim, cast: Cast, kind: str, *parts: Part, result: Reading | Exception | None = None
) -> None:
    content = papers.picture(kind)
    FakeReader.known[content] = result or reading(*parts)
    item = claim.checklist.get(kind=kind)
    actions.hand_in(claim, content=content, filename="a.jpg", item=item, by=cast.customer.actor)
    worker.drain()


def asks(claim: Claim) -> dict[str, tuple[str, str]]:
    found = understood(claim)
    said = supplement.proposals(claim, found, checks.run(claim, found))
    return {ask.item.kind: (ask.problem, ask.fix) for ask in said}


def test_papers_that_do_are_not_asked_for_again(cast: Cast, reported_claim: Claim) -> None:
    come(
        reported_claim,
        cast,
        "id_card",
        part("id_card", field("name", cast.customer.name), side="front"),
        part("id_card", field("valid_until", "2040-01-01", "date"), side="back"),
    )
    assert asks(reported_claim) == {}


def test_one_side_of_the_card_is_not_enough(cast: Cast, reported_claim: Claim) -> None:
    come(reported_claim, cast, "id_card", part("id_card", side="front"))
    assert asks(reported_claim) == {"id_card": ("身份证只收到一面。", "请把背面也发来。")}


def test_a_picture_nobody_can_read_is_asked_for_with_what_is_wrong(cast: Cast, reported_claim: Claim) -> None:
    glare = Finding("picture.glare", Level.WARNING, (), {"page": 1})
    come(
        reported_claim,
        cast,
        "bank_card",
        part("bank_card", field("number", "6222", "account", confidence_bp=4_000), findings=(glare,)),
    )
    problem, fix = asks(reported_claim)["bank_card"]
    assert problem == "第1页照片有反光，部分文字看不清。请避开灯光、关闭闪光灯后再拍一张。"
    assert fix == "重新拍一张银行卡就可以。"


def test_a_flaw_is_none_while_everything_can_be_read(cast: Cast, reported_claim: Claim) -> None:
    glare = Finding("picture.glare", Level.WARNING, (), {"page": 1})
    come(reported_claim, cast, "bank_card", part("bank_card", field("number", "6222"), findings=(glare,)))
    assert asks(reported_claim) == {}


def test_another_paper_than_the_one_asked_for_is_named(cast: Cast, reported_claim: Claim) -> None:
    come(reported_claim, cast, "bank_card", part("claim_form"))
    assert asks(reported_claim) == {"bank_card": ("收到的是理赔申请书。", "请发银行卡。")}


def test_a_file_that_cannot_be_opened_says_why(cast: Cast, reported_claim: Claim) -> None:
    come(reported_claim, cast, "bank_card", result=Unreadable("file.damaged"))
    problem, _fix = asks(reported_claim)["bank_card"]
    assert problem == "文件可能没有传完整，无法打开。请重新上传，或换一张照片。"


def test_what_another_case_holds_is_never_asked_about(cast: Cast, reported_claim: Claim) -> None:
    other = course_to(cast, "reported", key="other")
    paper = part("inpatient_receipt", field("number", "0003841275"))
    for claim in (other, reported_claim):
        come(claim, cast, "inpatient_receipt", paper)
    found = understood(reported_claim)
    failed = {one.code for one in checks.run(reported_claim, found) if one.outcome == checks.Outcome.FAIL}
    assert {"elsewhere.number", "elsewhere.file"} <= failed
    assert asks(reported_claim) == {}


def test_taking_over_the_proposals_fills_the_one_notice(cast: Cast, reported_claim: Claim) -> None:
    come(reported_claim, cast, "id_card", part("id_card", side="front"))
    assert len(actions.note_proposals(reported_claim, by=cast.handler.actor)) == 1
    item = reported_claim.checklist.get(kind="id_card")
    assert (item.state, item.problem, item.fix) == (
        ItemState.NEEDS_FIX,
        "身份证只收到一面。",
        "请把背面也发来。",
    )
    assert not reported_claim.supplement_notices.exists()
    notice = claims.send_supplement_notice(reported_claim, by=cast.handler.actor)
    asked = {entry["kind"]: entry for entry in notice.items}
    assert (asked["id_card"]["reason_zh"], asked["id_card"]["fix"]) == (item.problem, item.fix)
    # What the insurer holds itself is on no notice.
    assert "policy_contract" not in asked
    assert actions.note_proposals(reported_claim, by=cast.handler.actor) == []


def test_who_may_not_handle_takes_nothing_over(cast: Cast, reported_claim: Claim) -> None:
    come(reported_claim, cast, "id_card", part("id_card", side="front"))
    with pytest.raises(Forbidden):
        actions.note_proposals(reported_claim, by=cast.approver.actor)
    assert reported_claim.checklist.get(kind="id_card").state == ItemState.RECEIVED

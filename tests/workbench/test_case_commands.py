"""A case walked through its page: every step is an action, every refusal keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.settlement import cast

from anpei.accounts.models import Staff
from anpei.audit.models import Event
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.jobs.worker import drain
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement
from anpei.settlement.models import Decision
from anpei.workbench.commands import COMMANDS

BrowserOf = Callable[[Staff], Client]
LINES = {
    "line_item": ["西药费", "护理费"],
    "line_category": ["drug", "nursing"],
    "line_nrdl_class": ["A", "A"],
    "line_first_pay": ["", ""],
}
RECEIPT = {
    "setting": "inpatient", "code": "06026126", "number": "0003841275", "hospital": "江州市第二人民医院",
    "issued_on": "2026-10-26",
    "admitted_on": "2026-10-12", "discharged_on": "2026-10-26", "total_fen": "20,000.00", "social_fen": "5000", "other_fen": "",
    "account_fen": "", "social_settled": "on", **LINES, "line_amount": ["19,500.00", "500.00"],
}  # fmt: skip


def do(client: Client, claim: Claim, name: str, **sent: object):
    return client.post(f"/staff/claims/{claim.number}/do/{name}/", sent)


def test_a_case_goes_from_registration_to_an_approved_payment(
    handler: Client, approver: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = cast.claim_of(house, member)
    assert do(handler, claim, "register").status_code == 302
    assert do(handler, claim, "save-receipt", **RECEIPT).status_code == 302
    line = claim.receipts.get().lines.get(item="护理费")
    assert (
        do(handler, claim, "exclude-line", target=line.pk, clause="2.5(4)", reason="陪护不是治疗").status_code
        == 302
    )
    assert do(handler, claim, "calculate").status_code == 302
    run = claim.runs.get()
    assert run.payable_fen == 450_000  # 20,000 less 5,000 social, 500 not covered, 10,000 deductible
    sent = {
        "outcome": "pay_reduced",
        "clause": "2.5(4)",
        "reason": "陪护费不在责任内",
        "would_change": "有医嘱护理记录可以重新计算",
    }
    assert do(handler, claim, "propose", **sent).status_code == 302
    answer = approver.post(f"/staff/approvals/{claim.number}/answer/", {"verdict": "approve", "comment": ""})
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.payable_fen) == ("paying", 450_000)


def test_a_receipt_that_does_not_add_up_comes_back_with_everything_typed(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = settlement.register_case(cast.claim_of(house, member), by=house.handler.actor)
    answer = do(handler, claim, "save-receipt", **{**RECEIPT, "line_amount": ["19,500.00", "lots"]})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Please write a number such as 1234.50." in text
    assert "0003841275" in text
    assert "lots" in text
    answer = do(handler, claim, "save-receipt", **{**RECEIPT, "line_amount": ["19,500.00", "400.00"]})
    assert answer.status_code == 422
    assert "19,900.00" in answer.content.decode()
    assert not claim.receipts.exists()


def test_a_refusal_without_clause_is_asked_for_it_beside_the_field(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = settlement.register_case(cast.claim_of(house, member), by=house.handler.actor)
    answer = do(
        handler, claim, "propose", outcome="refuse", reason="等待期内出险", clause="", would_change=""
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "等待期内出险" in text
    assert "Which clause says so?" in text
    assert not Decision.objects.exists()


def test_nobody_approves_own_work_through_the_page(
    house: cast.House, member: InsuredMember, browser_of: BrowserOf
) -> None:
    decision = cast.proposed(house, member)
    Staff.objects.filter(pk=house.handler.pk).update(role="supervisor")
    house.handler.refresh_from_db()
    answer = browser_of(house.handler).post(
        f"/staff/approvals/{decision.claim.number}/answer/", {"verdict": "approve"}
    )
    assert answer.status_code == 403
    decision.refresh_from_db()
    assert decision.state == "proposed"


def test_sending_back_needs_a_comment_and_keeps_the_case_where_it_is(
    approver: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = cast.proposed(house, member)
    url = f"/staff/approvals/{decision.claim.number}/answer/"
    answer = approver.post(url, {"verdict": "return", "comment": ""})
    assert answer.status_code == 422
    assert "What should be looked at again?" in answer.content.decode()
    assert approver.post(url, {"verdict": "return", "comment": "陪护费为何扣两次？"}).status_code == 302
    decision.claim.refresh_from_db()
    assert decision.claim.state == "assessing"


def test_papers_are_received_checked_asked_for_once_and_accepted(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    taken = {"reporter_phone": "13800000001", "insured_id_number": member.party.id_number, "nature": "illness",
    "care": "inpatient",
             "reporter_relation": "self", "event_on": "2026-10-12", "do": "report", "token": "t" * 30}  # fmt: skip
    assert handler.post("/staff/intake/", taken).status_code == 302
    claim = Claim.objects.get()
    wanted = list(claim.checklist.filter(state="wanted"))
    assert (
        do(handler, claim, "receive", items=[item.pk for item in wanted[:-1]], origin="counter").status_code
        == 302
    )
    assert (
        do(handler, claim, "supplement").status_code == 409
    )  # unchecked papers first: the list names everything at once
    for item in wanted[:-1]:
        assert do(handler, claim, "confirm-paper", target=item.pk).status_code == 302
    assert do(handler, claim, "supplement").status_code == 302
    again = do(handler, claim, "supplement", new_fact="")
    assert again.status_code == 422
    assert "A second list needs a fact" in again.content.decode()
    photo = SimpleUploadedFile("notes.txt", b"no picture", content_type="image/jpeg")
    unreadable = do(handler, claim, "upload", item=wanted[-1].pk, file=photo)
    assert unreadable.status_code == 422
    assert do(handler, claim, "waive-paper", target=wanted[-1].pk, reason="医院已撤销").status_code == 302
    assert do(handler, claim, "accept").status_code == 302
    claim.refresh_from_db()
    assert claim.state == "accepted"


def test_the_same_intake_form_sent_twice_opens_one_case(handler: Client, house: cast.House) -> None:
    sent = {
        "reporter_phone": "13800000001",
        "reporter_relation": "self",
        "nature": "unknown",
        "care": "unknown",
        "do": "report",
        "token": "k" * 30,
    }
    first = handler.post("/staff/intake/", sent)
    assert handler.post("/staff/intake/", sent)["Location"] == first["Location"]
    assert Claim.objects.count() == 1


def test_an_intake_without_a_phone_keeps_the_words_and_the_draft(handler: Client, house: cast.House) -> None:
    sent = {
        "story": "手腕断了",
        "reporter_relation": "self",
        "nature": "injury",
        "care": "unknown",
        "do": "report",
        "token": "d" * 30,
    }
    answer = handler.post("/staff/intake/", sent)
    assert answer.status_code == 422
    assert "手腕断了" in answer.content.decode()
    assert "手腕断了" in handler.get("/staff/intake/", {"draft": "d" * 30}).content.decode()


def test_a_reveal_is_logged_with_its_reason_and_refused_without(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = cast.claim_of(house, member)
    number = member.party.id_number
    assert number not in handler.get(f"/staff/claims/{claim.number}/report/").content.decode()
    empty = do(handler, claim, "reveal", target="identity", field="identity", reason="")
    assert empty.status_code == 422
    assert number not in empty.content.decode()
    shown = do(handler, claim, "reveal", target="identity", field="identity", reason="核对身份")
    assert number in shown.content.decode()
    assert Event.objects.filter(type__contains="reveal").count() == 1


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_refuses_a_role_without_its_permission(
    house: cast.House, member: InsuredMember, browser_of: BrowserOf, name: str
) -> None:
    claim = cast.claim_of(house, member)
    auditor = cast.staff("watch", "auditor", house.branch, "柳青")
    before = Event.objects.count()
    assert do(browser_of(auditor), claim, name, target="1", field="phone").status_code == 403
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_answers_empty_input_with_words_and_never_with_a_500(
    handler: Client, house: cast.House, member: InsuredMember, name: str
) -> None:
    claim = cast.claim_of(house, member)
    answer = do(handler, claim, name, target="x\x00", junk="<script>")
    assert answer.status_code in (200, 302, 403, 404, 409, 422)


def test_injuries_and_a_death_are_entered_beside_the_calculation(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = settlement.register_case(cast.claim_of(house, member, nature="injury"), by=house.handler.actor)
    rated = {"item": "7.3", "grade": "8", "appraised_on": "2026-11-02", "paper": ""}
    assert do(handler, claim, "add-injury", **rated).status_code == 302
    again = do(handler, claim, "add-injury", **rated)
    assert again.status_code == 422 and 'value="7.3"' in again.content.decode()
    page = handler.get(f"/staff/claims/{claim.number}/calculation/").content.decode()
    assert "JR/T 0083-2013" in page and 'id="do-calculate"' in page
    early = {"died_on": "2026-10-11", "cause_of_death": "accident"}
    assert do(handler, claim, "death", **early).status_code == 422
    assert do(handler, claim, "death", **{**early, "died_on": "2026-11-03"}).status_code == 302
    injury = claim.injuries.get()
    assert do(handler, claim, "remove-injury", target=injury.pk, reason="鉴定撤回").status_code == 302
    claim.refresh_from_db()
    assert (claim.injuries.count(), claim.cause_of_death) == (0, "accident")


def test_the_letter_of_a_supplement_notice_is_one_click_away(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = cast.claim_of(house, member, state="reported")
    claims.add_item(claim, kind="discharge_summary", why="看治疗经过", by=house.handler.actor)
    claims.send_supplement_notice(claim, by=house.handler.actor)
    letter = f"/staff/claims/{claim.number}/supplement-1.pdf"
    assert handler.get(letter).status_code == 404
    drain(strict=True)
    assert letter in handler.get(f"/staff/claims/{claim.number}/letters/").content.decode()
    assert handler.get(letter).content.startswith(b"%PDF")

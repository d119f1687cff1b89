"""What the insured person does with a case; and that nobody else can."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter
from tests.portal import scene
from tests.settlement import cast

from anpei.claims import actions as claims
from anpei.claims.models import CallRequest, Claim
from anpei.core import clock
from anpei.documents.models import Paper
from anpei.jobs.worker import drain
from anpei.parties import actions as parties
from anpei.parties.models import Consent, ConsentPurpose, DataRequest
from anpei.payments import actions as payments
from anpei.payments.events import PayeeSet
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement
from anpei.settlement.models import Objection

pytestmark = pytest.mark.django_db
BAD_ACCOUNT = "6200000000000901"  # the practice bank sends it back: wrong name
HOME_STATEMENTS = 13
OTHER_ACCOUNT = "6200000000000021"


def address(name: str, number: str) -> str:
    return reverse(f"portal:{name}", args=[number])


@pytest.mark.parametrize(
    "name",
    [
        "progress",
        "live",
        "papers",
        "supplement",
        "result",
        "letter",
        "object",
        "account",
        "withdraw",
        "received",
    ],
)
def test_foreign_case_does_not_exist_for_a_stranger(
    stranger: Client, house: cast.House, member: InsuredMember, name: str
) -> None:
    decision = scene.approved(house, member)
    assert stranger.get(address(name, decision.claim.number)).status_code == 404


@pytest.mark.parametrize("name", ["message", "accept", "object", "account", "papers", "withdraw"])
def test_stranger_can_send_nothing_to_a_foreign_case(
    stranger: Client, house: cast.House, member: InsuredMember, name: str
) -> None:
    decision = scene.approved(house, member)
    assert (
        stranger.post(address(name, decision.claim.number), {"text": "x", "sure": "yes"}).status_code == 404
    )


@pytest.mark.parametrize("name", ["progress", "live", "papers", "result", "account"])
def test_page_of_a_case_asks_for_log_in(anyone: Client, member: InsuredMember, name: str) -> None:
    answer = anyone.get(address(name, scene.reported(member).number))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")


def test_wrong_code_says_how_many_tries_are_left_and_keeps_out(anyone: Client, member: InsuredMember) -> None:
    anyone.post(reverse("portal:login"), {"phone": member.party.phone})
    shown = anyone.get(reverse("portal:code")).context["shown_code"]
    wrong = "000000" if shown != "000000" else "111111"
    answer = anyone.post(reverse("portal:code"), {"code": wrong})
    assert answer.status_code == 422
    assert anyone.get(reverse("portal:privacy")).status_code == 302


def test_log_in_answers_alike_for_known_and_unknown_phones(anyone: Client, member: InsuredMember) -> None:
    known = anyone.post(reverse("portal:login"), {"phone": member.party.phone})
    unknown = Client().post(reverse("portal:login"), {"phone": "13911112222"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_second_code_within_a_minute_is_refused_and_the_number_stays(
    anyone: Client, member: InsuredMember
) -> None:
    anyone.post(reverse("portal:login"), {"phone": member.party.phone})
    answer = anyone.post(reverse("portal:login"), {"phone": member.party.phone})
    assert answer.status_code == 429
    assert member.party.phone in answer.content.decode()


def test_logged_out_phone_sees_no_case_any_more(insured: Client, member: InsuredMember) -> None:
    claim = scene.reported(member)
    insured.post(reverse("portal:logout"))
    assert insured.get(address("progress", claim.number)).status_code == 302


# ---- papers ------------------------------------------------------------------------------------------------------


def test_several_photos_for_one_item_arrive_and_start_the_clock(
    insured: Client, member: InsuredMember
) -> None:
    claim = scene.reported(member)
    answer = insured.post(
        address("papers", claim.number),
        {"item": "id_card", "files": [scene.photo("white"), scene.photo("red")]},
    )
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert claim.first_material_at is not None
    assert claim.checklist.get(kind="id_card").state == "received"
    assert Paper.objects.filter(claim=claim).count() == 2


def test_unsorted_photo_is_kept_for_us_to_sort(insured: Client, member: InsuredMember) -> None:
    claim = scene.reported(member)
    insured.post(address("papers", claim.number), {"item": "", "files": [scene.photo()]})
    assert Paper.objects.get(claim=claim).item is None


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("geheim")
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ this is a program", b"%PDF-1.7 broken", locked_pdf(), b"\xff\xd8\xff broken picture"],
    ids=["empty", "program", "broken-pdf", "locked-pdf", "broken-picture"],
)
def test_file_that_cannot_be_read_is_named_next_to_its_field_and_the_others_arrive(
    insured: Client, member: InsuredMember, content: bytes
) -> None:
    claim = scene.reported(member)
    files = [SimpleUploadedFile("bad.pdf", content), scene.photo()]
    answer = insured.post(address("papers", claim.number), {"item": "id_card", "files": files})
    assert answer.status_code == 422
    assert Paper.objects.filter(claim=claim).count() == 1
    page = answer.content.decode()
    assert 'id="err-"' in page  # the form of the card is gone: its paper has come
    assert "bad.pdf" in page


def test_file_above_the_limit_is_refused_next_to_its_field(
    insured: Client, member: InsuredMember, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    claim = scene.reported(member)
    answer = insured.post(address("papers", claim.number), {"item": "id_card", "files": [scene.photo()]})
    assert answer.status_code == 422
    assert not Paper.objects.exists()


def test_sending_without_a_file_says_so(insured: Client, member: InsuredMember) -> None:
    answer = insured.post(address("papers", scene.reported(member).number), {"item": "id_card"})
    assert answer.status_code == 422
    assert 'data-test="upload-error"' in answer.content.decode()


def test_paper_is_replaced_and_taken_back(insured: Client, member: InsuredMember) -> None:
    claim = scene.reported(member)
    url = address("papers", claim.number)
    insured.post(url, {"item": "id_card", "files": [scene.photo()]})
    first = Paper.objects.get()
    insured.post(url, {"item": "id_card", "replaces": str(first.pk), "files": [scene.photo("red")]})
    first.refresh_from_db()
    assert first.state == "replaced"
    second = Paper.objects.get(state="received")
    insured.post(reverse("portal:take_back", args=[claim.number, second.pk]))
    second.refresh_from_db()
    assert second.state == "withdrawn"
    assert claim.checklist.get(kind="id_card").state == "wanted"


def test_picture_of_a_paper_opens_for_its_owner_only(
    insured: Client, stranger: Client, member: InsuredMember
) -> None:
    claim = scene.reported(member)
    insured.post(address("papers", claim.number), {"item": "id_card", "files": [scene.photo()]})
    url = reverse("portal:paper", args=[claim.number, Paper.objects.get().pk])
    small, full = insured.get(url), insured.get(url + "?full")
    assert (small["Content-Type"], full.status_code) == ("image/jpeg", 200)
    assert all("no-store" in answer["Cache-Control"] for answer in (small, full))
    assert stranger.get(url).status_code == 404


# ---- progress ----------------------------------------------------------------------------------------------------


def test_live_fragment_is_silent_while_nothing_changes(
    insured: Client, member: InsuredMember, django_assert_num_queries: Callable[[int], Any]
) -> None:
    claim = scene.reported(member)
    mark = insured.get(address("progress", claim.number)).context["mark"]
    url = address("live", claim.number)
    with django_assert_num_queries(2):  # the session and the case's version
        answer = insured.get(f"{url}?seen={mark}")
    assert (answer.status_code, answer.content) == (204, b"")
    insured.post(address("message", claim.number), {"text": "要等几天？"})
    changed = insured.get(f"{url}?seen={mark}")
    assert changed.status_code == 200
    assert "要等几天？" in changed.content.decode()
    assert "<html" not in changed.content.decode()


def test_progress_page_takes_few_statements(
    insured: Client, house: cast.House, member: InsuredMember, django_assert_num_queries: Callable[[int], Any]
) -> None:
    claim = scene.reported(member)
    insured.get(address("progress", claim.number))
    with django_assert_num_queries(10):
        insured.get(address("progress", claim.number))


def test_nothing_more_is_announced_once_the_money_has_arrived(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = scene.approved(house, member).claim
    before = insured.get(address("progress", claim.number)).content.decode()
    assert 'class="todo-next"' in before
    Claim.objects.filter(pk=claim.pk).update(state="paid", paid_at=clock.now(), is_open=False)
    after = insured.get(address("progress", claim.number)).content.decode()
    assert 'class="todo-next"' not in after


def test_home_page_takes_as_many_statements_for_many_cases_as_for_one(
    insured: Client, member: InsuredMember, django_assert_num_queries: Callable[[int], Any]
) -> None:
    scene.reported(member)
    insured.get("/")
    for _ in range(2):
        with django_assert_num_queries(HOME_STATEMENTS):
            insured.get("/")
        scene.reported(member, hospital="第二医院")
        scene.reported(member, cause="又摔了")


def test_empty_message_is_refused_next_to_its_field(insured: Client, member: InsuredMember) -> None:
    answer = insured.post(address("message", scene.reported(member).number), {"text": " "})
    assert answer.status_code == 422
    assert 'data-test="error-text"' in answer.content.decode()


def test_call_is_asked_for_from_the_case_and_without_log_in(
    insured: Client, anyone: Client, member: InsuredMember
) -> None:
    claim = scene.reported(member)
    insured.post(reverse("portal:call"), {"claim": claim.number, "phone": "13800000001"})
    assert CallRequest.objects.get().claim == claim
    anyone.post(reverse("portal:call"), {"claim": claim.number, "phone": "13900000009", "topic": "想问问"})
    assert CallRequest.objects.latest("pk").claim is None
    wrong = anyone.post(reverse("portal:call"), {"phone": "12", "topic": "想问问"})
    assert wrong.status_code == 422
    assert "想问问" in wrong.content.decode()


# ---- result ------------------------------------------------------------------------------------------------------


def test_result_shows_amount_and_every_line_of_the_stored_calculation(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = scene.approved(house, member)
    page = insured.get(address("result", decision.claim.number))
    assert ">5,000.00<" in page.content.decode()
    split = page.context["split"]
    assert sum(part["fen"] for part in split.parts) == split.total_fen == 2_000_000
    assert [group.payable for group in page.context["groups"]] == ["5,000.00"]
    assert 'data-test="accept"' not in page.content.decode()


def test_agreement_is_asked_only_for_an_offer_and_taken_once(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = scene.offered(house, member)
    url = address("accept", decision.claim.number)
    assert 'data-test="accept"' in insured.get(address("result", decision.claim.number)).content.decode()
    stale = insured.post(url, {"decision": str(decision.pk + 1)})
    assert stale.status_code == 409
    assert insured.post(url, {"decision": str(decision.pk)}).status_code == 302
    decision.refresh_from_db()
    decision.claim.refresh_from_db()
    assert decision.agreed_at is not None
    assert decision.claim.state == "paying"


def test_lines_of_an_agreed_amount_add_up_on_the_page(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    groups = insured.get(address("result", scene.offered(house, member).claim.number)).context["groups"]
    assert [group.payable for group in groups] == ["5,000.00", "−1,000.00"]


def test_objection_goes_to_somebody_who_did_not_decide(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = scene.approved(house, member)
    url = address("object", decision.claim.number)
    empty = insured.post(url, {"text": ""})
    assert empty.status_code == 422
    insured.post(url, {"text": "陪护费没有算"})
    objection = Objection.objects.get()
    assert objection.text == "陪护费没有算"
    assert objection.reviewer not in (decision.made_by, decision.approved_by)
    assert "陪护费没有算" in insured.get(address("result", decision.claim.number)).content.decode()


def test_a_refused_case_promises_no_money_any_more(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = scene.refused(house, member).claim
    page = insured.get(reverse("portal:progress", args=[claim.number])).content.decode()
    assert "钱打到登记好的账户" not in page


def steps(page: str) -> list[str]:
    """The labels of the line of steps."""
    line = page[page.index('<ol class="stages') :]
    return re.findall(r"</i>([^<]+)</li>", line[: line.index("</ol>")])


def test_a_refused_case_ends_with_its_own_end(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = scene.refused(house, member)
    page = insured.get(address("progress", decision.claim.number)).content.decode()
    assert steps(page) == ["报案", "交材料", "审核", "没有赔"]
    assert "一共 4 步，现在是第 4 步" in page


def test_a_withdrawn_case_ends_with_its_own_end(insured: Client, member: InsuredMember) -> None:
    claim = claims.withdraw(scene.reported(member), by=member.party.actor)
    page = insured.get(address("progress", claim.number)).content.decode()
    assert steps(page) == ["报案", "已撤回"]


def test_the_account_of_somebody_else_is_said_to_be_theirs(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = cast.proposed(house, member)
    payments.set_payee(
        decision.claim, party=member.party, holder_name="周桂芬", account_number=cast.GOOD_ACCOUNT,
        bank_name="工商银行", by=member.party.actor,
    )  # fmt: skip
    settlement.approve(decision, by=house.approver.actor)
    own = insured.get(address("result", decision.claim.number)).content.decode()
    assert "打到您的卡，尾号 0005" in own

    decision.claim.payees.update(party=cast.person("行路人", "110000199001010021", "13800000077"))

    other = insured.get(address("result", decision.claim.number)).content.decode()
    assert "打到行路人名下尾号 0005 的账户" in other
    assert "您的卡，尾号" not in other


def test_an_account_on_record_is_no_payment() -> None:
    assert PayeeSet(payee=1, last4="0008", changed=False).customer() == "收款账户登记好了，尾号 0008"


def test_refusal_shows_reason_clause_both_signers_and_four_ways(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = scene.refused(house, member)
    page = insured.get(address("result", decision.claim.number)).content.decode()
    for words in (
        "等待期内因疾病住院",
        "2.4",
        "林晓棠",
        "许岚",
        "写明意外原因的病历",
        "12378",
        "法律上的时效到 2028年10月12日",
        "过了也可以来问",
    ):
        assert words in page


def test_a_limitation_never_ends_on_a_rest_day(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = scene.refused(house, member).claim
    claim.event_on = date(2026, 10, 14)  # two years later is a Saturday (Civil Code art. 203)
    claim.save()
    assert "法律上的时效到 2028年10月16日" in insured.get(address("result", claim.number)).content.decode()


# ---- account -----------------------------------------------------------------------------------------------------


def account(**changes: str) -> dict[str, str]:
    return {
        "holder_name": "周桂芬",
        "number": cast.GOOD_ACCOUNT,
        "bank_name": "工商银行",
        "agree": "",
        **changes,
    }


def test_account_of_the_insured_person_gets_the_money_paid(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = scene.approved(house, member)
    assert insured.post(address("account", decision.claim.number), account()).status_code == 302
    drain()
    decision.claim.refresh_from_db()
    assert decision.claim.state == "paid"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"holder_name": "别人"}, "holder_name"),
        ({"number": "12"}, "number"),
        ({"bank_name": ""}, "bank_name"),
    ],
)
def test_account_that_cannot_be_used_is_named_and_what_was_typed_stays(
    insured: Client, house: cast.House, member: InsuredMember, changes: dict[str, str], field: str
) -> None:
    decision = scene.approved(house, member)
    answer = insured.post(address("account", decision.claim.number), account(**changes))
    assert 400 <= answer.status_code < 500
    assert field in answer.context["errors"]
    assert answer.context["values"]["number"] == changes.get("number", cast.GOOD_ACCOUNT)
    assert not decision.claim.payees.exists()


def test_account_needs_a_separate_yes_that_is_not_given_beforehand(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = scene.approved(house, member)
    Consent.objects.filter(purpose=ConsentPurpose.BANK_DATA).delete()
    url = address("account", decision.claim.number)
    assert " checked" not in insured.get(url).content.decode()
    assert set(insured.post(url, account()).context["errors"]) == {"agree"}
    assert insured.post(url, account(agree="yes")).status_code == 302
    assert Consent.objects.get(purpose=ConsentPurpose.BANK_DATA).basis == "separate_consent"


def test_returned_money_asks_for_another_card_without_blame(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = scene.approved(house, member)
    url = address("account", decision.claim.number)
    insured.post(url, account(number=BAD_ACCOUNT))
    drain()
    decision.claim.refresh_from_db()
    assert decision.claim.state == "payment_returned"
    page = insured.get(url).content.decode()
    assert "不是您的问题" in page
    assert "5,000.00" in page
    assert insured.post(url, {"to": "call"}).status_code == 302
    assert CallRequest.objects.get().claim == decision.claim
    assert insured.post(url, account(to="other", number=OTHER_ACCOUNT)).status_code == 302
    assert decision.claim.payees.get(active=True).account.last4 == "0021"


# ---- data and privacy --------------------------------------------------------------------------------------------


def test_data_request_gets_a_number_and_a_date(insured: Client, member: InsuredMember) -> None:
    insured.post(reverse("portal:data_request"), {"kind": "copy", "person": str(member.party.pk)})
    request = DataRequest.objects.get()
    assert request.party == member.party
    assert request.ref in insured.get(reverse("portal:privacy")).content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "dance"}, "kind"),
        ({"kind": "correction", "text": ""}, "text"),
        ({"kind": "copy", "text": "长" * 1001}, "text"),
    ],
)
def test_data_request_that_cannot_be_used_is_named(insured: Client, data: dict[str, str], field: str) -> None:
    answer = insured.post(reverse("portal:data_request"), data)
    assert answer.status_code == 422
    assert set(answer.context["errors"]) == {field}


def test_request_about_somebody_else_falls_back_to_oneself(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    other = parties.register(name="别人", by=cast.SYSTEM, source="test", phone="13700000001")
    insured.post(reverse("portal:data_request"), {"kind": "access", "person": str(other.pk)})
    assert DataRequest.objects.get().party == member.party


def test_consent_is_taken_back_by_its_owner_only(
    insured: Client, stranger: Client, member: InsuredMember
) -> None:
    consent = Consent.objects.get(party=member.party)
    url = reverse("portal:consent_withdraw", args=[consent.pk])
    assert stranger.post(url).status_code == 404
    assert insured.post(url).status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


def test_guardian_sees_the_case_of_the_child_and_collects_the_money(
    house: cast.House, log_in: Callable[[str], Client]
) -> None:
    mother = cast.person()
    child = parties.register(name="周小宝", by=cast.SYSTEM, source="test", guardian=mother)
    member = cast.insure(house, child)
    claim = scene.reported(member, reporter_phone="13700000002", reporter=mother)
    client = log_in(mother.phone)
    assert client.get(address("progress", claim.number)).status_code == 200
    assert client.post(address("account", claim.number), account()).status_code == 302
    payee = claim.payees.get()
    assert (payee.party, payee.capacity) == (mother, "guardian")


def test_the_letter_of_a_supplement_notice_is_the_insured_persons_alone(
    house: cast.House, member: InsuredMember
) -> None:
    claim = cast.claim_of(house, member, state="reported")
    claims.add_item(claim, kind="discharge_summary", why="看治疗经过", by=house.handler.actor)
    claims.send_supplement_notice(claim, by=house.handler.actor)
    letter = reverse("portal:supplement_letter", args=[claim.number, 1])
    client = scene.log_in(member.party.phone)
    assert client.get(letter).status_code == 404
    drain(strict=True)
    assert letter in client.get(address("supplement", claim.number)).content.decode()
    answer = client.get(letter)
    assert answer.content.startswith(b"%PDF") and "no-store" in answer["Cache-Control"]
    assert scene.log_in("13900000009").get(letter).status_code == 404


def test_the_decision_letter_stays_in_no_cache(house: cast.House, member: InsuredMember) -> None:
    decision = scene.approved(house, member)
    answer = scene.log_in(member.party.phone).get(address("letter", decision.claim.number))
    assert answer.content.startswith(b"%PDF") and "no-store" in answer["Cache-Control"]

"""Every page opens for whoever it is meant for, in both languages, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.settlement import cast

from anpei.accounts.models import Staff
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement
from anpei.surveys import actions as surveys
from anpei.workbench.sections import SECTIONS

BrowserOf = Callable[[Staff], Client]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("section", list(SECTIONS))
def test_every_section_of_a_case_in_approval_opens(
    handler: Client, house: cast.House, member: InsuredMember, section: str, language: str
) -> None:
    claim = cast.proposed(house, member).claim
    answer = handler.get(f"/staff/claims/{claim.number}/{section}/", headers={"accept-language": language})
    assert answer.status_code == 200
    assert claim.number in answer.content.decode()


@pytest.mark.parametrize("section", list(SECTIONS))
def test_every_section_of_a_case_with_nothing_known_opens(
    handler: Client, house: cast.House, section: str
) -> None:
    claim = bare_report(house)
    assert handler.get(f"/staff/claims/{claim.number}/{section}/").status_code == (200)


def bare_report(house: cast.House):
    from anpei.claims import actions as claims

    return claims.report(
        form=claims.ReportForm(reporter_phone="13800000009", story="摔了一跤"),
        channel="hotline",
        by=house.handler.actor,
        key="bare",
        unit=house.branch,
    )


@pytest.mark.parametrize(
    "page",
    [
        "",
        "queue/",
        "queue/?view=unit",
        "queue/?view=overdue&state=reported",
        "search/?q=nobody",
        "intake/",
        "terms/",
    ],
)
def test_a_handler_opens_the_daily_pages(handler: Client, page: str) -> None:
    assert handler.get(f"/staff/{page}").status_code == 200


@pytest.mark.parametrize("page", ["approvals/", "surveys/", "payments/", "settings/"])
def test_pages_of_other_roles_refuse_a_handler_in_words(handler: Client, page: str) -> None:
    answer = handler.get(f"/staff/{page}")
    if page == "payments/":
        assert answer.status_code == 200  # a handler sees where the money is, and releases none
        return
    assert answer.status_code == 403
    assert "Your role does not include this" in answer.content.decode()


def test_without_log_in_every_page_leads_to_the_log_in(db: None) -> None:
    answer = Client().get("/staff/queue/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/staff/login/?next=/staff/queue/")


def test_an_unknown_case_section_or_action_is_a_404(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = cast.claim_of(house, member)
    assert handler.get("/staff/claims/LP-NOWHERE/overview/").status_code == 404
    assert handler.get(f"/staff/claims/{claim.number}%00/overview/").status_code == 404
    assert handler.get(f"/staff/claims/{claim.number}/nowhere/").status_code == 404
    assert handler.post(f"/staff/claims/{claim.number}/do/nothing/").status_code == 404


@pytest.mark.parametrize(
    "cursor", ["x", "~", "2026-01-01~1", "2026-01-01T00:00:00+00:00~" + "9" * 30, "\x00"]
)
def test_a_spoiled_page_cursor_shows_the_first_page(handler: Client, cursor: str) -> None:
    assert handler.get("/staff/queue/", {"after": cursor}).status_code == 200


def test_a_search_for_what_nobody_types_finds_nothing(handler: Client) -> None:
    assert handler.get("/staff/search/?q=a%00b").status_code == 200


def test_terms_show_every_clause(handler: Client, house: cast.House) -> None:
    answer = handler.get(f"/staff/terms/{house.version.pk}/")
    assert answer.status_code == 200
    assert "2.3.1" in answer.content.decode()


def test_the_administrator_starts_on_settings_and_sees_no_case(
    house: cast.House, member: InsuredMember, browser_of: BrowserOf
) -> None:
    claim = cast.claim_of(house, member)
    client = browser_of(cast.staff("root", "administrator", house.head, "甘宁"))
    assert client.get("/staff/")["Location"] == "/staff/settings/"
    assert client.get("/staff/settings/").status_code == 200
    assert client.get(f"/staff/claims/{claim.number}/overview/").status_code == 403


def test_the_manager_grants_authority_on_the_settings_page(house: cast.House, browser_of: BrowserOf) -> None:
    client = browser_of(house.manager)
    sent = {"staff": house.approver.pk, "kind": "pay", "level": 2, "limit_fen": "50,000.00", "valid_to": ""}
    assert client.post("/staff/settings/authority/", sent).status_code == 302
    assert house.approver.authority_grants.filter(limit_fen=5_000_000, level=2).count() == 1
    refused = client.post("/staff/settings/authority/", {**sent, "limit_fen": "lots"})
    assert refused.status_code == 422
    assert "lots" in refused.content.decode()


def test_payments_and_surveys_open_for_their_roles(
    house: cast.House, member: InsuredMember, browser_of: BrowserOf
) -> None:
    claim = cast.claim_of(house, member)
    survey = surveys.order(claim, reason="金额较大", assignee=house.surveyor, by=house.handler.actor)
    assert browser_of(house.payer).get("/staff/payments/").status_code == 200
    surveyor = browser_of(house.surveyor)
    assert claim.number in surveyor.get("/staff/surveys/").content.decode()
    assert surveyor.get(f"/staff/surveys/{survey.pk}/").status_code == 200


def test_the_approval_page_names_maker_and_amount(
    approver: Client, house: cast.House, member: InsuredMember
) -> None:
    decision = cast.proposed(house, member)
    assert approver.get("/staff/approvals/")["Location"] == f"/staff/approvals/{decision.claim.number}/"
    text = approver.get(f"/staff/approvals/{decision.claim.number}/").content.decode()
    assert house.handler.display_name in text
    assert "5,000.00" in text


def test_an_objection_is_answered_on_the_approval_page(
    house: cast.House, member: InsuredMember, browser_of: BrowserOf
) -> None:
    decision = cast.proposed(house, member)
    settlement.approve(decision, by=house.approver.actor)
    objection = settlement.object_to(decision.claim, text="请再看看护理费", by=house.handler.actor)
    client = browser_of(objection.reviewer)
    open_form = client.post(
        f"/staff/approvals/objections/{objection.pk}/", {"upheld": "", "answer": "写好的理由"}
    )
    assert open_form.status_code == 422
    assert "写好的理由" in open_form.content.decode()
    assert (
        client.post(
            f"/staff/approvals/objections/{objection.pk}/", {"upheld": "no", "answer": "已逐项核对"}
        ).status_code
        == 302
    )

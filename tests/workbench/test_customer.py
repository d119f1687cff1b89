"""Everything about a customer: found exactly, opened for a purpose, each section inside permission and units."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.advice.contracts import contract
from tests.advice.test_ideas import agree, decided
from tests.advice.test_looks import MAY
from tests.cast import Cast, course_to

from anpei.accounts.models import Staff
from anpei.accounts.roles import ROLES
from anpei.advice import actions
from anpei.advice.models import CustomerLook, Idea
from anpei.alerts import queries as alerts
from anpei.claims.models import Claim
from anpei.complaints import actions as complaints
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.messages.models import Message
from anpei.parties import actions as parties
from anpei.parties.models import ConsentPurpose, Party

__all__ = ["decided"]
BY = Actor.system("tests")
CUSTOMERS = "/staff/customers/"


def desk(staff: Staff, language: str = "en") -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(staff)
    return client


def opened(cast: Cast, role: str = "handler", **given: str) -> tuple[Client, str]:
    """A desk with the page of the customer open, and the page's address."""
    client = desk(cast.staff[role])
    said = {"purpose": "call", "about": "来电问进度"} | given
    answer = client.post(f"{CUSTOMERS}{cast.customer.pk}/look/", said)
    assert answer.status_code == 302, answer.content.decode()
    return client, answer["Location"]


def test_a_customer_is_found_by_post_and_shown_masked(cast: Cast):
    client = desk(cast.handler)

    assert 'data-test="form-find"' in client.get(CUSTOMERS).content.decode()
    page = client.post(CUSTOMERS, {"text": cast.customer.phone}).content.decode()

    assert f'href="{CUSTOMERS}{cast.customer.pk}/look/"' in page
    assert page.count(cast.customer.phone) == 1  # as it was typed
    assert cast.customer.id_number not in page


def test_nothing_typed_is_said_beside_the_field(cast: Cast):
    answer = desk(cast.handler).post(CUSTOMERS, {"text": " "})

    assert answer.status_code == 422
    assert 'id="id_text_error"' in answer.content.decode()


def test_the_purpose_is_asked_before_anything_is_shown(cast: Cast):
    client = desk(cast.handler)
    address = f"{CUSTOMERS}{cast.customer.pk}/look/"

    page = client.get(address).content.decode()
    assert cast.customer.id_number[:6] not in page
    assert "P2026000001" not in page

    answer = client.post(address, {"purpose": "call", "about": "看"})
    assert answer.status_code == 422
    assert 'value="看"' in answer.content.decode()
    assert client.post(address, {"purpose": "spying", "about": "随便看看"}).status_code == 422
    assert not CustomerLook.objects.exists()


def test_the_page_opens_what_the_purpose_needs(cast: Cast, reported_claim: Claim):
    client, address = opened(cast, purpose="settle", about=reported_claim.number)

    page = client.get(address).content.decode()

    for code in ("person", "policies", "cases", "entitlements", "payments", "messages", "care", "mandates"):
        assert f'data-test="section-{code}"' in page
    for code in ("ideas", "consents", "looks", "complaints"):
        assert f'data-test="section-{code}"' not in page
        assert client.get(f"{address}{code}/").status_code == 404
    assert "P2026000001" in page
    assert reported_claim.number in page
    assert f'hx-get="{address}messages/"' in page
    assert cast.customer.id_number not in page


def test_the_case_leads_there_with_its_number_filled_in(cast: Cast, reported_claim: Claim):
    client = desk(cast.handler)
    page = client.get(f"/staff/claims/{reported_claim.number}/report/").content.decode()
    address = f"{CUSTOMERS}{cast.customer.pk}/look/?purpose=settle&amp;about={reported_claim.number}"
    assert f'href="{address}"' in page

    asked = client.get(address.replace("&amp;", "&")).content.decode()

    assert '<option value="settle" selected>' in asked
    assert f'value="{reported_claim.number}"' in asked


@pytest.mark.parametrize("role", sorted(set(ROLES) - MAY))
def test_a_role_without_the_permission_reaches_nothing(cast: Cast, role: str):
    _client, address = opened(cast)
    client = desk(cast.staff[role])

    assert client.get(CUSTOMERS).status_code == 403
    assert client.post(CUSTOMERS, {"text": cast.customer.phone}).status_code == 403
    assert client.get(f"{CUSTOMERS}{cast.customer.pk}/look/").status_code == 403
    assert client.get(address).status_code == 403
    assert client.get(f"{address}policies/").status_code == 403
    assert CustomerLook.objects.count() == 1


def test_another_units_people_and_looks_are_not_there(cast: Cast):
    _client, address = opened(cast)
    other = desk(cast.other_handler)

    assert (
        "Nobody found in your units." in other.post(CUSTOMERS, {"text": cast.customer.name}).content.decode()
    )
    assert other.get(f"{CUSTOMERS}{cast.customer.pk}/look/").status_code == 404
    assert other.get(address).status_code == 404


def test_policies_and_cases_of_other_units_stay_closed(cast: Cast, reported_claim: Claim):
    """The customer has a contract and a case in each of two branches: each branch sees its own."""
    other = contract(cast, "qc_hospital_cash", number="P2026000010")
    other.policy.unit = cast.other_branch
    other.policy.save()
    moved = course_to(cast, "reported", key="cast-2")
    Claim.objects.filter(pk=moved.pk).update(unit=cast.other_branch)

    client, address = opened(cast)
    page = client.get(address).content.decode()

    assert ("P2026000001" in page, reported_claim.number in page) == (True, True)
    assert ("P2026000010" in page, moved.number in page) == (False, False)


def test_sections_load_one_by_one_with_and_without_scripts(cast: Cast, decided: Claim):
    parties.give_consent(
        party=cast.customer, purpose=ConsentPurpose.MARKETING, text_version="1", channel="portal", by=cast.customer.actor
    )  # fmt: skip
    client, address = opened(cast)

    part = client.get(f"{address}consents/", HTTP_HX_REQUEST="true").content.decode()
    whole = client.get(f"{address}consents/").content.decode()

    assert "Offers and events" in part
    assert "<html" not in part
    assert "Offers and events" in whole
    assert "The whole page" in whole
    for code in ("payments", "messages", "questions", "care", "mandates", "entitlements", "ideas"):
        assert client.get(f"{address}{code}/").status_code == 200


def test_money_and_complaints_need_their_own_permission(cast: Cast, decided: Claim):
    complaint = complaints.register(
        form=complaints.ComplaintForm(
            text="电话没人接。", kind="delay", name=cast.customer.name, phone=cast.customer.phone, claim=decided
        ),
        channel="portal", by=cast.customer.actor, key="c",
    )  # fmt: skip
    client, address = opened(cast, "operator")
    page = client.get(address).content.decode()
    assert 'data-test="section-complaints"' not in page
    assert client.get(f"{address}complaints/").status_code == 404
    assert client.get(f"{address}payments/").status_code == 404

    client, address = opened(cast, "complaints", purpose="complaint", about="核对投诉经过")
    assert complaint.number in client.get(f"{address}complaints/").content.decode()


def test_staff_read_why_an_idea_is_shown_and_why_another_is_not(cast: Cast, decided: Claim):
    agree(cast.customer, ConsentPurpose.MARKETING, ConsentPurpose.HEALTH_ADVICE)
    actions.answer_means(cast.customer, answer="yes", by=cast.customer.actor)
    client, address = opened(cast)

    page = client.get(f"{address}ideas/").content.decode()

    assert "872.22 of your 18,642.50 yuan bill" in page
    assert f'href="/staff/claims/{decided.number}/calculation/"' in page
    assert "does not apply" in page
    assert not Idea.objects.exists()  # looking at it shows nothing to the customer


def test_figures_of_health_stay_closed_to_roles_without_health_data(cast: Cast, decided: Claim):
    agree(cast.customer, ConsentPurpose.MARKETING, ConsentPurpose.HEALTH_ADVICE)
    client, address = opened(cast, "care", purpose="care", about="回访时聊到保障")

    page = client.get(f"{address}ideas/").content.decode()

    assert "872.22" not in page
    assert "Reads health data, which your role does not see." in page
    assert "not asked yet whether another premium fits" in page


def test_a_hard_time_is_named_to_staff(cast: Cast, decided: Claim):
    Claim.objects.filter(pk=decided.pk).update(claimed_fen=9_000_000)
    client, address = opened(cast)

    page = client.get(f"{address}ideas/").content.decode()

    assert 'data-test="quiet"' in page
    assert "Nothing is suggested: a serious case" in page


def test_the_look_ends_by_itself(cast: Cast):
    client, address = opened(cast)
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert client.get(address).status_code == 403


def test_who_looked_is_shown_for_a_data_request(cast: Cast):
    client, address = opened(cast, "compliance", purpose="data_request", about="答复查阅请求 DR-1")

    assert "答复查阅请求 DR-1" in client.get(f"{address}looks/").content.decode()


@pytest.mark.parametrize(
    ("code", "statements"), [("", 19), ("cases", 15), ("policies", 12), ("messages", 12), ("care", 12)]
)
def test_a_section_costs_the_same_for_one_case_and_for_three(
    cast: Cast, reported_claim: Claim, django_assert_num_queries, code: str, statements: int
):
    client, address = opened(cast)
    target = f"{address}{code}/" if code else address
    client.get(target)

    with django_assert_num_queries(statements):
        client.get(target)
    for at in range(2):
        course_to(cast, "reported", key=f"more-{at}")
        contract(cast, "qc_hospital_cash", number=f"P202600002{at}")
    with django_assert_num_queries(statements):
        client.get(target)


# ---- the case page ------------------------------------------------------------------------------------------------------------


def test_the_handler_reads_what_may_pay_and_why_another_does_not(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")
    contract(cast, "qc_term_life", number="P2026000011")
    actions.look_for(reported_claim, by=BY)

    page = desk(cast.handler).get(f"/staff/claims/{reported_claim.number}/also/").content.decode()

    assert page.index('data-test="other-may"') < page.index('data-test="other-not"')
    assert "Hospital cash after an accident: covers this kind of event (injury, inpatient)" in page
    assert "No benefit covers this kind of loss (injury, inpatient)" in page
    assert "2028-11-09" in page


def test_whom_no_message_reaches_the_handler_speaks_to(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")
    Party.objects.filter(pk=cast.customer.pk).update(phone="")
    actions.look_for(reported_claim, by=BY)

    page = desk(cast.handler).get(f"/staff/claims/{reported_claim.number}/also/").content.decode()

    assert "not told by message: please speak to them" in page


ASKED = {
    "channel": "email", "email": "zhou@example.com", "language": "en", "notices": "serious",
    "hours": "own", "quiet_from": "20:00", "quiet_until": "09:00",
}  # fmt: skip


def test_how_a_customer_is_reached_is_set_as_they_ask_and_they_are_told(cast: Cast):
    client, address = opened(cast, "operator")
    assert f'href="{address}reach/"' in client.get(address).content.decode()

    answer = client.post(f"{address}reach/", ASKED)

    assert (answer.status_code, answer["Location"]) == (302, address)
    customer = Party.objects.get(pk=cast.customer.pk)
    assert (customer.way, customer.language, str(customer.quiet_hours)) == (
        ("email", "zhou@example.com"), "en", "20:00–09:00"
    )  # fmt: skip
    assert alerts.serious_only(customer)
    told = Message.objects.get(template="party.way_changed", channel="sms")
    assert told.address == customer.phone
    assert cast.staff["operator"].display_name in told.body
    form = client.get(f"{address}reach/").content.decode()
    assert "zhou@example.com" in form and 'value="20:00"' in form


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "zhou"}, "email"),
        ({"email": ""}, "email"),
        ({"channel": "wechat"}, "channel"),
        ({"quiet_until": "noon"}, "quiet_until"),
        ({"language": "fr"}, "language"),
    ],
)
def test_a_way_that_cannot_be_is_said_beside_the_field(cast: Cast, wrong: dict[str, str], field: str):
    client, address = opened(cast, "operator")

    answer = client.post(f"{address}reach/", ASKED | wrong)

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert Party.objects.get(pk=cast.customer.pk).preferred_channel == "sms"
    assert not Message.objects.filter(template="party.way_changed").exists()


def test_the_way_is_not_for_everybody_to_set(cast: Cast):
    client, address = opened(cast, "compliance", purpose="data_request")

    assert "set-reach" not in client.get(address).content.decode()
    assert client.post(f"{address}reach/", ASKED).status_code == 403

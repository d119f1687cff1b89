"""Every page opens for the one it belongs to."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal import scene
from tests.settlement import cast

from anpei.claims import actions as claims
from anpei.policies.models import InsuredMember

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["home", "login", "call"])
def test_open_page_opens_without_log_in(anyone: Client, name: str) -> None:
    assert anyone.get(reverse(f"portal:{name}")).status_code == 200


@pytest.mark.parametrize("name", ["policies", "privacy"])
def test_customer_page_asks_for_log_in_and_comes_back(anyone: Client, name: str) -> None:
    answer = anyone.get(reverse(f"portal:{name}"))
    assert answer.status_code == 302
    assert answer["Location"] == f"/login/?next=%2F{name}%2F"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", ["home", "policies", "privacy"])
def test_own_page_opens_in_both_languages(insured: Client, name: str, language: str) -> None:
    insured.post(reverse("portal:language"), {"language": language, "next": "/"})
    answer = insured.get(reverse(f"portal:{name}"))
    assert answer.status_code == 200
    assert ('lang="en"' if language == "en" else 'lang="zh-CN"') in answer.content.decode()


def test_first_page_leads_to_everything_else_in_one_place(insured: Client) -> None:
    assert 'data-test="more"' in insured.get("/").content.decode()
    page = insured.get("/more/").content.decode()
    for name in (
        "policies",
        "alerts",
        "products",
        "for_you",
        "ideas",
        "complain",
        "messages",
        "mandates",
        "reach",
        "privacy",
    ):
        assert f'href="{reverse(f"portal:{name}")}" data-test="{name}"' in page
    assert 'data-test="logout"' in page


def test_everything_else_shows_a_stranger_what_belongs_to_nobody(anyone: Client) -> None:
    page = anyone.get("/more/").content.decode()
    for name in ("products", "complain", "call"):
        assert f'data-test="{name}"' in page
    for name in ("policies", "messages", "privacy", "logout"):
        assert f'data-test="{name}"' not in page


@pytest.mark.parametrize("name", ["progress", "papers", "withdraw", "received"])
def test_page_of_a_fresh_case_opens(insured: Client, member: InsuredMember, name: str) -> None:
    claim = scene.reported(member)
    assert insured.get(reverse(f"portal:{name}", args=[claim.number])).status_code == 200


@pytest.mark.parametrize("name", ["progress", "result", "object", "account"])
def test_page_of_a_decided_case_opens(
    insured: Client, house: cast.House, member: InsuredMember, name: str
) -> None:
    decision = scene.approved(house, member)
    assert insured.get(reverse(f"portal:{name}", args=[decision.claim.number])).status_code == 200


@pytest.mark.parametrize("name", ["progress", "result", "object"])
def test_page_of_a_refused_case_opens(
    insured: Client, house: cast.House, member: InsuredMember, name: str
) -> None:
    decision = scene.refused(house, member)
    assert insured.get(reverse(f"portal:{name}", args=[decision.claim.number])).status_code == 200


def test_result_without_a_decision_says_there_is_none_yet(insured: Client, member: InsuredMember) -> None:
    assert insured.get(reverse("portal:result", args=[scene.reported(member).number])).status_code == 404


def test_supplement_page_without_a_notice_goes_to_the_papers(insured: Client, member: InsuredMember) -> None:
    claim = scene.reported(member)
    answer = insured.get(reverse("portal:supplement", args=[claim.number]))
    assert answer["Location"] == reverse("portal:papers", args=[claim.number])


def test_wrong_address_gets_a_page_that_helps(anyone: Client) -> None:
    answer = anyone.get("/no/such/page/")
    assert answer.status_code == 404
    assert 'data-test="error-title"' in answer.content.decode()


def test_form_without_its_token_is_refused_with_a_page_that_helps(house: cast.House) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("portal:login"), {"phone": "13800000001"})
    assert answer.status_code == 403
    assert 'data-test="error-title"' in answer.content.decode()


def test_large_text_is_kept_in_a_cookie_without_script(anyone: Client) -> None:
    answer = anyone.post(reverse("portal:size"), {"size": "large", "next": "/call-me/"})
    assert answer["Location"] == "/call-me/"
    assert 'data-size="large"' in anyone.get("/").content.decode()
    anyone.post(reverse("portal:size"), {"size": "normal"})
    assert 'data-size="large"' not in anyone.get("/").content.decode()


def test_way_back_never_leads_to_another_site(anyone: Client) -> None:
    answer = anyone.post(reverse("portal:size"), {"size": "large", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_withdrawn_case_says_that_it_can_be_taken_up_again(insured: Client, member: InsuredMember) -> None:
    claim = scene.reported(member)
    unsure = insured.post(reverse("portal:withdraw", args=[claim.number]), {"note": "算了"})
    assert unsure.status_code == 422
    assert "算了" in unsure.content.decode()
    insured.post(reverse("portal:withdraw", args=[claim.number]), {"note": "算了", "sure": "yes"})
    claim.refresh_from_db()
    assert (claim.state, claim.close_reason) == ("closed", "withdrawn")
    assert insured.get(reverse("portal:progress", args=[claim.number])).status_code == 200


def test_one_supplement_page_lists_everything_and_takes_files(
    insured: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = scene.reported(member)
    url = reverse("portal:papers", args=[claim.number])
    insured.post(url, {"item": "id_card", "files": [scene.photo()]})
    item = claim.checklist.get(kind="id_card")
    claims.check_item(item, in_order=False, problem="右下角反光", fix="窗边再拍一次", by=house.handler.actor)
    claims.send_supplement_notice(claim, by=house.handler.actor)
    page = insured.get(reverse("portal:supplement", args=[claim.number])).content.decode()
    wanted = claim.checklist.filter(state__in=["wanted", "needs_fix"]).count()
    assert page.count('class="card need"') == wanted
    assert "右下角反光" in page
    answer = insured.post(url, {"item": "id_card", "back": "supplement", "files": [scene.photo("red")]})
    assert answer["Location"] == reverse("portal:supplement", args=[claim.number])
    assert insured.get(answer["Location"]).content.decode().count('class="card need"') == wanted - 1

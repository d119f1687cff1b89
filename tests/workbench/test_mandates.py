"""Mandates and heirs on the case page: recorded by one, checked by another, and what the hotline may say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.cast import Cast
from tests.claims.test_heirs import ESTATE, death, son
from tests.mandates.conftest import PHONE, give
from tests.portal import scene
from tests.workbench.test_query_counts import count_of

from anpei.accounts.models import Staff
from anpei.claims import actions as claims
from anpei.claims.models import Claim, Heir
from anpei.demo import people
from anpei.mandates.models import Mandate
from anpei.parties.models import Party

__all__ = ["death", "son"]
DAUGHTER_ID = people.resident_id("110105", date(1990, 3, 7), 224)
PAPER = {
    "agent_name": "周小满",
    "agent_phone": PHONE,
    "relation": "family",
    "powers": ["papers", "result"],
    "cases": "one",
    "from_on": "2026-11-16",
    "until_on": "2027-05-15",
    "document": "授权委托书 2026-11-14",
}
BrowserOf = Callable[[Staff], Client]


def section(claim: Claim) -> str:
    return f"/staff/claims/{claim.number}/mandates/"


def do(client: Client, claim: Claim, command: str, target: object = "", /, **values: Any) -> Any:
    path = f"/staff/claims/{claim.number}/do/{command}/"
    return client.post(path, {"target": target, "back": "mandates", **values})


def test_a_paper_is_recorded_with_its_picture_and_counts_after_a_second_look(
    cast: Cast, reported_claim: Claim, browser_of: BrowserOf
) -> None:
    handler, supervisor = browser_of(cast.handler), browser_of(cast.supervisor)
    answer = do(handler, reported_claim, "mandate", **PAPER, principal=cast.customer.pk, file=scene.photo())
    assert answer.status_code == 302
    mandate = Mandate.objects.get()
    assert (mandate.state, mandate.claim_number) == ("waiting", reported_claim.number)
    assert 'data-test="accept-mandate"' not in handler.get(section(reported_claim)).content.decode()
    assert 'data-test="accept-mandate"' in supervisor.get(section(reported_claim)).content.decode()
    paper = supervisor.get(f"/staff/claims/{reported_claim.number}/mandates/{mandate.ref}/paper/")
    assert (paper.status_code, paper["Content-Type"]) == (200, "image/jpeg")

    assert do(handler, reported_claim, "accept-mandate", mandate.ref).status_code == 409
    assert do(supervisor, reported_claim, "accept-mandate", mandate.ref).status_code == 302
    mandate.refresh_from_db()
    assert mandate.state == "active"
    do(handler, reported_claim, "end-mandate", mandate.ref)
    mandate.refresh_from_db()
    assert mandate.end_reason == "revoked"


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    cast: Cast, reported_claim: Claim, browser_of: BrowserOf
) -> None:
    wrong = {**PAPER, "agent_phone": "1", "until_on": "2026-11-01", "document": ""}
    answer = do(browser_of(cast.handler), reported_claim, "mandate", **wrong, principal=cast.customer.pk)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "mobile number of 11 digits" in page and "Which paper is it" in page and "周小满" in page
    stranger = do(browser_of(cast.handler), reported_claim, "mandate", **PAPER, principal=cast.stranger.pk)
    assert stranger.status_code == 422  # not a person of this case
    assert not Mandate.objects.exists()


def test_a_refusal_needs_a_reason(cast: Cast, reported_claim: Claim, browser_of: BrowserOf) -> None:
    do(browser_of(cast.handler), reported_claim, "mandate", **PAPER, principal=cast.customer.pk)
    mandate, supervisor = Mandate.objects.get(), browser_of(cast.supervisor)

    assert do(supervisor, reported_claim, "refuse-mandate", mandate.ref, reason="").status_code == 422
    assert do(supervisor, reported_claim, "refuse-mandate", mandate.ref, reason="没有签名").status_code == 302
    assert "没有签名" in supervisor.get(section(reported_claim)).content.decode()


def test_only_who_may_record_or_check(cast: Cast, reported_claim: Claim, browser_of: BrowserOf) -> None:
    auditor = browser_of(cast.staff["auditor"])

    assert auditor.get(section(reported_claim)).status_code == 200
    assert do(auditor, reported_claim, "mandate", **PAPER, principal=cast.customer.pk).status_code == 403
    assert do(browser_of(cast.staff["operator"]), reported_claim, "accept-heir", 1).status_code == 403
    assert browser_of(cast.staff["administrator"]).get(section(reported_claim)).status_code == 403


@pytest.mark.parametrize(
    ("who", "standing", "entitled"),
    [
        ("customer", "The insured person", True),
        ("relative", "Acts for somebody under a mandate", True),
        ("stranger", "Nobody to this case", False),
    ],
)
def test_the_hotline_sees_who_calls_and_what_may_be_said(
    cast: Cast,
    reported_claim: Claim,
    browser_of: BrowserOf,
    settings: Any,
    who: str,
    standing: str,
    entitled: bool,
) -> None:
    settings.DEMO = settings.SHOW_CODES = True
    give(cast, agent_phone=cast.relative.phone)
    phone = getattr(cast, who).phone
    answer = do(browser_of(cast.staff["operator"]), reported_claim, "caller", phone=phone)

    page = answer.content.decode()
    shown = page[page.index('data-test="who-calls">') :]
    assert answer.status_code == 200 and standing in shown[:300]
    assert ("Hand in papers" in shown[:600]) is entitled
    if who == "relative":
        assert "Read the result" not in shown[:600]
    assert do(browser_of(cast.staff["operator"]), reported_claim, "caller", phone="").status_code == 422


def test_an_heir_is_recorded_by_one_and_accepted_by_another(
    cast: Cast, death: Claim, browser_of: BrowserOf
) -> None:
    handler, supervisor = browser_of(cast.handler), browser_of(cast.supervisor)
    values = {
        "name": "周小满", "id_number": DAUGHTER_ID, "phone": PHONE, "relation": "女儿", "capacity": "heir",
        "estate_because": "not_named", "proof": "agreement", "document": "全体继承人协议 2026-11-13",
    }  # fmt: skip
    assert do(handler, death, "heir", **{**values, "id_number": ""}).status_code == 422
    assert do(handler, death, "heir", **values).status_code == 302
    heir = Heir.objects.get()
    assert (heir.person.name, heir.state) == ("周小满", "waiting")
    assert do(handler, death, "heir", **{**values, "name": "别人"}).status_code == 422

    assert do(handler, death, "accept-heir", heir.pk).status_code == 409
    do(supervisor, death, "accept-heir", heir.pk)
    page = supervisor.get(section(death)).content.decode()
    assert "周小满" in page and "Checked and accepted" in page
    do(supervisor, death, "end-heir", heir.pk, reason="放弃继承")
    heir.refresh_from_db()
    assert (heir.state, heir.reason) == ("ended", "放弃继承")


def test_a_case_without_a_death_asks_for_no_heirs(
    cast: Cast, reported_claim: Claim, browser_of: BrowserOf
) -> None:
    assert (
        'data-test="form-heir"' not in browser_of(cast.handler).get(section(reported_claim)).content.decode()
    )


def test_an_heir_of_another_case_is_not_found(
    cast: Cast, death: Claim, reported_claim: Claim, son: Party, browser_of: BrowserOf
) -> None:
    heir = claims.record_heir(death, person=son, form=ESTATE, by=cast.handler.actor)

    for target in (heir.pk, "x", 10**17):
        assert do(browser_of(cast.supervisor), reported_claim, "accept-heir", target).status_code == 404


def test_everything_that_waits_for_a_second_look_stands_on_one_page(
    cast: Cast, reported_claim: Claim, death: Claim, son: Party, browser_of: BrowserOf
) -> None:
    handler, supervisor = browser_of(cast.handler), browser_of(cast.supervisor)
    assert "No paper waits for a second look." in supervisor.get("/staff/second-looks/").content.decode()
    assert 'data-test="second-looks"' not in supervisor.get("/staff/").content.decode()

    paper = {**PAPER, "powers": ["collect"], "id_number": DAUGHTER_ID}
    do(handler, reported_claim, "mandate", **paper, principal=cast.customer.pk, file=scene.photo())
    claims.record_heir(death, person=son, form=ESTATE, by=cast.handler.actor)

    assert "2 papers for a second look" in supervisor.get("/staff/").content.decode()
    page = supervisor.get("/staff/second-looks/").content.decode()
    assert page.count('data-test="second-look"') == 2
    assert f'href="/staff/claims/{death.number}/mandates/"' in page
    for words in (
        "may receive the money",
        "授权委托书 2026-11-14",
        "继承公证书 2026-11-12",
        'data-test="mandate-paper"',
    ):
        assert words in page
    assert "somebody else looks" not in page
    assert handler.get("/staff/second-looks/").content.decode().count("somebody else looks") == 2
    assert 'data-test="second-looks"' not in handler.get("/staff/").content.decode()
    assert browser_of(cast.staff["agent"]).get("/staff/second-looks/").status_code == 403


@pytest.mark.parametrize("mark", ["x", "2026-11-16T02:00:00+00:00~heir~x", "2026-13-99T00:00~heir~1", "~~"])
def test_a_mark_that_is_none_begins_at_the_beginning(
    cast: Cast, reported_claim: Claim, browser_of: BrowserOf, mark: str
) -> None:
    do(browser_of(cast.handler), reported_claim, "mandate", **PAPER, principal=cast.customer.pk)

    page = browser_of(cast.supervisor).get("/staff/second-looks/", {"after": mark})

    assert (page.status_code, page.content.decode().count('data-test="second-look"')) == (200, 1)


def test_the_page_of_second_looks_costs_the_same_for_one_and_for_many(
    cast: Cast, reported_claim: Claim, browser_of: BrowserOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler, supervisor = browser_of(cast.handler), browser_of(cast.supervisor)
    do(handler, reported_claim, "mandate", **PAPER, principal=cast.customer.pk)
    assert count_of(supervisor, "/staff/second-looks/") == 14
    for _again in range(2):
        do(handler, reported_claim, "mandate", **PAPER, principal=cast.customer.pk)
    assert count_of(supervisor, "/staff/second-looks/") == 14

    monkeypatch.setattr("anpei.claims.second_looks.PAGE", 2)
    first = supervisor.get("/staff/second-looks/").content.decode()
    assert first.count('data-test="second-look"') == 2
    following = first.split('id="next-page" href="')[1].split('"')[0]
    second = supervisor.get(f"/staff/second-looks/{following}").content.decode()
    assert second.count('data-test="second-look"') == 1 and "next-page" not in second

"""The figures of what customers answered: a period is chosen, figures say how sure they are, the answers stand behind."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.care.asked import ended
from tests.cast import Cast

from anpei.accounts.models import Staff
from anpei.care.models import Followup
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.clock import LOCAL

PAGE = "/staff/care/figures/"
BrowserOf = Callable[[Staff], Client]


@pytest.fixture
def carer(cast: Cast, browser_of: BrowserOf) -> Client:
    return browser_of(cast.staff["care"])


@pytest.fixture
def answers(cast: Cast, reported_claim: Claim) -> None:
    """Sixteen after the money: twelve answered, half of them gladly; one after a refusal."""
    ended(reported_claim, 6, satisfaction=5, nps=10)
    ended(reported_claim, 6, satisfaction=3, nps=7)
    ended(reported_claim, 4, state="expired")
    ended(reported_claim, 1, policy="refused", satisfaction=1, at=datetime(2026, 2, 3, 10, tzinfo=LOCAL))


def text(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200, page
    return answer.content.decode()


def test_the_figures_say_what_they_are_made_of_and_how_sure_they_are(carer: Client, answers: None):
    page = text(carer, PAGE)

    assert 'data-test="asked">17<' in page
    assert 'data-test="response">76.5%<' in page and "53% to 90%" in page and "13 of 17" in page
    assert 'data-test="csat">46.2%<' in page
    assert 'data-test="nps">+50<' in page and "6 promoters, 6 passives, 0 detractors" in page
    assert "too few to say" in page  # after the refusal, and of February
    assert "Wilson" in page and "Fewer than 10 answers" in page


def test_a_period_a_unit_and_a_product_are_chosen(
    cast: Cast, carer: Client, reported_claim: Claim, answers: None
):
    ended(reported_claim, 2, satisfaction=5, unit=cast.sub_branch)

    assert 'data-test="asked">18<' in text(carer, f"{PAGE}?from_on=2026-11-01&until_on=2026-11-30")
    assert 'data-test="asked">2<' in text(carer, f"{PAGE}?unit=B1-1")
    assert 'data-test="asked">0<' in text(carer, f"{PAGE}?unit=B1-1&product=qc_household")
    chosen = text(carer, f"{PAGE}?from_on=2026-02-01&until_on=2026-02-28&unit=B1")
    assert 'data-test="asked">1<' in chosen
    assert 'href="?from_on=2026-10-01&amp;until_on=2026-10-31&amp;unit=B1"' in chosen


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from_on=2026-11-10&until_on=2026-11-01", "The last day lies before the first."),
        ("from_on=2024-01-01&until_on=2026-11-01", "Please ask for at most a year at a time."),
        ("from_on=0001-01-01&until_on=2026-11-01", "Please check the year."),
        ("from_on=x", "Enter a valid date."),
        ("unit=B2", "Select a valid choice."),
        ("product=moon", "Select a valid choice."),
    ],
)
def test_a_wrong_choice_is_said_beside_its_field_and_a_figure_still_stands(
    carer: Client, answers: None, query: str, words: str
):
    for page in (PAGE, f"{PAGE}answers/", f"{PAGE}figures.csv"):
        answer = carer.get(f"{page}?{query}")
        assert answer.status_code == 422, page
        assert words in answer.content.decode(), page


def test_the_answers_behind_a_figure_are_listed_a_page_at_a_time(
    carer: Client, reported_claim: Claim, answers: None
):
    ended(reported_claim, 20, satisfaction=4)
    page = text(carer, f"{PAGE}answers/?occasion=paid")
    assert page.count('data-test="answer"') == 30
    following = page.split('id="next-page" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    assert text(carer, f"{PAGE}answers/{following}").count('data-test="answer"') == 6
    only = text(carer, f"{PAGE}answers/?occasion=refused")
    row = Followup.objects.get(policy="refused")
    assert only.count('data-test="answer"') == 1 and f"/staff/care/followups/{row.pk}/" in only
    assert carer.get(f"{PAGE}answers/?after=x~y").status_code == 200


def test_who_sees_figures_but_no_single_answer_gets_no_link_to_them(
    cast: Cast, browser_of: BrowserOf, answers: None
):
    manager = browser_of(cast.staff["manager"])
    page = text(manager, PAGE)

    assert 'data-test="asked">17<' in page
    assert "figures/answers/" not in page and "/staff/care/visits/" not in page
    assert manager.get(f"{PAGE}answers/").status_code == 403
    assert browser_of(cast.handler).get(PAGE).status_code == 403
    assert browser_of(cast.handler).get(f"{PAGE}figures.csv").status_code == 403


def test_another_units_figures_are_empty(cast: Cast, browser_of: BrowserOf, answers: None):
    elsewhere = cast.staff["care"]
    elsewhere.unit = cast.other_branch
    elsewhere.save()

    page = text(browser_of(elsewhere), PAGE)
    assert 'data-test="asked">0<' in page and "Nobody was asked in this period." in page
    assert "No follow-up ended in this period." in text(browser_of(elsewhere), f"{PAGE}answers/")


def test_the_file_holds_every_group_with_its_counts(carer: Client, answers: None):
    file = b"".join(carer.get(f"{PAGE}figures.csv").streaming_content).decode()  # type: ignore[attr-defined]

    assert file.startswith("\ufeffGroup,Name,Over,Asked,Answered")
    rows = list(csv.reader(file.lstrip("\ufeff").splitlines()))
    together = rows[1]
    assert together[:9] == ["Together", "", "17", "17", "13", "0", "76.47", "52.74", "90.44"]
    assert together[14:] == ["12", "6", "6", "0", "50", "13", "72"]
    refused = next(row for row in rows if row[1] == "After a refusal")
    assert refused[6:9] == ["", "", ""]
    assert [row[0] for row in rows].count("Month") == 13  # the twelve months touch thirteen


def test_the_page_costs_as_much_for_one_answer_as_for_many(carer: Client, reported_claim: Claim):
    def cost(page: str) -> int:
        carer.get(page)
        with CaptureQueriesContext(connection) as seen:
            assert carer.get(page).status_code == 200
        return len(seen)

    ended(reported_claim, 1, satisfaction=5, nps=9)
    one = [cost(PAGE), cost(f"{PAGE}answers/")]
    ended(reported_claim, 25, satisfaction=3, nps=5, at=clock.now() - timedelta(days=90))
    assert [cost(PAGE), cost(f"{PAGE}answers/")] == one == [16, 10]


def test_the_care_desk_counts_the_period_that_is_chosen(carer: Client, reported_claim: Claim, answers: None):
    page = text(carer, "/staff/care/")
    assert "2026-08-19 – 2026-11-16" in page and "12 of 16" in page
    page = text(carer, "/staff/care/?from_on=2026-02-01&until_on=2026-02-28")
    assert "2026-02-01 – 2026-02-28" in page and "1 of 1" in page and "too few to say" in page
    wrong = carer.get("/staff/care/?from_on=2026-02-28&until_on=2026-02-01")
    assert (wrong.status_code, "The last day lies before the first." in wrong.content.decode()) == (422, True)

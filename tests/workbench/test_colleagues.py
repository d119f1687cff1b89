"""Handing over where there are many colleagues: a search instead of a list of thousands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.settlement import cast

from anpei.accounts.models import Staff
from anpei.policies.models import InsuredMember
from anpei.workbench import forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(house: cast.House) -> list[Staff]:
    return [
        cast.staff(f"h{n}", "handler", house.branch, f"同事{n:02d}") for n in range(forms.MOST_COLLEAGUES)
    ]


def hand_over(client: Client, number: str, to: str) -> object:
    return client.post(
        f"/staff/claims/{number}/do/assign/", {"handler": to, "reason": "分工", "back": "overview"}
    )


def test_few_colleagues_are_a_list(
    house: cast.House, member: InsuredMember, browser_of: Callable[[Staff], Client]
) -> None:
    claim = cast.claim_of(house, member)
    page = browser_of(house.supervisor).get(f"/staff/claims/{claim.number}/overview/").content.decode()
    assert f'<option value="{house.handler.pk}"' in page


def test_many_colleagues_are_searched_and_never_all_sent(
    house: cast.House, member: InsuredMember, crowd: list[Staff], browser_of: Callable[[Staff], Client]
) -> None:
    claim = cast.claim_of(house, member)
    supervisor = browser_of(house.supervisor)
    page = supervisor.get(f"/staff/claims/{claim.number}/overview/").content.decode()
    assert 'name="handler"' in page and "同事07" not in page
    answer = hand_over(supervisor, claim.number, "H7")
    assert answer.status_code == 302  # type: ignore[attr-defined]
    claim.refresh_from_db()
    assert claim.handler == crowd[7]


@pytest.mark.parametrize(
    ("text", "words"), [("同事", "Several people: 同事00 h0"), ("无此人", "Nobody of this name")]
)
def test_name_that_is_not_one_person_is_asked_again(
    house: cast.House,
    member: InsuredMember,
    crowd: list[Staff],
    browser_of: Callable[[Staff], Client],
    text: str,
    words: str,
) -> None:
    claim = cast.claim_of(house, member)
    answer = hand_over(browser_of(house.supervisor), claim.number, text)
    assert answer.status_code == 422 and words in answer.content.decode()  # type: ignore[attr-defined]
    claim.refresh_from_db()
    assert claim.handler == house.handler

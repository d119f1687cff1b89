"""My day: delays nobody told the customer of stand there until somebody does."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from tests.settlement import cast

from anpei.claims import queries
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.deadlines import queries as deadlines
from anpei.deadlines.models import Clock
from anpei.policies.models import InsuredMember

SIMPLE = "life.determination.simple"


def late_case(house: cast.House, member: InsuredMember) -> tuple[Claim, Clock]:
    """A case whose promised date will pass, and its clock."""
    claim = cast.claim_of(house, member)
    found = Clock.objects.get(rule_id=SIMPLE, subject_id=claim.pk)
    Clock.objects.filter(pk=found.pk).update(delay_flagged_at=clock.now())
    return claim, found


def test_my_day_lists_the_delay_with_a_link_to_its_form(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    assert 'data-test="delays"' not in handler.get("/staff/").content.decode()
    claim, row = late_case(house, member)
    section = handler.get("/staff/").content.decode().split('data-test="delays"')[1].split("</table>")[0]
    assert member.party.name in section and claim.number in section
    link = f"/staff/claims/{claim.number}/overview/?open=delay"
    assert f'href="{link}"' in section
    page = handler.get(link).content.decode()
    assert '<details class="pop-d" open>' in page
    opened = page.split('<details class="act" open>')
    assert (
        len(opened) == 2
        and f'action="/staff/claims/{claim.number}/do/delay/"' in opened[1].split("</details>")[0]
    )
    told = {"new_date": row.due_on.isoformat(), "reason": "等医院回复", "back": "overview"}
    assert handler.post(f"/staff/claims/{claim.number}/do/delay/", told).status_code == 302
    assert queries.delays_to_announce(house.handler) == []
    assert 'data-test="delays"' not in handler.get("/staff/").content.decode()


def test_a_delay_notice_that_is_refused_comes_back_open_beside_the_field(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim, row = late_case(house, member)
    after_the_law = {"new_date": (row.due_on + timedelta(days=1)).isoformat(), "reason": "等医院回复"}
    answer = handler.post(f"/staff/claims/{claim.number}/do/delay/", after_the_law)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert '<details class="pop-d" open>' in page and "等医院回复" in page
    assert deadlines.promised_on(Clock.objects.get(pk=row.pk)) == deadlines.promised_on(row)


def test_a_colleague_does_not_see_my_delays(
    approver: Client, house: cast.House, member: InsuredMember
) -> None:
    late_case(house, member)
    assert 'data-test="delays"' not in approver.get("/staff/").content.decode()


def test_a_link_opens_only_forms_of_the_menu(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    claim = cast.claim_of(house, member)
    for name in ("nothing", "accept", '"><script>'):
        page = handler.get(f"/staff/claims/{claim.number}/overview/", {"open": name}).content.decode()
        assert '<details class="pop-d" open>' not in page


def test_complete_at_first_submission_is_counted_on_its_own_page(
    handler: Client, house: cast.House, member: InsuredMember
) -> None:
    assert 'data-test="first-time-link"' in handler.get("/staff/").content.decode()
    assert "Nothing was accepted in these days." in handler.get("/staff/first-time/").content.decode()
    cast.claim_of(house, member)

    assert (
        "complete at first submission 100% (1 of 1, 30 days)"
        in handler.get("/staff/first-time/").content.decode()
    )

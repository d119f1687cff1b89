"""Further cover of the same contract: found with a reason, claimed with one tap, never after a death."""

from __future__ import annotations

from datetime import date

import pytest
from tests.advice.contracts import contract
from tests.cast import Cast
from tests.portal import scene

from anpei.advice import actions
from anpei.advice.own_cover import own_cover
from anpei.audit.models import Event
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.core.errors import NotFound
from anpei.policies.models import InsuredMember


@pytest.fixture
def accident(cast: Cast) -> InsuredMember:
    return contract(cast, "qc_accident", number="P2026000011")


def reported(member: InsuredMember, **changes: object) -> Claim:
    told = {
        "story": "滑倒骨折，住院四天",
        "nature": "injury",
        "care": "inpatient",
        "event_on": date(2026, 11, 9),
        "reporter_phone": member.party.phone,
        "insured": member.party,
        "reporter": member.party,
        "policy_number": member.policy.number,
        **changes,
    }
    form = claims.ReportForm(**told)  # type: ignore[arg-type]
    return claims.report(form=form, channel="portal", by=member.party.actor, key=f"own-{sorted(changes)}")


def test_a_stay_after_an_accident_may_bring_the_disability_benefit(accident: InsuredMember) -> None:
    (found,) = own_cover(reported(accident))

    assert (found.benefit, found.paper, found.asked) == ("disability", "disability_appraisal", False)
    assert found.why.text.en == (
        f"{found.name.en}: after an accident with a stay in hospital something may remain. "
        "Have it appraised when treatment ends"
    )
    assert found.why.clause == "2.2"


@pytest.mark.parametrize(
    "changes",
    [
        {"care": "outpatient"},
        {"nature": "illness"},
        {"nature": "death", "died_on": date(2026, 11, 10)},
        {"died_on": date(2026, 11, 10)},
        {"event_on": None},
    ],
)
def test_nothing_is_held_out_where_it_would_be_a_false_hope(
    accident: InsuredMember, changes: dict[str, object]
) -> None:
    assert own_cover(reported(accident, **changes)) == []


def test_one_tap_puts_the_paper_on_the_list_once(accident: InsuredMember) -> None:
    claim = reported(accident)

    for _tap in range(2):
        into = actions.claim_own_cover(claim, benefit="disability", by=accident.party.actor, channel="portal")
        assert into == claim

    item = claim.checklist.get(kind="disability_appraisal")
    assert (item.source, item.clause) == ("added", "2.2")
    assert own_cover(claim)[0].asked
    assert Event.objects.filter(type="advice.own_cover_claimed").count() == 1


def test_after_the_decision_it_is_reported_anew_once(accident: InsuredMember) -> None:
    claim = reported(accident)
    Claim.objects.filter(pk=claim.pk).update(state="paying")

    new = actions.claim_own_cover(claim, benefit="disability", by=accident.party.actor, channel="portal")

    assert (new.member, new.event_on, new == claim) == (accident, claim.event_on, False)
    again = actions.claim_own_cover(claim, benefit="disability", by=accident.party.actor, channel="portal")
    assert again == new


def test_cover_the_contract_does_not_have_is_not_found(accident: InsuredMember) -> None:
    with pytest.raises(NotFound):
        actions.claim_own_cover(
            reported(accident), benefit="death", by=accident.party.actor, channel="portal"
        )


def test_the_customer_reads_why_and_taps_it_into_the_case(accident: InsuredMember) -> None:
    claim = reported(accident)
    phone = scene.log_in(accident.party.phone)
    page = phone.get(f"/claims/{claim.number}/").content.decode()
    assert 'data-test="own-cover"' in page
    assert "做个伤残鉴定" in page

    done = phone.post(f"/claims/{claim.number}/own-cover/disability/")

    assert done["Location"] == f"/claims/{claim.number}/papers/"
    assert 'data-test="claim-own"' not in phone.get(f"/claims/{claim.number}/").content.decode()
    assert phone.post(f"/claims/{claim.number}/own-cover/death/").status_code == 404

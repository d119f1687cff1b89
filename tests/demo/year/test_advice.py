"""The demo insurer's customers are told what else they may claim, advised where it suits, and looked at for a purpose."""

from __future__ import annotations

import pytest

from anpei.advice.models import CustomerLook, Entitlement, Idea, Means
from anpei.audit.models import Event
from anpei.parties.models import ConsentPurpose
from anpei.parties.queries import has_consent


@pytest.mark.django_db
def test_one_policy_waits_to_be_claimed_and_one_was(demo: None) -> None:
    found = {
        row.member.party.name: row.state
        for row in Entitlement.objects.exclude(state="not").select_related("member__party")
    }
    assert (found["周桂芬"], found["罗静"]) == ("may", "claimed")


@pytest.mark.django_db
def test_ideas_were_shown_only_to_who_agreed_and_answered(demo: None) -> None:
    shown = Idea.objects.filter(kind="cover").select_related("party")
    assert shown.exists()
    for idea in shown:
        assert has_consent(idea.party, ConsentPurpose.MARKETING)
        assert has_consent(idea.party, ConsentPurpose.HEALTH_ADVICE)
        assert Means.objects.filter(party=idea.party, answer="yes").exists()
        assert idea.product_version is not None


@pytest.mark.django_db
def test_a_copied_case_is_tied_to_no_contract_of_somebody_else(demo: None) -> None:
    for row in Entitlement.objects.select_related("claim", "member"):
        assert row.member.party_id == row.claim.insured_id


@pytest.mark.django_db
def test_every_look_has_its_purpose_and_its_line_in_the_customers_record(demo: None) -> None:
    looks = CustomerLook.objects.select_related("party")
    assert {one.purpose for one in looks} == {"settle", "call", "care", "complaint"}
    for look in looks:
        assert Event.objects.filter(
            subject="party", subject_id=look.party_id, type="advice.customer_looked", audience="customer"
        ).exists()

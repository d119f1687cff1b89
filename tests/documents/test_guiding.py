"""The guide of a complex case: one named person, who sees the customer's pages of that case and changes nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import Cast, course_to

from anpei.accounts.models import Staff
from anpei.audit.models import Event
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.core.errors import Forbidden, Refused
from anpei.documents import actions
from anpei.documents.models import Guide


def complex_case(claim: Claim, cast: Cast) -> Claim:
    return claims.declare_complex(claim, reason="多家医院，票据较多", by=cast.handler.actor)


def browser_of(person: Staff) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_supervisor_names_the_guide_and_the_customer_is_told(cast: Cast, handed_in_claim: Claim) -> None:
    claim = complex_case(handed_in_claim, cast)
    actions.assign_guide(claim, guide=cast.handler, by=cast.supervisor.actor)
    assert Guide.objects.get().staff == cast.handler
    assert Event.objects.get(type="claim.guide_assigned").audience == "customer"
    actions.assign_guide(claim, guide=cast.handler, by=cast.supervisor.actor)
    assert Event.objects.filter(type="claim.guide_assigned").count() == 1


def test_only_a_complex_case_has_a_guide(cast: Cast, handed_in_claim: Claim) -> None:
    with pytest.raises(Refused) as refused:
        actions.assign_guide(handed_in_claim, guide=cast.handler, by=cast.supervisor.actor)
    assert refused.value.code == "guide.not_complex"
    assert not Guide.objects.exists()


def test_who_cannot_see_the_case_or_medical_papers_is_no_guide(cast: Cast, handed_in_claim: Claim) -> None:
    claim = complex_case(handed_in_claim, cast)
    for person, code in (
        (cast.other_handler, "guide.cannot_see"),
        (cast.staff["manager"], "guide.no_health"),
    ):
        with pytest.raises(Refused) as refused:
            actions.assign_guide(claim, guide=person, by=cast.supervisor.actor)
        assert refused.value.code == code
    with pytest.raises(Forbidden):
        actions.assign_guide(claim, guide=cast.handler, by=cast.handler.actor)
    assert not Guide.objects.exists()


def test_the_guide_sees_the_page_of_the_customer_and_the_look_is_recorded(
    cast: Cast, handed_in_claim: Claim
) -> None:
    claim = complex_case(handed_in_claim, cast)
    actions.assign_guide(claim, guide=cast.handler, by=cast.supervisor.actor)
    client = browser_of(cast.handler)
    answer = client.get(f"/claims/{claim.number}/")
    assert answer.status_code == 200
    assert "guided-ribbon" in answer.content.decode()
    (looked,) = Event.objects.filter(type="claim.seen_as_customer")
    assert (looked.actor_kind, looked.actor_id) == ("staff", str(cast.handler.pk))


def test_the_guide_changes_nothing_there(cast: Cast, handed_in_claim: Claim) -> None:
    claim = complex_case(handed_in_claim, cast)
    actions.assign_guide(claim, guide=cast.handler, by=cast.supervisor.actor)
    client = browser_of(cast.handler)
    answer = client.post(f"/claims/{claim.number}/message/", {"text": "hello"})
    assert answer.status_code == 403
    assert not Event.objects.filter(type="claim.message_received").exists()


def test_other_staff_and_other_cases_stay_closed(cast: Cast, handed_in_claim: Claim) -> None:
    claim = complex_case(handed_in_claim, cast)
    other = course_to(cast, "reported", key="other")
    actions.assign_guide(claim, guide=cast.handler, by=cast.supervisor.actor)
    assert browser_of(cast.approver).get(f"/claims/{claim.number}/").status_code == 302
    assert browser_of(cast.handler).get(f"/claims/{other.number}/").status_code == 302
    assert browser_of(cast.handler).get("/policies/").status_code == 302

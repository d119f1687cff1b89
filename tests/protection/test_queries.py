"""Who lives through a vulnerable period, why and until when: one answer for ideas, visits and gatherings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation
from tests.care import outreach
from tests.cast import Cast, course_to

from anpei.advice import suggesting
from anpei.claims import actions as claims
from anpei.claims.models import Claim
from anpei.complaints import actions as complaints
from anpei.complaints.models import Complaint
from anpei.core import clock
from anpei.core.errors import Refused
from anpei.parties.models import Party
from anpei.policies.models import Policy
from anpei.protection.queries import of_people, of_person, refuse_selling
from anpei.settlement import actions as settlement
from anpei.settlement.models import Injury, Objection


def why(party: Party, *, on: date | None = None) -> list[tuple[str, date | None]]:
    return [(one.code, one.until) for one in of_person(party, on=on or clock.today())]


def complain(cast: Cast, party: Party, claim: Claim) -> Complaint:
    return complaints.register(
        form=complaints.ComplaintForm(
            text="电话没人接。", kind="delay", name=party.name, phone=party.phone, claim=claim
        ),
        channel="portal", by=party.actor, key="c",
    )  # fmt: skip


def test_nothing_protects_whoever_lives_an_ordinary_life(cast: Cast, reported_claim: Claim):
    assert why(cast.customer) == []
    refuse_selling(cast.customer)


def test_a_death_protects_the_family_for_a_year_from_the_report(cast: Cast):
    outreach.bereave(cast, cast.member, cast.relative)
    last = clock.today() + timedelta(days=365)

    assert why(cast.relative) == [("bereaved", last)]
    assert why(cast.relative, on=last) == [("bereaved", last)]
    assert why(cast.relative, on=last + timedelta(days=1)) == []
    assert why(cast.stranger) == []
    assert of_person(cast.relative, on=last)[0].silent


def test_a_death_protects_whoever_holds_the_policy(cast: Cast):
    claim = outreach.bereave(cast, cast.member, cast.relative)
    Policy.objects.filter(pk=claim.policy_id).update(policyholder=cast.stranger)

    assert why(cast.stranger) == [("bereaved", clock.today() + timedelta(days=365))]

    Policy.objects.filter(pk=claim.policy_id).update(group=True)
    assert why(cast.stranger) == []  # an employer's


def test_a_serious_case_protects_while_it_is_open_and_for_a_while_after(cast: Cast):
    claim = course_to(cast, "paying")
    Claim.objects.filter(pk=claim.pk).update(claimed_fen=4_999_999)
    assert why(cast.customer) == []
    Claim.objects.filter(pk=claim.pk).update(claimed_fen=5_000_000)
    assert why(cast.customer) == [("serious_case", None)]
    assert why(cast.customer, on=clock.today() + timedelta(days=2_000)) == [("serious_case", None)]

    ended = clock.now() + timedelta(days=150)
    Claim.objects.filter(pk=claim.pk).update(state="paid", is_open=False, paid_at=ended)
    assert why(cast.customer) == [("serious_case", clock.today() + timedelta(days=210))]


def test_a_serious_case_that_ends_early_protects_half_a_year_from_its_report(cast: Cast):
    claim = course_to(cast, "paying")
    Claim.objects.filter(pk=claim.pk).update(
        claimed_fen=5_000_000, state="paid", is_open=False, paid_at=clock.now()
    )

    assert why(cast.customer) == [("serious_case", clock.today() + timedelta(days=180))]


def test_harm_that_was_rated_protects_whatever_it_costs(cast: Cast):
    claim = course_to(cast, "paying")
    Injury.objects.create(
        claim=claim, item="7.3-a", grade=9, standard_code="JR/T 0083", appraised_on=date(2026, 11, 12),
        rated_by=cast.handler,
    )  # fmt: skip

    assert why(cast.customer) == [("serious_case", None)]


def test_whoever_looks_after_a_child_is_protected_with_it(cast: Cast):
    claims.report(
        form=claims.ReportForm(
            story="孩子病重", nature="illness", event_on=date(2026, 11, 9), claimed_fen=6_000_000,
            reporter_phone=cast.guardian.phone, policy_number="P2026000002", insured=cast.child,
        ),
        channel="portal", by=cast.guardian.actor, key="g",
    )  # fmt: skip

    assert why(cast.guardian) == [("serious_case", None)]
    assert why(cast.child) == [("serious_case", None)]


def test_a_refusal_protects_from_its_own_day(cast: Cast, assessed_claim: Claim):
    assert why(cast.customer) == []
    refusal = settlement.propose(
        assessed_claim, run=None, outcome="refuse", clause="3.1", reason="不在保障范围", would_change="新的材料",
        by=cast.handler.actor,
    )  # fmt: skip
    settlement.approve(refusal, by=cast.approver.actor)

    assert why(cast.customer) == [("refused", clock.today() + timedelta(days=90))]


def test_an_objection_protects_until_it_is_answered_and_for_a_while_after(cast: Cast):
    claim = course_to(cast, "paying")
    row = Objection.objects.create(
        claim=claim,
        decision=claim.decisions.get(),
        text="不同意",
        raised_at=clock.now(),
        due_at=clock.now(),
    )
    assert why(cast.customer) == [("disputed", None)]

    Objection.objects.filter(pk=row.pk).update(
        state="dismissed", answered_at=clock.now(), answered_by=cast.approver
    )
    assert why(cast.customer) == [("disputed", clock.today() + timedelta(days=90))]


def test_a_complaint_protects_whoever_made_it_and_whom_it_is_about(cast: Cast, reported_claim: Claim):
    complaint = complain(cast, cast.relative, reported_claim)
    assert why(cast.customer) == [("complaint", None)]
    assert why(cast.relative) == [("complaint", None)]

    Complaint.objects.filter(pk=complaint.pk).update(is_open=False, state="closed", closed_at=clock.now())
    assert why(cast.customer) == [("complaint", date(2027, 1, 15))]
    assert why(cast.customer, on=date(2027, 1, 16)) == []


def test_what_goes_on_is_named_first(cast: Cast, reported_claim: Claim):
    outreach.bereave(cast, cast.member, cast.customer)
    complain(cast, cast.customer, reported_claim)

    assert why(cast.customer) == [("complaint", None), ("bereaved", clock.today() + timedelta(days=365))]


def test_ideas_name_the_same_reasons_as_care(cast: Cast, reported_claim: Claim):
    outreach.bereave(cast, cast.member, cast.customer)
    complain(cast, cast.customer, reported_claim)
    today = clock.today()

    assert suggesting.advise(cast.customer, on=today).protected == of_person(cast.customer, on=today)


def test_nothing_is_offered_and_the_refusal_says_until_when(cast: Cast, reported_claim: Claim):
    outreach.bereave(cast, cast.member, cast.relative)
    with translation.override("en"), pytest.raises(Refused, match=r"protection\.no_selling") as refused:
        refuse_selling(cast.relative)
    assert refused.value.message == (
        "This person is going through a hard time (a death in the family). Nothing is offered before 2027-11-17."
    )

    complain(cast, cast.customer, reported_claim)
    with translation.override("zh-hans"), pytest.raises(Refused) as refused:
        refuse_selling(cast.customer)
    assert refused.value.message == "客户正处在艰难时期（有一件投诉、亲人离世），在此期间不推介任何产品。"


def test_a_hundred_people_cost_what_one_costs(cast: Cast, reported_claim: Claim, django_assert_num_queries):
    complain(cast, cast.customer, reported_claim)
    everybody = list(Party.objects.values_list("pk", flat=True))
    for people in ([cast.customer.pk], everybody):
        with django_assert_num_queries(11):
            of_people(people, on=clock.today())

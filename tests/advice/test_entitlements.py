"""Other contracts one event may come under: found by the terms, told once, claimed with one tap, never a false hope."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.advice.contracts import contract
from tests.cast import Cast, course_to

from anpei.advice import actions, queries
from anpei.advice.models import Entitlement, EntitlementState
from anpei.claims import actions as claims
from anpei.claims.models import Claim, ItemState, RelatedClaim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import NotFound, Refused
from anpei.deadlines.models import Clock
from anpei.documents import actions as documents
from anpei.jobs import worker
from anpei.messages.models import Message
from anpei.policies.models import InsuredMember, InsuredVehicle
from anpei.policies.queries import plate_hash

BY = Actor.system("tests")


def only(claim: Claim) -> Entitlement:
    return queries.entitlements_of(claim).get()


def test_a_hospital_cash_policy_may_pay_for_the_same_stay(cast: Cast, reported_claim: Claim):
    other = contract(cast, "qc_hospital_cash", number="P2026000010")

    (row,) = actions.look_for(reported_claim, by=BY)

    assert (row.member, row.state, row.benefits) == (other, "may", ["accident_cash"])
    assert row.why == [
        {
            "zh": "意外住院津贴：保这种情况（意外伤害、住院）",
            "en": "Hospital cash after an accident: covers this kind of event (injury, inpatient)",
            "clause": "2.1",
        }
    ]
    assert row.claim_by_on == date(2028, 11, 9)
    running = Clock.objects.get(subject="entitlement", subject_id=row.pk)
    assert (running.rule_id, running.due_on, running.owner_id) == (
        "limitation.nonlife", date(2028, 11, 9), cast.handler.pk
    )  # fmt: skip


def test_the_customer_is_told_once_and_never_promised(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")

    actions.look_for(reported_claim, by=BY)
    actions.look_for(reported_claim, by=BY)

    told = Message.objects.filter(template="advice.entitlements", channel="in_app").get()
    assert told.body == (
        f"编号 {reported_claim.number}，您还有别的保单可能也能赔：晴川住院津贴保险（2026）。交过的材料不用再交，"
        "在案件页面点一下就能一起申请。法律上的时效到 2028年11月9日，过了也可以来问。能不能赔、赔多少要看过才知道。"
        "想问可以打 handler甲 95000。"
    )
    assert only(reported_claim).told_at == clock.now()


def test_it_is_looked_for_by_itself_when_a_case_is_reported(cast: Cast):
    contract(cast, "qc_hospital_cash", number="P2026000010")

    claim = course_to(cast, "reported")
    worker.drain()

    assert only(claim).state == "may"
    assert Message.objects.filter(template="advice.entitlements", channel="in_app").count() == 1


def test_a_group_membership_counts_as_an_own_policy(cast: Cast, reported_claim: Claim):
    cast.group_member.party = cast.customer
    cast.group_member.save()

    (row,) = actions.look_for(reported_claim, by=BY)

    assert (row.member, row.state) == (cast.group_member, "may")


@pytest.mark.parametrize(
    ("code", "because"),
    [
        ("qc_term_life", "属于保险责任 · 这类情况不在任何一项保险责任内（意外伤害、住院）"),
        ("qc_critical_illness", "疾病保险金：诊断里看不出是名单上的疾病"),
        ("qc_household", "属于保险责任 · 这类情况不在任何一项保险责任内（意外伤害、住院）"),
    ],
)
def test_nobody_is_given_false_hope_and_staff_read_why(
    cast: Cast, reported_claim: Claim, code: str, because: str
):
    contract(cast, code, number="P2026000010")

    (row,) = actions.look_for(reported_claim, by=BY)

    assert (row.state, row.benefits) == ("not", [])
    assert because in [reason["zh"] for reason in row.why]
    assert queries.told_of(reported_claim) == []
    assert not Message.objects.filter(template="advice.entitlements").exists()
    assert not Clock.objects.filter(subject="entitlement").exists()


def test_a_diagnosis_of_the_list_opens_the_critical_illness_policy(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_critical_illness", number="P2026000010")
    claim = claims.complete_report(
        reported_claim, by=cast.handler.actor, nature="illness", diagnosis="左肺恶性肿瘤"
    )

    (row,) = actions.look_for(claim, by=BY)

    assert (row.state, row.benefits) == ("may", ["critical_illness"])


def test_a_policy_that_had_not_begun_is_not_looked_at(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010", starts_on=date(2026, 11, 10))

    assert actions.look_for(reported_claim, by=BY) == []


def test_the_waiting_period_speaks_against_it(cast: Cast, reported_claim: Claim):
    contract(
        cast, "qc_hospital_cash", number="P2026000010", starts_on=date(2026, 11, 1), renewed_since=date(2026, 11, 1)
    )  # fmt: skip
    claim = claims.complete_report(reported_claim, by=cast.handler.actor, nature="illness")

    (row,) = actions.look_for(claim, by=BY)

    assert row.state == "not"
    assert any(reason["zh"].startswith("等待期") for reason in row.why)


def test_what_is_claimed_already_is_not_told_again(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")
    (row,) = actions.look_for(reported_claim, by=BY, tell=False)
    second = actions.claim_too(row, by=cast.customer.actor, channel="portal", key="1").claim

    (back,) = actions.look_for(second, by=BY)

    assert (back.state, back.claimed_as) == ("claimed", reported_claim)
    assert not Message.objects.filter(template="advice.entitlements").exists()


def test_one_tap_claims_it_too_with_the_papers_that_are_there(cast: Cast, handed_in_claim: Claim):
    other = contract(cast, "qc_hospital_cash", number="P2026000010")
    (row,) = actions.look_for(handed_in_claim, by=BY)

    done = actions.claim_too(row, by=cast.customer.actor, channel="portal", key="1")

    assert (done.claim.policy, done.claim.member, done.claim.insured) == (other.policy, other, cast.customer)
    assert (done.claim.event_on, done.claim.hospital, done.claim.care) == (
        date(2026, 11, 9), "云洲市第二人民医院", "inpatient"
    )  # fmt: skip
    first = {paper.item.kind: paper.file_id for paper in handed_in_claim.papers.all()}
    assert {paper.item.kind: paper.file_id for paper in done.papers} == {
        kind: first[kind] for kind in done.claim.checklist.values_list("kind", flat=True) if kind in first
    }
    assert done.papers
    assert not done.claim.checklist.filter(kind__in=first, state=ItemState.WANTED).exists()
    row.refresh_from_db()
    assert (row.state, row.claimed_as) == ("claimed", done.claim)
    assert Clock.objects.get(subject="entitlement", subject_id=row.pk).state == "met"
    related = RelatedClaim.objects.get(claim=done.claim)
    assert (related.other, related.kind, related.reason) == (
        handed_in_claim, "related", "same_event_other_policy"
    )  # fmt: skip


def test_tapping_twice_is_one_case(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")
    (row,) = actions.look_for(reported_claim, by=BY)

    first = actions.claim_too(row, by=cast.customer.actor, channel="portal", key="1").claim

    assert actions.claim_too(row, by=cast.customer.actor, channel="portal", key="2").claim == first
    assert Claim.objects.count() == 2


def test_what_does_not_fit_cannot_be_claimed_by_a_tap(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_term_life", number="P2026000010")
    (row,) = actions.look_for(reported_claim, by=BY)

    with pytest.raises(Refused) as refused:
        actions.claim_too(row, by=cast.customer.actor, channel="portal", key="1")

    assert refused.value.code == "advice.does_not_fit"
    assert Claim.objects.count() == 1


def test_a_no_stays_a_no_when_it_is_looked_at_again_and_can_still_be_claimed(
    cast: Cast, reported_claim: Claim
):
    contract(cast, "qc_hospital_cash", number="P2026000010")
    (row,) = actions.look_for(reported_claim, by=BY)

    actions.not_wanted(row, by=cast.customer.actor)
    actions.look_for(reported_claim, by=BY)

    assert only(reported_claim).state == "not_wanted"
    actions.claim_too(row, by=cast.customer.actor, channel="portal", key="1")
    assert only(reported_claim).state == "claimed"


def test_another_day_of_the_event_takes_back_what_no_longer_fits(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")
    actions.look_for(reported_claim, by=BY)
    Claim.objects.filter(pk=reported_claim.pk).update(event_on=date(2026, 2, 1))

    actions.look_for(reported_claim, by=BY)

    row = only(reported_claim)
    assert (row.state, row.benefits) == ("not", [])
    assert Clock.objects.get(subject="entitlement", subject_id=row.pk).state == "cancelled"


def test_a_reporter_who_is_not_the_insured_learns_nothing_of_the_policies(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")
    cast.customer.phone = ""
    cast.customer.save()

    (row,) = actions.look_for(reported_claim, by=BY)

    assert (row.state, row.told_at) == ("may", None)
    assert not Message.objects.filter(template="advice.entitlements").exists()


def test_after_the_two_years_a_person_looks_before_anybody_is_told(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")

    with clock.at(clock.now() + timedelta(days=740)):
        (row,) = actions.look_for(reported_claim, by=BY)

    assert row.state == "not"
    assert row.why[0]["zh"].startswith("从出险算起的诉讼时效到 2028-11-09 已满")


def test_life_insurance_has_five_years(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_term_life", number="P2026000010")

    (row,) = actions.look_for(reported_claim, by=BY)

    assert row.claim_by_on == date(2031, 11, 10)  # the 9th is a Sunday (Civil Code art. 203)


def test_a_death_opens_term_life_and_nobody_writes_about_it(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_term_life", number="P2026000010")
    claim = claims.complete_report(
        reported_claim, by=cast.handler.actor, nature="death", died_on=date(2026, 11, 10), cause_of_death="accident"
    )  # fmt: skip

    (row,) = actions.look_for(claim, by=BY)

    assert (row.state, row.benefits, row.claim_by_on) == ("may", ["death"], date(2031, 11, 10))
    assert not Message.objects.filter(template="advice.entitlements").exists()


def vehicle(member: InsuredMember, plate: str) -> InsuredMember:
    InsuredVehicle.objects.create(
        member=member, plate=plate, plate_hash=plate_hash(plate), vehicle_class="car", use="family",
        first_registered_on=date(2024, 1, 1), new_price_fen=15_000_000,
    )  # fmt: skip
    return member


@pytest.mark.parametrize(("plate", "state"), [("京A00001", "may"), ("京A00002", "not")])
def test_the_voluntary_cover_of_the_same_vehicle_may_pay_as_well(cast: Cast, plate: str, state: str):
    first = vehicle(contract(cast, "qc_motor_compulsory", number="M2026000001"), "京A00001")
    vehicle(contract(cast, "qc_motor", number="M2026000002"), plate)
    claim = claims.report(
        form=claims.ReportForm(
            story="追尾了", nature="collision", casualty="none", event_on=date(2026, 11, 9),
            reporter_phone=cast.customer.phone, reporter_name=cast.customer.name,
            policy_number=first.policy.number, reporter=cast.customer, insured=cast.customer,
        ),
        channel="portal", by=cast.customer.actor, key="m",
    )  # fmt: skip

    rows = actions.look_for(claim, by=BY)

    found = {row.member.policy.number: row for row in rows}
    assert found["M2026000002"].state == state
    assert ("保的是另一辆车" in [one["zh"] for one in found["M2026000002"].why]) is (state == "not")
    assert found["P2026000001"].state == "not"


def test_an_entitlement_of_another_case_is_not_found(cast: Cast, reported_claim: Claim):
    contract(cast, "qc_hospital_cash", number="P2026000010")
    (row,) = actions.look_for(reported_claim, by=BY)
    other = course_to(cast, "reported", key="cast-2")

    with pytest.raises(NotFound):
        queries.entitlement_of(other, row.pk)


def test_papers_of_somebody_else_are_never_carried_over(cast: Cast, handed_in_claim: Claim):
    other = claims.report(
        form=claims.ReportForm(story="摔了", reporter_phone="13900000001", insured=cast.stranger),
        channel="portal", by=cast.stranger.actor, key="s",
    )  # fmt: skip

    with pytest.raises(Refused) as refused:
        documents.reuse(other, source=handed_in_claim, by=BY)

    assert refused.value.code == "paper.other_person"
    assert not other.papers.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"state": EntitlementState.MAY, "benefits": []},
        {"state": EntitlementState.CLAIMED, "benefits": ["accident_cash"]},
    ],
)
def test_the_database_holds_what_an_entitlement_is(cast: Cast, reported_claim: Claim, broken: dict):
    member = contract(cast, "qc_hospital_cash", number="P2026000010")

    with pytest.raises(IntegrityError), transaction.atomic():
        Entitlement.objects.create(
            claim=reported_claim, member=member, why=[], claim_by_on=date(2028, 11, 9), found_at=clock.now(), **broken
        )  # fmt: skip


@pytest.mark.parametrize(("contracts", "statements"), [(1, 22), (3, 48)])
def test_looking_again_costs_thirteen_statements_a_contract(
    cast: Cast, reported_claim: Claim, django_assert_num_queries, contracts: int, statements: int
):
    for at in range(contracts):
        contract(cast, "qc_hospital_cash", number=f"P202600001{at}")
    actions.look_for(reported_claim, by=BY)

    with django_assert_num_queries(statements):
        actions.look_for(reported_claim, by=BY)

"""Disability and death: what a person rates or states, and what the terms make of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.settlement import cast

from anpei.claims import actions as claims
from anpei.claims.models import Care, Claim, Nature
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.jobs.worker import drain
from anpei.payments import actions as payments
from anpei.payments.models import Instruction
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement
from anpei.settlement import adjudication
from anpei.settlement.models import Decision, Injury

ACCIDENT_ON = date(2026, 4, 1)
DAY_180 = date(2026, 9, 28)
SUM_INSURED = 50_000_000


@pytest.fixture
def house(db: None, frozen_clock: datetime) -> cast.House:
    return cast.open_house("qc-accident-2026.yaml")


@pytest.fixture
def member(house: cast.House) -> InsuredMember:
    return cast.insure(house, cast.person(), {"accident": SUM_INSURED, "accident_medical": 2_000_000})


def injured(house: cast.House, member: InsuredMember, *grades: int, **more: object) -> Claim:
    facts = {"nature": Nature.INJURY, "care": Care.NONE, "event_on": ACCIDENT_ON, **more}
    claim = settlement.register_case(cast.claim_of(house, member, **facts), by=house.handler.actor)
    for position, grade in enumerate(grades):
        rate(house, claim, item=f"7.{position + 1}", grade=grade)
    return claim


def rate(house: cast.House, claim: Claim, **more: Any) -> Injury:
    values = {"item": "7.1", "grade": 8, "appraised_on": date(2026, 9, 1), "by": house.handler.actor, **more}
    return settlement.add_injury(claim, **values)


def approved(house: cast.House, claim: Claim) -> Decision:
    run = settlement.calculate(claim, by=house.handler.actor)
    decision = settlement.propose(claim, run=run, outcome="pay", by=house.handler.actor)
    return settlement.approve(decision, by=house.second_approver.actor)


def dead(house: cast.House, member: InsuredMember, **more: object) -> Claim:
    return injured(
        house, member, **{"nature": Nature.DEATH, "died_on": DAY_180, "cause_of_death": "accident", **more}
    )


@pytest.mark.parametrize(
    ("grades", "payable_fen"),
    [
        ((8,), 15_000_000),
        ((8, 8, 10), 20_000_000),  # two share the worst grade: raised once to 7, 40 %
        ((1, 1), 50_000_000),  # grade 1 cannot be raised
        ((10, 9), 10_000_000),
    ],
)
def test_rated_injuries_are_paid_by_the_worst_grade_raised_once(
    house: cast.House, member: InsuredMember, grades: tuple[int, ...], payable_fen: int
) -> None:
    run = settlement.calculate(injured(house, member, *grades), by=house.handler.actor)
    assert run.payable_fen == payable_fen


def test_an_item_is_rated_once_with_a_grade_of_the_standard(house: cast.House, member: InsuredMember) -> None:
    claim = injured(house, member, 8)
    with pytest.raises(Invalid) as refusal:
        rate(house, claim, item="7.1")
    assert set(refusal.value.fields) == {"item"}
    for grade in (0, 11, None):
        with pytest.raises(Invalid) as refusal:
            rate(house, claim, item="", grade=grade, standard_code=" ", appraised_on=None)
        assert set(refusal.value.fields) == {"item", "grade", "standard_code", "appraised_on"}
    for day in (date(2026, 11, 17), date(2026, 3, 31)):
        with pytest.raises(Invalid) as refusal:
            rate(house, claim, item="7.2", appraised_on=day)
        assert set(refusal.value.fields) == {"appraised_on"}
    with pytest.raises(Forbidden):
        rate(house, claim, item="7.2", by=house.payer.actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Injury.objects.filter(claim=claim).update(grade=11)
    assert claim.injuries.count() == 1


def test_who_rated_an_injury_does_not_approve(house: cast.House, member: InsuredMember) -> None:
    claim = injured(house, member, 8)
    claim.injuries.update(rated_by=house.second_approver)
    run = settlement.calculate(claim, by=house.handler.actor)
    decision = settlement.propose(claim, run=run, outcome="pay", by=house.handler.actor)
    with pytest.raises(Forbidden) as refusal:
        settlement.approve(decision, by=house.second_approver.actor)
    assert refusal.value.code == "settlement.own_work"


def test_taking_an_injury_out_says_why_and_ends_with_the_proposal(
    house: cast.House, member: InsuredMember
) -> None:
    claim = injured(house, member, 8, 9)
    lighter = claim.injuries.get(grade=9)
    with pytest.raises(Invalid):
        settlement.remove_injury(lighter, reason=" ", by=house.handler.actor)
    settlement.remove_injury(lighter, reason="鉴定撤回", by=house.handler.actor)
    assert [row.grade for row in claim.injuries.all()] == [8]
    run = settlement.calculate(claim, by=house.handler.actor)
    settlement.propose(claim, run=run, outcome="pay", by=house.handler.actor)
    with pytest.raises(Refused) as refusal:
        rate(house, claim, item="7.9")
    assert refusal.value.code == "settlement.not_open"


def test_another_standard_than_the_terms_name_is_a_finding(house: cast.House, member: InsuredMember) -> None:
    claim = injured(house, member)
    rate(house, claim, standard_code="GB/T 16180")
    with pytest.raises(Refused) as refusal:
        settlement.calculate(claim, by=house.handler.actor)
    assert "JR/T 0083-2013" in str(refusal.value.message)


@pytest.mark.parametrize("missing", [{"died_on": None}, {"cause_of_death": ""}])
def test_a_death_is_not_calculated_before_its_day_and_cause_are_known(
    house: cast.House, member: InsuredMember, missing: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refusal:
        settlement.calculate(dead(house, member, **missing), by=house.handler.actor)
    assert refusal.value.code == "settlement.death_facts_missing"


def test_a_death_of_illness_is_no_accidental_death(house: cast.House, member: InsuredMember) -> None:
    run = settlement.calculate(dead(house, member, cause_of_death="illness"), by=house.handler.actor)
    assert run.payable_fen == 0
    assert run.inputs["event"]["accident_on"] is None


def test_a_death_of_illness_after_an_injury_leaves_the_injury_paid(
    house: cast.House, member: InsuredMember
) -> None:
    claim = injured(house, member, 8, died_on=DAY_180, cause_of_death="illness")
    assert settlement.calculate(claim, by=house.handler.actor).payable_fen == 15_000_000


def test_the_report_takes_the_facts_of_a_death(house: cast.House, member: InsuredMember) -> None:
    claim = injured(house, member)
    for wrong in (date(2026, 11, 17), date(2026, 3, 31)):
        with pytest.raises(Invalid) as refusal:
            claims.complete_report(claim, died_on=wrong, by=house.handler.actor)
        assert set(refusal.value.fields) == {"died_on"}
    with pytest.raises(Invalid) as refusal:
        claims.complete_report(claim, cause_of_death="bad luck", by=house.handler.actor)
    assert set(refusal.value.fields) == {"cause_of_death"}
    claim = claims.complete_report(
        claim, nature="death", died_on=DAY_180, cause_of_death="accident", by=house.handler.actor
    )
    assert settlement.calculate(claim, by=house.handler.actor).payable_fen == SUM_INSURED
    review = claims.review_coverage(claim, answers={}, by=house.handler.actor)
    assert (review.facts["died_on"], review.facts["natures"]) == ("2026-09-28", ["injury", "death"])


def test_cover_of_a_death_stays_open_while_its_cause_is_not_known(
    house: cast.House, member: InsuredMember
) -> None:
    claim = dead(house, member, cause_of_death="")
    assert claims.review_coverage(claim, answers={}, by=house.handler.actor).outcome == "unknown"


def test_disability_is_checked_for_cover_once_an_injury_is_rated(
    house: cast.House, member: InsuredMember
) -> None:
    claim = injured(house, member)
    assert "disability" not in str(claims.review_coverage(claim, answers={}, by=house.handler.actor).tree)
    rate(house, claim)
    assert "disability" in str(claims.review_coverage(claim, answers={}, by=house.handler.actor).tree)


@pytest.mark.parametrize(("died_on", "payable_fen"), [(DAY_180, 35_000_000), (date(2026, 9, 29), 0)])
def test_death_within_180_days_is_paid_less_the_disability_paid_before(
    house: cast.House, member: InsuredMember, died_on: date, payable_fen: int
) -> None:
    approved(house, injured(house, member, 8))
    run = settlement.calculate(dead(house, member, died_on=died_on), by=house.handler.actor)
    assert run.inputs["prior_payments"] == [{"benefit": "disability", "amount_fen": 15_000_000}]
    assert run.payable_fen == payable_fen


def test_an_agreed_disability_counts_with_what_was_agreed(house: cast.House, member: InsuredMember) -> None:
    claim = injured(house, member, 8)
    run = settlement.calculate(claim, by=house.handler.actor)
    decision = settlement.propose(
        claim, run=run, outcome="pay_agreed", amount_fen=12_000_000, reason="双方协商", by=house.handler.actor
    )
    settlement.approve(decision, by=house.second_approver.actor)
    later = settlement.calculate(dead(house, member), by=house.handler.actor)
    assert later.inputs["accumulators"]["accident_sum"] == 12_000_000
    assert later.payable_fen == 38_000_000


def test_beneficiaries_are_paid_their_shares_to_the_fen(house: cast.House, member: InsuredMember) -> None:
    approved(house, injured(house, member, 8))
    claim = dead(house, member)
    people = (
        ("周一", "110000198001010019", 3334),
        ("周二", "110000198201010013", 3333),
        ("周三", "110000198401010018", 3333),
    )
    for position, (name, id_number, share_bp) in enumerate(people):
        party = cast.person(name, id_number, f"1380000010{position}")
        payee = payments.set_payee(
            claim, party=party, holder_name=name, account_number=cast.GOOD_ACCOUNT, bank_name="工商银行",
            capacity="beneficiary", share_bp=share_bp, by=house.payer.actor,
        )  # fmt: skip
        payments.verify_payee(payee, identity_checked="身份证原件", relation="子女", by=house.payer.actor)
    run = settlement.calculate(claim, by=house.handler.actor)
    decision = settlement.propose(
        claim, run=run, outcome="pay_agreed", amount_fen=1_234_567, reason="双方协商", by=house.handler.actor
    )
    settlement.agree(settlement.approve(decision, by=house.second_approver.actor), by=house.handler.actor)
    drain(strict=True)
    paid = Instruction.objects.filter(claim=claim, state="paid").order_by("payee_id")
    # 1,234,567 fen: 411,604.6378, 411,481.1811 and 411,481.1811; the fen left over goes to the largest rest.
    assert [row.amount_fen for row in paid] == [411_605, 411_481, 411_481]
    claim.refresh_from_db()
    assert (claim.state, claim.paid_fen) == ("paid", 1_234_567)


def test_used_limits_follow_the_decision_by_benefit(house: cast.House, member: InsuredMember) -> None:
    claim = injured(house, member, 8, care=Care.OUTPATIENT)
    form = settlement.ReceiptForm(
        setting="outpatient", issued_on=date(2026, 4, 2), total_fen=110_000, social_fen=0, social_settled=False,
        lines=(settlement.LineForm("清创", "treatment", 110_000),),
    )  # fmt: skip
    settlement.add_receipt(claim, form=form, by=house.handler.actor)
    run = settlement.calculate(claim, by=house.handler.actor)
    # 1,100 less 100 of the deductible, 80 % without social insurance, beside 150,000 for grade 8
    assert run.result["payable_fen"] == {"accident_medical": 80_000, "disability": 15_000_000, "death": 0}
    decision = settlement.propose(
        claim, run=run, outcome="pay_agreed", amount_fen=7_540_000, reason="双方协商", by=house.handler.actor
    )
    assert adjudication.granted_by_benefit(decision) == {"accident_medical": 40_000, "disability": 7_500_000}
    assert {key: amount for key, _period, amount in adjudication.use_of(decision)} == {
        "accident_deductible": 10_000,
        "medical_limit": 40_000,
        "accident_sum": 7_500_000,
    }
    settlement.approve(decision, by=house.second_approver.actor)

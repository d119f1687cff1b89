"""Whose the result is: victims, claimants and beneficiaries by the engine's rows, the rest the insured person's."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.settlement import cast
from tests.settlement.motor import DAY, PLATE, crash, found, insure_vehicle

from anpei.claims.models import Claim
from anpei.core.errors import Invalid
from anpei.payments import actions as payments
from anpei.payments.models import Instruction, Payee
from anpei.policies import actions as policies
from anpei.policies.models import InsuredMember
from anpei.settlement import actions, entitlement
from anpei.settlement.models import Decision

pytestmark = pytest.mark.django_db


def decided_crash(house: cast.House, **changes: object) -> Decision:
    claim = crash(house, insure_vehicle(house, cast.person()))
    actions.assess_facts(claim, facts=found(**changes), by=house.handler.actor)
    run = actions.calculate(claim, by=house.handler.actor)
    return actions.propose(claim, run=run, outcome="pay", by=house.handler.actor)


def parts_of(decision: Decision) -> dict[str, int]:
    return {one.name: one.amount_fen for one in entitlement.of_decision(decision)}


def test_commercial_motor_gives_victims_their_part_and_the_owner_the_rest(
    db: None, frozen_clock: datetime
) -> None:
    decision = decided_crash(cast.open_house("qc-motor-2026.yaml"))
    # the pedestrian 14,000 × 70 %, the other vehicle 8,000 × 70 %, the own damage 9,500
    assert parts_of(decision) == {"行人": 980_000, "新Z00002": 560_000, "被保险人": 950_000}
    assert sum(parts_of(decision).values()) == decision.amount_fen


def test_compulsory_motor_pays_the_rows_of_its_own_cover(db: None, frozen_clock: datetime) -> None:
    house = cast.open_house("qc-motor-compulsory-2026.yaml")
    member = insure_vehicle(house, cast.person(), sums={"x": 1})
    claim = crash(house, member)
    facts = found()
    facts["motor"]["victims"].append({"id": "骑车人", "non_motor": True, "medical_fen": 600_000})
    actions.assess_facts(claim, facts=facts, by=house.handler.actor)
    run = actions.calculate(claim, by=house.handler.actor)
    parts = {one.name: one.amount_fen for one in entitlement.of_run(run)}
    assert sum(parts.values()) == run.payable_fen
    assert parts["新Z00002"] == 200_000  # its damage, within the item property
    assert PLATE not in parts


def test_each_victim_is_paid_to_the_fen_once_every_account_is_known(db: None, frozen_clock: datetime) -> None:
    house = cast.open_house("qc-motor-2026.yaml")
    decision = decided_crash(house)
    claim = Claim.objects.get(pk=decision.claim_id)
    keys = {one.name: one.key for one in entitlement.of_decision(decision)}
    people = {
        "行人": cast.person("韦一诺", "110000199001010021", "13800000003"),
        "新Z00002": cast.person("申小芹", "11000019900101003X", "13800000004"),
        "被保险人": claim.insured,
    }
    accounts = [cast.GOOD_ACCOUNT, "6200000000000021", "6200000000000029"]
    for position, (name, party) in enumerate(people.items()):
        assert party is not None
        payee = payments.set_payee(
            claim, party=party, holder_name=party.name, account_number=accounts[position],
            bank_name="示例银行", capacity="insured" if name == "被保险人" else "claimant", entitlement=keys[name],
            by=house.handler.actor,
        )  # fmt: skip
        if payee.verified_at is None:
            payments.verify_payee(
                payee, identity_checked="身份证", relation="受害人", by=house.supervisor.actor
            )
    assert Payee.objects.filter(active=True).count() == 3
    actions.approve(decision, by=house.approver.actor)
    payments.instruct(claim)
    amounts = {one.payee.party.name: one.amount_fen for one in Instruction.objects.all()}
    assert amounts == {"韦一诺": 980_000, "申小芹": 560_000, "周桂芬": 950_000}


def test_nothing_leaves_while_the_account_of_one_part_is_missing(db: None, frozen_clock: datetime) -> None:
    house = cast.open_house("qc-motor-2026.yaml")
    decision = decided_crash(house)
    claim = Claim.objects.get(pk=decision.claim_id)
    key = next(one.key for one in entitlement.of_decision(decision) if one.key == "insured")
    assert claim.insured is not None
    payments.set_payee(
        claim, party=claim.insured, holder_name=claim.insured.name, account_number=cast.GOOD_ACCOUNT,
        bank_name="示例银行", entitlement=key, by=house.handler.actor,
    )  # fmt: skip
    actions.approve(decision, by=house.approver.actor)
    assert payments.instruct(claim) == []
    assert not Instruction.objects.exists()


def test_part_the_result_does_not_have_is_refused(db: None, frozen_clock: datetime) -> None:
    house = cast.open_house("qc-motor-2026.yaml")
    claim = decided_crash(house).claim
    with pytest.raises(Invalid) as refused:
        payments.set_payee(
            claim, party=claim.insured, holder_name="周桂芬", account_number=cast.GOOD_ACCOUNT, bank_name="示例银行",
            entitlement="victim:nobody", by=house.handler.actor,
        )  # fmt: skip
    assert set(refused.value.fields) == {"entitlement"}
    assert not Payee.objects.exists()


def test_beneficiaries_get_what_the_engine_gave_them(db: None, frozen_clock: datetime) -> None:
    house = cast.open_house("qc-term-life-2026.yaml")
    member = cast.insure(house, cast.person(), sums={"life": 10_000_001})
    shares = [("女儿", "child", 5_000, None), ("儿子", "child", 5_000, None)]
    policies.name_beneficiaries(member, shares=shares, by=cast.SYSTEM)
    claim = cast.claim_of(house, member, nature="death", died_on=DAY, cause_of_death="illness")
    actions.register_case(claim, by=house.handler.actor)
    run = actions.calculate(claim, by=house.handler.actor)
    assert [(one.name, one.amount_fen) for one in entitlement.of_run(run)] == [
        ("女儿", 5_000_001),
        ("儿子", 5_000_000),
    ]


def test_bills_belong_to_the_insured_person_alone(house: cast.House, member: InsuredMember) -> None:
    decision = cast.proposed(house, member)
    assert [one.key for one in entitlement.of_decision(decision)] == ["insured"]

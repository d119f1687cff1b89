"""The fact sheet: signed by a person, versioned, completed from the contract, read by the calculation, refused in place."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime

import pytest
from tests.settlement import cast
from tests.settlement.motor import COMMERCIAL, DAY, PLATE, crash, found, insure_vehicle

from anpei.accounts.models import Staff
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.documents.models import Paper
from anpei.engine import CaseFacts
from anpei.engine.assessed import AssessedFacts
from anpei.policies import actions as policies
from anpei.settlement import actions, adjudication, sheets
from anpei.settlement.models import FactDraft, FactSheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(db: None, frozen_clock: datetime) -> cast.House:
    return cast.open_house("qc-motor-2026.yaml")


@pytest.fixture
def claim(road: cast.House):
    return crash(road, insure_vehicle(road, cast.person()))


def sign(claim, house, facts=None, **more):
    return actions.assess_facts(claim, facts=facts or found(), by=house.handler.actor, **more)


def test_facts_are_signed_completed_from_the_contract_and_calculated(claim, road: cast.House) -> None:
    sheet = sign(claim, road)
    assert (sheet.number, sheet.assessed_by, sheet.assessed_at) == (1, road.handler, sheet.created_at)
    own = sheet.facts["motor"]["own_vehicle"]
    assert (own["vehicle_class"], own["first_registered_on"], own["agreed_deductible_fen"]) == (
        "car",
        "2020-05-10",
        50_000,
    )
    run = actions.calculate(claim, by=road.handler.actor)
    assert run.fact_sheet == sheet
    facts = CaseFacts.from_json(run.inputs)
    assert facts.benefits == (
        "third_party",
        "vehicle_damage",
    )  # what the policy has no sum for was not bought
    figures = run.result["payable_fen"]
    # Two compulsory covers take all of 260,000 and 36,000 of 50,000; the own one takes 2,000 of 10,000. The rest at 70 %.
    assert figures["third_party"] == 1_540_000
    assert figures["vehicle_damage"] == 950_000  # 12,000 − 2,000 received − 500 agreed deductible
    assert run.payable_fen == 2_490_000


def test_same_facts_again_are_the_same_sheet_and_others_are_the_next(claim, road: cast.House) -> None:
    first = sign(claim, road)
    assert sign(claim, road).pk == first.pk
    changed = found()
    changed["motor"]["vehicles"][0]["fault"] = "full"
    changed["motor"]["vehicles"][1]["fault"] = "none"
    assert sign(claim, road, changed).number == 2
    assert [one.number for one in claim.fact_sheets.all()] == [2, 1]
    assert FactSheet.objects.get(number=1).facts["motor"]["vehicles"][0]["fault"] == "main"


def test_calculation_made_before_a_correction_is_outdated(claim, road: cast.House) -> None:
    sign(claim, road)
    run = actions.calculate(claim, by=road.handler.actor)
    changed = found()
    changed["motor"]["victims"][0]["medical_fen"] = 4_000_000
    sign(claim, road, changed)
    with pytest.raises(Refused) as refused:
        actions.propose(claim, run=run, outcome="pay", by=road.handler.actor)
    assert refused.value.code == "settlement.inputs_changed"


def test_nothing_is_calculated_before_the_facts(claim, road: cast.House) -> None:
    with pytest.raises(Refused) as refused:
        actions.calculate(claim, by=road.handler.actor)
    assert refused.value.code == "settlement.no_facts"
    assert not claim.runs.exists()


@pytest.mark.parametrize(
    ("table", "row", "field", "value", "place"),
    [
        ("victims", 0, "moral_fen", 30_000_000, "motor.victims.0.moral_fen"),
        ("victims", 0, "vehicle", "nowhere", "motor.victims.0.vehicle"),
        ("vehicles", 1, "fault", "main", "motor.vehicles.0.fault"),
        ("vehicles", 1, "id", PLATE, "motor.vehicles.1.id"),
        ("vehicles", 1, "damage_fen", -1, "motor.vehicles.1.damage_fen"),
        ("vehicles", 1, "damage_fen", 10**18, "motor.vehicles.1.damage_fen"),
        ("vehicles", 1, "fault", "half", "motor.vehicles.1.fault"),
        ("vehicles", 1, "damage_fen", "1", "motor.vehicles.1.damage_fen"),
        ("vehicles", 1, "colour", "red", "motor.vehicles.1.colour"),
    ],
)
def test_each_wrong_fact_is_named_where_it_stands(
    claim, road: cast.House, table: str, row: int, field: str, value: object, place: str
) -> None:
    facts = found()
    facts["motor"][table][row][field] = value
    with pytest.raises(Invalid) as refused:
        sign(claim, road, facts)
    assert place in refused.value.fields
    assert not claim.fact_sheets.exists()


def test_paper_of_another_case_is_no_source(claim, road: cast.House) -> None:
    stranger = cast.person("邓凯", "110000199001010021", "13800000002")
    elsewhere = crash(road, insure_vehicle(road, stranger, plate="新Z00009"))
    other = Paper.objects.create(
        claim=elsewhere, filename="x.jpg", origin="portal", received_at=elsewhere.reported_at
    )
    with pytest.raises(Invalid) as refused:
        sign(claim, road, sources={"motor.victims.0": other.pk})
    assert set(refused.value.fields) == {"source.motor.victims.0"}
    assert not claim.fact_sheets.exists()


def test_only_who_assesses_signs_and_only_under_review(claim, road: cast.House) -> None:
    with pytest.raises(Forbidden):
        actions.assess_facts(claim, facts=found(), by=road.payer.actor)
    with pytest.raises(Forbidden):
        actions.assess_facts(claim, facts=found(), by=cast.SYSTEM)
    sign(claim, road)
    run = actions.calculate(claim, by=road.handler.actor)
    actions.propose(claim, run=run, outcome="pay", by=road.handler.actor)
    changed = found()
    changed["motor"]["victims"] = []
    with pytest.raises(Refused) as refused:
        sign(claim, road, changed)
    assert refused.value.code == "settlement.not_open"
    assert claim.fact_sheets.count() == 1


def test_draft_is_kept_as_typed_for_each_person_and_gone_after_signing(claim, road: cast.House) -> None:
    typed = {"motor.victims.0.death_fen": "twenty"}
    actions.keep_fact_draft(claim, typed=typed, by=road.handler.actor)
    actions.keep_fact_draft(claim, typed={**typed, "x": "1"}, by=road.handler.actor)
    actions.keep_fact_draft(claim, typed=typed, by=road.supervisor.actor)
    assert FactDraft.objects.count() == 2
    assert "twenty" in FactDraft.objects.get(by=road.handler).typed
    sign(claim, road)
    assert list(FactDraft.objects.values_list("by", flat=True)) == [road.supervisor.pk]


def test_special_agreement_of_the_policy_reaches_the_calculation(db: None, frozen_clock: datetime) -> None:
    house = cast.open_house("qc-family-medical-2026.yaml")
    member = cast.insure(house, cast.person(), sums={"medical": 100_000_000})
    path = house.version and "benefits[0].terms.tiers.slices[0].share_bp"
    policies.endorse(
        policy=member.policy, number="RIDER-1", effective_on=date(2026, 3, 1), summary="提高给付", terms={path: 6_500},
        kind="rider", by=cast.SYSTEM,
    )  # fmt: skip
    claim, _receipt = cast.assessed(house, member)
    facts = adjudication.facts_of(claim)
    assert [(one.path, one.value, one.kind, one.document) for one in facts.policy.overrides] == [
        (path, 6_500, "rider", "RIDER-1")
    ]


def test_sheet_survives_its_json(claim, road: cast.House) -> None:
    sheet = sign(claim, road)
    assert AssessedFacts.from_json(deepcopy(sheet.facts)).to_json() == sheet.facts


def test_first_page_holds_what_the_policy_knows(claim) -> None:
    assert sheets.suggested(claim) == {
        "motor": {"vehicles": [{"id": PLATE}], "own_vehicle": {"new_price_fen": 15_000_000}}
    }


def test_critical_illness_pays_by_severity_and_no_illness_twice(db: None, frozen_clock: datetime) -> None:
    house = cast.open_house("qc-critical-illness-2026.yaml")
    member = cast.insure(house, cast.person(), sums={"critical_illness": 30_000_000})
    mild = {"illnesses": [{"code": "mild-01", "severity": "mild", "confirmed_on": "2026-10-12"}]}

    def settled(facts: dict, approver: Staff) -> int:
        claim = actions.register_case(cast.claim_of(house, member), by=house.handler.actor)
        actions.assess_facts(claim, facts=facts, by=house.handler.actor)
        run = actions.calculate(claim, by=house.handler.actor)
        if run.payable_fen:
            decision = actions.propose(claim, run=run, outcome="pay", by=house.handler.actor)
            actions.approve(decision, by=approver.actor)
        return run.payable_fen

    assert settled(mild, house.approver) == 9_000_000
    assert settled(mild, house.approver) == 0
    severe = {"illnesses": [{"code": "severe-05", "severity": "severe", "group": "A", "confirmed_on": "2026-10-12"}]}  # fmt: skip
    assert settled(severe, house.second_approver) == 30_000_000


def test_beneficiaries_of_the_policy_share_a_death_benefit(db: None, frozen_clock: datetime) -> None:
    house = cast.open_house("qc-term-life-2026.yaml")
    member = cast.insure(house, cast.person(), sums={"life": 10_000_001})
    policies.name_beneficiaries(
        member,
        shares=[("女儿", "child", 5_000, None), ("儿子", "child", 5_000, None)],
        by=cast.SYSTEM,
    )
    claim = cast.claim_of(house, member, nature="death", died_on=DAY, cause_of_death="illness")
    actions.register_case(claim, by=house.handler.actor)
    run = actions.calculate(claim, by=house.handler.actor)
    assert run.payable_fen == 10_000_001
    assert run.result["figures"]["death.beneficiary_amount"] == [5_000_001, 5_000_000]
    gone = {
        "beneficiaries": [{"id": "女儿", "share": 5_000, "entitled": False}, {"id": "儿子", "share": 5_000}]
    }
    actions.assess_facts(claim, facts=gone, by=house.handler.actor)
    run = actions.calculate(claim, by=house.handler.actor)
    assert run.result["figures"]["death.beneficiary_amount"] == [0, 10_000_001]


def test_sums_say_which_covers_were_bought(claim) -> None:
    assert claim.member.sums_insured == COMMERCIAL

"""The fact sheet page: asks what the product reads, keeps what was typed, refuses beside the field, works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.settlement import cast
from tests.settlement.motor import PLATE, crash, insure_vehicle

from anpei.accounts.models import Staff
from anpei.claims.models import Claim
from anpei.engine.questions import questions
from anpei.settlement.models import FactDraft, FactSheet
from anpei.terms import loader, shipped
from anpei.workbench import fact_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(db: None, frozen_clock: datetime) -> cast.House:
    return cast.open_house("qc-motor-2026.yaml")


@pytest.fixture
def claim(road: cast.House) -> Claim:
    return crash(road, insure_vehicle(road, cast.person()))


@pytest.fixture
def handler(road: cast.House, browser_of: Callable[[Staff], Client]) -> Client:
    return browser_of(road.handler)


def typed(**changes: str) -> dict[str, str]:
    return {
        "do": "sign",
        "rows.motor.vehicles": "2",
        "motor.vehicles.0.id": PLATE, "motor.vehicles.0.fault": "full", "motor.vehicles.0.insured": "true",
        "motor.vehicles.1.id": "", "motor.vehicles.1.insured": "true",
        "rows.motor.victims": "1",
        "motor.victims.0.id": "行人", "motor.victims.0.medical_fen": "30,000.00", "motor.victims.0.seat": "passenger",
        "motor.own_vehicle.new_price_fen": "150000",
        **changes,
    }  # fmt: skip


def post(client: Client, claim: Claim, data: dict[str, Any]) -> Any:
    return client.post(f"/staff/claims/{claim.number}/facts/sign/", data)


def test_page_shows_what_the_policy_says_and_asks_the_rest(handler: Client, claim: Claim) -> None:
    page = handler.get(f"/staff/claims/{claim.number}/facts/").content.decode()
    assert PLATE in page and "From the policy:" in page
    assert 'name="motor.vehicles.0.fault"' in page and 'name="motor.victims.0.death_fen"' in page
    assert 'name="motor.own_vehicle.first_registered_on"' not in page  # the contract says it
    assert 'name="illnesses.0.code"' not in page  # another product's question


def test_signed_facts_leave_out_the_rows_nobody_filled(handler: Client, claim: Claim) -> None:
    answer = post(handler, claim, typed())
    assert (answer.status_code, answer["Location"]) == (302, f"/staff/claims/{claim.number}/calculation/")
    facts = FactSheet.objects.get().facts["motor"]
    assert [one["id"] for one in facts["vehicles"]] == [PLATE]
    assert facts["victims"][0]["medical_fen"] == 3_000_000
    assert facts["own"] == PLATE
    assert not FactDraft.objects.exists()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("motor.victims.0.medical_fen", "much", "Please write an amount such as 1234.50."),
        (
            "motor.vehicles.0.fault_bp",
            "120",
            "Please write a percentage between 0 and 100, such as 80 or 62.5.",
        ),
        ("motor.vehicles.0.fault", "", "Please fill this in."),
        ("motor.vehicles.0.fault", "half", "Please choose one."),
        ("motor.victims.0.moral_fen", "1", "A part is larger than the loss it belongs to"),
        ("motor.victims.0.vehicle", "nowhere", "There is no such vehicle"),
    ],
)
def test_wrong_answer_is_named_beside_its_field_and_everything_is_kept(
    handler: Client, claim: Claim, name: str, text: str, words: str
) -> None:
    answer = post(handler, claim, typed(**{name: text}))
    page = answer.content.decode()
    assert answer.status_code == 422
    anchor = f"fact-{name.replace('.', '-')}-error"
    assert f'id="{anchor}"' in page
    assert words in page.partition(f'id="{anchor}"')[2][:400]
    assert 'value="30,000.00"' in page or name.endswith("medical_fen")
    assert not FactSheet.objects.exists()
    assert FactDraft.objects.count() == 1


def test_one_more_row_and_one_less_keep_what_was_typed(handler: Client, claim: Claim) -> None:
    page = post(handler, claim, typed(do="add:motor.victims")).content.decode()
    assert 'name="motor.victims.1.id"' in page and 'value="30,000.00"' in page
    two = typed(do="drop:motor.victims.0", **{"rows.motor.victims": "2", "motor.victims.1.id": "骑车人"})
    page = post(handler, claim, two).content.decode()
    assert 'name="motor.victims.0.id" value="骑车人"' in page
    assert 'name="motor.victims.1.id"' not in page
    assert not FactSheet.objects.exists()


def test_what_was_typed_comes_back_to_the_same_person_only(
    handler: Client, claim: Claim, road: cast.House, browser_of: Callable[[Staff], Client]
) -> None:
    url = f"/staff/claims/{claim.number}/facts/"
    assert handler.post(f"{url}draft/", typed()).status_code == 204
    assert 'value="30,000.00"' in handler.get(url).content.decode()
    assert 'value="30,000.00"' not in browser_of(road.supervisor).get(url).content.decode()
    post(handler, claim, typed(do="restart"))
    assert 'value="30,000.00"' not in handler.get(url).content.decode()


def test_who_may_not_assess_neither_signs_nor_keeps(
    claim: Claim, road: cast.House, browser_of: Callable[[Staff], Client]
) -> None:
    payer = browser_of(road.payer)
    assert post(payer, claim, typed()).status_code == 403
    assert payer.post(f"/staff/claims/{claim.number}/facts/draft/", typed()).status_code == 403
    assert not FactSheet.objects.exists() and not FactDraft.objects.exists()


def test_case_of_another_product_has_no_fact_sheet_in_its_menu(
    db: None, frozen_clock: datetime, browser_of: Callable[[Staff], Client]
) -> None:
    house = cast.open_house("qc-hospital-cash-2026.yaml")
    claim, _receipt = cast.assessed(house, cast.insure(house, cast.person(), sums={"hospital_cash": 20_000}))
    page = browser_of(house.handler).get(f"/staff/claims/{claim.number}/calculation/").content.decode()
    assert f"/staff/claims/{claim.number}/facts/" not in page


@pytest.mark.parametrize("file", shipped.files(), ids=lambda one: one.stem)
def test_every_fact_an_example_states_can_be_typed(file: Path) -> None:
    """What the sheet holds of an example, written into the form and read back, is the same."""
    from anpei.engine import CaseFacts
    from anpei.engine.assessed import AssessedFacts

    product = loader.load(file)
    groups = questions(product)
    for example in product.examples:
        case = CaseFacts.from_json(example.facts)
        assessed = AssessedFacts(
            illnesses=case.event.illnesses,
            pre_existing=case.event.pre_existing,
            earlier_grade=case.event.earlier_grade,
            combined_grade=case.event.combined_grade,
            premium_paid_fen=case.policy.premium_paid_fen,
            beneficiaries=case.beneficiaries,
            motor=case.motor,
            claimants=case.loss.claimants if case.loss else (),
            insurers=case.loss.insurers if case.loss else (),
        )
        typed = fact_sheet.written(assessed.to_json(), {}, groups)
        facts, _sources, wrong = fact_sheet.read(typed, groups)
        assert not wrong, (example.name, wrong)
        back = AssessedFacts.from_json(facts)
        assert numbered(back) == numbered(assessed), example.name


def numbered(facts: Any) -> Any:
    """Claimants are told apart by position, whatever an example calls them."""
    data = facts.to_json()
    if data["motor"]:  # the form puts the insured vehicle first
        data["motor"]["vehicles"].sort(key=lambda one: one["id"] != data["motor"]["own"])
    for position, one in enumerate(data["claimants"], start=1):
        one["id"] = str(position)
        one["claimed_fen"] = {head: fen for head, fen in one["claimed_fen"].items() if fen}
    return data

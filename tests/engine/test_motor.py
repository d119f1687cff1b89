"""Accidents on the road: bad facts are findings that name their place, and odd cases come to hand-worked figures."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.engine.accidents import ACCIDENT_ON, COMPULSORY, MOTOR, YEAR, codes, crash, figures, sedan, victim

from anpei.engine.facts import BadFacts, CaseFacts, EventFacts, PolicyFacts, PriorPayment
from anpei.engine.facts_motor import VehicleFacts
from anpei.terms.base import Nature
from anpei.terms.motor import Energy, FaultLevel, RecourseGround, VehicleClass

FULL, MAIN, EQUAL, SECONDARY, NONE = FaultLevel
NAN: Any = float("nan")


def a(fault: FaultLevel = FULL, **changed: Any) -> VehicleFacts:
    return VehicleFacts("A", fault, **changed)


def b(fault: FaultLevel = NONE, **changed: Any) -> VehicleFacts:
    return VehicleFacts("B", fault, **changed)


def trailer(fault: FaultLevel = NONE, **changed: Any) -> VehicleFacts:
    return VehicleFacts("T", fault, **{"hooked_to": "A", **changed})


def on(day: datetime.date | None) -> EventFacts:
    return EventFacts((Nature.COLLISION,), day)


NUMBERS = [
    (crash(victims=(victim(medical_fen=-1),)), "medical.negative", "walker"),
    (crash(victims=(victim(death_fen=10**18),)), "death.too_large", "walker"),
    (crash(victims=(victim(property_fen=NAN),)), "property.not_a_whole_number", "walker"),
    (crash(victims=(victim(moral_fen=1.5),)), "moral.not_a_whole_number", "walker"),
    (crash(victims=(victim(rescue_fen=-1),)), "rescue.negative", "walker"),
    (crash(victims=(victim(outside_catalogue_fen=-1),)), "outside_catalogue.negative", "walker"),
    (crash(a(damage_fen=-1)), "damage.negative", "A"),
    (crash(a(damage_fen=10**18)), "damage.too_large", "A"),
    (crash(a(fault_bp=10_001)), "fault_share.too_large", "A"),
    (crash(seats=0), "seats.too_small", "A"),
    (crash(own_vehicle=sedan(new_price_fen=10**18)), "new_price.too_large", "A"),
    (crash(own_vehicle=sedan(salvage_fen=-1)), "salvage.negative", "A"),
    (crash(absolute_deductible_bp={"third_party": NAN}), "absolute_deductible.not_a_whole_number", "third_party"),
]  # fmt: skip
WHO_AND_WHERE = [
    (crash(a(), a()), "motor.given_twice", "A"),
    (crash(a(), victims=(victim(id="A"),)), "motor.given_twice", "A"),
    (crash(a(), VehicleFacts(" ", NONE)), "motor.name_missing", ""),
    (crash(b(FULL)), "motor.own_unknown", "A"),
    (crash(event=on(None)), "motor.date_missing", ""),
    (crash(event=on(datetime.date(2008, 1, 31))), "motor.date_outside_limits", ""),
    (crash(victims=(victim(vehicle="Z"),)), "motor.victim_vehicle_unknown", "walker"),
    (crash(a(), b(), victims=(victim(vehicle="B", non_motor=True),)), "motor.non_motor_in_vehicle", "walker"),
    (crash(a(), trailer(hooked_to="Z")), "motor.tractor_unknown", "T"),
    (crash(a(), trailer(hooked_to="T")), "motor.tractor_unknown", "T"),
    (crash(a(), trailer(), VehicleFacts("U", NONE, hooked_to="T")), "motor.tractor_is_hooked", "U"),
    (
        crash(victims=(victim(vehicle="A", seat="driver"), victim(id="x", vehicle="A", seat="driver"))),
        "motor.two_drivers",
        "A",
    ),
]
FAULTS = [
    (crash(a(MAIN, fault_bp=7_000), b(SECONDARY, fault_bp=3_001)), "motor.fault_above_whole", ""),
    (crash(a(MAIN, fault_bp=0)), "motor.fault_contradicts", "A"),
    (crash(a(FULL), b(NONE, fault_bp=1)), "motor.fault_contradicts", "B"),
    (crash(a(FULL), b(SECONDARY)), "motor.full_fault_shared", ""),
    (crash(a(MAIN), b(MAIN)), "motor.two_main_faults", ""),
    (crash(a(FULL), trailer(SECONDARY)), "motor.trailer_fault_differs", "T"),
    (crash(a(MAIN, fault_bp=6_000), trailer(MAIN, fault_bp=5_000)), "motor.trailer_fault_differs", "T"),
]
PARTS = [
    (crash(victims=(victim(death_fen=1, moral_fen=2),)), "motor.moral_above_whole", "walker"),
    (crash(victims=(victim(medical_fen=1, outside_catalogue_fen=2),)), "motor.outside_catalogue_above_whole", "walker"),
    (crash(victims=(victim(medical_fen=1, rescue_fen=2),)), "motor.rescue_above_whole", "walker"),
    (crash(victims=tuple(victim(id=f"v{n}", medical_fen=10**15) for n in range(2))), "claim.too_large", ""),
]  # fmt: skip
OWN_VEHICLE = [
    (crash(own_vehicle=sedan(new_price_fen=0)), "motor.new_price_missing", "A"),
    (crash(own_vehicle=sedan(energy=Energy.ELECTRIC)), "motor.depreciation_unknown", "A"),
    (crash(own_vehicle=sedan(vehicle_class=VehicleClass.SLOW)), "motor.depreciation_unknown", "A"),
    (
        crash(own_vehicle=sedan(first_registered_on=ACCIDENT_ON + datetime.timedelta(days=1))),
        "motor.registered_after_accident",
        "A",
    ),
    (crash(absolute_deductible_bp={"third_party": 700}), "motor.deductible_rate_unknown", "third_party"),
    (crash(absolute_deductible_bp={"theft": 500}), "benefit.unknown", "theft"),
    (crash(policy=PolicyFacts(*YEAR)), "policy.sum_insured_missing", "outside_list"),
]


@pytest.mark.parametrize(("facts", "code", "line"), [*NUMBERS, *WHO_AND_WHERE, *FAULTS, *PARTS, *OWN_VEHICLE])
def test_bad_fact_is_a_finding_that_names_its_place_and_nothing_is_calculated(facts, code, line):
    assert codes(MOTOR, facts)[code] == line


def test_case_without_the_accident_says_so():
    assert codes(MOTOR, CaseFacts(PolicyFacts(*YEAR), on(ACCIDENT_ON)))["motor.accident_missing"] == ""


def test_a_hundred_and_one_vehicles_are_too_many():
    crowd = [VehicleFacts(f"V{n}", NONE) for n in range(100)]

    assert "motor.too_many" in codes(MOTOR, crash(a(), *crowd))


def test_own_vehicle_without_cover_has_no_compulsory_claim():
    assert codes(COMPULSORY, crash(a(insured=False)))["motor.own_not_insured"] == "A"


def test_accident_that_lacks_a_field_is_told_by_its_place():
    facts = crash().to_json()
    del facts["motor"]["vehicles"][0]["fault"]
    facts["motor"]["victims"][0]["medical_fen"] = "1000"

    with pytest.raises(BadFacts) as caught:
        CaseFacts.from_json(facts)

    assert [place for place, _ in caught.value.places] == ["motor.vehicles.0.fault", "motor.victims.0.medical_fen"]  # fmt: skip


WARNINGS = [
    (MOTOR, crash(event=on(datetime.date(2027, 1, 1))), "event.outside_policy", "outside_list"),
    (MOTOR, crash(a(damage_fen=1)), "motor.own_vehicle_missing", "A"),
    (MOTOR, crash(region="nowhere"), "motor.region_unknown", "nowhere"),
    (MOTOR, crash(a(NONE), b(NONE)), "motor.nobody_at_fault", ""),
    (COMPULSORY, crash(a(EQUAL), b(EQUAL, insured=False)), "motor.vehicle_uninsured", "B"),
    (
        COMPULSORY,
        crash(a(EQUAL), b(EQUAL), self_settlement_agreed=True),
        "motor.self_settlement_not_possible",
        "",
    ),
    (
        MOTOR,
        crash(victims=tuple(victim(id=f"v{n}", vehicle="A") for n in range(2)), seats=1),
        "motor.more_than_seats",
        "A",
    ),
    (
        MOTOR,
        crash(victims=(victim(vehicle="A", property_fen=1),)),
        "motor.property_in_own_vehicle",
        "walker",
    ),
    (
        MOTOR,
        crash(a(), trailer(), victims=(victim(vehicle="T", property_fen=1),)),
        "motor.property_in_own_vehicle",
        "walker",
    ),
]


@pytest.mark.parametrize(("product", "facts", "code", "line"), WARNINGS)
def test_what_a_person_should_look_at_is_a_warning_and_still_calculated(product, facts, code, line):
    assert codes(product, facts)[code] == line
    assert figures(product, facts).total_fen is not None


def test_percentage_a_court_fixed_for_the_tractor_holds_for_its_trailer():
    # Of 10,000.00 the covers of tractor and trailer bear 2,000.00 each; 60 % of the rest.
    tractor = VehicleFacts("A", MAIN, fault_bp=6_000)
    other = b(SECONDARY, fault_bp=4_000, damage_fen=1_000_000)
    facts = crash(tractor, trailer(), other, own="T", victims=(), benefits=("third_party",))

    calc = figures(MOTOR, facts)

    assert calc.figures["third_party.ratio"] == 6_000
    assert calc.total_fen == 360_000


def test_tractor_and_its_trailer_may_repeat_the_same_full_fault():
    vehicles = (a(fault_bp=10_000), trailer(FULL, fault_bp=10_000))

    assert codes(MOTOR, crash(*vehicles, benefits=("third_party",))) == {}


def test_tractor_and_its_own_trailer_cannot_each_repair_its_own():
    vehicles = (a(damage_fen=100_000), trailer(damage_fen=50_000))

    calc = figures(COMPULSORY, crash(*vehicles, victims=(), self_settlement_agreed=True))

    assert [one.code for one in calc.findings] == ["motor.self_settlement_not_possible"]
    assert calc.total_fen == 0


def test_drunk_driver_cannot_have_his_own_vehicle_repaired_by_each_paying_its_own():
    vehicles = (a(EQUAL, damage_fen=100_000), b(EQUAL, damage_fen=50_000))
    sober = crash(*vehicles, victims=(), self_settlement_agreed=True)
    drunk = crash(
        *vehicles, victims=(), self_settlement_agreed=True, recourse_grounds=(RecourseGround.DRUNK,)
    )

    assert figures(COMPULSORY, sober).total_fen == 100_000
    assert figures(COMPULSORY, drunk).total_fen == 0


def test_payments_before_never_make_the_next_one_negative():
    facts = crash()
    paid = CaseFacts(
        facts.policy, facts.event, motor=facts.motor, prior_payments=(PriorPayment("compulsory", 100_001),)
    )

    calc = figures(COMPULSORY, paid)

    assert (calc.figures["compulsory.prior"], calc.total_fen) == (100_000, 0)


def test_largest_amounts_stay_exact_to_the_fen():
    facts = crash(victims=(victim(medical_fen=0, death_fen=10**15 - 1),), benefits=("third_party",))

    assert figures(MOTOR, facts).figures["third_party.base"] == 10**15 - 1 - 18_000_000


def test_occupant_of_the_own_trailer_has_a_seat_and_is_no_third_party():
    # 1,000.00 inside the list, nobody else's compulsory cover to deduct, full fault.
    facts = crash(a(), trailer(), victims=(victim(vehicle="T"),))

    assert figures(MOTOR, facts).payable_fen == {
        "third_party": 0,
        "vehicle_damage": 0,
        "driver": 0,
        "passengers": 100_000,
        "outside_list": 0,
    }

"""Motor terms that contradict each other are refused with line, path and allowed names."""

import pytest
from tests.terms.changed import refused_after

MOTOR = "qc-motor-2026"
COMPULSORY = "qc-motor-compulsory-2026"
OLDER = "qc-motor-older-2016"
NEW_ENERGY = "qc-motor-new-energy-2026"
RIDER = 'victims: [third_party]\n      limit_clause: "2.4"'

FAULTS = [
    (COMPULSORY, "to_on: 2020-09-18", "to_on: 2020-09-19", "calculation.motor.compulsory[1].from_on", ()),
    (COMPULSORY, "to_on: 2020-09-18", "to_on: 2020-09-17", "calculation.motor.compulsory[1].from_on", ()),
    (COMPULSORY, "to_on: 2020-09-18", "to_on: 2008-01-31", "calculation.motor.compulsory[0].to_on", ()),
    (
        COMPULSORY,
        "without_fault: {death_fen: 1100000,",
        "without_fault: {death_fen: 11000001,",
        "calculation.motor.compulsory[0].without_fault.death_fen",
        (),
    ),
    (MOTOR, "main_bp: 7000", "main_bp: 4999", "calculation.motor.fault_shares.equal_bp", ()),
    (
        MOTOR,
        "main_bp: 8000, equal_bp: 6000",
        "main_bp: 5999, equal_bp: 6000",
        "calculation.motor.non_motor_shares[0].shares.equal_bp",
        (),
    ),
    (
        NEW_ENERGY,
        "price_below_fen: 20000000, monthly_bp: 77",
        "price_below_fen: 10000000, monthly_bp: 77",
        "calculation.motor.depreciation.rates[1].price_below_fen",
        (),
    ),
    (
        NEW_ENERGY,
        "price_below_fen: 10000000, monthly_bp: 82",
        "price_below_fen: 10000001, monthly_bp: 82",
        "calculation.motor.depreciation.rates[1]",
        (),
    ),
    (MOTOR, "[500, 1000, 1500, 2000]", "[500, 500]", "benefits[0].terms.deductible_rates_bp", ()),
    (MOTOR, "[500, 1000, 1500, 2000]", "[10000]", "benefits[0].terms.deductible_rates_bp", ()),
    (MOTOR, "[500, 1000, 1500, 2000]", "[]", "benefits[0].terms.deductible_clause", ()),
    (OLDER, "not_found_bp: 3000\n", "not_found_bp: 0\n", "benefits[1].terms.not_found_clause", ()),
    (OLDER, "main_bp: 1500", "main_bp: 2001", "benefits[0].terms.fault_deductible.main_bp", ()),
    (
        OLDER,
        "not_found_bp: 3000\n",
        "not_found_bp: 3000\n      rescue_bears_deductible: true\n",
        "benefits[1].terms.rescue_bears_deductible",
        ("false",),
    ),
    (MOTOR, "seats: [passenger]", "seats: [driver]", "benefits[3].terms.seats", ()),
    (MOTOR, "event_date: accident", "event_date: service", "benefits[0].event_date", ("accident",)),
    (MOTOR, "code: third_party", "code: road", "benefits[0].code", ()),
    (MOTOR, "kind: motor_damage", "kind: motor_dmage", "benefits[1]", ()),
    (
        MOTOR,
        'scope_clause: "2.1.4"\n      limit_clause: "2.1.2"',
        'scope_clause: "2.1.4"\n      medical_scope: all\n      limit_clause: "2.1.2"',
        "benefits[4].terms.victims[0]",
        (),
    ),
    (
        MOTOR,
        RIDER,
        RIDER.replace("[third_party]", "[third_party, third_party]"),
        "benefits[4].terms.victims[1]",
        (),
    ),
]


@pytest.mark.parametrize(("product", "old", "new", "path", "allowed"), FAULTS)
def test_motor_term_that_contradicts_itself_is_refused(product, old, new, path, allowed):
    refusal = refused_after(product, old, new)

    assert refusal.path == path
    assert refusal.line > 0
    if allowed:
        assert refusal.allowed == allowed


def test_motor_rules_without_a_motor_benefit_are_refused():
    rules = (
        'fault_shares: {full_bp: 10000, main_bp: 1, equal_bp: 1, secondary_bp: 1, none_bp: 0, clause: "1.1"}'
    )
    limits = "{death_fen: 1, medical_fen: 1, property_fen: 1}"
    period = f"{{from_on: 2020-01-01, with_fault: {limits}, without_fault: {limits}, source: x}}"
    motor = f'motor: {{compulsory: [{period}], compulsory_clause: "1.1", {rules}}}'

    refusal = refused_after("qc-cargo-2026", "calculation:\n", f"calculation:\n  {motor}\n")

    assert refusal.path == "calculation.motor"

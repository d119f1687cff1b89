"""Bad facts become findings, good facts become figures, and used amounts carry over."""

import dataclasses
import datetime

import pytest
from tests.engine.cases import ACCIDENT, ADMITTED, DISCHARGED, MILLION, facts, line

from anpei.engine import ENGINE_VERSION, CaseFacts, calculate, replay
from anpei.engine.compiler import compile
from anpei.engine.facts import BadFacts, EventFacts, Injury, PolicyFacts, PriorPayment, Receipt, Stay
from anpei.terms.base import Nature, Setting

ILLNESS = (Nature.ILLNESS,)


def codes(case: CaseFacts, product=MILLION) -> list[str]:
    calc = calculate(compile(product), case)
    assert (calc.total_fen is None) == any(f.level == "error" for f in calc.findings)
    return [finding.code for finding in calc.findings]


BAD_LINES = [
    ({"amount_fen": -1}, "amount.negative"),
    ({"amount_fen": 10**18}, "amount.too_large"),
    ({"amount_fen": float("nan")}, "amount.not_a_whole_number"),
    ({"amount_fen": 12.5}, "amount.not_a_whole_number"),
    ({"amount_fen": True}, "amount.not_a_whole_number"),
    ({"amount_fen": None}, "amount.not_a_whole_number"),
    ({"first_pay_bp": 10_001}, "first_pay.too_large"),
    ({"receipt": "r9"}, "line.receipt_unknown"),
    (
        {"excluded_fen": 2_000_001, "excluded_clause": "2.2", "excluded_reason": "x"},
        "line.excluded_above_amount",
    ),
    ({"excluded_fen": 1}, "line.exclusion_unexplained"),
    ({"excluded_fen": 1, "excluded_clause": "9.9", "excluded_reason": "x"}, "line.clause_unknown"),
]


@pytest.mark.parametrize(
    ("changed", "code"), BAD_LINES, ids=[f"{code}-{n}" for n, (_, code) in enumerate(BAD_LINES)]
)
def test_bad_line_is_a_finding_that_names_the_line(changed, code):
    calc = calculate(compile(MILLION), facts(lines=(line(**changed),)))

    found = [finding for finding in calc.findings if finding.code == code]
    assert [finding.line for finding in found] == ["l1"]
    assert calc.total_fen is None
    assert calc.tree is None
    assert calc.to_json()["total_fen"] is None


OTHER_FAULTS = [
    ({"receipts": (Receipt("r1", social_fen=-5),)}, "social.negative"),
    ({"receipts": (Receipt("r1", social_fen=2_000_001),)}, "receipt.paid_above_total"),
    ({"receipts": (Receipt("r1"), Receipt("r1"))}, "receipt.given_twice"),
    ({"lines": (line(), line())}, "line.given_twice"),
    ({"lines": (line(), line(id="l2", setting=Setting.OUTPATIENT))}, "receipt.two_settings"),
    ({"lines": tuple(line(id=f"l{n}", amount_fen=10**15) for n in range(2))}, "claim.too_large"),
    ({"accumulators": {"no_such": 1}}, "accumulator.unknown"),
    ({"accumulators": {"annual_limit": -1}}, "accumulator.negative"),
    ({"prior_payments": (PriorPayment("no_such", 1),)}, "prior_payment.benefit_unknown"),
    ({"benefits": ("no_such",)}, "benefit.unknown"),
    ({"event": EventFacts(natures=())}, "event.nature_missing"),
    (
        {"event": EventFacts(natures=ILLNESS, stays=(Stay(DISCHARGED, ADMITTED, 7),))},
        "stay.ends_before_start",
    ),
    ({"event": EventFacts(natures=ILLNESS, stays=(Stay(ADMITTED, DISCHARGED, 9),))}, "stay.too_many_days"),
    (
        {"policy": PolicyFacts(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))},
        "policy.sum_insured_missing",
    ),
    ({"policy": PolicyFacts(DISCHARGED, ADMITTED, {"medical": 1})}, "policy.ends_before_start"),
]


@pytest.mark.parametrize(("changed", "code"), OTHER_FAULTS, ids=[code for _, code in OTHER_FAULTS])
def test_fault_of_the_case_is_a_finding_and_nothing_is_calculated(changed, code):
    calc = calculate(compile(MILLION), facts(**changed))

    assert code in [finding.code for finding in calc.findings]
    assert calc.total_fen is None


def test_overlapping_stays_are_refused():
    stays = (Stay(ADMITTED, DISCHARGED, 7), Stay(ADMITTED, DISCHARGED, 7))

    assert "stay.overlap" in codes(facts(event=EventFacts(natures=ILLNESS, stays=stays)))


def test_event_outside_the_policy_is_a_warning_and_still_calculated():
    policy = PolicyFacts(datetime.date(2026, 7, 1), datetime.date(2027, 6, 30), {"medical": 200_000_000})

    assert codes(facts(policy=policy)) == ["event.outside_policy"]


def test_receipt_under_no_benefit_is_shown_and_pays_nothing():
    calc = calculate(compile(ACCIDENT), accident_case(natures=ILLNESS))

    assert [finding.code for finding in calc.findings] == ["receipt.no_benefit"]
    assert (calc.claimed_fen, calc.total_fen) == (2_000_000, 0)
    assert calc.step("unassigned.no_benefit").effect_fen == -2_000_000


def test_receipts_settled_and_not_settled_together_ask_for_a_look():
    case = facts(
        lines=(line(), line(id="l2", receipt="r2")),
        receipts=(Receipt("r1", social_fen=500_000), Receipt("r2")),
    )

    assert codes(case) == ["ratio.mixed_settlement"]


def accident_case(**event) -> CaseFacts:
    given = {"natures": (Nature.INJURY,), "accident_on": ADMITTED, **event}
    return facts(
        policy=PolicyFacts(
            datetime.date(2026, 1, 1),
            datetime.date(2026, 12, 31),
            {"accident_medical": 2_000_000, "accident": 50_000_000},
        ),
        event=EventFacts(**given),
    )


def test_same_item_of_the_standard_rated_twice_is_refused():
    injuries = (Injury("7.3-a", 8), Injury("7.3-a", 8))

    assert codes(accident_case(injuries=injuries), ACCIDENT) == ["injury.item_twice"]


def test_grade_outside_the_standard_is_refused():
    assert codes(accident_case(injuries=(Injury("a", 11),)), ACCIDENT) == ["grade.too_large"]
    assert codes(accident_case(injuries=(Injury("a", 0),)), ACCIDENT) == ["grade.too_small"]


def test_injury_rated_by_another_standard_is_refused():
    injuries = (Injury("a", 8, standard_code="GB/T 16180"),)

    assert codes(accident_case(injuries=injuries), ACCIDENT) == ["injury.other_standard"]


def test_deductible_used_by_one_claim_is_not_taken_from_the_next():
    compiled = compile(MILLION)
    case = facts(receipts=(Receipt("r1", social_fen=1_300_000),))
    first = calculate(compiled, case)
    second = calculate(compiled, dataclasses.replace(case, accumulators=first.deltas))

    assert (first.total_fen, first.deltas) == (0, {"annual_deductible": 700_000})
    assert (second.total_fen, second.deltas) == (
        400_000,
        {"annual_deductible": 300_000, "annual_limit": 400_000},
    )


def test_two_claims_pay_together_what_one_would_pay():
    compiled = compile(MILLION)
    case = facts(receipts=(Receipt("r1", social_fen=1_300_000),))
    first = calculate(compiled, case)
    second = calculate(compiled, dataclasses.replace(case, accumulators=first.deltas))
    both = facts(
        lines=(line(), line(id="l2", receipt="r2")),
        receipts=(Receipt("r1", social_fen=1_300_000), Receipt("r2", social_fen=1_300_000)),
    )

    assert calculate(compiled, both).total_fen == first.total_fen + second.total_fen


def test_sub_limit_is_only_used_by_what_is_paid():
    case = facts(
        lines=(line(setting=Setting.OUTPATIENT),),
        receipts=(Receipt("r1", social_fen=100),),
        accumulators={"annual_limit": 199_999_000},
    )
    calc = calculate(compile(MILLION), case)

    assert (calc.total_fen, calc.deltas) == (1_000, {"outpatient_limit": 1_000, "annual_limit": 1_000})


def test_excluded_bill_does_not_let_its_reimbursement_eat_another_bill():
    outside = {"excluded_clause": "2.5(4)", "excluded_reason": "x"}
    case = facts(
        lines=(line(), line(id="l2", receipt="r2", excluded_fen=2_000_000, **outside)),
        receipts=(Receipt("r1", social_fen=100), Receipt("r2", social_fen=1_500_000)),
    )
    calc = calculate(compile(MILLION), case)

    assert calc.figures["inpatient.receipt_base"] == [1_999_900, 0]


def test_money_from_the_personal_account_reduces_nothing():
    with_account = facts(receipts=(Receipt("r1", social_fen=100, personal_account_fen=500_000),))

    assert calculate(compile(MILLION), with_account).total_fen == 999_900


def test_only_the_benefits_asked_for_are_calculated():
    calc = calculate(compile(MILLION), facts(benefits=("outpatient",)))

    assert calc.payable_fen == {"inpatient": 0, "outpatient": 0}
    assert [finding.code for finding in calc.findings] == ["receipt.no_benefit"]


def test_case_without_anything_to_pay_is_zero_and_not_refused():
    calc = calculate(compile(MILLION), facts(lines=(), receipts=()))

    assert (calc.total_fen, calc.claimed_fen, calc.findings) == (0, 0, ())


def test_same_terms_are_compiled_once():
    assert compile(MILLION) is compile(MILLION)


def test_every_bound_name_is_a_recorded_figure():
    compiled = compile(MILLION)
    calc = calculate(compiled, facts())

    assert list(calc.figures) == [step.name for step in compiled.steps]


def test_replay_of_what_is_no_case_is_a_finding():
    calc = replay({"policy": "none"}, MILLION)

    assert {finding.code for finding in calc.findings} == {"facts.malformed"}
    assert calc.total_fen is None
    assert calc.engine_version == ENGINE_VERSION


@pytest.mark.parametrize("data", [None, [], "x", {"policy": {}}, {"unknown": 1}])
def test_json_that_is_no_case_names_the_places(data):
    with pytest.raises(BadFacts) as caught:
        CaseFacts.from_json(data)
    assert caught.value.places


def test_facts_survive_their_json_form():
    assert CaseFacts.from_json(facts().to_json()) == facts()

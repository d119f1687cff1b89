"""For each reduction the one fact that would change it; every answer is recomputed and found true."""

import json
from dataclasses import replace

import pytest
from tests.engine.cases import ACCIDENT, MILLION, PRODUCTS

from anpei.engine import CaseFacts, calculate
from anpei.engine.compiler import compile
from anpei.engine.counterfactual import Change, sentence, what_if

EXAMPLES = [
    pytest.param(product, example, id=f"{product.code}-{example.name}")
    for product in PRODUCTS.values()
    for example in product.examples
]


def answers(product, example, **options):
    compiled = compile(product)
    facts = next(one.facts for one in product.examples if one.name == example)
    return what_if(compiled, calculate(compiled, CaseFacts.from_json(facts)), **options)


def changed(change: Change) -> tuple[str, str, str, int, int]:
    return change.path, change.was.zh, change.would_be.zh, change.reduction_fen, change.total_fen


def test_the_deductible_would_vanish_had_it_been_used_up_before():
    change = answers(MILLION, "stay_and_visits_with_earlier_claim")["inpatient.deductible"].change

    assert changed(change) == ("accumulators.annual_deductible", "3,420.00", "10,000.00", 0, 2_226_458)
    assert (change.label.zh, change.label.en) == (
        "年免赔额（此前已用）",
        "Annual deductible (used before)",
    )


def test_a_class_b_drug_in_class_a():
    change = answers(ACCIDENT, "class_b_and_class_c")["accident_medical.outside_catalogue"].change

    assert changed(change) == ("lines[1].nrdl_class", "乙类", "甲类", 20_000, 57_000)


def test_a_visit_one_day_nearer_to_the_stay():
    change = answers(MILLION, "visits_on_the_edges_of_the_window")["outpatient.outside_window"].change

    assert changed(change) == ("lines[0].service_on", "2026-05-25", "2026-05-26", 80_000, 42_000)
    assert change.label.zh == "检查化验费：就诊日期"


def test_a_death_one_day_too_late():
    change = answers(ACCIDENT, "death_on_day_181")["death.too_late"].change

    assert changed(change) == ("event.accident_on", "2026-05-10", "2026-05-11", 0, 50_000_000)


def test_a_bill_settled_with_social_insurance():
    change = answers(PRODUCTS["qc-group-medical-2026"], "not_settled")["outpatient.own_share"].change

    assert changed(change) == ("receipts[0].social_settled", "否", "是", 2_000, 8_000)


def test_the_first_fen_of_social_insurance_is_a_threshold():
    change = answers(MILLION, "not_settled_with_social_insurance")["inpatient.own_share"].change

    assert changed(change) == ("receipts[0].social_fen", "0.00", "0.01", 0, 1_999_999)


def test_a_limit_is_found_to_the_fen():
    change = answers(MILLION, "annual_limit_reached")["inpatient.over_annual_limit"].change

    assert changed(change) == ("accumulators.annual_limit", "1,999,000.00", "1,995,000.00", 0, 500_000)


def test_where_no_single_fact_would_do_it_says_so():
    answer = answers(ACCIDENT, "sprained_ankle")["accident_medical.deductible"]

    assert (answer.change, answer.complete) == (None, True)
    assert sentence(answer, "en") == "No single fact would change it and pay more"
    assert "合同定好的" in sentence(answer, "zh", "customer")


def test_a_search_cut_short_does_not_claim_to_have_tried_everything():
    answer = answers(ACCIDENT, "sprained_ankle", effort=3)["accident_medical.deductible"]

    assert (answer.change, answer.complete) == (None, False)
    assert sentence(answer, "en").startswith("Of the facts tried none")


def test_words_for_staff_and_customers():
    answer = answers(ACCIDENT, "class_b_and_class_c")["accident_medical.outside_catalogue"]

    assert sentence(answer, "zh", "staff") == (
        "若“药品费：医保目录类别”为 甲类（现为 乙类），本项为 200.00，应付合计 570.00"
    )
    assert sentence(answer, "zh", "customer") == (
        "如果“药品费：医保目录类别”是 甲类（现在是 乙类），这里只减 200.00，一共赔您 570.00"
    )
    assert sentence(answer, "en", "staff") == (
        "If “Drugs: Class in the social insurance list” were class A (now class B), "
        "this would be 200.00 and the total 570.00"
    )


def test_nothing_is_said_of_a_calculation_that_was_refused():
    compiled = compile(MILLION)
    given = {**MILLION.examples[0].facts, "accumulators": {"annual_limit": -1}}

    assert what_if(compiled, calculate(compiled, CaseFacts.from_json(given))) == {}


def test_nothing_is_said_of_a_stored_calculation_that_comes_out_otherwise_now():
    compiled = compile(ACCIDENT)
    calc = calculate(compiled, CaseFacts.from_json(ACCIDENT.examples[0].facts))

    assert what_if(compiled, replace(calc, total_fen=calc.total_fen + 1)) == {}


@pytest.mark.parametrize(("product", "example"), EXAMPLES)
def test_every_answer_is_true(product, example):
    compiled = compile(product)
    facts = CaseFacts.from_json(example.facts).to_json()
    calc = calculate(compiled, CaseFacts.from_json(facts))

    for step, answer in what_if(compiled, calc).items():
        if answer.change is None:
            continue
        again = calculate(compiled, CaseFacts.from_json(_changed_json(facts, calc, answer.change)))
        assert (again.total_fen, again.figures[step]) == (
            answer.change.total_fen,
            answer.change.reduction_fen,
        )
        assert again.total_fen > calc.total_fen
        assert again.figures[step] < calc.figures[step]


def _changed_json(facts, calc, change):
    """The same change made by hand in the JSON form, from the path and the words of the answer."""
    data = json.loads(json.dumps(facts))
    *before, last = change.path.replace("[", ".").replace("]", "").split(".")
    node = data
    for step in before:
        node = node[int(step)] if isinstance(node, list) else node[step]
    node[last] = _value(node[last], change.would_be.en, last)
    return data


def _value(was, words, name):
    if words in ("yes", "no"):
        return words == "yes"
    if words.startswith("class "):
        return words[6]
    if name.endswith("_on"):
        return words
    if name.endswith("_bp"):
        return round(float(words.rstrip("%")) * 100)
    if words.endswith(" days"):
        return int(words.removesuffix(" days"))
    if words.startswith("grade "):
        return int(words.removeprefix("grade "))
    return int(words.replace(",", "").replace(".", "")) if "." in words else int(words)

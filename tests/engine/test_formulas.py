"""Compiled steps in words."""

import re

import pytest
from tests.engine.cases import MILLION, PRODUCTS

from anpei.engine.compiler import compile
from anpei.engine.formulas import behind, formula, limit_words, reads

COMPILED = compile(MILLION)


@pytest.mark.parametrize(
    ("figure", "lang", "words"),
    [
        ("inpatient.mine", "zh", "“属于本项责任”，且[门诊或住院] 等于 住院"),
        (
            "inpatient.ratio",
            "en",
            (
                "if Insured with social insurance: (if “Receipts settled with social insurance”: 100%; otherwise 60%); "
                "otherwise 100%"
            ),
        ),
        ("inpatient.deductible_left", "zh", "10,000.00 − 年免赔额已用，不低于零"),
        ("inpatient.shared", "zh", "“免赔后金额” × “赔付比例”（四舍五入到分）"),
        ("inpatient.deductible", "en", "the least of (“Base of indemnity”; “Deductible still due”)"),
        (
            "total.payable",
            "en",
            "“Inpatient medical” + “Outpatient around the stay” + “Receipts under no benefit”",
        ),
    ],
)
def test_a_step_is_told_as_people_say_it(figure, lang, words):
    assert formula(COMPILED.by_name[figure], COMPILED, lang) == words


def test_the_numbers_a_step_reads_are_named_by_their_path():
    assert reads(COMPILED.by_name["inpatient.deductible_left"]) == [
        "benefits[0].terms.deductible.amount_fen = 1000000"
    ]


def test_what_a_figure_rests_on_comes_in_order_and_ends_with_it():
    names = [step.name for step in behind(COMPILED, "inpatient.base")]

    assert names[0] == "inpatient.applies"
    assert names[-1] == "inpatient.base"
    assert "inpatient.ratio" not in names


def test_a_limit_in_words():
    assert limit_words("outpatient_limit", COMPILED, "en") == "5,000.00"
    assert limit_words("annual_limit", COMPILED, "en") == "the sum insured"
    days = compile(PRODUCTS["qc-hospital-cash-2026"])
    assert limit_words("days_in_year", days, "zh") == "180 日"


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=lambda p: p.code)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_step_of_every_product_has_words_for_each_of_its_parts(product, lang):
    compiled = compile(product)

    for step in compiled.steps:
        words = formula(step, compiled, lang)
        assert words, step.name
        # The name of a class of expression, like Fold（…）, shows that it has no words yet in anpei.engine.formulas.
        assert not re.search(r"[A-Z]\w*（", words), (step.name, words)

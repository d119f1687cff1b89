"""The explanation of the case drawn on the design boards: 48,632.70 claimed, 15,684.58 payable."""

import json

import pytest
from tests.engine.cases import MILLION, facts, line

from anpei.engine import CaseFacts, calculate
from anpei.engine.compiler import compile
from anpei.engine.explain import render, split
from anpei.engine.facts import Receipt

CASE = CaseFacts.from_json(MILLION.examples[0].facts)
CALC = calculate(compile(MILLION), CASE)


def test_split_says_where_every_yuan_went():
    where = split(CALC)

    assert where.claimed_fen == 4_863_270
    assert [(part.code, part.amount_fen) for part in where.parts] == [
        ("social", 2_507_340),
        ("deductible", 658_000),
        ("outside", 94_800),
        ("own_share", 34_672),
        ("payable", 1_568_458),
    ]


def test_split_of_a_refused_calculation_is_an_error():
    with pytest.raises(ValueError, match="nothing was calculated"):
        split(calculate(compile(MILLION), facts(lines=(line(amount_fen=-1),))))


def test_step_names_clause_inputs_terms_and_result():
    step = CALC.step("inpatient.deductible")

    assert (step.label.zh, step.clause, step.result, step.effect_fen) == (
        "免赔额",
        "2.4.2",
        658_000,
        -658_000,
    )
    assert ("补偿基数", 2_087_770) in [(i.label.zh, i.value) for i in step.inputs]
    assert [(t.path, t.value) for t in step.terms] == [("benefits[0].terms.deductible.amount_fen", 1_000_000)]


def test_limit_shows_what_was_used_by_the_benefit_before():
    step = CALC.step("outpatient.over_annual_limit")

    assert ("used.annual_limit", 121_000 + 1_429_770) in [(i.source, i.value) for i in step.inputs]


def test_excluded_lines_carry_their_own_clause_and_reason():
    step = CALC.step("inpatient.excluded")

    assert step.clause == "2.5(4)"
    assert [(c.label.zh, c.clause, c.effect_fen, c.note.zh) for c in step.children] == [
        ("陪护费", "2.5(4)", 68_000, "非医疗费用；有医嘱的护理可以赔")
    ]


def test_accumulators_show_before_after_and_limit():
    assert [(c.key, c.before, c.after, c.limit) for c in CALC.accumulators] == [
        ("annual_deductible", 342_000, 1_000_000, 1_000_000),
        ("outpatient_limit", 121_000, 259_688, 500_000),
        ("annual_limit", 121_000, 1_689_458, 200_000_000),
    ]


def test_tree_for_staff_writes_amounts_out_and_numbers_the_lines():
    tree = render(CALC, "zh", "staff", "tree")
    inpatient = tree.children[0]

    assert (tree.label, tree.amount) == ("应付合计", "15,684.58")
    assert [(r.number, r.label, r.amount) for r in inpatient.children] == [
        ("1.1", "票据费用合计", "46,218.50"),
        ("1.2", "责任外费用", "−680.00"),
        ("1.3", "已获补偿：医保与大病", "−24,660.80"),
        ("1.4", "补偿基数", "20,877.70"),
        ("1.5", "赔付比例", "× 100%"),
        ("1.6", "免赔额", "−6,580.00"),
        ("1.7", "年度限额", "不变"),
    ]


def test_customer_reads_plain_words_and_no_limit_that_changed_nothing():
    tree = render(CALC, "zh", "customer", "tree")

    labels = [row.label for row in tree.children[0].children]
    assert "免赔额（合同约定先由您自己承担的部分）" in labels
    assert "年度限额" not in labels
    assert all(not row.inputs and not row.terms for row in tree.children[0].children)


def test_english_text_ends_in_english_findings():
    text = render(calculate(compile(MILLION), facts(lines=(line(amount_fen=-1),))), "en", "staff", "text")

    assert text == "! -1 is below 0 (l1)\n"


def test_json_holds_the_tree_and_the_findings():
    body = json.loads(render(CALC, "en", "staff", "json"))

    assert body["tree"]["amount"] == "15,684.58"
    assert body["findings"] == []


def test_what_a_step_read_of_each_line_goes_by_the_name_of_the_item():
    step = CALC.step("inpatient.excluded")

    assert [(i.source, i.label.zh, i.value) for i in step.inputs] == [
        ("inpatient.line_excluded[l9]", "其中责任外：陪护费", 68_000)
    ]


def test_a_receipt_known_by_a_number_alone_goes_by_its_place():
    case = facts(receipts=(Receipt("1262", social_fen=5_000),), lines=(line(receipt="1262"),))

    step = calculate(compile(MILLION), case).step("inpatient.social")

    assert [(i.source, i.label.en) for i in step.inputs] == [
        ("inpatient.receipt_social[1262]", "Paid by social insurance: 1")
    ]


def test_html_escapes_every_word_and_marks_each_step():
    case = facts(lines=(line(item="<b>A & B</b>"),))
    html = render(calculate(compile(MILLION), case), "en", "customer", "html", {"inpatient.claimed": "a < b"})

    assert '<section class="ap-explain" lang="en">' in html
    assert '<li class="subtotal" data-step="inpatient.base">' in html
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in html
    assert "<small>a &lt; b</small>" in html
    assert "<b>" not in html


def test_html_of_a_refused_calculation_holds_its_findings():
    html = render(calculate(compile(MILLION), facts(lines=(line(amount_fen=-1),))), "en", "staff", "html")

    assert '<p class="finding error">-1 is below 0 (l1)</p>' in html
    assert "<ol>" not in html


def test_text_puts_what_would_change_a_step_below_it():
    text = render(CALC, "zh", "customer", "text", {"inpatient.deductible": "若……"})

    assert "[2.4.2]  −6,580.00\n        ? 若……\n" in text


@pytest.mark.parametrize("example", MILLION.examples, ids=lambda e: e.name)
def test_text_renders_in_both_languages_and_wordings(example):
    calc = calculate(compile(MILLION), CaseFacts.from_json(example.facts))

    for lang in ("zh", "en"):
        for wording in ("staff", "customer"):
            assert render(calc, lang, wording, "text").strip()

"""A product file is refused with file, line, path and the allowed names, or it is sound."""

from pathlib import Path

import pytest

import anpei.library
from anpei.terms import TermsError, loader
from anpei.terms.schema import json_schema

FILE = Path(anpei.library.__file__).parent / "products" / "qc-million-medical-2026.yaml"
TEXT = FILE.read_text(encoding="utf-8")


def refused(text: str) -> TermsError:
    with pytest.raises(TermsError) as caught:
        loader.loads(text, "product.yaml")
    return caught.value


def line_of(text: str, fragment: str) -> int:
    return text[: text.index(fragment)].count("\n") + 1


def test_shipped_file_gives_its_identity():
    product = loader.load(FILE)

    assert (product.code, product.version, product.line) == ("qc_million_medical", "3.2", "health")
    assert (product.name_zh, product.name_en) == (
        "晴川百万医疗保险（2026）",
        "Qingchuan Million Medical 2026",
    )
    assert product.valid_from.isoformat() == "2026-01-01"
    assert product.valid_to is None
    assert product.sum_insured_keys() == ("medical",)
    assert product.clause("2.4.2").highlight is True


def test_unknown_key_is_refused_with_line_and_allowed_names():
    text = TEXT.replace("    waiting: {days: 30,", "    waitng: {days: 30,", 1)
    error = refused(text)

    assert error.file == "product.yaml"
    assert error.line == line_of(text, "waitng")
    assert error.path == "benefits[0].waitng"
    assert "waiting" in error.allowed


def test_duplicate_key_is_refused_with_its_line():
    text = TEXT.replace("line: health\n", "line: health\nline: accident\n", 1)
    error = refused(text)

    assert (error.line, error.path) == (line_of(text, "line: accident"), "line")
    assert error.message == "The key 'line' is given twice."


def test_missing_clause_reference_names_the_clauses_there_are():
    error = refused(TEXT.replace('clause: "2.4.5"}', 'clause: "2.4.9"}', 1))

    assert error.path == "benefits[0].terms.limits[0].clause"
    assert error.message == "There is no clause '2.4.9'."
    assert "2.4.5" in error.allowed


def test_clause_number_without_quotes_is_refused_because_it_would_lose_a_zero():
    error = refused(TEXT.replace('number: "2.4"\n', "number: 2.4\n", 1))

    assert error.path == "clauses[7].number"
    assert error.message == "Text is expected; put numbers such as clause numbers in quotes."


def test_amount_that_is_not_a_whole_number_is_refused():
    error = refused(TEXT.replace("amount_fen: 1000000\n", "amount_fen: 1000000.5\n", 1))

    assert error.path == "benefits[0].terms.deductible.amount_fen"


def test_unknown_accumulator_names_the_known_ones():
    error = refused(TEXT.replace("accumulator: annual_deductible\n", "accumulator: yearly\n", 1))

    assert error.path == "benefits[0].terms.deductible.accumulator"
    assert error.allowed == ("annual_deductible", "outpatient_limit", "annual_limit")


def test_unused_accumulator_is_refused():
    extra = '    - {code: spare, name: {zh: "备用", en: "Spare"}, per: lifetime, clause: "2.4.5"}\n'
    error = refused(TEXT.replace("  accumulators:\n", "  accumulators:\n" + extra, 1))

    assert error.message == "Nothing uses 'spare'."


def test_social_payments_are_not_deducted_from_a_product_not_priced_net_of_them():
    error = refused(
        TEXT.replace("priced_net_of_social_insurance: true", "priced_net_of_social_insurance: false", 1)
    )

    assert error.path == "benefits[0].terms.deduct_social"


def test_exclusion_on_a_clause_without_highlight_is_refused():
    error = refused(TEXT.replace('clause: "2.5(6)"\n    name', 'clause: "2.2"\n    name', 1))

    assert error.path == "exclusions[5].clause"
    assert "2.5(6)" in error.allowed


def test_unknown_paper_kind_names_the_kinds():
    error = refused(TEXT.replace("kind: itemised_bill", "kind: bill", 1))

    assert error.path == "papers[3].kind"
    assert "itemised_bill" in error.allowed


def test_unknown_benefit_kind_names_the_kinds():
    error = refused(TEXT.replace("kind: medical_expense", "kind: medical", 1))

    assert "hospital_cash" in error.allowed


def test_every_fault_of_a_file_is_told_at_once_in_file_order():
    text = TEXT.replace("line: health", "line: weather", 1).replace("kind: itemised_bill", "kind: bill", 1)
    error = refused(text)

    assert [one.path for one in error.all] == ["line", "papers[3].kind"]


def test_last_day_before_first_is_refused():
    error = refused(
        TEXT.replace("valid_from: 2026-01-01\n", "valid_from: 2026-01-01\nvalid_to: 2025-12-31\n", 1)
    )

    assert error.path == "valid_to"


def test_impossible_date_is_refused():
    assert refused(TEXT.replace("valid_from: 2026-01-01\n", "valid_from: 2026-02-30\n", 1)).message


@pytest.mark.parametrize(
    "text", ["", "[]", "schema: 1", "a: [1", "\x00", "just words", "1: 2", "a: !!python/object:x {}"]
)
def test_what_is_no_product_file_is_refused_and_never_crashes(text: str):
    assert refused(text).file == "product.yaml"


def test_sha256_ignores_layout_and_comments_but_no_value():
    same = loader.loads("# another comment\n" + TEXT, "a").sha256
    other = loader.loads(TEXT.replace("max_fen: 300000", "max_fen: 300001", 1), "b").sha256

    assert same == loader.load(FILE).sha256
    assert other != same


def test_the_same_text_is_read_once_whatever_its_file_is_called():
    assert loader.loads(TEXT, "a") is loader.loads(TEXT, "b")


def test_json_schema_refuses_unknown_keys_and_knows_the_benefit_kinds():
    schema = json_schema()

    assert schema["additionalProperties"] is False
    kinds = schema["properties"]["benefits"]["items"]["discriminator"]["mapping"]
    assert {
        "accident_death",
        "critical_illness",
        "disability",
        "hospital_cash",
        "medical_expense",
        "term_life",
    } <= set(kinds)

"""What changed between two versions is said in words, by name and never by place in the file."""

from pathlib import Path

import anpei.library
from anpei.terms import Product, loader
from anpei.terms.difference import difference, report

FILE = Path(anpei.library.__file__).parent / "products" / "qc-hospital-cash-2026.yaml"
TEXT = FILE.read_text(encoding="utf-8")
OLD = loader.loads(TEXT, "old.yaml")


def edited(*edits: tuple[str, str]) -> Product:
    text = TEXT
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return loader.loads(text, "new.yaml")


def told(new: Product, lang: str = "en") -> list[tuple[str, str]]:
    return [(change.group, change.in_words(lang)) for change in difference(OLD, new)]


def test_the_same_file_has_no_changes():
    assert difference(OLD, OLD) == []
    assert report([], "zh") == "没有变化。\n"


def test_a_number_is_named_with_its_benefit_and_path():
    new = edited(("deductible_days: 3", "deductible_days: 2"))

    assert told(new) == [
        (
            "money",
            (
                "Hospital cash for an illness · deductible days: 3 → 2 "
                "(benefits[illness_cash].terms.deductible_days)"
            ),
        )
    ]
    assert told(new, "zh")[0][1].startswith("疾病住院津贴 · 免赔天数: 3 → 2")


def test_money_is_written_in_yuan():
    assert told(edited(("max_fen: 500000", "max_fen: 300000"))) == [
        ("money", "limit of straight-through payment: 5,000.00 → 3,000.00 (straight_through.max_fen)")
    ]


def test_both_languages_of_a_clause_are_compared():
    new = edited(("生病住院，每次的头三天没有津贴。", "生病住院，头三天没有津贴。"))

    assert told(new) == [
        (
            "wording",
            (
                "Clause 2.2.1 免赔日数 · plain words, in Chinese: “生病住院，每次的头三天没有津贴。” → "
                "“生病住院，头三天没有津贴。” (clauses[2.2.1].plain.zh)"
            ),
        )
    ]


def test_a_paper_that_is_asked_for_no_more_is_told_once():
    start = TEXT.index("  - kind: accident_statement")
    end = TEXT.index("  - kind: policy_contract")
    new = loader.loads(TEXT[:start] + TEXT[end:], "new.yaml")

    assert told(new) == [("papers", "Gone: Account of the accident (papers[accident_statement])")]
    assert [change.in_words("zh") for change in difference(new, OLD)] == [
        "新增: 意外经过说明 (papers[accident_statement])"
    ]


def test_moving_a_clause_changes_nothing():
    start = TEXT.index('  - number: "1.2"')
    end = TEXT.index('  - number: "1.4"')
    last = TEXT.index("\nbenefits:")
    moved = TEXT[:start] + TEXT[end:last] + TEXT[start:end] + TEXT[last:]

    assert difference(OLD, loader.loads(moved, "new.yaml")) == []


def test_the_report_groups_wording_money_and_papers():
    new = edited(
        ('version: "1.4"', 'version: "1.5"'),
        ("deductible_days: 3", "deductible_days: 2"),
        ("津贴直接打到这张卡", "津贴打到这张卡"),
    )

    assert [line for line in report(difference(OLD, new), "zh").splitlines() if line[:1].strip()] == [
        "文字 (1)",
        "金额与计算 (1)",
        "材料 (1)",
    ]

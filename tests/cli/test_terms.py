"""``anpei terms`` explain, diff, render, docs."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from anpei.cli import terms_docs
from anpei.cli.main import cli
from anpei.terms import shipped

DOCS = Path(__file__).parents[2] / "docs"
CASH = next(file for file in shipped.files() if file.stem == "qc-hospital-cash-2026")


def terms(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["terms", *map(str, arguments)])


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    file = tmp_path / "newer.yaml"
    text = CASH.read_text(encoding="utf-8").replace("deductible_days: 3", "deductible_days: 2")
    file.write_text(text, encoding="utf-8")
    return file


def test_explain_lists_every_step_in_order() -> None:
    lines = terms("explain", CASH, "--lang", "en").output.splitlines()

    assert lines[:5] == [
        "1. The benefit applies (accident_cash.applies, the claim)  [2.1]",
        "   = the benefit is asked for and injury and Stays in hospital is above 0",
        "2. Days paid of each stay (accident_cash.stay_days, each stay)  [2.3]",
        "   = if “The benefit applies”: the least of (the greatest of ([days] − 0 days; 0); 90 days); otherwise 0",
        "   ← benefits[0].terms.deductible_days = 0",
    ]


def test_explain_keeps_to_what_a_figure_rests_on() -> None:
    output = terms("explain", CASH, "illness_cash.paid_days").output

    assert "illness_cash.countable_days" in output
    assert "accident_cash" not in output
    assert "illness_cash.amount" not in output


def test_an_unknown_figure_names_those_near_it() -> None:
    result = terms("explain", CASH, "illness_cash.paid_day")

    assert result.exit_code == 1
    assert "Near it: illness_cash.paid_days" in result.output


def test_diff_says_what_changed_and_ends_with_one(newer: Path) -> None:
    result = terms("diff", CASH, newer)

    assert result.exit_code == 1
    assert result.output == (
        "金额与计算 (1)\n  疾病住院津贴 · 免赔天数: 3 → 2 (benefits[illness_cash].terms.deductible_days)\n"
    )


def test_diff_of_a_file_with_itself_ends_with_zero() -> None:
    result = terms("diff", CASH, CASH, "--lang", "en")

    assert (result.exit_code, result.output) == (0, "Nothing changed.\n")


def test_render_writes_markdown_to_the_screen_and_html_to_a_file(tmp_path: Path) -> None:
    assert terms("render", CASH, "--lang", "en").output.startswith("# Qingchuan Hospital Cash 2026 1.4\n")
    page = tmp_path / "page.html"

    assert terms("render", CASH, "-o", page).output == f"Wrote {page}.\n"
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_render_refuses_a_name_it_does_not_know_the_form_of(tmp_path: Path) -> None:
    result = terms("render", CASH, "-o", tmp_path / "page.pdf")

    assert result.exit_code == 2
    assert "must end in .md or .html" in result.output


@pytest.mark.parametrize("command", [("explain",), ("render",), ("diff", CASH)])
def test_a_faulty_file_is_named_with_its_line(tmp_path: Path, command: tuple[object, ...]) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("code: [", encoding="utf-8")

    result = terms(*command, broken)

    assert (result.exit_code, result.stderr.startswith(f"{broken}:")) == (2, True)


def test_the_generated_documentation_is_up_to_date() -> None:
    stale = [
        file.relative_to(DOCS).as_posix()
        for file, text in terms_docs.written(DOCS).items()
        if not file.exists() or file.read_text(encoding="utf-8") != text
    ]

    assert stale == [], (
        "A product file, its schema or a step changed: run `make docs` (or `anpei terms docs`) and commit docs/."
    )


def test_no_page_is_left_of_a_product_that_is_gone() -> None:
    pages = {file.name for file in (DOCS / "products").glob("*.md")}

    assert pages == {name for name, _text in terms_docs.product_pages()}

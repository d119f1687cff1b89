"""``anpei adjudicate``: a case from a plain file, explained; a bad file is refused with the place and the next step."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from anpei.cli.main import cli
from anpei.terms import shipped

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
TOTALS = {
    # file in docs/examples: fen payable
    "accident": 54_000,
    "accident-death": 35_000_000,
    "city-care": 3_760_000,
    "critical-illness": 30_000_000,
    "hospital-cash": 90_000,
    "liability": 95_000_000,
    "medical": 1_568_458,
    "motor": 7_910_000,
    "property": 2_160_000,
    "term-life": 10_000_001,
}


def adjudicate(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["adjudicate", *map(str, arguments)])


def case(tmp_path: Path, **changed: Any) -> Path:
    given = json.loads((EXAMPLES / "hospital-cash.json").read_text(encoding="utf-8"))
    file = tmp_path / "case.json"
    file.write_text(json.dumps({**given, **changed}), encoding="utf-8")
    return file


def test_every_example_of_the_manual_is_known_here() -> None:
    assert sorted(TOTALS) == sorted(file.stem for file in EXAMPLES.glob("*.json"))


@pytest.mark.parametrize("name", TOTALS)
def test_an_example_of_the_manual_comes_to_its_total(name: str) -> None:
    result = adjudicate(EXAMPLES / f"{name}.json", "--explain", "json")

    assert result.exit_code == 0
    assert json.loads(result.output)["calculation"]["total_fen"] == TOTALS[name]


@pytest.mark.parametrize("name", TOTALS)
def test_the_manual_shows_each_example(name: str) -> None:
    assert f"examples/{name}.json" in (EXAMPLES.parent / "adjudicate.md").read_text(encoding="utf-8")


def test_text_for_a_customer_in_english() -> None:
    result = adjudicate(EXAMPLES / "accident.json", "--wording", "customer", "--lang", "en")

    lines = result.output.splitlines()
    assert lines[:2] == ["Qingchuan Safe Travel Accident 2026 2.1", " Total paid to you  540.00"]
    assert (
        "        ? If “Drugs: Class in the social insurance list” were class A (it is class B), "
        "only 200.00 would come off and we would pay you 570.00" in lines
    )


def test_json_carries_figures_words_and_what_would_change_them() -> None:
    body = json.loads(adjudicate(EXAMPLES / "accident.json", "--explain", "json").output)

    assert sorted(body) == ["calculation", "explanation", "what_if"]
    assert body["explanation"]["tree"]["amount"] == "540.00"
    assert [answer["step"] for answer in body["what_if"]] == [
        "accident_medical.outside_catalogue",
        "accident_medical.social",
        "accident_medical.deductible",
        "accident_medical.own_share",
    ]
    assert body["what_if"][0]["change"]["label"] == {
        "zh": "药品费：医保目录类别",
        "en": "Drugs: Class in the social insurance list",
    }


def test_html_is_one_element_that_loads_nothing() -> None:
    html = adjudicate(EXAMPLES / "accident.json", "--explain", "html").output

    assert html.startswith('<section class="ap-explain" lang="zh-Hans">')
    assert html.endswith("</section>\n")
    assert "<script" not in html
    assert "http" not in html


def test_a_product_file_wins_over_the_name_in_the_case(tmp_path: Path) -> None:
    text = next(f for f in shipped.files() if f.stem == "qc-hospital-cash-2026").read_text(encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(text.replace('version: "1.4"', 'version: "1.5"'), encoding="utf-8")

    result = adjudicate(case(tmp_path), "--product", other)

    assert result.output.splitlines()[0] == "晴川住院津贴保险（2026） 1.5"


def test_a_case_may_name_a_file_beside_it(tmp_path: Path) -> None:
    text = next(f for f in shipped.files() if f.stem == "qc-hospital-cash-2026").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")

    assert adjudicate(case(tmp_path, product={"file": "mine.yaml"})).exit_code == 0


def test_contradicting_facts_are_told_and_end_with_one(tmp_path: Path) -> None:
    stay = {"admitted_on": "2026-04-05", "discharged_on": "2026-04-01", "days": 1}
    event = {"natures": ["injury"], "accident_on": "2026-04-01", "stays": [stay]}

    result = adjudicate(case(tmp_path, event=event), "--lang", "en")

    assert result.exit_code == 1
    assert "! Discharge lies before admission (stay 1)" in result.output


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"product": {}}, "product: none is named. Add"),
        ({"product": {"code": "qc_nothing"}}, "product: There is no product qc_nothing. There are: "),
        ({"product": {"file": "gone.yaml"}}, "product.file: there is no file"),
        (
            {"accumulators": {"days_in_year": "1"}},
            "accumulators.days_in_year: Input should be a valid integer.",
        ),
        ({"evnt": {}}, "evnt: Unexpected keyword argument."),
    ],
)
def test_a_bad_file_is_refused_with_place_and_next_step(
    tmp_path: Path, changed: dict[str, Any], told: str
) -> None:
    result = adjudicate(case(tmp_path, **changed))

    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_bytes(b"\xff\xfe\x00")

    result = adjudicate(file)

    assert (result.exit_code, result.stderr) == (2, f"{file}: not UTF-8 text. Save the file as UTF-8.\n")


def test_a_faulty_product_file_is_named_with_its_line(tmp_path: Path) -> None:
    product = tmp_path / "broken.yaml"
    product.write_text("code: [", encoding="utf-8")

    result = adjudicate(case(tmp_path), "--product", product)

    assert (result.exit_code, result.stderr.startswith(f"{product}:")) == (2, True)


def test_neither_django_nor_a_database_is_touched() -> None:
    code = (
        "import sys; from anpei.cli.main import cli\n"
        f"cli(['adjudicate', {str(EXAMPLES / 'hospital-cash.json')!r}], standalone_mode=False)\n"
    )
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import atexit, sys\natexit.register(lambda: print('django' in sys.modules))\n{code}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.splitlines()[-1] == "False"

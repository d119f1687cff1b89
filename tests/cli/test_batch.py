"""``anpei adjudicate --batch``: a book in, figures and findings out, and every wrong command answered with the next step."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from tests.engine.cases import FOLDER, MILLION, facts, line

from anpei.cli.main import cli
from anpei.engine.layout import columns_of
from bench import invented

PRODUCT = FOLDER / "qc-million-medical-2026.yaml"


def adjudicate(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["adjudicate", *map(str, arguments)])


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two sound claims and one with a negative amount."""
    cases = [facts(), facts(lines=(line(amount_fen=-1),)), facts()]
    pq.write_table(columns_of(MILLION, cases), tmp_path / "book.parquet")
    return tmp_path / "book.parquet"


def test_a_book_gives_figures_findings_and_one_line(book: Path, tmp_path: Path):
    result = adjudicate("--batch", book, tmp_path / "new" / "out.parquet", "--product", PRODUCT)

    assert result.exit_code == 1, "one claim has an error"
    assert result.output.startswith("3 claims, 2 calculated, 1 with errors, 1 findings, 12,000.00 payable, ")
    assert pq.read_table(tmp_path / "new" / "out.parquet")["total.payable"].to_pylist() == [600_000, None, 600_000]  # fmt: skip
    findings = pq.read_table(tmp_path / "new" / "out.findings.parquet").to_pylist()
    assert [(one["claim"], one["code"], one["line"]) for one in findings] == [("2", "amount.negative", "l1")]


def test_what_is_payable_alone(tmp_path: Path):
    pq.write_table(invented.book(MILLION, 50), tmp_path / "book.parquet")

    result = adjudicate(
        "--batch", tmp_path / "book.parquet", tmp_path / "out.parquet", "--product", PRODUCT, "--keep", "payable", "--workers", 2
    )  # fmt: skip

    assert result.exit_code == 0, result.output
    assert pq.read_schema(tmp_path / "out.parquet").names == [
        *("claim", "member", "total.payable", "inpatient.payable", "outpatient.payable"),
        *("posted.annual_deductible", "posted.outpatient_limit", "posted.annual_limit"),
    ]


def test_a_file_that_is_no_book_is_refused(tmp_path: Path):
    text = tmp_path / "book.parquet"
    text.write_text("claim,amount\n1,2\n")

    result = adjudicate("--batch", text, tmp_path / "out.parquet", "--product", PRODUCT)

    assert result.exit_code == 2
    assert "not a book of claims" in result.output
    assert "docs/batch.md" in result.output
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Either a case file, or --batch IN OUT."),
        (("--batch", "{book}", "{out}"), "A book needs --product FILE."),
        (("--batch", "{book}", "{book}", "--product", PRODUCT), "OUT would replace what is read."),
        (("--batch", "{book}", "{out}", "--product", PRODUCT, "--cluster", "local:2"), "A folder of parts goes with --cluster"),
        (("--batch", "{folder}", "{out}", "--product", PRODUCT), "A folder of parts goes with --cluster"),
    ],
)  # fmt: skip
def test_a_command_that_cannot_be_meant(
    book: Path, tmp_path: Path, arguments: tuple[object, ...], words: str
):
    places = {"book": book, "out": tmp_path / "out", "folder": tmp_path}

    result = adjudicate(*(str(one).format(**places) for one in arguments))

    assert result.exit_code == 2
    assert words in result.output


def test_a_folder_without_parts_and_a_cluster_that_is_none(tmp_path: Path):
    (tmp_path / "book").mkdir()
    command = (
        "--batch",
        tmp_path / "book",
        tmp_path / "out",
        "--product",
        PRODUCT,
        "--cluster",
        "local:many",
    )

    empty = adjudicate(*command)
    pq.write_table(columns_of(MILLION, [facts()]), tmp_path / "book" / "1.parquet")
    wrong = adjudicate(*command)

    assert (empty.exit_code, wrong.exit_code) == (2, 2)
    assert "no *.parquet in this folder" in empty.output
    assert "local:4 starts four processes" in wrong.output


def test_late_and_reversed_claims_give_the_differences(tmp_path: Path):
    whole = invented.book(MILLION, 200)
    pq.write_table(whole, tmp_path / "book.parquet")
    pq.write_table(whole.slice(1), tmp_path / "early.parquet")
    adjudicate("--batch", tmp_path / "early.parquet", tmp_path / "stored.parquet", "--product", PRODUCT)
    claims = whole["claim"].to_pylist()
    command = ("--batch", tmp_path / "book.parquet", tmp_path / "out.parquet", "--product", PRODUCT)

    result = adjudicate(*command, "--against", tmp_path / "stored.parquet", "--reverse", claims[5])
    unknown = adjudicate(*command, "--against", tmp_path / "stored.parquet", "--reverse", 4711)

    assert result.exit_code == 0, result.output
    assert "claims move" in result.output
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert {(row["claim"], row["why"]) for row in rows if row["why"] != "rerun"} <= {
        (claims[0], "late"),
        (claims[5], "reversed"),
    }
    assert (unknown.exit_code, "Claim 4711 was never stored" in unknown.output) == (2, True)

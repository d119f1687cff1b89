"""``anpei fhir adjudicate``."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from anpei.cli.main import cli
from anpei.terms import shipped

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "fhir" / "stay.json"
MILLION = next(file for file in shipped.files() if file.stem == "qc-million-medical-2026")


def fhir(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["fhir", "adjudicate", *map(str, arguments)])


def test_the_example_of_the_manual_is_answered() -> None:
    result = fhir(EXAMPLE, "--product", MILLION)

    assert result.exit_code == 0
    assert [e["resource"]["resourceType"] for e in json.loads(result.output)["entry"]] == [
        "ClaimResponse",
        "ExplanationOfBenefit",
    ]


def test_what_cannot_be_worked_out_ends_with_one_and_an_outcome(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_text("{}", encoding="utf-8")

    result = fhir(file, "--product", MILLION)

    assert (result.exit_code, json.loads(result.output)["resourceType"]) == (1, "OperationOutcome")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    file.write_bytes(b"\xff")

    result = fhir(file, "--product", MILLION)

    assert (result.exit_code, result.stderr) == (2, f"{file}: not UTF-8 text. Save the file as UTF-8.\n")

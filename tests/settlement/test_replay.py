"""Past calculations through the current engine: the same to the fen, and a tampered record is named by its step."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from tests.settlement import cast

from anpei.cli.replay import replay as command
from anpei.policies.models import InsuredMember
from anpei.settlement import replay
from anpei.settlement.models import CalculationRun


@pytest.fixture
def run(house: cast.House, member: InsuredMember) -> CalculationRun:
    found = cast.proposed(house, member).run
    assert found is not None
    return found


def tampered(run: CalculationRun, step: str, **values: Any) -> None:
    """Change a shown step of the stored tree, as a hand in the database would."""

    def change(node: dict[str, Any]) -> None:
        if node["name"] == step:
            node.update(values)
        for child in node["children"]:
            change(child)

    change(run.result["tree"])
    CalculationRun.objects.filter(pk=run.pk).update(result=run.result)


def test_nothing_differs_on_fresh_runs(run: CalculationRun) -> None:
    assert list(replay.replay(replay.runs())) == [replay.Replayed(run.claim.number, 1, [])]


def test_a_tampered_step_is_named_with_both_values(run: CalculationRun) -> None:
    tampered(run, "inpatient.deductible", result=900_000)
    (one,) = replay.replay(replay.runs())
    assert one.differences == [
        replay.Difference(
            run.claim.number,
            1,
            "inpatient.deductible",
            900_000,
            1_000_000,
            run.engine_version,
            run.engine_version,
        )
    ]


def test_a_tampered_clause_is_a_difference_and_better_wording_is_none(run: CalculationRun) -> None:
    tampered(
        run, "inpatient.deductible", clause="2.4.9", plain={"zh": "旧说法", "en": "as it was said before"}
    )
    (one,) = replay.replay(replay.runs())
    assert [(found.step, found.stored, found.now) for found in one.differences] == [
        ("inpatient.deductible (clause)", "2.4.9", "2.4.2")
    ]


def test_a_tampered_amount_beside_the_tree_is_named(run: CalculationRun) -> None:
    CalculationRun.objects.update(payable_fen=600_000)
    (one,) = replay.replay(replay.runs())
    assert [(found.step, found.stored, found.now) for found in one.differences] == [
        ("recorded.payable_fen", 600_000, 500_000)
    ]


def test_inputs_that_can_no_longer_be_read_are_a_difference(run: CalculationRun) -> None:
    CalculationRun.objects.update(inputs={"policy": "gone"})
    (one,) = replay.replay(replay.runs())
    assert ("total_fen", 500_000, None) in [
        (found.step, found.stored, found.now) for found in one.differences
    ]


def test_the_record_stays_as_it_is(run: CalculationRun) -> None:
    tampered(run, "inpatient.deductible", result=900_000)
    before = CalculationRun.objects.values().get()
    list(replay.replay(replay.runs()))
    assert CalculationRun.objects.values().get() == before


def test_one_product_or_one_case_is_chosen(run: CalculationRun) -> None:
    assert replay.runs(product="qc_million_medical").count() == 1
    assert replay.runs(product="qc_accident").count() == 0
    assert replay.runs(claim=run.claim.number).count() == 1
    assert replay.runs(claim="LP-NONE").count() == 0


def test_the_command_ends_with_0_when_nothing_differs(run: CalculationRun) -> None:
    finished = CliRunner().invoke(command, ["--claim", run.claim.number])
    assert finished.exit_code == 0
    assert finished.stdout.startswith("1 calculations recomputed in ")
    assert finished.stdout.endswith(": nothing differs.\n")


def test_the_command_ends_with_1_and_names_each_difference(run: CalculationRun) -> None:
    tampered(run, "inpatient.deductible", result=900_000)
    finished = CliRunner().invoke(command, ["--json"])
    assert finished.exit_code == 1
    difference, figures = map(json.loads, finished.stdout.splitlines())
    assert difference == {
        "claim": run.claim.number, "run": 1, "step": "inpatient.deductible", "stored": 900_000, "now": 1_000_000,
        "stored_engine": run.engine_version, "engine": run.engine_version,
    }  # fmt: skip
    assert (figures["runs"], figures["different"], figures["differences"]) == (1, 1, 1)
    table = CliRunner().invoke(command).stdout.splitlines()
    assert table[0].split("\t")[:3] == ["case", "run", "step"]
    assert table[1].split("\t")[3:5] == ["900000", "1000000"]


def test_an_unknown_case_is_said_so(run: CalculationRun) -> None:
    finished = CliRunner().invoke(command, ["--claim", "LP-NONE"])
    assert finished.exit_code == 1
    assert "There is no stored calculation to recompute." in finished.output

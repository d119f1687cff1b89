from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from anpei.settlement.ladder import LadderError, loads, step_for

TODAY = date(2026, 11, 16)
SHIPPED = (files("anpei.library") / "authority" / "cn-default.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "amount_fen", "level", "signatures"),
    [
        ("pay", 999_999, 1, 1),
        ("pay", 1_000_000, 2, 1),
        ("pay", 5_000_000, 3, 1),
        ("pay", 19_999_999, 3, 1),
        ("pay", 20_000_000, 4, 2),
        ("refuse", 0, 2, 1),
        ("agree", 20_000_000, 4, 2),
        ("advance", 5_000_000, 3, 1),
    ],
)
def test_the_shipped_ladder_counts_an_amount_from_its_step_on(
    kind: str, amount_fen: int, level: int, signatures: int
) -> None:
    step = step_for(kind, amount_fen, TODAY)
    assert (step.level, step.signatures) == (level, signatures)


def test_a_step_holds_on_its_days_alone() -> None:
    with pytest.raises(LookupError):
        step_for("pay", 0, date(2024, 12, 31))
    text = SHIPPED.replace(
        "steps:\n",
        "steps:\n  - {kind: pay, from_fen: 500, level: 9, valid_from: 2025-01-01, valid_to: 2025-12-31}\n",
    )
    step = loads(text, "x").steps[0]
    assert [step.holds_on(day) for day in (date(2025, 12, 31), date(2026, 1, 1))] == [True, False]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("level: 1,", "level: 0,", "level"),
        ("level: 1,", "level: one,", "level"),
        ("level: 1,", "level: 1, colour: red,", "colour"),
        ("from_fen: 1000000", "from_fen: -1", "from_fen"),
        ("from_fen: 1000000", "from_fen: 0", "given twice"),
        ("{kind: refuse, from_fen: 0,", "{kind: refuse, from_fen: 1,", "refuse has no step from zero"),
        ("kind: advance, from_fen: 5000000", "kind: gift, from_fen: 5000000", "kind"),
        ("steps:\n", "steps: [\n", "YAML"),
    ],
)
def test_a_ladder_that_is_not_sound_is_refused_with_what_is_wrong(old: str, new: str, said: str) -> None:
    assert old in SHIPPED
    with pytest.raises(LadderError, match=said):
        loads(SHIPPED.replace(old, new, 1), "own.yaml")

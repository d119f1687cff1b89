"""What counts as a vulnerable period, as data: what ships hangs together, and what does not is refused with its place."""

from __future__ import annotations

import pytest

from anpei.core.rule_files import CatalogueError
from anpei.protection import catalogue

GOOD = catalogue._FILE.read_text(encoding="utf-8")


def test_the_set_that_ships_names_every_reason_once():
    rules = catalogue.protection()

    assert [one.code for one in (*rules.periods, *rules.troubles)] == [
        "bereaved", "serious_case", "long_stay", "refused", "disputed", "catastrophe", "complaint"
    ]  # fmt: skip
    assert [one.code for one in rules.periods if one.silent] == ["bereaved"]
    assert rules.longest_days == 365


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("code: long_stay", "code: refused", "period named twice: refused"),
        ("code: refused", "code: complaint", "period named twice: complaint"),
        ("code: complaint, name", "code: boredom, name", "troubles.0.code"),
        ("lasts: {decided: 90}", "lasts: {forever: 90}", "periods.3.lasts.forever"),
        ("lasts: {decided: 90}", "lasts: {decided: 0}", "refused: a period lasts from one day to ten years"),
        ("lasts: {decided: 90}", "lasts: {}", "periods.3.lasts"),
        ("when: [{refused: true}]", "when: []", "periods.3.when"),
        ("when: [{refused: true}]", "when: [{refusal: true}]", "periods.3.when.0.refusal"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(old: str, new: str, told: str):
    assert old in GOOD

    with pytest.raises(CatalogueError, match=r"^mine\.yaml: ") as refused:
        catalogue.read_protection(GOOD.replace(old, new, 1), origin="mine.yaml")

    assert told in str(refused.value)

"""A rule means a case when all that it states holds."""

from __future__ import annotations

import pytest

from anpei.protection.catalogue import When
from anpei.protection.circumstances import Circumstances, met

HURT = Circumstances("injury", inpatient=True, claimed_fen=5_000_000)


@pytest.mark.parametrize(
    ("when", "known", "holds"),
    [
        (When(), HURT, False),
        (When(death=True), HURT, False),
        (When(natures=("injury",)), HURT, True),
        (When(natures=("injury",), claimed_fen=5_000_000), HURT, True),
        (When(natures=("injury",), claimed_fen=5_000_001), HURT, False),
        (When(natures=("flood",)), HURT, False),
        (When(inpatient=True), HURT, True),
        (When(hospital_days=15), Circumstances("injury", hospital_days=14), False),
        (When(hospital_days=15), Circumstances("injury", hospital_days=15), True),
        (When(harm=True), HURT, False),
        (When(harm=True), Circumstances("injury", harm=True), True),
        (When(refused=True), HURT, False),
        (When(objected=True), Circumstances("injury", objected=True), True),
    ],
)
def test_a_rule_holds_when_all_it_says_holds(when: When, known: Circumstances, holds: bool):
    assert met(when, known) is holds

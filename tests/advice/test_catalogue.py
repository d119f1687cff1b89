"""The rules of advice as data: what ships hangs together, and what does not is refused with its place."""

from __future__ import annotations

import pytest

from anpei.advice import catalogue
from anpei.core.rule_files import CatalogueError

GOOD = catalogue._text("cn-default.yaml")
VIEW = catalogue._text("customer-view.yaml")


def test_every_kind_is_shipped_and_every_condition_used():
    rules = catalogue.advice().suggestions

    assert {one.kind for one in rules} == {"cover", "improvement"}
    assert {name for one in rules for name in one.when.given} == set(catalogue.FIGURES) - {"age"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("most_shown: 3", "most_shown: 0", "most_shown"),
        ("most_shown: 3", "most_show: 3", "most_show"),
        ("code: pipes", "code: flood_area", "suggestion named twice: flood_area"),
        ("{times}次因为漏水", "{amount}元因为漏水", "pipes: no condition brings amount"),
        ("when: {natures: {any: [water], times: 2}}", "when: {}", "pipes: a suggestion without a condition"),
        (
            "any: [water], times: 2",
            "any: [illness], times: 2",
            "pipes: this condition reads claims about a person",
        ),
        ("    line: life\n", "", "young_family: line and offers belong to a cover"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(old: str, new: str, told: str):
    assert old in GOOD

    with pytest.raises(CatalogueError, match=r"^mine\.yaml: ") as refused:
        catalogue.read_advice(GOOD.replace(old, new), origin="mine.yaml")

    assert told in str(refused.value)


def test_a_purpose_named_twice_is_refused():
    with pytest.raises(CatalogueError, match="purpose named twice"):
        catalogue.read_customer_view(VIEW.replace("code: care", "code: call"), origin="mine.yaml")

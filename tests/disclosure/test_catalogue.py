"""The call to a new holder and the cost of changing one's mind are data; a file that does not hang together is refused."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from django.utils import translation

from anpei.core.rule_files import CatalogueError
from anpei.disclosure import catalogue

TEXT = (resources.files("anpei") / "library" / "contracts" / "cn-default.yaml").read_text(encoding="utf-8")
CONFIRMED = ("person", "signed", "product", "read", "term", "loss", "cooling")


def test_the_script_asks_everything_the_rules_want_confirmed() -> None:
    """Person, own signature, product, reading and exclusions, term, loss when leaving, cooling-off."""
    assert catalogue.script().codes == CONFIRMED


def test_the_script_is_spoken_in_both_languages() -> None:
    with translation.override("zh-hans"):
        assert (
            catalogue.script()
            .opening_for("晴川定期寿险")
            .startswith("您好，就您的保单“晴川定期寿险”做个回访")
        )
        assert [str(one.text) for one in catalogue.script().questions][
            1
        ] == "投保申请是您本人签字或者确认的吗？"
    with translation.override("en"):
        assert "your contract Term Life." in catalogue.script().opening_for("Term Life")


def test_at_most_ten_yuan_may_be_kept() -> None:
    assert catalogue.cooling_off().cost_at_most_fen == 10_00


@pytest.mark.parametrize(
    ("pattern", "instead", "where"),
    [
        (r"code: signed", "code: person", "question named twice: person"),
        (r"code: signed", "code: problem", "this code is taken"),
        (r"code: signed", "code: Signed!", "questions.1.code"),
        (r"“\{product\}”", "", "names the contract once"),
        (r"cost_at_most_fen: 1000", "cost_at_most_fen: -1", "cooling_off.cost_at_most_fen"),
        (r"set: cn-default", "set: x\nmore: 1", "more"),
    ],
)
def test_a_file_that_does_not_hang_together_is_refused_with_its_place(
    pattern: str, instead: str, where: str
) -> None:
    changed, count = re.subn(pattern, instead, TEXT, count=1)
    assert count == 1
    with pytest.raises(CatalogueError, match=where):
        catalogue.read_contracts(changed, origin="changed.yaml")

"""Words that a frightened person can follow: what is shipped is plain, and what is not plain is named."""

from __future__ import annotations

import pytest

from anpei.messages import templates
from anpei.messages.plainness import level


@pytest.mark.parametrize("language", templates.LANGUAGES)
@pytest.mark.parametrize("name", templates.catalogue())
def test_every_message_shipped_is_plain(name: str, language: str) -> None:
    assert level(templates.shipped(name)[language], language).remarks == ()


def test_sentences_are_counted_without_what_is_filled_in() -> None:
    found = level("编号 {number}，材料齐了。您现在不用做什么！", "zh-hans")
    assert (found.sentences, found.longest, found.mean) == (2, 11, 9.5)
    found = level("Case {number}: your papers are complete. Nothing for you to do now.", "en")
    assert (found.sentences, found.longest, found.mean) == (2, 6, 6.0)
    assert found.plain


@pytest.mark.parametrize(
    ("text", "language", "codes", "where"),
    [
        ("逾期不予办理。", "zh-hans", ["hard", "hard"], "逾期"),
        ("您未交材料。", "zh-hans", ["blaming"], "您未"),
        ("我们" + "很" * 25 + "好。", "zh-hans", ["clause", "mean"], "我们" + "很" * 25 + "好"),
        ("，".join(["我们都在这里陪着您"] * 7) + "。", "zh-hans", ["sentence", "mean"], ""),
        ("Furnish the papers.", "en", ["hard"], "furnish"),
        ("You must send it, otherwise it ends.", "en", ["blaming", "blaming"], "you must"),
    ],
)
def test_what_is_hard_is_named_with_its_place(text: str, language: str, codes: list[str], where: str) -> None:
    remarks = level(text, language).remarks
    assert [one.code for one in remarks] == codes
    assert where in remarks[0].where


def test_a_hard_word_inside_another_is_none() -> None:
    assert level("We determine the amount.", "en").plain  # holds "term", not "terminate"


def test_nothing_written_is_no_sentence() -> None:
    assert level("", "zh-hans") == level("。", "zh-hans")
    assert level("", "en").longest == 0

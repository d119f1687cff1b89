"""The drawn papers: every layout draws, stays on its sheet, and prints exactly what is held to be true of it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from bench.papers.drawing import Sheet, chinese, dotted, loose, money
from bench.papers.facts import MAKERS, Facts, facts, words
from bench.papers.samples import SETS, sample

from anpei.recognition.engine import Line

SEEDS = range(3)
ALL = [
    pytest.param(set_name, kind, number, id=f"{set_name}-{kind}-{number}")
    for set_name, kinds in SETS.items()
    for kind, layouts in kinds.items()
    for number in range(len(layouts))
]
UNSEEN = [one for one in ALL if one.values[0] == "unseen"]


def drawn(set_name: str, kind: str, number: int) -> Iterator[tuple[Facts, Sheet]]:
    for seed in SEEDS:
        known = facts(kind, random.Random(f"{kind}/{seed}"))
        yield known, SETS[set_name][kind][number](known)


def close(text: str) -> str:
    return re.sub(r"\s", "", text)


def ways(name: str, value: Any) -> tuple[str, ...]:
    """How a paper may write a fact."""
    if name == "grade":
        return (f"{'一二三四五六七八九十'[value - 1]}级",)
    if name == "total_words":
        return (words(value),)
    if isinstance(value, int):
        return (str(value),) if name in ("age", "days") else (money(value), money(value, grouped=True))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value, chinese(value), loose(value), dotted(value)
    if re.fullmatch(r"\d{4}-\d\d", value):
        return (f"{value[5:]}/{value[2:4]}",)
    return (close(value),)


def box(line: Line) -> tuple[float, float, float, float]:
    (left, top), _, (right, low), _ = line.quad
    return left, top, right, low


def test_every_set_has_every_kind_and_the_unseen_one_twice_of_each() -> None:
    assert [list(kinds) for kinds in SETS.values()] == [list(MAKERS)] * 3
    assert {len(layouts) for layouts in SETS["unseen"].values()} == {2}


@pytest.mark.parametrize(("set_name", "kind", "number"), ALL)
def test_a_paper_prints_what_is_true_of_it_and_stays_on_its_sheet(
    set_name: str, kind: str, number: int
) -> None:
    for known, sheet in drawn(set_name, kind, number):
        assert known.printed
        text = close("".join(sheet.words))
        for name in known.printed - {"lines"}:
            value = known.get(name)
            assert value not in (None, ""), name
            assert any(way in text for way in ways(name, value)), (name, value)
        if "lines" in known.printed:
            assert known["lines"]
            for item in known["lines"]:
                assert close(item["item"]) in text
                assert any(way in text for way in ways("amount", item["amount"]))
        for line in sheet.lines:
            left, top, right, low = box(line)
            assert left >= 0 and top >= 0 and right <= sheet.width and low <= sheet.height, line


@pytest.mark.parametrize(("set_name", "kind", "number"), UNSEEN)
def test_no_text_of_an_unseen_paper_lies_over_another(set_name: str, kind: str, number: int) -> None:
    for _, sheet in drawn(set_name, kind, number):
        for one, other in combinations(sheet.lines, 2):
            a, b = box(one), box(other)
            wide = min(a[2], b[2]) - max(a[0], b[0])
            high = min(a[3], b[3]) - max(a[1], b[1])
            assert wide <= 1 or high <= 0.3 * min(a[3] - a[1], b[3] - b[1]), (one.text, other.text)


def test_a_sample_is_the_same_each_time_and_asks_only_what_was_printed() -> None:
    first, again = (sample("unseen", "outpatient_receipt", 1, "photo", 4) for _ in range(2))
    assert first.content == again.content
    assert (first.kind, first.side, first.layout) == ("outpatient_receipt", "", "unseen/1")
    assert first.truth == again.truth
    assert "code" not in first.truth
    assert first.truth["number"] in first.words

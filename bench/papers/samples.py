"""Papers by kind, layout, condition and seed: always the same for the same four."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anpei.recognition.engine import Line
from bench.papers import wear
from bench.papers.facts import facts
from bench.papers.layouts import known, seen, unseen

SETS = {"seen": seen.LAYOUTS, "known": known.LAYOUTS, "unseen": unseen.LAYOUTS}
SAME_AS = {"old_number": "number", "grade_text": "grade"}


@dataclass(frozen=True)
class Sample:
    kind: str
    side: str
    layout: str
    condition: str
    seed: int
    content: bytes
    truth: dict[str, Any]
    words: tuple[str, ...]
    lines: tuple[Line, ...]
    """Every text as drawn, before any wear: what a perfect engine would see."""

    def __str__(self) -> str:
        return f"{self.kind} {self.side} {self.layout} {self.condition} {self.seed}"


def sample(set_name: str, kind: str, layout: int, condition: str, seed: int) -> Sample:
    chance = random.Random(f"{kind}/{layout}/{condition}/{seed}")
    known = facts(kind, chance)
    sheet = SETS[set_name][kind][layout](known)
    truth = {
        SAME_AS.get(name, name): dict.__getitem__(known, "grade" if name == "grade_text" else name)
        for name in known.printed
    }
    truth = {name: value for name, value in truth.items() if name in truth}
    content = wear.CONDITIONS[condition](sheet.image, chance)
    name, _, side = kind.partition("/")
    return Sample(
        name,
        side,
        f"{set_name}/{layout}",
        condition,
        seed,
        content,
        truth,
        tuple(sheet.words),
        tuple(sheet.lines),
    )


def samples(
    set_name: str, seeds: range, conditions: tuple[str, ...], kinds: tuple[str, ...] = ()
) -> Iterator[Sample]:
    for kind, layouts in SETS[set_name].items():
        if kinds and kind.partition("/")[0] not in kinds:
            continue
        for layout in range(len(layouts)):
            for condition in conditions:
                for seed in seeds:
                    yield sample(set_name, kind, layout, condition, seed)

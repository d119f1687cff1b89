"""Which paper this is: titles and telling words, counted for and against each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anpei.recognition.forms import FORMS
from anpei.recognition.kinds import Description, descriptions
from anpei.recognition.runs import Run

TITLE = 8
TITLE_EXTRA = 24
"""A line that is a title may hold so many characters more: the hospital's or province's name."""


@dataclass(frozen=True)
class Verdict:
    """``points`` for the best description, how far ahead of the next ``kind``; no description: not a claim paper."""

    description: Description | None
    points: int
    ahead: int

    @property
    def confidence_bp(self) -> int:
        if self.description is None:
            return max(9_900 - 900 * max(self.points, 0), 5_000)
        doubt = 2_000 // max(self.points - self.description.needs + 1, 1) + 2_500 // max(self.ahead, 1)
        return max(9_950 - doubt, 3_000)


def classify(runs: Sequence[Run]) -> Verdict:
    text = "\n".join(run.text.replace(" ", "") for run in runs)
    lines = text.split("\n")
    scored = sorted(((_points(one, text, lines), one) for one in descriptions()), key=lambda pair: -pair[0])
    points, best = scored[0]
    ahead = points - max((score for score, one in scored if one.kind != best.kind), default=0)
    if points < best.needs:
        return Verdict(None, points, ahead)
    return Verdict(best, points, ahead)


def titled(description: Description, runs: Sequence[Run]) -> bool:
    return _has_title(description, [run.text.replace(" ", "") for run in runs])


def _points(description: Description, text: str, lines: Sequence[str]) -> int:
    points = sum(weight for word, weight in description.evidence.items() if word.replace(" ", "") in text)
    points -= sum(weight for word, weight in description.against.items() if word.replace(" ", "") in text)
    if _has_title(description, lines):
        points += TITLE
    for form, weight in description.bonus.items():
        if any(one.proven is not False for one in FORMS[form].find(text, ".+")):
            points += weight
    return points


def _has_title(description: Description, lines: Sequence[str]) -> bool:
    return any(
        title in line and len(line) <= len(title) + TITLE_EXTRA and ":" not in line
        for title in description.titles
        for line in lines
    )

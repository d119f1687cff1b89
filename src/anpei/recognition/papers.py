"""Which runs of a file belong to one paper: several papers on a page, one paper over several pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from anpei.recognition.classification import Verdict, classify, titled
from anpei.recognition.extraction import labelled_runs
from anpei.recognition.kinds import Description
from anpei.recognition.runs import Run
from anpei.recognition.tables import read_rows

MIN_RUNS = 3
CLEAR = 3
"""Points above what a kind needs, for a half of a page to count as a paper of its own."""
MAX_DEPTH = 3
MIN_CONTINUED_ROWS = 2


@dataclass
class Bundle:
    """The runs of one paper and what it is. ``alone`` on its page, or one of several there."""

    verdict: Verdict
    runs: list[Run]
    first: int
    last: int
    alone: bool = True
    heights: list[float] = field(default_factory=list)

    @property
    def description(self) -> Description | None:
        return self.verdict.description


def bundles(pages: Sequence[Sequence[Run]]) -> list[Bundle]:
    found: list[Bundle] = []
    for number, runs in enumerate(pages):
        pieces = list(_split(list(runs), MAX_DEPTH))
        for piece in pieces:
            verdict = classify(piece)
            if (
                found
                and len(pieces) == 1
                and found[-1].last == number - 1
                and _goes_on(found[-1], verdict, piece)
            ):
                found[-1].runs += piece
                found[-1].last = number
            else:
                found.append(Bundle(verdict, piece, number, number, alone=len(pieces) == 1))
    return found


def _split(runs: list[Run], depth: int) -> Iterator[list[Run]]:
    halves = _halves(runs) if depth and len(runs) >= 2 * MIN_RUNS else None
    if halves is None:
        yield runs
        return
    for half in halves:
        yield from _split(half, depth - 1)


def _halves(runs: list[Run]) -> tuple[list[Run], list[Run]] | None:
    """The cut through an empty stripe that leaves a clear paper on both sides, if there is one."""
    whole = classify(runs)
    best: tuple[int, list[Run], list[Run]] | None = None
    for one, other in _cuts(runs):
        first, second = classify(one), classify(other)
        if not (_is_clear(first) and _is_clear(second) and _are_two(first, second, one, other, whole)):
            continue
        points = first.points + second.points
        if best is None or points > best[0]:
            best = points, one, other
    return (best[1], best[2]) if best else None


def _cuts(runs: list[Run]) -> Iterator[tuple[list[Run], list[Run]]]:
    heights = sorted(run.height for run in runs)
    gap = heights[len(heights) // 2] * 0.5
    for start, end in (("top", "bottom"), ("left", "right")):
        ordered = sorted(runs, key=lambda run: getattr(run, start))
        reached = getattr(ordered[0], end)
        for index in range(1, len(ordered)):
            if (
                getattr(ordered[index], start) > reached + gap
                and MIN_RUNS <= index <= len(ordered) - MIN_RUNS
            ):
                yield ordered[:index], ordered[index:]
            reached = max(reached, getattr(ordered[index], end))


def _is_clear(verdict: Verdict) -> bool:
    return verdict.description is not None and verdict.points >= verdict.description.needs + CLEAR - 1


def _are_two(first: Verdict, second: Verdict, one: list[Run], other: list[Run], whole: Verdict) -> bool:
    a, b = first.description, second.description
    if a is None or b is None:
        return False
    if a.kind == b.kind and a.side == b.side:
        return (
            bool(a.titles)
            and titled(a, one)
            and titled(a, other)
            and min(first.points, second.points) * 3 > whole.points * 2
        )
    return a.kind == b.kind or first.points + second.points > whole.points + CLEAR


def _goes_on(before: Bundle, verdict: Verdict, runs: list[Run]) -> bool:
    """A page without a title of its own that goes on with the paper before it."""
    description = before.description
    if description is None or not before.alone:
        return False
    if verdict.description is description:
        return not titled(description, runs)
    if verdict.description is None and description.table:
        both = [*labelled_runs(description, before.runs), *labelled_runs(description, runs)]
        known = len(read_rows(description.table, both[: -len(runs)] if runs else both))
        return len(read_rows(description.table, both)) >= known + MIN_CONTINUED_ROWS
    return False

"""The text of a page laid flat: runs of characters on straight rows, each knowing where it came from.

A photographed page is neither straight nor square. The slope of its own lines tells how it leans; the runs are moved
so that rows are level, and every place is still told on the page as it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from anpei.recognition.engine import Line, Point, Quad
from anpei.recognition.kinds import half_width
from anpei.recognition.pictures import Printed
from anpei.recognition.reading import Box

MIN_LINES_FOR_SLOPE = 4
SIMPLIFIED = str.maketrans(
    "別號戶證發電額單國費號項數體聯醫療門診歲駕駛車輛", "别号户证发电额单国费号项数体联医疗门诊岁驾驶车辆"
)
"""The engine knows both scripts and now and then takes a worn label for its traditional form."""


@dataclass(frozen=True)
class Run:
    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float
    quad: Quad
    page: int = 0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def share(self, index: int) -> float:
        """How far along the run the character ``index`` begins, from 0 to 1."""
        widths = _widths(self.text)
        return sum(widths[:index]) / (sum(widths) or 1)

    def at(self, index: int) -> float:
        """Where on the flat page the character ``index`` begins."""
        return self.left + (self.right - self.left) * self.share(index)

    def cut(self, start: int, end: int) -> Run:
        """A part of the run as a run of its own."""
        a, b = self.share(start), self.share(end)
        p, q, r, s = self.quad
        quad = (_between(p, q, a), _between(p, q, b), _between(s, r, b), _between(s, r, a))
        return replace(self, text=self.text[start:end], left=self.at(start), right=self.at(end), quad=quad)


def _widths(text: str) -> list[float]:
    return [1.0 if ord(sign) > 0x2E7F else 0.55 for sign in text]


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def box(runs: Iterable[Run], width: int, height: int) -> Box:
    """The smallest upright box around runs of one page, in shares of its size."""
    kept = list(runs)
    points = [point for run in kept for point in run.quad]
    left = min(max(min(x for x, _ in points) / width, 0.0), 1.0)
    top = min(max(min(y for _, y in points) / height, 0.0), 1.0)
    right = min(max(max(x for x, _ in points) / width, 0.0), 1.0)
    bottom = min(max(max(y for _, y in points) / height, 0.0), 1.0)
    return Box(kept[0].page, left, top, right - left, bottom - top)


def lay_flat(lines: Sequence[Line], page: int, width: int, height: int) -> list[Run]:
    lean = _lean(lines, width, height)
    runs = []
    for line in lines:
        text = half_width(line.text).translate(SIMPLIFIED).strip()
        if not text:
            continue
        flat = [lean.level(point) for point in line.quad]
        runs.append(
            Run(
                text=text,
                score=line.score,
                left=(flat[0][0] + flat[3][0]) / 2,
                right=(flat[1][0] + flat[2][0]) / 2,
                top=(flat[0][1] + flat[1][1]) / 2,
                bottom=(flat[2][1] + flat[3][1]) / 2,
                quad=line.quad,
                page=page,
            )
        )
    return runs


def of_print(printed: Sequence[Printed]) -> list[Line]:
    """A PDF page's own text as lines of which nothing is doubtful."""
    return [
        Line(
            one.text,
            1.0,
            ((one.left, one.top), (one.right, one.top), (one.right, one.bottom), (one.left, one.bottom)),
        )
        for one in printed
    ]


@dataclass(frozen=True)
class _Lean:
    """Slope of the lines over the page: at its middle, and how it changes downwards and to the right."""

    centre: Point
    slope: float = 0.0
    down: float = 0.0
    along: float = 0.0

    def level(self, point: Point) -> Point:
        x, y = point[0] - self.centre[0], point[1] - self.centre[1]
        return point[0] + self.slope * y, point[1] - (self.slope + self.down * y) * x - self.along * x * x / 2


def _lean(lines: Sequence[Line], width: int, height: int) -> _Lean:
    centre = (width / 2, height / 2)
    places, slopes = [], []
    for line in lines:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = line.quad
        dx, dy = (x1 + x2 - x0 - x3) / 2, (y1 + y2 - y0 - y3) / 2
        if dx > 3 * abs(y3 - y0) and len(line.text) > 3:
            places.append((1.0, (y0 + y1 + y2 + y3) / 4 - centre[1], (x0 + x1 + x2 + x3) / 4 - centre[0]))
            slopes.append(dy / dx)
    if len(slopes) < MIN_LINES_FOR_SLOPE:
        return _Lean(centre)
    matrix, wanted = np.array(places), np.array(slopes)
    usual = float(np.median(wanted))
    near = np.abs(wanted - usual) < 0.12
    if near.sum() < 10:
        return _Lean(centre, usual)
    found, *_ = np.linalg.lstsq(matrix[near], wanted[near], rcond=None)
    return _Lean(centre, float(found[0]), float(found[1]), float(found[2]))


def rows(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs that stand side by side, from top to bottom and left to right."""
    grouped: list[list[Run]] = []
    for run in sorted(runs, key=lambda one: (one.page, one.middle)):
        for row in reversed(grouped[-4:]):
            last = row[-1]
            if last.page == run.page and _side_by_side(row, run):
                row.append(run)
                break
        else:
            grouped.append([run])
    return [sorted(row, key=lambda one: one.left) for row in grouped]


def _side_by_side(row: Sequence[Run], run: Run) -> bool:
    middle = sum(one.middle for one in row) / len(row)
    height = min(run.height, min(one.height for one in row))
    if abs(middle - run.middle) > 0.5 * height:
        return False
    return all(run.left >= one.right - height * 0.6 or run.right <= one.left + height * 0.6 for one in row)


def join_split_labels(runs: Sequence[Run], labels: frozenset[str]) -> list[Run]:
    """Labels set wide (姓　名) that were seen in pieces become one run again."""
    joined: list[Run] = []
    for row in rows(runs):
        index = 0
        while index < len(row):
            run = row[index]
            for last in range(min(index + 3, len(row) - 1), index, -1):
                pieces = row[index : last + 1]
                text, rest = _label_of(pieces, labels)
                if text and max(b.left - a.right for a, b in pairwise(pieces)) < run.height * 9:
                    p, q = pieces[0], pieces[-1]
                    quad = (p.quad[0], q.quad[1], q.quad[2], p.quad[3])
                    score = min(one.score for one in pieces)
                    run = replace(p, text=text + rest, right=q.right, quad=quad, score=score)
                    index = last
                    break
            joined.append(run)
            index += 1
    return joined


def _label_of(pieces: Sequence[Run], labels: frozenset[str]) -> tuple[str, str]:
    """The label that pieces spell, if only the last goes on behind it after a colon."""
    if any(len(one.text) > 2 for one in pieces[:-1]):
        return "", ""
    head, colon, tail = pieces[-1].text.partition(":")
    text = "".join(one.text for one in pieces[:-1]).replace(" ", "") + head.replace(" ", "")
    return (text, colon + tail) if text in labels else ("", "")

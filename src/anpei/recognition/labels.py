"""Where the labels of a kind stand on a page, and which text belongs to each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from anpei.recognition.forms import FORMS
from anpei.recognition.kinds import Description, FieldDescription
from anpei.recognition.runs import Run

GOES_ON = 1.7
"""Lines of one text stand at most so many line heights apart."""
NEXT_LINE = 2.4
"""A value under its label begins at most so many line heights below it."""


@dataclass(frozen=True)
class Mark:
    """A label found: in which run, from which character to which."""

    label: str
    run: Run
    start: int
    end: int
    place: Run


@dataclass(frozen=True)
class Stretch:
    """Text that may hold a value, and the runs it is made of. ``where`` it stands from its label."""

    text: str
    runs: tuple[Run, ...]
    where: str

    def cut(self, start: int, end: int) -> tuple[Run, ...]:
        """The parts of the runs that hold the characters ``start`` to ``end``."""
        found, offset = [], 0
        for run in self.runs:
            a, b = max(start - offset, 0), min(end - offset, len(run.text))
            if a < b:
                found.append(run.cut(a, b))
            offset += len(run.text) + 1
        return tuple(found)


def stretch(runs: Sequence[Run], where: str) -> Stretch:
    return Stretch(" ".join(one.text for one in runs), tuple(runs), where)


def labels_of(description: Description) -> frozenset[str]:
    found = {label for one in description.fields.values() for label in one.labels}
    found |= set(description.stops)
    if description.table:
        found |= set(description.table.stop)
    return frozenset(label.replace(" ", "") for label in found)


def marks(description: Description, runs: Sequence[Run]) -> list[Mark]:
    """All labels on the page. A value that begins with another name of its own label is not a label (建议：建议休息)."""
    found = _all_marks(runs, description)
    fields = {label: name for name, one in description.fields.items() for label in one.labels}
    kept: list[Mark] = []
    for mark in found:
        name = fields.get(mark.label)
        bare = not mark.run.text[mark.end :].lstrip().startswith(":")
        if name and bare and any(fields.get(one.label) == name and _waits_for(one, mark) for one in kept):
            continue
        kept.append(mark)
    return kept


def _waits_for(one: Mark, value: Mark) -> bool:
    """Whether nothing stands between a label and what follows."""
    if one.run is value.run:
        return not one.run.text[one.end : value.start].strip(" :")
    if one.run.text[one.end :].strip(" :") or value.run.text[: value.start].strip():
        return False
    near = -one.run.height < value.run.left - one.run.right < 6 * one.run.height
    return near and abs(one.run.middle - value.run.middle) < 0.6 * one.run.height


def _all_marks(runs: Sequence[Run], description: Description) -> list[Mark]:
    shape = _shape(labels_of(description))
    forms = {label: one for one in description.fields.values() for label in one.labels}
    found = []
    for run in sorted(runs, key=lambda one: one.left):
        bare = run.text.replace(" ", "")
        if ":" not in bare and any(title in bare for title in description.titles):
            continue
        before: Mark | None = None
        for match in shape.finditer(run.text):
            between = run.text[before.end : match.start()] if before else ""
            closed = before is not None and _is_whole_value(forms.get(before.label), between)
            if closed or _stands_alone(run.text, match.start(), match.end()):
                label = re.sub(r"\s", "", match[0])
                place = run.cut(match.start(), match.end())
                before = Mark(label, run, match.start(), match.end(), place)
                found.append(before)
    return found


def _is_whole_value(wanted: FieldDescription | None, text: str) -> bool:
    """Whether the text before a label is just the value of the label before it (性别男民族汉)."""
    if wanted is None or (FORMS[wanted.form].kind == "text" and wanted.form != "sex"):
        return False
    value = next(FORMS[wanted.form].find(text, wanted.pattern), None)
    return value is not None and len(text.strip(" :")) == value.end - value.start


@cache
def _shape(labels: frozenset[str]) -> re.Pattern[str]:
    ordered = sorted(labels, key=lambda label: (-len(label), label))
    return re.compile("|".join(map(spaced, ordered)))


def spaced(label: str) -> str:
    """A pattern for a label, however widely it is set."""
    return r"\s*".join(map(re.escape, label))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """At the start of its run, or set off from what stands before it, or followed by a colon."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    if not before or after.startswith(":"):
        return True
    return text[start - 1] in " :;,。()/|【】[]《》.*" or before[-1].isascii()


def stretches(mark: Mark, runs: Sequence[Run], found: Sequence[Mark]) -> Iterator[Stretch]:
    """Text after the label on its own run, then to its right, then below it; ends where the next label begins."""
    inline = _inline(mark, found)
    starts = {id(one.run) for one in found if not one.run.text[: one.start].strip()}
    beside = _beside(mark, runs, starts, found)
    own = [inline] if inline else []
    if own:
        yield stretch(own, "inline")
    if _is_last_of_run(mark, found) and beside:
        yield stretch([*own, *beside], "right")
        if own:
            yield stretch(beside, "right")
    below = _below(mark, runs, starts)
    if below and _is_last_of_run(mark, found):
        yield stretch(below, "below")


def _inline(mark: Mark, found: Sequence[Mark]) -> Run | None:
    end = min(
        (one.start for one in found if one.run is mark.run and one.start >= mark.end),
        default=len(mark.run.text),
    )
    text = mark.run.text[mark.end : end]
    start = mark.end + len(text) - len(text.lstrip(" :。."))
    return mark.run.cut(start, end) if start < end else None


def _is_last_of_run(mark: Mark, found: Sequence[Mark]) -> bool:
    return not any(one.run is mark.run and one.start >= mark.end for one in found)


def _beside(mark: Mark, runs: Sequence[Run], starts: set[int], found: Sequence[Mark]) -> list[Run]:
    place = mark.place
    row = [
        run
        for run in runs
        if run is not mark.run
        and run.page == place.page
        and abs(run.middle - place.middle) < 0.6 * max(run.height, place.height)
        and run.left >= mark.run.right - place.height
    ]
    beside: list[Run] = []
    for run in sorted(row, key=lambda one: one.left):
        if id(run) in starts:
            break
        within = min((one.start for one in found if one.run is run), default=None)
        beside.append(run if within is None else run.cut(0, within))
        if within is not None:
            break
    return beside


def _below(mark: Mark, runs: Sequence[Run], starts: set[int]) -> list[Run]:
    place = mark.place
    under = [
        run
        for run in runs
        if run.page == place.page
        and id(run) not in starts
        and place.bottom - 0.4 * place.height < run.top < place.bottom + NEXT_LINE * place.height
        and min(run.right, place.right) - max(run.left, place.left)
        > 0.3 * min(run.right - run.left, place.right - place.left)
    ]
    return sorted(under, key=lambda one: one.top)[:1]


def following(last: Run, first: Run, runs: Sequence[Run], found: Sequence[Mark], lines: int) -> list[Run]:
    """Lines that go on below a value, set against the same left edge, with no label of their own."""
    starts = {id(one.run) for one in found}
    first_left = first.left
    below = last
    taken: list[Run] = []
    while len(taken) < lines:
        under = [
            run
            for run in runs
            if run.page == below.page
            and run is not below
            and 0.3 * below.height < run.middle - below.middle < GOES_ON * below.height
            and abs(run.left - first_left) < 2.5 * below.height
        ]
        under.sort(key=lambda one: one.middle)
        if not under or id(under[0]) in starts or _has_label_before(under[0], found):
            break
        below = under[0]
        taken.append(below)
    return taken


def _has_label_before(run: Run, found: Sequence[Mark]) -> bool:
    return any(
        one.run.page == run.page
        and abs(one.place.middle - run.middle) < 0.6 * run.height
        and one.place.right <= run.left + run.height
        for one in found
    )

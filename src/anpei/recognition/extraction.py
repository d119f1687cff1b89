"""Fields of a paper whose kind is known: the value beside each label, in the form the description names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from anpei.recognition.forms import FORMS, Found
from anpei.recognition.kinds import Description, FieldDescription
from anpei.recognition.labels import Mark, Stretch, following, labels_of, marks, stretch, stretches
from anpei.recognition.reading import Value
from anpei.recognition.runs import Run, join_split_labels

LOOKS_LIKE_DIGIT = str.maketrans("OoIlQ", "00110")
ALONE = "alone"
CODES_WITHOUT_LETTERS_LIKE_DIGITS = ("vin", "resident_id")


@dataclass
class Draft:
    """A field before its confidence is known. ``supported``: a check digit, a sum or a second place agrees."""

    name: str
    form: str
    text: str
    value: Value | None
    runs: tuple[Run, ...]
    where: str
    proven: bool | None = None
    supported: bool = False
    doubted: bool = False
    again: bool | None = None
    key: bool = False
    lines: list[Run] = field(default_factory=list)
    mark: Mark | None = None

    @property
    def score(self) -> float:
        return min((one.score for one in self.runs), default=0.0)


def labelled_runs(description: Description, runs: Sequence[Run]) -> list[Run]:
    labels = labels_of(description)
    headings = {
        label
        for one in (description.table.columns if description.table else {}).values()
        for label in one.labels
    }
    return join_split_labels(runs, labels | headings)


def extract(description: Description, runs: Sequence[Run]) -> list[Draft]:
    """One draft for each field that was found; ``runs`` as ``labelled_runs`` gives them."""
    found = marks(description, runs)
    drafts = []
    for name, wanted in description.fields.items():
        draft = _best(name, wanted, description, runs, found)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _best(
    name: str, wanted: FieldDescription, description: Description, runs: Sequence[Run], found: Sequence[Mark]
) -> Draft | None:
    candidates: list[Draft] = []
    for label in wanted.labels:
        bare = label.replace(" ", "")
        nth = wanted.nth if _is_shared(bare, name, description) else 0
        at_label = []
        for mark in found:
            if mark.label == bare:
                at_label += _at_mark(name, wanted, nth, mark, runs, found)
        candidates += at_label
    if wanted.side:
        return _at_side(candidates, wanted.side)
    chosen = next((one for one in candidates if one.proven is not False), None)
    if chosen is None and wanted.anywhere:
        chosen = _anywhere(name, wanted, runs)
    return chosen or next(iter(candidates), None)


def _at_side(candidates: list[Draft], side: str) -> Draft | None:
    """Of two parties named alike: the one further up and left, or further down and right."""
    placed = sorted(candidates, key=lambda one: one.mark.place.top + one.mark.place.left if one.mark else 0.0)
    if len(placed) == 1:
        placed[0].doubted = True
    return placed[0 if side == "first" else -1] if placed else None


def _is_shared(label: str, name: str, description: Description) -> bool:
    return any(
        other != name and label in (one.replace(" ", "") for one in wanted.labels)
        for other, wanted in description.fields.items()
    )


def _at_mark(
    name: str, wanted: FieldDescription, nth: int, mark: Mark, runs: Sequence[Run], found: Sequence[Mark]
) -> list[Draft]:
    for candidate in stretches(mark, runs, found):
        if (
            FORMS[wanted.form].kind == "text"
            and candidate.where == "below"
            and mark.run.text.rstrip().endswith(":")
        ):
            continue
        draft = _in_stretch(name, wanted, nth, candidate)
        if draft is not None:
            if wanted.more:
                _go_on(draft, wanted, runs, found)
            draft.mark = mark
            return [draft]
    return []


def _in_stretch(name: str, wanted: FieldDescription, nth: int, candidate: Stretch) -> Draft | None:
    text = candidate.text
    if wanted.form in CODES_WITHOUT_LETTERS_LIKE_DIGITS:
        text = text.translate(LOOKS_LIKE_DIGIT)
    if wanted.form == "text" and candidate.runs:
        candidate, text = _first_group(candidate)
    for word in wanted.words:
        at = text.find(word)
        if at >= 0:
            return _draft(name, wanted, candidate, Found(at, at + len(word), word))
    values = list(FORMS[wanted.form].find(text, wanted.pattern))
    return _draft(name, wanted, candidate, values[nth]) if nth < len(values) else None


def _first_group(candidate: Stretch) -> tuple[Stretch, str]:
    """Runs that follow closely: what stands far to the right belongs to another label that was not recognised."""
    kept = [candidate.runs[0]]
    for run in candidate.runs[1:]:
        if run.left - kept[-1].right > 2.0 * run.height:
            break
        kept.append(run)
    narrowed = stretch(kept, candidate.where)
    return narrowed, narrowed.text


def _draft(name: str, wanted: FieldDescription, candidate: Stretch, found: Found) -> Draft:
    return Draft(
        name=name,
        form=wanted.form,
        text=candidate.text[found.start : found.end],
        value=found.value,
        runs=candidate.cut(found.start, found.end),
        where=candidate.where,
        proven=found.proven,
        key=wanted.key,
        lines=list(candidate.runs),
    )


def _go_on(draft: Draft, wanted: FieldDescription, runs: Sequence[Run], found: Sequence[Mark]) -> None:
    """Take in the lines a long text goes on with."""
    if not draft.runs:
        return
    originals = [
        run for run in runs if run.quad[2] == draft.runs[-1].quad[2] or run.text.endswith(draft.runs[-1].text)
    ]
    last = next((run for run in originals if abs(run.middle - draft.runs[-1].middle) < 1), draft.runs[-1])
    for run in following(last, draft.runs[0], runs, found, wanted.more):
        draft.text += run.text
        draft.value = f"{draft.value}{run.text}"
        draft.runs += (run,)
        draft.lines.append(run)


def _anywhere(name: str, wanted: FieldDescription, runs: Sequence[Run]) -> Draft | None:
    if isinstance(wanted.anywhere, str) and wanted.anywhere != ALONE:
        wanted = wanted.model_copy(update={"pattern": wanted.anywhere})
    if wanted.anywhere == ALONE:
        return _last_alone(name, wanted, runs)
    found = []
    for run in runs:
        candidate = stretch([run], "anywhere")
        draft = _in_stretch(name, wanted, wanted.nth, candidate)
        if draft is not None:
            found.append(draft)
    return next((one for one in found if one.proven), None) or next(iter(found), None)


def _last_alone(name: str, wanted: FieldDescription, runs: Sequence[Run]) -> Draft | None:
    """A date without a label under the text of a letter: the lowest line that is nothing else."""
    for run in sorted(runs, key=lambda one: (-one.page, -one.middle)):
        draft = _in_stretch(name, wanted, 0, stretch([run], "anywhere"))
        if draft is not None and len(draft.text) == len(run.text):
            return draft
    return None


def second_places(drafts: Iterable[Draft], runs: Sequence[Run]) -> None:
    """A value that stands at a second place of the paper supports itself."""
    for draft in drafts:
        if draft.supported or draft.value is None or len(str(draft.value)) < 4:
            continue
        own = {one.quad for one in draft.lines} | {one.quad for one in draft.runs}
        for run in runs:
            if run.quad in own or not _says(run, draft):
                continue
            if not any(_overlap(run, mine) for mine in draft.runs):
                draft.supported = True
                break


def _says(run: Run, draft: Draft) -> bool:
    if draft.form in ("text", "name"):
        return str(draft.value) in re.sub(r"\s", "", run.text)
    pattern = r"[0-9A-Za-z]+"
    return any(one.value == draft.value for one in FORMS[draft.form].find(run.text, pattern))


def _overlap(one: Run, other: Run) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    return one.page == other.page and across > 0 and abs(one.middle - other.middle) < 0.5 * one.height

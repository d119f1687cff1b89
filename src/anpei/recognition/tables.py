"""Item rows of bills and lists: a row of headings, and below it cells that belong to the nearest heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anpei.recognition.extraction import Draft
from anpei.recognition.forms import FORMS
from anpei.recognition.kinds import FieldDescription, TableDescription
from anpei.recognition.labels import spaced
from anpei.recognition.runs import Run, rows

MAX_ROWS = 400
FOLLOW = 0.3
"""How far a column moves to where its last cell stood: the columns of a photographed page are not parallel."""


@dataclass
class _Column:
    name: str
    left: float
    right: float
    group: int

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def read_rows(table: TableDescription, runs: Sequence[Run]) -> list[list[Draft]]:
    """All item rows of a paper, page after page; a page without headings goes on with those before it."""
    found: list[list[Draft]] = []
    columns: list[_Column] = []
    below = False
    page = -1
    for row in rows(runs):
        if row[0].page != page:
            page, below = row[0].page, bool(columns)
        headings = _headings(table, row)
        if headings:
            columns, below = headings, True
        elif below and columns:
            if _ends(table, row):
                below = False
                continue
            found += _items(table, columns, row)
            if len(found) >= MAX_ROWS:
                break
    return found


def _headings(table: TableDescription, row: Sequence[Run]) -> list[_Column]:
    """The columns, if this row names those a table must have."""
    labels = sorted(
        ((label, name) for name, one in table.columns.items() for label in one.labels),
        key=lambda pair: -len(pair[0]),
    )
    shape = "|".join(f"(?P<c{index}>{spaced(label)})" for index, (label, _) in enumerate(labels))
    columns: list[_Column] = []
    for run in row:
        for match in re.finditer(shape, run.text):
            name = labels[int((match.lastgroup or "c0")[1:])][1]
            columns.append(_Column(name, run.at(match.start()), run.at(match.end()), 0))
        if re.search(r"\d", run.text):
            return []
    if not set(table.needs) <= {one.name for one in columns}:
        return []
    columns.sort(key=lambda one: one.left)
    seen: list[str] = []
    group = 0
    for one in columns:
        if one.name in seen:
            group, seen = group + 1, []
        seen.append(one.name)
        one.group = group
    return columns


def _ends(table: TableDescription, row: Sequence[Run]) -> bool:
    text = "".join(run.text for run in row).replace(" ", "")
    return any(text.startswith(word.replace(" ", "")) for word in table.stop)


def _items(table: TableDescription, columns: list[_Column], row: Sequence[Run]) -> list[list[Draft]]:
    cells: dict[tuple[int, str], list[Run]] = {}
    pieces = _pieces(row)
    for piece, column in zip(pieces, _assigned(table, columns, pieces), strict=True):
        cells.setdefault((column.group, column.name), []).append(piece)
        shift = (piece.left + piece.right) / 2 - column.middle
        if (
            len(piece.text) * 2 > 4
            and abs(shift) < piece.height * 2
            and table.columns[column.name].form != "text"
        ):
            column.left += shift * FOLLOW
            column.right += shift * FOLLOW
    found = []
    for group in sorted({group for group, _ in cells}):
        drafts = [
            draft
            for name, wanted in table.columns.items()
            if (draft := _cell(name, wanted, cells.get((group, name), []))) is not None
        ]
        if set(table.needs) <= {draft.name for draft in drafts}:
            found.append(drafts)
    return found


def _pieces(row: Iterable[Run]) -> list[Run]:
    """Runs cut at blanks between figures: cells that were seen as one line."""
    pieces: list[Run] = []
    for run in row:
        start = 0
        for match in re.finditer(r"(?<=[\d%])\s+(?=[\d\-¥])|(?<=\d\.\d\d)(?=\d+\.\d\d)", run.text):
            pieces.append(run.cut(start, match.start()))
            start = match.end()
        rest = run.cut(start, len(run.text))
        split = re.fullmatch(r"(?P<item>\D.*?[^\d.,\s¥-])\s+(?P<money>¥?-?\d[\d,]*\.\d\d)", rest.text)
        if split:
            pieces += [rest.cut(0, split.end("item")), rest.cut(split.start("money"), len(rest.text))]
        else:
            pieces.append(rest)
    return pieces


def _assigned(table: TableDescription, columns: Sequence[_Column], pieces: Sequence[Run]) -> list[_Column]:
    """A column for each piece: near its heading, fit for its form, in the order in which both stand."""
    best: list[tuple[float, list[int]]] = [(0.0, [])] * len(columns)
    for number, piece in enumerate(pieces):
        costs = [
            _cost(table, column, following, piece)
            for column, following in zip(columns, [*columns[1:], None], strict=True)
        ]
        reached = []
        for index, cost in enumerate(costs):
            again = piece.height * (1 if table.columns[columns[index].name].form == "text" else 3)
            options = [
                (total + cost + (again if number and path[-1] == index else 0.0), path)
                for total, path in best[: index + 1]
            ]
            total, path = min(options, key=lambda option: option[0])
            reached.append((total, [*path, index]))
        best = reached
    return [columns[index] for index in min(best, key=lambda option: option[0])[1]]


def _cost(table: TableDescription, column: _Column, following: _Column | None, piece: Run) -> float:
    """How far a piece stands from its heading, or from the cell that begins with its heading, and whether it fits."""
    from_heading = max(column.left, piece.left) - min(column.right, piece.right)
    ends = following.left if following else max(column.right, piece.right)
    outside = max(column.left - piece.height - piece.left, 0.0) + max(piece.right - ends, 0.0)
    gap = min(max(from_heading, 0.0), outside)
    wanted = table.columns[column.name]
    fits = next(FORMS[wanted.form].find(piece.text, wanted.pattern), None) is not None
    if wanted.form == "text" and re.fullmatch(r"[¥\d.,%\s-]+", piece.text):
        return gap + 2 * piece.height
    return gap + (0.0 if fits else 4 * piece.height)


def _cell(name: str, wanted: FieldDescription, runs: list[Run]) -> Draft | None:
    if not runs:
        return None
    text = " ".join(run.text for run in runs) if wanted.form != "text" else "".join(run.text for run in runs)
    values = list(FORMS[wanted.form].find(text, wanted.pattern))
    if not values:
        return None
    best = values[0]
    return Draft(
        name=name,
        form=wanted.form,
        text=text,
        value=best.value,
        runs=tuple(runs),
        where="cell",
        key=wanted.key,
        lines=list(runs),
    )

"""A paper on the confirm page: its pages with the boxes, its fields with what to look at first, what was compared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from anpei.claims.models import Claim
from anpei.claims.wording import paper_name
from anpei.documents import actions, checks, wording
from anpei.documents.checks import Check, Outcome
from anpei.documents.models import FieldState, PartField
from anpei.documents.understood import Understood, UnderstoodFile, UnderstoodPart
from anpei.recognition.reading import Box, Level, PageView

MARGIN = 0.008
"""Share of the page a box is shown larger than what was read: letters touch its edge otherwise."""
CROP_MARGIN = 0.02
LOW_BP = 8_500
MARKS = {Outcome.PASS: "pass", Outcome.FAIL: "fail", Outcome.UNKNOWN: "unknown"}


@dataclass(frozen=True)
class BoxRow:
    """Where a field stands on a page, as CSS percentages."""

    field: int
    number: int
    style: str
    state: str  # "" confirmed or agreeing, "wait" to be looked at


@dataclass(frozen=True)
class PageRow:
    number: int
    width: int
    height: int
    boxes: list[BoxRow]


@dataclass(frozen=True)
class FieldRow:
    id: int
    number: int
    name: str
    label: str
    value: str
    kind: str
    percent: int
    low: bool
    done: bool
    corrected: bool
    look: bool
    why: list[str]
    read: str  # as read, where a person changed it
    told: str  # as the customer says, where that is something else
    crop: str  # style of the strip of the picture that shows it
    page: int
    error: str = ""


@dataclass(frozen=True)
class LineRow:
    number: int
    cells: list[FieldRow]
    look: bool


@dataclass(frozen=True)
class CheckRow:
    mark: str
    label: str
    note: str


@dataclass(frozen=True)
class StripRow:
    """One entry of the row of papers below the picture."""

    id: int
    name: str
    left: int
    current: bool


@dataclass(frozen=True)
class Shown:
    part: UnderstoodPart
    name: str
    file: UnderstoodFile
    pages: list[PageRow]
    look: list[FieldRow]
    rest: list[FieldRow]
    lines: list[LineRow]
    columns: list[str]
    checks: list[CheckRow]
    noticed: list[tuple[str, str]]
    done: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.done


def part_name(part: UnderstoodPart) -> str:
    if not part.kind:
        return _("Not known yet")
    side = wording.side_name(part.row.side)
    return f"{paper_name(part.kind)} · {side}" if side else paper_name(part.kind)


def strip(found: Understood, current: int) -> list[StripRow]:
    return [
        StripRow(part.row.pk, part_name(part), to_look(part), part.row.pk == current) for part in found.parts
    ]


def to_look(part: UnderstoodPart) -> int:
    return sum(one.state == FieldState.PROPOSED for one in part.fields)


@dataclass(frozen=True)
class Refusal:
    """What was typed by field, and what is wrong with it, when the page comes back."""

    typed: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)


def present(claim: Claim, found: Understood, part: UnderstoodPart, refused: Refusal) -> Shown:
    """The fields nobody can confirm with one key come first, least sure first."""
    compared = [check for check in checks.run(claim, found) if part.row.pk in check.parts]
    ready = {one.pk for one in actions.to_confirm(claim, found, part)}
    file = next(one for one in found.files if one.paper.pk == part.row.paper_id)
    numbers = {one.pk: number for number, one in enumerate(part.fields, start=1)}
    rows = {
        one.pk: _typed(_field(one, numbers[one.pk], one.pk in ready, part, file, compared), refused)
        for one in part.fields
    }
    head = [rows[one.pk] for one in part.head]
    lines = [
        LineRow(number, cells, any(cell.look for cell in cells))
        for number, line in enumerate(part.lines, start=1)
        if (cells := [rows[one.pk] for one in line])
    ]
    return Shown(
        part=part,
        name=part_name(part),
        file=file,
        pages=_pages(part, file, rows),
        look=sorted((row for row in head if row.look), key=lambda row: row.percent),
        rest=[row for row in head if not row.look],
        lines=lines,
        columns=[cell.label for cell in max((line.cells for line in lines), key=len, default=[])],
        checks=[_check(check) for check in compared],
        noticed=_said_by_customer(part)
        + [
            ("danger" if one.level == Level.ERROR else "warn", wording.noticed(one))
            for one in part.findings
            if one.level != Level.NOTE and not one.fields
        ],
        done=sum(row.done for row in rows.values()),
        total=len(rows),
    )


def _field(
    one: PartField,
    number: int,
    ready: bool,
    part: UnderstoodPart,
    file: UnderstoodFile,
    compared: list[Check],
) -> FieldRow:
    done = one.state != FieldState.PROPOSED
    box = Box.from_json(one.box) if one.box else None
    return FieldRow(
        id=one.pk,
        number=number,
        name=one.name,
        label=wording.field_name(one.name),
        value=wording.shown(one.kind, one.value),
        kind=one.kind,
        percent=one.confidence_bp // 100,
        low=one.confidence_bp < LOW_BP,
        done=done,
        corrected=one.state == FieldState.CORRECTED,
        look=not done and not ready,
        why=[] if done or ready else _why(one, part, compared),
        read=wording.shown(one.kind, one.read_value) or one.read_text,
        told="" if done else wording.shown(one.kind, one.told_value),
        crop=_crop(box, file.pages) if box and not done and not ready else "",
        page=box.page if box else 0,
    )


def _typed(row: FieldRow, refused: Refusal) -> FieldRow:
    if row.id not in refused.typed:
        return row
    return replace(row, value=refused.typed[row.id], error=refused.errors.get(row.id, ""))


def _why(one: PartField, part: UnderstoodPart, compared: list[Check]) -> list[str]:
    """Why a person has to look: what was noticed, what did not agree, or how unsure the reading is."""
    said = [
        wording.noticed(finding)
        for finding in part.findings
        if finding.level != Level.NOTE and one.name in finding.fields
    ]
    said += [
        f"{check.label}: {check.note}"
        for check in compared
        if check.outcome == Outcome.FAIL and one.pk in check.fields
    ]
    if one.told_value:
        said.append(_("The customer says something else stands here. Please compare both with the picture."))
    elif not one.value:
        said.append(_("Nothing could be read here."))
    elif not said:
        said.append(_("The reading is not sure enough. Please compare it with the picture."))
    return said


def _said_by_customer(part: UnderstoodPart) -> list[tuple[str, str]]:
    """That the name of this paper comes from the customer, while nobody of the insurer has said what it is."""
    if not part.row.told_kind or part.row.kind_said_by_id:
        return []
    read = paper_name(part.row.read_kind) if part.row.read_kind else _("Not known yet")
    return [("warn", _("The customer says what this is. It was read as: %(kind)s.") % {"kind": read})]


def _pages(part: UnderstoodPart, file: UnderstoodFile, rows: dict[int, FieldRow]) -> list[PageRow]:
    first, last = part.row.first_page, part.row.last_page
    views = (
        file.pages or (PageView(0, file.paper.file.width or 1, file.paper.file.height or 1, 0),)
        if (file.paper.file)
        else ()
    )
    return [
        PageRow(number, view.width, view.height, _boxes(part, rows, number))
        for number, view in enumerate(views)
        if first <= number <= last
    ]


def _boxes(part: UnderstoodPart, rows: dict[int, FieldRow], page: int) -> list[BoxRow]:
    found = []
    for one in part.fields:
        box = Box.from_json(one.box) if one.box else None
        if box is not None and box.page == page:
            row = rows[one.pk]
            found.append(BoxRow(one.pk, row.number, _place(box), "wait" if row.look else ""))
    return found


def _place(box: Box) -> str:
    left, top = max(box.x - MARGIN / 2, 0), max(box.y - MARGIN / 2, 0)
    width, height = box.width + MARGIN, box.height + MARGIN
    return f"left:{left:.2%};top:{top:.2%};width:{width:.2%};height:{height:.2%}"


def _crop(box: Box, pages: tuple[PageView, ...]) -> str:
    """The part of the page around a box, as a background that needs no second picture."""
    if box.page >= len(pages):
        return ""
    x, y = max(box.x - CROP_MARGIN, 0), max(box.y - CROP_MARGIN / 2, 0)
    width = min(box.width + 2 * CROP_MARGIN, 1 - x)
    height = min(box.height + CROP_MARGIN, 1 - y)
    view = pages[box.page]
    across = x / (1 - width) if width < 1 else 0
    down = y / (1 - height) if height < 1 else 0
    shape = (width * view.width) / max(height * view.height, 1)
    return (
        f"aspect-ratio:{shape:.3f};background-size:{1 / width:.2%} {1 / height:.2%};"
        f"background-position:{across:.2%} {down:.2%}"
    )


def _check(check: Check) -> CheckRow:
    return CheckRow(MARKS[check.outcome], check.label, check.note)

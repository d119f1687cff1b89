"""Reads a file: pages upright, papers told apart, their fields with confidence and place, what was noticed.

Pure: bytes in, a ``Reading`` out. A reading is a proposal; any file gives one, or ``Unreadable`` with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import cv2
import numpy as np

from anpei.recognition import checks, pictures
from anpei.recognition.alteration import smooth_places
from anpei.recognition.codes import Code, codes
from anpei.recognition.confidence import confidence_bp
from anpei.recognition.engine import Engine, Line
from anpei.recognition.errors import Unreadable
from anpei.recognition.extraction import Draft, extract, labelled_runs, second_places
from anpei.recognition.forms import FORMS
from anpei.recognition.papers import Bundle, bundles
from anpei.recognition.quality import BLURRED, DARK, GLARE_SHARE, Quality, measure, touching_edge
from anpei.recognition.reading import Field, Finding, Level, PageView, Part, Reading
from anpei.recognition.runs import Run, box, lay_flat, of_print
from anpei.recognition.tables import read_rows

VERSION = "1"
UNREADABLE_SCORE = 0.8
STRIP_HEIGHT = 64


@dataclass
class _Page:
    pixels: pictures.Pixels
    runs: list[Run]
    turned: int
    quality: Quality
    codes: list[Code]
    printed: bool

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])


def read(
    content: bytes, media_type: str = "", *, engine: Engine | None = None, today: date | None = None
) -> Reading:
    """Read a picture or a PDF. Without ``today`` nothing is said about expiry or dates to come.

    ``media_type`` is what the sender says: a type that is neither picture nor PDF is refused, the bytes decide the rest.
    """
    if (
        media_type
        and not media_type.startswith("image/")
        and media_type not in ("application/pdf", "application/octet-stream")
    ):
        raise Unreadable("file.type")
    used = engine or _default_engine()
    pages = [_look(page, number, used) for number, page in enumerate(pictures.pages(content))]
    parts = [_part(bundle, pages, used, today) for bundle in bundles([page.runs for page in pages])]
    views = tuple(PageView(page.turned, page.width, page.height, page.quality.sharpness) for page in pages)
    return Reading(tuple(parts), views, f"{used.name}; anpei {VERSION}")


def _default_engine() -> Engine:
    from anpei.recognition.rapid import default

    return default()


def _look(page: pictures.Page, number: int, engine: Engine) -> _Page:
    pixels = page.pixels
    turned = 0
    lines: Sequence[Line] = of_print(page.printed)
    if not lines:
        seen = engine.see(pixels)
        lines, turned = seen.lines, seen.turned
        if turned:
            pixels = np.ascontiguousarray(np.rot90(pixels, -turned // 90))
    runs = lay_flat(lines, number, pixels.shape[1], pixels.shape[0])
    return _Page(pixels, runs, turned, measure(pixels), codes(pixels), bool(page.printed))


def _part(bundle: Bundle, pages: Sequence[_Page], engine: Engine, today: date | None) -> Part:
    held = pages[bundle.first : bundle.last + 1]
    codes_here = tuple(
        dict.fromkeys(code.text for page in held for code in page.codes if _holds(bundle, code))
    )
    text = "\n".join(run.text for run in bundle.runs)
    region = None if bundle.alone or not bundle.runs else box(bundle.runs, held[0].width, held[0].height)
    findings = _of_pictures(bundle, held)
    description = bundle.description
    if description is None:
        findings.append(Finding("paper.unknown", Level.NOTE))
        pages_of = (bundle.first, bundle.last)
        return Part(
            "",
            bundle.verdict.confidence_bp,
            pages_of,
            findings=tuple(findings),
            codes=codes_here,
            region=region,
            text=text,
        )
    runs = labelled_runs(description, bundle.runs)
    drafts = {draft.name: draft for draft in extract(description, runs)}
    rows = read_rows(description.table, runs) if description.table else []
    findings += checks.run(description.checks, checks.Paper(drafts, rows, codes_here, today))
    second_places(drafts.values(), bundle.runs)
    findings += _smooth_places(drafts.values(), bundle, pages)
    _look_again([*drafts.values(), *(draft for row in rows for draft in row)], pages, engine)
    findings += [
        Finding("field.missing", Level.NOTE, (name,))
        for name, one in description.fields.items()
        if one.key and name not in drafts
    ]
    return Part(
        kind=description.kind.value,
        confidence_bp=bundle.verdict.confidence_bp,
        pages=(bundle.first, bundle.last),
        fields=tuple(_field(draft, pages) for draft in drafts.values()),
        lines=tuple(tuple(_field(draft, pages) for draft in row) for row in rows),
        findings=tuple(findings),
        codes=codes_here,
        side=description.side,
        region=region,
        text=text,
    )


def _holds(bundle: Bundle, code: Code) -> bool:
    """Whether a code of a page with several papers lies on this one."""
    if bundle.alone or not bundle.runs:
        return True
    xs = [x for run in bundle.runs for x, _ in run.quad]
    ys = [y for run in bundle.runs for _, y in run.quad]
    return min(xs) <= code.x <= max(xs) and min(ys) <= code.y <= max(ys)


def _of_pictures(bundle: Bundle, pages: Iterable[_Page]) -> list[Finding]:
    findings: list[Finding] = []
    for number, page in enumerate(pages, bundle.first):
        if page.printed:
            findings.append(Finding("page.printed", Level.NOTE, detail={"page": number + 1}))
            continue
        scores = [run.score for run in bundle.runs if run.page == number]
        about: dict[str, str | int] = {"page": number + 1}
        if scores and sum(scores) / len(scores) < UNREADABLE_SCORE:
            findings.append(Finding("picture.unreadable", Level.ERROR, detail=about))
        if page.quality.sharpness < BLURRED:
            findings.append(Finding("picture.blurred", Level.WARNING, detail=about))
        if page.quality.glare > GLARE_SHARE:
            findings.append(Finding("picture.glare", Level.WARNING, detail=about))
        if page.quality.brightness < DARK:
            findings.append(Finding("picture.dark", Level.WARNING, detail=about))
        if touching_edge([run for run in bundle.runs if run.page == number], page.width, page.height):
            findings.append(Finding("picture.cut", Level.WARNING, detail=about))
    return findings


def _smooth_places(drafts: Iterable[Draft], bundle: Bundle, pages: Sequence[_Page]) -> list[Finding]:
    """Figures, dates and numbers that stand on ground unlike the rest of their page."""
    smooth: set[tuple[float, float]] = set()
    for number in range(bundle.first, bundle.last + 1):
        if not pages[number].printed:
            here = [run for run in bundle.runs if run.page == number]
            smooth |= {run.quad[3] for run in smooth_places(pages[number].pixels, here)}
    return [
        Finding("altered.patch", Level.NOTE, (draft.name,))
        for draft in drafts
        if FORMS[draft.form].kind != "text" and any(line.quad[3] in smooth for line in draft.lines)
    ]


def _look_again(drafts: Sequence[Draft], pages: Sequence[_Page], engine: Engine) -> None:
    """Read the lines of fields nothing else supports once more, prepared differently; note whether it says the same."""
    wanted = [
        one
        for one in drafts
        if one.value is not None and not one.supported and not one.doubted and one.where != "cell"
    ]
    lines = {id(line): line for draft in wanted for line in draft.lines if not pages[line.page].printed}
    texts = engine.again([_strip(pages[line.page].pixels, line) for line in lines.values()])
    said = {key: _bare(text) for key, (text, _) in zip(lines, texts, strict=True)}
    for draft in wanted:
        seen = "".join(said.get(id(line), _bare(line.text)) for line in draft.lines)
        draft.again = _bare(draft.text) in seen


def _bare(text: str) -> str:
    from anpei.recognition.kinds import half_width

    return "".join(sign for sign in half_width(text) if sign.isalnum() or sign in ".-%")


def _strip(pixels: pictures.Pixels, line: Run) -> pictures.Pixels:
    """A line cut with more around it, in grey, its contrast evened, at another scale than the first time."""
    corners = np.array(line.quad, np.float32)
    centre = corners.mean(axis=0)
    height = float(np.linalg.norm(corners[3] - corners[0]))
    width = float(np.linalg.norm(corners[1] - corners[0]))
    grown = centre + (corners - centre) * np.array([1 + 0.5 * height / max(width, 1.0), 1.2], np.float32)
    scale = STRIP_HEIGHT / max(height * 1.2, 1.0)
    size = max(int(width * scale), 16), STRIP_HEIGHT
    flat = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(grown.astype(np.float32), flat)
    cut = cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    evened = cv2.normalize(cut[:, :, 0], None, 0, 255, cv2.NORM_MINMAX)  # type: ignore[call-overload]
    return np.repeat(evened[:, :, None], 3, axis=2)


def _field(draft: Draft, pages: Sequence[_Page]) -> Field:
    place = None
    if draft.runs:
        page = pages[draft.runs[0].page]
        here = [run for run in draft.runs if run.page == draft.runs[0].page]
        place = box(here, page.width, page.height)
    return Field(draft.name, draft.text, draft.value, FORMS[draft.form].kind, confidence_bp(draft), place)

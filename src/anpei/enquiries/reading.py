"""Clauses and notes from text, Markdown and PDF files: cut at their headings, one entry a heading. Nothing is invented."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from anpei.core import clock
from anpei.core.errors import Invalid
from anpei.enquiries.knowledge import Asks, Entry, Kind
from anpei.terms.base import Text

ENDINGS = (".txt", ".md", ".markdown", ".pdf")
LONGEST_PLAIN = 240
LONGEST_TITLE = 60
# A heading: Markdown's, an article of a contract, or a numbered clause.
_MARK = r"#{1,6}\s+(?P<mark>.+)"
_ARTICLE = (
    r"(?P<article>第[零一二三四五六七八九十百\d]+[条章节款].{0,60})"  # Chinese is meant: numbers of articles
)
_CLAUSE = r"(?P<clause>\d+(?:\.\d+)+(?:\(\d+\))?\s+.{1,60})"
_HEADING = re.compile(f"^(?:{_MARK}|{_ARTICLE}|{_CLAUSE})$")
_SENTENCE = re.compile(r"[^。！？.!?]+[。！？.!?]?")  # Chinese is meant: where a sentence ends


def folder(path: Path, *, product: str = "") -> Iterator[tuple[Path, list[Entry]]]:
    """Every readable file of a folder, by name, with its entries. Raises Invalid for a file that cannot be read."""
    for file in sorted(path.iterdir()):
        if file.suffix.lower() in ENDINGS:
            yield file, entries(file, product=product)


def entries(file: Path, *, product: str = "") -> list[Entry]:
    """One entry for each heading with text below it; a file without headings is one entry under its name."""
    parts = list(_parts(_text(file), file.stem))
    if not parts:
        raise Invalid("knowledge.empty", _("%(file)s: there is no text in it.") % {"file": file.name})
    name = _name(file)
    return [
        _entry(f"import.{name}.n{at:03d}", title, body, file, product)
        for at, (title, body) in enumerate(parts, start=1)
    ]


def _entry(code: str, title: str, body: str, file: Path, product: str) -> Entry:
    short = title[:LONGEST_TITLE]
    plain = body if len(body) <= LONGEST_PLAIN else _sentences(body)
    return Entry(
        id=code,
        kind=Kind.CLAUSE,
        title=Text(zh=short, en=short),
        plain=Text(zh=plain, en=plain),
        text=f"{title}\n{body}",
        source=file.name,
        asks=Asks(),
        checked_on=clock.today(),
        product=product,
    )


def _text(file: Path) -> str:
    if file.suffix.lower() != ".pdf":
        try:
            return file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid(
                "knowledge.encoding", _("%(file)s: please save it as UTF-8 text.") % {"file": file.name}
            ) from None
    try:
        text = "\n".join(page.extract_text() for page in PdfReader(file).pages)
    except (PyPdfError, ValueError, OSError):
        raise Invalid(
            "knowledge.pdf", _("%(file)s: this PDF cannot be read.") % {"file": file.name}
        ) from None
    if not text.strip():
        raise Invalid(
            "knowledge.scanned",
            _("%(file)s: this PDF is a picture without text. Please import the text of it.")
            % {"file": file.name},
        )
    return text


def _parts(text: str, title: str) -> Iterator[tuple[str, str]]:
    body: list[str] = []
    for line in (one.strip() for one in text.splitlines()):
        heading = _HEADING.match(line)
        if not heading:
            body.append(line)
            continue
        if any(body):
            yield title, " ".join(filter(None, body))
        title, body = next(filter(None, heading.groups())).strip(), []
    if any(body):
        yield title, " ".join(filter(None, body))


def _sentences(body: str) -> str:
    """Whole sentences from the beginning, never half of one."""
    kept = ""
    for sentence in _SENTENCE.findall(body):
        if len(kept) + len(sentence) > LONGEST_PLAIN:
            break
        kept += sentence
    return kept or body[:LONGEST_PLAIN]


def _name(file: Path) -> str:
    """The file's name where it is plain, else a short hash of it: an id is typed and compared."""
    plain = re.sub(r"[^a-z0-9]+", "_", file.stem.lower()).strip("_")
    return (
        plain if plain and file.stem.isascii() else f"f{hashlib.sha256(file.stem.encode()).hexdigest()[:8]}"
    )

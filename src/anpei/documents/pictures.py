"""Small pictures for lists, and pages to look at; the original is never touched.

Everything here is drawn anew and can be drawn again: place, camera and remarks inside an original do not come along.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock

import pypdfium2 as pdfium
from django.conf import settings
from PIL import Image, ImageOps

from anpei.documents import vault
from anpei.documents.models import StoredFile
from anpei.documents.vault.stores import write_once

EDGE = 320
PAGE_EDGE = 2_000
PDF_MOST_SCALE = 4
PAPER = (255, 255, 255)
PDF = "application/pdf"
_one_at_a_time = Lock()  # PDFium keeps state of the process


def thumbnail(file: StoredFile) -> bytes | None:
    """A JPEG of at most 320 pixels an edge, upright, of a picture or of a PDF's first page; None for anything else."""
    if not _has_pages(file):
        return None
    cached = _cache_of(file, "small")
    if not cached.exists():
        content = vault.read(file)
        try:
            drawn = _first_page(content) if file.media_type == PDF else _drawn_small(content)
        except pdfium.PdfiumError:
            return None
        write_once(cached, drawn)
    return cached.read_bytes()


def page(file: StoredFile, number: int, turned: int = 0) -> bytes | None:
    """One page as a JPEG for looking at, turned clockwise so that it stands upright; None for what has no such page."""
    if not _has_pages(file) or not 0 <= number < file.pages:
        return None
    cached = _cache_of(file, f"page{number}-{turned % 360}")
    if not cached.exists():
        write_once(cached, _drawn_upright(vault.read(file), file.media_type, number, turned))
    return cached.read_bytes()


def pages_drawn(content: bytes) -> Iterator[Image.Image]:
    """Every page of a PDF as a picture to look at."""
    with _opened(content) as document:
        count = len(document)
    for number in range(count):
        yield _pdf_page(content, number, PAGE_EDGE)


def _has_pages(file: StoredFile) -> bool:
    return file.media_type.startswith("image/") or file.media_type == PDF


def _cache_of(file: StoredFile, what: str) -> Path:
    return Path(settings.PICTURES_DIR) / file.sha256[:2] / f"{file.sha256}.{what}.jpg"


def _drawn_small(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=list(vault.PICTURES)) as picture:
        picture.draft("RGB", (EDGE * 2, EDGE * 2))
        upright: Image.Image = picture
        with suppress(*vault.UNREADABLE):  # which way is up is written wrongly: show it as it lies
            upright = ImageOps.exif_transpose(picture)
        upright = upright.convert("RGBA")
        upright.thumbnail((EDGE, EDGE))
    return _as_jpeg(_on_paper(upright), quality=80)


def _first_page(content: bytes) -> bytes:
    return _as_jpeg(_pdf_page(content, 0, EDGE), quality=80)


def _drawn_upright(content: bytes, media_type: str, number: int, turned: int) -> bytes:
    sheet = _pdf_page(content, number, PAGE_EDGE) if media_type == PDF else upright_picture(content)
    if turned % 360:
        sheet = sheet.rotate(-turned, expand=True)
    sheet.thumbnail((PAGE_EDGE, PAGE_EDGE))
    return _as_jpeg(sheet, quality=85)


def upright_picture(content: bytes) -> Image.Image:
    """A photo at its full size as it was held, on white where one sees through it."""
    with Image.open(io.BytesIO(content), formats=list(vault.PICTURES)) as picture:
        upright: Image.Image = picture
        with suppress(*vault.UNREADABLE):
            upright = ImageOps.exif_transpose(picture)
        upright = upright.convert("RGBA")
    return _on_paper(upright)


@contextmanager
def _opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    with _one_at_a_time, closing(pdfium.PdfDocument(content)) as document:
        yield document


def _pdf_page(content: bytes, number: int, edge: int) -> Image.Image:
    with _opened(content) as document:
        sheet = document[number]
        scale = min(edge / max(*sheet.get_size(), 1), PDF_MOST_SCALE)
        drawn: Image.Image = sheet.render(scale=scale).to_pil().convert("RGB")
    return drawn


def _on_paper(picture: Image.Image) -> Image.Image:
    sheet = Image.new("RGB", picture.size, PAPER)
    sheet.paste(picture, mask=picture.getchannel("A"))
    return sheet


def _as_jpeg(sheet: Image.Image, *, quality: int) -> bytes:
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=quality)
    return out.getvalue()

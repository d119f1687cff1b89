"""From bytes to pages: pictures decoded safely and set upright by their own note, PDF pages drawn.

Nothing here trusts the file: its declared type is not asked, its size is known before its pixels are unpacked.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from anpei.recognition.errors import Unreadable

Pixels = NDArray[np.uint8]
"""Height x width x 3, RGB."""

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
MAX_PIXELS = 80_000_000
MAX_PAGES = 60
MIN_SIDE = 32
MAX_SIDE = 4_000
"""A longer side is scaled down to this: the text of an A4 page stays above 30 pixels a line."""
PDF_DPI = 200
MIN_TEXT_CHARACTERS = 20
"""A PDF page with fewer characters of its own text is read from its picture."""


@dataclass(frozen=True)
class Printed:
    """A run of a PDF page's own text and where it stands on the drawn page, in pixels."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    pixels: Pixels
    printed: tuple[Printed, ...] = ()


def pages(content: bytes) -> Iterator[Page]:
    """The pages of a picture or a PDF, one at a time. ``Unreadable`` when there is none that could be shown."""
    if not content:
        raise Unreadable("file.empty")
    if content[:1024].lstrip().startswith(b"%PDF-"):
        yield from _pdf_pages(content)
    else:
        yield Page(decode(content))


def decode(content: bytes) -> Pixels:
    """The first frame of a picture, turned as its EXIF note says, RGB on white."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of bombs, which are refused below, and of odd metadata
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                return _upright_pixels(image)
        except UnidentifiedImageError:
            raise Unreadable("file.type") from None
        except Image.DecompressionBombError:
            raise Unreadable("file.too_large") from None
        except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, MemoryError):
            raise Unreadable("file.damaged") from None


def _upright_pixels(image: Image.Image) -> Pixels:
    if image.width * image.height > MAX_PIXELS:
        raise Unreadable("file.too_large")
    if min(image.size) < MIN_SIDE:
        raise Unreadable("file.too_small")
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a JPEG is unpacked at a fraction of its size, where it has one
    upright = ImageOps.exif_transpose(image) or image
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layered = upright.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        upright = Image.alpha_composite(white, layered)
    flat = upright.convert("RGB")
    if max(flat.size) > MAX_SIDE:
        flat.thumbnail((MAX_SIDE, MAX_SIDE))
    if min(flat.size) < MIN_SIDE:
        raise Unreadable("file.too_small")
    return np.asarray(flat)


def _pdf_pages(content: bytes) -> Iterator[Page]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as refusal:
        # PDFium numbers its refusals; 4 is a wrong password.
        encrypted = "password" in str(refusal).lower()
        raise Unreadable("file.encrypted" if encrypted else "file.damaged") from None
    try:
        if not len(document):
            raise Unreadable("file.empty")
        if len(document) > MAX_PAGES:
            raise Unreadable("file.too_many_pages")
        for number in range(len(document)):
            yield _pdf_page(document, number)
    finally:
        document.close()


def _pdf_page(document: pdfium.PdfDocument, number: int) -> Page:
    try:
        page = document[number]
        width, height = page.get_size()
        if not (0 < width < 1e6 and 0 < height < 1e6):
            raise Unreadable("file.damaged")
        scale = min(PDF_DPI / 72, MAX_SIDE / max(width, height))
        drawn = page.render(scale=scale, rev_byteorder=True).to_numpy()
        printed = _printed(page, scale) if not page.get_rotation() else ()
        page.close()
    except pdfium.PdfiumError:
        raise Unreadable("file.damaged") from None
    if min(drawn.shape[:2]) < MIN_SIDE:
        raise Unreadable("file.too_small")
    return Page(np.ascontiguousarray(drawn[:, :, :3]), printed)


def _printed(page: pdfium.PdfPage, scale: float) -> tuple[Printed, ...]:
    layer = page.get_textpage()
    try:
        if layer.count_chars() < MIN_TEXT_CHARACTERS:
            return ()
        left, _, _, top = page.get_bbox()
        runs = []
        for index in range(layer.count_rects()):
            x0, y0, x1, y1 = layer.get_rect(index)
            text = layer.get_text_bounded(x0, y0, x1, y1).replace("\r", " ").replace("\n", " ").strip()
            if text:
                placed = ((x0 - left) * scale, (top - y1) * scale, (x1 - left) * scale, (top - y0) * scale)
                runs.append(Printed(text, *placed))
        return tuple(runs)
    finally:
        layer.close()

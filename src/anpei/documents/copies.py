"""Copies for a person: the original with who looks at it and when, faint across it. The original stays as it came.

A picture is drawn anew, so whatever else was hidden in its file does not travel; a PDF keeps its text and gets a layer.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import pylopdf_fonts_zh_cn as fonts
import typst
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from anpei.core import clock
from anpei.core.actor import Actor
from anpei.documents import vault
from anpei.documents.models import StoredFile
from anpei.documents.pictures import pages_drawn, upright_picture
from anpei.values.dates import local_datetime

ROWS = 6
FAINT, PLAIN = (120, 30, 30, 46), (120, 30, 30, 210)


@dataclass(frozen=True)
class Copy:
    content: bytes
    media_type: str


def for_viewer(file: StoredFile, *, by: Actor, case: str) -> Copy:
    """What somebody of the staff or a partner gets of an original: name, time and case stand on every page.

    Sounds and archives have no page to write on and go as they are; the view is recorded all the same.
    """
    content = vault.read(file)
    words = f"{by.name or by.id} · {local_datetime(clock.now()):%Y-%m-%d %H:%M} · {case}"
    if file.media_type.startswith("image/"):
        return Copy(_marked_picture(content, words), "image/jpeg")
    if file.media_type == "application/pdf":
        return Copy(_marked_document(content, words), file.media_type)
    return Copy(content, file.media_type)


def _marked_picture(content: bytes, words: str) -> bytes:
    out = io.BytesIO()
    _written_over(upright_picture(content), words).save(out, "JPEG", quality=88)
    return out.getvalue()


def _written_over(sheet: Image.Image, words: str) -> Image.Image:
    width, height = sheet.size
    size = max(12, min(width, height) // 32)
    reach = int((width**2 + height**2) ** 0.5)
    layer = Image.new("RGBA", (reach, reach), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    step = int(pen.textlength(words, _font(size))) + size * 3
    for row, top in enumerate(range(0, reach, max(size * 6, reach // (ROWS + 2)))):
        for left in range(-step // 2 if row % 2 else 0, reach, step):
            pen.text((left, top), words, font=_font(size), fill=FAINT)
    turned = layer.rotate(18, resample=Image.Resampling.BILINEAR)
    left, top = (reach - width) // 2, (reach - height) // 2
    marks = turned.crop((left, top, left + width, top + height))
    ImageDraw.Draw(marks).text(
        (size, height - size), words, font=_font(int(size * 0.8)), fill=PLAIN, anchor="ls"
    )
    sheet.paste(marks, mask=marks.getchannel("A"))
    return sheet


def _marked_document(content: bytes, words: str) -> bytes:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            reader.decrypt("")
        writer = PdfWriter(clone_from=reader)
        for page in writer.pages:
            page.transfer_rotation_to_content()
            box = page.mediabox
            layer = PdfReader(
                io.BytesIO(_layer(words, round(float(box.width)), round(float(box.height))))
            ).pages[0]
            page.merge_translated_page(layer, float(box.left), float(box.bottom))
        out = io.BytesIO()
        writer.write(out)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return _as_pictures(content, words)  # pypdf cannot take it apart, PDFium can still draw it
    return out.getvalue()


def _as_pictures(content: bytes, words: str) -> bytes:
    marked = [_written_over(page, words) for page in pages_drawn(content)]
    if not marked:
        raise vault.Damaged
    out = io.BytesIO()
    marked[0].save(out, "PDF", save_all=True, append_images=marked[1:], resolution=144)
    return out.getvalue()


def _layer(words: str, width: int, height: int) -> bytes:
    size = max(8, min(width, height) // 36)
    data = {"words": words, "width": width, "height": height, "size": size, "rows": ROWS}
    with as_file(files("anpei.library") / "letters" / "mark.typ") as template:
        return bytes(
            typst.compile(
                str(template),
                font_paths=[str(fonts.sans_path().parent)],
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data)},
            )
        )


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fonts.sans_path()), size)

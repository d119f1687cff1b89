"""Pictures of papers for the demo: one small drawing per kind, marked 示例, used again for every case."""

from __future__ import annotations

import io
import time
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from anpei.terms.papers import LABELS, PaperKind

SIZE = (560, 760)
PAPER, INK, FAINT, STAMP = "#fbfaf5", "#2b2b2b", "#c9c4b6", "#b3402e"


@cache
def picture(kind: str, variant: int = 0) -> bytes:
    """A JPEG that stands for a paper of this kind; ``variant`` 1 is a blurred, badly framed one."""
    sheet = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(sheet)
    title = LABELS[PaperKind(kind)].zh if kind in set(PaperKind) else kind
    draw.rectangle((24, 24, SIZE[0] - 24, SIZE[1] - 24), outline=FAINT, width=2)
    draw.text((SIZE[0] // 2, 70), title, font=font(34), fill=INK, anchor="mm")
    for row in range(10):
        top = 130 + row * 52
        draw.line((56, top, SIZE[0] - 56, top), fill=FAINT)
        draw.rectangle((56, top + 16, 150 + (row * 37) % 60, top + 32), fill=FAINT)
        draw.rectangle((260, top + 16, 340 + (row * 53) % 150, top + 32), fill=FAINT)
    draw.text((SIZE[0] // 2, 690), "示例 · 虚构材料", font=font(40), fill=STAMP, anchor="mm")
    if variant:
        sheet = sheet.resize((SIZE[0] // 8, SIZE[1] // 8)).resize(SIZE)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=60)
    return out.getvalue()


@cache
def scan(kind: str) -> bytes:
    """The same drawing as a PDF of one page, as a hospital's machine would give it."""
    out = io.BytesIO()
    # A fixed date: the same drawing has to be the same bytes, since a file is stored once by its content.
    Image.open(io.BytesIO(picture(kind))).save(out, "PDF", resolution=72, creationDate=_FIXED, modDate=_FIXED)
    return out.getvalue()


_FIXED = time.struct_time((2020, 1, 1, 0, 0, 0, 2, 1, 0))


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    import pylopdf_fonts_zh_cn as fonts

    files = sorted(Path(fonts.__file__).parent.rglob("*Sans*.[ot]t[fc]")) or sorted(
        Path(fonts.__file__).parent.rglob("*.[ot]t[fc]")
    )
    return ImageFont.truetype(str(files[0]), size)


def specimen(text: str) -> bytes:
    """A PDF page that says what it is."""
    sheet = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((SIZE[0] // 2, 300), "示例", font=font(64), fill=STAMP, anchor="mm")
    draw.text((SIZE[0] // 2, 380), text, font=font(22), fill=INK, anchor="mm")
    out = io.BytesIO()
    sheet.save(out, "PDF", resolution=72, creationDate=_FIXED, modDate=_FIXED)
    return out.getvalue()

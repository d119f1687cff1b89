"""Small pictures for lists; the original is never touched."""

from __future__ import annotations

import io
from contextlib import suppress

from PIL import Image, ImageOps

from anpei.documents import vault
from anpei.documents.models import StoredFile

EDGE = 320
PAPER = (255, 255, 255)


def thumbnail(file: StoredFile) -> bytes | None:
    """A JPEG of at most 320 pixels an edge, upright; None for what is no picture.

    It is drawn anew: place, camera and remarks inside the original do not come along.
    """
    if not file.media_type.startswith("image/"):
        return None
    cached = vault.path_of(file.sha256).with_suffix(".thumb.jpg")
    if not cached.exists():
        vault.write_once(cached, _drawn_small(vault.read(file)))
    return cached.read_bytes()


def _drawn_small(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=list(vault.PICTURES)) as picture:
        picture.draft("RGB", (EDGE * 2, EDGE * 2))
        upright: Image.Image = picture
        with suppress(*vault.UNREADABLE):  # which way is up is written wrongly: show it as it lies
            upright = ImageOps.exif_transpose(picture)
        upright = upright.convert("RGBA")
        upright.thumbnail((EDGE, EDGE))
    sheet = Image.new("RGB", upright.size, PAPER)
    sheet.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=80)
    return out.getvalue()

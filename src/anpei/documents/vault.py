"""The evidence vault: originals under their SHA-256, never altered, stored once."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import tempfile
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PdfReadError

from anpei.core.errors import Invalid
from anpei.documents.models import StoredFile

PICTURES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "MPO": "image/jpeg",
}
SOUNDS = {b"\x1aE\xdf\xa3": "audio/webm", b"OggS": "audio/ogg", b"ID3": "audio/mpeg", b"RIFF": "audio/wav"}
MOST_PAGES = 300
# What Pillow raises on damaged pictures, by experience with damaged ones.
UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    EOFError,
    ArithmeticError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class Examined:
    media_type: str
    pages: int = 1
    width: int | None = None
    height: int | None = None


def store(content: bytes, media_type: str) -> StoredFile:
    """Keep bytes the product made itself (letters, bundles); the same bytes twice are one file."""
    return _keep(content, Examined(media_type=media_type))


def receive(content: bytes, *, sound: bool = False) -> StoredFile:
    """Keep a file somebody handed in, after looking at what it really is. Raises Invalid(file=…) in plain words."""
    return _keep(content, examine_sound(content) if sound else examine(content))


def read(file: StoredFile) -> bytes:
    return path_of(file.sha256).read_bytes()


def path_of(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def examine(content: bytes) -> Examined:
    """What a picture or PDF really is, by its content and never by its name. Raises Invalid next to ``file``."""
    _refuse_empty_or_huge(content)
    return (
        _examine_pdf(content) if content[:1024].lstrip().startswith(b"%PDF-") else _examine_picture(content)
    )


def examine_sound(content: bytes) -> Examined:
    _refuse_empty_or_huge(content)
    for start, media_type in SOUNDS.items():
        if content.startswith(start):
            return Examined(media_type)
    if content[4:8] == b"ftyp":
        return Examined("audio/mp4")
    raise _invalid(_("We could not play this recording. You can write a few words instead."))


def _examine_pdf(content: bytes) -> Examined:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise _invalid(
                _(
                    "This PDF is locked with a password. Please save it without one, or take a photo of the pages."
                )
            )
        pages = len(reader.pages)
    except (PdfReadError, ValueError, KeyError, TypeError, RecursionError, AttributeError, OverflowError):
        # pypdf raises many kinds of error on broken files; whichever it is, the file cannot be read.
        raise _invalid(
            _("This PDF cannot be opened. Please send it again, or take a photo of the pages.")
        ) from None
    if pages > MOST_PAGES:
        raise _invalid(
            _("This PDF has more than %(most)d pages. Please send it in parts.") % {"most": MOST_PAGES}
        )
    return Examined("application/pdf", pages=max(1, pages))


def _examine_picture(content: bytes) -> Examined:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
                width, height = picture.size
                if width * height > settings.UPLOAD_MAX_PIXELS:
                    raise _invalid(
                        _("This picture is too large. Please take it again with the normal camera setting.")
                    )
                media_type = PICTURES[picture.format or ""]
                picture.load()
    except (*UNREADABLE, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _invalid(
            _("We can read photos (JPG, PNG) and PDF. This file is something else, or it is damaged.")
        ) from None
    return Examined(media_type, width=width, height=height)


def _refuse_empty_or_huge(content: bytes) -> None:
    if not content:
        raise _invalid(_("This file is empty. Please choose it once more."))
    if len(content) > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise _invalid(
            _("This file is larger than %(most)d MB. A photo taken with the phone is usually enough.")
            % {"most": most}
        )


def _invalid(message: str) -> Invalid:
    return Invalid(fields={"file": message})


def _keep(content: bytes, examined: Examined) -> StoredFile:
    sha256 = hashlib.sha256(content).hexdigest()
    write_once(path_of(sha256), content)
    file, _created = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": len(content),
            "media_type": examined.media_type,
            "pages": examined.pages,
            "width": examined.width,
            "height": examined.height,
        },
    )
    return file


def write_once(target: Path, content: bytes) -> None:
    """On disk before any row names it: written beside, flushed, then renamed into place."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".draft-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).rename(target)

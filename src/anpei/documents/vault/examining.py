"""What a file handed in really is, by its content; what cannot be read is refused in words a customer understands."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PdfReadError

from anpei.core.errors import Invalid

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
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
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


def examine(content: bytes) -> Examined:
    """What a picture or PDF really is, by its content and never by its name. Raises Invalid next to ``file``."""
    _refuse_empty_or_huge(content)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return _examine_pdf(content)
    _refuse_what_has_another_way(content)
    return _examine_picture(content)


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
        # Many hospitals lock printing or copying only: such a file opens without a password.
        if reader.is_encrypted and not reader.decrypt(""):
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


def _refuse_what_has_another_way(content: bytes) -> None:
    """Files that people often send and that cannot be read here, each with what to do instead."""
    brand = content[8:12] if content[4:8] == b"ftyp" else b""
    if brand in HEIC:
        raise _invalid(
            _(
                "This photo is in the phone's own format (HEIC), which we cannot open. Please take it with the "
                "camera button on this page, or choose “Most compatible” under Settings, Camera, Formats."
            )
        )
    if brand or content.startswith(b"\x1aE\xdf\xa3"):
        raise _invalid(
            _("This is a film. Please send photos or PDF; if the film matters, tell us and we call you.")
        )
    if content.startswith(OFFICE):
        raise _invalid(
            _("This is an office or compressed file. Please save it as PDF, or take a photo of the pages.")
        )


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

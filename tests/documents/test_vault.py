"""What may enter the vault: by what a file really is, in words that help."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter

from anpei.core.errors import Invalid
from anpei.documents import pictures, vault


def jpeg(size: tuple[int, int] = (60, 40), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, "JPEG", **more)
    return out.getvalue()


def pdf(pages: int = 2, password: str | None = None, owner: str | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password is not None:
        writer.encrypt(password, owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def huge_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


REFUSED = {
    "nothing": b"",
    "huge picture": huge_png(),
    "truncated picture": jpeg()[:-200],
    "truncated document": pdf()[:40],
    "locked document": pdf(password="secret"),
    "document of 301 pages": pdf(301),
    "page of HTML": b"<!doctype html><script>alert(1)</script>",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "program": b"MZ\x90\0" + b"\0" * 200,
    "archive": b"PK\x03\x04" + b"\0" * 200,
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_file_that_cannot_be_read_is_refused_next_to_the_field(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        vault.examine(content)
    assert set(refused.value.fields) == {"file"}


INSTEAD = {
    "photo in the phone's own format": (b"\0\0\0\x18ftypheic" + b"\0" * 40, "camera button"),
    "film of a phone": (b"\0\0\0\x18ftypqt  " + b"\0" * 40, "This is a film"),
    "film of a browser": (b"\x1aE\xdf\xa3" + b"\0" * 40, "This is a film"),
    "text of an office program": (b"PK\x03\x04" + b"\0" * 40, "save it as PDF"),
    "older text of an office program": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40, "save it as PDF"),
    "locked document": (pdf(password="secret"), "without one, or take a photo"),
}


@pytest.mark.parametrize(("content", "way"), INSTEAD.values(), ids=INSTEAD)
def test_refusal_says_what_to_do_instead(content: bytes, way: str) -> None:
    with translation.override("en"), pytest.raises(Invalid) as refused:
        vault.examine(content)
    assert way in str(refused.value.fields["file"])


def test_document_locked_for_printing_only_is_taken() -> None:
    assert vault.examine(pdf(1, password="", owner="hospital")).pages == 1


def test_file_larger_than_the_limit_is_refused(settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 100  # type: ignore[attr-defined]
    with pytest.raises(Invalid):
        vault.examine(jpeg())


def test_picture_is_known_by_its_content() -> None:
    assert vault.examine(jpeg()) == vault.Examined("image/jpeg", 1, 60, 40)


def test_document_is_known_by_its_content() -> None:
    assert vault.examine(b"\n" + pdf()) == vault.Examined("application/pdf", pages=2)


def test_picture_with_a_page_behind_it_stays_a_picture() -> None:
    assert vault.examine(jpeg() + b"<script>alert(1)</script>").media_type == "image/jpeg"


def test_page_that_names_a_document_later_is_refused() -> None:
    with pytest.raises(Invalid):
        vault.examine(b"<html>" + pdf())


@settings(max_examples=150, deadline=None)
@given(
    whole=st.sampled_from([jpeg(), pdf(1)]),
    places=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=12),
    cut=st.integers(0, 2000),
)
def test_damaged_file_is_read_or_refused_never_a_crash(
    whole: bytes, places: list[tuple[int, int]], cut: int
) -> None:
    damaged = bytearray(whole)
    for place, value in places:
        damaged[place % len(damaged)] = value
    try:
        vault.examine(bytes(damaged[: len(damaged) - cut % len(damaged)]))
    except Invalid as refused:
        assert set(refused.fields) == {"file"}


@pytest.mark.django_db
def test_same_bytes_are_kept_once() -> None:
    content = jpeg((61, 41))
    first, second = vault.receive(content), vault.receive(content)
    assert first.pk == second.pk and vault.read(first) == content


@pytest.mark.django_db
def test_small_picture_stands_upright_and_tells_no_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"  # a place
    content = jpeg((800, 400), exif=exif, comment=b"secret remark")
    stored = vault.receive(content)
    small = pictures.thumbnail(stored)
    assert small is not None
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.size == (160, 320)
        assert not picture.getexif() and "comment" not in picture.info
    assert vault.read(stored) == content


@pytest.mark.django_db
def test_see_through_picture_is_drawn_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    small = pictures.thumbnail(vault.receive(out.getvalue()))
    assert small is not None
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.django_db
def test_document_shows_its_first_page_small_and_is_drawn_once(settings: Any, tmp_path: Path) -> None:
    settings.PICTURES_DIR = tmp_path
    stored = vault.receive(pdf())
    small = pictures.thumbnail(stored)
    assert small is not None
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.size == (320, 320)
    (kept,) = tmp_path.rglob("*.jpg")
    kept.write_bytes(b"kept")
    assert pictures.thumbnail(stored) == b"kept"


@pytest.mark.django_db
def test_sound_has_no_small_picture() -> None:
    assert pictures.thumbnail(vault.receive(b"OggS" + b"\0" * 40, sound=True)) is None

"""What somebody of the staff gets of an original: marked with who and when; the original stays as it came."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter

from anpei.core.actor import Actor
from anpei.documents import copies, vault

VIEWER = Actor(kind="staff", id="7", name="林晓棠")
pytestmark = pytest.mark.django_db


def picture(form: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), (250, 250, 250)).save(out, form, **more)
    return out.getvalue()


def document(*, rotated: int = 0, owner: str | None = None, size: tuple[int, int] = (595, 842)) -> bytes:
    writer = PdfWriter()
    for _ in range(2):
        writer.add_blank_page(*size).rotate(rotated)
    if owner:
        writer.encrypt("", owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def text_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_picture_carries_the_mark_everywhere_and_the_original_does_not(frozen_clock: datetime) -> None:
    stored = vault.receive(picture())
    copy = copies.for_viewer(stored, by=VIEWER, case="AP1")
    assert copy.media_type == "image/jpeg"
    with Image.open(io.BytesIO(copy.content)) as marked:
        changed = ImageChops.difference(marked, Image.new("RGB", marked.size, (250, 250, 250)))
        assert marked.size == (900, 600)
        for left in (0, 450):
            for top in (0, 300):
                quarter = (
                    changed.crop((left, top, left + 450, top + 300)).convert("L").point(lambda v: v > 12)
                )
                assert quarter.getbbox() is not None
    assert vault.read(stored) == picture()


def test_two_viewers_get_two_pictures(frozen_clock: datetime) -> None:
    stored = vault.receive(picture())
    other = Actor(kind="staff", id="8", name="许言")
    assert copies.for_viewer(stored, by=VIEWER, case="AP1") == copies.for_viewer(
        stored, by=VIEWER, case="AP1"
    )
    assert copies.for_viewer(stored, by=VIEWER, case="AP1") != copies.for_viewer(stored, by=other, case="AP1")


def test_copy_of_a_photo_tells_no_place_and_stands_upright(frozen_clock: datetime) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    copy = copies.for_viewer(vault.receive(picture("JPEG", exif=exif)), by=VIEWER, case="AP1")
    with Image.open(io.BytesIO(copy.content)) as marked:
        assert (marked.size, dict(marked.getexif())) == ((600, 900), {})


@pytest.mark.parametrize("made", [{}, {"rotated": 90}, {"owner": "hospital"}, {"size": (200, 80)}])
def test_each_page_of_a_document_names_the_viewer(frozen_clock: datetime, made: dict[str, object]) -> None:
    original = document(**made)  # type: ignore[arg-type]
    stored = vault.receive(original)
    copy = copies.for_viewer(stored, by=VIEWER, case="AP20261114-0086")
    first, second = text_of(copy.content)
    for page in (first, second):
        assert "林晓棠 · 2026-11-16 10:00 · AP20261114-0086" in page
    assert vault.read(stored) == original


def test_document_that_cannot_be_taken_apart_is_marked_as_pictures(
    frozen_clock: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise KeyError("/Contents")

    monkeypatch.setattr(copies, "PdfWriter", broken)
    copy = copies.for_viewer(vault.receive(document()), by=VIEWER, case="AP1")
    pages = PdfReader(io.BytesIO(copy.content)).pages
    assert [len(page.images) for page in pages] == [1, 1]


def test_sound_goes_as_it_is(frozen_clock: datetime) -> None:
    content = b"OggS" + b"\0" * 40
    assert copies.for_viewer(vault.receive(content, sound=True), by=VIEWER, case="AP1") == copies.Copy(
        content, "audio/ogg"
    )

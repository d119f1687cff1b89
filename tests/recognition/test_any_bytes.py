"""Whatever is handed in gives a reading or a reason that has words; never a crash."""

from __future__ import annotations

import io
import random

import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfWriter

from anpei.recognition.engine import Seen
from anpei.recognition.errors import Unreadable
from anpei.recognition.reader import read
from anpei.recognition.wording import refusal


class Blind:
    """An engine that sees nothing: what is tested here comes before it."""

    name = "blind"

    def see(self, pixels):
        return Seen(())

    def again(self, strips):
        return []


def picture(size=(400, 300), *, form="PNG", mode="RGB") -> bytes:
    held = io.BytesIO()
    Image.new(mode, size, "white" if mode != "P" else 0).save(held, form)
    return held.getvalue()


def refused(content: bytes, media_type: str = "") -> str:
    with pytest.raises(Unreadable) as reason:
        read(content, media_type, engine=Blind())
    for language in ("zh", "en"):
        assert refusal(reason.value.code, language)
    return reason.value.code


def encrypted_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="AES-256")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def pdf(pages: int) -> bytes:
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        document.new_page(200, 200)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def test_an_empty_file_is_refused():
    assert refused(b"") == "file.empty"


def test_a_text_file_is_refused():
    assert refused(b"Dear insurer, please find attached") == "file.type"


def test_a_sound_is_refused_by_its_declared_type():
    assert refused(picture(), "audio/mpeg") == "file.type"


def test_a_picture_of_one_pixel_is_too_small():
    assert refused(picture((1, 1))) == "file.too_small"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked():
    assert refused(picture((20_000, 20_000), mode="1")) == "file.too_large"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
def test_a_truncated_picture_is_refused_or_read(form):
    whole = picture(form=form)
    for length in (20, len(whole) // 2, len(whole) - 2):
        try:
            read(whole[:length], engine=Blind())
        except Unreadable as reason:
            assert reason.code in {"file.type", "file.damaged"}


def test_an_encrypted_pdf_says_so():
    assert refused(encrypted_pdf()) == "file.encrypted"


def test_a_broken_pdf_is_refused():
    assert refused(b"%PDF-1.7\nnothing of the kind") == "file.damaged"


def test_a_pdf_of_too_many_pages_is_refused():
    assert refused(pdf(61)) == "file.too_many_pages"


def test_each_page_of_a_pdf_is_looked_at():
    assert len(read(pdf(3), engine=Blind()).pages) == 3


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_way_to_store_colour_is_read(mode):
    held = io.BytesIO()
    Image.new(mode, (64, 64)).save(held, "PNG")
    assert read(held.getvalue(), engine=Blind()).parts[0].kind == ""


def test_scrambled_files_never_crash_the_reader():
    chance = random.Random(4)
    for whole in (picture(), picture(form="JPEG"), picture(form="WEBP"), pdf(1)):
        for _ in range(40):
            scrambled = bytearray(whole)
            for _ in range(chance.randint(1, 30)):
                scrambled[chance.randrange(len(scrambled))] = chance.randrange(256)
            try:
                read(bytes(scrambled), engine=Blind())
            except Unreadable as reason:
                assert refusal(reason.code, "en")

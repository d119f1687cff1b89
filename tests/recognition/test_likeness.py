"""The same picture again is found; another is not."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFilter

from anpei.recognition.likeness import SAME, distance, fingerprint


def drawn(seed: int) -> Image.Image:
    image = Image.new("RGB", (600, 400), "white")
    pen = ImageDraw.Draw(image)
    for step in range(12):
        x, y = (seed * 97 + step * 131) % 500, (seed * 53 + step * 71) % 320
        pen.rectangle(
            (x, y, x + 20 + 11 * step % 90, y + 15 + 7 * step % 60), fill=(step * 20, 90, 200 - step * 10)
        )
    return image


def saved(image: Image.Image, form: str = "PNG", **options: int) -> bytes:
    held = io.BytesIO()
    image.save(held, form, **options)
    return held.getvalue()


def test_the_same_picture_has_the_same_fingerprint():
    assert distance(fingerprint(saved(drawn(1))), fingerprint(saved(drawn(1)))) == 0


def test_a_picture_scaled_blurred_and_compressed_is_still_the_same():
    changed = drawn(1).resize((450, 300)).filter(ImageFilter.GaussianBlur(1))
    assert distance(fingerprint(saved(drawn(1))), fingerprint(saved(changed, "JPEG", quality=40))) <= SAME


def test_another_picture_is_another():
    assert distance(fingerprint(saved(drawn(1))), fingerprint(saved(drawn(2)))) > SAME

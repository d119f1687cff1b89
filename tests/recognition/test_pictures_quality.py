"""What is said about a picture: soft, cut, laid over; nothing about a good one."""

from __future__ import annotations

import io
import random

import numpy as np
from bench.papers.drawing import Sheet
from bench.papers.facts import facts
from bench.papers.layouts import seen
from bench.papers.wear import light, motion
from PIL import Image, ImageDraw

from anpei.recognition.alteration import smooth_places
from anpei.recognition.engine import Line
from anpei.recognition.pictures import decode
from anpei.recognition.quality import BLURRED, measure, touching_edge
from anpei.recognition.runs import Run, lay_flat


def receipt() -> Sheet:
    return seen.LAYOUTS["outpatient_receipt"][0](facts("outpatient_receipt", random.Random(3)))


def runs(lines: list[Line], image: Image.Image) -> list[Run]:
    return lay_flat(lines, 0, image.width, image.height)


def grained(image: Image.Image) -> Image.Image:
    grain = np.random.default_rng(5).normal(0, 5, (image.height, image.width, 1))
    return Image.fromarray(np.clip(np.asarray(image) * 0.8 + grain, 0, 255).astype(np.uint8))


def test_a_scan_is_sharp_and_a_shaken_picture_is_not():
    sheet = receipt().image
    assert measure(decode(light(sheet, random.Random(1)))).sharpness > BLURRED
    assert measure(decode(motion(sheet, 25))).sharpness < BLURRED


def test_an_empty_page_has_no_sharpness():
    assert measure(np.full((300, 300, 3), 200, np.uint8)).sharpness == 0.0


def test_lines_at_the_edge_mean_that_a_part_is_missing():
    sheet = receipt()
    whole = runs(sheet.lines, sheet.image)
    assert not touching_edge(whole, sheet.width, sheet.height)
    cut = [Line(one.text, 1.0, tuple((x - 95, y) for x, y in one.quad)) for one in sheet.lines]  # type: ignore[arg-type]
    assert touching_edge(runs(cut, sheet.image), sheet.width, sheet.height)


def test_a_patch_laid_over_a_figure_is_found_and_nothing_else():
    sheet = receipt()
    page = grained(sheet.image)
    held = runs(sheet.lines, page)
    assert smooth_places(np.asarray(page), held) == []
    amount = next(one for one in held if one.text.count(".") == 1 and one.text.replace(".", "").isdigit())
    pen = ImageDraw.Draw(page)
    pen.rectangle(
        (amount.left - 4, amount.top - 4, amount.right + 4, amount.bottom + 4), fill=(204, 204, 204)
    )
    pen.text((amount.left, amount.top), "9", fill=(20, 20, 20))
    saved = io.BytesIO()
    page.save(saved, "PNG")
    assert [one.text for one in smooth_places(decode(saved.getvalue()), held)] == [amount.text]

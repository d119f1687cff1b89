"""A small slice with the shipped engine, as from a phone: the whole way from bytes to fields."""

from __future__ import annotations

import io

import pytest
from bench.papers.facts import facts
from bench.papers.layouts import seen
from bench.papers.measure import compare
from bench.papers.samples import sample
from bench.papers.strangers import picture
from bench.papers.wear import CONDITIONS
from PIL import Image

from anpei.recognition.reader import read
from anpei.recognition.reading import SURE_BP


def test_a_turned_photo_of_a_receipt_is_read(engine):
    taken = sample("seen", "outpatient_receipt", 0, "light", 1)
    upside_down = Image.open(io.BytesIO(taken.content)).rotate(180)
    held = io.BytesIO()
    upside_down.save(held, "JPEG", quality=85)
    reading = read(held.getvalue(), engine=engine)
    result = compare(taken, reading, 0.0)
    assert reading.pages[0].turned == 180
    assert result.found_kind == "outpatient_receipt"
    assert [one for one in result.fields if one.key and not one.right] == []
    total = reading.parts[0].get("total")
    assert total is not None
    assert total.box is not None
    assert total.confidence_bp >= SURE_BP
    assert 0.5 < total.box.x < 0.9, "the amount in figures stands in the right half of the upright page"


def test_both_sides_of_an_identity_card_on_one_sheet_are_two_parts(engine):
    import random

    known, back = facts("id_card/front", random.Random(7)), facts("id_card/back", random.Random(8))
    page = Image.new("RGB", (1240, 1754), "white")
    page.paste(seen.id_front(known).image, (110, 120))
    page.paste(seen.id_back(back).image, (110, 940))
    held = io.BytesIO()
    page.save(held, "PNG")
    parts = read(held.getvalue(), engine=engine).parts
    assert [(part.kind, part.side) for part in parts] == [("id_card", "front"), ("id_card", "back")]
    assert all(part.region is not None for part in parts)
    number = parts[0].get("number")
    assert number is not None
    assert number.value == dict(known)["number"]


@pytest.mark.parametrize("name", ["cat", "menu"])
def test_what_is_no_claim_paper_is_left_alone(engine, name):
    (part,) = read(picture(name, 1), engine=engine).parts
    assert part.kind == ""
    assert [one.code for one in part.findings][-1] == "paper.unknown"


@pytest.mark.slow
@pytest.mark.parametrize(("place", "kind"), list(enumerate(sorted(seen.LAYOUTS))))
def test_a_paper_of_every_kind_is_read_the_conditions_in_turn(engine, place, kind):
    """``python -m bench papers`` reads every layout in every condition; this is a fixed slice of it."""
    one = sample("seen", kind, 0, list(CONDITIONS)[place % len(CONDITIONS)], 0)
    result = compare(one, read(one.content, engine=engine), 0.0)
    sure_and_wrong = [f for f in result.fields if f.confidence_bp >= SURE_BP and not f.right]
    assert (result.kind_right, sure_and_wrong) == (True, []), str(one)

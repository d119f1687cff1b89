"""Every layout that the reader was developed on, as a perfect engine would see it: the reader's own part, without OCR."""

from __future__ import annotations

import pytest
from bench.papers.layouts.seen import LAYOUTS
from bench.papers.measure import compare
from bench.papers.samples import Sample, samples

from anpei.recognition.engine import Seen
from anpei.recognition.reader import read
from anpei.recognition.reading import SURE_BP

CASES = [(kind, layout) for kind, layouts in LAYOUTS.items() for layout in range(len(layouts))]


class Dictated:
    """Sees exactly what was drawn."""

    name = "dictated"

    def __init__(self, sample: Sample) -> None:
        self.lines = sample.lines

    def see(self, pixels):
        return Seen(self.lines)

    def again(self, strips):
        return [("", 0.0)] * len(strips)


@pytest.mark.parametrize("kind", sorted(LAYOUTS))
def test_a_paper_seen_without_fault_is_read_without_fault(kind):
    of_kind = [
        one
        for one in samples("seen", range(1), ("clean",), (kind.partition("/")[0],))
        if kind.endswith(one.side)
    ]
    for sample in of_kind:
        result = compare(sample, read(sample.content, engine=Dictated(sample)), 0.0)
        assert result.found_kind == kind, str(sample)
        assert [one for one in result.fields if not one.right] == [], str(sample)
        assert result.rows_right == result.rows, str(sample)


def test_nothing_is_sure_that_nothing_else_supports():
    sample = next(samples("seen", range(1), ("clean",), ("diagnosis",)))
    part = read(sample.content, engine=Dictated(sample)).parts[0]
    name = part.get("name")
    assert name is not None
    assert name.confidence_bp < SURE_BP


def test_a_number_that_passes_its_check_digit_is_sure():
    sample = next(samples("seen", range(1), ("clean",), ("id_card",)))
    part = read(sample.content, engine=Dictated(sample)).parts[0]
    number = part.get("number")
    assert number is not None
    assert number.value == sample.truth["number"]
    assert number.confidence_bp >= SURE_BP

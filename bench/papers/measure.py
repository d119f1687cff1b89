"""Reads test papers and compares with their truth: kind, key fields, characters, confidence, time, memory."""

from __future__ import annotations

import re
import resource
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from rapidfuzz.distance import Levenshtein

from anpei.recognition.engine import Engine
from anpei.recognition.kinds import descriptions, half_width
from anpei.recognition.reader import read
from anpei.recognition.reading import SURE_BP, Part, Reading
from bench.papers.samples import Sample


@dataclass(frozen=True)
class Compared:
    """One field of one paper: was it right, how sure was the reader, does the product work with it."""

    name: str
    key: bool
    right: bool
    confidence_bp: int
    expected: Any
    found: Any
    standing: str = ""
    clarity: int = 0


@dataclass
class Result:
    sample: Sample
    seconds: float
    kind_right: bool
    fields: list[Compared]
    rows_right: int
    rows: int
    errors: int
    characters: int
    found_kind: str = ""


@dataclass
class Tally:
    papers: int = 0
    kinds_right: int = 0
    key: int = 0
    key_right: int = 0
    sure: int = 0
    sure_wrong: int = 0
    low_wrong: int = 0
    rows: int = 0
    rows_right: int = 0
    errors: int = 0
    characters: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, result: Result) -> None:
        self.papers += 1
        self.kinds_right += result.kind_right
        for one in result.fields:
            self.key += one.key
            self.key_right += one.key and one.right
            self.sure += one.confidence_bp >= SURE_BP
            self.sure_wrong += one.confidence_bp >= SURE_BP and not one.right
        self.rows += result.rows
        self.rows_right += result.rows_right
        self.errors += result.errors
        self.characters += result.characters
        self.seconds.append(result.seconds)


def measure(samples: Iterable[Sample], engine: Engine | None = None) -> Iterable[Result]:
    for sample in samples:
        started = perf_counter()
        reading = read(sample.content, "image/jpeg", engine=engine)
        yield compare(sample, reading, perf_counter() - started)


def compare(sample: Sample, reading: Reading, seconds: float) -> Result:
    part = next((one for one in reading.parts if one.kind == sample.kind), None)
    right = part is not None and len(reading.parts) == 1 and part.side in (sample.side, "")
    keys = key_fields(sample.kind, sample.side)
    fields = [
        _compared(name, expected, part, name in keys)
        for name, expected in sample.truth.items()
        if name != "lines" and name in all_fields(sample.kind, sample.side)
    ]
    rows = sample.truth.get("lines", [])
    found_rows = _rows(part)
    text = "".join(one.text for one in reading.parts)
    errors, characters = character_errors(sample.words, text)
    return Result(
        sample,
        seconds,
        right,
        fields,
        sum((_plain(row["item"]), row["amount"]) in found_rows for row in rows),
        len(rows),
        errors,
        characters,
        "+".join(one.kind + ("/" + one.side if one.side else "") for one in reading.parts),
    )


def all_fields(kind: str, side: str) -> set[str]:
    return {
        name for one in descriptions() if one.kind == kind and one.side in (side, "") for name in one.fields
    }


def key_fields(kind: str, side: str) -> set[str]:
    return {
        name
        for one in descriptions()
        if one.kind == kind and one.side in (side, "")
        for name, wanted in one.fields.items()
        if wanted.key
    }


def _compared(name: str, expected: Any, part: Part | None, key: bool) -> Compared:
    found = part.get(name) if part else None
    if found is None:
        return Compared(name, key, False, 0, expected, None)
    return Compared(name, key, _same(found.value, expected), found.confidence_bp, expected, found.value)


def _same(found: Any, expected: Any) -> bool:
    if isinstance(expected, int):
        return str(found) == str(expected)
    return _plain(str(found)) == _plain(str(expected))


def _plain(text: str) -> str:
    return re.sub(r"[\s，。,.;:：；]", "", half_width(text))


def _rows(part: Part | None) -> set[tuple[str, Any]]:
    found = set()
    for row in part.lines if part else ():
        cells = {one.name: one.value for one in row}
        found.add((re.sub(r"^\*.*?\*", "", _plain(str(cells.get("item")))), cells.get("amount")))
    return found


def character_errors(words: Iterable[str], text: str) -> tuple[int, int]:
    """Characters of the printed texts that cannot be found as printed, wherever they stand on the page."""
    read_text = re.sub(r"\s", "", half_width(text))
    errors = characters = 0
    for word in words:
        wanted = re.sub(r"\s", "", half_width(word))
        characters += len(wanted)
        if wanted and wanted not in read_text:
            errors += _nearest(wanted, read_text)
    return errors, characters


def _nearest(wanted: str, text: str) -> int:
    """Edits to the most similar stretch of the text."""
    size = len(wanted)
    starts = range(0, max(len(text) - size, 0) + 1, max(size // 4, 1))
    best = min((Levenshtein.distance(wanted, text[start : start + size]) for start in starts), default=size)
    return min(best, size)


def tally(results: Iterable[Result], by: Any) -> dict[str, Tally]:
    found: dict[str, Tally] = defaultdict(Tally)
    for result in results:
        found[by(result)].add(result)
    return dict(found)


def calibration(results: Iterable[Result]) -> list[tuple[str, int, int, float]]:
    """For each class of confidence: how many fields, how many right, and the mean of what was said."""
    edges = (0, 5_000, 8_000, 9_000, 9_500, 9_800, SURE_BP, 9_950, 10_001)
    classes: dict[int, list[Compared]] = defaultdict(list)
    for result in results:
        for one in result.fields:
            if one.found is not None:
                classes[max(edge for edge in edges if edge <= one.confidence_bp)].append(one)
    return [
        (
            f"{low / 100:.1f} %",
            len(those),
            sum(one.right for one in those),
            sum(one.confidence_bp for one in those) / len(those),
        )
        for low, those in sorted(classes.items())
    ]


def peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

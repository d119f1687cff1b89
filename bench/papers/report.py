"""``python -m bench papers``: what reading papers measures, printed and kept; ``--calibrate`` writes the table of confidence."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from anpei.recognition import confidence
from anpei.values.shares import wilson
from bench.papers import strangers
from bench.papers.measure import Result, Tally, calibration, measure, peak_megabytes, tally
from bench.papers.samples import samples
from bench.papers.wear import CONDITIONS

STANDINGS = ("supported", "supported_unlike", "alike", "alone", "unlike", "doubted")
CALIBRATION = Path(confidence.__file__).with_name("calibration.yaml")
EASY = ("clean", "light", "stamped")
FIRST_HELD_OUT = 1_000
"""Seeds from here on are for calibration alone; those below are for measuring."""
NEVER_DEVELOPED_ON = ("known", "unseen")
PRIOR = 20
"""Weight, in fields, of the nearest clearer or less clear class where a class holds few."""
FEW = 30
"""A row with fewer fields than this says nothing; it keeps what the table held."""


def run(console: Console, *, seeds: int, sets: Sequence[str] = ("seen", "known")) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for set_name in sets:
        drawn = list(samples(set_name, range(seeds), tuple(CONDITIONS)))
        results = list(track(measure(drawn), f"reading {set_name} layouts", len(drawn), console=console))
        found[set_name] = _figures(results)
        _print(console, set_name, results)
    found["not_papers"] = strangers.measure()
    found["peak_mb"] = peak_megabytes()
    taken = found["not_papers"]
    console.print(
        f"Not papers: {taken['left_alone']} of {taken['pictures']} left alone. Peak {found['peak_mb']} MB."
    )
    return found


def _print(console: Console, set_name: str, results: list[Result]) -> None:
    for title, by in (
        ("kind", lambda one: f"{one.sample.kind} {one.sample.side}".strip()),
        ("condition", lambda one: one.sample.condition),
        ("all", lambda one: "all"),
    ):
        columns = (
            "Papers",
            "Kind right",
            "Key fields exact",
            "Rows exact",
            "CER",
            "s p50",
            "s p95",
            "Sure and wrong",
        )
        table = Table(title.capitalize(), *columns, title=f"{set_name} layouts, synthetic, by {title}")
        for name, one in tally(results, by).items():
            table.add_row(name, *_cells(one))
        console.print(table)
    table = Table(
        "Said at least", "Fields", "Right", "Share right", "Mean said", title="Confidence and truth"
    )
    for low, count, right, said in calibration(results):
        table.add_row(low, str(count), str(right), f"{right / count:.2%}", f"{said / 100:.1f} %")
    console.print(table)


def _cells(one: Tally) -> tuple[str, ...]:
    low, high = wilson(one.sure_wrong, one.sure)
    return (
        str(one.papers),
        _share(one.kinds_right, one.papers),
        f"{_share(one.key_right, one.key)} of {one.key}",
        f"{_share(one.rows_right, one.rows)} of {one.rows}" if one.rows else "",
        f"{one.errors / max(one.characters, 1):.2%}",
        f"{median(one.seconds):.1f}",
        f"{_p95(one.seconds):.1f}",
        f"{one.sure_wrong} of {one.sure} ({low:.2%}–{high:.2%})",
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]


def _figures(results: list[Result]) -> dict[str, Any]:
    groups: dict[str, dict[str, Tally]] = {
        "kind": tally(results, lambda one: f"{one.sample.kind} {one.sample.side}".strip()),
        "condition": tally(results, lambda one: one.sample.condition),
        "layout": tally(results, lambda one: f"{one.sample.kind}/{one.sample.side} {one.sample.layout}"),
        "all": tally(results, lambda one: "all"),
    }
    return {
        **{
            title: {name: dataclasses.asdict(one) for name, one in those.items()}
            for title, those in groups.items()
        },
        "calibration": calibration(results),
        "wrong": [
            [
                *map(str, (r.sample.kind, r.sample.layout, r.sample.condition, r.sample.seed)),
                one.name,
                str(one.expected),
                str(one.found),
                one.confidence_bp,
            ]
            for r in results
            for one in r.fields
            if not one.right
        ],
    }


def calibrate(console: Console, *, seeds: int) -> None:
    """Reads held-out papers of layouts the reader was not developed on, and writes how often each class was right.

    A real paper is never one of the layouts of development; on those the reader would seem surer than it may be.
    """
    counts = {
        (standing, clarity): [0, 0] for standing in STANDINGS for clarity in range(len(confidence.SCORES))
    }
    held_out = range(FIRST_HELD_OUT, FIRST_HELD_OUT + seeds)
    drawn = [one for name in NEVER_DEVELOPED_ON for one in samples(name, held_out, tuple(CONDITIONS))]
    with _classes_shown():
        for result in track(measure(drawn), "reading held-out papers", len(drawn), console=console):
            for one in result.fields:
                if one.found is not None:
                    standing, clarity = divmod(one.confidence_bp, 10)
                    cell = counts[STANDINGS[standing], clarity]
                    cell[0] += one.right
                    cell[1] += 1
    CALIBRATION.write_text(_as_yaml(counts, seeds), encoding="utf-8")


@contextmanager
def _classes_shown() -> Iterator[None]:
    """While this lasts, a field's confidence tells its class instead: ten times the standing, plus the clarity."""
    real = confidence.confidence_bp
    from anpei.recognition import reader

    def shown(draft: Any) -> int:
        return STANDINGS.index(confidence.standing(draft)) * 10 + confidence.clarity(draft)

    reader.confidence_bp = shown
    try:
        yield
    finally:
        reader.confidence_bp = real


def _as_yaml(counts: dict[tuple[str, int], list[int]], seeds: int) -> str:
    held = confidence.table()
    lines = [
        "# Confidence in basis points by what speaks for a field (rows) and the engine's score (columns, confidence.SCORES).",
        f"# Made by: python -m bench papers --calibrate --seeds {seeds}. The comments give right of all fields of each class;",
        f"# a row with fewer than {FEW} fields was not replaced and stays as set by hand.",
        "confidence_bp:",
    ]
    for standing in STANDINGS:
        cells = [counts[standing, clarity] for clarity in range(len(confidence.SCORES))]
        few = sum(count for _right, count in cells) < FEW
        shares = held[standing] if few else isotonic(cells)
        seen = ", ".join(f"{right}/{count}" for right, count in cells)
        lines.append(f"  {standing}: [{', '.join(str(one) for one in shares)}]  # {seen}")
    return "\n".join(lines) + "\n"


def isotonic(cells: Sequence[Sequence[int]]) -> list[int]:
    """Shares right in basis points that never rise as clarity falls; few fields lean on all of their row.

    None is above what the number of fields in the row allows to say: of 1,000 that were all right, 999 in 1,000.
    """
    right, count = sum(one[0] for one in cells), sum(one[1] for one in cells)
    row = (right + 1) / (count + 2)
    pools: list[list[float]] = []
    for got, of in cells:
        pools.append([got + row * PRIOR, of + PRIOR, 1])
        while len(pools) > 1 and pools[-1][0] / pools[-1][1] > pools[-2][0] / pools[-2][1]:
            last = pools.pop()
            pools[-1] = [pools[-1][index] + last[index] for index in range(3)]
    most = (count + 1) / (count + 2)
    return [int(10_000 * min(got / of, most)) for got, of, width in pools for _ in range(int(width))]

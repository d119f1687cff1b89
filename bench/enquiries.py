"""How often an answer cites the right source, and how often what must not be answered is not. By part of the questions.

``own`` was written beside the knowledge base, ``apart`` from the product files before any of it existed; both fit the sureness.
``blind`` was written by somebody who saw neither the retrieval nor how people are expected to ask, and is only measured.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from ruamel.yaml import YAML

QUESTIONS = Path(__file__).parent.parent / "tests" / "enquiries" / "questions"
PARTS = ("own", "apart", "blind")


@dataclass(frozen=True)
class Measured:
    """One question: place of the right source among the three nearest (0 for none), what was answered, how long it took."""

    ask: str
    wanted: frozenset[str]
    refused_for: str
    place: int
    answered: bool
    why: str
    spoken: float
    agreed: bool
    seconds: float


def measure() -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anpei.settings")
    import django

    django.setup()
    began = perf_counter()
    first = next(_asked("own"))
    found: dict[str, Any] = {"first_answer_s": perf_counter() - began, "first_question": first.ask}
    rows = {part: list(_asked(part)) for part in PARTS}
    found |= {part: summary(rows[part]) for part in PARTS}
    found["fitted"] = fitted([*rows["own"], *rows["apart"]])
    return found


def summary(rows: list[Measured]) -> dict[str, Any]:
    inside = [row for row in rows if not row.refused_for]
    outside = [row for row in rows if row.refused_for]
    times = sorted(row.seconds for row in rows)
    right = [row for row in inside if row.answered and row.place == 1]
    wrong = [row for row in inside if row.answered and row.place != 1]
    return {
        "questions": len(rows),
        "to_answer": len(inside),
        "to_refuse": len(outside),
        "top1": _share(sum(row.place == 1 for row in inside), len(inside)),
        "top3": _share(sum(row.place > 0 for row in inside), len(inside)),
        "answered_right": _share(len(right), len(inside)),
        "answered_wrong": _share(len(wrong), len(inside)),
        "handed_over": _share(len(inside) - len(right) - len(wrong), len(inside)),
        "refused": _share(sum(not row.answered for row in outside), len(outside)),
        "refused_for_the_right_reason": _share(
            sum(row.why == row.refused_for for row in outside), len(outside)
        ),
        "p50_ms": round(1000 * times[len(times) // 2], 1),
        "p95_ms": round(1000 * times[int(len(times) * 0.95)], 1),
    }


def fitted(rows: list[Measured]) -> list[float]:
    """Logistic regression of "the nearest passage is the right one": how much it speaks of, agreement, base."""
    seen = np.array([[row.spoken, float(row.agreed), 1.0] for row in rows])
    right = np.array([float(row.place == 1) for row in rows])
    weights = np.zeros(3)
    for _round in range(50):
        chance = 1 / (1 + np.exp(-seen @ weights))
        slope = seen.T @ (chance - right) + 0.01 * weights
        bend = seen.T @ (seen * (chance * (1 - chance))[:, None]) + 0.01 * np.eye(3)
        weights -= np.linalg.solve(bend, slope)
    return [round(float(one), 2) for one in weights]


def _asked(half: str) -> Iterator[Measured]:
    from anpei.enquiries import answering, knowledge, passages
    from anpei.terms import loader

    folder = Path(loader.__file__).parent.parent / "library" / "products"
    files = [
        loader.loads(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.yaml"))
    ]
    products = {terms.code: terms for terms in files}
    entries = knowledge.shipped()
    for one in YAML(typ="safe").load((QUESTIONS / f"{half}.yaml").read_text(encoding="utf-8")):
        terms = products[one["product"]]
        library = passages.library(terms=terms, entries=entries, digest="bench")
        began = perf_counter()
        said = answering.answer(one["ask"], library=library, terms=terms)
        seconds = perf_counter() - began
        hits = library.index.search(one["ask"], answering.LOOKED_AT)
        wanted = frozenset(one.get("cite", ()))
        places = [at for at, hit in enumerate(hits, start=1) if _names(hit.key, library) & wanted]
        yield Measured(
            ask=one["ask"],
            wanted=wanted,
            refused_for=one.get("refuse", ""),
            place=places[0] if places else 0,
            answered=said.answered,
            why=said.why,
            spoken=answering.spoken(hits[0]) if hits else 0.0,
            agreed=bool(hits and hits[0].agreed),
            seconds=seconds,
        )


def _names(key: str, library: Any) -> frozenset[str]:
    """What a source may be called in a question file: its clause, its article, its name in the knowledge base."""
    if key.startswith("clause:"):
        return frozenset({key.removeprefix("clause:")})
    entry = library.entries[key]
    return frozenset({entry.id, entry.article})


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {100 * part / whole:.1f} %" if whole else "–"

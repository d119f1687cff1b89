"""The engine over a whole book and for one claim: against a Decimal loop, a public rules engine and the memory's speed.

All ways work out ``plan.yaml`` on one invented book and must come to the same fen. They take turns, round after round, so that
other work on the machine meets them alike; a ratio is the median of the rounds' ratios. What runs on one core is measured in
its CPU time, which waiting for a busy machine does not lengthen; what runs on two is measured by the clock, block by block as the
command writes them. The other ways keep the figures they worked out; only of one claim they are dropped.
"""

from __future__ import annotations

import ctypes
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pyarrow as pa

from anpei.books.memory import keep_freed_memory
from anpei.engine import batch
from anpei.engine.batch import Keep
from anpei.engine.columns import claim_values, tables
from anpei.engine.compiled import CompiledTerms
from anpei.engine.compiler import compile
from anpei.engine.layout import cases_of
from anpei.terms import loader
from bench import decimal_loop, invented, zen_plan

LOOPED = 2_000
"""Claims of the Decimal loop and of the rules engine: they are slow, and as fast for few as for many."""
COPIED = 256 * 2**20
Figures = dict[str, float]


def measure(*, claims: int, rounds: int) -> dict[str, Any]:
    """Medians: claims a second of each way, time of one claim, ratios; then growth and memory of a stream."""
    keep_freed_memory()  # as the command does
    compiled = compile(loader.load(invented.PLAN))
    book = invented.book(compiled.product, claims)
    ways = _ways(compiled, book)
    seen: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            seconds = way()
            if turn:  # the first round warms everything up
                seen[name].append(seconds)
    touched = book.nbytes + batch.calculate(compiled, book).figures.nbytes
    return {
        "claims": claims,
        "lines": len(book["lines"].combine_chunks().flatten()),
        "figures of a claim": len(compiled.steps),
        "bytes touched": touched,
        "ways": {name: _way(name, seconds, touched / claims) for name, seconds in seen.items()},
        "ratios": _ratios(seen, touched / claims),
        "stream": [_in_a_child(size, keep) for keep in ("all", "payable") for size in (claims // 4, claims, 2 * claims)],
        "peak_memory_mb": {keep: _in_a_child(claims, keep, whole=True)["peak_mb"] for keep in ("all", "payable")},
    }  # fmt: skip


def _ways(compiled: CompiledTerms, book: pa.Table) -> dict[str, Callable[[], float]]:
    """Each gives the seconds of one claim; of copying, the seconds of one byte read and written."""
    few = book.slice(0, LOOPED)
    loop = decimal_loop.claims_of(few.to_pylist())
    rules, given = zen_plan.decision(), zen_plan.claims_of(loop)
    cases = list(cases_of(compiled.product, few))
    ready = [(claim_values(compiled.product, one), tables(compiled.product, one)) for one in cases]
    _require_same_fen(compiled, few, loop, given)
    here, there = np.ones(COPIED, np.uint8), np.zeros(COPIED, np.uint8)
    return {
        "copying memory": lambda: _cpu(lambda: np.copyto(there, here)) / (2 * COPIED),
        "batch, all figures": lambda: _cpu(lambda: batch.calculate(compiled, book)) / len(book),
        "batch, payable only": lambda: _cpu(lambda: batch.calculate(compiled, book, keep="payable")) / len(book),
        "batch, one core, clock": lambda: _clock(lambda: _drop(batch.blocks(compiled, [book]))) / len(book),
        "batch, two cores, clock": lambda: _clock(lambda: _drop(batch.blocks(compiled, [book], workers=2))) / len(book),
        "one claim": lambda: _cpu(lambda: _drop(compiled.run(*one) for one in ready)) / LOOPED,
        "Decimal loop": lambda: _cpu(lambda: list(decimal_loop.run(loop))) / LOOPED,
        "zen-engine": lambda: _cpu(lambda: list(zen_plan.run(rules, given))) / LOOPED,
    }  # fmt: skip


def _require_same_fen(
    compiled: CompiledTerms, book: pa.Table, loop: list[dict[str, Any]], given: list[dict[str, Any]]
) -> None:
    engine = batch.calculate(compiled, book).figures["total.payable"].to_pylist()
    others = {
        "Decimal loop": [int(one["total"] * 100) for one in decimal_loop.run(loop)],
        "zen-engine": [int(one["payable"]) for one in zen_plan.run(zen_plan.decision(), given)],
    }
    for name, amounts in others.items():
        if amounts != engine:
            raise RuntimeError(f"{name} comes to other amounts.")


def _drop(results: Iterable[object]) -> None:
    for _ in results:
        pass


def _cpu(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _clock(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _way(name: str, seconds: list[float], bytes_of_a_claim: float) -> dict[str, float]:
    middle = median(seconds)
    if name == "copying memory":
        claims = round(1 / (middle * bytes_of_a_claim))
        return {"gb_per_second": round(1e-9 / middle, 1), "claims_per_second": claims}
    return {"claims_per_second": round(1 / middle), "us_a_claim": round(1e6 * middle, 3)}


def _ratios(seen: dict[str, list[float]], bytes_of_a_claim: float) -> dict[str, float]:
    def ratio(slow: str, fast: str, of: float = 1.0) -> float:
        return round(median(a / (b * of) for a, b in zip(seen[slow], seen[fast], strict=True)), 2)

    return {
        "batch takes × the memory floor (must be ≤ 20)": ratio("batch, all figures", "copying memory", bytes_of_a_claim),
        "batch over the Decimal loop (≥ 60)": ratio("Decimal loop", "batch, all figures"),
        "batch over zen-engine (≥ 1,000)": ratio("zen-engine", "batch, all figures"),
        "batch, payable only, over zen-engine": ratio("zen-engine", "batch, payable only"),
        "two cores over one (≥ 1.5)": ratio("batch, one core, clock", "batch, two cores, clock"),
        "one claim over zen-engine (≥ 15)": ratio("zen-engine", "one claim"),
    }  # fmt: skip


# -- memory: in a process of its own, so that nothing else is counted


def _in_a_child(claims: int, keep: Keep, *, whole: bool = False) -> dict[str, Any]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_whole if whole else _stream, (claims, keep))


def _stream(claims: int, keep: Keep) -> dict[str, Any]:
    """A book that never stands in memory: seconds of the engine alone, and what the whole took at most."""
    keep_freed_memory()
    compiled = compile(loader.load(invented.PLAN))
    making = 0.0

    def pieces() -> Iterator[pa.Table]:
        nonlocal making
        made = invented.pieces(compiled.product, claims)
        while True:
            began = process_time()
            piece = next(made, None)
            making += process_time() - began
            if piece is None:
                return
            yield piece

    resting = _memory("VmRSS")
    began = process_time()
    done = sum(len(one.figures) for one in batch.blocks(compiled, pieces(), keep=keep))
    seconds = process_time() - began - making
    each = round(1e6 * seconds / done, 3)
    return {"keep": keep, "claims": done, "us_a_claim": each, "peak_mb": _memory("VmHWM") - resting}


def _whole(claims: int, keep: Keep) -> dict[str, Any]:
    """What working out a book takes at most, beside the book itself."""
    keep_freed_memory()
    compiled = compile(loader.load(invented.PLAN))
    book = invented.book(compiled.product, claims)
    ctypes.CDLL(None).malloc_trim(
        0
    )  # what making the book left behind would be used again, and not be counted
    Path("/proc/self/clear_refs").write_text("5")  # the high water mark begins anew
    resting = _memory("VmRSS")
    batch.calculate(compiled, book, keep=keep)
    return {"peak_mb": _memory("VmHWM") - resting}


def _memory(name: str) -> int:
    """Megabytes, as the kernel counts them."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) // 1024
    raise RuntimeError(f"the system does not tell {name}")

"""``python -m bench [part …]``: measures, prints a report, writes ``bench/results/<day>-<time>.json``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import place

RESULTS = Path(__file__).parent / "results"
PARTS = (
    "start",
    "engine",
    "pages",
    "report",
    "progress",
    "background",
    "alerts",
    "arriving",
    "enquiries",
    "kill",
    "papers",
)
console = Console()


def main() -> None:
    options = _options()
    at = datetime.now(UTC).isoformat(timespec="seconds")
    found: dict[str, Any] = {"at": at, "machine": _machine(), "command": sys.argv[1:]}
    parts = options.parts or PARTS
    try:
        if "start" in parts:
            with _stage("start", found):
                from bench import starting

                found["start"] = starting.measure()
            _print_figures("Starting (SQLite)", found["start"])
        if "engine" in parts:
            with _stage("engine", found):
                from bench import engine

                found["engine"] = engine.measure(claims=options.book, rounds=options.rounds)
            _print_engine(found["engine"])
        if "enquiries" in parts:
            with _stage("enquiries", found):
                from bench import enquiries

                found["enquiries"] = enquiries.measure()
            _print_enquiries(found["enquiries"])
        if set(parts) & {"pages", "report", "progress", "background", "alerts", "arriving"}:
            with place.postgres():
                _on_postgres(parts, options, found)
        if "kill" in parts:
            _kill(options.kills, found)
        if "papers" in parts:
            _papers(options, found)
    finally:
        _write(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="part", help=f"some of {', '.join(PARTS)}; all by default"
    )
    parser.add_argument(
        "--claims", default="1000,100000", help="sizes of the book; all but the pages at the first"
    )
    parser.add_argument("--seconds", type=float, default=5.0, help="length of one measurement")
    parser.add_argument(
        "--book", type=int, default=1_000_000, help="claims of the engine's book, five lines each"
    )
    parser.add_argument(
        "--rounds", type=int, default=5, help="rounds of report and engine, after one to warm up"
    )
    parser.add_argument("--kills", type=int, default=12, help="how often the kill tests kill")
    parser.add_argument("--seeds", type=int, default=1, help="papers of each kind, layout and condition")
    parser.add_argument(
        "--sets",
        nargs="+",
        choices=("seen", "known", "unseen"),
        default=["seen", "known"],
        help="papers: which layouts; the unseen ones only to report a finished reader",
    )
    parser.add_argument(
        "--calibrate", action="store_true", help="papers: write the table of confidence from held-out papers"
    )
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"unknown part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return options


def _on_postgres(parts: Any, options: argparse.Namespace, found: dict[str, Any]) -> None:
    from bench import alerts, arriving, background, book, multiply, progress, report

    sizes = [int(one) for one in options.claims.split(",")]
    with _stage("an insurer", found):
        book.found(min(book.FIRST, sizes[0]))
        book.refresh_statistics()
    if "pages" in parts:
        _pages(sizes[0], found)
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "background": background.measure,
        "alerts": alerts.measure,
        "arriving": arriving.measure,
        "progress": lambda: progress.measure(seconds=options.seconds),
        "report": lambda: report.measure(seconds=options.seconds, rounds=options.rounds),
    }
    for name, measure in measures.items():
        if name in parts:
            with _stage(name, found):
                found[name] = measure()
    if "pages" in parts:
        for size in sizes[1:]:
            with _stage(f"grow to {size:,}", found):
                multiply.multiply(size)
                book.refresh_statistics()
            _pages(size, found)
        _print_pages(found["pages"])
    if "report" in found:
        _print_report(found["report"])
    if "progress" in found:
        _print_ways("Progress fragment over HTTP, 8 clients", found["progress"])
    if "background" in found:
        _print_figures("Behind the pages", found["background"])
    if "alerts" in found:
        _print_figures("One alert to many, PostgreSQL", found["alerts"])
    if "arriving" in found:
        _print_arriving(found["arriving"])


def _pages(size: int, found: dict[str, Any]) -> None:
    from bench import pages

    with _stage(f"pages at {size:,}", found):
        found.setdefault("pages", []).extend(pages.measure())


def _kill(kills: int, found: dict[str, Any]) -> None:
    """The kill tests, with more kills than in CI, on SQLite and on PostgreSQL."""
    for name, address in (("SQLite", ""), ("PostgreSQL", f"{place.SERVER}/anpei_bench")):
        environment = {
            key: value
            for key, value in os.environ.items()
            if key not in ("ANPEI_DATABASE_URL", "ANPEI_DATA_DIR")
        }
        environment |= {"ANPEI_KILLS": str(kills)} | ({"ANPEI_DATABASE_URL": address} if address else {})
        with _stage(f"kill, {name}", found) as note:
            command = [sys.executable, "-m", "pytest", "-q", "tests/kill"]
            done = subprocess.run(command, env=environment, capture_output=True, text=True)
            note["passed"] = done.returncode == 0
        console.print(done.stdout.splitlines()[-1] if done.stdout else done.stderr)
        if done.returncode:
            raise SystemExit(done.stdout)


def _papers(options: argparse.Namespace, found: dict[str, Any]) -> None:
    from bench.papers import report

    if options.calibrate:
        with _stage("calibrating", found):
            report.calibrate(console, seeds=options.seeds)
        return
    with _stage("papers", found):
        found["papers"] = report.run(console, seeds=options.seeds, sets=options.sets)


@contextmanager
def _stage(name: str, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    console.print(f"{name} …", style="dim")
    note: dict[str, Any] = {"name": name, "load_before": os.getloadavg()[0]}
    began = perf_counter()
    yield note
    note["seconds"] = round(perf_counter() - began, 1)
    found.setdefault("stages", []).append(note)


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def _print_pages(rows: list[dict[str, Any]]) -> None:
    columns = ("Page", "Cases", "Statements", "Rows looked at", "SQL p50 ms", "Page p50 ms")
    table = Table(*columns, title="Pages on PostgreSQL")
    for row in sorted(rows, key=lambda row: (row["page"], row["claims"])):
        sizes = (f"{row['claims']:,}", str(row["statements"]), f"{row['rows']:,}")
        table.add_row(row["page"], *sizes, str(row["sql_p50_ms"]), str(row["page_p50_ms"]))
    console.print(table)


def _print_report(found: dict[str, Any]) -> None:
    _print_ways("Reporting a claim, 8 clients", found["ways"])
    _print_figures(
        "Share of the bare statements' speed", {**found["ratios"], "statements": found["statements"]}
    )


def _print_arriving(found: dict[str, Any]) -> None:
    table = Table(
        "Where", "Messages", "p50 s", "p95 s", "longest s", title=f"{found['cases']} reports, PostgreSQL"
    )
    for where in ("in_the_app", "with_the_channel"):
        one = found[where]
        table.add_row(
            where.replace("_", " "), *(str(one[name]) for name in ("messages", "p50_s", "p95_s", "longest_s"))
        )
    console.print(table)


def _print_enquiries(found: dict[str, Any]) -> None:
    table = Table("What", *enquiry_parts(found), title="Questions answered from their sources")
    for name in found["own"]:
        table.add_row(name.replace("_", " "), *(str(found[half][name]) for half in enquiry_parts(found)))
    console.print(table)
    console.print(f"First answer of a process {found['first_answer_s']:.1f} s; fitted {found['fitted']}")


def enquiry_parts(found: dict[str, Any]) -> list[str]:
    return [name for name in found if isinstance(found[name], dict)]


def _print_ways(title: str, ways: dict[str, dict[str, Any]]) -> None:
    table = Table("Way", "per second", "p50 ms", "p95 ms", title=title)
    for name, one in ways.items():
        table.add_row(name, str(one["per_second"]), str(one["p50_ms"]), str(one["p95_ms"]))
    console.print(table)


def _print_engine(found: dict[str, Any]) -> None:
    title = (
        f"{found['claims']:,} claims, {found['lines']:,} lines, {found['figures of a claim']} figures kept"
    )
    table = Table("Way", "claims/s", "µs a claim", title=title)
    for name, one in found["ways"].items():
        table.add_row(
            name,
            f"{one['claims_per_second']:,}",
            str(one.get("us_a_claim", f"{one.get('gb_per_second')} GB/s")),
        )
    console.print(table)
    _print_figures("Ratios, medians of the rounds", found["ratios"])
    stream = Table("Kept", "Claims", "µs a claim", "Peak MB", title="A stream, nothing kept in memory")
    for one in found["stream"]:
        stream.add_row(one["keep"], f"{one['claims']:,}", str(one["us_a_claim"]), f"{one['peak_mb']:,}")
    console.print(stream)
    _print_figures("Peak memory of the whole book at once, MB, beside the book", found["peak_memory_mb"])


def _print_figures(title: str, figures: dict[str, Any]) -> None:
    table = Table("What", "Figure", title=title)
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), str(value))
    console.print(table)


def _write(found: dict[str, Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    file.write_text(json.dumps(found, indent=1, ensure_ascii=False))
    console.print(
        f"Written to {file.relative_to(Path.cwd())}"
        if file.is_relative_to(Path.cwd())
        else f"Written to {file}"
    )


main()

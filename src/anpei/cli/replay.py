"""``anpei replay``: every past calculation once more."""

from __future__ import annotations

import dataclasses
import json
import sys
import time

import click

from anpei.cli import project


@click.command()
@click.option("--product", default="", help="Only this product (code).")
@click.option("--claim", default="", help="Only this case (number).")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a difference, then one with the figures."
)
def replay(product: str, claim: str, as_json: bool) -> None:
    """Recompute past calculations and report each difference.

    Stored inputs and the product version of the case are used. Nothing is written: the stored tree stays the record.
    Ends with 1 when anything differs.
    """
    project.load()
    from rich.console import Console
    from rich.progress import track

    from anpei.settlement import replay as replaying

    found = replaying.runs(product=product, claim=claim)
    total = found.count()
    if not total:
        raise click.ClickException("There is no stored calculation to recompute.")
    report, errors = _Report(as_json), Console(stderr=True)
    started = time.perf_counter()
    for one in track(replaying.replay(found), "Recomputing", total=total, console=errors, transient=True):
        report.take(one.differences)
    seconds = time.perf_counter() - started
    report.end(total, seconds)
    sys.exit(1 if report.runs else 0)


class _Report:
    """Differences as they come; only the counts are kept."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.runs = 0
        self.found = 0

    def take(self, differences: list) -> None:  # type: ignore[type-arg]
        if differences and not self.found and not self.as_json:
            click.echo("\t".join(("case", "run", "step", "stored", "now", "engine stored", "engine now")))
        self.runs += bool(differences)
        self.found += len(differences)
        for one in differences:
            row = dataclasses.asdict(one)
            click.echo(
                json.dumps(row, ensure_ascii=False) if self.as_json else "\t".join(map(_cell, row.values()))
            )

    def end(self, total: int, seconds: float) -> None:
        figures = {
            "runs": total, "different": self.runs, "differences": self.found, "seconds": round(seconds, 3),
            "runs_per_second": round(total / seconds),
        }  # fmt: skip
        if self.as_json:
            click.echo(json.dumps(figures))
            return
        said = f"{self.runs} of them differ, in {self.found} places" if self.runs else "nothing differs"
        click.echo(
            f"{total:,} calculations recomputed in {seconds:.1f} s ({total / seconds:,.0f} a second): {said}."
        )


def _cell(value: object) -> str:
    return "–" if value is None else str(value)

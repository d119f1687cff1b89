"""``anpei what-if``: past decisions under changed terms."""

from __future__ import annotations

import csv
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anpei.cli import project

if TYPE_CHECKING:
    from anpei.settlement.models import WhatIf

DAY = click.DateTime(["%Y-%m-%d"])
SHOWN = 10  # claims of the table; --csv has them all


@click.command("what-if")
@click.option("--product", required=True, help="Code of the product.")
@click.option("--version", "number", default="", help="Its version; the latest when left out.")
@click.option("--set", "sets", multiple=True, metavar="PATH=VALUE",
              help="A value of the product file, e.g. benefits[0].terms.deductible.amount_fen=1500000.")  # fmt: skip
@click.option("--terms", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A whole other product file instead.")  # fmt: skip
@click.option("--from", "first", type=DAY, help="Decided on this day or later.")
@click.option("--to", "last", type=DAY, help="Decided on this day or earlier.")
@click.option("--json", "how", flag_value="json", help="The whole answer as one JSON object.")
@click.option("--csv", "how", flag_value="csv", help="Every claim that moves, the largest first.")
def what_if(
    product: str, number: str, sets: tuple[str, ...], file: Path | None, first: datetime | None,
    last: datetime | None, how: str | None,
) -> None:  # fmt: skip
    """Ask what past decisions would come to under changed terms.

    Every decision that holds is recomputed from its stored inputs, a person's in the order they were made. No case is
    touched; the answer is kept and can be opened in the workbench.
    """
    project.load()
    from anpei.core.actor import Actor
    from anpei.products.queries import published
    from anpei.settlement import actions

    asked = actions.ask_what_if(
        version=published(product, number),
        changes=dict(_change(one) for one in sets),
        terms_text=file.read_text(encoding="utf-8") if file else "",
        from_on=first.date() if first else None,
        to_on=last.date() if last else None,
        wait=True,
        by=Actor.system("command-line"),
    )
    {"json": _json, "csv": _csv}.get(how or "", _table)(asked)


def _change(text: str) -> tuple[str, Any]:
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise click.BadParameter(f"{text!r} is not PATH=VALUE.", param_hint="--set")
    try:
        return path.strip(), json.loads(value)
    except json.JSONDecodeError:
        return path.strip(), value.strip()  # a word, such as a mode of rounding


def _rows(asked: WhatIf) -> Any:
    from anpei.settlement.queries import movers

    for one in movers(asked).iterator(chunk_size=500):
        yield {
            "claim": one.decision.claim.number, "before_fen": one.before_fen, "after_fen": one.after_fen,
            "difference_fen": one.difference_fen, "step": one.step, "step_before": one.step_before,
            "step_after": one.step_after, "carried": bool(one.carried),
        }  # fmt: skip


def _json(asked: WhatIf) -> None:
    whole = {"id": asked.pk, "changes": asked.changes, **asked.result, "moved_claims": list(_rows(asked))}
    click.echo(json.dumps(whole, ensure_ascii=False, indent=1))


def _csv(asked: WhatIf) -> None:
    names = (
        "claim", "before_fen", "after_fen", "difference_fen", "step", "step_before", "step_after", "carried",
    )  # fmt: skip
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(asked))


def _table(asked: WhatIf) -> None:
    from itertools import islice

    from anpei.values.money import format_yuan

    sums = asked.result
    click.echo(
        f"{asked.product_version}, question {asked.pk}: {sums['claims']:,} claims in {sums['seconds']:.1f} s."
    )
    click.echo(
        f"{sums['moved']:,} move: {sums['up']:,} up, {sums['down']:,} down, {sums['carried']:,} also by an earlier claim."
    )
    click.echo(
        f"Before {format_yuan(sums['before_fen'])}, after {format_yuan(sums['after_fen'])}, "
        f"difference {format_yuan(sums['difference_fen'])}."
    )
    if sums["drifted"]:
        click.echo(
            f"{sums['drifted']:,} were recorded with another amount by an older engine: see `anpei replay`."
        )
    if sums["not_calculable"]:
        click.echo(f"{sums['not_calculable']:,} cannot be calculated under these terms.")
    for step in sums["by_step"]:
        click.echo(f"  {step['step']}: {step['claims']:,} claims, {format_yuan(step['difference_fen'])}")
    for row in islice(_rows(asked), SHOWN):
        after = "–" if row["after_fen"] is None else format_yuan(row["after_fen"])
        click.echo(f"  {row['claim']}  {format_yuan(row['before_fen'])} → {after}  {row['step']}")

"""``anpei hotline``: calls of a telephone exchange out of a file, and how people reach us."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anpei.cli import project


@click.group()
def hotline() -> None:
    """Calls of a telephone exchange."""


@hotline.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--unit", "code", default="", help="Code of the unit whose calls these are; head office when left out."
)
@click.option(
    "--exchange", default="main", show_default=True, help="Which exchange, where there are several."
)
def import_calls(file: Path, code: str, exchange: str) -> None:
    """Take in the calls of a CSV file, one call a line. The same file again changes nothing.

    Columns: call_id, number, began, ended; and where there are: direction (in, out), queued, answered, abandoned,
    answered_by (employee number), recording (https). Moments are local, like 2026-11-16 09:00:12. A wrong line is
    named with its column and left out; the others are taken.
    """
    project.load()
    from anpei.claims.roster import default_unit
    from anpei.core.actor import Actor
    from anpei.hotline import exchange_file
    from anpei.organisation.queries import by_code

    unit = by_code(code) if code else default_unit()
    if unit is None:
        raise click.BadParameter(f"There is no unit {code}.", param_hint="--unit")
    taken = exchange_file.take(file, unit=unit, by=Actor.system("command-line"), exchange=exchange)
    for finding in taken.findings:
        click.echo(str(finding))
    click.echo(f"{taken.new} calls taken, {taken.known} known already, {len(taken.findings)} findings.")
    if taken.findings:
        sys.exit(1)

"""``anpei import``: an existing book of business from CSV or Excel."""

from __future__ import annotations

from pathlib import Path

import click

from anpei.cli import project


def _show_columns(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        project.load()
        from anpei.importing import guide

        click.echo(guide.text(), nl=False)
        context.exit()


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--apply/--dry-run", default=False, help="Write, or (the default) only try out.")
@click.option(
    "--columns",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_columns,
    help="Print the tables and columns that are understood.",
)
def import_book(files: tuple[Path, ...], apply: bool) -> None:
    """Import an existing book from CSV or Excel files.

    Customers, policies with endorsements, rosters, earlier claims, deductibles and limits already used.
    """
    project.load()
    from anpei.core.actor import Actor
    from anpei.importing import actions

    result = actions.import_files(files, dry_run=not apply, by=Actor.system("command-line"))
    for row in result.rejected:
        click.echo(str(row))
    click.echo(str(result))
    if result.rejected:
        raise SystemExit(1)

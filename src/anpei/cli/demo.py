"""``anpei demo``."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from anpei.cli import project

DEFAULT_SEED = 20_260_101
DEFAULT_CLAIMS = 1_500


@click.command()
@click.option(
    "--seed", default=DEFAULT_SEED, show_default=True, help="The same seed and date give the same insurer."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The demo's last day; today by default.")
@click.option("--claims", default=DEFAULT_CLAIMS, show_default=True, type=click.IntRange(0, 1_000_000))
@click.option("--refresh", is_flag=True, help="Move the dates of an existing demo insurer up to today.")
def demo(seed: int, as_of: datetime | None, claims: int, refresh: bool) -> None:
    """Create the demo insurer, or keep the one that is there."""
    project.load()
    from django.conf import settings

    if not settings.DEMO:
        raise click.ClickException("Demo data never mixes with real customers: this needs ANPEI_MODE=demo.")
    state = DemoState.read(settings.DATA_DIR)
    if state is not None and state.complete and refresh:
        _refresh(settings.DATA_DIR)
        click.echo("The demo insurer's dates now end today.")
    elif state is not None and state.complete:
        click.echo(
            f"The demo insurer of {state.created_on} is kept; "
            "`anpei demo --refresh` moves its dates to today."
        )
    else:
        _clear_unfinished(unfinished=state is not None)
        _create(seed, as_of.date() if as_of else None, claims, settings.DATA_DIR)


def print_logins() -> None:
    """The demo's log-ins as a table. Customers need none: their one-time codes are shown on the page."""
    from django.conf import settings
    from rich.console import Console
    from rich.table import Table

    state = DemoState.read(settings.DATA_DIR)
    if state is None or not state.complete:
        click.echo("  No demo insurer yet: `anpei demo` creates one.\n")
        return
    from anpei.demo.create import logins

    table = Table("Demo log-in", "User", "Password", box=None, padding=(0, 3, 0, 2))
    for role, user, password in logins():
        table.add_row(role, user, password)
    Console().print(table)


class DemoState:
    """Whether this database holds a demo insurer, remembered in ``demo.json`` beside the data."""

    def __init__(self, file: Path, *, complete: bool, created_on: str) -> None:
        self.file = file
        self.complete = complete
        self.created_on = created_on

    @classmethod
    def read(cls, folder: Path) -> DemoState | None:
        file = folder / "demo.json"
        if not file.exists():
            return None
        record = json.loads(file.read_text())
        return cls(file, **record[_database()]) if _database() in record else None

    @staticmethod
    def write(folder: Path, *, complete: bool, created_on: date) -> None:
        file = folder / "demo.json"
        record = json.loads(file.read_text()) if file.exists() else {}
        record[_database()] = {"complete": complete, "created_on": created_on.isoformat()}
        draft = file.with_suffix(".tmp")
        draft.write_text(json.dumps(record, indent=1))
        draft.replace(file)


def _database() -> str:
    from django.db import connection

    options = connection.settings_dict
    return f"{connection.vendor}:{options['HOST']}:{options['PORT']}/{options['NAME']}"


def _clear_unfinished(*, unfinished: bool) -> None:
    """An interrupted creation starts afresh; a database with staff of any other origin is never touched."""
    from django.core.management import call_command
    from django.db import connection

    if unfinished:
        click.echo("The last creation was interrupted: starting afresh.")
        project.migrate()
        call_command("flush", interactive=False, verbosity=0)
        return
    project.migrate()
    from anpei.accounts.models import Staff

    if Staff.objects.exists():
        raise click.ClickException(
            f"The database {connection.settings_dict['NAME']} already has staff and is no demo: "
            "choose another one with ANPEI_DATABASE_URL."
        )


def _create(seed: int, as_of: date | None, claims: int, folder: Path) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from anpei.core import clock
    from anpei.demo import create

    last_day = as_of or clock.today()
    DemoState.write(folder, complete=False, created_on=last_day)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as progress:
        create.create(seed=seed, as_of=last_day, claims=claims, progress=progress)
    DemoState.write(folder, complete=True, created_on=last_day)


def _refresh(folder: Path) -> None:
    from rich.progress import Progress

    from anpei.core import clock
    from anpei.demo import create

    with Progress() as progress:
        create.refresh(progress=progress)
    DemoState.write(folder, complete=True, created_on=clock.today())

"""``anpei migrate``."""

from __future__ import annotations

import click

from anpei.cli import project


@click.command()
def migrate() -> None:
    """Create or update the database tables."""
    project.load()
    pending = project.pending_migrations()
    project.migrate()
    click.echo(f"Applied {len(pending)} migrations." if pending else "The database is up to date.")

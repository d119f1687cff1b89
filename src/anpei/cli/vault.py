"""``anpei vault``."""

from __future__ import annotations

from pathlib import Path

import click

from anpei.cli import project


@click.group()
def vault() -> None:
    """The original files of all cases: check and move them."""


@vault.command()
def verify() -> None:
    """Read every original that a case names and recompute its hash."""
    project.load()
    from anpei.documents.vault import moving, stores

    store, seen, wrong = stores.current(), 0, 0
    for finding in moving.verify(store):
        seen += 1
        if finding is not None:
            wrong += 1
            click.echo(f"{finding.sha256}: {finding.text} [{finding.code}]")
    if wrong:
        raise click.ClickException(f"{wrong} of {seen} files in {store} are not what came in.")
    click.echo(f"{seen} files in {store}: each is there and is what came in.")


@vault.command()
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder to copy from; by default the one in the data folder.",
)
def copy(source: Path | None) -> None:
    """Copy the originals of a folder into the bucket that ANPEI_VAULT names.

    Nothing is deleted, and starting again goes on where it stopped. Then run `anpei vault verify`.
    """
    project.load()
    from django.conf import settings

    from anpei.documents.vault import moving, stores

    if settings.VAULT_BUCKET is None:
        raise click.ClickException("Set ANPEI_VAULT=s3://bucket first: it names where the files go.")
    target, done = stores.current(), moving.Copied()
    for done in moving.copy(stores.FolderStore(source) if source else stores.folder(), target):
        if done.new and done.new % 500 == 0:
            click.echo(f"{done.new} copied …")
    click.echo(
        f"{done.new} files ({done.size / 1_000_000:.1f} MB) copied to {target}, {done.known} were there."
    )
    if done.damaged:
        raise click.ClickException(
            f"{done.damaged} files have another hash than their name and stayed behind: "
            "restore them from a backup, then copy again."
        )

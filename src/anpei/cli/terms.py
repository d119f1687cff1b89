"""``anpei terms``: product files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anpei.cli import project

PRODUCT_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def terms() -> None:
    """Product files: check them, publish them."""


@terms.command()
@click.argument("files", nargs=-1, required=True, type=PRODUCT_FILE)
def check(files: tuple[Path, ...]) -> None:
    """Check product files and name every fault with its line."""
    from anpei.terms import loader
    from anpei.terms.errors import TermsError

    faults = 0
    for file in files:
        try:
            product = loader.load(file)
        except TermsError as error:
            faults += len(error.all)
            for fault in error.all:
                click.echo(str(fault))
        else:
            click.echo(f"{file}: {product.code} {product.version} is sound.")
    sys.exit(1 if faults else 0)


@terms.command()
@click.argument("file", type=PRODUCT_FILE)
def publish(file: Path) -> None:
    """Publish a product version; it can never change afterwards."""
    project.load()
    from anpei.core.actor import Actor
    from anpei.products import actions
    from anpei.terms.errors import TermsError

    try:
        version = actions.publish(
            text=file.read_text(encoding="utf-8"), by=Actor.system("command-line"), name=file.name
        )
    except TermsError as error:
        raise click.ClickException("\n".join(str(fault) for fault in error.all)) from error
    click.echo(f"Published {version}.")

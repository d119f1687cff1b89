"""``anpei corrections``: what people corrected on papers, for teaching a reader."""

from __future__ import annotations

import json
from typing import TextIO

import click

from anpei.cli import project


@click.group()
def corrections() -> None:
    """Corrections of machine readings."""


@corrections.command()
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
def export(file: TextIO) -> None:
    """Write every correction as a line of JSON. It holds personal data: keep it as you keep the papers."""
    project.load()
    from anpei.documents.training import corrections as all_corrections

    written = 0
    for one in all_corrections():
        file.write(json.dumps(one, ensure_ascii=False) + "\n")
        written += 1
    click.echo(f"{written} corrections written.", err=True)

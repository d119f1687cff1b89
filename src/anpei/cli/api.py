"""``anpei api``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from anpei.cli import project

DOCUMENT = Path("docs/openapi.json")


@click.group()
def api() -> None:
    """The API's OpenAPI document."""


@api.command()
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), default=DOCUMENT, show_default=True
)
def schema(output: Path) -> None:
    """Write the OpenAPI document of the API."""
    project.load()
    from anpei.api.urls import api as ninja

    output.write_text(
        json.dumps(ninja.get_openapi_schema(), indent=2, ensure_ascii=False, default=str) + "\n"
    )
    click.echo(f"Wrote {output}.")

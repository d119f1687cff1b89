"""``anpei fhir``: FHIR R4 messages. No settings, no database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anpei.cli.adjudicate import CALCULATED, CASE_FILE, NOT_CALCULATED, load_file, refuse


@click.group()
def fhir() -> None:
    """FHIR R4 messages."""


@fhir.command()
@click.argument("bundle", type=CASE_FILE)
@click.option("--product", "product_file", type=CASE_FILE, required=True, help="Product file.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def adjudicate(bundle: Path, product_file: Path, lang: str) -> None:
    """Answer each Claim of a Bundle with a ClaimResponse and an ExplanationOfBenefit.

    Exit code 0: every Claim was worked out. 1: some could not be, see the OperationOutcome. 2: a file cannot be read.
    """
    import datetime

    from anpei.engine.compiler import compile
    from anpei.fhir import adjudicate as answer

    product = load_file(product_file)
    try:
        text = bundle.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        refuse([f"{bundle}: not UTF-8 text. Save the file as UTF-8."])
    written, sound = answer(text, compile(product), at=datetime.datetime.now(datetime.UTC), lang=lang)
    click.echo(written, nl=False)
    sys.exit(CALCULATED if sound else NOT_CALCULATED)

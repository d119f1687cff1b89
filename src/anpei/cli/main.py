"""Entry point of the command ``anpei``."""

from __future__ import annotations

import sys

import click

from anpei.cli.adjudicate import adjudicate
from anpei.cli.advice import advice
from anpei.cli.alerts import alerts
from anpei.cli.api import api
from anpei.cli.audit import audit
from anpei.cli.book import import_book
from anpei.cli.checks import check
from anpei.cli.corrections import corrections
from anpei.cli.database import migrate
from anpei.cli.demo import demo
from anpei.cli.fhir import fhir
from anpei.cli.hotline import hotline
from anpei.cli.jobs import jobs
from anpei.cli.keys import keys
from anpei.cli.knowledge import ask, knowledge
from anpei.cli.messages import messages
from anpei.cli.recognise import recognise
from anpei.cli.replay import replay
from anpei.cli.serve import serve, worker
from anpei.cli.staff import staff, unit
from anpei.cli.terms import terms
from anpei.cli.vault import vault
from anpei.cli.wechat import wechat
from anpei.cli.what_if import what_if


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="anpei", message="anpei %(version)s")
def cli() -> None:
    """anpei 安赔: claims and customer care for insurers.

    Settings come from environment variables (docs/settings.md). With none set, this is a demo insurer on
    SQLite under ./var.
    """


for command in (
    demo,
    serve,
    worker,
    migrate,
    import_book,
    terms,
    adjudicate,
    fhir,
    recognise,
    corrections,
    replay,
    what_if,
    ask,
    knowledge,
    advice,
    hotline,
    wechat,
    alerts,
    unit,
    staff,
    jobs,
    audit,
    vault,
    api,
    messages,
    check,
    keys,
):
    cli.add_command(command)


def main() -> None:
    """Run a command; what a person can mend is one sentence and exit code 1, never a traceback."""
    try:
        cli(standalone_mode=True)
    except Exception as error:
        sentence = _explained(error)
        if sentence is None:
            raise
        click.echo(sentence, err=True)
        sys.exit(1)


def _explained(error: Exception) -> str | None:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError
    from django.db.utils import OperationalError, ProgrammingError

    from anpei.core.errors import Refused

    if isinstance(error, Refused):
        return "\n".join([str(error.message), *(f"  {name}: {text}" for name, text in error.fields.items())])
    if isinstance(error, OperationalError | ProgrammingError):
        return (
            f"The database refused: {str(error).strip().splitlines()[0]}. "
            "Check ANPEI_DATABASE_URL and that its server runs; `anpei migrate` creates missing tables."
        )
    if isinstance(error, ImproperlyConfigured | CommandError):
        return str(error)
    return None


if __name__ == "__main__":
    main()

"""``anpei alerts``: messages of a warning service taken in, and where alerts stand."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anpei.cli import project


@click.group()
def alerts() -> None:
    """Risk alerts: take in CAP 1.2 messages, list."""


@alerts.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--unit",
    "code",
    default="",
    help="Code of the unit whose customers it is for; the whole house when left out.",
)
@click.option("--check", is_flag=True, help="Say how each message is understood and keep nothing.")
def take_in(source: Path, code: str, check: bool) -> None:
    """Take in one CAP 1.2 message, or every .xml file of a folder in the order of their names.

    New warnings become drafts, updates replace, cancellations withdraw; nothing goes out by itself. A message that was
    here before changes nothing. Exit code 1 when one was refused; the others are taken all the same.
    """
    project.load()
    from anpei.core.errors import Refused

    files = sorted(source.glob("*.xml")) if source.is_dir() else [source]
    refused = 0
    for file in files:
        try:
            click.echo(f"{file.name}: {_understood(file) if check else _taken(file, code)}")
        except Refused as problem:
            refused += 1
            click.echo(f"{file.name}: {problem.message}", err=True)
            for name, text in problem.fields.items():
                click.echo(f"  {name}: {text}", err=True)
    if not files:
        click.echo(f"There is no .xml file in {source}.", err=True)
    if refused or not files:
        sys.exit(1)


@alerts.command("list")
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, 200))
def list_alerts(most: int) -> None:
    """The newest alerts with their state."""
    project.load()
    from anpei.alerts.models import Alert

    for one in Alert.objects.select_related("unit").order_by("-id")[:most]:
        places = " ".join(one.areas) or "everywhere"
        click.echo(
            f"{one.pk}  {one.state}  {one.level}  {one.peril}  {places}  "
            f"{one.starts_at:%Y-%m-%d} – {one.ends_at:%Y-%m-%d}  {one.words['zh']['title']}"
        )


def _understood(file: Path) -> str:
    from anpei.alerts import cap

    notice = cap.read(file.read_bytes())
    what = f"{notice.kind} {notice.identifier}"
    if notice.kind == "Cancel":
        return f"{what} of {', '.join(identifier for _sender, identifier in notice.references)}"
    return f"{what}: {notice.peril} {notice.level}, {' '.join(notice.areas)}, until {notice.ends_at:%Y-%m-%d %H:%M} UTC"


def _taken(file: Path, code: str) -> str:
    from anpei.alerts import actions
    from anpei.core.actor import Actor
    from anpei.organisation.queries import by_code, head_office

    unit = by_code(code) if code else head_office()
    if unit is None:
        raise click.ClickException(
            "There is no such unit." if code else "There is no head office yet: `anpei unit` makes one."
        )
    taken = actions.take_in(file.read_bytes(), unit=unit, by=Actor.system("command-line"))
    if not taken.new:
        return f"was here before, alert {taken.alert.pk}"
    return f"{taken.message.kind} {taken.message.identifier}, alert {taken.alert.pk} is {taken.alert.state}"

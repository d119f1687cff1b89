"""``anpei api``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from anpei.cli import project

DOCUMENT = Path("docs/openapi.json")


@click.group()
def api() -> None:
    """The API: its document, and who may call it."""


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


@api.group()
def client() -> None:
    """Systems that call the API."""


@client.command()
@click.argument("name")
@click.option("--unit", "unit_code", required=True, help="Code of the unit whose cases it reaches.")
@click.option("--scope", "scopes", multiple=True, required=True, help="Once for each, see docs/api.md.")
@click.option("--signs-for", "username", default="", help="User name of the person it acts as.")
def add(name: str, unit_code: str, scopes: tuple[str, ...], username: str) -> None:
    """Open a client and print its bearer. It is shown once: only a hash is kept."""
    project.load()
    from anpei.accounts import actions
    from anpei.accounts.queries import staff_by_username
    from anpei.accounts.scopes import Scope
    from anpei.core.actor import Actor
    from anpei.core.errors import Refused
    from anpei.organisation.queries import by_code

    unit = by_code(unit_code)
    if unit is None:
        raise click.ClickException(f"There is no unit {unit_code}.")
    if unknown := sorted(set(scopes) - set(Scope.values)):
        raise click.ClickException(
            f"There is no scope {unknown[0]}. Those there are: {' '.join(Scope.values)}"
        )
    signer = staff_by_username(username) if username else None
    if username and signer is None:
        raise click.ClickException(f"There is nobody with the user name {username}.")
    try:
        _opened, bearer = actions.create_client(
            name=name,
            scopes=[Scope(one) for one in scopes],
            unit=unit,
            signs_for=signer,
            by=Actor.system("command-line"),
        )
    except Refused as refused:
        raise click.ClickException(
            " ".join(map(str, refused.fields.values())) or str(refused.message)
        ) from None
    click.echo(bearer)


@client.command()
@click.argument("key_id")
@click.option("--reason", required=True, help="Kept in the record.")
def revoke(key_id: str, reason: str) -> None:
    """End a client: its next call is refused."""
    project.load()
    from anpei.accounts import actions
    from anpei.accounts.models import ApiClient
    from anpei.core.actor import Actor
    from anpei.core.errors import Refused

    found = ApiClient.objects.filter(key_id=key_id).first()
    if found is None:
        raise click.ClickException(f"There is no client {key_id}: `anpei api client list` shows them.")
    try:
        actions.revoke_client(client=found, reason=reason, by=Actor.system("command-line"))
    except Refused as refused:
        raise click.ClickException(str(refused.message)) from None
    click.echo(f"{found.name} is refused from now on.")


@client.command("list")
def list_clients() -> None:
    """Every client: key, state, unit, who it signs for, scopes, name."""
    project.load()
    from anpei.accounts.queries import clients

    for one in clients():
        state = "active" if one.active else "revoked"
        signer = one.signs_for.username if one.signs_for else "-"
        click.echo(f"{one.key_id}  {state}  {one.unit.code}  {signer}  {','.join(one.scopes)}  {one.name}")

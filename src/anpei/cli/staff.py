"""``anpei staff`` and ``anpei unit``: the first people of an insurer; later ones come in the workbench."""

from __future__ import annotations

import click

from anpei.cli import project


@click.group()
def staff() -> None:
    """Staff accounts."""


@staff.command()
@click.argument("username")
@click.option("--name", required=True, help="As colleagues and customers see it.")
@click.option("--role", required=True, help="Code of a role, see docs/roles.md.")
@click.option("--unit", "unit_code", required=True, help="Code of the unit; `anpei unit create` opens one.")
@click.option("--employee-no", required=True)
@click.password_option(help="Asked for when not given.")
def create(username: str, name: str, role: str, unit_code: str, employee_no: str, password: str) -> None:
    """Open a staff account."""
    project.load()
    from anpei.accounts.actions import staff as actions
    from anpei.core.actor import Actor
    from anpei.organisation.queries import by_code

    unit = by_code(unit_code)
    if unit is None:
        raise click.ClickException(f"There is no unit {unit_code}: open it with `anpei unit create`.")
    actions.create_staff(
        username=username,
        display_name=name,
        role=role,
        unit=unit,
        employee_no=employee_no,
        password=password,
        by=Actor.system("command-line"),
    )
    click.echo(f"{username} can log in.")


@click.group()
def unit() -> None:
    """Units: head office, branches, sub-branches, teams."""


@unit.command("create")
@click.argument("code")
@click.option("--name", required=True)
@click.option("--kind", required=True, type=click.Choice(["head_office", "branch", "sub_branch", "team"]))
@click.option("--region", required=True, help="Six-digit administrative division code (GB/T 2260).")
@click.option("--parent", "parent_code", help="Code of the unit above; none for the head office.")
def create_unit(code: str, name: str, kind: str, region: str, parent_code: str | None) -> None:
    """Open a unit."""
    project.load()
    from anpei.core.actor import Actor
    from anpei.organisation import actions
    from anpei.organisation.models import UnitKind
    from anpei.organisation.queries import by_code

    parent = by_code(parent_code) if parent_code else None
    if parent_code and parent is None:
        raise click.ClickException(f"There is no unit {parent_code}.")
    actions.create(
        code=code,
        name=name,
        kind=UnitKind(kind),
        parent=parent,
        region_code=region,
        by=Actor.system("command-line"),
    )
    click.echo(f"Unit {code} is open.")

"""``anpei wechat``: the official account."""

from __future__ import annotations

import json
from pathlib import Path

import click

from anpei.cli import project


@click.group()
def wechat() -> None:
    """The WeChat official account."""


@wechat.command()
@click.option("--show", is_flag=True, help="Print the menu as it stands at WeChat, and change nothing.")
@click.option("--dry-run", is_flag=True, help="Print the menu that would be set, and change nothing.")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another menu than the one shipped (library/wechat/menu-default.yaml).",
)
def menu(show: bool, dry_run: bool, file: Path | None) -> None:
    """Set the account's menu from its data file: report, my case, a person."""
    project.load()
    from anpei.messages import channels, wechat_menu

    account = channels.wechat()
    if account is None and not dry_run:
        raise click.ClickException("There is no official account. Set ANPEI_WECHAT, see docs/settings.md.")
    if show and account is not None:
        click.echo(_printed(account.menu()))
        return
    try:
        buttons = wechat_menu.buttons(file)
    except wechat_menu.MenuError as wrong:
        raise click.ClickException(str(wrong)) from None
    if dry_run or account is None:
        click.echo(_printed(buttons))
        return
    account.set_menu(buttons)
    click.echo(f"Menu set: {', '.join(str(one['name']) for one in buttons)}.")


def _printed(buttons: object) -> str:
    return json.dumps(buttons, ensure_ascii=False, indent=1)

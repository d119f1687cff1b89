"""The official account's menu: shipped with a way to a person, read strictly, set by one command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from anpei.cli.main import cli
from anpei.core.environment import Server
from anpei.messages import wechat_menu
from anpei.messages.ways.wechat import WeChat


def test_the_shipped_menu_fits_and_leads_to_a_person(settings: Settings):
    settings.PUBLIC_URL = "https://claims.example/"

    found = wechat_menu.buttons()

    pages = [one["url"] for top in found for one in top.get("sub_button", [top])]
    assert "https://claims.example/call-me/" in pages
    assert "https://claims.example/report/" in pages
    assert all(page.startswith("https://claims.example/") for page in pages)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("buttons: []", "menu"),
        ("buttons: [{name: 我要报案了吗, page: 'https://x/'}]", "buttons.0"),
        ("buttons: [{name: 报案, page: 'http://x/'}]", "buttons.0"),
        ("buttons: [{name: 报案}]", "buttons.0"),
        ("buttons: [{name: 报案, page: 'https://x/', below: [{name: 问, page: 'https://x/'}]}]", "buttons.0"),
        ("buttons: [{name: 报案, page: 'https://x/', colour: red}]", "buttons.0.colour"),
        (f"buttons: [{', '.join(['{name: a, page: https://x/}'] * 4)}]", "menu"),
        (f"buttons: [{{name: a, below: [{', '.join(['{name: b, page: https://x/}'] * 6)}]}}]", "buttons.0"),
        ("buttons: [", "This is no YAML"),
    ],
)
def test_what_wechat_would_refuse_is_refused_with_its_place(tmp_path: Path, text: str, where: str):
    file = tmp_path / "menu.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(wechat_menu.MenuError) as wrong:
        wechat_menu.buttons(file)

    assert str(wrong.value).startswith(where)


def test_the_command_sets_it_shows_it_and_tries_it_out(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    settings.WECHAT = Server("wechat", "official", 443, "app", "secret", {})
    kept: list[Any] = []
    monkeypatch.setattr(WeChat, "set_menu", lambda _self, buttons: kept.append(buttons))
    monkeypatch.setattr(WeChat, "menu", lambda _self: {"button": kept[-1]})
    run = CliRunner()

    tried = run.invoke(cli, ["wechat", "menu", "--dry-run"])
    assert (kept, json.loads(tried.output)) == ([], wechat_menu.buttons())
    done = run.invoke(cli, ["wechat", "menu"])
    assert (kept, done.output) == ([wechat_menu.buttons()], "Menu set: 我要报案, 我的, 找人帮忙.\n")
    assert json.loads(run.invoke(cli, ["wechat", "menu", "--show"]).output) == {"button": kept[0]}


def test_without_an_account_it_says_how_to_get_one(settings: Settings):
    settings.WECHAT = None

    answer = CliRunner().invoke(cli, ["wechat", "menu"])

    assert (answer.exit_code, "ANPEI_WECHAT" in answer.output) == (1, True)

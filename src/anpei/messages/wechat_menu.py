"""The official account's menu as data, read strictly: WeChat's limits are told beside the button that breaks them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

MOST_TOP, MOST_BELOW = 3, 5
TOP_BYTES, BELOW_BYTES = 16, 60
LONGEST_PAGE = 1024


class MenuError(ValueError):
    """The file is not a menu WeChat takes; the message says where."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Below(_Strict):
    name: str
    page: str

    @model_validator(mode="after")
    def _fits(self) -> Below:
        _check_name(self.name, BELOW_BYTES)
        _check_page(self.page)
        return self


class Button(_Strict):
    """Opens a page, or the buttons below it; never both."""

    name: str
    page: str = ""
    below: tuple[Below, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Button:
        _check_name(self.name, TOP_BYTES)
        if bool(self.page) == bool(self.below):
            raise ValueError("a button opens a page, or has buttons below it")
        if len(self.below) > MOST_BELOW:
            raise ValueError(f"at most {MOST_BELOW} buttons below one")
        if self.page:
            _check_page(self.page)
        return self


class Menu(_Strict):
    buttons: tuple[Button, ...]

    @model_validator(mode="after")
    def _fits(self) -> Menu:
        if not 1 <= len(self.buttons) <= MOST_TOP:
            raise ValueError(f"1 to {MOST_TOP} buttons")
        return self


def buttons(file: Path | None = None) -> list[dict[str, Any]]:
    """The buttons as WeChat wants them, from the file given or the one shipped. Raises MenuError."""
    shipped = files("anpei.library") / "wechat" / "menu-default.yaml"
    text = file.read_text(encoding="utf-8") if file else shipped.read_text(encoding="utf-8")
    try:
        menu = Menu.model_validate(YAML(typ="safe").load(text))
    except YAMLError as broken:
        raise MenuError(f"This is no YAML: {broken}") from None
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise MenuError(f"{where or 'menu'}: {first['msg']}") from None
    return [_of(one) for one in menu.buttons]


def _of(one: Button) -> dict[str, Any]:
    if one.below:
        return {"name": one.name, "sub_button": [_page(each.name, each.page) for each in one.below]}
    return _page(one.name, one.page)


def _page(name: str, page: str) -> dict[str, Any]:
    return {"type": "view", "name": name, "url": page.replace("{portal}", settings.PUBLIC_URL.rstrip("/"))}


def _check_name(name: str, most: int) -> None:
    if not name.strip() or len(name.encode()) > most:
        raise ValueError(f"the name takes 1 to {most} bytes, a Chinese sign takes 3")


def _check_page(page: str) -> None:
    if not page.startswith(("{portal}/", "https://")) or len(page) > LONGEST_PAGE:
        raise ValueError("a page begins with {portal}/ or https://")

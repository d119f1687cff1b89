"""Rules as data: files of the library, read strictly. An unknown or missing key is refused with its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML


class CatalogueError(ValueError):
    """The file is not what it should be; the message says where."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=Strict)


class Words(Strict):
    zh: str
    en: str

    def __str__(self) -> str:
        """In the language of the page."""
        return self.en if (get_language() or "").startswith("en") else self.zh


def read(model: type[M], text: str, origin: str) -> M:
    """A file of the library as its model. Raises CatalogueError that names the file and the place in it."""
    try:
        return model.model_validate(YAML(typ="safe", pure=True).load(text))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(f"{origin}: {place}: {first['msg']}") from None


def refuse_double(what: str, codes: Iterable[str]) -> None:
    """Raises ValueError where a code stands twice; for a model's own validator."""
    codes = list(codes)
    double = {code for code in codes if codes.count(code) > 1}
    if double:
        raise ValueError(f"{what} named twice: {', '.join(sorted(double))}")

"""Message templates: words for worried people, in the recipient's language, from ``library/messages``.

A template is data: ``{title: {…}, zh-hans: text, en: text}`` with ``{variables}``; the title is what staff call it.
Unknown or missing variables are a bug found by the tests, never a half-filled message sent to a customer. The insurer's
own words take the place of the shipped ones through ``texts`` (``messages.editing``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from django.utils.translation import get_language
from ruamel.yaml import YAML

LANGUAGES = ("zh-hans", "en")


class TemplateError(Exception):
    """A template is unknown or its variables do not fit."""


@cache
def _library() -> dict[str, Any]:
    text = (files("anpei.library") / "messages" / "cn-default.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = YAML(typ="safe").load(text)
    return loaded


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Template name to text by language."""
    return {name: {language: given[language] for language in LANGUAGES} for name, given in _library().items()}


def titles(name: str) -> dict[str, str]:
    """What a message is called, by language. Raises TemplateError for an unknown name."""
    shipped(name)
    found: dict[str, str] = _library()[name]["title"]
    return found


def title(name: str) -> str:
    """What a message is called, in the reader's language."""
    found = titles(name)
    return found["en" if (get_language() or "").startswith("en") else "zh-hans"]


def variables(name: str) -> frozenset[str]:
    """Names a template needs, the same in every language."""
    return frozenset(field for _, field, _, _ in Formatter().parse(shipped(name)["zh-hans"]) if field)


def render(
    name: str, language: str, values: Mapping[str, str], texts: Mapping[str, str] | None = None
) -> str:
    """The finished text. Raises TemplateError when a variable is missing or not known to the template."""
    if set(values) != set(variables(name)):
        raise TemplateError(f"{name}: needs {sorted(variables(name))}, got {sorted(values)}")
    texts = texts or shipped(name)
    return texts[language if language in texts else "zh-hans"].format(**values)


def shipped(name: str) -> dict[str, str]:
    """The words the product comes with, by language."""
    try:
        return catalogue()[name]
    except KeyError:
        raise TemplateError(f"unknown message template {name!r}") from None

"""A product file with some values replaced: what a question “what if this were different” rests on."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from anpei.terms import loader
from anpei.terms.errors import TermsError
from anpei.terms.product import Product

_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def changed(text: str, changes: Mapping[str, Any], name: str) -> Product:
    """The product of a YAML text after ``changes``: path (``benefits[0].terms.deductible.amount_fen``) to value.

    A value the file leaves to its default may be changed like any other. TermsError, with the path, where a path
    names nothing or the changed file is not sound.
    """
    plain, lines = loader.parse(text, name)
    defaults = loader.of_plain(copy.deepcopy(plain), lines, name).model_dump(mode="json", by_alias=True)
    for path, value in changes.items():
        try:
            _put(plain, defaults, path, value)
        except (KeyError, IndexError, TypeError, ValueError):
            raise TermsError(file=name, line=0, path=path, message="There is no such value.") from None
    return loader.of_plain(plain, lines, name)


def _put(plain: Any, defaults: Any, path: str, value: Any) -> None:
    steps = _steps(path)
    for step in steps[:-1]:
        if isinstance(plain, dict) and plain.get(step) is None:
            plain[step] = copy.deepcopy(defaults[step])
        plain, defaults = plain[step], defaults[step]
    defaults[steps[-1]]  # a name the schema does not know is no value to change
    plain[steps[-1]] = value


def _steps(path: str) -> list[str | int]:
    found = list(_PART.finditer(path))
    if not found or "".join(match.group() for match in found) != path.replace(".", ""):
        raise ValueError(path)
    return [int(match[2]) if match[2] is not None else match[1] for match in found]

"""The papers that can be read: one description per kind, in ``kinds/*.yaml``. Code that reads knows no kind by name.

A description says what speaks for the kind (``titles``, ``evidence``) and ``against`` it, the ``fields`` with the
labels they stand beside, other labels that end a value (``stops``), the ``table`` of item rows, and the ``checks``
within one paper (see ``checks.py``). Labels are compared without blanks and in half-width characters.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

from anpei.recognition.forms import FORMS
from anpei.terms.papers import PaperKind


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldDescription(_Strict):
    form: str
    labels: tuple[str, ...]
    pattern: str = ".+"
    """What the value of a ``text`` or ``code`` field looks like."""
    key: bool = False
    """A field the product works with; exactness is measured on these."""
    anywhere: bool | str = False
    """Without its label, the form alone is enough to know it; a text needs a pattern of its own then.
    ``alone``: the lowest line that is nothing but this."""
    nth: int = 0
    """Which of several values behind one label."""
    more: int = 0
    """How many further lines the value may fill."""
    words: tuple[str, ...] = ()
    """Words that stand in place of a value, such as 长期."""
    side: Literal["", "first", "last"] = ""
    """Where a label stands twice: the value of the first or the last."""
    masked: bool = False

    def model_post_init(self, _: object) -> None:
        if self.form not in FORMS:
            raise ValueError(f"no form {self.form!r}")


class TableDescription(_Strict):
    columns: dict[str, FieldDescription]
    needs: tuple[str, ...]
    stop: tuple[str, ...]


class Description(_Strict):
    kind: PaperKind
    side: Literal["", "front", "back"] = ""
    titles: tuple[str, ...] = ()
    evidence: dict[str, int]
    against: dict[str, int] = Field(default_factory=dict)
    bonus: dict[str, int] = Field(default_factory=dict)
    needs: int = 5
    fields: dict[str, FieldDescription]
    stops: tuple[str, ...] = ()
    table: TableDescription | None = None
    checks: dict[str, Any] = Field(default_factory=dict)


@cache
def descriptions() -> tuple[Description, ...]:
    yaml = YAML(typ="safe", pure=True)
    found = []
    for file in sorted(resources.files(__package__).joinpath("kinds").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            found += [
                Description.model_validate(_half_width(one)) for one in yaml.load(file.read_text("utf-8"))
            ]
    return tuple(found)


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as plain ones, so that one spelling is compared."""
    return unicodedata.normalize("NFKC", text)


def _half_width(data: Any) -> Any:
    if isinstance(data, str):
        return half_width(data)
    if isinstance(data, list):
        return [_half_width(one) for one in data]
    if isinstance(data, dict):
        return {_half_width(key): _half_width(value) for key, value in data.items()}
    return data

"""Reasons kept in both languages: they are stored, and read later by whoever opens the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext

from anpei.engine.coverage import ConditionTree
from anpei.terms.base import Text


@dataclass(frozen=True)
class Reason:
    """One sentence, with the clause it rests on."""

    text: Text
    clause: str = ""

    def to_json(self) -> dict[str, str]:
        return {"zh": self.text.zh, "en": self.text.en, "clause": self.clause}


def reason(words: str | Promise, clause: str = "", **named: str | Text | Sequence[Text]) -> Reason:
    """A sentence with its values in both languages; several texts are listed."""
    return Reason(Text(zh=_in("zh-hans", words, named), en=_in("en", words, named)), clause)


def failed(leaf: ConditionTree) -> Reason:
    """A condition of the coverage check that is not met, with the fact behind it."""
    because = leaf.because or leaf.label
    return Reason(
        Text(zh=f"{leaf.label.zh} · {because.zh}", en=f"{leaf.label.en} · {because.en}"), leaf.clause
    )


def _in(language: str, words: str | Promise, named: dict[str, str | Text | Sequence[Text]]) -> str:
    with translation.override(language):
        return str(words) % {name: _value(value, language) for name, value in named.items()}


def _value(value: str | Text | Sequence[Text], language: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Text):
        return value.in_(language)
    return gettext(", ").join(one.in_(language) for one in value)

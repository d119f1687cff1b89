"""Are these words plain enough for a worried person? Sentences by length, hard and blaming words by a list.

The limits and the words are the house's own (``library/messages/plain-words.yaml``); no standard for Chinese is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import mean
from typing import Any, Literal

from django.utils.translation import gettext as _
from ruamel.yaml import YAML

VARIABLE = re.compile(r"\{(\w*)\}")
SENTENCE_ENDS = re.compile(r"[。！？；!?;]|\.(?=\s|$)")  # Chinese is meant: punctuation
CLAUSE_ENDS = re.compile(r"[，、：,:“”（）()]")  # Chinese is meant: punctuation
STANDS_FOR = {"zh-hans": "某某某某", "en": "something"}  # Chinese is meant: it is counted, not shown
"""What a variable counts as: four characters, or one word."""


Code = Literal["sentence", "mean", "clause", "hard", "blaming", "gap", "parts"]
"""The last two are what ``messages.editing`` notices in real cases."""


@dataclass(frozen=True)
class Remark:
    """One thing that makes a text harder than it need be."""

    code: Code
    text: str
    where: str


@dataclass(frozen=True)
class Level:
    """How a text reads: sentences, characters (zh) or words (en) in the longest and on average, and what was noticed."""

    sentences: int
    longest: int
    mean: float
    remarks: tuple[Remark, ...]

    @property
    def plain(self) -> bool:
        return not self.remarks


def level(text: str, language: str) -> Level:
    """How plain a text with its ``{variables}`` is."""
    limits = _limits()[language]
    spoken = VARIABLE.sub(STANDS_FOR[language], text)
    sentences = [one.strip() for one in SENTENCE_ENDS.split(spoken) if one.strip()]
    lengths = [_length(one, language) for one in sentences] or [0]
    remarks = [
        *_long(sentences, limits["longest_sentence"], language),
        *_long_clauses(sentences, limits["longest_clause"], language),
        *_named(spoken, limits, language),
    ]
    if mean(lengths) > limits["mean_sentence"]:
        remarks.append(
            Remark("mean", _("Sentences are long on the whole. Please say one thing in each."), "")
        )
    return Level(len(sentences), max(lengths), round(mean(lengths), 1), tuple(remarks))


def _long(sentences: list[str], most: int, language: str) -> Iterator[Remark]:
    for one in sentences:
        if _length(one, language) > most:
            yield Remark("sentence", _("This sentence is long. Please make two of it."), one)


def _long_clauses(sentences: list[str], most: int, language: str) -> Iterator[Remark]:
    for sentence in sentences:
        for clause in CLAUSE_ENDS.split(sentence):
            if _length(clause, language) > most:
                yield Remark(
                    "clause", _("Nobody can take a breath here. Please add a comma or a full stop."), clause
                )


def _named(text: str, limits: dict[str, Any], language: str) -> Iterator[Remark]:
    said = text.lower()
    codes: tuple[Code, ...] = ("hard", "blaming")
    for code in codes:
        for word, instead in limits[code].items():
            if re.search(rf"\b{re.escape(word)}\b" if language == "en" else re.escape(word), said):
                yield Remark(code, _("Better: %(instead)s") % {"instead": instead}, word)


def _length(text: str, language: str) -> int:
    return len(text.split()) if language == "en" else len(re.sub(r"\s", "", text))


@cache
def _limits() -> dict[str, dict[str, Any]]:
    text = (files("anpei.library") / "messages" / "plain-words.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, Any]] = YAML(typ="safe").load(text)
    return loaded

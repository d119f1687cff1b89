"""The knowledge base: what the law says, how things are done, how papers are got. Shipped as files, added to in rows.

A file of ``library/knowledge`` is a list of entries; an imported or promoted entry is a row of ``KnowledgeEntry``.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from anpei.terms.base import LocalDate, Strict, Text, Words
from anpei.terms.papers import PaperKind

EntryId = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)+$", max_length=80)
]


class Kind(StrEnum):
    LAW = "law"
    PROCESS = "process"
    PAPER = "paper"
    CARE = "care"
    CASE = "case"
    CLAUSE = "clause"
    ANSWER = "answer"
    BOUNDARY = "boundary"


class Why(StrEnum):
    """Why a question goes to a person."""

    URGENT = "urgent"  # may harm themselves
    UNSURE = "unsure"
    HUMAN = "human"
    DECISION = "decision"
    OTHER_PERSON = "other_person"
    MEDICAL = "medical_advice"
    LEGAL = "legal_advice"
    ADVICE = "advice"
    OUTSIDE = "outside"


class Asks(Strict):
    """How people ask for it. The search reads them; nobody is shown them as an answer."""

    zh: tuple[Words, ...] = ()
    en: tuple[Words, ...] = ()


class Entry(Strict):
    id: EntryId
    kind: Kind
    title: Text
    plain: Text | None = None
    cite: Text | None = None
    article: str = ""
    text: str = ""
    source: str = ""
    asks: Asks = Asks()
    tags: tuple[Words, ...] = ()
    checked_on: LocalDate
    fact: str = ""
    paper: PaperKind | None = None
    why: Why | None = None
    product: str = ""

    @model_validator(mode="after")
    def _urgent_is_said_in_words(self) -> Entry:
        if self.why is Why.URGENT and self.plain is None:
            raise ValueError("an urgent entry needs `plain`: it is said as it stands")
        return self

    @property
    def label(self) -> Text:
        return self.cite or self.title


class KnowledgeError(Exception):
    """A file of the knowledge base that cannot be read; says which entry and what is wrong."""


class _File(Strict):
    entries: tuple[Entry, ...] = Field(min_length=1)


def load(text: str, name: str) -> tuple[Entry, ...]:
    """The entries of one file. Raises KnowledgeError."""
    try:
        entries = _File.model_validate({"entries": YAML(typ="safe").load(text)}).entries
    except YAMLError as error:
        raise KnowledgeError(f"{name}: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        raise KnowledgeError(f"{name}: entry {where}: {first['msg']}") from None
    return entries


class Topic(Strict):
    """How people speak of what a clause is about: the clause is known by words of its title."""

    titles: Annotated[tuple[Words, ...], Field(min_length=1)]
    words: str = ""
    asks: tuple[Words, ...] = ()

    def concerns(self, title: str) -> bool:
        return any(one in title for one in self.titles)


class _Topics(Strict):
    topics: tuple[Topic, ...]


@cache
def topics() -> tuple[Topic, ...]:
    text = (files("anpei.library") / "topics-default.yaml").read_text(encoding="utf-8")
    return _Topics.model_validate({"topics": YAML(typ="safe").load(text)}).topics


@cache
def shipped() -> tuple[Entry, ...]:
    """Every entry that comes with anpei."""
    folder = files("anpei.library") / "knowledge"
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yaml"))
    return tuple(entry for name in names for entry in load((folder / name).read_text(encoding="utf-8"), name))


def problems(entries: Iterable[Entry]) -> list[str]:
    """What ``anpei knowledge check`` finds: one line for each thing that would answer badly."""
    found: list[str] = []
    seen: set[str] = set()
    questions: dict[str, str] = {}
    for entry in entries:
        if entry.id in seen:
            found.append(f"{entry.id}: there are two entries of this name")
        seen.add(entry.id)
        if entry.kind is Kind.BOUNDARY and entry.why is None:
            found.append(f"{entry.id}: a boundary says why it goes to a person")
        if entry.kind is not Kind.BOUNDARY and entry.plain is None:
            found.append(f"{entry.id}: there is no plain wording")
        if entry.kind is Kind.LAW and not entry.article:
            found.append(f"{entry.id}: an entry of law names its article")
        for question in (*entry.asks.zh, *entry.asks.en):
            if other := questions.get(question):
                found.append(f"{entry.id}: {question!r} already leads to {other}")
            questions[question] = entry.id
    return found

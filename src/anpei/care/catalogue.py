"""Services and follow-up policies as data, read strictly: an unknown or missing key is refused with its place."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field, model_validator

from anpei.core.rule_files import Strict, Words, read, refuse_double

_LIBRARY = resources.files("anpei") / "library" / "care"


class Entitled(Strict):
    """Any one of these is enough."""

    aged: int | None = Field(default=None, ge=1, description="years")
    bereaved: bool = False
    serious_fen: int | None = Field(default=None, ge=1)
    declared: tuple[str, ...] = ()


class Service(Strict):
    kind: str
    name: Words
    what: Words
    entitled: Entitled
    appointment: bool


class Services(Strict):
    set: str
    valid_from: date
    mark: Literal["A", "B", "C"]
    services: tuple[Service, ...]

    @model_validator(mode="after")
    def _once(self) -> Services:
        refuse_double("service", [one.kind for one in self.services])
        return self


class Low(Strict):
    """When an answer opens a task."""

    satisfaction_at_most: int
    nps_at_most: int
    words: tuple[str, ...]


class Policy(Strict):
    code: str
    name: Words
    event: str
    close_reason: str = ""
    after_days: int = Field(ge=0)
    remind_days: int = Field(ge=1)
    open_days: int = Field(ge=2)
    channel: Literal["portal", "phone"]
    sample_bp: int = Field(ge=0, le=10_000)
    death: Literal["ask", "phone", "never"]
    questionnaire: str


class Option(Strict):
    code: str
    text: Words


class ShowIf(Strict):
    question: str
    at_least: int | None = None
    at_most: int | None = None


class Question(Strict):
    """``faces`` is 1 to 5, ``score`` 0 to 10, ``one`` and ``several`` choose options, ``text`` is free."""

    id: str
    kind: Literal["faces", "score", "one", "several", "text"]
    text: Words
    required: bool = False
    options: tuple[Option, ...] = ()
    show_if: ShowIf | None = None

    @property
    def choices(self) -> frozenset[str]:
        return frozenset(option.code for option in self.options)


class Questionnaire(Strict):
    code: str
    opening: Words
    script: Words
    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> Questionnaire:
        ids = [question.id for question in self.questions]
        refuse_double("question", ids)
        for place, question in enumerate(self.questions):
            if question.show_if and question.show_if.question not in ids[:place]:
                raise ValueError(f"{question.id}: show_if names no earlier question")
            if (question.kind in ("one", "several")) != bool(question.options):
                raise ValueError(f"{question.id}: options belong to one and several, and to nothing else")
        return self


class Followups(Strict):
    set: str
    valid_from: date
    mark: Literal["A", "B", "C"]
    low: Low
    policies: tuple[Policy, ...]
    questionnaires: tuple[Questionnaire, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> Followups:
        refuse_double("policy", [one.code for one in self.policies])
        known = {one.code for one in self.questionnaires}
        for policy in self.policies:
            if policy.questionnaire not in known:
                raise ValueError(f"{policy.code}: there is no questionnaire {policy.questionnaire}")
            if policy.remind_days >= policy.open_days:
                raise ValueError(f"{policy.code}: the reminder comes after the end")
        return self


@cache
def services() -> Services:
    return read_services(_text("services-cn-default.yaml"), origin="services-cn-default.yaml")


@cache
def followups() -> Followups:
    return read_followups(_text("followups-cn-default.yaml"), origin="followups-cn-default.yaml")


def service(kind: str) -> Service:
    return next(one for one in services().services if one.kind == kind)


def policy(code: str) -> Policy:
    return next(one for one in followups().policies if one.code == code)


def questionnaire(code: str) -> Questionnaire:
    return next(one for one in followups().questionnaires if one.code == code)


def declarable() -> tuple[str, ...]:
    """Everything a customer may say of themselves that entitles to some service, in the order of the file."""
    return tuple(dict.fromkeys(code for one in services().services for code in one.entitled.declared))


def read_services(text: str, *, origin: str) -> Services:
    return read(Services, text, origin)


def read_followups(text: str, *, origin: str) -> Followups:
    return read(Followups, text, origin)


def _text(name: str) -> str:
    return (_LIBRARY / name).read_text(encoding="utf-8")

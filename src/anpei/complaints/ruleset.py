"""The rules complaints are handled by, as dated data: a new regulation is a new file, not a new release."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from anpei.accounts.permissions import Permission
from anpei.clocks.rules import Wording

Mark = Literal["A", "B", "C"]
Code = Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]


class RuleSetError(ValueError):
    """The file is not a complaint rule set; the message says where and why."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(_Strict):
    """A choice with its words in both languages."""

    code: Code
    name: Wording


class PointsAt(models.TextChoices):
    """What stands behind a cause (``references``)."""

    RULE = "rule", _("A rule")
    LETTER = "letter", _("A letter or message")
    CLAUSE = "clause", _("A clause")
    PERSON = "person", _("A person or role")
    PRODUCT = "product", _("A product")


class CauseKind(Named):
    """A kind of cause, and what such a cause points at: picked, not typed. Empty: nothing that could be picked."""

    points_at: PointsAt | Literal[""] = ""


class Step(Named):
    """How long may it take: each step replaces the one before, with a reason the complainant is told."""

    clock: str
    permission: Permission | Literal[""]
    above: bool
    source: str
    mark: Mark

    @property
    def needs_approval(self) -> bool:
        return bool(self.permission)


class Reply(_Strict):
    lines: tuple[str, ...]
    clock: str
    source: str
    mark: Mark


class Timer(_Strict):
    clock: str
    source: str
    mark: Mark


class SecondSignature(_Strict):
    permission: Permission
    above: bool
    source: str
    mark: Mark


class ReviewRules(_Strict):
    request: str
    decision: str
    permission: Permission
    above: bool
    source: str
    mark: Mark


class RemedyRule(Named):
    carried_out: Literal["settlement", "record"]
    money: bool


class Criterion(Named):
    people: int | None = Field(default=None, gt=1)
    mark: Mark


class MajorRules(_Strict):
    report: str
    criteria: tuple[Criterion, ...]
    source: str
    mark: Mark


class RuleSet(_Strict):
    """One dated set. ``set`` is its name; a complaint keeps the set of the day it arrived."""

    set: str = Field(pattern=r"^[a-z0-9-]{1,30}$")
    name: Wording
    valid_from: date
    source: str
    mark: Mark
    steps: tuple[Step, ...] = Field(min_length=1)
    replies: tuple[Reply, ...]
    first_call: Timer
    decision: SecondSignature
    review: ReviewRules
    regulator: Timer
    kinds: tuple[Named, ...] = Field(min_length=1)
    outcomes: tuple[Named, ...] = Field(min_length=1)
    remedies: tuple[RemedyRule, ...] = Field(min_length=1)
    causes: tuple[CauseKind, ...] = Field(min_length=1)
    declines: tuple[Named, ...]
    major: MajorRules
    fix: str
    repeat_within_days: int = Field(gt=0)

    def step(self, code: str) -> Step:
        return next(step for step in self.steps if step.code == code)

    def step_after(self, code: str) -> Step | None:
        """The next step, or None where there is no more time to be had."""
        position = [step.code for step in self.steps].index(code)
        return self.steps[position + 1] if position + 1 < len(self.steps) else None

    def cause_points_at(self, code: str) -> str:
        """What a kind of cause points at; empty for a kind there is not."""
        return next((str(one.points_at) for one in self.causes if one.code == code), "")

    def remedy(self, code: str) -> RemedyRule | None:
        return next((one for one in self.remedies if one.code == code), None)

    def reply_clocks(self, line: str) -> list[str]:
        """Clocks that run beside the step for a line of business; the shortest of all counts."""
        return [one.clock for one in self.replies if line in one.lines]

    @property
    def step_clocks(self) -> tuple[str, ...]:
        return tuple(step.clock for step in self.steps)

    @property
    def clocks(self) -> frozenset[str]:
        """Every rule of the clock set this set names."""
        named = {self.first_call.clock, self.review.request, self.review.decision, self.regulator.clock}
        replies = {one.clock for one in self.replies}
        return frozenset({*self.step_clocks, *named, *replies, self.major.report, self.fix})


def in_force(on: date) -> RuleSet:
    """The set of a day: the latest whose date has come."""
    found = [one for one in _sets() if one.valid_from <= on]
    if not found:
        raise RuleSetError(f"no complaint rule set is in force on {on}")
    return found[-1]


def named(name: str) -> RuleSet:
    return next(one for one in _sets() if one.set == name)


def load(text: str, *, origin: str) -> RuleSet:
    """Rule set of a YAML text; ``origin`` names the file in errors."""
    try:
        document: Any = YAML(typ="safe", pure=True).load(text)
        return RuleSet.model_validate(document)
    except YAMLError as error:
        raise RuleSetError(f"{origin}: {error}") from None
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in error.errors()
        )
        raise RuleSetError(f"{origin}: {problems}") from None


def _sets() -> tuple[RuleSet, ...]:
    """Every set of the folder, oldest first."""
    return _folder(str(settings.COMPLAINT_RULES))


@lru_cache(maxsize=4)
def _folder(path: str) -> tuple[RuleSet, ...]:
    files = sorted(Path(path).glob("*.yaml"))
    sets = [load(file.read_text(encoding="utf-8"), origin=file.name) for file in files]
    if not sets:
        raise RuleSetError(f"{path}: there is no complaint rule set")
    names = [one.set for one in sets]
    if len(set(names)) < len(names):
        raise RuleSetError(f"{path}: two sets have the same name: {', '.join(sorted(names))}")
    return tuple(sorted(sets, key=lambda one: one.valid_from))

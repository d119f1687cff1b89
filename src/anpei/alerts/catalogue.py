"""Rules, perils with their advice, and schedules as data, read strictly: what is wrong is refused with its place."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from django.conf import settings
from django.utils.translation import get_language
from pydantic import Field, StringConstraints, model_validator

from anpei.core.rule_files import CatalogueError, Strict, Words, read, refuse_double

_LIBRARY = resources.files("anpei") / "library" / "alerts"
Colour = Literal["blue", "yellow", "orange", "red"]
Area = Annotated[str, StringConstraints(pattern=r"^([1-9]\d|[1-9]\d{3}|[1-9]\d{5})$")]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
COMMON_YEAR = 2023  # a season begins and ends on days that every year has


class Steps(Strict):
    zh: tuple[str, ...]
    en: tuple[str, ...]

    @model_validator(mode="after")
    def _as_many(self) -> Steps:
        if len(self.zh) != len(self.en) or not self.zh:
            raise ValueError(f"{len(self.zh)} steps in Chinese and {len(self.en)} in English")
        return self

    @property
    def shown(self) -> tuple[str, ...]:
        """In the language of the page."""
        return self.en if (get_language() or "").startswith("en") else self.zh


class Budget(Strict):
    most: int = Field(ge=1)
    days: int = Field(ge=1)
    beyond: tuple[Colour, ...]


class Spared(Strict):
    levels: tuple[Colour, ...]
    bereaved_days: int = Field(ge=0)
    in_hospital: bool


class Rules(Strict):
    always: tuple[Colour, ...]
    second_person: tuple[Colour, ...]
    night: tuple[Colour, ...]
    budget: Budget
    spared: Spared
    own_cases_days: int = Field(ge=1)
    compared_ages: tuple[Annotated[int, Field(ge=1, le=120)], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Rules:
        if "red" not in self.second_person:
            raise ValueError("second_person: red is always approved by a second person")
        if list(self.compared_ages) != sorted(set(self.compared_ages)):
            raise ValueError("compared_ages: each older than the one before")
        if both := set(self.always) & set(self.spared.levels):
            raise ValueError(f"spared: {', '.join(sorted(both))} reaches everybody, says always")
        return self


class People(Strict):
    """A kind of people at risk; ages in completed years."""

    code: str
    name: Words
    from_age: int | None = Field(default=None, ge=1)
    below_age: int | None = Field(default=None, ge=1)

    @property
    def by_age(self) -> bool:
        return self.from_age is not None or self.below_age is not None


class Season(Strict):
    """Part of every year; may run over New Year. No areas: everywhere."""

    starts: MonthDay = Field(alias="from")
    ends: MonthDay = Field(alias="until")
    areas: tuple[Area, ...] = ()

    @model_validator(mode="after")
    def _days_every_year_has(self) -> Season:
        for named in (self.starts, self.ends):
            date.fromisoformat(f"{COMMON_YEAR}-{named}")
        return self

    def holds(self, day: date) -> bool:
        now = f"{day:%m-%d}"
        if self.starts <= self.ends:
            return self.starts <= now <= self.ends
        return now >= self.starts or now <= self.ends


class Peril(Strict):
    code: str
    name: Words
    lines: tuple[str, ...]
    natures: tuple[str, ...]
    claims_within_days: int = Field(ge=0)
    seasons: tuple[Season, ...]
    coming: Words
    before: Steps
    during: Steps
    after: Steps
    report: Words


class Schedule(Season):
    """A draft every year, so many days before the season starts."""

    code: str
    peril: str
    level: Colour
    lead_days: int = Field(ge=1)
    lines: tuple[str, ...]
    who: str


class Library(Strict):
    set: str
    valid_from: date
    mark: Literal["A", "B", "C"]
    rules: Rules
    people: tuple[People, ...]
    perils: tuple[Peril, ...]
    schedules: tuple[Schedule, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> Library:
        perils = {one.code: one for one in self.perils}
        people = {one.code for one in self.people}
        for what, codes in (
            ("peril", [one.code for one in self.perils]),
            ("kind of people", [one.code for one in self.people]),
            ("schedule", [one.code for one in self.schedules]),
        ):
            refuse_double(what, codes)
        for schedule in self.schedules:
            if schedule.peril not in perils or schedule.who not in people:
                raise ValueError(
                    f"{schedule.code}: there is no {schedule.peril} or no {schedule.who} in this file"
                )
            if foreign := set(schedule.lines) - set(perils[schedule.peril].lines):
                raise ValueError(f"{schedule.code}: {', '.join(sorted(foreign))} is no line of its peril")
        return self


class Named(Strict):
    words: tuple[str, ...]
    peril: str


class Feed(Strict):
    """How messages of a warning service are understood."""

    set: str
    valid_from: date
    mark: Literal["A", "B", "C"]
    severity: dict[str, Colour]
    colours: dict[str, Colour]
    events: tuple[Named, ...]
    geocodes: tuple[str, ...]


@cache
def library() -> Library:
    return read(Library, _text("cn-default.yaml"), origin="cn-default.yaml")


@cache
def feed() -> Feed:
    found = read(Feed, _text("cap-cn.yaml"), origin="cap-cn.yaml")
    named = {one.peril for one in found.events}
    if unknown := named - {one.code for one in library().perils}:
        raise CatalogueError(f"cap-cn.yaml: there is no peril {', '.join(sorted(unknown))}")
    return found


def event_codes() -> dict[tuple[str, str], str]:
    """(scheme, code) of a warning service to our peril; an empty scheme stands for any. Raises CatalogueError with the line."""
    return _event_codes(str(settings.CAP_EVENT_CODES))


@lru_cache(maxsize=4)
def _event_codes(path: str) -> dict[tuple[str, str], str]:
    name, known = Path(path).name, {one.code for one in library().perils}
    rows = csv.DictReader(Path(path).read_text(encoding="utf-8-sig").splitlines())
    if missing := {"scheme", "code", "peril"} - set(rows.fieldnames or ()):
        raise CatalogueError(f"{name}: missing columns: {', '.join(sorted(missing))}")
    found: dict[tuple[str, str], str] = {}
    for number, row in enumerate(rows, start=2):
        key = ((row["scheme"] or "").strip(), (row["code"] or "").strip())
        peril_code = (row["peril"] or "").strip()
        if not key[1] or key in found:
            raise CatalogueError(f"{name}, line {number}: the code is missing or named twice")
        if peril_code not in known:
            raise CatalogueError(f"{name}, line {number}: there is no peril {peril_code or '–'}")
        found[key] = peril_code
    return found


def rules() -> Rules:
    return library().rules


def peril(code: str) -> Peril | None:
    return next((one for one in library().perils if one.code == code), None)


def people(code: str) -> People | None:
    return next((one for one in library().people if one.code == code), None)


def peril_name(code: str) -> str:
    """As people call it; the code where the library has lost it."""
    found = peril(code)
    return str(found.name) if found else code


def _text(name: str) -> str:
    return (_LIBRARY / name).read_text(encoding="utf-8")

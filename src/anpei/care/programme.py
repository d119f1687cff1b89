"""Care before anybody asks, as data: occasions of a visit, value-added services with providers."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field, model_validator

from anpei.claims.models import Nature
from anpei.core.rule_files import Strict, Words, read, refuse_double
from anpei.protection.catalogue import When

_LIBRARY = resources.files("anpei") / "library" / "care"
BY_STAFF = "staff"  # the occasion of a visit no rule proposed


class Occasion(Strict):
    code: str = Field(max_length=20)
    name: Words
    why: Words
    when: When = When()


class Visits(Strict):
    set: str
    valid_from: date
    mark: Literal["A", "B", "C"]
    gift_fen: int = Field(ge=0)
    later_days: int = Field(ge=1)
    occasions: tuple[Occasion, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> Visits:
        codes = [one.code for one in self.occasions]
        refuse_double("occasion", codes)
        if BY_STAFF not in codes:
            raise ValueError(f"there is no occasion {BY_STAFF}: what a colleague proposes needs its words")
        return self


class Provider(Strict):
    code: str = Field(max_length=20)
    name: Words
    contact: Words


class Extra(Strict):
    """One value-added service; fields as described at the head of its file."""

    kind: str = Field(max_length=20)
    name: Words
    what: Words
    provider: str
    lines: tuple[str, ...] = Field(min_length=1)
    products: tuple[str, ...] = ()
    per_year: int = Field(ge=1, le=100)
    waits_days: int = Field(default=0, ge=0, le=365)
    after: tuple[Nature, ...] = ()
    health_data: bool
    appointment: bool


class Extras(Strict):
    set: str
    valid_from: date
    mark: Literal["A", "B", "C"]
    providers: tuple[Provider, ...]
    extras: tuple[Extra, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> Extras:
        refuse_double("service", [one.kind for one in self.extras])
        known = [one.code for one in self.providers]
        refuse_double("provider", known)
        for one in self.extras:
            if one.provider not in known:
                raise ValueError(f"{one.kind}: there is no provider {one.provider}")
        return self


@cache
def visits() -> Visits:
    return read(Visits, _text("visits-cn-default.yaml"), "visits-cn-default.yaml")


@cache
def extras() -> Extras:
    return read(Extras, _text("extras-cn-default.yaml"), "extras-cn-default.yaml")


def occasion(code: str) -> Occasion:
    return next(one for one in visits().occasions if one.code == code)


def extra(kind: str) -> Extra:
    return next(one for one in extras().extras if one.kind == kind)


def provider(code: str) -> Provider:
    return next(one for one in extras().providers if one.code == code)


def _text(name: str) -> str:
    return (_LIBRARY / name).read_text(encoding="utf-8")

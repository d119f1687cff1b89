"""Suggestions, quiet times and purposes of looking as data, read strictly: an unknown key is refused with its place."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field, model_validator

from anpei.core.rule_files import Strict, Words, read, refuse_double

_LIBRARY = resources.files("anpei") / "library" / "advice"

Line = Literal["health", "accident", "group_health", "life", "property", "liability", "motor"]
BenefitKind = Literal[
    "medical_expense", "hospital_cash", "accident_death", "disability", "term_life", "critical_illness", "property", "liability",
]  # fmt: skip
SectionCode = Literal[
    "person", "policies", "cases", "entitlements", "payments", "messages", "questions", "complaints", "care", "mandates",
    "consents", "ideas", "looks",
]  # fmt: skip
"""Parts of the view of a customer."""
Part = Literal["deductible", "outside", "own_share", "over_limit", "under_insurance", "depreciation"]
FIGURES: dict[str, frozenset[str]] = {
    "borne": frozenset({"month", "claimed", "amount", "because"}),
    "used_up": frozenset({"month", "limit"}),
    "natures": frozenset({"month", "times"}),
    "expires_within_days": frozenset({"policy", "day"}),
    "family": frozenset({"age"}),
    "area": frozenset(),
    "lines": frozenset(),
    "age": frozenset(),
}
"""Condition to the figures it brings, which a sentence may name in braces."""


class Borne(Strict):
    """A decided case in which the person bore this much of a bill themselves, by part of the calculation."""

    parts: tuple[Part, ...] = Field(min_length=1)
    at_least_fen: int = Field(ge=1)
    settings: Literal["inpatient", "outpatient"] | None = None


class Natures(Strict):
    """So many own cases of any of these natures within the time looked back."""

    any: tuple[str, ...] = Field(min_length=1)
    times: int = Field(ge=1)


class Ages(Strict):
    """Full years, both ends included."""

    from_age: int = Field(default=0, ge=0)
    to_age: int = Field(default=150, le=150)


class When(Strict):
    """Every condition given must hold."""

    borne: Borne | None = None
    used_up: Literal[True] | None = None
    natures: Natures | None = None
    expires_within_days: int | None = Field(default=None, ge=1)
    family: Ages | None = None
    area: Literal["flood"] | None = None
    lines: tuple[Line, ...] | None = None
    age: Ages | None = None

    @property
    def given(self) -> list[str]:
        return [name for name in FIGURES if getattr(self, name) is not None]


class Suggestion(Strict):
    code: str = Field(pattern=r"^[a-z_]{1,30}$")
    kind: Literal["improvement", "cover"]
    reads: Literal["contract", "health"]
    line: Line | None = None
    offers: tuple[BenefitKind, ...] = ()
    when: When
    title: Words
    why: Words
    advice: Words | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Suggestion:
        if not (self.kind == "cover") == bool(self.offers) == bool(self.line):
            raise ValueError(f"{self.code}: line and offers belong to a cover, and to nothing else")
        if (self.kind == "improvement") != bool(self.advice):
            raise ValueError(f"{self.code}: advice belongs to an improvement, and to nothing else")
        if not self.when.given:
            raise ValueError(f"{self.code}: a suggestion without a condition would be told to everybody")
        personal = bool(self.when.borne or self.when.used_up)
        if self.when.natures is not None:
            personal = personal or bool({"injury", "illness", "death"} & set(self.when.natures.any))
        if personal and self.reads != "health":
            raise ValueError(f"{self.code}: this condition reads claims about a person: reads must be health")
        known = frozenset[str]().union(*(FIGURES[name] for name in self.when.given))
        for sentence in (self.why.zh, self.why.en):
            unknown = set(re.findall(r"\{(\w+)\}", sentence)) - known
            if unknown:
                raise ValueError(f"{self.code}: no condition brings {', '.join(sorted(unknown))}")
        return self


class Advice(Strict):
    set: str
    valid_from: date
    mark: Literal["A", "B", "C"]
    lookback_days: int = Field(ge=1)
    most_shown: int = Field(ge=1, le=10)
    means_days: int = Field(ge=1)
    not_interested_days: int = Field(ge=1)
    dismissed_days: int = Field(ge=1)
    flood_areas: tuple[str, ...]
    serious_illness_words: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]

    @model_validator(mode="after")
    def _once(self) -> Advice:
        refuse_double("suggestion", [one.code for one in self.suggestions])
        return self

    def suggestion(self, code: str) -> Suggestion | None:
        """None where an earlier set named it and this one no longer does."""
        return next((one for one in self.suggestions if one.code == code), None)


class Purpose(Strict):
    code: str = Field(pattern=r"^[a-z_]{1,20}$")
    name: Words
    about: Literal["claim", "words"]
    sections: tuple[SectionCode, ...] = Field(min_length=1)


class CustomerView(Strict):
    set: str
    valid_from: date
    mark: Literal["A", "B", "C"]
    minutes: int = Field(ge=1, le=240)
    purposes: tuple[Purpose, ...]

    @model_validator(mode="after")
    def _once(self) -> CustomerView:
        refuse_double("purpose", [one.code for one in self.purposes])
        return self

    def purpose(self, code: str) -> Purpose | None:
        return next((one for one in self.purposes if one.code == code), None)


@cache
def advice() -> Advice:
    return read_advice(_text("cn-default.yaml"), origin="cn-default.yaml")


@cache
def customer_view() -> CustomerView:
    return read_customer_view(_text("customer-view.yaml"), origin="customer-view.yaml")


def read_advice(text: str, *, origin: str) -> Advice:
    return read(Advice, text, origin)


def read_customer_view(text: str, *, origin: str) -> CustomerView:
    return read(CustomerView, text, origin)


def _text(name: str) -> str:
    return (_LIBRARY / name).read_text(encoding="utf-8")

"""What counts as a vulnerable period and how long it lasts, as data (library/protection)."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field, model_validator

from anpei.claims.models import Nature
from anpei.core.rule_files import Strict, Words, read, refuse_double

_FILE = resources.files("anpei") / "library" / "protection" / "cn-default.yaml"

Moment = Literal["reported", "decided", "ended", "answered"]


class When(Strict):
    """What a case has to be; all that is stated must hold. Stating nothing matches no case. Money in fen."""

    death: bool = False
    natures: tuple[Nature, ...] = ()
    inpatient: bool = False
    claimed_fen: int | None = Field(default=None, ge=1)
    hospital_days: int | None = Field(default=None, ge=1)
    harm: bool = False
    refused: bool = False
    objected: bool = False


class Period(Strict):
    """``lasts``: days from each moment."""

    code: str = Field(max_length=20)
    name: Words
    when: tuple[When, ...] = Field(min_length=1)
    lasts: dict[Moment, int] = Field(min_length=1)
    silent: bool
    who: Literal["insured", "family"]

    @model_validator(mode="after")
    def _sane(self) -> Period:
        if not all(1 <= days <= 3_650 for days in self.lasts.values()):
            raise ValueError(f"{self.code}: a period lasts from one day to ten years")
        return self


class TroubleRule(Strict):
    """``days_after``: how many days longer than the trouble itself."""

    code: Literal["complaint"]
    name: Words
    days_after: int = Field(ge=0, le=3_650)
    silent: bool


class Protection(Strict):
    set: str
    valid_from: date
    mark: Literal["A", "B", "C"]
    periods: tuple[Period, ...]
    troubles: tuple[TroubleRule, ...]

    @model_validator(mode="after")
    def _once(self) -> Protection:
        refuse_double("period", [*(one.code for one in self.periods), *(one.code for one in self.troubles)])
        return self

    @property
    def longest_days(self) -> int:
        """No case that ended longer ago protects anybody."""
        return max((days for one in self.periods for days in one.lasts.values()), default=0)


@cache
def protection() -> Protection:
    return read_protection(_FILE.read_text(encoding="utf-8"), origin=f"protection/{_FILE.name}")


def read_protection(text: str, *, origin: str) -> Protection:
    return read(Protection, text, origin)

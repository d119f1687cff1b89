"""The call to a new holder, and what changing one's mind may cost, as data (library/contracts), read strictly."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field, model_validator

from anpei.core.rule_files import Strict, Words, read, refuse_double

_FILE = resources.files("anpei") / "library" / "contracts" / "cn-default.yaml"
_PRODUCT = "{product}"


class Question(Strict):
    """Answered yes or no; the code stays with the answer."""

    code: str = Field(pattern=r"^[a-z_]{1,20}$")
    text: Words
    why: Words


class Script(Strict):
    """What a return visit asks. ``problem`` is the field beside the questions, so no question has that code."""

    mark: Literal["A", "B", "C"]
    source: str
    opening: Words
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Script:
        refuse_double("question", self.codes)
        if "problem" in self.codes:
            raise ValueError("problem: this code is taken by the sentence about a problem")
        if any(text.count(_PRODUCT) != 1 for text in (self.opening.zh, self.opening.en)):
            raise ValueError(f"opening: names the contract once, as {_PRODUCT}")
        return self

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.questions)

    def opening_for(self, product: str) -> str:
        """In the language of the page."""
        return str(self.opening).replace(_PRODUCT, product)


class CoolingOff(Strict):
    """What may be kept of the premium when a holder leaves in time, in fen, and which rule says so."""

    mark: Literal["A", "B", "C"]
    source: str
    basis: Words
    cost_at_most_fen: int = Field(ge=0, le=100_000)


class Contracts(Strict):
    set: str
    valid_from: date
    return_visit: Script
    cooling_off: CoolingOff


@cache
def contracts() -> Contracts:
    return read_contracts(_FILE.read_text(encoding="utf-8"), origin=_FILE.name)


def script() -> Script:
    return contracts().return_visit


def cooling_off() -> CoolingOff:
    return contracts().cooling_off


def read_contracts(text: str, *, origin: str) -> Contracts:
    """Raises CatalogueError that names the place where the file is not what it should be."""
    return read(Contracts, text, origin)

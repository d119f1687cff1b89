"""The small parts every section of a product file is made of: strict models, amounts, wording, natures."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MAX_FEN = 10**15

Fen = Annotated[int, Field(strict=True, ge=0, le=MAX_FEN)]
Days = Annotated[int, Field(strict=True, ge=0, le=36_500)]
Bp = Annotated[int, Field(strict=True, ge=0, le=10_000)]
Flag = Annotated[bool, Field(strict=True)]
LocalDate = Annotated[datetime.date, Field(strict=True)]
Code = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]{0,39}$")]
ClauseNumber = Annotated[str, StringConstraints(strict=True, pattern=r"^\d+(\.\d+)*(\(\d+\))?$")]
Words = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]


class Strict(BaseModel):
    """Unknown keys are refused; a loaded product never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """One wording in Simplified Chinese and in English."""

    zh: Words
    en: Words

    def in_(self, lang: str) -> str:
        """The wording for a language tag; anything that is not English reads Chinese."""
        return self.en if lang.startswith("en") else self.zh


class Nature(StrEnum):
    """What happened: to the person (death stands beside its cause: an accident that kills is both), to things, on the road,
    or to others whom the insured owes for it.
    """

    INJURY = "injury"
    ILLNESS = "illness"
    DEATH = "death"
    FIRE = "fire"
    EXPLOSION = "explosion"
    LIGHTNING = "lightning"
    STORM = "storm"
    FLOOD = "flood"
    WATER = "water"
    THEFT = "theft"
    DAMAGE = "damage"
    COLLISION = "collision"
    LIABILITY = "liability"


class Setting(StrEnum):
    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"


class EventDate(StrEnum):
    """Which date is the event of a benefit."""

    ACCIDENT = "accident"
    FIRST_DIAGNOSIS = "first_diagnosis"
    ADMISSION = "admission"
    SERVICE = "service"
    DEATH = "death"


class Severity(StrEnum):
    """How bad a listed critical illness is."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class HospitalClass(StrEnum):
    """Class of a hospital: 三级, 二级, 一级, 未定级."""

    TERTIARY = "tertiary"
    SECONDARY = "secondary"
    PRIMARY = "primary"
    UNRATED = "unrated"


class Category(StrEnum):
    """Expense category of a bill line."""

    DRUG = "drug"
    MATERIAL = "material"
    SURGERY = "surgery"
    EXAM = "exam"
    TREATMENT = "treatment"
    BED = "bed"
    NURSING = "nursing"
    OTHER = "other"

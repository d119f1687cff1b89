"""What every family of benefits shares: accumulators, rounding, limits. The families: terms.medical, terms.fixed."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from anpei.terms.base import ClauseNumber, Code, Fen, Flag, Strict, Text


class Period(StrEnum):
    """How long an accumulator remembers, and whose claims it counts: one insured person's, or the whole family's."""

    POLICY_YEAR = "policy_year"
    FAMILY_YEAR = "family_year"
    ACCIDENT = "accident"
    LIFETIME = "lifetime"


class Accumulator(Strict):
    """A deductible or limit that several claims use up together, in fen or days: of one insured person, or of everybody
    insured under the policy (per family_year).
    """

    code: Code
    name: Text
    per: Period
    unit: Literal["fen", "days"] = "fen"
    clause: ClauseNumber


class RoundingMode(StrEnum):
    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"


class Rounding(Strict):
    """How a figure comes to whole fen. The class B own share is rounded at each line or once for each receipt."""

    mode: RoundingMode = RoundingMode.HALF_UP
    catalogue_share_at: Literal["line", "receipt"] = "line"


class Limit(Strict):
    """Cap on what is paid, shared through an accumulator. Exactly one of a fixed amount, or the sum insured."""

    accumulator: Code
    amount_fen: Fen | None = None
    sum_insured: Flag = False
    clause: ClauseNumber

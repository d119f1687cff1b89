"""Calculation terms: what a deductible, a ratio, a limit may say. Formulas: docs of anpei.engine.compiler."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from anpei.terms.base import Bp, Category, ClauseNumber, Code, Days, Fen, Flag, Strict, Text


class Period(StrEnum):
    """How long an accumulator remembers."""

    POLICY_YEAR = "policy_year"
    ACCIDENT = "accident"
    LIFETIME = "lifetime"


class Accumulator(Strict):
    """A deductible or limit that several claims of one insured person use up together, in fen or days."""

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


class Deductible(Strict):
    """What the insured bears first: for each visit (receipt), each claim, or shared through an accumulator."""

    amount_fen: Fen
    per: Literal["visit", "claim", "accumulator"]
    accumulator: Code | None = None
    filled_by_other_payers: Flag = False
    clause: ClauseNumber


class Ratio(Strict):
    """Share paid: with social insurance settlement, without it, and for a person insured without social insurance."""

    settled_bp: Bp
    not_settled_bp: Bp
    no_social_insurance_bp: Bp
    zero_settlement_counts: Flag = False
    clause: ClauseNumber


class SubLimit(Strict):
    """Cap on the covered cost of some categories, before other payers: the cost above it stays outside."""

    code: Code
    name: Text
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    limit_fen: Fen
    per: Literal["visit", "hospital_day", "claim", "accumulator"]
    accumulator: Code | None = None
    clause: ClauseNumber


class Limit(Strict):
    """Cap on what is paid, shared through an accumulator. Exactly one of a fixed amount, or the sum insured."""

    accumulator: Code
    amount_fen: Fen | None = None
    sum_insured: Flag = False
    clause: ClauseNumber


class Window(Strict):
    """Outpatient visits around a hospital stay: days before admission and after discharge, both included."""

    days_before_admission: Days
    days_after_discharge: Days
    clause: ClauseNumber


class MedicalTerms(Strict):
    """Indemnity for medical expenses (regulations §5.2)."""

    scope: Literal["all", "catalogue"]
    scope_clause: ClauseNumber
    window: Window | None = None
    sub_limits: tuple[SubLimit, ...] = ()
    deduct_social: Flag = True
    deduct_other: Flag = True
    compensation_clause: ClauseNumber
    deductible: Deductible | None = None
    ratio: Ratio
    order: Literal["deductible_first", "coinsurance_first"] = "deductible_first"
    limits: tuple[Limit, ...] = ()


class HospitalCashTerms(Strict):
    """Daily amount (the sum insured of the benefit is one day) for each day in hospital."""

    deductible_days: Days = 0
    max_days_per_stay: Days
    days_accumulator: Code
    max_days_in_period: Days
    clause: ClauseNumber


class DeathTerms(Strict):
    """Sum insured once, within so many days of the accident, less what the same accident already paid."""

    within_days: Days
    within_clause: ClauseNumber
    less_prior_from: tuple[Code, ...] = ()
    prior_clause: ClauseNumber | None = None
    limits: tuple[Limit, ...] = ()


class DisabilityTerms(Strict):
    """Sum insured by grade 1 to 10 of JR/T 0083-2013; several injuries by the standard's rule."""

    standard_code: str = "JR/T 0083-2013"
    grade_bp: Annotated[tuple[Bp, ...], Field(min_length=10, max_length=10)] = (
        10_000, 9_000, 8_000, 7_000, 6_000, 5_000, 4_000, 3_000, 2_000, 1_000,
    )  # fmt: skip
    several_injuries: Literal["worst_raised_once", "worst"] = "worst_raised_once"
    grade_clause: ClauseNumber
    less_prior_from: tuple[Code, ...] = ()
    prior_clause: ClauseNumber | None = None
    limits: tuple[Limit, ...] = ()

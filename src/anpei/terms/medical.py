"""Terms of medical expense benefits: which part of a bill, what is taken off, what share is paid, up to what.

Formulas are exact. ``round`` is the product's rounding (Rounding.mode) to whole fen; every figure named below is rounded once,
where it says so, and nowhere else. The order of all steps: docs of anpei.engine.medical.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from anpei.terms.base import Bp, Category, ClauseNumber, Code, Days, Fen, Flag, Strict, Text
from anpei.terms.calculation import Limit

ItemCode = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]


class Portion(StrEnum):
    """The part of each bill line a benefit is about. Receipts are shared by benefits of different portions.

    For a line of ``amount`` fen (the same split is made of its signed exclusion, ``excluded_fen``):

    - a line whose ``drug_list`` some benefit of the product names belongs wholly to the benefits of portion ``drug_list``
      that name this list, and to no other portion;
    - any other line: outside = amount for class C, round(amount × first_pay_bp ÷ 10,000) for class B, 0 for class A;
      inside = amount − outside;
    - ``whole``: the whole line, listed or not; the receipt is then no other benefit's.
    """

    WHOLE = "whole"
    INSIDE_CATALOGUE = "inside_catalogue"
    OUTSIDE_CATALOGUE = "outside_catalogue"
    DRUG_LIST = "drug_list"


class DrugList(Strict):
    """A list of drugs a benefit may name. Its rows are the insurer's data: a bill line carries the code of its list."""

    code: Code
    name: Text
    clause: ClauseNumber


class FamilyDeductible(Strict):
    """A deductible of the whole family beside each person's own (embedded): whichever is used up first ends both.

    left = min(max(0, own amount − own used), max(0, ``amount_fen`` − family used)); what is borne (and what other payers
    fill) counts towards both. A deductible the family bears only together (aggregate) needs no such term: it is a
    deductible whose own accumulator is ``per: family_year``. ``accumulator`` must be per family_year here.
    """

    amount_fen: Fen
    accumulator: Code
    clause: ClauseNumber


class Deductible(Strict):
    """What the insured bears first.

    ``per``: ``visit`` amount of each receipt; ``claim`` amount of each claim; ``hospital_day`` amount × hospital days of the
    claim; ``accumulator`` what its accumulator has left of the amount. Borne: min(subject, due), where the subject is the
    base (order deductible_first) or the amount after every share (coinsurance_first). ``filled_by_other_payers``: other
    (not social) payers' money taken off the bills fills it first: due = max(0, due − other).
    """

    amount_fen: Fen
    per: Literal["visit", "claim", "hospital_day", "accumulator"]
    accumulator: Code | None = None
    family: FamilyDeductible | None = None
    filled_by_other_payers: Flag = False
    clause: ClauseNumber


class Tier(Strict):
    """One slice: up to this sum (None: everything above the slice before), this share of it is paid."""

    up_to_fen: Fen | None = None
    share_bp: Bp


class CoinsuranceTiers(Strict):
    """Shares by slices of the amount, for each claim or along an accumulator of all claims of its period.

    For the amount a, with u = what the accumulator holds so far (0 per claim) and bounds t₀ = 0 < t₁ < … (the last None):
    below_i = min(a, max(0, t_i − u)) (a for the last); slice_i = below_i − below_{i−1};
    result = Σ round(slice_i × share_i ÷ 10,000). The accumulator then takes a.
    """

    slices: Annotated[tuple[Tier, ...], Field(min_length=2)]
    accumulator: Code | None = None
    clause: ClauseNumber


class HospitalShares(Strict):
    """Which hospitals, and the share by class of hospital, receipt by receipt.

    ``designated_only``: the covered cost of a receipt of a hospital that is not designated is taken off, before other
    payers, unless the visit was an emergency (Supreme Court, Interpretation III of the Insurance Law, art. 20).
    The shares: the amount a of the benefit, where it is not already one for each receipt (a deductible per visit), is
    split over the receipts by their base (largest remainder, ties in receipt order); the result is
    Σ round(a_r × share of the class of r ÷ 10,000). All shares 10,000: nothing is split.
    """

    designated_only: Flag = False
    tertiary_bp: Bp = 10_000
    secondary_bp: Bp = 10_000
    primary_bp: Bp = 10_000
    unrated_bp: Bp = 10_000
    clause: ClauseNumber

    @property
    def shares(self) -> tuple[int, int, int, int]:
        """Basis points for a tertiary, secondary, primary and unrated hospital."""
        return self.tertiary_bp, self.secondary_bp, self.primary_bp, self.unrated_bp


class Ratio(Strict):
    """Share paid: with social insurance settlement, without it, and for a person insured without social insurance.

    ``pre_existing_bp``: instead of all three when the case is of a condition that existed before (fact ``pre_existing``).
    result = round(a × share ÷ 10,000), once for the benefit (for each receipt with a deductible per visit taken last).
    """

    settled_bp: Bp
    not_settled_bp: Bp
    no_social_insurance_bp: Bp
    pre_existing_bp: Bp | None = None
    zero_settlement_counts: Flag = False
    clause: ClauseNumber


class SubLimit(Strict):
    """Cap on the covered cost of some categories, or of some items by their code, before other payers.

    The lines meant are allowed in their order: each min(its cost, what is left); the cost above it stays outside. The limit
    is for each receipt (visit), limit × hospital days of the claim, for each claim, or what its accumulator has left; the
    accumulator takes what was allowed. Exactly one of ``categories`` and ``items`` is given.
    """

    code: Code
    name: Text
    categories: tuple[Category, ...] = ()
    items: tuple[ItemCode, ...] = ()
    limit_fen: Fen
    per: Literal["visit", "hospital_day", "claim", "accumulator"]
    accumulator: Code | None = None
    clause: ClauseNumber


class Cap(Strict):
    """Cap on what the benefit pays for one claim: a fixed amount, or an amount × hospital days of the claim.

    Taken after every share and deductible and before the limits: result = min(a, cap).
    """

    code: Code
    name: Text
    amount_fen: Fen
    per: Literal["claim", "hospital_day"]
    clause: ClauseNumber


class Window(Strict):
    """Outpatient visits around a hospital stay: days before admission and after discharge, both included."""

    days_before_admission: Days
    days_after_discharge: Days
    clause: ClauseNumber


class MedicalTerms(Strict):
    """Indemnity for medical expenses (regulations §5.2).

    Each share works on what the one before left: ``tiers``, then the class of hospital, then ``ratio``; ``order`` says
    whether the deductible comes before or after all of them. A payment by others is taken off a receipt once: benefits of
    different portions take it in file order, each at most its own covered cost, each only what earlier ones left
    (social: those with deduct_social; other: those with deduct_other).
    """

    portion: Portion = Portion.WHOLE
    drug_lists: tuple[Code, ...] = ()
    scope: Literal["all", "catalogue"]
    scope_clause: ClauseNumber
    window: Window | None = None
    hospital: HospitalShares | None = None
    sub_limits: tuple[SubLimit, ...] = ()
    deduct_social: Flag = True
    deduct_other: Flag = True
    compensation_clause: ClauseNumber
    deductible: Deductible | None = None
    tiers: CoinsuranceTiers | None = None
    ratio: Ratio
    order: Literal["deductible_first", "coinsurance_first"] = "deductible_first"
    caps: tuple[Cap, ...] = ()
    limits: tuple[Limit, ...] = ()

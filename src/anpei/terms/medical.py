"""Terms of medical expense benefits: which part of a bill, what is taken off, what share is paid, up to what.

Formulas are exact. ``round`` is the product's rounding (Rounding.mode) to whole fen; every figure named below is rounded once,
where it says so, and nowhere else. The order of all steps: docs of anpei.engine.medical.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from anpei.terms.base import Bp, Category, ClauseNumber, Code, Days, Fen, Flag, Setting, Strict, Text
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


Problem = tuple[str, str, tuple[str, ...]]
"""Path, message, allowed names."""


def problems(terms: MedicalTerms, settings: Collection[Setting], path: str) -> Iterator[Problem]:
    """Medical terms that contradict each other."""
    if (terms.portion is Portion.DRUG_LIST) != bool(terms.drug_lists):
        message = "Drug lists belong here exactly when the portion is drug_list."
        yield f"{path}.drug_lists", message, ()
    if terms.portion is not Portion.WHOLE and terms.scope != "all":
        yield f"{path}.scope", "A portion already says which part of a bill is meant.", ("all",)
    if (
        terms.hospital is not None
        and not terms.hospital.designated_only
        and set(terms.hospital.shares) == {10_000}
    ):
        yield f"{path}.hospital", "It neither names hospitals nor gives a share by class.", ()
    yield from _deductible_problems(terms, f"{path}.deductible")
    yield from _tier_problems(terms, f"{path}.tiers")
    yield from _sub_limit_problems(terms, f"{path}.sub_limits")
    yield from _per_day_problems(terms, settings, path)
    codes = [*(one.code for one in terms.sub_limits), *(limit.accumulator for limit in terms.limits)]
    for n, cap in enumerate(terms.caps):
        if cap.code in (*codes, *(other.code for other in terms.caps[:n])):
            yield f"{path}.caps[{n}].code", f"{cap.code!r} is given twice.", ()


def _deductible_problems(terms: MedicalTerms, path: str) -> Iterator[Problem]:
    deductible = terms.deductible
    if deductible is not None and deductible.family is not None and deductible.per != "accumulator":
        message = "A family's deductible stands beside one that each person uses up over the year."
        yield f"{path}.per", message, ("accumulator",)


def _tier_problems(terms: MedicalTerms, path: str) -> Iterator[Problem]:
    if terms.tiers is None:
        return
    bounds = [tier.up_to_fen for tier in terms.tiers.slices]
    for n, bound in enumerate(bounds):
        if (bound is None) != (n == len(bounds) - 1):
            yield f"{path}.slices[{n}].up_to_fen", "Every slice but the last has an upper bound.", ()
    known = [(n, bound) for n, bound in enumerate(bounds) if bound is not None]
    for (_, lower), (n, upper) in pairwise(known):
        if upper <= lower:
            yield f"{path}.slices[{n}].up_to_fen", "A slice ends where it began, or before.", ()
    if terms.deductible is not None and terms.deductible.per == "visit":
        yield (
            path,
            "Slices are of the claim's amount; a deductible per visit leaves one for each receipt.",
            (),
        )


def _sub_limit_problems(terms: MedicalTerms, path: str) -> Iterator[Problem]:
    for n, sub_limit in enumerate(terms.sub_limits):
        if bool(sub_limit.categories) == bool(sub_limit.items):
            message = "A sub-limit is of categories or of items, not both and not neither."
            yield f"{path}[{n}]", message, ("categories", "items")


def _per_day_problems(terms: MedicalTerms, settings: Collection[Setting], path: str) -> Iterator[Problem]:
    if Setting.INPATIENT in settings:
        return
    daily: list[tuple[str, str]] = [(f"{path}.caps[{n}].per", cap.per) for n, cap in enumerate(terms.caps)]
    daily += [(f"{path}.sub_limits[{n}].per", one.per) for n, one in enumerate(terms.sub_limits)]
    if terms.deductible is not None:
        daily.append((f"{path}.deductible.per", terms.deductible.per))
    for where, per in daily:
        if per == "hospital_day":
            yield where, "A visit has no hospital days.", ("visit", "claim", "accumulator")

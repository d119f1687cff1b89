"""Terms of fixed benefits: hospital cash, death, disability, critical illness. No bill is looked at (regulations §4, §5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from anpei.terms.base import Bp, ClauseNumber, Code, Days, Flag, Severity, Strict
from anpei.terms.calculation import Limit

Times = Annotated[int, Field(strict=True, ge=1, le=99)]


class HospitalCashTerms(Strict):
    """Daily amount (the sum insured of the benefit is one day) for each day in hospital."""

    deductible_days: Days = 0
    max_days_per_stay: Days
    days_accumulator: Code
    max_days_in_period: Days
    clause: ClauseNumber


class PremiumReturn(Strict):
    """Instead of the benefit, the premium paid so far comes back when the event lies in the waiting period.

    result = round(premium paid × ``share_bp`` ÷ 10,000). In the waiting period: fewer than ``waiting.days`` days from the
    start of cover to the event (the start of unbroken cover where the waiting period is waived on renewal, else the start
    of this policy), and not an injury where it is waived for an accident.
    """

    share_bp: Bp
    clause: ClauseNumber


class DeathTerms(Strict):
    """Sum insured once, within so many days of the accident, less what the same accident already paid.

    ``beneficiary_clause``: what is paid is shared out as the named beneficiaries' shares say (TermLifeTerms).
    """

    within_days: Days
    within_clause: ClauseNumber
    less_prior_from: tuple[Code, ...] = ()
    prior_clause: ClauseNumber | None = None
    beneficiary_clause: ClauseNumber | None = None
    limits: tuple[Limit, ...] = ()


class TermLifeTerms(Strict):
    """Sum insured once, whatever the cause of death; in the waiting period the premium instead.

    amount = sum insured, or 0 in the waiting period when ``waiting_return`` is given (the event is the day of death);
    premium_returned by PremiumReturn; then less_prior_from as for an accident death, then the limits.

    Shares (``beneficiary_clause``): of the beneficiaries still entitled, those of the lowest order share the payable amount
    in proportion to their shares, to the fen: whole fen down, the fen left over to the largest remainders, ties in the
    order given (Supreme Court, Interpretation III of the Insurance Law, art. 12). Nobody entitled: the estate (art. 42).
    """

    waiting_return: PremiumReturn | None = None
    less_prior_from: tuple[Code, ...] = ()
    prior_clause: ClauseNumber | None = None
    beneficiary_clause: ClauseNumber | None = None
    limits: tuple[Limit, ...] = ()


class PreExistingDisability(Strict):
    """A disability that was there before the accident: both are rated together, and the earlier share is taken off.

    With an earlier grade e and a combined grade c: share = max(0, grade_bp[c] − grade_bp[e]); without an earlier grade the
    share is that of this accident's grade.
    """

    clause: ClauseNumber


class DisabilityTerms(Strict):
    """Sum insured by grade 1 to 10 of JR/T 0083-2013; several injuries by the standard's rule.

    amount = round(sum insured × share ÷ 10,000), less what the same accident already paid (less_prior_from).
    """

    standard_code: str = "JR/T 0083-2013"
    grade_bp: Annotated[tuple[Bp, ...], Field(min_length=10, max_length=10)] = (
        10_000, 9_000, 8_000, 7_000, 6_000, 5_000, 4_000, 3_000, 2_000, 1_000,
    )  # fmt: skip
    several_injuries: Literal["worst_raised_once", "worst"] = "worst_raised_once"
    grade_clause: ClauseNumber
    pre_existing: PreExistingDisability | None = None
    less_prior_from: tuple[Code, ...] = ()
    prior_clause: ClauseNumber | None = None
    limits: tuple[Limit, ...] = ()


class SeverityTerm(Strict):
    """What one severity pays: a share of the sum insured, so many times, so many days apart.

    An illness of this severity is payable when
    - fewer than ``max_times`` illnesses of this severity were paid before,
    - at least ``interval_days`` days lie between the last payment's diagnosis of this severity and this diagnosis,
    - ``once_per_group``: none of its group was paid at this severity before,
    - ``ends_after_severe``: no severe illness was paid before.
    """

    severity: Severity
    share_bp: Bp
    max_times: Times = 1
    interval_days: Days = 0
    once_per_group: Flag = False
    ends_after_severe: Flag = False
    clause: ClauseNumber


class CriticalIllnessTerms(Strict):
    """A share of the sum insured on the diagnosis of a listed illness, by severity; once, or several times.

    Illnesses and their groups are the insurer's list. No illness (by its code) is paid twice. An illness diagnosed in the
    waiting period pays nothing. Of the illnesses of one claim only the best paid one counts:
    amount = max over the payable ones of round(sum insured × share ÷ 10,000).
    premium_returned (``waiting_return``) when an illness lies in the waiting period and amount is 0.
    A mild illness pays at most 30 % of what a severe one pays (checked when the file is read).
    """

    severities: Annotated[tuple[SeverityTerm, ...], Field(min_length=1)]
    waiting_return: PremiumReturn | None = None
    limits: tuple[Limit, ...] = ()


Problem = tuple[str, str, tuple[str, ...]]
"""Path, message, allowed names."""

MILD_BP = 3_000
"""A mild illness pays at most this share of what a severe one pays (regulations §5.2)."""


def problems(terms: CriticalIllnessTerms, path: str) -> Iterator[Problem]:
    """Severities given twice, and a mild illness that pays too much beside a severe one."""
    share: dict[Severity, int] = {}
    for n, term in enumerate(terms.severities):
        if term.severity in share:
            yield f"{path}.severities[{n}].severity", f"{term.severity.value!r} is given twice.", ()
        share.setdefault(term.severity, term.share_bp)
    severe = share.get(Severity.SEVERE)
    for n, term in enumerate(terms.severities):
        if (
            term.severity is Severity.MILD
            and severe is not None
            and term.share_bp * 10_000 > severe * MILD_BP
        ):
            message = (
                f"A mild illness may pay at most 30 % of a severe one: {severe * MILD_BP // 10_000} here."
            )
            yield f"{path}.severities[{n}].share_bp", message, ()
        if term.severity is Severity.SEVERE and term.ends_after_severe:
            message = "A severe illness cannot end after a severe one: say it by max_times."
            yield f"{path}.severities[{n}].ends_after_severe", message, ("false",)

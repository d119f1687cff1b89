"""Fixed benefits as named steps: hospital cash, death, term life, disability by grade (regulations §4)."""

from __future__ import annotations

from collections.abc import Sequence

from anpei.engine.beneficiaries import share_out
from anpei.engine.compiled import Draft
from anpei.engine.expressions import (
    Add,
    AllOf,
    Choose,
    Column,
    Compare,
    Const,
    Expr,
    Fact,
    Fold,
    Least,
    Left,
    Less,
    Most,
    Not,
    Ref,
    Share,
    Term,
    Times,
    When,
)
from anpei.engine.medical import ZERO, applies, sum_insured, write_limits
from anpei.engine.waiting import in_waiting, return_premium
from anpei.terms.base import Text
from anpei.terms.benefits import DeathBenefit, DisabilityBenefit, HospitalCashBenefit, TermLifeBenefit


def write_hospital_cash(draft: Draft, benefit: HospitalCashBenefit, path: str) -> Ref:
    """Days of each stay less the deductible days, capped a stay and a period, times the daily amount."""
    terms = benefit.terms
    clause = terms.clause
    fits = applies(draft, benefit, Compare(">", Fact("stays"), ZERO))
    counted = Less(Column("stay", "days"), Term(f"{path}.terms.deductible_days", terms.deductible_days))
    cap = Term(f"{path}.terms.max_days_per_stay", terms.max_days_per_stay)
    stay = draft.bind(
        "stay_days",
        When(fits, Least((Most((counted, ZERO)), cap)), ZERO),
        Text(zh="每次住院给付日数", en="Days paid of each stay"),
        grain="stay",
        unit="days",
        clause=clause,
    )
    draft.bind(
        "hospital_days",
        Fact("hospital_days"),
        Text(zh="住院日数", en="Days in hospital"),
        unit="days",
        show="always",
        clause=clause,
    )
    days = draft.bind(
        "countable_days",
        Fold(stay),
        Text(
            zh="扣除免赔日、按每次上限后的日数", en="Days after the deductible days and the cap of each stay"
        ),
        plain=Text(zh="可以给付的天数", en="Days that can be paid"),
        unit="days",
        show="always",
        clause=clause,
    )
    whole = Term(f"{path}.terms.max_days_in_period", terms.max_days_in_period)
    draft.limits.setdefault(terms.days_accumulator, whole)
    left = draft.bind(
        "days_left",
        Left(terms.days_accumulator, whole),
        Text(zh="本期剩余日数", en="Days left in the period"),
        unit="days",
        clause=clause,
    )
    paid = draft.bind(
        "paid_days",
        Least((days, left)),
        Text(zh="给付日数", en="Days paid"),
        unit="days",
        show="always",
        clause=clause,
        post=terms.days_accumulator,
    )
    amount = draft.bind(
        "amount",
        Times(sum_insured(benefit, path), paid),
        Text(zh="每日津贴 × 给付日数", en="Daily amount × days paid"),
        plain=Text(zh="每天的津贴乘以天数", en="The daily amount for each day"),
        kind="amount",
        sign=1,
        show="always",
        clause=clause,
    )
    return write_limits(draft, benefit, (), path, amount)


def write_death(draft: Draft, benefit: DeathBenefit, path: str, *, written: Sequence[str]) -> Ref:
    """The sum insured once, if death came within the agreed days, less what the same accident already paid."""
    terms = benefit.terms
    fits = applies(draft, benefit, AllOf((Fact("died"), Fact("had_accident"))))
    amount: Ref = draft.bind(
        "amount",
        When(fits, sum_insured(benefit, path), ZERO),
        Text(zh="保险金额", en="Sum insured"),
        kind="amount",
        sign=1,
        show="always",
        clause=benefit.clause,
    )
    within = Term(f"{path}.terms.within_days", terms.within_days)
    late = draft.bind(
        "too_late",
        When(Compare("<=", Fact("days_to_death"), within), ZERO, amount),
        Text(zh="身故不在事故后约定日数内", en="Death not within the agreed days of the accident"),
        kind="less",
        sign=-1,
        show="nonzero",
        clause=terms.within_clause,
    )
    due = draft.bind("due", Less(amount, late), Text(zh="应给付金额", en="Amount due"), clause=benefit.clause)
    due = less_prior(draft, terms.less_prior_from, terms.prior_clause, due, written)
    payable = write_limits(draft, benefit, terms.limits, path, due)
    return share_out(draft, terms.beneficiary_clause, payable)


def write_term_life(draft: Draft, benefit: TermLifeBenefit, path: str, *, written: Sequence[str]) -> Ref:
    """The sum insured once, whatever the cause; in the waiting period the premium instead (TermLifeTerms)."""
    terms = benefit.terms
    fits = applies(draft, benefit, Fact("died"))
    due: Expr = When(fits, sum_insured(benefit, path), ZERO)
    waits = None
    if terms.waiting_return is not None and benefit.waiting is not None:
        early = in_waiting(
            benefit.waiting, path, Fact("days_to_death_covered"), Fact("days_to_death_of_policy")
        )
        waits = draft.bind(
            "in_waiting",
            AllOf((fits, early)),
            Text(zh="在等待期内", en="In the waiting period"),
            unit="flag",
            show="nonzero",
            clause=benefit.waiting.clause,
        )
        due = When(AllOf((fits, Not(waits))), sum_insured(benefit, path), ZERO)
    amount: Ref = draft.bind(
        "amount",
        due,
        Text(zh="保险金额", en="Sum insured"),
        kind="amount",
        sign=1,
        show="always",
        clause=benefit.clause,
    )
    if terms.waiting_return is not None and waits is not None:
        returned = return_premium(draft, terms.waiting_return, path, waits)
        label = Text(zh="应给付金额", en="Amount due")
        amount = draft.bind("due", Add((amount, returned)), label, clause=benefit.clause)
    amount = less_prior(draft, terms.less_prior_from, terms.prior_clause, amount, written)
    payable = write_limits(draft, benefit, terms.limits, path, amount)
    return share_out(draft, terms.beneficiary_clause, payable)


def write_disability(draft: Draft, benefit: DisabilityBenefit, path: str, *, written: Sequence[str]) -> Ref:
    """Worst grade, raised once when two or more injuries share it, of the sum insured, less what was paid before."""
    terms = benefit.terms
    clause = terms.grade_clause
    fits = applies(draft, benefit, AllOf((Compare(">", Fact("injuries"), ZERO), Fact("had_accident"))))
    rated = draft.bind(
        "injury_grade",
        When(fits, Column("injury", "grade"), ZERO),
        Text(zh="各处伤残等级", en="Grade of each injury"),
        grain="injury",
        unit="grade",
        clause=clause,
    )
    worst = draft.bind(
        "worst_grade",
        Fold(rated, how="least"),
        Text(zh="最重等级", en="Worst grade"),
        unit="grade",
        show="always",
        clause=clause,
    )
    grade = _final_grade(draft, benefit, rated, worst)
    steps = tuple(Term(f"{path}.terms.grade_bp[{n}]", bp) for n, bp in enumerate(terms.grade_bp))
    share = draft.bind(
        "ratio",
        _share_for(draft, benefit, steps, grade),
        Text(zh="给付比例", en="Share for the grade"),
        kind="ratio",
        unit="bp",
        show="always",
        clause=clause,
    )
    amount = draft.bind(
        "amount",
        Share(sum_insured(benefit, path), share, draft.product.calculation.rounding.mode.value),
        Text(zh="保险金额 × 给付比例", en="Sum insured × share"),
        kind="amount",
        sign=1,
        show="always",
        clause=benefit.clause,
    )
    due = less_prior(draft, terms.less_prior_from, terms.prior_clause, amount, written)
    return write_limits(draft, benefit, terms.limits, path, due)


def _share_for(draft: Draft, benefit: DisabilityBenefit, steps: tuple[Term, ...], grade: Ref) -> Expr:
    """The share of the grade; with a disability from before, that of both together less that of the earlier one."""
    before = benefit.terms.pre_existing
    if before is None:
        return Choose(steps, grade)
    earlier = draft.bind(
        "earlier_grade",
        When(grade, Fact("earlier_grade"), ZERO),
        Text(zh="原有伤残等级", en="Grade from before"),
        unit="grade",
        show="nonzero",
        clause=before.clause,
    )
    combined = draft.bind(
        "combined_grade",
        When(earlier, Fact("combined_grade"), ZERO),
        Text(zh="合并评定等级", en="Grade of both together"),
        unit="grade",
        show="nonzero",
        clause=before.clause,
    )
    rise = Most((Less(Choose(steps, combined), Choose(steps, earlier)), ZERO))
    return When(earlier, rise, Choose(steps, grade))


def _final_grade(draft: Draft, benefit: DisabilityBenefit, rated: Ref, worst: Ref) -> Ref:
    clause = benefit.terms.grade_clause
    if benefit.terms.several_injuries == "worst":
        return worst
    same = draft.bind(
        "injury_is_worst",
        AllOf((Compare(">", rated, ZERO), Compare("==", rated, worst))),
        Text(zh="属最重等级", en="Is of the worst grade"),
        grain="injury",
        unit="flag",
        clause=clause,
    )
    count = draft.bind(
        "worst_count",
        Fold(same),
        Text(zh="最重等级的处数", en="Injuries of the worst grade"),
        unit="count",
        show="always",
        clause=clause,
    )
    raised = Most((Less(worst, Const(1)), Const(1)))
    return draft.bind(
        "grade",
        When(Compare(">=", count, Const(2)), raised, worst),
        Text(zh="最终等级", en="Final grade"),
        unit="grade",
        show="always",
        clause=clause,
    )


def less_prior(
    draft: Draft, sources: Sequence[str], clause: str | None, due: Ref, written: Sequence[str]
) -> Ref:
    """Less what the same accident already paid, before this claim or by an earlier benefit of it."""
    if not sources:
        return due
    paid: list[Expr] = [Fact(f"prior.{code}") for code in sources]
    paid += [Ref(f"{code}.payable") for code in sources if code in written]
    prior = draft.bind(
        "prior",
        Least((Add(tuple(paid)), due)),
        Text(zh="同一事故此前已给付", en="Already paid for the same accident"),
        kind="less",
        sign=-1,
        show="nonzero",
        clause=clause or "",
    )
    return draft.bind(
        "after_prior",
        Less(due, prior),
        Text(zh="扣除后金额", en="Amount after earlier payments"),
        clause=clause or "",
    )

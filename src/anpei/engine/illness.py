"""Critical illness as named steps: each diagnosis looked at on its own, the best paid one counts (CriticalIllnessTerms)."""

from __future__ import annotations

from anpei.engine.compiled import Draft
from anpei.engine.expressions import (
    Add,
    AllOf,
    AnyOf,
    Column,
    Compare,
    Const,
    Expr,
    Fact,
    Fold,
    Not,
    Ref,
    Share,
    Term,
    When,
)
from anpei.engine.medical import ZERO, applies, sum_insured, write_limits
from anpei.engine.waiting import in_waiting, return_premium
from anpei.terms.base import Severity, Text
from anpei.terms.benefits import CriticalIllnessBenefit
from anpei.terms.fixed import SeverityTerm

SEVERITY_CODES = {severity: position for position, severity in enumerate(Severity, start=1)}


def write_critical_illness(draft: Draft, benefit: CriticalIllnessBenefit, path: str) -> Ref:
    """A share of the sum insured for the best paid of the payable illnesses; in the waiting period the premium."""
    terms = benefit.terms
    fits = applies(draft, benefit, Compare(">", Fact("illnesses"), ZERO))
    waits = _waits(draft, benefit, path, fits)
    payable = _payable(draft, benefit, path, fits, waits)
    share = draft.bind(
        "illness_share",
        When(payable, _by_severity(terms.severities, path), ZERO),
        Text(zh="给付比例", en="Share for the severity"),
        grain="illness",
        unit="bp",
        clause=benefit.clause,
    )
    due = draft.bind(
        "illness_due",
        Share(sum_insured(benefit, path), share, draft.product.calculation.rounding.mode.value),
        Text(zh="应给付", en="Due for the illness"),
        grain="illness",
        clause=benefit.clause,
    )
    amount: Ref = draft.bind(
        "amount",
        Fold(due, how="greatest"),
        Text(zh="疾病给付金额", en="Amount for the illness"),
        plain=Text(zh="按确诊的病应该赔的钱", en="What is due for the illness found"),
        kind="amount",
        sign=1,
        show="always",
        clause=benefit.clause,
    )
    if terms.waiting_return is not None and waits is not None:
        early = draft.bind(
            "in_waiting",
            AllOf((Fold(waits),)),
            Text(zh="在等待期内确诊", en="Diagnosed in the waiting period"),
            unit="flag",
            show="nonzero",
            clause=terms.waiting_return.clause,
        )
        returned = return_premium(draft, terms.waiting_return, path, AllOf((early, Not(amount))))
        label = Text(zh="应给付金额", en="Amount due")
        amount = draft.bind("due", Add((amount, returned)), label, clause=benefit.clause)
    return write_limits(draft, benefit, terms.limits, path, amount)


def _waits(draft: Draft, benefit: CriticalIllnessBenefit, path: str, fits: Ref) -> Ref | None:
    waiting = benefit.waiting
    if waiting is None:
        return None
    covered, of_policy = Column("illness", "days_covered"), Column("illness", "days_of_policy")
    return draft.bind(
        "illness_in_waiting",
        AllOf((fits, in_waiting(waiting, path, covered, of_policy))),
        Text(zh="等待期内确诊", en="Diagnosed in the waiting period"),
        grain="illness",
        unit="flag",
        clause=waiting.clause,
    )


def _payable(draft: Draft, benefit: CriticalIllnessBenefit, path: str, fits: Ref, waits: Ref | None) -> Ref:
    terms = benefit.terms
    rules = [_open(term, f"{path}.terms.severities[{n}]") for n, term in enumerate(terms.severities)]
    parts: list[Expr] = [fits, Not(Column("illness", "code_paid")), AnyOf(tuple(rules))]
    if waits is not None:
        parts.append(Not(waits))
    return draft.bind(
        "illness_payable",
        AllOf(tuple(parts)),
        Text(zh="可以给付", en="May be paid"),
        grain="illness",
        unit="flag",
        clause=benefit.clause,
    )


def _open(term: SeverityTerm, path: str) -> Expr:
    """Whether an illness is of this severity and the severity still pays for it."""
    parts: list[Expr] = [
        _is(term),
        Compare(">", Term(f"{path}.max_times", term.max_times), Column("illness", "times_paid")),
        Compare(
            "<=", Term(f"{path}.interval_days", term.interval_days), Column("illness", "days_since_paid")
        ),
    ]
    if term.once_per_group:
        parts.append(Not(Column("illness", "group_paid")))
    if term.ends_after_severe:
        parts.append(Not(Fact("severe_paid")))
    return AllOf(tuple(parts))


def _is(term: SeverityTerm) -> Expr:
    return Compare("==", Column("illness", "severity"), Const(SEVERITY_CODES[term.severity]))


def _by_severity(severities: tuple[SeverityTerm, ...], path: str) -> Expr:
    share: Expr = ZERO
    for n, term in enumerate(severities):
        share = When(_is(term), Term(f"{path}.terms.severities[{n}].share_bp", term.share_bp), share)
    return share

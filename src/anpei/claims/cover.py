"""From the case to the engine's coverage check and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from anpei.claims.models import OF_OTHERS, THINGS, Care, Casualty, Claim, DeathCause, Nature
from anpei.engine import coverage
from anpei.engine.coverage import CoverageFacts
from anpei.policies import queries as policies
from anpei.policies.models import InsuredMember, PolicyState
from anpei.products import queries as products
from anpei.terms.base import Nature as EventNature
from anpei.terms.base import Setting
from anpei.terms.benefits import Benefit, HospitalCashBenefit, limits_of
from anpei.terms.calculation import Period
from anpei.terms.product import Product

RANK = {"pass": 0, "cut": 1, "unknown": 2, "fail": 3}
NATURES: dict[str, tuple[EventNature, ...]] = {
    Nature.INJURY: (EventNature.INJURY,),
    Nature.ILLNESS: (EventNature.ILLNESS,),
    Nature.UNKNOWN: (),
    Nature.COLLISION: (EventNature.COLLISION,),
    Nature.LIABILITY: (EventNature.LIABILITY,),
    **{peril: (EventNature(peril),) for peril in THINGS},
}
SUFFERED: dict[str, tuple[EventNature, ...]] = {
    Casualty.NONE: (),
    Casualty.INJURED: (EventNature.INJURY,),
    Casualty.KILLED: (EventNature.INJURY, EventNature.DEATH),
    Casualty.UNKNOWN: (),
}


def died(claim: Claim) -> bool:
    """Whether the insured person died; victims and claimants are others."""
    return claim.nature == Nature.DEATH or (claim.died_on is not None and claim.nature not in OF_OTHERS)


def natures_of(claim: Claim) -> tuple[EventNature, ...]:
    """What happened, a death beside its stated cause. Nothing while the cause of a death is not known: it is not guessed."""
    if claim.nature in OF_OTHERS:
        harmed = (EventNature.DAMAGE,) if claim.nature == Nature.LIABILITY else ()
        return (*NATURES[claim.nature], *SUFFERED[claim.casualty], *harmed)
    if not died(claim):
        return NATURES[claim.nature]
    if claim.cause_of_death == DeathCause.ACCIDENT:
        return (EventNature.INJURY, EventNature.DEATH)
    if claim.cause_of_death == DeathCause.ILLNESS and claim.nature != Nature.INJURY:
        return (EventNature.ILLNESS, EventNature.DEATH)
    # Injured by an accident and later dead of an illness: the accident did not cause this death.
    return (EventNature.INJURY,) if claim.cause_of_death else ()


def facts_of(claim: Claim, answers: dict[str, coverage.Answer]) -> CoverageFacts:
    """What the rows know, with the handler's answers: exclusion fact to yes, no, part or unknown."""
    assert claim.member is not None and claim.product_version is not None  # the action has checked
    return facts_under(claim, claim.member, products.terms(claim.product_version), answers)


def facts_under(
    claim: Claim, member: InsuredMember, terms: Product, answers: dict[str, coverage.Answer]
) -> CoverageFacts:
    """The same event seen from any contract of the person: its own, or another one it may come under as well."""
    policy = member.policy
    day = claim.event_on
    natures = natures_of(claim)
    accident = EventNature.INJURY in natures or claim.non_life
    return CoverageFacts(
        policy_starts_on=policy.starts_on,
        policy_ends_on=policy.ends_on,
        policy_in_force=policy.state != PolicyState.LAPSED,
        terminated_on=policy.terminated_on,
        first_started_on=policy.first_started_on,
        insured=True,
        insured_name=member.party.name,
        joined_on=member.joined_on,
        left_on=member.left_on,
        first_joined_on=member.first_joined_on,
        natures=natures,
        settings=(Setting(claim.care),) if claim.care in (Care.INPATIENT, Care.OUTPATIENT) else (),
        accident_on=day if accident else None,
        first_diagnosis_on=None if accident else day,
        admitted_on=_first(claim, "admitted_on", "inpatient")
        or (day if claim.care == Care.INPATIENT else None),
        service_on=_first(claim, "issued_on", "outpatient")
        or (day if claim.care == Care.OUTPATIENT else None),
        died_on=claim.died_on if EventNature.DEATH in natures else None,
        disabled=claim.injuries.exists() or None,
        listed_illness=_listed_illness(claim),
        answers=answers,
        limits_left=_limits_left(terms, member, day) if day else {},
    )


def check(claim: Claim, facts: CoverageFacts) -> dict[str, Any]:
    """The condition tree under the product version the case is pinned to, as JSON."""
    assert claim.product_version is not None
    return coverage.check(products.terms(claim.product_version), facts).to_json()


def questions(claim: Claim) -> list[tuple[str, str, str]]:
    """What a handler has to answer: (fact, question in Chinese, question in English), in the order of the terms."""
    if claim.product_version is None:
        return []
    natures = set(natures_of(claim))
    return [
        (exclusion.fact, exclusion.question.zh, exclusion.question.en)
        for exclusion in products.terms(claim.product_version).exclusions
        if not exclusion.natures or not natures or natures & set(exclusion.natures)
    ]


def leaf_names(tree: dict[str, Any]) -> set[str]:
    return {node["name"] for node in _leaves(tree)}


def outcome(tree: dict[str, Any], overrides: dict[str, Any]) -> str:
    """The worst outcome of all conditions, with what a person put right."""
    return max(
        (overrides.get(leaf["name"], leaf)["outcome"] for leaf in _leaves(tree)),
        key=lambda each: RANK[each],
        default="pass",
    )


def _leaves(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not tree["children"]:
        yield tree
    for child in tree["children"]:
        yield from _leaves(child)


def _first(claim: Claim, field: str, setting: str) -> date | None:
    """The earliest such date on the receipts entered so far."""
    found: date | None = (
        claim.receipts.filter(setting=setting, **{f"{field}__isnull": False})
        .order_by(field)
        .values_list(field, flat=True)
        .first()
    )
    return found


def _listed_illness(claim: Claim) -> bool | None:
    """Known once a person has signed which illness of the list it is."""
    sheet = claim.fact_sheets.first()
    return True if sheet is not None and sheet.facts["illnesses"] else None


def _limits_left(terms: Product, member: InsuredMember, day: date) -> dict[str, int]:
    """Accumulator code to what is left of its limit in its own period: fen or days."""
    periods = {
        Period.POLICY_YEAR: policies.policy_year_start(member.policy, day),
        Period.FAMILY_YEAR: policies.policy_year_start(member.policy, day),
        Period.ACCIDENT: day,
        Period.LIFETIME: None,
    }
    sums = policies.sums_insured_on(member, day)
    caps = {code: cap for benefit in terms.benefits for code, cap in _caps(benefit, sums)}
    used = policies.used_in_periods(
        member,
        {code: periods[terms.accumulator(code).per] for code in caps},
        family=terms.family_accumulators,
    )
    return {code: cap - used[code] for code, cap in caps.items()}


def _caps(benefit: Benefit, sums_insured: dict[str, int]) -> Iterator[tuple[str, int]]:
    if isinstance(benefit, HospitalCashBenefit):
        yield benefit.terms.days_accumulator, benefit.terms.max_days_in_period
        return
    for limit in limits_of(benefit):
        amount = limit.amount_fen if limit.amount_fen is not None else _sum_insured(benefit, sums_insured)
        if amount is not None:
            yield limit.accumulator, amount


def _sum_insured(benefit: Benefit, sums_insured: dict[str, int]) -> int | None:
    term = benefit.sum_insured
    return term.amount_fen if term.source == "product" else sums_insured.get(term.key or benefit.code)

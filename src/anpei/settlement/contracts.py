"""What the contract brings to a calculation: sums, special terms, beneficiaries, and what it has paid before."""

from __future__ import annotations

from typing import cast

from anpei.claims.models import Claim
from anpei.engine import Calculation
from anpei.engine.facts import Beneficiary, CaseFacts, Illness, Override, PolicyFacts
from anpei.policies.models import InsuredMember
from anpei.policies.queries import overrides_on, sums_insured_on
from anpei.products import queries as products
from anpei.settlement.models import Decision, DecisionState
from anpei.settlement.sheets import named_in_policy
from anpei.terms.benefits import (
    MOTOR_BENEFITS,
    CriticalIllnessBenefit,
    DeathBenefit,
    LiabilityBenefit,
    PropertyBenefit,
    TermLifeBenefit,
)
from anpei.terms.product import Product


def facts_of(claim: Claim, member: InsuredMember, terms: Product) -> PolicyFacts:
    """The policy on the day of the event. A product that may return the premium reads the premium of the policy."""
    policy = member.policy
    assert claim.event_on is not None  # checked before calculating
    returns = any(
        isinstance(one, TermLifeBenefit | CriticalIllnessBenefit) and one.terms.waiting_return
        for one in terms.benefits
    )
    return PolicyFacts(
        starts_on=policy.starts_on,
        ends_on=policy.ends_on,
        sum_insured_fen=dict(sorted(sums_insured_on(member, claim.event_on).items())),
        social_insured=member.social_insured,
        first_started_on=member.first_joined_on,
        premium_paid_fen=policy.premium_fen if returns and policy.premium_fen else None,
        overrides=tuple(
            Override(path=path, value=value, kind=kind, document=document)  # type: ignore[arg-type]  # DocumentKind
            for path, value, kind, document in overrides_on(policy, claim.event_on)
            if path in terms.negotiable
        ),
    )


def beneficiaries(member: InsuredMember, terms: Product) -> tuple[Beneficiary, ...]:
    """Those the policy names, where the product shares a death benefit out among them."""
    shared = any(
        isinstance(one, DeathBenefit | TermLifeBenefit) and one.terms.beneficiary_clause is not None
        for one in terms.benefits
    )
    return named_in_policy(member) if shared else ()


def bought(terms: Product, sums: dict[str, int]) -> tuple[str, ...] | None:
    """Motor, property and liability covers are chosen one by one: those the policy has a sum for. None: all there are."""
    optional = (*MOTOR_BENEFITS, PropertyBenefit, LiabilityBenefit)
    chosen = [
        one.code
        for one in terms.benefits
        if not isinstance(one, optional) or one.sum_insured.source == "product" or one.sum_insured_key in sums
    ]
    return None if len(chosen) == len(terms.benefits) or not chosen else tuple(chosen)


def illnesses_paid(claim: Claim) -> tuple[Illness, ...]:
    """Of each earlier case of this person under the contract: the illness that was paid, which is the best paid one."""
    assert claim.product_version is not None
    if not any(
        isinstance(one, CriticalIllnessBenefit) for one in products.terms(claim.product_version).benefits
    ):
        return ()
    earlier = Decision.objects.filter(
        claim__member=claim.member_id, state=DecisionState.APPROVED, run__isnull=False, amount_fen__gt=0
    ).exclude(claim=claim.pk)
    paid = {one for decision in earlier.select_related("run") for one in _paid(decision)}
    return tuple(sorted(paid, key=lambda one: (one.confirmed_on, one.code)))


def _paid(decision: Decision) -> list[Illness]:
    assert decision.run is not None
    illnesses = CaseFacts.from_json(decision.run.inputs).event.illnesses
    figures = Calculation.from_json(decision.run.result).figures
    rows = [
        cast("list[int]", value)
        for name, value in figures.items()
        if illnesses and name.endswith(".illness_due")
    ]
    best = [max(range(len(row)), key=row.__getitem__) for row in rows if any(row)]
    return [illnesses[position] for position in best]

"""Contracts as a customer reads them: what it is, for whom, until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from anpei.core import clock
from anpei.disclosure.holding import Contract
from anpei.policies.models import InsuredMember, Policy, PolicyState
from anpei.policies.queries import was_in_force
from anpei.portal.presenters import wording


@dataclass(frozen=True)
class PolicyRow:
    """``held``: the contract is the visitor's own to look after; ``insured`` is empty where nobody is named in it."""

    policy_id: int
    name: str
    number: str
    insured: str
    until: date
    in_force: bool
    icon: str
    held: bool = False
    given_back_on: date | None = None
    change_mind_until: date | None = None


def policy_rows(members: Iterable[InsuredMember], *, held: Sequence[Contract] = ()) -> list[PolicyRow]:
    """One row for each person insured under a contract. ``held``: the contracts the visitor looks after."""
    today = clock.today()
    own = {one.policy.pk: one for one in held}
    return [
        _row(
            member.policy,
            own.get(member.policy_id),
            insured=member.party.name,
            in_force=was_in_force(member.policy, today)
            and (member.left_on is None or member.left_on > today),
        )
        for member in members
    ]


def held_rows(held: Iterable[Contract], members: Iterable[InsuredMember]) -> list[PolicyRow]:
    """The contracts looked after in which none of ``members`` is insured."""
    today = clock.today()
    named = {member.policy_id for member in members}
    return [
        _row(one.policy, one, insured="", in_force=was_in_force(one.policy, today))
        for one in held
        if one.policy.pk not in named
    ]


def _row(policy: Policy, contract: Contract | None, *, insured: str, in_force: bool) -> PolicyRow:
    product = policy.product_version.product
    return PolicyRow(
        policy_id=policy.pk,
        name=wording.product_name(product),
        number=policy.number,
        insured=insured,
        until=policy.ends_on,
        in_force=in_force,
        icon="walk" if product.line == "accident" else "hospital",
        held=contract is not None,
        given_back_on=policy.terminated_on if policy.state == PolicyState.SURRENDERED else None,
        change_mind_until=contract.until if contract and contract.may_leave else None,
    )

"""Contracts as a customer reads them: what it is, for whom, until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from anpei.core import clock
from anpei.policies.models import InsuredMember
from anpei.policies.queries import was_in_force
from anpei.portal.presenters import wording


@dataclass(frozen=True)
class PolicyRow:
    name: str
    number: str
    insured: str
    until: date
    in_force: bool
    icon: str
    change_mind_until: date | None = None


def policy_rows(
    members: Iterable[InsuredMember], *, cooling_off: Mapping[int, date] = MappingProxyType({})
) -> list[PolicyRow]:
    """``cooling_off``: last day to change one's mind by contract, of those where it has not passed."""
    today = clock.today()
    return [
        PolicyRow(
            name=wording.product_name(product),
            number=member.policy.number,
            insured=member.party.name,
            until=member.policy.ends_on,
            in_force=was_in_force(member.policy, today)
            and (member.left_on is None or member.left_on > today),
            icon="walk" if product.line == "accident" else "hospital",
            change_mind_until=cooling_off.get(member.policy_id),
        )
        for member in members
        for product in [member.policy.product_version.product]
    ]

"""The whole book looked through for entitlements nobody has claimed: page by page, so that it holds any number of cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from anpei.advice import actions, fitting
from anpei.advice.models import EntitlementState
from anpei.claims.models import Claim, CloseReason, Nature
from anpei.claims.states import ClaimState
from anpei.core.actor import Actor

PAGE = 200
BY = Actor.system("entitlement-watch")


@dataclass
class Looked:
    """What one run came to: cases looked at, contracts by outcome, and the open ones with their dates."""

    cases: int = 0
    contracts: Counter[str] = field(default_factory=Counter)
    open: list[tuple[str, str, date]] = field(default_factory=list)
    """(case, policy, last day to claim) of what may pay and is not claimed."""


def look_through(*, since: date, tell: bool = False, keep: bool = True) -> Looked:
    """Look at every case whose event lies on or after a day.

    ``keep`` False looks and writes nothing; ``tell`` writes to the customers, each entitlement once.
    """
    found = Looked()
    for claim in _cases(since):
        found.cases += 1
        if keep:
            for row in actions.look_for(claim, by=BY, tell=tell):
                _count(found, claim, row.state, row.member.policy.number, row.claim_by_on)
            continue
        for fit in fitting.other_contracts(claim):
            state = EntitlementState.MAY if fit.benefits else EntitlementState.NOT
            if fit.claimed_as is not None:
                state = EntitlementState.CLAIMED
            _count(found, claim, state, fit.member.policy.number, fit.claim_by_on)
    found.open.sort(key=lambda one: (one[2], one[0], one[1]))
    return found


def _count(found: Looked, claim: Claim, state: str, policy: str, until: date) -> None:
    found.contracts[str(state)] += 1
    if state == EntitlementState.MAY:
        found.open.append((claim.number, policy, until))


def _cases(since: date) -> Iterator[Claim]:
    """Cases with a person, a policy and a day, in the order of their ids; duplicates and misdirected ones left out."""
    rows = (
        Claim.objects.filter(event_on__gte=since, insured__isnull=False, policy__isnull=False)
        .exclude(state=ClaimState.CLOSED, close_reason__in=(CloseReason.DUPLICATE, CloseReason.MISDIRECTED))
        .exclude(nature=Nature.UNKNOWN)
        .select_related("insured", "member", "unit")
        .order_by("id")
    )
    last = 0
    while page := list(rows.filter(pk__gt=last)[:PAGE]):
        yield from page
        last = page[-1].pk

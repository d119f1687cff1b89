"""Checks across the papers of a case: with each other, with the policy, with other cases. They show, they never decide."""

from __future__ import annotations

from collections.abc import Iterator

from anpei.claims.models import Claim
from anpei.documents.checks import dates, elsewhere, people, sums
from anpei.documents.checks.check import Check, Outcome
from anpei.documents.checks.issuers import run as _issuers
from anpei.documents.understood import Understood

__all__ = ["Check", "Outcome", "agreed_fields", "doubted_fields", "run"]


def run(claim: Claim, found: Understood) -> list[Check]:
    return list(_all(claim, found))


def doubted_fields(checks: list[Check]) -> frozenset[int]:
    """Fields a failed comparison speaks of: a person looks at them before they are confirmed."""
    return frozenset(field for check in checks if check.outcome == Outcome.FAIL for field in check.fields)


def agreed_fields(checks: list[Check]) -> frozenset[int]:
    """Fields something else on the papers or the case speaks for. That nothing was found elsewhere speaks for nothing."""
    return frozenset(
        field
        for check in checks
        if check.outcome == Outcome.PASS and not check.code.startswith("elsewhere.")
        for field in check.fields
    )


def _all(claim: Claim, found: Understood) -> Iterator[Check]:
    yield from sums.run(found)
    yield from people.run(claim, found)
    yield from dates.run(claim, found)
    yield from elsewhere.run(claim, found)
    yield from _issuers(found)

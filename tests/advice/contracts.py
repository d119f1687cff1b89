"""More contracts for the people of the cast."""

from __future__ import annotations

from datetime import date
from random import Random

from tests.cast import Cast

from anpei.demo import book
from anpei.parties.models import Party
from anpei.policies.models import InsuredMember

STARTS = date(2026, 3, 1)
RENEWED = date(2025, 3, 1)


def contract(
    cast: Cast,
    code: str,
    *,
    number: str,
    insured: Party | None = None,
    starts_on: date = STARTS,
    renewed_since: date = RENEWED,
) -> InsuredMember:
    """One more individual policy of a person, of a shipped product, renewed once."""
    person = insured or cast.customer
    return book.issue(
        number=number, version=cast.versions[code], holder=person, insured=person, unit=cast.branch,
        starts_on=starts_on, renewed_since=renewed_since, source=Random(5),
    )  # fmt: skip

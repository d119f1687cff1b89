"""An insurer with people in three districts, and alerts about their weather."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from tests.cast import SYSTEM, Cast

from anpei.alerts import actions, catalogue, wording
from anpei.alerts.actions import AlertForm
from anpei.alerts.models import Alert, Level
from anpei.core import clock
from anpei.demo import book, people
from anpei.jobs.worker import drain
from anpei.parties import actions as parties
from anpei.parties.models import Party
from anpei.policies.models import InsuredMember

HERE, NEXT, FAR = "990201", "990202", "980101"


@dataclass
class Town:
    """People by name with an accident policy each; ``move`` gives somebody an address."""

    cast: Cast
    people: dict[str, Party] = field(default_factory=dict)
    members: dict[str, InsuredMember] = field(default_factory=dict)

    def settle(
        self,
        name: str,
        region: str,
        *,
        born_on: date | None = date(1980, 5, 1),
        phone: bool = True,
        **more: Any,
    ) -> Party:
        serial = 100 + len(self.people)
        party = parties.register(
            name=name,
            phone=people.phone(serial) if phone else "",
            birth_on=born_on,
            region_code=region,
            source="tests",
            by=SYSTEM,
            **more,
        )
        self.people[name] = party
        self.members[name] = book.issue(
            number=f"T{serial:08d}",
            version=self.cast.versions["qc_accident"],
            holder=party,
            insured=party,
            unit=self.cast.branch,
            starts_on=date(2026, 3, 1),
            source=Random(serial),
        )
        return party

    def settle_many(self, count: int, region: str) -> None:
        for number in range(count):
            self.settle(f"居民{len(self.people)}-{number}", region)


@pytest.fixture
def town(cast: Cast) -> Town:
    return Town(cast)


def form(peril: str = "rainstorm", level: str = "yellow", **changes: Any) -> AlertForm:
    """A form that can be kept: the library's words, from now for three days, here."""
    found = catalogue.peril(peril)
    assert found is not None
    now = clock.now()
    given: dict[str, Any] = {
        "peril": peril,
        "level": level,
        "areas": [HERE],
        "starts_at": now,
        "ends_at": now + timedelta(days=3),
        "lines": ["accident"],
        "words": wording.from_library(found, level if level in Level.values else "blue"),
        **changes,
    }
    return AlertForm(**given)


def drafted(cast: Cast, **changes: Any) -> Alert:
    return actions.draft(form(**changes), unit=cast.branch, by=cast.staff["care"].actor)


def counted(cast: Cast, **changes: Any) -> Alert:
    alert = actions.ask_to_count(drafted(cast, **changes), by=cast.staff["care"].actor)
    drain(strict=True)
    alert.refresh_from_db()
    return alert


def approved(cast: Cast, **changes: Any) -> Alert:
    return actions.approve(counted(cast, **changes), by=cast.supervisor.actor)


def sent(cast: Cast, **changes: Any) -> Alert:
    alert = actions.send(approved(cast, **changes), by=cast.staff["care"].actor)
    drain(strict=True)
    alert.refresh_from_db()
    return alert

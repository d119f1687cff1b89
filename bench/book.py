"""An insurer to measure on: the demo insurer, and who in it may report a new case."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from anpei.core import clock
from anpei.demo import create
from anpei.policies.models import InsuredMember

SEED = 20_260_101
FIRST = 1_000  # cases made with the insurer itself


class Silent:
    """A progress bar nobody looks at."""

    def add_task(self, description: str, total: float | None = 100.0) -> int:
        return 0

    def advance(self, task_id: int, advance: float = 1) -> None:
        return None


def found(claims: int = FIRST) -> None:
    """The demo insurer with this many cases, made as `anpei demo` makes it."""
    create.create(seed=SEED, as_of=None, claims=claims, progress=Silent())


def refresh_statistics() -> None:
    """What autovacuum does in a running house: the planner knows the tables, index-only scans are possible."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def insured_people() -> Iterator[InsuredMember]:
    """Adults under an individual contract in force who have nothing going on, each once."""
    today = clock.today()
    yield from (
        InsuredMember.objects.filter(
            policy__group=False,
            policy__starts_on__lte=today,
            policy__ends_on__gte=today,
            party__guardian=None,
            party__phone_hash__gt="",
        )
        .exclude(party__claims__is_open=True)
        .select_related("party", "policy")
        .order_by("party_id")
        .distinct("party_id")
    )

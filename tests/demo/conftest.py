"""A small demo insurer, and what people see of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from anpei.audit.models import Event
from anpei.claims.models import ChecklistItem, Claim
from anpei.demo import create
from anpei.messages.models import Message
from anpei.parties.models import Party
from anpei.payments.models import Instruction
from anpei.policies.models import InsuredMember, Policy

AS_OF = date(2026, 11, 20)
SEED = 7
CLAIMS = 44
LINK_ID = re.compile(r"/alerts/\d+/")  # PostgreSQL does not take a number back that was rolled back


class Quiet:
    """A progress bar nobody looks at."""

    def __init__(self) -> None:
        self.done: dict[int, float] = {}

    def add_task(self, description: str, total: float | None = 100.0) -> int:
        self.done[len(self.done)] = 0
        return len(self.done) - 1

    def advance(self, task_id: int, advance: float = 1) -> None:
        self.done[task_id] += advance


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def made_once(*, seed: int, claims: int) -> dict[str, list[list[str]]]:
    """What people see of the insurer of this seed, which is gone afterwards."""
    with rolled_back():
        create.create(seed=seed, as_of=AS_OF, claims=claims, progress=Quiet())
        return natural_rows()


def natural_rows() -> dict[str, list[list[str]]]:
    """Everything people see, without ids, salts and what hangs from them: those are drawn anew."""
    return {
        "claims": _rows(
            Claim,
            "number",
            "state",
            "channel",
            "story",
            "reported_at",
            "event_on",
            "paid_fen",
            "payable_fen",
            "reserve_fen",
        ),
        "papers": _rows(ChecklistItem, "claim__number", "kind", "state", "problem"),
        "parties": _rows(Party, "name", "id_number", "phone", "birth_on"),
        "policies": _rows(Policy, "number", "starts_on", "ends_on", "unit__code"),
        "members": _rows(InsuredMember, "policy__number", "joined_on", "social_insured"),
        "messages": _rows(Message, "body", "channel", "state", "created_at"),
        "transfers": _rows(Instruction, "claim__number", "amount_fen", "state", "settled_at"),
        "events": _rows(Event, "subject", "seq", "type", "actor_kind", "actor_name", "at"),
    }


def _rows(model: type, *columns: str) -> list[list[str]]:
    return sorted(
        [LINK_ID.sub("/alerts/", str(value)) for value in row] for row in model.objects.values_list(*columns)
    )

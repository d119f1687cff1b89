"""A large book for reading, in minutes: rows copied inside PostgreSQL, each copy under ids, numbers and hashes of its own.

Names and texts of copies are those of their origin, events are not copied and so the record of copies is empty: good for
measuring what a list costs beside a million others, for nothing else. (``anpei.demo.bulk`` makes complete cases.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Max

from anpei.accounts.models import Staff
from anpei.claims.models import ChecklistItem, Claim
from anpei.deadlines.models import Clock
from anpei.messages.models import Message
from anpei.parties.models import Party
from anpei.policies.models import InsuredMember, Policy

MODELS: tuple[type[models.Model], ...] = (Party, Policy, InsuredMember, Claim, ChecklistItem, Clock, Message)
GROWING = frozenset(model._meta.db_table for model in MODELS) | {
    "audit_event", "audit_chain", "documents_paper", "settlement_receipt", "settlement_expenseline", "settlement_decision",
    "settlement_calculationrun", "payments_payee", "payments_instruction", "claims_callrequest", "claims_relatedclaim",
    "jobs_job", "core_idempotencykey", "parties_bankaccount", "parties_consent", "policies_accumulatorentry",
}  # fmt: skip
HANDLER_LOAD = 90  # open cases of one handler: a larger house has more people, not busier ones
# Of the rows of a finished case every fourth is copied: it keeps the disk small and the indexes large enough.
_ONLY = {
    ChecklistItem: "t.id % 4 = 0",
    Clock: "t.subject = 'claim' AND (t.stopped_at IS NULL OR t.id % 4 = 0)",
    Message: "t.subject = 'claim' AND t.id % 4 = 0",
}


@dataclass(frozen=True)
class _Copying:
    times: int
    stride: int
    colleagues: int  # how many there are
    first_colleague: int

    def expression(self, model: type[models.Model], fld: Any) -> str:
        column = f't."{fld.column}"'
        away = (
            f"copy.n * {self.stride}::bigint"  # differs at every growth, so that a copy is copied once more
        )
        moved = f"{column} + {away}"
        if fld.primary_key or (fld.is_relation and fld.related_model in MODELS):
            return moved
        match model.__name__, fld.name:
            case (("Clock" | "Message"), "subject_id"):
                return moved
            case "Claim", "handler":
                return self._colleague("t.is_open AND t.handler_id IS NOT NULL", "t.id", column)
            case "Clock", "owner_id":
                return self._colleague(
                    "t.stopped_at IS NULL AND t.owner_id IS NOT NULL", "t.subject_id", column
                )
            case ("Claim", "next_due_at") | ("Clock", "due_at"):
                return f"{column} + copy.n * interval '11 seconds'"
            case (("Claim" | "Policy"), "number"):
                return f"'X' || ({moved.replace(column, 't.id')})::text"
            case "Message", "dedupe":
                return f"{column} || ':' || {away}"
        if fld.name.endswith("_hash"):
            return (
                f"CASE WHEN {column} = '' THEN '' ELSE md5({column} || {away}) || md5({away} || {column}) END"
            )
        return column

    def _colleague(self, condition: str, claim_id: str, column: str) -> str:
        """What is open goes to one of the colleagues, the same for a case and its clocks."""
        chosen = f"{self.first_colleague} + ({claim_id} * 7919 + copy.n::bigint * 104729) % {self.colleagues}"
        return f"CASE WHEN {condition} THEN {chosen} ELSE {column} END"


def multiply(to: int) -> int:
    """Copy every case of a known contract until the book holds about ``to``; gives how many cases were written."""
    before = Claim.objects.count()
    times = max(0, round(to / before) - 1)
    if times == 0:
        return 0
    with transaction.atomic():
        copying = _plan(times)
        for model in MODELS:
            _copy(model, copying)
    return Claim.objects.count() - before


def _plan(times: int) -> _Copying:
    highest = max(model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in MODELS)
    colleagues = max(
        1, Claim.objects.filter(is_open=True, handler__isnull=False).count() * times // HANDLER_LOAD
    )
    return _Copying(times, highest + 1, colleagues, _hire(colleagues))


def _hire(count: int) -> int:
    """More handlers, spread over the units that work cases; gives the id of the first, the others follow it."""
    first = (Staff.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    units = list(Staff.objects.filter(role="handler").values_list("unit_id", flat=True).distinct())
    Staff.objects.bulk_create(
        Staff(
            pk=first + number,
            username=f"bench-{first + number}",
            display_name=f"同事{number}",
            role="handler",
            unit_id=units[number % len(units)],
            employee_no=f"B{first + number}",
            demo=True,
        )
        for number in range(count)
    )
    return first


def _copy(model: type[models.Model], copying: _Copying) -> None:
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{fld.column}"' for fld in fields)
    values = ", ".join(copying.expression(model, fld) for fld in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}" t '
            f"CROSS JOIN generate_series(1, {copying.times}) AS copy(n) WHERE {_ONLY.get(model, 'true')}"
        )
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM \"{table}\"))"
        )

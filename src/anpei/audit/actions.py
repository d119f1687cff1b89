"""Writing the record: events into their chain, chains into seals, lawful erasure."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models.query import QuerySet

from anpei.audit import hashing, registry
from anpei.audit.events import PersonalErased
from anpei.audit.models import Chain, Event, Seal, SealedHead
from anpei.core import clock
from anpei.core import request as current
from anpei.core.actor import Actor
from anpei.jobs import actions as jobs

SEAL_BATCH = 5_000
BULK_BATCH = 2_000
NAME_LENGTH = 120


def record(*, subject: str, subject_id: int, event: Any, by: Actor, new_chain: bool = False) -> Event:
    """Write what happened, inside the transaction of its action, and enqueue the tasks that wait for it.

    Three statements, two with ``new_chain=True`` (the subject was inserted in this very transaction and has
    no event yet), one more with subscribers. Locks the subject's chain until the transaction ends.
    """
    return record_all(subject=subject, subject_id=subject_id, events=[event], by=by, new_chain=new_chain)[0]


def record_all(
    *, subject: str, subject_id: int, events: Sequence[Any], by: Actor, new_chain: bool = False
) -> list[Event]:
    """Several things that happened at once to one subject, in order; as many statements as ``record``."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "Events are recorded inside the transaction of their action."
        )
    if type(subject_id) is not int:
        raise TypeError(f"subject_id is a number, not {subject_id!r}: the chain hashes it as it reads back.")
    if not events:
        return []
    chain = Chain(subject=subject, subject_id=subject_id) if new_chain else _locked_chain(subject, subject_id)
    at = clock.now()
    rows = [_append(chain, happened, by=by, at=at) for happened in events]
    chain.save()
    Event.objects.bulk_create(rows)
    jobs.enqueue_all(
        [
            jobs.New(task=task, args={"event_id": row.pk})
            for row in rows
            for task in (*registry.subscribers(row.type), *(registry.watchers() if row.for_id else ()))
        ]
    )
    return rows


@dataclass(frozen=True)
class History:
    """The whole past of one new subject, for bulk loading: what happened, who did it, when (in order)."""

    subject: str
    subject_id: int
    moments: Sequence[tuple[Any, Actor, datetime]] = field(default_factory=list)


def record_many(histories: Iterable[History]) -> int:
    """Write the events of many subjects that have none yet; gives the number of events.

    The rows are those ``record`` would have written at those moments; the tasks that wait for events are not
    called: who loads a past loads its consequences too.
    """
    count = 0
    chains: list[Chain] = []
    rows: list[Event] = []
    with transaction.atomic():
        for history in histories:
            chain = Chain(subject=history.subject, subject_id=history.subject_id)
            rows.extend(_append(chain, happened, by=by, at=at) for happened, by, at in history.moments)
            if chain.length:
                chain.created_at = history.moments[0][2]
                chains.append(chain)
            if len(rows) >= BULK_BATCH:
                count += _flush(chains, rows)
        count += _flush(chains, rows)
    return count


def erase_personal(*, subject: str, subject_id: int, by: Actor, reason: str) -> int:
    """Erase the personal payload of all events of a subject (PIPL art. 47); gives how many had one.

    The chain still verifies, since it holds only their salted hashes; the erasure is itself an event.
    """
    with transaction.atomic():
        _locked_chain(subject, subject_id)
        # A plain query set on purpose: the model's own manager refuses every change.
        holding: QuerySet[Event] = QuerySet(Event).filter(
            subject=subject, subject_id=subject_id, personal__isnull=False
        )
        seqs = list(holding.order_by("seq").values_list("seq", flat=True))
        if not seqs:
            return 0
        holding.update(personal=None, personal_salt=None)
        record(subject=subject, subject_id=subject_id, event=PersonalErased(seqs=seqs, reason=reason), by=by)
    return len(seqs)


def seal() -> int:
    """Seal every chain that changed since the last seal into the chain of all; gives how many were sealed.

    A chain that is being written right now is left for the next run (PostgreSQL: SKIP LOCKED).
    """
    total = 0
    while sealed := _seal_batch():
        total += sealed
        if sealed < SEAL_BATCH:
            break
    return total


def _locked_chain(subject: str, subject_id: int) -> Chain:
    mine = Chain.objects.select_for_update().filter(subject=subject, subject_id=subject_id)
    chain = mine.first()
    if chain is None:
        Chain.objects.bulk_create([Chain(subject=subject, subject_id=subject_id)], ignore_conflicts=True)
        chain = mine.get()
    return chain


def _append(chain: Chain, happened: Any, *, by: Actor, at: datetime) -> Event:
    plain, private = registry.split(happened)
    if by.is_person_outside:
        private["actor_name"] = by.name
    if by.for_id:
        private["for_name"] = by.for_name
    salt = secrets.token_hex(32) if private else None
    row = Event(
        subject=chain.subject,
        subject_id=chain.subject_id,
        seq=chain.length + 1,
        type=happened.event_type,
        audience=happened.audience,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name="" if by.is_person_outside else by.name[:NAME_LENGTH],
        actor_role=by.role,
        for_id=by.for_id,
        at=at,
        request_id=current.current_id(),
        data=plain,
        personal=hashing.personal_text(private) if salt else None,
        personal_salt=salt,
        personal_hash=hashing.personal_hash(salt, private) if salt else "",
        prev_hash=chain.head,
    )
    row.hash = hashing.event_hash(row)
    chain.length, chain.head, chain.unsealed = row.seq, row.hash, True
    return row


def _flush(chains: list[Chain], rows: list[Event]) -> int:
    Chain.objects.bulk_create(chains, batch_size=BULK_BATCH)
    Event.objects.bulk_create(rows, batch_size=BULK_BATCH)
    count = len(rows)
    chains.clear()
    rows.clear()
    return count


def _seal_batch() -> int:
    with transaction.atomic():
        chains = list(
            Chain.objects.select_for_update(skip_locked=True)
            .filter(unsealed=True)
            .order_by("id")[:SEAL_BATCH]
        )
        if not chains:
            return 0
        last = Seal.objects.order_by("-seq").first()
        heads = [
            SealedHead(
                seal_seq=last.seq + 1 if last else 1,
                subject=chain.subject,
                subject_id=chain.subject_id,
                length=chain.length,
                head=chain.head,
            )
            for chain in chains
        ]
        link = Seal(
            seq=last.seq + 1 if last else 1,
            at=clock.now(),
            heads=len(heads),
            digest=hashing.heads_digest(heads),
            prev_hash=last.hash if last else "",
        )
        link.hash = hashing.seal_hash(link)
        link.save()
        SealedHead.objects.bulk_create(heads, batch_size=BULK_BATCH)
        Chain.objects.filter(pk__in=[chain.pk for chain in chains]).update(unsealed=False)
    return len(chains)

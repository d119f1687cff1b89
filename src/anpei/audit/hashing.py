"""How events and seals are hashed. Changing anything here breaks every chain already written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from anpei.audit.models import Event, Seal, SealedHead
from anpei.core.canonical import canonical_json, digest


def event_hash(event: Event) -> str:
    """Over the event before, every lasting column, and the salted hash in place of the personal payload.

    Whom it was done for stands in the hash where there is somebody, so that the chains without are as they were.
    """
    return digest(
        {
            **({"for": event.for_id} if event.for_id else {}),
            "prev": event.prev_hash,
            "subject": event.subject,
            "subject_id": event.subject_id,
            "seq": event.seq,
            "type": event.type,
            "audience": str(event.audience),
            "actor": [event.actor_kind, event.actor_id, event.actor_name, event.actor_role],
            "at": _moment(event.at),
            "request": event.request_id,
            "data": event.data,
            "personal": event.personal_hash,
        }
    )


def personal_hash(salt: str, payload: dict[str, str]) -> str:
    return digest([salt, payload])


def personal_text(payload: dict[str, str]) -> str:
    return canonical_json(payload).decode()


def personal_payload(event: Event) -> dict[str, str] | None:
    """The personal fields, ``{}`` when there were none, None when they have been erased."""
    if event.personal is not None:
        return json.loads(event.personal)
    return None if event.personal_hash else {}


def heads_digest(heads: Iterable[SealedHead]) -> str:
    """Over the sealed heads in order of (subject, subject_id)."""
    rows = sorted((head.subject, head.subject_id, head.length, head.head) for head in heads)
    return digest([list(row) for row in rows])


def seal_hash(seal: Seal) -> str:
    return digest([seal.prev_hash, seal.seq, _moment(seal.at), seal.heads, seal.digest])


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")

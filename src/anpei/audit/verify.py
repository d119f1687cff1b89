"""Proves that the record is whole: reads each event, chain and seal once, and names what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Generic, TypeVar

from django.db.models import TextField
from django.db.models.functions import Cast

from anpei.audit import hashing
from anpei.audit.events import PERSONAL_ERASED
from anpei.audit.models import Chain, Event, Seal, SealedHead
from anpei.core.fields import DecryptionError, decrypt

CHUNK = 2_000
Place = tuple[str, int]
R = TypeVar("R", Event, Chain, SealedHead)


@dataclass(frozen=True)
class Finding:
    code: str  # event.changed, event.missing, personal.missing, chain.deleted, seal.changed, …
    row: str  # which row: "audit.event 17 (claim 5 #3)"
    text: str


@dataclass
class Report:
    events: int = 0
    chains: int = 0
    seals: int = 0
    head: str = ""  # hash of the last seal: kept outside, it proves that no later seal was cut off
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.findings

    def add(self, code: str, row: str, text: str) -> None:
        self.findings.append(Finding(code, row, text))


def verify(progress: Callable[[int], None] | None = None) -> Report:
    """Check everything; ``progress`` is called with the number of events done, now and then and at the end.

    Three streams in the order of their indexes are walked side by side, so memory does not grow with the
    book.
    """
    report = Report()
    # The personal payload is read as stored: one that does not open is a finding, not the end of the proof.
    as_stored = Event.objects.defer("personal").annotate(sealed_personal=Cast("personal", TextField()))
    events = _Stream(as_stored.order_by("subject", "subject_id", "seq").iterator(CHUNK))
    chains = _Stream(Chain.objects.order_by("subject", "subject_id").iterator(CHUNK))
    heads = _Stream(SealedHead.objects.order_by("subject", "subject_id", "length").iterator(CHUNK))
    while places := [stream.place for stream in (events, chains, heads) if stream.place is not None]:
        place = min(places)
        report.chains += 1
        _check_chain(
            report,
            place,
            events.take(place),
            next(iter(chains.take(place)), None),
            heads.take(place),
            progress,
        )
    _check_seals(report)
    if progress:
        progress(report.events)
    return report


class _Stream(Generic[R]):
    """An ordered iterator that gives the rows of one place at a time."""

    def __init__(self, rows: Iterator[R]) -> None:
        self._groups: Iterator[tuple[Place, Iterator[R]]] = groupby(
            rows, key=lambda row: (row.subject, row.subject_id)
        )
        self._current: tuple[Place, Iterator[R]] | None = next(self._groups, None)

    @property
    def place(self) -> Place | None:
        return self._current[0] if self._current else None

    def take(self, place: Place) -> list[R]:
        if self._current is None or self._current[0] != place:
            return []
        rows = list(self._current[1])
        self._current = next(self._groups, None)
        return rows


def _check_chain(
    report: Report,
    place: Place,
    events: list[Event],
    chain: Chain | None,
    heads: list[SealedHead],
    progress: Callable[[int], None] | None,
) -> None:
    name = f"{place[0]} {place[1]}"
    if not events:
        known = max([chain.length if chain else 0, *(head.length for head in heads)])
        report.add("chain.deleted", f"audit.chain ({name})", f"All {known} events of this chain are gone.")
        return
    _check_links(report, name, events, progress)
    _check_erasures(report, events)
    _check_head(report, name, events[-1], chain)
    _check_sealed(report, name, events, chain, heads)


def _check_links(
    report: Report, name: str, events: list[Event], progress: Callable[[int], None] | None
) -> None:
    before: Event | None = None
    for event in events:
        report.events += 1
        if progress and report.events % CHUNK == 0:
            progress(report.events)
        expected = before.seq + 1 if before else 1
        for missing in range(expected, event.seq):
            report.add("event.missing", f"audit.event ({name} #{missing})", "This event was deleted.")
        if hashing.event_hash(event) != event.hash:
            report.add("event.changed", _row(event), "The content does not match its hash: it was changed.")
        elif event.seq == expected and event.prev_hash != (before.hash if before else ""):
            report.add(
                "event.relinked",
                _row(event),
                "It does not continue the event before: one of the two was replaced.",
            )
        _check_personal(report, event)
        before = event


def _check_personal(report: Report, event: Event) -> None:
    stored = _stored_personal(event)
    if stored is None:
        return
    try:
        payload = json.loads(decrypt(stored, Event._meta.get_field("personal").purpose))
    except (DecryptionError, ValueError):
        payload = None
    if payload is None or hashing.personal_hash(event.personal_salt or "", payload) != event.personal_hash:
        report.add(
            "personal.changed", _row(event), "The personal payload does not match its hash: it was changed."
        )


def _check_erasures(report: Report, events: list[Event]) -> None:
    erased = {seq for event in events if event.type == PERSONAL_ERASED for seq in event.data["seqs"]}
    for event in events:
        if event.personal_hash and _stored_personal(event) is None and event.seq not in erased:
            report.add(
                "personal.missing", _row(event), "The personal payload is gone, and no erasure was recorded."
            )


def _check_head(report: Report, name: str, last: Event, chain: Chain | None) -> None:
    if chain is None:
        report.add("chain.missing", f"audit.chain ({name})", "The row of the chain's head was deleted.")
    elif chain.length > last.seq:
        report.add(
            "event.missing",
            f"audit.event ({name} #{last.seq + 1})",
            f"The chain has {chain.length} events, but they end at #{last.seq}: the tail was deleted.",
        )
    elif (chain.length, chain.head) != (last.seq, last.hash):
        report.add(
            "chain.changed", f"audit.chain {chain.pk} ({name})", "The head is not that of the last event."
        )


def _check_sealed(
    report: Report, name: str, events: list[Event], chain: Chain | None, heads: list[SealedHead]
) -> None:
    hashes = {event.seq: event.hash for event in events}
    tail_known = chain is not None and chain.length > events[-1].seq
    for head in heads:
        if head.length > events[-1].seq and not tail_known:
            report.add(
                "event.missing",
                f"audit.event ({name} #{events[-1].seq + 1})",
                f"Seal {head.seal_seq} holds {head.length} events, only {events[-1].seq} are left.",
            )
            tail_known = True
        elif head.length in hashes and hashes[head.length] != head.head:
            report.add(
                "event.resealed",
                f"audit.event ({name} #{head.length})",
                f"Its hash is not the one in seal {head.seal_seq}: the chain was rewritten after sealing.",
            )
    last = heads[-1] if heads else None
    if chain and not chain.unsealed and (last is None or last.length < chain.length):
        report.add(
            "seal.missing", f"audit.chain {chain.pk} ({name})", "It was sealed, but its seal was deleted."
        )


def _check_seals(report: Report) -> None:
    before: Seal | None = None
    sealed = groupby(
        SealedHead.objects.order_by("seal_seq", "id").iterator(CHUNK), key=lambda head: head.seal_seq
    )
    group = next(sealed, None)
    for seal in Seal.objects.order_by("seq").iterator(CHUNK):
        report.seals += 1
        expected = before.seq + 1 if before else 1
        for missing in range(expected, seal.seq):
            report.add("seal.missing", f"audit.seal (#{missing})", "This seal was deleted.")
        row = f"audit.seal {seal.pk} (#{seal.seq})"
        if hashing.seal_hash(seal) != seal.hash:
            report.add("seal.changed", row, "The seal does not match its hash: it was changed.")
        elif seal.seq == expected and seal.prev_hash != (before.hash if before else ""):
            report.add(
                "seal.changed", row, "It does not continue the seal before: one of the two was replaced."
            )
        while group and group[0] < seal.seq:
            group = next(sealed, None)
        heads = list(group[1]) if group and group[0] == seal.seq else []
        if group and group[0] == seal.seq:
            group = next(sealed, None)
        if len(heads) != seal.heads or hashing.heads_digest(heads) != seal.digest:
            report.add(
                "seal.changed",
                row,
                "Its sealed heads are not those it was made of: one was changed or deleted.",
            )
        before = seal
    while group:
        report.add("seal.missing", f"audit.seal (#{group[0]})", "This seal was deleted.")
        group = next(sealed, None)
    report.head = before.hash if before else ""


def _stored_personal(event: Event) -> str | None:
    stored: str | None = event.sealed_personal  # type: ignore[attr-defined]  # annotated by verify()
    return stored


def _row(event: Event) -> str:
    return f"audit.event {event.pk} ({event.subject} {event.subject_id} #{event.seq})"

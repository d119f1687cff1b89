"""The case replayed: what the record shows went wrong, as proposals for a person to judge, and the lanes of the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from anpei.claims.models import Claim
from anpei.clocks.rules import Kind
from anpei.core import clock as time
from anpei.deadlines import catalogue
from anpei.deadlines import queries as clocks
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.settlement.models import DecisionState
from anpei.values.dates import local_date

JUDGED = (Kind.LAW, Kind.PROMISE)
SUPPLEMENT_ONCE = "保险法 22"  # Chinese is meant: the article, as the clock set writes its sources


@dataclass(frozen=True)
class Proposal:
    """Something the record shows; ``key`` names it, so that it is proposed once."""

    key: str
    code: str
    facts: dict[str, Any]
    basis: str


@dataclass(frozen=True)
class Span:
    """One clock as it ran: ``late_at`` from where it was late, ``ended_at`` None while it runs."""

    rule_id: str
    began_at: datetime
    due_at: datetime
    ended_at: datetime | None
    pauses: list[tuple[datetime, datetime]]

    @property
    def late(self) -> bool:
        return (self.ended_at or time.now()) > self.due_at


@dataclass(frozen=True)
class Mark:
    """One moment of a lane."""

    at: datetime
    kind: str  # notice | letter | decision | paper | called | call | missed | message
    text: str


def proposals(claim: Claim) -> Iterator[Proposal]:
    """What may have gone wrong: law and promises missed, papers asked for twice, calls promised and not made."""
    yield from _late_clocks(claim)
    for notice in claim.supplement_notices.filter(sequence__gt=1):
        day = local_date(notice.sent_at).isoformat()
        yield Proposal(
            f"notice:{notice.pk}", "asked_twice", {"n": notice.sequence, "day": day}, SUPPLEMENT_ONCE
        )
    for call in claim.call_requests.order_by("due_at"):
        if call.due_at > (call.done_at or time.now()):
            continue
        due = _moment(call.due_at)
        if call.done_at is None:
            yield Proposal(f"call:{call.pk}", "call_missed", {"due": due}, "")
        else:
            yield Proposal(f"call:{call.pk}", "call_late", {"due": due, "done": _moment(call.done_at)}, "")
    for decision in claim.decisions.filter(state=DecisionState.VOID).order_by("number"):
        facts = {"n": decision.number, "reason": decision.void_reason}
        yield Proposal(f"decision:{decision.pk}", "decision_void", facts, "")


def spans(claim: Claim) -> list[Span]:
    """The statutory clocks and promises of the case, as they ran."""
    now = time.now()
    return [
        Span(
            row.rule_id,
            row.started_at,
            row.due_at,
            row.stopped_at,
            [(pause.began_at, pause.ended_at or now) for pause in row.pauses.all()],
        )
        for row in clocks.history("claim", claim.pk)
        if row.kind in JUDGED and row.state != ClockState.CANCELLED
    ]


def marks(claim: Claim) -> dict[str, list[Mark]]:
    """Two lanes of moments: papers and letters, and what was said."""
    written = [Mark(one.sent_at, "notice", str(one.sequence)) for one in claim.supplement_notices.all()]
    written += [
        Mark(paper.received_at, "paper", paper.item.kind if paper.item else "")
        for paper in claim.papers.select_related("item")
    ]
    written += [
        Mark(one.approved_at, "decision", one.outcome) for one in claim.decisions.all() if one.approved_at
    ]
    said = [Mark(one.at, "call", one.by.display_name) for one in claim.contacts.select_related("by")]
    for call in claim.call_requests.all():
        said.append(Mark(call.created_at, "called", ""))
        if call.done_at:
            said.append(Mark(call.done_at, "call", ""))
        elif call.due_at < time.now():
            said.append(Mark(call.due_at, "missed", ""))
    return {"written": sorted(written, key=_at), "said": sorted(said, key=_at)}


def lateness(due_at: datetime, ended_at: datetime) -> tuple[int, int]:
    """By how many days of the calendar, and by how many minutes begun, something came after its date."""
    days = (local_date(ended_at) - local_date(due_at)).days
    return max(days, 0), max(-((due_at - ended_at) // timedelta(minutes=1)), 0)


def _late_clocks(claim: Claim) -> Iterator[Proposal]:
    now, language = time.now(), get_language() or "zh-hans"
    for row in clocks.history("claim", claim.pk):
        if row.kind not in JUDGED or not _is_late(row, now):
            continue
        ended_at = row.stopped_at or now
        days, minutes = lateness(row.due_at, ended_at)
        told = _day if days else _moment
        facts = {
            "rule": row.rule_id,
            "days": days,
            "minutes": minutes,
            "due": told(row.due_at),
            "done": told(ended_at) if row.stopped_at else "–",
            "found": told(now),
        }
        yield Proposal(
            f"clock:{row.pk}", "clock_missed", facts, catalogue.rule_of(row).basis.in_language(language)
        )


def _is_late(row: Clock, now: datetime) -> bool:
    return row.state == ClockState.MISSED or (row.state == ClockState.RUNNING and row.due_at < now)


def _day(at: datetime) -> str:
    return local_date(at).isoformat()


def _moment(at: datetime) -> str:
    return f"{time.local_date(at).isoformat()} {at.astimezone(time.LOCAL):%H:%M}"


def _at(mark: Mark) -> datetime:
    return mark.at

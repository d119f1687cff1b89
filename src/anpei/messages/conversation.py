"""One conversation per customer, across channels: a read model. Each app tells, from its own ``conversation`` module,
what of it was said with a person; one page of all of it is the newest of what each gives. See ADR 0008.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.core.errors import Invalid
from anpei.messages.models import Direction, Message
from anpei.messages.queries import SAID_ONCE

PAGE = 30
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Whose:
    """The people of a conversation, and what of it the reader may not see.

    ``phone_hash`` only where the reader proved that phone: a number alone makes nobody a customer.
    """

    parties: tuple[int, ...]
    phone_hash: str = ""
    without_claims: tuple[int, ...] = ()
    without_subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """One thing that was said. ``mark`` orders it; ``mine`` is true where the customer said it."""

    at: datetime
    kind: str  # message, call, callback, contact, enquiry, reply
    id: int
    mine: bool
    channel: str
    text: str = ""
    answer: str = ""  # what was answered at once, by the machine
    who: str = ""
    state: str = ""
    claim_id: int | None = None

    @property
    def mark(self) -> Mark:
        return Mark(self.at, self.kind, self.id)


@dataclass(frozen=True, order=True)
class Mark:
    """Where a page ended. Later is greater; kinds of one moment stand in the order of their names."""

    at: datetime
    kind: str
    id: int

    def to_text(self) -> str:
        text = f"{self.at.astimezone(UTC).isoformat()}|{self.kind}|{self.id}"
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def from_text(cls, text: str) -> Mark | None:
        """None for an empty text; Invalid for one we did not give out."""
        if not text:
            return None
        try:
            at, kind, row_id = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii").split("|")
            moment = datetime.fromisoformat(at)
            if moment.tzinfo is None or kind not in _sources or not row_id.isdigit() or len(row_id) > 18:
                raise ValueError
            return cls(moment, kind, int(row_id))
        except ValueError:
            wrong = _("This place in the conversation is not known. Please start from the newest.")
            raise Invalid(fields={"before": wrong}) from None


Source = Callable[[Whose, Mark | None, int], Sequence[Said]]
_sources: dict[str, Source] = {}
_told_elsewhere: set[str] = set()


def source(kind: str, *, instead_of: str = "") -> Callable[[Source], Source]:
    """Register who gives the entries of one kind, newest first, older than a mark, at most so many.

    ``instead_of``: a subject whose messages this source tells itself.
    """

    def register(of: Source) -> Source:
        _sources[kind] = of
        if instead_of:
            _told_elsewhere.add(instead_of)
        return of

    return register


def older(rows: QuerySet[M], column: str, kind: str, before: Mark | None) -> QuerySet[M]:
    """Rows of a kind that stand before a mark, newest first, by the moment in ``column``."""
    if before is not None:
        same_moment = Q(**{column: before.at})
        earlier = Q(**{f"{column}__lt": before.at})
        if kind < before.kind:
            earlier |= same_moment
        elif kind == before.kind:
            earlier |= same_moment & Q(pk__lt=before.id)
        rows = rows.filter(earlier)
    return rows.order_by(f"-{column}", "-pk")


def page(whose: Whose, *, before: Mark | None = None, size: int = PAGE) -> tuple[list[Said], Mark | None]:
    """One page, newest first, and the mark of the page after it; one statement for each source."""
    found = [said for give in _sources.values() for said in give(whose, before, size + 1)]
    found.sort(key=lambda said: said.mark, reverse=True)
    shown = found[:size]
    return shown, shown[-1].mark if len(found) > size else None


@source("message")
def _messages(whose: Whose, before: Mark | None, most: int) -> list[Said]:
    rows = Message.objects.filter(
        SAID_ONCE, recipient_kind="party", recipient_id__in=[str(one) for one in whose.parties]
    ).exclude(subject="claim", subject_id__in=whose.without_claims)
    rows = rows.exclude(subject__in=(*whose.without_subjects, *_told_elsewhere))
    rows = older(rows, "created_at", "message", before)
    return [of_message(row, "message") for row in rows[:most]]


def of_message(row: Message, kind: str) -> Said:
    return Said(
        at=row.created_at,
        kind=kind,
        id=row.pk,
        mine=row.direction == Direction.IN,
        channel=row.channel,
        text=row.body,
        who=row.sender_name,
        claim_id=row.subject_id if row.subject == "claim" else None,
    )

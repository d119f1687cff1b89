"""Reading the record: the timeline of a subject in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anpei.audit import hashing, registry
from anpei.audit.models import Event
from anpei.audit.registry import Audience

logger = logging.getLogger(__name__)

VISIBLE = {
    Audience.CUSTOMER: (Audience.CUSTOMER,),
    Audience.STAFF: (Audience.CUSTOMER, Audience.STAFF),
    Audience.RESTRICTED: (Audience.CUSTOMER, Audience.STAFF, Audience.RESTRICTED),
}


@dataclass(frozen=True)
class Item:
    """One line of a timeline."""

    seq: int
    at: datetime
    actor_kind: str
    actor_name: str  # empty when it has been erased; "A for B" where A acted for B
    audience: str
    type: str
    text: str
    data: dict[str, Any]  # without personal fields
    who: str = ""  # the actor alone, also where they acted for somebody
    for_somebody: bool = False  # done for another person, who gave the power to


def timeline(subject: str, subject_id: int, *, audience: Audience, limit: int | None = None) -> list[Item]:
    """What happened, oldest first by its moment, as this audience may see it; ``limit``: only the latest. One statement.

    What was recorded late stands where it happened; the chain of the record keeps its own order.

    CUSTOMER gives customer events in the customer's wording, STAFF also those of staff, and only RESTRICTED
    the restricted ones: who may ask for that is the caller's rule.
    """
    shown = Event.objects.filter(
        subject=subject, subject_id=subject_id, audience__in=VISIBLE[Audience(audience)]
    )
    if limit is None:
        rows: Iterable[Event] = shown.order_by("at", "seq")
    else:
        rows = reversed(shown.order_by("-at", "-seq")[:limit])
    return [present(row, for_customer=audience == Audience.CUSTOMER) for row in rows]


def done_for(person_ids: Iterable[int], *, limit: int, also: Iterable[str] = ()) -> list[tuple[Event, Item]]:
    """What others did for these people, newest first, in the customer's wording. One statement.

    Events a customer may see, and the types in ``also``. Each comes with its row, which says of which subject it is.
    """
    rows = Event.objects.filter(
        Q(audience=Audience.CUSTOMER) | Q(type__in=list(also)), for_id__in=[str(one) for one in person_ids]
    ).order_by("-id")[:limit]
    return [(row, present(row, for_customer=True)) for row in rows]


def actors(
    subject: str, subject_id: int, *, without: Iterable[str] = (), until: datetime | None = None
) -> set[tuple[str, str]]:
    """Who did anything to a subject (up to a moment), as (kind, id), leaving out event types. One statement."""
    events = Event.objects.filter(subject=subject, subject_id=subject_id).exclude(type__in=list(without))
    if until is not None:
        events = events.filter(at__lte=until)
    return set(events.values_list("actor_kind", "actor_id").distinct())


def present(row: Event, *, for_customer: bool) -> Item:
    """One stored event as a line in the current language; a type no longer known is named, never dropped."""
    private = hashing.personal_payload(row)
    return Item(
        seq=row.seq,
        at=row.at,
        actor_kind=row.actor_kind,
        actor_name=_actor_name(row, private or {}),
        audience=row.audience,
        type=row.type,
        text=_wording(row, private, for_customer),
        data=row.data,
        who=row.actor_name or (private or {}).get("actor_name", ""),
        for_somebody=bool(row.for_id),
    )


def _actor_name(row: Event, private: dict[str, str]) -> str:
    if row.actor_kind == "system":
        return _("system")
    name = row.actor_name or private.get("actor_name", "")
    if row.for_id and private.get("for_name"):
        return _("%(agent)s for %(principal)s") % {"agent": name, "principal": private["for_name"]}
    return name


def _wording(row: Event, private: dict[str, str] | None, for_customer: bool) -> str:
    try:
        happened = registry.rebuild(row.type, row.data, private)
        if happened is not None:
            return str(happened.customer() if for_customer else happened.staff())
    except Exception:
        # The wording of one old event must not take the whole case page away.
        logger.exception("event %s cannot be put into words", row)
    if for_customer:
        return _("Your case was updated")
    return _("Recorded: %(type)s") % {"type": row.type}

"""Reads about messages."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from anpei.messages.models import Channel, Direction, Message, Wording, WordingState

# Of what left the house by several ways, the copy in the app; of what came in, all.
SAID_ONCE = Q(channel=Channel.IN_APP) | Q(direction=Direction.IN)


def conversation(subject: str, subject_id: int) -> QuerySet[Message]:
    """What was said about one subject, oldest first by its moment: what we wrote, as the app shows it, and what came in
    by any way."""
    return Message.objects.filter(SAID_ONCE, subject=subject, subject_id=subject_id).order_by(
        Coalesce("sent_at", "created_at"), "id"
    )


def deliveries(subject: str, subject_id: int) -> QuerySet[Message]:
    """Everything that left the house about one subject, with its proof, newest first."""
    return Message.objects.filter(subject=subject, subject_id=subject_id, direction=Direction.OUT).order_by(
        "-id"
    )


def by_way(subject: str, subject_id: int) -> list[tuple[str, str, int]]:
    """How what left the house about one subject went: channel, state, number of messages."""
    rows = (
        deliveries(subject, subject_id).exclude(channel=Channel.IN_APP).order_by().values("channel", "state")
    )
    counted = rows.annotate(n=Count("id")).order_by("channel", "state")
    return [(row["channel"], row["state"], row["n"]) for row in counted]


def unread_from_customers(subject: str, subject_ids: list[int]) -> QuerySet[Message]:
    return Message.objects.filter(
        subject=subject, subject_id__in=subject_ids, direction=Direction.IN, read_at__isnull=True
    )


def words_in_use(template: str) -> dict[str, str] | None:
    """What the insurer wrote in place of the shipped words, by language; None where the shipped ones hold."""
    return (
        Wording.objects.filter(template=template, state=WordingState.IN_USE)
        .values_list("texts", flat=True)
        .first()
    )


def latest_of(template: str, most: int) -> list[Message]:
    """The last messages a template made, newest first, each once."""
    return list(Message.objects.filter(template=template, channel=Channel.IN_APP).order_by("-id")[:most])

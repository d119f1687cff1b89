"""Reads about messages."""

from __future__ import annotations

from django.db.models import QuerySet

from anpei.messages.models import Channel, Direction, Message


def conversation(subject: str, subject_id: int) -> QuerySet[Message]:
    """What was said in the app about one subject, oldest first."""
    return Message.objects.filter(subject=subject, subject_id=subject_id, channel=Channel.IN_APP).order_by(
        "id"
    )


def deliveries(subject: str, subject_id: int) -> QuerySet[Message]:
    """Everything that left the house about one subject, with its proof, newest first."""
    return Message.objects.filter(subject=subject, subject_id=subject_id, direction=Direction.OUT).order_by(
        "-id"
    )


def unread_from_customers(subject: str, subject_ids: list[int]) -> QuerySet[Message]:
    return Message.objects.filter(
        subject=subject, subject_id__in=subject_ids, direction=Direction.IN, read_at__isnull=True
    )

"""Every write about messages. Writing a message is part of the caller's transaction; sending happens afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid
from anpei.deadlines import actions as deadlines
from anpei.jobs.actions import New, enqueue, enqueue_all
from anpei.messages import channels, templates
from anpei.messages.models import Channel, Direction, Message, MessageState
from anpei.messages.queries import words_in_use
from anpei.messages.quiet import Quiet, next_decent_moment

MAX_LENGTH = 2000
ANSWER_CLOCK = "message.answer"


@dataclass(frozen=True)
class Recipient:
    """Who a message goes to. Without an ``address`` only the app receives it.

    ``address`` is what the channel needs: a phone number, an e-mail address, an openid. ``fallback`` is a phone number
    for a text message when that channel fails; ``night``: may be written to at any hour; ``quiet``: hours of their own.
    """

    kind: str  # party | reporter | staff
    id: str
    address: str = ""
    language: str = "zh-hans"
    channel: str = Channel.SMS
    fallback: str = ""
    night: bool = False
    quiet: Quiet | None = None


def send(
    *,
    template: str,
    to: Recipient,
    variables: Mapping[str, str],
    dedupe: str,
    subject: str = "",
    subject_id: int | None = None,
    legal: bool = False,
    send_after: datetime | None = None,
) -> list[Message]:
    """Put one message into the app and, where there is an address, on its way by the preferred channel.

    The same ``dedupe`` sends nothing a second time (an empty list comes back). In quiet hours it leaves the house at
    their end, unless it is ``legal`` or the person may be written to at any hour. Must run inside the transaction of the
    action it tells about.
    """
    rows = _rows(
        to=to,
        template=template,
        variables=variables,
        texts=words_in_use(template),
        dedupe=dedupe,
        subject=subject,
        subject_id=subject_id,
        legal=legal,
        send_after=send_after,
    )
    try:
        with transaction.atomic():
            written = Message.objects.bulk_create(rows)
    except IntegrityError:  # the same message was written before
        return []
    enqueue_all(_deliveries(written))
    return written


@dataclass(frozen=True)
class Notice:
    """One of many messages about one thing; the fields as of ``send``."""

    to: Recipient
    variables: Mapping[str, str]
    dedupe: str


def send_all(
    *, template: str, notices: Iterable[Notice], subject: str, subject_id: int, legal: bool = False
) -> int:
    """As ``send`` for each of many people, in four statements; gives how many were written.

    Whoever calls it sees to it that nobody else writes the same ones at that moment: then the transaction fails.
    """
    wanted = {one.dedupe: one for one in notices}
    known = set(Message.objects.filter(dedupe__in=wanted).values_list("dedupe", flat=True))
    texts = words_in_use(template)
    rows = [
        row
        for one in wanted.values()
        if one.dedupe not in known
        for row in _rows(
            to=one.to,
            template=template,
            variables=one.variables,
            texts=texts,
            dedupe=one.dedupe,
            subject=subject,
            subject_id=subject_id,
            legal=legal,
            send_after=None,
        )
    ]
    enqueue_all(_deliveries(Message.objects.bulk_create(rows)))
    return len(wanted) - len(known)


def _rows(
    *,
    to: Recipient,
    template: str,
    variables: Mapping[str, str],
    texts: Mapping[str, str] | None,
    dedupe: str,
    subject: str,
    subject_id: int | None,
    legal: bool,
    send_after: datetime | None,
) -> list[Message]:
    """One message in the app and, where there is an address, one on its way out."""
    now = clock.now()
    if not (legal or to.night):
        send_after = next_decent_moment(send_after or now, to.quiet)
        send_after = send_after if send_after > now else None
    common = {
        "recipient_kind": to.kind,
        "recipient_id": to.id,
        "subject": subject,
        "subject_id": subject_id,
        "template": template,
        "language": to.language,
        "body": templates.render(template, to.language, variables, texts),
        "dedupe": dedupe,
        "legal": legal,
        "send_after": send_after,
    }
    rows = [
        Message(
            channel=Channel.IN_APP,
            state=MessageState.DELIVERED,
            sent_at=now,
            delivered_at=now,
            proof="in_app",
            values=json.dumps(dict(variables), ensure_ascii=False),
            **common,
        )
    ]
    if to.address:
        rows.append(Message(channel=out_channel(to), address=to.address, fallback=to.fallback, **common))
    return rows


def _deliveries(written: Iterable[Message]) -> list[New]:
    return [
        New(
            task="messages.deliver",
            args={"message_id": row.pk},
            run_at=row.send_after,
            key=f"messages.deliver:{row.pk}",
        )
        for row in written
        if row.state == MessageState.QUEUED
    ]


def write(*, text: str, to: Recipient, subject: str, subject_id: int, by: Actor) -> Message:
    """A staff member's own words to a customer, in the app and by the preferred channel."""
    with transaction.atomic():
        common = {
            "recipient_kind": to.kind,
            "recipient_id": to.id,
            "subject": subject,
            "subject_id": subject_id,
            "language": to.language,
            "body": checked(text),
            "sender_name": by.name,
        }
        now = clock.now()
        shown = _saved(
            Message(
                channel=Channel.IN_APP,
                state=MessageState.DELIVERED,
                sent_at=now,
                delivered_at=now,
                proof="in_app",
                **common,
            )
        )
        if to.address:
            outgoing = _saved(
                Message(channel=out_channel(to), address=to.address, fallback=to.fallback, **common)
            )
            enqueue(
                task="messages.deliver",
                args={"message_id": outgoing.pk},
                key=f"messages.deliver:{outgoing.pk}",
            )
        answered(subject=subject, subject_id=subject_id)
    return shown


def receive(
    *,
    text: str,
    sender: Recipient,
    subject: str,
    subject_id: int,
    by: Actor,
    channel: str = Channel.IN_APP,
    unit_path: str = "",
    at: datetime | None = None,
) -> Message:
    """A message from a customer, into the one conversation of its subject.

    With the ``unit_path`` of those who answer it, the time until a person writes back is a clock. ``at``: when it
    reached us, where that was before it could be placed.
    """
    now = at or clock.now()
    message = _saved(
        Message(
            created_at=now,
            direction=Direction.IN,
            channel=channel,
            recipient_kind=sender.kind,
            recipient_id=sender.id,
            subject=subject,
            subject_id=subject_id,
            body=checked(text),
            sender_name=by.name,
            state=MessageState.DELIVERED,
            sent_at=now,
            delivered_at=now,
        )
    )
    if unit_path:
        deadlines.start(
            rule=ANSWER_CLOCK, subject=f"{subject}.talk", subject_id=subject_id, at=now, unit_path=unit_path
        )
    return message


def answered(*, subject: str, subject_id: int) -> None:
    """A person wrote back, or spoke with the customer: nobody waits in this conversation any more."""
    deadlines.stop(rule=ANSWER_CLOCK, subject=f"{subject}.talk", subject_id=subject_id, outcome="met")


def send_by_text_instead(message: Message) -> Message | None:
    """The same words by text message, when the way the person prefers cannot reach them; None without a number."""
    if not message.fallback or message.channel == Channel.SMS:
        return None
    instead = _saved(
        Message(
            channel=Channel.SMS,
            address=message.fallback,
            recipient_kind=message.recipient_kind,
            recipient_id=message.recipient_id,
            subject=message.subject,
            subject_id=message.subject_id,
            template=message.template,
            language=message.language,
            body=message.body,
            sender_name=message.sender_name,
            dedupe=message.dedupe,
            legal=message.legal,
        )
    )
    enqueue(task="messages.deliver", args={"message_id": instead.pk}, key=f"messages.deliver:{instead.pk}")
    return instead


def out_channel(to: Recipient) -> str:
    """The way out of the house this person prefers; text message where the preference is none of them."""
    return to.channel if to.channel in channels.WAYS_OUT else Channel.SMS


def checked(text: str) -> str:
    """The text as typed, or Invalid with the reason next to the field."""
    if not text.strip():
        raise Invalid(fields={"text": _("Please write a few words first.")})
    if len(text) > MAX_LENGTH:
        raise Invalid(
            fields={
                "text": _("This is longer than %(most)d characters. Please send it in two parts.")
                % {"most": MAX_LENGTH}
            }
        )
    return text


def _saved(message: Message) -> Message:
    message.save(force_insert=True)
    return message

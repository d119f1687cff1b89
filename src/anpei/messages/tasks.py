"""Background work of the outbox."""

from __future__ import annotations

from django.db import transaction

from anpei.accounts.actions import forget_code
from anpei.accounts.queries import code_to_send
from anpei.audit.actions import record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.jobs import task
from anpei.messages import channels, events, templates
from anpei.messages.actions import send_by_text_instead
from anpei.messages.models import Channel, Message, MessageState
from anpei.messages.queries import words_in_use

OUTBOX = Actor.system("outbox")


@task("messages.deliver")
def deliver(*, message_id: int) -> None:
    """Hand one message to its channel. Marked sent last: a crash repeats it under the same key at the provider."""
    message = Message.objects.get(pk=message_id)
    if message.state != MessageState.QUEUED:
        return
    try:
        reference = channels.adapter(message.channel).deliver(
            key=f"message-{message.pk}", address=message.address, text=message.body
        )
    except channels.Undeliverable as problem:
        _failed(message, str(problem))
        return
    Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
        state=MessageState.SENT, sent_at=clock.now(), proof=reference
    )


def _failed(message: Message, problem: str) -> None:
    """It will never arrive this way: a text message goes instead. Where that fails, too, about a legal notice the subject's
    own people hear, and reach the person themselves."""
    with transaction.atomic():
        changed = Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
            state=MessageState.FAILED, proof=problem[:200]
        )
        if changed and send_by_text_instead(message) is not None:
            return
        if changed and message.legal and message.subject and message.subject_id is not None:
            record(
                subject=message.subject,
                subject_id=message.subject_id,
                event=events.NoticeUndeliverable(
                    message=message.pk,
                    template=message.template,
                    channel=message.channel,
                    problem=problem[:200],
                ),
                by=OUTBOX,
            )


@task("messages.send_code")
def send_code(*, code_id: int) -> None:
    """Send a one-time code by text message. The words are made here and kept nowhere: no message row holds a code."""
    code = code_to_send(code_id)
    if code is None:  # already sent, used or run out
        return
    name = "accounts.one_time_code"
    text = templates.render(name, code.language, {"code": code.code}, words_in_use(name))
    channels.adapter(Channel.SMS).deliver(key=f"code-{code_id}", address=code.phone, text=text)
    forget_code(code_id=code_id)

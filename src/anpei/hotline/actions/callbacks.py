"""Calling back: each attempt is kept; reached ends it, not reached names the next hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims import actions as claims
from anpei.claims.models import CallRequest
from anpei.claims.notices import recipient
from anpei.claims.wording import day_and_time
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.hotline import events
from anpei.hotline.models import Attempt
from anpei.messages import actions as messages
from anpei.messages.actions import Recipient
from anpei.messages.quiet import next_decent_moment
from anpei.values import identifiers

NEXT_TRY = timedelta(hours=2)  # company rule, mark C
TRIES = 3  # company rule, mark C


def attempt(
    request: CallRequest, *, reached: bool, by: Actor, note: str = "", next_at: datetime | None = None
) -> Attempt:
    """Somebody dialled. Reached: what was said, and it is done. Not reached: when it is tried again, told by text."""
    require(by, Permission.MESSAGE_SEND)
    person = signing(by)
    if reached and not note.strip():
        raise Invalid(fields={"note": _("Please note in one sentence what was said.")})
    with transaction.atomic():
        if reached:
            claims.call_made(request, outcome=note.strip(), by=by)
            again = None
        else:
            again = next_at or next_decent_moment(clock.now() + NEXT_TRY)
            claims.call_again(request, at=again, by=by)
        row = Attempt.objects.create(
            request=request, at=clock.now(), by=person, reached=reached, note=note.strip(), next_at=again
        )
        done = events.CallAttempted(request=request.pk, reached=reached)
        record(subject="call_request", subject_id=request.pk, event=done, by=by)
        if again is not None:
            _tell_we_called(request, again)
    return row


def give_up(request: CallRequest, *, note: str, by: Actor) -> CallRequest:
    """Nobody answered several times: it ends, and says so. Whoever still wants a person has the number."""
    require(by, Permission.MESSAGE_SEND)
    with transaction.atomic():
        tried = request.attempts.filter(reached=False).count()
        if tried < TRIES:
            raise Refused(
                "callback.too_early",
                _("Please try %(count)d times at different hours before giving up.") % {"count": TRIES},
            )
        return claims.call_made(request, outcome=note.strip() or _("Nobody answered several times."), by=by)


def _tell_we_called(request: CallRequest, again: datetime) -> None:
    """A text message where the number takes one, once per attempt."""
    try:
        identifiers.parse_mobile(request.phone)
    except ValueError:
        return
    language = recipient(request.claim).language if request.claim else "zh-hans"
    with translation.override(language):
        when = day_and_time(again)
    messages.send(
        template="hotline.not_reached",
        to=Recipient(kind="caller", id=str(request.pk), address=request.phone, language=language),
        variables={"when": when, "hotline": settings.INSURER_HOTLINE},
        dedupe=f"hotline.not_reached:{request.pk}:{request.attempts.count()}",
        subject="call_request",
        subject_id=request.pk,
    )
